/* test_reading.c - patterns, prefilter, heads, wrappers, paths, prefixes, events: one line at a time. */
#include <criterion/criterion.h>

#include <stdlib.h>

#include "parser/event/event.h"
#include "parser/head/head.h"
#include "parser/attempt/attempt_id.h"
#include "parser/mask/mask.h"
#include "parser/catalogue/prefilter.h"

Test(patterns, every_sample_matches_and_holds_one_of_its_literals)
{
    struct patterns *patterns = patterns_open();
    for (int i = 0; i < PATTERN__N; i++) {
        const struct pattern_row *row = &pattern_rows[i];
        if (!row->regex[0])
            continue;
        cr_expect(pattern_match(patterns, i, slice_of(row->sample)), "%s", row->name);
        struct slice rest = slice_of(row->literals), literal;
        bool held = !rest.n;
        while (rest.n) {
            slice_cut(&rest, '|', &literal);
            held = held || slice_has(slice_of(row->sample), literal);
        }
        cr_expect(held, "%s", row->name);
    }
    patterns_close(&patterns);
}

/* Text of samples, whole and cut, with bytes of all kinds between them and in them: what fits a literal nearly is tried as well as what fits it. */
static void text_make(struct buf *text)
{
    buf_reset(text);
    for (int piece = rand() % 8; piece >= 0; piece--) {
        struct slice sample = slice_of(pattern_rows[rand() % PATTERN__N].sample);
        size_t cut = sample.n ? (size_t)rand() % sample.n : 0;
        buf_slice(text, rand() % 3 ? sample : rand() % 2 ? slice_from(sample, cut) : slice_part(sample, 0, cut));
        for (int noise = rand() % 5; noise > 0; noise--)
            buf_char(text, (char)(rand() % 4 ? " =\n\x1bmE"[rand() % 6] : rand() % 256));
    }
    for (int change = rand() % 3; change && text->n; change--)
        text->p[(size_t)rand() % text->n] = (char)(rand() % 256);
}

static bool engines_compare(struct prefilter *best, struct prefilter *portable, struct slice text)
{
    const struct prefilter_line *one, *other;
    size_t n = prefilter_lines(best, text, &one), m = prefilter_lines(portable, text, &other);
    uint64_t bits = 0;
    cr_assert_eq(n, m);
    for (size_t i = 0; i < n; i++) {
        cr_assert(one[i].bits == other[i].bits && one[i].end == other[i].end && one[i].odd == other[i].odd, "line %zu of %.*s", i, SLICE_ARG(text));
        bits |= one[i].bits;
    }
    cr_assert_eq(prefilter_bits(best, text), bits);
    cr_assert_eq(prefilter_bits(portable, text), bits);
    return bits;
}

/* Each place in a block and behind its end; the text ends where its memory ends, so that sanitizers see what is read beyond. */
Test(prefilter, the_engines_tell_the_same_of_each_text)
{
    const char *literals[PATTERN__N + 1];
    for (int i = 0; i < PATTERN__N; i++)
        literals[i] = pattern_rows[i].literals;
    literals[PATTERN_USER] = "own|abc|of the user|xyzzy words";
    struct prefilter *best = prefilter_open(literals, PATTERN__N + 1, PREFILTER_best), *portable = prefilter_open(literals, PATTERN__N + 1, PREFILTER_portable);
    struct buf text = { 0 };
    int found = 0;
    srand(3);
    for (int round = 0; round < 20000; round++) {
        text_make(&text);
        char *copy = memory_new(text.n + 1);
        size_t from = text.n ? (size_t)rand() % text.n : 0;
        memcpy(copy, text.p + from, text.n - from);
        char *tight = memory_resize(copy, text.n - from ? text.n - from : 1);
        found += engines_compare(best, portable, (struct slice){ tight, text.n - from });
        free(tight);
    }
    cr_assert_gt(found, 10000);
    buf_free(&text);
    prefilter_close(&best);
    prefilter_close(&portable);
}

