/* test_head_cache.c - a head that repeats another means what it would mean alone. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "parser/attempt/parser_inside.h"
#include "parser/catalogue/airflow.h"
#include "parser/head/head.h"

static const char *const stamps[] = {
    "2026-04-29T11:35:02.123+0000", "2026-04-29T11:35:59.999+0000", "2026-04-29T11:36:00.000+0000", "2026-04-29 11:35:02.123+0000",
    "2026-04-29T11:35:60.123+0000", "2026-04-29T11:35:0x.123+0000", "2026-04-29T11:35:02.12x+0000", "2026-04-29T11:35:02.123+0200",
    "2026-04-29T11:35:02.123+00:00", "2026-04-29T11:35:02,123+0000", "2026-04-29 11:35:02,123", "2026-04-29T11:35:02.123456+0000",
    "2026-13-29T11:35:02.123+0000", "2026-04-29, 11:35:02 UTC", "2027-04-29T11:35:02.123+0000",
};
static const char *const origins[] = {
    "{taskinstance.py:1157}", "{taskinstance.py:1158}", "{logging_mixin.py:188}", "{x.py:1}", "{a.py:1}", "{models.py:9}", "{{double.py:12}}",
    "{no line.py}", "{two:3:4}", "{letters.py:1a}", "{:7}", "{un\xc3\xa9.py:3}", "{bad\xff.py:3}", "{short}",
    "{a_file_whose_name_is_longer_than_what_is_kept_of_it.py:100}", "{a_name_of_just_the_length_that_is_kept__.py:4567}", "{}", "{open.py:1 ",
};
static const char *const levels[] = { " INFO - ", " WARNING - ", " ERROR - ", " DEBUG - ", " CRITICAL - ", " NOTICE - ", " INFO ", "INFO - ", "" };
static const char *const messages[] = { "", "x", "a message that is long enough for every layout", "{y.py:2} INFO - nested" };
#define PICK(rows, random) rows[(random) % (sizeof(rows) / sizeof(*rows))]

static void check_same(struct slice line, const struct head *seen, const struct head *alone)
{
    const char *text = line.p;
    cr_assert_eq(seen->family, alone->family, "%s", text);
    cr_assert_eq(seen->nesting, alone->nesting, "%s", text);
    cr_assert_eq(seen->time, alone->time, "%s", text);
    cr_assert_eq(seen->outer_time, alone->outer_time, "%s", text);
    cr_assert_eq(seen->level, alone->level, "%s", text);
    cr_assert(seen->has_time == alone->has_time && seen->outer_has_time == alone->outer_has_time && seen->outer_zoned == alone->outer_zoned &&
                  seen->comma == alone->comma && seen->zulu == alone->zulu && seen->bad_time == alone->bad_time, "%s", text);
    cr_assert(seen->file.p == alone->file.p && seen->file.n == alone->file.n && slice_eq(seen->outer_file, alone->outer_file), "%s", text);
    cr_assert(seen->message.p == alone->message.p && seen->message.n == alone->message.n, "%s", text);
    if (seen->origin)
        cr_assert((seen->origin == ORIGIN_own) == (airflow_file_find(alone->file, alone->comma) != NULL), "%s", text);
}

Test(head_cache, heads_in_any_order_mean_what_each_means_alone)
{
    struct timezone_rule *zone = timezone_open("Europe/Paris");
    struct patterns *patterns = patterns_open();
    static struct head_cache memory;
    struct head_reader reader = { patterns, zone, NULL, NULL, &memory };
    uint32_t random = 1;
    int heads = 0, repeated = 0;
    for (int i = 0; i < 200000; i++) {
        char text[256];
        random = random * 1664525 + 1013904223;
        int n = snprintf(text, sizeof(text), "[%s] %s%s%s", i % 3 ? stamps[0] : PICK(stamps, random >> 8), PICK(origins, random >> 12),
                         i % 5 ? levels[random >> 31] : PICK(levels, random >> 16), PICK(messages, random >> 20));
        struct slice line = { text, (size_t)n };
        struct head seen = { .message = line }, alone = { .message = line };
        bool is_head = head_cache_read(&reader, line, &seen);
        cr_assert_eq(is_head, head_read_plain(&reader, line, &alone), "%s", text);
        if (is_head)
            check_same(line, &seen, &alone);
        heads += is_head;
        repeated += is_head && seen.origin;
    }
    cr_assert(heads > 50000 && repeated > heads / 3, "%d heads, %d of them repeated", heads, repeated);
    patterns_close(&patterns);
    timezone_close(&zone);
}

static bool members_alike(struct slice line, struct record_keys *keys)
{
    struct record_keys none = { 0 };
    struct json_value seen[MEMBER__N] = { 0 }, fresh[MEMBER__N] = { 0 };
    bool escaped[2] = { false };
    struct slice one = record_members_read(line, keys, seen, &escaped[0]), other = record_members_read(line, &none, fresh, &escaped[1]);
    bool alike = one.n == other.n && escaped[0] == escaped[1] && (json_read(line).type == JSON_object ? one.n > 0 : one.n == 0);
    for (int i = 0; one.n && i < MEMBER__N; i++)
        alike = alike && seen[i].type == fresh[i].type && slice_eq(seen[i].raw, fresh[i].raw) && seen[i].escaped == fresh[i].escaped;
    return alike;
}

Test(head_cache, keys_of_records_that_are_expected_change_nothing)
{
    static const char *const members[] = {
        "\"timestamp\":\"2026-01-01T00:01:00.001446Z\"", "\"level\":\"info\"", "\"event\":\"x\"", "\"event\":\"a\\\"b\"", "\"logger\": \"task\"",
        "\"filename\":\"x.py\"", "\"lineno\":12", " \"levelname\" : \"INFO\"", "\"error_detail\":[{\"exc_type\":\"E\"}]", "\"ev\\u0065nt\":1", "\"\":0",
        "\"a_member_with_a_name_that_is_long\":true", "\"ti_id\":\"01\"", "\"bad\":01", "\"event\":{\"event\":1}", "\"open", "\"chan\":null", "\"l\":1",
    };
    struct record_keys *keys = memory_new(sizeof(*keys));
    memset(keys, 0, sizeof(*keys));
    struct buf line = { 0 };
    uint32_t random = 1;
    for (int i = 0; i < 60000; i++) {
        buf_reset(&line);
        buf_char(&line, '{');
        for (uint32_t n = 0, most = random >> 29; n < most; n++) {
            random = random * 1664525 + 1013904223; /* two in three: in the usual order */
            buf_text(&line, n ? random & 0x300 ? "," : ", " : "");
            buf_text(&line, members[(random >> 12) % 3 ? n : (random >> 20) % (sizeof(members) / sizeof(*members))]);
        }
        buf_text(&line, i % 50 ? "}" : "");
        random = random * 1664525 + 1013904223;
        cr_assert(members_alike(buf_view(&line), keys), "%.*s", SLICE_ARG(buf_view(&line)));
    }
    cr_expect_eq(keys->after[0].n, strlen("\"timestamp\":"));
    buf_free(&line);
    free(keys);
}

