/* test_source_mixtures.c - streams of up to 50 attempts that somebody cut, repeated, overlapped, put after one another or let take turns, against a plain
 * model (domain §3.5): never more logs than attempts, each event once and in its own attempt's log, no state of another's. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "parser/text/json.h"
#include "records.h"

enum { ATTEMPTS = 50, LINES = 24, STREAMS = 150, EVENTS = 4 };

struct line {
    int64_t time;            /* milliseconds */
    int attempt;
    struct buf text;
};

struct attempt {
    bool labelled, failed;   /* Airflow 3.3's, else 2.10's; how it ends */
    bool whole;              /* all of it is in the stream */
    int seen;                /* of its events */
    int n, starts;           /* lines; those of its start */
    struct line line[LINES];
};

struct stage {
    unsigned seed;
    int n;
    struct attempt attempt[ATTEMPTS];
    struct buf stream;
};

static unsigned below(struct stage *stage, unsigned n)
{
    stage->seed = stage->seed * 1103515245u + 12345u;
    return (stage->seed >> 8) % n;
}

static struct line *line_add(struct attempt *attempt, int number, int64_t time)
{
    struct line *line = &attempt->line[attempt->n++];
    line->time = time;
    line->attempt = number;
    buf_reset(&line->text);
    buf_printf(&line->text, attempt->labelled ? "{\"timestamp\":\"2026-04-29T%02d:%02d:%02d.%03d000Z\",\"level\":\"info\"," : "[2026-04-29T%02d:%02d:%02d.%03d+0000] ",
               (int)(time / 3600000), (int)(time / 60000 % 60), (int)(time / 1000 % 60), (int)(time % 1000));
    return line;
}

static void text_make(struct stage *stage, struct attempt *attempt, int number, int64_t time)
{
    buf_printf(&line_add(attempt, number, time)->text, "{dagbag.py:588} INFO - Filling up the DagBag from /x.py\n");
    buf_printf(&line_add(attempt, number, time + 100)->text, "{task_command.py:467} INFO - Running <TaskInstance: d.t%d r1 [queued]> on host w1\n", number);
    buf_printf(&line_add(attempt, number, time + 200)->text, "{taskinstance.py:2614} INFO - Dependencies all met for <TaskInstance: d.t%d r1 [queued]>\n", number);
    buf_printf(&line_add(attempt, number, time + 300)->text, "{taskinstance.py:2867} INFO - Starting attempt 1 of 4\n");
    time += 400;
    attempt->starts = attempt->n;
    for (int i = 0; i < EVENTS; i++, time += 1 + below(stage, 3000))
        buf_printf(&line_add(attempt, number, time)->text, "{logging_mixin.py:190} INFO - event=t%d_%d\n", number, i);
    buf_printf(&line_add(attempt, number, time)->text, "{taskinstance.py:341} INFO - Marking task as %s. dag_id=d, task_id=t%d, run_id=r1, execution_date=20260429T000000\n",
               attempt->failed ? "FAILED" : "SUCCESS", number);
    buf_printf(&line_add(attempt, number, time + 50)->text, "{local_task_job_runner.py:266} INFO - Task exited with return code %d\n", attempt->failed);
}

#define NAMES "\"dag_id\":\"d\",\"task_id\":\"t%d\",\"run_id\":\"r1\",\"try_number\":1,\"map_index\":-1,\"ti_id\":\"id-%d\"}\n"

static void records_make(struct stage *stage, struct attempt *attempt, int number, int64_t time)
{
    buf_printf(&line_add(attempt, number, time)->text,
               "\"event\":\"Executing workload\",\"logger\":\"__main__\",\"workload\":\"ExecuteTask(ti=TaskInstance(task_id='t%d', dag_id='d', run_id='r1', try_number=1, map_index=-1))\"}\n", number);
    buf_printf(&line_add(attempt, number, time + 100)->text, "\"event\":\"::group::Pre Execute\",\"logger\":\"task\"}\n");
    buf_printf(&line_add(attempt, number, time + 200)->text, "\"event\":\"DAG bundles loaded: x\",\"logger\":\"airflow.x\"," NAMES, number, number);
    attempt->starts = attempt->n;
    time += 300;
    for (int i = 0; i < EVENTS; i++, time += 1 + below(stage, 3000))
        buf_printf(&line_add(attempt, number, time)->text, "\"event\":\"event=t%d_%d\",\"logger\":\"mine\"," NAMES, number, i, number, number);
    buf_printf(&line_add(attempt, number, time)->text, "\"event\":\"%s\",\"logger\":\"task\"," NAMES, attempt->failed ? "Task failed with exception" : "::group::Post Execute", number, number);
    buf_printf(&line_add(attempt, number, time + 50)->text, "\"event\":\"Workload finished\",\"logger\":\"supervisor\",\"workload_id\":\"id-%d\",\"exit_code\":0,\"final_state\":\"%s\"}\n", number,
               attempt->failed ? "failed" : "success");
}