/* Lines with each kind of head, and what is read from it. */
static const struct {
    const char *line;
    enum family family;
    int nesting;
    enum level level;
    const char *file, *message;
} heads[] = {
    { "[2021-07-03 11:49:16,755] {taskinstance.py:876} INFO - text", FAMILY_text, 1, LEVEL_info, "taskinstance.py", "text" },
    { "[2024-08-01T13:21:01.528+0000] {x.py:1} WARNING - text", FAMILY_text, 1, LEVEL_warning, "x.py", "text" },
    { "[2021-03-19 15:37:19,468] {{taskinstance.py:1455}} ERROR - text", FAMILY_text, 1, LEVEL_error, "taskinstance.py", "text" },
    { "[2018-01-30 17:10:02,760] 149 {{celery_executor.py:50}} INFO - text", FAMILY_text, 1, LEVEL_info, "celery_executor.py", "text" },
    { "[2022-02-07, 23:33:23 UTC] {pod_launcher.py:231} ERROR - text", FAMILY_text, 1, LEVEL_error, "pod_launcher.py", "text" },
    { "[2022-02-07, 23:33:23 CET] {x.py:231} ERROR - text", FAMILY_text, 1, LEVEL_error, "x.py", "text" },
    { "[2023-01-15T22:37:18.173-0800] {:0} Level None - end_of_log", FAMILY_text, 1, LEVEL_none, "", "end_of_log" },
    { "[2021-07-03 11:49:16,760] {taskinstance.py:1068} INFO - ", FAMILY_text, 1, LEVEL_info, "taskinstance.py", "" },
    { "[2020-05-22 17:07:20,614] {logging_mixin.py:112} INFO - [2020-05-22 17:07:20,613] {local_task_job.py:103} INFO - text", FAMILY_text, 2, LEVEL_info,
      "local_task_job.py", "text" },
    { "[2019-05-08 16:09:12,563] {base_task_runner.py:101} INFO - Job 37: Subtask a.b [2019-05-08 16:09:12,563] {__init__.py:51} INFO - text", FAMILY_text, 2,
      LEVEL_info, "__init__.py", "text" },
    { "[2024-08-01T13:21:01.528+0000] {pod_manager.py:472} INFO - [base] text", FAMILY_text, 1, LEVEL_info, "pod_manager.py", "text" },
    { "{\"timestamp\":\"2026-11-23T14:34:49Z\",\"level\":\"info\",\"event\":\"[base] text\",\"logger\":\"airflow.providers.cncf.kubernetes.utils.pod_manager.PodManager\"}",
      FAMILY_json, 1, LEVEL_info, "", "text" },
    { "[2026-08-24T05:22:30.597180Z] INFO - text", FAMILY_interface, 1, LEVEL_info, "", "text" },
    { "[2026-08-24T05:22:30.597180Z] INFO - event=x a=478source=cvntrade.train loc=x.py:17 ", FAMILY_interface, 1, LEVEL_info, "", "event=x a=478" },
    { "[2026-08-24T05:22:30.597180Z] INFO - event=x a=1source=task.stdout", FAMILY_interface, 1, LEVEL_info, "", "event=x a=1" },
    { "[2026-08-24 05:22:30] INFO - event=x a=1: source=\"task\"", FAMILY_interface, 1, LEVEL_info, "", "event=x a=1" },
    { "[2026-08-24T05:22:30Z] INFO - event=x source=binance", FAMILY_interface, 1, LEVEL_info, "", "event=x source=binance" },
    { "[2026-08-24T05:22:30Z] INFO - event=x data_source=binance a=1 loc=x", FAMILY_interface, 1, LEVEL_info, "", "event=x data_source=binance a=1 loc=x" },
    { "2026-11-23T14:33:13.692733Z [info     ] text [cvntrade.train] loc=af3.py:17", FAMILY_console, 1, LEVEL_info, "", "text" },
    { "{\"timestamp\":\"2026-11-23T14:34:49Z\",\"level\":\"error\",\"event\":\"text\",\"logger\":\"x\"}", FAMILY_json, 1, LEVEL_error, "", "text" },
    { "{\"timestamp\":\"2026-11-23T14:34:49Z\",\"level\":\"info\",\"event\":{\"a\":[1]},\"logger\":\"x\"}", FAMILY_json, 1, LEVEL_info, "", "{\"a\":[1]}" },
    { "{\"timestamp\":\"2026-11-23T14:34:49Z\",\"level\":\"info\",\"event\":null,\"logger\":\"x\"}", FAMILY_json, 1, LEVEL_info, "", "" },
    { "{\"level\":\"info\",\"event\":5}", FAMILY_none, 0, LEVEL_none, "", "{\"level\":\"info\",\"event\":5}" },
    { "{\"asctime\": \"2021-03-19 15:33:05,620\", \"filename\": \"x.py\", \"levelname\": \"ERROR\", \"message\": \"text\"}", FAMILY_elastic, 1, LEVEL_error, "x.py",
      "text" },
    { "{\"timestamp\":\"2026-11-23T14:34:49Z\",\"lev", FAMILY_bad_json, 0, LEVEL_none, "", "" },
    { "plain text", FAMILY_none, 0, LEVEL_none, "", "plain text" },
    { "[2021-07-03] text", FAMILY_none, 0, LEVEL_none, "", "[2021-07-03] text" },
    { "{\"predictions\": 3}", FAMILY_none, 0, LEVEL_none, "", "{\"predictions\": 3}" },
};

