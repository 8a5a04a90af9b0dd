/* test_head_cache.c - a head that repeats another means what it would mean alone. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "parser/attempt/parser_inside.h"
#include "parser/catalogue/airflow.h"

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
