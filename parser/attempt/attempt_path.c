/* attempt_path.c - the attempt that a name gives: a path, and what copies make of one; see attempt_id.h. */
#include "attempt_name.h"

#include "parser/catalogue/packing.h"
#include "parser/text/decimal.h"
#include "parser/text/timestamp.h"

/* Reads digits that are all of text; more than nine are a time or an id. */
static bool number_read(struct slice text, int *out)
{
    return text.n && text.n <= 9 && byte_is_digit(text.p[0]) && decimal_small(text, out);
}

/* Takes " (1)", "(1)", " - Copy" or " copy" off the end: what browsers and desktops add to a name that is there already. */
static struct slice copy_mark_cut(struct slice name)
{
    static const struct slice words[] = { SLICE_ROW(" - Copy"), SLICE_ROW(" copy") };
    size_t open = name.n && name.p[name.n - 1] == ')' ? name.n - 1 : 0;
    while (open && name.p[open - 1] != '(')
        open--;
    int number;
    if (open && number_read(slice_part(name, open, name.n - 1), &number))
        name = slice_trim_right(slice_part(name, 0, open - 1));
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (slice_ends(name, words[i]))
            name.n -= words[i].n;
    return name;
}

/* What stands behind N.log, and whose words the file then holds; the first that fits. */
static const struct part_row {
    struct slice begins;
    enum role role;
} part_rows[] = {
    { SLICE_ROW(".trigger"), ROLE_trigger },
    { SLICE_ROW(".SchedulerJob"), ROLE_scheduler },
    { SLICE_ROW("."), ROLE_other }, /* a rotated part */
};

/* Takes off what says how a file is kept, not what it is. */
static struct slice ending_cut(struct slice name)
{
    name = packing_bare_name(copy_mark_cut(name));
    if (slice_ends(name, SLICE(".txt")))
        name.n -= 4;
    return name;
}

static bool part_read(struct slice part, struct attempt_id *out)
{
    part = ending_cut(part);
    out->part = part;
    out->role = ROLE_task;
    for (size_t i = 0; part.n && i < sizeof(part_rows) / sizeof(*part_rows); i++)
        if (slice_starts(part, part_rows[i].begins)) {
            out->role = part_rows[i].role;
            return true;
        }
    return !part.n;
}

/* "N.log" and what stands behind it. A copy out of a bucket may have lost its extension: for who is sure of the name without it. */
static bool file_read(struct slice name, bool sure, struct attempt_id *out)
{
    size_t log = slice_find(name, SLICE(".log"));
    if (log == (size_t)-1)
        return sure && number_read(copy_mark_cut(ending_cut(name)), &out->try_number);
    return number_read(copy_mark_cut(slice_part(name, 0, log)), &out->try_number) && part_read(slice_from(name, log + 4), out);
}

static bool is_word(char c)
{
    return byte_is_digit(c) || byte_is_letter(c);
}

/* Takes the last SEPARATOR + "KEY=" (and all behind it) off *path; the first component of all may stand behind any mark. */
static bool component_cut(struct slice *path, struct slice separator, struct slice key, struct slice *value)
{
    bool first = slice_eq(key, SLICE("dag_id="));
    for (size_t at = path->n; at-- > 0;) {
        if (!slice_starts(slice_from(*path, at), key))
            continue;
        struct slice before = slice_part(*path, 0, at);
        bool begins = first && (!at || !is_word(path->p[at - 1]));
        if (!begins && !slice_ends(before, separator))
            continue;
        *value = slice_from(*path, at + key.n);
        *path = slice_part(before, 0, begins ? at : at - separator.n);
        return true;
    }
    return false;
}

static bool has_slash(struct slice text)
{
    return slice_has(text, SLICE("/")) || slice_has(text, SLICE("\\"));
}