static void check_record(const struct head *seen, const struct head *alone, const char *text)
{
    struct slice one[] = { seen->file, seen->outer_file, seen->logger, seen->channel, seen->message, seen->object, seen->error.raw, seen->ti_id.raw, seen->stamp };
    struct slice other[] = { alone->file, alone->outer_file, alone->logger, alone->channel, alone->message, alone->object, alone->error.raw, alone->ti_id.raw,
                             alone->stamp };
    for (size_t i = 0; i < sizeof(one) / sizeof(*one); i++)
        cr_assert(slice_eq(one[i], other[i]), "%s: %zu", text, i);
    cr_assert(seen->family == alone->family && seen->nesting == alone->nesting && seen->level == alone->level && seen->time == alone->time &&
                  seen->outer_time == alone->outer_time && seen->has_time == alone->has_time && seen->outer_has_time == alone->outer_has_time &&
                  seen->outer_zoned == alone->outer_zoned && seen->zulu == alone->zulu && seen->comma == alone->comma && seen->bad_time == alone->bad_time &&
                  seen->error.type == alone->error.type && seen->error.escaped == alone->error.escaped && seen->ti_id.type == alone->ti_id.type, "%s", text);
}

Test(head_cache, records_in_any_order_mean_what_each_means_alone)
{
    static const char *const times[] = {
        "2026-01-01T00:01:00.001446Z", "2026-01-01T00:01:59.999999Z", "2026-01-01T00:02:00.000000Z", "2026-13-01T00:02:00.000000Z", "2026-01-01T00:01:00.0014\"6Z",
        "2026-01-01T00:01:00.0014\\u0036", "2026-01-01T00:01:00Z", "x",
    };
    static const char *const fronts[] = {
        "\"level\":\"info\",\"event\":", "\"level\":\"error\",\"event\":", "\"level\":\"warning\", \"event\":", "\"level\":\"idle\",\"event\":",
        "\"event\":", "\"logger\":\"before\",\"event\":", "\"level\":\"info\",\"event\":\"first\",\"event\":", "\"level\":\"in\\u0066o\",\"event\":",
    };
    static const char *const events[] = { "\"x\"", "\"event=a b=1\"", "\"\"", "\"a \\\"quote\\\"\"", "\"[0m \x1b[1mbold\"", "1", "null", "\"open", "{\"event\":\"x\"}" };
    static const char *const ends[] = {
        ",\"logger\":\"task\",\"filename\":\"x.py\",\"lineno\":12}", ",\"logger\":\"task\",\"filename\":\"y.py\",\"lineno\":12}", "}", "} ", ",\"chan\":\"stdout\",\"logger\":\"task\"}",
        ",\"logger\":\"task.std\\u006fut\"}", ",\"error_detail\":[{\"exc_type\":\"E\"}],\"logger\":\"task\"}", ",\"ti_id\":\"01\",\"logger\":\"task\"}", ",\"level\":\"debug\"}",
        ",\"event\":\"last\"}", ",\"timestamp\":\"2027-01-01T00:01:00.001446Z\",\"logger\":\"task\"}", ",\"logger\":\"task\",\"filename\":\"x.py\",\"lineno\":1", "",
        ",\"logger\":\"\",\"exception\":\"\"}",
    };
    struct timezone_rule *zone = timezone_open("Europe/Paris");
    struct patterns *patterns = patterns_open();
    static struct head_cache memory, none;
    struct head_reader reader = { patterns, zone, NULL, NULL, &memory }, fresh = { patterns, zone, NULL, NULL, &none };
    struct head_space space = { 0 }, other = { 0 };
    struct record_parts parts;
    uint32_t random = 1;
    int repeated = 0;
    for (int i = 0; i < 60000; i++) {
        char text[512];
        random = random * 1664525 + 1013904223;
        int n = snprintf(text, sizeof(text), "{\"timestamp\":\"%s\",%s%s%s", i % 3 ? times[0] : PICK(times, random >> 8), i % 2 ? fronts[0] : PICK(fronts, random >> 12),
                         PICK(events, random >> 16), PICK(ends, random >> 20));
        struct slice line = { text, (size_t)n };
        struct head seen, alone;
        repeated += record_cache_find(&memory.records, line, &parts) != NULL;
        memset(&none.records, 0, sizeof(none.records));
        head_read_any(&reader, line, &space, &seen);
        head_read_any(&fresh, line, &other, &alone);
        check_record(&seen, &alone, text);
    }
    cr_assert_gt(repeated, 3000, "%d", repeated);
    head_space_free(&space);
    head_space_free(&other);
    patterns_close(&patterns);
    timezone_close(&zone);
}