static void attempts_make(struct stage *stage, int kinds)
{
    stage->n = 1 + (int)below(stage, ATTEMPTS);
    buf_reset(&stage->stream);
    for (int i = 0; i < stage->n; i++) {
        struct attempt *attempt = &stage->attempt[i];
        attempt->labelled = kinds == 2 ? below(stage, 2) : (unsigned)kinds;
        attempt->failed = below(stage, 2);
        attempt->whole = false;
        attempt->n = attempt->seen = 0;
        (attempt->labelled ? records_make : text_make)(stage, attempt, i, 3600000 + below(stage, 3600000));
    }
}

/* --- ways to mix them -------------------------------------------------------------------------------------------- */

static void put(struct stage *stage, struct attempt *attempt, int n)
{
    for (int i = 0; i < n; i++)
        buf_slice(&stage->stream, buf_view(&attempt->line[i].text));
    attempt->whole |= n == attempt->n;
}

/* All of them one after the other, some more than once. cuts: some without their end. */
static void put_all(struct stage *stage, bool cuts)
{
    int order[2 * ATTEMPTS], n = 0;
    for (int i = 0; i < stage->n; i++)
        order[n++] = i;
    for (int more = (int)below(stage, (unsigned)stage->n + 1); more > 0; more--)
        order[n++] = (int)below(stage, (unsigned)stage->n);
    for (int i = n; i-- > 1;) {
        int k = (int)below(stage, (unsigned)i + 1), swapped = order[i];
        order[i] = order[k];
        order[k] = swapped;
    }
    for (int i = 0; i < n; i++) {
        struct attempt *attempt = &stage->attempt[order[i]];
        bool cut = cuts && below(stage, 4) == 0;
        put(stage, attempt, cut ? attempt->starts + (int)below(stage, (unsigned)(attempt->n - attempt->starts)) : attempt->n);
    }
}

static void put_cut(struct stage *stage)
{
    put_all(stage, true);
}

static void put_whole(struct stage *stage)
{
    put_all(stage, false);
}

static int line_compare(const void *a, const void *b)
{
    const struct line *x = *(struct line *const *)a, *y = *(struct line *const *)b;
    return x->time != y->time ? (x->time < y->time ? -1 : 1) : x->attempt - y->attempt;
}

/* Lines of all of them in order of time, as of pods that run side by side; now and then twice. */
static void put_by_time(struct stage *stage)
{
    static struct line *all[ATTEMPTS * LINES];
    size_t n = 0;
    for (int i = 0; i < stage->n; i++)
        for (int k = 0; k < stage->attempt[i].n; k++)
            all[n++] = &stage->attempt[i].line[k];
    qsort(all, n, sizeof(*all), line_compare);
    for (int again = (int)below(stage, 2); again >= 0; again--)
        for (size_t i = 0; i < n; i++)
            buf_slice(&stage->stream, buf_view(&all[i]->text));
    for (int i = 0; i < stage->n; i++)
        stage->attempt[i].whole = true;
}

/* --- the model --------------------------------------------------------------------------------------------------- */

static int number_behind(struct slice text, char mark)
{
    size_t at = slice_index(text, mark);
    return at == (size_t)-1 ? -1 : atoi(text.p + at + 1);
}

static struct slice member(struct slice record, const char *name)
{
    return json_get(record, slice_of(name)).raw;
}

static void expect_event(struct stage *stage, struct slice record)
{
    int named = number_behind(member(record, "name"), 't'), filed = number_behind(member(record, "task_id"), 't');
    cr_expect_eq(named, filed, "%.*s", SLICE_ARG(record));
    if (named >= 0 && named < stage->n)
        stage->attempt[named].seen++;
}

static void expect_log(struct stage *stage, struct slice record)
{
    int number = number_behind(member(record, "task_id"), 't');
    cr_assert(number >= 0 && number < stage->n, "%.*s", SLICE_ARG(record));
    const struct attempt *attempt = &stage->attempt[number];
    struct slice state = member(record, "state");
    if (attempt->whole)
        cr_expect(slice_eq(state, attempt->failed ? SLICE("failed") : SLICE("success")), "%.*s", SLICE_ARG(record));
    else if (state.n) /* cut between its last two lines */
        cr_expect(slice_eq(state, attempt->failed ? SLICE("failed") : SLICE("success")), "%.*s", SLICE_ARG(record));
}

static void expect_model(struct stage *stage, unsigned seed, size_t chunk)
{
    struct buf out = { 0 };
    struct slice rest, line;
    int logs = 0;
    records_of(buf_view(&stage->stream), chunk, NULL, &out);
    rest = buf_view(&out);
    for (int i = 0; i < stage->n; i++)
        stage->attempt[i].seen = 0;
    while (slice_cut(&rest, '\n', &line)) {
        if (slice_has(line, SLICE("{\"record\":\"event\"")))
            expect_event(stage, line);
        else if (slice_has(line, SLICE("{\"record\":\"log\""))) {
            expect_log(stage, line);
            logs++;
        }
    }
    cr_expect_eq(logs, stage->n, "%d logs of %d attempts, seed %u", logs, stage->n, seed);
    for (int i = 0; i < stage->n; i++)
        cr_expect(stage->attempt[i].whole ? stage->attempt[i].seen == EVENTS : stage->attempt[i].seen <= EVENTS, "%d events of t%d, seed %u", stage->attempt[i].seen, i, seed);
    buf_free(&out);
}