/* dag_id=D/run_id=R/task_id=T[/map_index=N]/attempt=N.log: split before the keys only, a run_id may hold '/'. */
static bool keys_read(struct slice path, struct slice separator, struct attempt_id *out)
{
    struct slice attempt, index;
    if (!component_cut(&path, separator, SLICE("attempt="), &attempt) || has_slash(attempt) || !file_read(attempt, true, out))
        return false;
    struct slice rest = path;
    if (component_cut(&rest, separator, SLICE("map_index="), &index) &&
        (slice_eq(index, SLICE("-1")) || number_read(index, &out->map_index))) { /* not mapped, as other tools write it */
        out->has_map_index = true;
        path = rest;
    }
    out->layout = LAYOUT_runs;
    return component_cut(&path, separator, SLICE("task_id="), &out->task_id) && component_cut(&path, separator, SLICE("run_id="), &out->run_id) &&
           component_cut(&path, separator, SLICE("dag_id="), &out->dag_id) && out->task_id.n && out->run_id.n && out->dag_id.n;
}

/* What stands behind the last separator; all, where there is none. */
static struct slice last_component(struct slice *path, struct slice separator)
{
    size_t at = path->n;
    while (at && !slice_ends(slice_part(*path, 0, at), separator))
        at--;
    struct slice name = slice_from(*path, at);
    *path = slice_part(*path, 0, at ? at - separator.n : 0);
    return name;
}

static bool date_read(struct slice date, struct attempt_id *out)
{
    struct timestamp stamp;
    struct buf iso = { 0 };
    bool ok = iso_restore(date, &iso) == date.n && timestamp_parse(buf_view(&iso), &stamp);
    buf_free(&iso);
    out->logical_date = ok ? stamp.micros : 0;
    return out->has_logical_date = ok;
}

/* <dag>/<task>/<date>/N.log */
static bool dates_read(struct slice path, struct slice separator, struct attempt_id *out)
{
    struct slice name = last_component(&path, separator), date = last_component(&path, separator);
    if (!file_read(name, false, out) || !date_read(date, out))
        return false;
    out->layout = LAYOUT_dates;
    out->task_id = last_component(&path, separator);
    out->dag_id = last_component(&path, separator);
    return out->task_id.n && out->dag_id.n;
}

static struct slice base_name(struct slice path)
{
    path = last_component(&path, SLICE("/"));
    return last_component(&path, SLICE("\\"));
}

/* The same in one name, whose marks stand in ids and dates too: where the dag ends and the task begins only the content can say. */
static bool joined_dates_read(struct slice path, struct slice separator, struct attempt_id *out)
{
    struct slice stem = base_name(path), name = last_component(&stem, separator);
    if (!file_read(name, false, out))
        return false;
    for (size_t at = separator.n + 1; at + 13 < stem.n; at++)
        if (byte_is_digit(stem.p[at]) && slice_ends(slice_part(stem, 0, at), separator) && date_read(slice_from(stem, at), out)) {
            out->joined = slice_part(stem, 0, at - separator.n);
            out->separator = separator;
            return true;
        }
    return false;
}

/* How Airflow begins the ids of its own runs (DagRunType). */
static const struct slice run_types[] = { SLICE_ROW("scheduled__"), SLICE_ROW("manual__"), SLICE_ROW("backfill__"), SLICE_ROW("dataset_triggered__"),
                                          SLICE_ROW("asset_triggered__"), SLICE_ROW("asset_materialization__") };

/* Bytes of a run_id of Airflow's own at the start of text; 0 when there is none, or where it ends is not clear (3: a random end of eight). */
static size_t run_length(struct slice text, struct slice separator)
{
    struct buf iso = { 0 };
    size_t n = 0;
    for (size_t i = 0; !n && i < sizeof(run_types) / sizeof(*run_types); i++)
        if (slice_starts(text, run_types[i])) {
            n = iso_restore(slice_from(text, run_types[i].n), &iso);
            n += n ? run_types[i].n : 0;
        }
    buf_free(&iso);
    struct slice rest = slice_from(text, n);
    if (!n || !slice_starts(rest, separator))
        return 0;
    rest = slice_from(rest, separator.n);
    size_t word = 0;
    while (word < rest.n && is_word(rest.p[word]))
        word++;
    return word == 8 && slice_starts(slice_from(rest, word), separator) ? 0 : n;
}