Test(head_cache, stamps_of_one_minute)
{
    static const char *const texts[] = {
        "2026-01-01T00:01:00.001446Z", "2026-01-01T00:01:59.999999Z", "2026-01-01T00:01:60.000000Z", "2026-01-01T00:01:5a.000000Z",
        "2026-01-01T00:01:00,001446Z", "2026-01-01T00:01:07.000001Z", "2026-01-01T00:02:00.00144xZ", "2026-01-01T00:02:00.000000Z",
        "2026-01-01T00:01:00.0014460", "2026-01-01 00:02:07.000000Z", "2026-13-01T00:02:07.000000Z", "2026-01-01T00:02:07.00000Z",
    };
    struct stamp_cache cache = { 0 };
    int64_t none;
    cr_expect(!stamp_cache_read(&cache, SLICE("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" "01.234567Z"), &none), "nothing is known before the first");
    int known = 0;
    for (size_t i = 0; i < 5 * sizeof(texts) / sizeof(*texts); i++) {
        struct slice text = slice_of(texts[i * 7 % (sizeof(texts) / sizeof(*texts))]);
        struct timestamp stamp;
        int64_t micros;
        bool sound = timestamp_parse(text, &stamp), found = stamp_cache_read(&cache, text, &micros);
        cr_expect(!found || (sound && stamp.zoned && micros == stamp.micros), "%.*s", SLICE_ARG(text));
        known += found;
        if (sound)
            stamp_cache_learn(&cache, text, stamp.micros);
    }
    cr_expect_geq(known, 5);
}