Test(head, each_shape_of_a_head)
{
    struct patterns *patterns = patterns_open();
    struct timezone_rule *zone = timezone_open("UTC");
    static struct head_cache cache;
    struct head_reader reader = { patterns, zone, NULL, NULL, &cache };
    struct head_space space = { 0 };
    for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
        struct head head;
        head_read(&reader, slice_of(heads[i].line), &space, &head);
        cr_expect_eq(head.family, heads[i].family, "%s: family %d", heads[i].line, head.family);
        cr_expect_eq(head.nesting, heads[i].nesting, "%s: %d heads", heads[i].line, head.nesting);
        cr_expect_eq(head.level, heads[i].level, "%s", heads[i].line);
        cr_expect(slice_eq(head.file, slice_of(heads[i].file)), "%s: file %.*s", heads[i].line, SLICE_ARG(head.file));
        if (heads[i].family != FAMILY_bad_json)
            cr_expect(slice_eq(head.message, slice_of(heads[i].message)), "%s: message %.*s", heads[i].line, SLICE_ARG(head.message));
    }
    head_space_free(&space);
    timezone_close(&zone);
    patterns_close(&patterns);
}

Test(identity, both_layouts_and_every_substitute_of_the_colon)
{
    static const char *const paths[] = {
        "a/dag_id=d/run_id=manual__2024-07-26T12:35:34.371777+00:00/task_id=g.t/attempt=1.log",
        "a/dag_id=d/run_id=manual__2024-07-26T12_35_34.371777+00_00/task_id=g.t/attempt=1.log.gz",
        "dag_id=d/run_id=manual__2024-07-26T12\xef\x80\xba" "35\xef\x80\xba" "34.371777+00\xef\x80\xba" "00/task_id=g.t/attempt=1.log",
        "dag_id=d/run_id=manual__2024-07-26T12\xef\x80\xa2" "35\xef\x80\xa2" "34.371777+00\xef\x80\xa2" "00/task_id=g.t/attempt=1.log",
        "dag_id=d/run_id=manual__2024-07-26T12%3A35%3A34.371777%2B00%3A00/task_id=g.t/attempt=1.log",
        "dag_id=d/run_id=manual__2024-07-26T123534.371777+0000/task_id=g.t/attempt=1.log",
    };
    struct arena arena = { 0 };
    struct buf first = { 0 };
    for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
        struct attempt_id id;
        struct buf hash = { 0 };
        cr_assert(attempt_id_from_path(slice_of(paths[i]), &arena, &id), "%s", paths[i]);
        cr_expect(slice_eq(id.run_id, SLICE("manual__2024-07-26T12:35:34.371777+00:00")), "%.*s", SLICE_ARG(id.run_id));
        cr_expect(slice_eq(id.task_id, SLICE("g.t")));
        cr_expect_eq(id.try_number, 1);
        attempt_id_hash(&id, false, SLICE(""), i ? &hash : &first);
        cr_expect(!i || slice_eq(buf_view(&hash), buf_view(&first)), "%s", paths[i]);
        buf_free(&hash);
    }
    struct attempt_id id;
    cr_assert(attempt_id_from_path(SLICE("logs/d/t/2021-07-03T00:00:00+00:00/2.log"), &arena, &id));
    cr_expect(id.layout == LAYOUT_dates && id.try_number == 2 && id.has_logical_date && slice_eq(id.dag_id, SLICE("d")));
    cr_assert(attempt_id_from_path(SLICE("dag_id=d/run_id=a/b c/task_id=t/map_index=3/attempt=12.log.trigger.5.log"), &arena, &id));
    cr_expect(id.role == ROLE_trigger && id.map_index == 3 && id.try_number == 12 && slice_eq(id.run_id, SLICE("a/b c")));
    cr_assert(attempt_id_from_path(SLICE("dag_id=d/run_id=r/task_id=t/attempt=1.log.SchedulerJob.log"), &arena, &id));
    cr_expect_eq(id.role, ROLE_scheduler);
    cr_expect_not(attempt_id_from_path(SLICE("logs/scheduler/latest/x.py.log"), &arena, &id));
    cr_expect(ids_agree(SLICE("a_b:c"), SLICE("a:b:c")) && ids_agree(SLICE("my_dag"), SLICE("my_***")) && !ids_agree(SLICE("a"), SLICE("b")));
    buf_free(&first);
    arena_free(&arena);
}

