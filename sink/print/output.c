/* output.c - gathered writes to a stream; see output.h. Refuses to take back what the stream has taken. */
#include "output.h"

#include <errno.h>

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

int output_flush(struct output *o)
{
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
