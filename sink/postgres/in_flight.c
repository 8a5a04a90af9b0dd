/* in_flight.c - see in_flight.h. */
#include "in_flight.h"

#include <assert.h>
#include <stdlib.h>

#include "copy_in.h"
#include "replace.h"

static void swap_batches(struct in_flight *f, struct store *s)
{
    struct batch batch = s->batch;
    s->batch = f->batch;
    f->batch = batch;
}

/* The synchronous fallback: the store's whole batch once more. */
static int fall_back(struct store *s)
{
    pg_run(s->pg, "ROLLBACK"); /* a connection that is lost is replace_logs' to find */
    int rc = replace_logs(s, 0, s->batch.n);
    batch_reset(&s->batch);
    return rc;
}

int in_flight_end(struct in_flight *f, struct store *s)
{
    int rc = 0;
    if (!f->under_way)
        return 0;
    f->under_way = false;
    swap_batches(f, s);
    if (copy_in_end(s, RECORD_event, f->events, f->pushed) || replace_end(s, s->batch.n))
        rc = fall_back(s);
    batch_reset(&s->batch);
    swap_batches(f, s);
    return rc;
}

int in_flight_begin(struct in_flight *f, struct store *s)
{
    int rc = 0;
    enum decision *decisions = memory_new((size_t)(s->batch.n + 1) * sizeof(*decisions));
    assert(!f->under_way);
    f->under_way = replace_begin(s, 0, s->batch.n, decisions) == 0 && copy_in_begin(s, RECORD_event) == 0;
    if (f->under_way) {
        f->events = accepted_rows(s, RECORD_event, 0, s->batch.n, decisions, &f->accepted);
        f->pushed = 0;
    } else {
        rc = fall_back(s);
    }
    swap_batches(f, s);
    free(decisions);
    return rc;
}

void in_flight_push(struct in_flight *f, struct store *s)
{
    if (f->under_way)
        pg_copy_push(s->pg, f->events, &f->pushed);
}

void in_flight_free(struct in_flight *f)
{
    batch_free(&f->batch);
    buf_free(&f->accepted);
}
