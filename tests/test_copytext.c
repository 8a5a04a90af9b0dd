/* test_copytext.c - text as a field of COPY: what is escaped, wherever it stands, and back again. */
#include <criterion/criterion.h>

#include "sink/connection/copytext.h"

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
