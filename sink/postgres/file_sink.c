/* file_sink.c - a file's log replaces what is stored of it (design §5): many small logs a transaction, sent in_flight, a log that
 * outgrows memory in one of its own, large_log. */
#include "file_sink.h"

#include <assert.h>
#include <stdlib.h>

#include "in_flight.h"
#include "large_log.h"
#include "replace.h"

struct file_sink {
    struct store store; /* first; its batch is the one that is filled */
    struct in_flight in_flight;
    struct large_log large;
    int puts;    /* since the beginning */
    bool open;   /* the batch's last log is being put to */
    bool broken; /* a batch was lost: nothing more may be called kept */
};

static struct file_sink *file_of(struct sink *sink)
{
    return (struct file_sink *)sink;
}

/* Takes over what a step answered; -1 once anything was lost. The batch's files may have had logs in what was lost: they are not registered as read. */
static int settle(struct file_sink *f, int rc)
{
    f->broken |= rc < 0;
    if (f->broken)
        buf_reset(&f->store.batch.inputs);
    return f->broken ? -1 : 0;
}

/* Whether the open log is all that the batch has. */
static bool is_alone(const struct file_sink *f)
{
    return f->store.batch.n == 1 && !f->store.batch.inputs.n;
}

/* The logs before the open one, which stays, go off. */
static int send_earlier(struct file_sink *f)
{
    int rc = settle(f, in_flight_end(&f->in_flight, &f->store));
    if (is_alone(f))
        return rc;
    batch_move_last(&f->store.batch, &f->in_flight.batch);
    return settle(f, in_flight_begin(&f->in_flight, &f->store));
}

static int store_all(struct file_sink *f)
{
    settle(f, in_flight_end(&f->in_flight, &f->store));
    int rc = settle(f, replace_logs(&f->store, 0, f->store.batch.n));
    batch_reset(&f->store.batch);
    return rc;
}

static int file_begin(struct sink *sink, const struct record *log)
{
    struct file_sink *f = file_of(sink);
    struct slice id = log->cell[LOG_log_id].text;
    assert(!f->open);
    int rc = batch_find(&f->store.batch, id) ? store_all(f) : 0; /* two copies: the second is compared with the first */
    batch_add(&f->store.batch, id);
    f->open = true;
    return rc;
}

/* The full batch goes off; the next one is filled. */
static int send_off(struct file_sink *f)
{
    settle(f, in_flight_end(&f->in_flight, &f->store));
    return settle(f, in_flight_begin(&f->in_flight, &f->store));
}

/* Memory is full with the open log: it is a large one if it is alone. */
static int spill(struct file_sink *f)
{
    bool alone = is_alone(f);
    if (!f->large.open && send_earlier(f))
        return -1;
    return alone ? large_log_send(&f->large, &f->store) : 0;
}

static void file_encode(struct sink *sink, const struct record *child, struct buf *to)
{
    batch_encode(&file_of(sink)->store.batch, child, to);
}

static int file_put(struct sink *sink, const struct record *log, enum record_type type, struct slice row)
{
    enum { PUSH_EACH = 64 }; /* so that neither the server waits for rows nor reading for the server */
    struct file_sink *f = file_of(sink);
    struct batch *batch = &f->store.batch;
    assert(f->open);
    (void)log;
    if (f->puts++ % PUSH_EACH == 0)
        in_flight_push(&f->in_flight, &f->store);
    batch_put(batch, &batch->log[batch->n - 1], type, row);
    return batch_size(batch) < f->store.options.memory ? 0 : spill(f);
}

static int file_flush(struct sink *sink)
{
    struct file_sink *f = file_of(sink);
    if (!f->open)
        return store_all(f);
    if (f->large.open)
        return -f->broken;
    send_earlier(f);
    return settle(f, in_flight_end(&f->in_flight, &f->store));
}

/* Whether the logs at hand are to go off; where the server has nothing to do, with the first that are worth a transaction. */
static bool is_full(const struct file_sink *f)
{
    const struct store *s = &f->store;
    size_t worth = f->in_flight.under_way ? s->options.memory : s->options.memory / 16;
    return s->batch.n >= s->options.logs || batch_size(&s->batch) >= worth;
}

static int file_give_up(struct file_sink *f)
{
    int rc = f->large.open ? large_log_undo(&f->large, &f->store) : 0;
    batch_drop_last(&f->store.batch);
    return rc;
}

static int file_end(struct sink *sink, const struct record *log, bool ok)
{
    struct file_sink *f = file_of(sink);
    struct batch *batch = &f->store.batch;
    if (!f->open)
        return 0;
    f->open = false;
    if (!ok)
        return file_give_up(f);
    batch_end(batch, &batch->log[batch->n - 1], log);
    if (f->large.open) {
        int rc = large_log_end(&f->large, &f->store);
        batch_reset(batch);
        return rc;
    }
    return is_full(f) ? send_off(f) : 0;
}

static int file_input(struct sink *sink, const struct record *log)
{
    struct file_sink *f = file_of(sink);
    assert(!f->open);
    if (!f->broken)
        batch_input(&f->store.batch, log);
    return 0;
}

static int file_close(struct sink **sink)
{
    struct file_sink *f = file_of(*sink);
    if (!f)
        return 0;
    int rc = f->open ? file_end(*sink, NULL, false) : 0;
    if (store_all(f))
        rc = -1;
    in_flight_free(&f->in_flight);
    store_close(&f->store);
    free(f);
    *sink = NULL;
    return rc;
}

struct sink *file_sink_open(const struct sink_postgres_options *options)
{
    static const struct sink_ops ops = { "postgres", file_begin, file_encode, file_put, file_flush, file_end, file_close, file_input, NULL };
    struct file_sink *f = memory_new(sizeof(*f));
    *f = (struct file_sink){ .store.sink.ops = &ops };
    if (store_open(&f->store, options) == 0) {
        f->in_flight.batch.text.version = f->store.batch.text.version;
        f->store.batch.binary = f->in_flight.batch.binary = true;
        return &f->store.sink;
    }
    store_close(&f->store);
    free(f);
    return NULL;
}
