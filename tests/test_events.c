/* test_events.c - event records of each form, without a log. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "parser/attempt/events.h"
#include "parser/event/known_keys.h"
#include "parts.h"

static bool say(struct part_test *test, struct events *events, const char *text)
{
    struct line line = part_line(test, text);
    line.rendered = rendered_suspects(line.text) ? rendered_read(test->parser->prefixes, line.text) : (struct rendered){ .level = LEVEL_none };
    return line.rendered.object.n ? events_rendered(events, &line, &test->ctx) : events_line(events, &line, &test->ctx);
}

Test(events, all_forms_go_out_one_way)
{
    static const struct { const char *text, *want; } rows[] = {
        { "event=seed_summary inserted=3 crypto=SOLUSDC", "\"level\":\"INFO\",\"logger\":\"x.py\",\"name\":\"seed_summary\",\"crypto\":\"SOLUSDC\",\"attrs\":{\"inserted\":3,\"crypto\":\"SOLUSDC\"}" },
        { "2026-04-29 11:35:02,123 - cvn - ERROR - event=x a=1", "\"level\":\"ERROR\",\"logger\":\"x.py\",\"name\":\"x\"" },
        { "Train: 01523 samples", "\"name\":\"train_samples\",\"attrs\":{\"samples\":1523}" },
        { "Running factor=calibration crypto=SOLUSDC", "\"name\":\"running_factor\",\"crypto\":\"SOLUSDC\"" },
        { "{\"event\": \"x\", \"level\": \"warning\", \"a\": 1}", "\"level\":\"WARNING\",\"logger\":\"x.py\",\"name\":\"x\",\"attrs\":{\"a\":1}" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct part_test test;
        struct events events = { 0 };
        part_begin(&test);
        events_open(&events, test.parser->mask);
        cr_expect(say(&test, &events, rows[i].text), "%s", rows[i].text);
        EXPECT_OUT(test, "\"record\":\"event\",\"seq\":1,\"line\":1");
        EXPECT_OUT(test, rows[i].want);
        cr_expect(test.ctx.matched);
        events_free(&events);
        part_end(&test);
    }
}

Test(events, what_is_none)
{
    static const char *const lines[] = { "anevent=x", "{\"text\": \"event=x a=1\"}", "{\"event\": \"two words\", \"a\": 1}", "{\"event\": \"x\"}", "Train: many samples", "" };
    struct part_test test;
    struct events events = { 0 };
    part_begin(&test);
    events_open(&events, test.parser->mask);
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
        cr_expect_not(say(&test, &events, lines[i]), "%s", lines[i]);
    cr_expect_eq(test.out.n, 0);
    events_free(&events);
    part_end(&test);
}

Test(events, a_record_of_structlog_is_one_from_a_logger_of_the_users)
{
    static const struct { const char *logger; bool is; } rows[] = { { "cvn.seed", true }, { "task", true }, { "airflow.task", false }, { "task.stdout", false } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct part_test test;
        struct events events = { 0 };
        struct head_space space = { 0 };
        struct buf json = { 0 };
        part_begin(&test);
        events_open(&events, test.parser->mask);
        buf_printf(&json, "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"error\",\"event\":\"x\",\"a\":1,\"logger\":\"%s\"}%c", rows[i].logger, 0);
        struct head head = part_record(&test, json.p, &space);
        cr_expect_eq(events_record(&events, &head, &test.message, &test.ctx), rows[i].is, "%s", rows[i].logger);
        buf_free(&json);
        head_space_free(&space);
        events_free(&events);
        part_end(&test);
    }
}

Test(events, secrets_in_attributes_are_counted)
{
    struct part_test test;
    struct events events = { 0 };
    part_begin(&test);
    events_open(&events, test.parser->mask);
    say(&test, &events, "event=x password=hunter2secret");
    cr_expect_eq(test.ctx.notes[COMPLAINT_secret_masked], 1);
    EXPECT_NO_OUT(test, "hunter2secret");
    events_free(&events);
    part_end(&test);
}

static bool reads_alike(struct event *known, struct event *plain, struct slice line)
{
    bool found = event_parse(line, known);
    if (found != event_parse(line, plain))
        return false;
    return !found || (slice_eq(known->name, plain->name) && slice_eq(known->attrs, plain->attrs) && known->secrets == plain->secrets &&
                      known->has_crypto == plain->has_crypto && slice_eq(buf_view(&known->crypto), buf_view(&plain->crypto)));
}

Test(events, known_keys_change_nothing)
{
    static const char *const names[] = {
        "event=fold_done", "event=fold_done", "event=seed", "event='seed'", "a=1 event=fold_done", "event=fold_done,", "event=x",
    };
    static const char *const pairs[] = {
        " crypto=BONKUSDC", " crypto=SOLUSDC", " crypto=", " crypto=null", " f1_buy=0.6941", " f1_buy=1e-3", " n=12", " n=0012", " n=-7,", " n=5;",
        " why=below the limit", " why=a=b", " why=it is n=3", " text='a b'", " text=\"a\\\"b\"", " text='open", " text=\"x\" flag other", " list=[0, 1, 2]",
        " list={'a': 0.5}", " list=[open", " list=(1)", " password=hunter2secret", " n_tokens=12", " token=abcdef123456",
        " a_key_that_is_longer_than_what_is_kept=1", " password_of_the_database=hunter2", " cmd=curl -u me:hunter2secret http://x", "  n=1", "\tn=1",
        " n=\xc3\xa9", " words", " n", " =", " passed=True", " passed=no", " n=1,m=2", " m=1;n=2", ",n=3", " why=a,b,n=4", " running_token_count=3", " sk_live_4eC39HqLyjWDarjtT1zdp7dc=1",
        " source=exchange", " source=exchange;", " interval='15m'", " interval='15m',", " why='a' b", " why=\"a\" flag", " why='a", " list=[0, 1", " source=", " why=a,", " why=a,b",
        " n=-", " n=.5", " n=5.", " n=1.5.2", " n=-0.0", " n=0.2500", " n=--1", " n=123456789012345", " n=1234567890123456", " n=-123456789012.25", " n=2026-04-29", " n=3s", " n=1=2",
    };
    struct mask *masks[] = { mask_open(), mask_open() };
    struct known_keys *keys = memory_new(sizeof(*keys));
    memset(keys, 0, sizeof(*keys));
    struct event known = { .room.mask = masks[0], .known = keys }, plain = { .room.mask = masks[1] };
    struct buf line = { 0 };
    uint32_t random = 1;
    int values = 0;
    for (int i = 0; i < 60000; i++) {
        random = random * 1664525 + 1013904223;
        buf_reset(&line);
        buf_text(&line, names[(random >> 20) % (sizeof(names) / sizeof(*names))]);
        for (uint32_t n = 0, most = random >> 29; n < most; n++) {
            random = random * 1664525 + 1013904223; /* three in four: what stood there before */
            buf_text(&line, pairs[(random & 0x30000 ? n * 5 : random >> 18) % (sizeof(pairs) / sizeof(*pairs))]);
        }
        cr_assert(reads_alike(&known, &plain, buf_view(&line)), "%.*s: %.*s, not %.*s", SLICE_ARG(buf_view(&line)), SLICE_ARG(known.attrs),
                  SLICE_ARG(plain.attrs));
        values += known_event_of(keys, SLICE("fold_done"))->key[i % 5].value.json_n > 0;
    }
    size_t learned = 0;
    for (int i = 0; i < KNOWN_KEYS; i++)
        learned += known_event_of(keys, SLICE("fold_done"))->key[i].n > 0;
    cr_expect_geq(learned, 6);
    cr_expect_geq(values, 5000);
    buf_free(&line);
    event_free(&known);
    event_free(&plain);
    free(keys);
    mask_close(&masks[0]);
    mask_close(&masks[1]);
}