Test(event, values_in_all_their_spellings)
{
    static const struct {
        const char *line, *name, *attrs;
    } rows[] = {
        { "event=seed_summary inserted=3 skipped=478", "seed_summary", "{\"inserted\":3,\"skipped\":478}" },
        { "event=xgboost_training_failed error=No module named 'sympy'", "xgboost_training_failed", "{\"error\":\"No module named 'sympy'\"}" },
        { "event=x error='NoneType' object has no attribute 'x' n=1", "x", "{\"error\":\"'NoneType' object has no attribute 'x'\",\"n\":1}" },
        { "event='x' error=\"No module named 'sympy'\" ok=True none=None f=-1000.0", "x", "{\"error\":\"No module named 'sympy'\",\"ok\":true,\"none\":null,\"f\":-1000}" },
        { "event=x q='it\\'s' lst=[1, 'x'] d={'a': 1} t=(1, 2)", "x", "{\"q\":\"it's\",\"lst\":[1,\"x\"],\"d\":{\"a\":1},\"t\":[1,2]}" },
        { "event=x ok bad=false none= eq=\"a=b\" last=\"q\"", "x", NULL },
        { "event=x a=1, b=2; c=3", "x", "{\"a\":1,\"b\":2,\"c\":3}" },
        { "event=x a=1,b=2;c=3 ,d=4 ; e=5", "x", "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5}" },
        { "event=x a=\"1\",b='2';c=[3],d={},e=,f=6", "x", "{\"a\":\"1\",\"b\":\"2\",\"c\":[3],\"d\":{},\"e\":null,\"f\":6}" },
        { "event=x a=1,2 b=3,,c=\"4,d=5\" e=6,f", "x", "{\"a\":\"1,2\",\"b\":\"3,\",\"c\":\"4,d=5\",\"e\":\"6,f\"}" },
        { "event=x some words,a=1", "x", "{\"text\":\"some words\",\"a\":1}" },
        { "a=1,b=2 event=x c=3", "x", "{\"a\":1,\"b\":2,\"c\":3}" },
        { "a=1,event=x c=3", NULL, NULL },
        { "event=x some words a=1", "x", "{\"text\":\"some words\",\"a\":1}" },
        { "a=b, event=x, c=d", "x", "{\"a\":\"b\",\"c\":\"d\"}" },
        { "a=1 event=x b=2", "x", "{\"a\":1,\"b\":2}" },
        { "event=x a=1 a=2", "x", "{\"a\":2}" },
        { "event=x f=1e-05 g=nan h=-inf i=01", "x", "{\"f\":0.00001,\"g\":\"NaN\",\"h\":\"-Infinity\",\"i\":\"01\"}" },
        { "event=x a=(1) b={1, 2} c=(1,) d=([1]) e={} f=()", "x", "{\"a\":\"(1)\",\"b\":\"{1, 2}\",\"c\":[1],\"d\":[1],\"e\":{},\"f\":[]}" },
        { "event=x eta=3 min", "x", "{\"eta\":\"3 min\"}" },
        { "event=pte-switch a.b0=a=b", "pte-switch", "{\"a.b0\":\"a=b\"}" },
        { "event=x token=abcdef123456", "x", "{\"token\":\"***\"}" },
        { "noevent=x a=1", NULL, NULL },
        { "event= a=1", NULL, NULL },
        { "event=9x a=1", NULL, NULL },
    };
    struct mask *mask = mask_open();
    struct event event = { .room.mask = mask };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        bool found = event_parse(slice_of(rows[i].line), &event);
        cr_expect_eq(found, rows[i].name != NULL, "%s", rows[i].line);
        if (found && rows[i].name)
            cr_expect(slice_eq(event.name, slice_of(rows[i].name)), "%s", rows[i].line);
        if (found && rows[i].attrs)
            cr_expect(slice_eq(event.attrs, slice_of(rows[i].attrs)), "%s: %.*s", rows[i].line, SLICE_ARG(event.attrs));
    }
    event_free(&event);
    mask_close(&mask);
}
