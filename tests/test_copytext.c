/* test_copytext.c - text as a field of COPY: what is escaped, wherever it stands, and back again; rows in binary mean what those in text do. */
#include <criterion/criterion.h>

#include "sink/connection/copybinary.h"

/* Each byte below 0x80 at each place of texts of each length: the scan looks at sixteen and at eight bytes at once. */
Test(copytext, bytes_are_escaped_wherever_they_stand)
{
    struct copytext copytext = { .version = 150000 };
    struct buf out = { 0 }, back = { 0 };
    char text[40];
    for (size_t n = 1; n <= sizeof(text); n++)
        for (size_t at = 0; at < n; at++)
            for (int c = 1; c < 0x80; c++) {
                memset(text, 'x', n);
                text[at] = (char)c;
                buf_reset(&out);
                buf_reset(&back);
                copytext_text(&copytext, &out, (struct slice){ text, n });
                bool escaped = c == '\\' || c == '\n' || c == '\r' || c == '\t';
                cr_assert_eq(out.n, n + escaped, "byte %d at %zu of %zu", c, at, n);
                cr_assert_eq(out.p[at] == '\\', escaped);
                copytext_undo(&back, buf_view(&out));
                cr_assert(slice_eq(buf_view(&back), (struct slice){ text, n }), "byte %d at %zu of %zu", c, at, n);
            }
    buf_free(&out);
    buf_free(&back);
    buf_free(&copytext.scratch);
}

static void random_event(uint32_t *random, struct cell *cells)
{
    static const char *const texts[] = { "", "INFO", "tab\there", "back\\slash", "line\nbreak", "caf\xc3\xa9", "not \xff UTF-8", "nul \xc0\x80", "a name of the event" };
    static const char *const json[] = { "{}", "{\"crypto\":\"SOLUSDC\",\"n\":5}", "{\"a\":\"x\\ny\"}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\\ud800\"}", "no JSON \\u0041", "{\"a\":\"\xff\"}" };
    static const int64_t numbers[] = { 0, 1, -1, 2147483647, INT64_C(9223372036854775807), INT64_MIN, INT64_C(1777462502123456), INT64_C(-62135596800000000), INT64_C(253402300800000000) };
    for (int i = 0; i < EVENT__N; i++) {
        *random = *random * 1664525 + 1013904223;
        uint32_t of = *random >> 8;
        enum kind kind = schemas[RECORD_event].field[i].kind;
        cells[i] = (struct cell){ .present = of % 5 > 0, .num = numbers[(of >> 4) % (kind == KIND_int ? 4 : 9)] };
        cells[i].text = slice_of(kind == KIND_json ? json[(of >> 4) % 7] : texts[(of >> 4) % 9]);
    }
}

Test(copytext, a_row_in_binary_means_what_it_means_in_text)
{
    static const char id[] = "009ddf82-6feb-332b-fff3-5a05b77514b0";
    struct copytext copytext = { .version = 150000 };
    struct buf text = { 0 }, binary = { 0 }, undone = { 0 };
    char long_name[3000], head[COPYBINARY_HEAD];
    uint32_t random = 1;
    memset(long_name, 'n', sizeof(long_name));
    copybinary_head(RECORD_event, slice_of(id), head);
    for (int i = 0; i < 20000; i++) {
        struct cell cells[EVENT__N];
        random_event(&random, cells);
        if (i % 100 == 0)
            cells[EVENT_name].text = (struct slice){ long_name, sizeof(long_name) };
        buf_text(&text, id);
        buf_char(&text, '\t');
        copytext_row(&copytext, &text, &(struct record){ &schemas[RECORD_event], cells });
        buf_add(&binary, head, sizeof(head));
        copybinary_row(&copytext, &binary, &(struct record){ &schemas[RECORD_event], cells });
    }
    copybinary_undo(RECORD_event, buf_view(&binary), &undone);
    cr_expect_eq(copybinary_count(buf_view(&binary)), 20000);
    cr_expect(slice_eq(buf_view(&undone), buf_view(&text)));
    buf_free(&text);
    buf_free(&binary);
    buf_free(&undone);
    buf_free(&copytext.scratch);
}
