/* output.c - gathered writes to a stream; see output.h. Refuses to take back what the stream has taken. */
#include "output.h"

#include <errno.h>

#include "parser/text/glyph.h"

/* Large enough that stdio passes it straight to write(), small enough to stay in the second level cache. */
enum { OUTPUT_PIECE = 64 * 1024 };

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

static void text_tame(struct output *o)
{
    struct buf tamed = { 0 };
    struct slice rest = buf_view(&o->text), line;
    for (bool more = o->text.n > 0; more;) {
        more = slice_cut(&rest, '\n', &line);
        glyph_tame(line, &tamed);
        if (more)
            buf_char(&tamed, '\n');
    }
    buf_free(&o->text);
    o->text = tamed;
}

int output_flush(struct output *o)
{
    if (o->tame)
        text_tame(o);
    size_t n = o->text.n;
    bool taken = o->failed || ((n == 0 || fwrite(o->text.p, 1, n, o->to) == n) && fflush(o->to) == 0);
    if (!taken) {
        o->failed = true;
        complain(o->report, COMPLAINT_output_failed, NULL, "%s", strerror(errno));
    }
    buf_reset(&o->text);
    o->mark = 0;
    return o->failed ? -1 : 0;
}

void output_free(struct output *o)
{
    buf_free(&o->text);
}
