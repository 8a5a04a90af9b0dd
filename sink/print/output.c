/* output.c - gathered writes to a stream; see output.h. Refuses to take back what the stream has taken. */
#include "output.h"

#include <errno.h>

#include "parser/text/glyph.h"
#include "screen.h"

/* Large enough that stdio passes it straight to write(), small enough to stay in the second level cache. */
enum { OUTPUT_PIECE = 64 * 1024, OUTPUT_LONG = 1024 * 1024 };

void output_mark(struct output *o)
{
    o->mark = o->text.n;
}

void output_cancel(struct output *o)
{
    o->text.n = o->mark;
}

int output_room(struct output *o)
{
    if (o->text.n >= OUTPUT_PIECE)
        return output_flush(o);
    return o->failed ? -1 : 0;
}

static void lines_tame(struct slice text, struct buf *out)
{
    struct slice line;
    for (bool more = text.n > 0; more;) {
        more = slice_cut(&text, '\n', &line);
        glyph_tame(line, out);
        if (more)
            buf_char(out, '\n');
    }
}

/* Text as the terminal that the stream is shows it. */
static void text_show(struct output *o)
{
    struct buf shown = { 0 };
    if (o->tame)
        lines_tame(buf_view(&o->text), &shown);
    else
        screen_fold(buf_view(&o->text), o->columns, &shown);
    buf_free(&o->text);
    o->text = shown;
}

static void text_write(struct output *o, struct slice text)
{
    if (o->failed || ((text.n == 0 || fwrite(text.p, 1, text.n, o->to) == text.n) && fflush(o->to) == 0))
        return;
    o->failed = true;
    complain(o->report, COMPLAINT_output_failed, NULL, "%s", strerror(errno));
}

void output_piece(struct output *o, struct slice piece)
{
    if (piece.n < OUTPUT_LONG || o->tame || o->columns) {
        buf_slice(&o->text, piece);
        return;
    }
    output_flush(o);
    text_write(o, piece);
}

int output_flush(struct output *o)
{
    if (o->tame || o->columns)
        text_show(o);
    text_write(o, buf_view(&o->text));
    buf_reset(&o->text);
    o->mark = 0;
    return o->failed ? -1 : 0;
}

void output_free(struct output *o)
{
    buf_free(&o->text);
}
