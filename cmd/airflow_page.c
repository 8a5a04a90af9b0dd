/* airflow_page.c - see airflow_page.h. */
#include "airflow_page.h"

#include <inttypes.h>
#include <stdio.h>

#include "parser/text/glyph.h"
#include "parser/text/timestamp.h"
#include "sink/read/airflow_compare.h"
#include "stop_signal.h"

struct airflow_lines {
    struct buf line;
    bool json;
    int64_t n; /* differences printed */
    struct buf unlogged; /* --record: what Airflow knows and no log tells */
};

/* --- lines ------------------------------------------------------------------------------------------------------- */

static void time_add(struct buf *out, int64_t micros)
{
    if (micros == AIRFLOW_NO_TIME)
        buf_text(out, "-");
    else
        timestamp_format(micros - micros % 1000000, out);
}

/* state, from START to END */
static void side_add(struct buf *out, const char *who, const struct airflow_attempt *a)
{
    buf_printf(out, " | %s: ", who);
    if (!a) {
        buf_text(out, "nothing");
        return;
    }
    glyph_tame(a->state.n ? a->state : SLICE("no state"), out);
    buf_printf(out, "%s, try %" PRId64 ", ", a->inferred ? " (inferred)" : "", a->try_number);
    time_add(out, a->start);
    buf_text(out, " to ");
    time_add(out, a->end);
    if (a->place.n)
        buf_text(out, ", ");
    glyph_tame(a->place, out);
}

static void line_make(struct buf *out, enum airflow_gap gap, const struct airflow_attempt *airflow, const struct airflow_attempt *log)
{
    const struct airflow_attempt *either = airflow ? airflow : log;
    buf_printf(out, "%-10s ", airflow_gaps[gap]);
    glyph_tame(either->dag_id, out);
    buf_char(out, ' ');
    glyph_tame(either->run_id, out);
    buf_char(out, ' ');
    glyph_tame(either->task_id, out);
    if (either->map_index >= 0)
        buf_printf(out, "[%" PRId64 "]", either->map_index);
    side_add(out, "Airflow", airflow);
    side_add(out, "log", log);
    buf_char(out, '\n');
}

/* --- JSON -------------------------------------------------------------------------------------------------------- */

static void side_write(struct buf *out, const char *name, const char *place, const struct airflow_attempt *a)
{
    buf_printf(out, ",\"%s\":", name);
    if (!a) {
        buf_text(out, "null");
        return;
    }
    buf_printf(out, "{\"try_number\":%" PRId64, a->try_number);
    airflow_text(out, "state", a->state);
    airflow_time(out, "start_time", a->start);
    airflow_time(out, "end_time", a->end);
    airflow_text(out, place, a->place);
    buf_char(out, '}');
}

static void object_make(struct buf *out, enum airflow_gap gap, const struct airflow_attempt *airflow, const struct airflow_attempt *log)
{
    const struct airflow_attempt *either = airflow ? airflow : log;
    buf_printf(out, "{\"gap\":\"%s\"", airflow_gaps[gap]);
    airflow_text(out, "dag_id", either->dag_id);
    airflow_text(out, "run_id", either->run_id);
    airflow_text(out, "task_id", either->task_id);
    buf_printf(out, ",\"map_index\":%" PRId64, either->map_index);
    side_write(out, "airflow", "hostname", airflow);
    side_write(out, "log", "source", log);
    buf_char(out, '}');
}

/* --- the page ---------------------------------------------------------------------------------------------------- */

static void difference_print(void *context, enum airflow_gap gap, const struct airflow_attempt *airflow, const struct airflow_attempt *log)
{
    struct airflow_lines *page = context;
    buf_reset(&page->line);
    if (page->json) {
        buf_text(&page->line, page->n ? ",\n" : "{\"differences\":[\n");
        object_make(&page->line, gap, airflow, log);
    } else {
        line_make(&page->line, gap, airflow, log);
    }
    page->n++;
    if (gap == GAP_no_log)
        airflow_gather(&page->unlogged, airflow);
    fwrite(page->line.p, 1, page->line.n, stdout);
}

static void unlogged_gather(void *context, const struct airflow_attempt *airflow)
{
    struct airflow_lines *page = context;
    airflow_gather(&page->unlogged, airflow);
}

static void run_gather(void *context, const struct airflow_attempt *run)
{
    struct airflow_lines *page = context;
    airflow_gather_run(&page->unlogged, run);
}

static void counts_json(const struct airflow_lines *page, const struct airflow_counts *counts)
{
    printf("%s],\n\"attempts\":%" PRId64 ",\"same\":%" PRId64, page->n ? "\n" : "{\"differences\":[", counts->attempts, counts->same);
    for (int i = 0; i < GAP__N; i++)
        printf(",\"%s\":%" PRId64, airflow_gaps[i], counts->gap[i]);
    printf(",\"no log by nature\":%" PRId64 ",\"under way\":%" PRId64 ",\"logs not compared\":%" PRId64 ",\"runs judged more strictly\":%" PRId64 "}\n",
           counts->by_nature, counts->under_way, counts->without_run, counts->stricter_runs);
}

static void counts_text(const struct airflow_counts *counts)
{
    printf("compared: %" PRId64 " attempts, %" PRId64 " as Airflow has them, %" PRId64 " without a log, %" PRId64 " logs without an attempt; %" PRId64
           " of another state, %" PRId64 " of other dates, %" PRId64 " of another try\n",
           counts->attempts, counts->same, counts->gap[GAP_no_log], counts->gap[GAP_no_attempt], counts->gap[GAP_state], counts->gap[GAP_dates],
           counts->gap[GAP_try]);
    printf("apart:    %" PRId64 " leave no log by nature, %" PRId64 " are under way, %" PRId64 " logs name no run or try; %" PRId64
           " runs are judged more strictly\n",
           counts->by_nature, counts->under_way, counts->without_run, counts->stricter_runs);
}

/* The moment so many days ago, as dagsieve.now() counts. */
static int since_find(const struct job *job, struct pg *stored, int64_t *since)
{
    char days[32];
    *since = AIRFLOW_NO_TIME;
    if (!job->since)
        return 0;
    snprintf(days, sizeof(days), "%" PRId64, job->since);
    struct pg_rows *rows = pg_query(stored, "SELECT (extract(epoch FROM dagsieve.now() - $1::integer * interval '1 day') * 1000000)::bigint", 1,
                                    (const char *const[]){ days });
    if (!rows)
        return pg_complain(stored);
    *since = pg_rows_int(rows, 0, 0);
    pg_rows_free(rows);
    return 0;
}

void airflow_page(const struct job *job, struct pg *stored, struct report *report)
{
    struct airflow_lines page = { .json = job->page == PAGE_json };
    struct airflow_listener listener = { &page, difference_print, unlogged_gather, run_gather };
    struct airflow_counts counts;
    int64_t since;
    struct pg *airflow = pg_open(&(struct pg_options){ .conninfo = job->airflow, .read_only = true, .of_others = true, .stop = stop_flag(), .report = report });
    if (airflow && since_find(job, stored, &since) == 0 && airflow_compare(stored, airflow, since, &listener, &counts) == 0) {
        if (page.json)
            counts_json(&page, &counts);
        else
            counts_text(&counts);
        if (job->record_gaps)
            airflow_record(stored, since, &page.unlogged);
        if (page.n && report->status < EXIT_rejected)
            report->status = EXIT_rejected;
    }
    buf_free(&page.line);
    buf_free(&page.unlogged);
    pg_close(&airflow);
}
