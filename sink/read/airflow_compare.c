/* airflow_compare.c - see airflow_compare.h. Two sorted sides are merged; of one task instance at a time what has no partner waits, so that a try that is counted
 * otherwise is told as that. */
#include "airflow_runs.h"
#include "airflow_side.h"

#include <stdlib.h>

const char *const airflow_gaps[GAP__N] = { "no log", "no attempt", "state", "dates", "try" };

/* APART: microseconds by which a log may begin later, or end otherwise, than Airflow notes. It begins before, with the reading of the DAG file; of a task that was
 * rescheduled Airflow notes the last start. */
static const int64_t APART = 300LL * 1000 * 1000;

/* What waits for a partner: a copy. */
struct waiting {
    struct airflow_attempt attempt;
    bool of_log;
};

struct comparing {
    struct airflow_side stored, airflow;
    int64_t since;
    const struct airflow_listener *listener;
    struct airflow_counts *counts;
    struct waiting *waiting; /* of the task instance at hand */
    size_t n, room;
};

static int instance_compare(const struct airflow_attempt *a, const struct airflow_attempt *b)
{
    int order = slice_compare(a->dag_id, b->dag_id);
    order = order ? order : slice_compare(a->run_id, b->run_id);
    order = order ? order : slice_compare(a->task_id, b->task_id);
    return order ? order : (a->map_index > b->map_index) - (a->map_index < b->map_index);
}

static bool is_asked(const struct comparing *c, const struct airflow_attempt *a)
{
    return c->since == AIRFLOW_NO_TIME || a->moment >= c->since;
}

static void tell(struct comparing *c, enum airflow_gap gap, const struct airflow_attempt *airflow, const struct airflow_attempt *log)
{
    c->counts->gap[gap]++;
    c->listener->gap(c->listener->context, gap, airflow, log);
}

/* --- a pair ------------------------------------------------------------------------------------------------------ */

static bool is_failure(struct slice state)
{
    return slice_eq(state, SLICE("failed")) || slice_eq(state, SLICE("up_for_retry"));
}

/* Airflow 2 and 3 spell the state of a try that another one follows differently. */
static bool states_differ(const struct airflow_attempt *airflow, const struct airflow_attempt *log)
{
    return airflow->state.n && !airflow->under_way && !slice_eq(airflow->state, log->state) && !(is_failure(airflow->state) && is_failure(log->state));
}

static bool is_later(int64_t a, int64_t b)
{
    return a != AIRFLOW_NO_TIME && b != AIRFLOW_NO_TIME && a - b > APART;
}

static bool dates_differ(const struct airflow_attempt *airflow, const struct airflow_attempt *log)
{
    bool ended = !airflow->under_way && (is_later(log->end, airflow->end) || is_later(airflow->end, log->end));
    return ended || is_later(log->start, airflow->start) || is_later(airflow->start, log->end);
}

static void pair_judge(struct comparing *c, const struct airflow_attempt *airflow, const struct airflow_attempt *log)
{
    if (!is_asked(c, airflow) && !is_asked(c, log))
        return;
    c->counts->attempts++;
    if (states_differ(airflow, log))
        tell(c, GAP_state, airflow, log);
    else if (dates_differ(airflow, log))
        tell(c, GAP_dates, airflow, log);
    else
        c->counts->same++;
}

/* --- what has no partner ----------------------------------------------------------------------------------------- */

static void alone_judge(struct comparing *c, const struct waiting *w)
{
    if (!is_asked(c, &w->attempt))
        return;
    c->counts->attempts += !w->of_log;
    tell(c, w->of_log ? GAP_no_attempt : GAP_no_log, w->of_log ? NULL : &w->attempt, w->of_log ? &w->attempt : NULL);
}

static struct waiting *next_of(struct comparing *c, struct waiting *w, bool of_log)
{
    while (w < c->waiting + c->n && w->of_log != of_log)
        w++;
    return w < c->waiting + c->n ? w : NULL;
}

/* The task instance is over: an attempt and a log that both have no partner are one whose try is counted otherwise. */
static void instance_end(struct comparing *c)
{
    struct waiting *attempt = next_of(c, c->waiting, false), *log = next_of(c, c->waiting, true);
    for (; attempt && log; attempt = next_of(c, attempt + 1, false), log = next_of(c, log + 1, true)) {
        if (!is_asked(c, &attempt->attempt) && !is_asked(c, &log->attempt))
            continue;
        c->counts->attempts++;
        tell(c, GAP_try, &attempt->attempt, &log->attempt);
    }
    for (; attempt; attempt = next_of(c, attempt + 1, false))
        alone_judge(c, attempt);
    for (; log; log = next_of(c, log + 1, true))
        alone_judge(c, log);
    for (size_t i = 0; i < c->n; i++)
        free((void *)(uintptr_t)c->waiting[i].attempt.dag_id.p);
    c->n = 0;
}