/* DAG_RUN_TASK: by a run_id of Airflow's own, where there is just one. */
static void joined_split(struct attempt_id *out)
{
    struct slice all = out->joined, separator = out->separator;
    for (size_t at = separator.n + 1; at < all.n; at++) {
        size_t n = slice_ends(slice_part(all, 0, at), separator) ? run_length(slice_from(all, at), separator) : 0;
        if (n && out->layout != LAYOUT_none) {
            out->layout = LAYOUT_none;
            return;
        }
        if (n) {
            out->layout = LAYOUT_runs;
            out->dag_id = slice_part(all, 0, at - separator.n);
            out->run_id = slice_part(all, at, at + n);
            out->task_id = slice_from(all, at + n + separator.n);
        }
    }
}

/* logs_DAG_RUN_TASK_MAP_TRY.txt: a download from Airflow 3's web interface. */
static bool download_read(struct slice path, struct slice separator, struct attempt_id *out)
{
    struct slice stem = base_name(path);
    if (slice_ends(stem, SLICE(".txt")) || slice_ends(stem, SLICE(".log")))
        stem.n -= 4;
    stem = copy_mark_cut(stem);
    if (!slice_starts(stem, SLICE("logs_")))
        return false;
    stem = slice_from(stem, 5);
    struct slice number = last_component(&stem, separator), index = last_component(&stem, separator);
    if (!number_read(number, &out->try_number) || !(slice_eq(index, SLICE("-1")) || number_read(index, &out->map_index)) || !stem.n)
        return false;
    out->has_map_index = true;
    out->joined = stem;
    out->separator = separator;
    joined_split(out);
    return true;
}

const struct name_form name_forms[] = {
    { keys_read, SLICE_ROW("/"), "2.3 and later: a path, an object's or a stream's name",
      "s3://logs/prod/dag_id=d__a/run_id=scheduled__2026-04-29T11:00:00+00:00/task_id=g.t_b/map_index=3/attempt=2.log" },
    { keys_read, SLICE_ROW("\\"), "the same on Windows",
      "C:\\logs\\dag_id=d__a\\run_id=scheduled__2026-04-29T11_00_00+00_00\\task_id=g.t_b\\map_index=3\\attempt=2.log" },
    { keys_read, SLICE_ROW("__"), "flattened by tools that spare single underscores",
      "dag_id=d__a__run_id=scheduled__2026-04-29T11:00:00+00:00__task_id=g.t_b__map_index=3__attempt=2.log" },
    { keys_read, SLICE_ROW("_"), "a download, up to 2.11 and from buckets",
      "logs_dag_id=d__a_run_id=scheduled__2026-04-29T11_00_00+00_00_task_id=g.t_b_map_index=3_attempt=2 (1).log" },
    { keys_read, SLICE_ROW("-"), "a download", "dag_id=d__a-run_id=scheduled__2026-04-29T11-00-00+00-00-task_id=g.t_b-map_index=3-attempt=2.log.gz" },
    { keys_read, SLICE_ROW(" "), "a download", "dag_id=d__a run_id=scheduled__2026-04-29T11_00_00+00_00 task_id=g.t_b map_index=3 attempt=2.log" },
    { dates_read, SLICE_ROW("/"), "1.10 to 2.2: a path, an object's or a stream's name", "/opt/airflow/logs/d__a/g.t_b/2026-04-29T11:00:00+00:00/2.log" },
    { dates_read, SLICE_ROW("\\"), "the same on Windows", "C:\\logs\\d__a\\g.t_b\\2026-04-29T11_00_00+00_00\\2.log" },
    { joined_dates_read, SLICE_ROW("__"), "flattened by tools that spare single underscores", "d__a__g.t_b__2026-04-29T11_00_00+00_00__2.log" },
    { joined_dates_read, SLICE_ROW("_"), "a download, 1.10 to 2.2", "d__a_g.t_b_2026-04-29T11_00_00+00_00_2.log" },
    { joined_dates_read, SLICE_ROW("-"), "a download", "logs/d__a-g.t_b-2026-04-29T11:00:00+00:00-2.log" },
    { download_read, SLICE_ROW("_"), "a download, Airflow 3", "logs_d__a_scheduled__2026-04-29T11_00_00+00_00_g.t_b_3_2 (1).txt" },
};
const size_t name_forms_n = sizeof(name_forms) / sizeof(*name_forms);