static void stage_free(struct stage *stage)
{
    for (int i = 0; i < ATTEMPTS; i++)
        for (int k = 0; k < LINES; k++)
            buf_free(&stage->attempt[i].line[k].text);
    buf_free(&stage->stream);
    free(stage);
}

static void try_all(void (*mix)(struct stage *), int kinds)
{
    struct stage *stage = memory_new(sizeof(*stage));
    memset(stage, 0, sizeof(*stage));
    for (unsigned seed = 1; seed <= STREAMS; seed++) {
        stage->seed = seed;
        attempts_make(stage, kinds);
        mix(stage);
        expect_model(stage, seed, seed % 5 ? 0 : 100);
    }
    stage_free(stage);
}

Test(source_mixtures, logs_of_airflow_2_in_any_order_cut_and_repeated)
{
    try_all(put_cut, 0);
}

Test(source_mixtures, records_of_airflow_3_in_any_order_cut_and_repeated)
{
    try_all(put_cut, 1);
}

Test(source_mixtures, records_of_airflow_3_that_take_turns)
{
    try_all(put_by_time, 1);
}

Test(source_mixtures, both_generations_in_any_order_and_repeated)
{
    try_all(put_whole, 2);
}

#define HEAD(file) "[2026-04-29T11:35:02.123+0000] {" file ":1} INFO - "
#define START \
    HEAD("task_command.py") "Running <TaskInstance: d.t r1 [queued]> on host w1\n" HEAD("taskinstance.py") "Dependencies all met for <TaskInstance: d.t r1 [queued]>\n" \
    HEAD("taskinstance.py") "Starting attempt 1 of 2\n"
#define RECORD(logger, event) "{\"timestamp\":\"2026-04-29T11:35:02.123000Z\",\"level\":\"info\",\"event\":\"" event "\",\"logger\":\"" logger "\""
#define POD RECORD("__main__", "Executing workload") ",\"workload\":\"ExecuteTask(ti=TaskInstance(task_id='t', dag_id='d', run_id='r1', try_number=1, map_index=-1))\"}\n"

/* A first start behind a line of a task's own is not the beginning of its source: the task may have printed it (domain §3.5). */
Test(source_mixtures, a_stream_that_begins_in_mid_attempt_has_no_first_start)
{
    static const struct {
        const char *before;
        bool record;
        int strength;
    } rows[] = {
        { "", false, 2 },
        { "+ exec airflow\nBANNER\n", false, 2 },
        { HEAD("dagbag.py") "Filling up the DagBag from /x.py\n" HEAD("x.py") "imported\n", false, 2 },
        { HEAD("settings.py") "Using pool settings\n" HEAD("plugins_manager.py") "Loading 2 plugin(s)\n", false, 2 },
        { HEAD("logging_mixin.py") "Changing /logs/dag_id=d permission to 509\n", false, 2 },
        { HEAD("credentials.py") "Found credentials in environment variables.\n", false, 2 },
        { HEAD("x.py") "working\n", false, 1 },
        { "text\n" HEAD("x.py") "working\nmore\n" HEAD("dagbag.py") "Filling up the DagBag from /x.py\n", false, 1 },
        { HEAD("logging_mixin.py") "epoch 3\n", false, 1 },
        { HEAD("subprocess.py") "epoch 3\n", false, 1 },
        { HEAD("logging_mixin.py") HEAD("dagbag.py") "Filling up the DagBag from /x.py\n", false, 1 },
        { "", true, 2 },
        { "text\n" RECORD("airflow.settings", "x") "}\n", true, 2 },
        { RECORD("alembic.runtime.plugins", "setup plugin alembic.autogenerate.schemas") "}\n", true, 2 },
        { RECORD("mine", "epoch 3") "}\n", true, 1 },
        { RECORD("task.stdout", "epoch 3") "}\n", true, 1 },
    };
    for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(*rows); i++) {
        struct buf text = { 0 }, all = { 0 }, out = { 0 };
        char known[32];
        snprintf(known, sizeof(known), "\"identity_strength\":%d", rows[i / 2].strength);
        buf_printf(&text, "%s%s", rows[i / 2].before, rows[i / 2].record ? POD : START);
        for (struct slice rest = buf_view(&text); rest.n; rest = slice_from(rest, slice_index(rest, '\n') + 1))
            buf_printf(&all, "%s%.*s\n", i % 2 ? "[pod/p-1/base] " : "", SLICE_ARG(slice_part(rest, 0, slice_index(rest, '\n'))));
        records_of(buf_view(&all), 0, NULL, &out);
        EXPECT_HAS(out, known);
        buf_free(&text);
        buf_free(&all);
        buf_free(&out);
    }
}