/* One piece of memory holds all of its texts, dag_id first. */
static void keep(struct comparing *c, const struct airflow_attempt *attempt, bool of_log)
{
    if (c->n == c->room) {
        c->room = c->room ? 2 * c->room : 16;
        struct waiting *more = memory_new(c->room * sizeof(*more));
        if (c->n)
            memcpy(more, c->waiting, c->n * sizeof(*more));
        free(c->waiting);
        c->waiting = more;
    }
    struct waiting *w = &c->waiting[c->n++];
    *w = (struct waiting){ *attempt, of_log };
    struct slice *const texts[] = { &w->attempt.dag_id, &w->attempt.run_id, &w->attempt.task_id, &w->attempt.state, &w->attempt.place };
    size_t n = 1;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        n += texts[i]->n;
    char *at = memory_new(n);
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        memcpy(at, texts[i]->p, texts[i]->n);
        texts[i]->p = at;
        at += texts[i]->n;
    }
}

static void alone(struct comparing *c, const struct airflow_attempt *attempt, bool of_log)
{
    bool counted = !of_log && (attempt->by_nature || attempt->under_way);
    if (!counted) {
        keep(c, attempt, of_log);
    } else if (is_asked(c, attempt)) {
        c->counts->by_nature += attempt->by_nature;
        c->counts->under_way += attempt->under_way && !attempt->by_nature;
        if (attempt->by_nature || attempt->run_open)
            c->listener->apart(c->listener->context, attempt);
    }
}

/* --- the merge --------------------------------------------------------------------------------------------------- */

/* Which side comes first: -1 Airflow's, 1 the log's, 0 they are a pair. *instance: how their task instances stand to each other. */
static int next_side(const struct comparing *c, int *instance)
{
    const struct airflow_attempt *a = &c->airflow.now, *b = &c->stored.now;
    *instance = airflow_side_ended(&c->airflow) ? 1 : airflow_side_ended(&c->stored) ? -1 : instance_compare(a, b);
    return *instance ? *instance : (a->try_number > b->try_number) - (a->try_number < b->try_number);
}

static int step(struct comparing *c)
{
    int instance, side = next_side(c, &instance);
    const struct airflow_attempt *first = side > 0 ? &c->stored.now : &c->airflow.now;
    if (c->n && instance_compare(&c->waiting[0].attempt, first))
        instance_end(c);
    if (side == 0)
        pair_judge(c, &c->airflow.now, &c->stored.now);
    else
        alone(c, first, side > 0);
    return (side <= 0 && airflow_side_step(&c->airflow)) || (side >= 0 && airflow_side_step(&c->stored)) ? -1 : 0;
}

static int unnamed_count(struct comparing *c, struct pg *pg)
{
    struct pg_rows *rows = pg_query(pg, "SELECT count(*) FROM dagsieve.log WHERE role = 'task' AND (run_id IS NULL OR try_number IS NULL)", 0, NULL);
    if (!rows)
        return pg_complain(pg);
    c->counts->without_run = pg_rows_int(rows, 0, 0);
    pg_rows_free(rows);
    return 0;
}

int airflow_compare(struct pg *stored, struct pg *airflow, int64_t since, const struct airflow_listener *listener, struct airflow_counts *counts)
{
    struct comparing c = { .since = since, .listener = listener, .counts = counts };
    *counts = (struct airflow_counts){ 0 };
    int rc = unnamed_count(&c, stored) || airflow_side_stored(&c.stored, stored, since) || airflow_side_airflow(&c.airflow, airflow, since) ? -1 : 0;
    while (rc == 0 && !(airflow_side_ended(&c.stored) && airflow_side_ended(&c.airflow)))
        rc = step(&c);
    if (rc == 0)
        instance_end(&c);
    rc = rc || airflow_runs_tell(airflow, listener) || airflow_runs_stricter(stored, airflow, since, &counts->stricter_runs) ? -1 : 0;
    for (size_t i = 0; i < c.n; i++)
        free((void *)(uintptr_t)c.waiting[i].attempt.dag_id.p);
    free(c.waiting);
    airflow_side_close(&c.stored);
    airflow_side_close(&c.airflow);
    return rc;
}