static int hex_digit(char c)
{
    return byte_is_digit(c) ? c - '0' : byte_lower(c) >= 'a' && byte_lower(c) <= 'f' ? byte_lower(c) - 'a' + 10 : -1;
}

/* A name whose slashes or equal signs a URL escapes, unescaped. */
static struct slice unescaped(struct slice path, struct arena *arena)
{
    static const struct slice marks[] = { SLICE_ROW("%2F"), SLICE_ROW("%2f"), SLICE_ROW("%3D"), SLICE_ROW("%3d") };
    bool escaped = false;
    for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
        escaped |= slice_has(path, marks[i]);
    if (!escaped)
        return path;
    struct buf text = { 0 };
    for (size_t at = 0; at < path.n; at++) {
        int high = path.p[at] == '%' && at + 2 < path.n ? hex_digit(path.p[at + 1]) : -1, low = high < 0 ? -1 : hex_digit(path.p[at + 2]);
        buf_char(&text, (char)(low < 0 ? path.p[at] : (high << 4 | low)));
        at += low < 0 ? 0 : 2;
    }
    path = arena_keep(arena, buf_view(&text));
    buf_free(&text);
    return path;
}

static void id_keep(struct attempt_id *id, struct arena *arena)
{
    struct buf run_id = { 0 };
    run_id_restore(id->run_id, &run_id);
    id->run_id = arena_keep(arena, buf_view(&run_id));
    buf_free(&run_id);
    id->dag_id = arena_keep(arena, id->dag_id);
    id->task_id = arena_keep(arena, id->task_id);
    id->part = arena_keep(arena, id->part);
    id->joined = arena_keep(arena, id->joined);
}

static bool goes_up(struct slice id)
{
    struct slice part;
    for (bool more = true; more;) {
        more = slice_cut(&id, '/', &part);
        if (slice_eq(part, SLICE("..")))
            return true;
    }
    return false;
}

/* A name with ".." in it leads elsewhere than it says. */
static bool leads_elsewhere(const struct attempt_id *id)
{
    return goes_up(id->dag_id) || goes_up(id->run_id) || goes_up(id->task_id) || goes_up(id->joined);
}

bool attempt_id_from_path(struct slice path, struct arena *arena, struct attempt_id *out)
{
    struct slice query = slice_part(path, 0, slice_find(path, SLICE(".log?"))); /* a signed URL */
    if (query.n < path.n)
        path = slice_part(path, 0, query.n + 4);
    path = unescaped(path, arena);
    for (size_t i = 0; i < name_forms_n; i++) {
        *out = (struct attempt_id){ .map_index = -1 };
        if (name_forms[i].read(path, name_forms[i].separator, out) && !leads_elsewhere(out)) {
            id_keep(out, arena);
            return out->layout != LAYOUT_none;
        }
    }
    *out = (struct attempt_id){ .map_index = -1 };
    return false;
}

bool attempt_name_fit(struct attempt_id *name, const struct attempt_id *content, struct arena *arena)
{
    struct slice all = name->joined, dag = content->dag_id, task = content->task_id, separator = name->separator;
    if (!dag.n || !task.n || dag.n + task.n + separator.n > all.n || !slice_starts(all, dag) || !slice_ends(all, task))
        return false;
    struct slice run = slice_part(all, dag.n, all.n - task.n);
    if (!slice_starts(run, separator) || !slice_ends(run, separator))
        return false;
    if (name->has_logical_date ? run.n != separator.n : run.n <= 2 * separator.n)
        return false;
    if (!name->has_logical_date)
        name->run_id = slice_part(run, separator.n, run.n - separator.n);
    name->layout = name->has_logical_date ? LAYOUT_dates : LAYOUT_runs;
    name->dag_id = dag;
    name->task_id = task;
    id_keep(name, arena);
    return true;
}
