/* pg_literal.c - texts within statements; see pg.h. Needs no server. */
#include "pg.h"

void pg_literal(struct buf *out, struct slice text)
{
    buf_char(out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\'')
            buf_char(out, '\'');
        if (text.p[i])
            buf_char(out, text.p[i]);
    }
    buf_char(out, '\'');
}
