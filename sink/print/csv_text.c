/* csv_text.c - see csv_text.h. */
#include "csv_text.h"

#include <csv.h>
#include <stdlib.h>

/* As OWASP's "CSV injection" lists what spreadsheets take for a formula, the signs of full width too; a character alone ("-" is stdin) is none. */
static bool formula_begins(struct slice s)
{
    static const struct slice signs[] = { SLICE_ROW("="),  SLICE_ROW("+"),  SLICE_ROW("-"),  SLICE_ROW("@"),
                                          SLICE_ROW("\t"), SLICE_ROW("\r"), SLICE_ROW("\xef\xbc\x9d"), SLICE_ROW("\xef\xbc\x8b"),
                                          SLICE_ROW("\xef\xbc\x8d"), SLICE_ROW("\xef\xbc\xa0") };
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
        if (s.n > signs[i].n && slice_starts(s, signs[i]))
            return true;
    return false;
}

/* Blanks at either end are quoted too: libcsv's and other readers strip them from bare values. */
static bool quotes_needed(struct slice s)
{
    if (s.n == 0 || byte_is_blank(s.p[0]) || byte_is_blank(s.p[s.n - 1]))
        return true;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r')
            return true;
    return false;
}

static void quoted_add(struct buf *to, struct slice text)
{
    if (!quotes_needed(text)) {
        buf_slice(to, text);
    } else if (buf_reserve(to, 2 * text.n + 2)) {
        to->n += csv_write(to->p + to->n, to->cap - to->n, text.n ? text.p : "", text.n);
    }
}

void csv_text(struct buf *to, struct slice text)
{
    struct buf guarded = { 0 };
    if (!formula_begins(text)) {
        quoted_add(to, text);
        return;
    }
    buf_char(&guarded, '\'');
    buf_slice(&guarded, text);
    quoted_add(to, buf_view(&guarded));
    buf_free(&guarded);
}
