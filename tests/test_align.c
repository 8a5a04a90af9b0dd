/* test_align.c - two readings of one log laid side by side: no database needed. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sink/postgres/align.h"

enum { MOST = 64 };

/* A reading as text: a letter a row; '.' passes a second without a row. */
static struct align_rows reading(struct align_row rows[MOST], const char *text, int from_second)
{
    struct align_rows out = { rows, 0 };
    for (int second = from_second; *text; text++, second++)
        if (*text != '.')
            rows[out.n++] = (struct align_row){ .seq = out.n, .line = second, .time = second * INT64_C(10000000) + 1, .content = *text };
    return out;
}

/* The fresh rows by what they are: '=' known, else the index in front of which they belong. */
static const char *laid(struct align_rows fresh, struct align_rows stored, bool later)
{
    static char out[MOST + 1];
    align_rows(fresh, stored, NULL, later);
    for (int i = 0; i < fresh.n; i++)
        out[i] = fresh.row[i].match >= 0 ? '=' : (char)('0' + fresh.row[i].before);
    out[fresh.n] = '\0';
    return out;
}

Test(align, parts_of_one_log)
{
    static const struct {
        const char *stored, *fresh, *laid;
        int stored_from, fresh_from;
    } rows[] = {
        { "abcde", "abcde", "=====", 1, 1 }, { "abcde", "cdefg", "===55", 1, 3 }, { "cdefg", "abcde", "00===", 3, 1 },
        { "abc", "efg", "333", 1, 5 },       { "efg", "abc", "000", 5, 1 },       { "abcdefg", "cde", "===", 1, 3 },
        { "cde", "abcdefg", "00===33", 3, 1 }, { "ab...fg", "cde", "222", 1, 3 }, { "aaaaa", "aaaaa", "===55", 1, 3 },
        { "ab...fg", "bcdef", "=222=", 1, 2 }, { "", "abc", "000", 1, 1 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct align_row stored[MOST], fresh[MOST];
        cr_expect_str_eq(laid(reading(fresh, rows[i].fresh, rows[i].fresh_from), reading(stored, rows[i].stored, rows[i].stored_from), false),
                         rows[i].laid, "%s then %s", rows[i].stored, rows[i].fresh);
    }
}

Test(align, rows_without_a_time_are_known_by_what_they_say)
{
    static const struct {
        const char *stored, *fresh, *laid;
        bool later;
    } rows[] = {
        { "abc", "abc", "===", false }, { "abc", "bcd", "==3", true }, { "bcd", "abc", "0==", false }, { "abc", "de", "33", true }, { "de", "abc", "000", false },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct align_row rows_of[2][MOST];
        struct align_rows stored = reading(rows_of[0], rows[i].stored, 1), fresh = reading(rows_of[1], rows[i].fresh, 1);
        for (int k = 0; k < MOST; k++)
            rows_of[0][k].time = rows_of[1][k].time = 0;
        cr_expect_str_eq(laid(fresh, stored, rows[i].later), rows[i].laid, "%s then %s", rows[i].stored, rows[i].fresh);
    }
}

Test(align, a_clock_of_whole_seconds_is_near_enough)
{
    struct align_row stored[] = { { .seq = 1, .time = 5300000, .content = 'a' }, { .seq = 2, .time = 5700000, .content = 'a' } };
    struct align_row fresh[] = { { .seq = 1, .time = 5000000, .content = 'a' }, { .seq = 2, .time = 5000000, .content = 'a' },
                                 { .seq = 3, .time = 5000000, .content = 'a' } };
    cr_expect_str_eq(laid((struct align_rows){ fresh, 3 }, (struct align_rows){ stored, 2 }, false), "==2");
}

/* The nearest one, not the first: a heart beats the same each time. */
Test(align, of_two_that_say_the_same_the_nearest)
{
    struct align_row stored[] = { { .seq = 1, .time = 5300000, .content = 'a' }, { .seq = 2, .time = 5700000, .content = 'a' } };
    struct align_row fresh[] = { { .seq = 1, .time = 5700000, .content = 'a' } };
    align_rows((struct align_rows){ fresh, 1 }, (struct align_rows){ stored, 2 }, NULL, false);
    cr_expect_eq(fresh[0].match, 1);
}

Test(align, what_was_cut_off_is_the_whole_one)
{
    struct align_row half = { .seq = 1, .time = 5, .content = 'h', .weight = 1, .cut = true }, whole = { .seq = 1, .time = 5, .content = 'w', .weight = 9 };
    struct align_row other = { .seq = 1, .time = 5, .content = 'o', .subject = 2, .weight = 9 };
    align_rows((struct align_rows){ &whole, 1 }, (struct align_rows){ &half, 1 }, NULL, false);
    cr_expect_eq(whole.match, 0);
    cr_expect(whole.better);
    align_rows((struct align_rows){ &half, 1 }, (struct align_rows){ &whole, 1 }, NULL, false);
    cr_expect_eq(half.match, 0);
    cr_expect_not(half.better);
    half.subject = 1;
    align_rows((struct align_rows){ &half, 1 }, (struct align_rows){ &other, 1 }, NULL, false);
    cr_expect_eq(half.match, -1);
}
