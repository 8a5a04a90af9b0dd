/* attempt_path.c - the attempt that a path names, in either layout; see attempt_id.h. */
#include "attempt_id.h"

#include "parser/text/timestamp.h"

/* Reads a number that is all of text. */
static bool number_read(struct slice text, int *out)
{
    int value = 0;
    if (!text.n || text.n > 9)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (!byte_is_digit(text.p[i]))
            return false;
        value = value * 10 + (text.p[i] - '0');
    }
    *out = value;
    return true;
}

/* "N.log" and what stands behind it, at the start of text. */
static bool name_read(struct slice name, struct attempt_id *out)
{
    size_t log = slice_find(name, SLICE(".log"));
    if (log == (size_t)-1 || !number_read(slice_part(name, 0, log), &out->try_number))
        return false;
    struct slice part = slice_from(name, log + 4);
    if (slice_ends(part, SLICE(".gz")))
        part.n -= 3;
    out->part = part;
    if (!part.n)
        out->role = ROLE_task;
    else if (slice_starts(part, SLICE(".trigger")))
        out->role = ROLE_trigger;
    else if (slice_starts(part, SLICE(".SchedulerJob")))
        out->role = ROLE_scheduler;
    else
        out->role = ROLE_other;
    return part.n == 0 || part.p[0] == '.';
}

/* Takes the last "/KEY=" component (and all behind it) off *path; false when there is none. */
static bool component_cut(struct slice *path, struct slice key, struct slice *value)
{
    for (size_t at = path->n; at-- > 0;)
        if ((at == 0 || path->p[at - 1] == '/') && slice_starts(slice_from(*path, at), key)) {
            *value = slice_from(*path, at + key.n);
            *path = slice_part(*path, 0, at ? at - 1 : 0);
            return true;
        }
    return false;
}

/* dag_id=D/run_id=R/task_id=T[/map_index=N]/attempt=N.log: split before the keys only, a run_id may hold '/'. */
static bool runs_read(struct slice path, struct attempt_id *out)
{
    struct slice attempt, index;
    if (!component_cut(&path, SLICE("attempt="), &attempt) || slice_has(attempt, SLICE("/")) || !name_read(attempt, out))
        return false;
    struct slice rest = path;
    if (component_cut(&rest, SLICE("map_index="), &index) && number_read(index, &out->map_index)) {
        out->has_map_index = true;
        path = rest;
    }
    return component_cut(&path, SLICE("task_id="), &out->task_id) && component_cut(&path, SLICE("run_id="), &out->run_id) &&
           component_cut(&path, SLICE("dag_id="), &out->dag_id) && out->task_id.n && out->run_id.n && out->dag_id.n;
}

static struct slice last_component(struct slice *path)
{
    size_t at = path->n;
    while (at && path->p[at - 1] != '/')
        at--;
    struct slice name = slice_from(*path, at);
    *path = slice_part(*path, 0, at ? at - 1 : 0);
    return name;
}

/* <dag>/<task>/<date>/N.log */
static bool dates_read(struct slice path, struct attempt_id *out)
{
    struct slice name = last_component(&path), date = last_component(&path);
    struct timestamp stamp;
    struct buf iso = { 0 };
    bool ok = name_read(name, out) && iso_restore(date, &iso) == date.n && timestamp_parse(buf_view(&iso), &stamp);
    buf_free(&iso);
    if (!ok)
        return false;
    out->logical_date = stamp.micros;
    out->has_logical_date = true;
    out->task_id = last_component(&path);
    out->dag_id = last_component(&path);
    return out->task_id.n && out->dag_id.n;
}

bool attempt_id_from_path(struct slice path, struct arena *arena, struct attempt_id *out)
{
    *out = (struct attempt_id){ .map_index = -1 };
    if (runs_read(path, out))
        out->layout = LAYOUT_runs;
    else {
        *out = (struct attempt_id){ .map_index = -1 };
        if (dates_read(path, out))
            out->layout = LAYOUT_dates;
    }
    if (out->layout == LAYOUT_none) {
        *out = (struct attempt_id){ .map_index = -1 };
        return false;
    }
    struct buf run_id = { 0 };
    run_id_restore(out->run_id, &run_id);
    out->run_id = arena_keep(arena, buf_view(&run_id));
    buf_free(&run_id);
    out->dag_id = arena_keep(arena, out->dag_id);
    out->task_id = arena_keep(arena, out->task_id);
    out->part = arena_keep(arena, out->part);
    return true;
}
