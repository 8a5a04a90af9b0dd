/* stream_sink.c - a stream's rows are merged into what is stored of their logs (design §5): a flush makes the rows
 * of open logs visible, the end of a log brings its record. A stream that begins no later than what is stored and turns
 * out to be the more complete copy has it all: its end asks for the log to be replaced (SINK_REPLACE). */
#include "stream_sink.h"

#include <assert.h>
#include <stdlib.h>

#include "merge.h"
#include "precedence.h"
#include "stored.h"

struct stream_sink {
    struct store store; /* first */
    bool broken;        /* rows were lost: nothing more may be called kept */
};

static struct stream_sink *stream_of(struct sink *sink)
{
    return (struct stream_sink *)sink;
}

/* Nothing waits: no rows, no log that has ended, none without a row. */
static bool idle(const struct batch *b)
{
    for (int type = 0; type < RECORD_log; type++)
        if (b->rows[type].n)
            return false;
    for (int i = 0; i < b->n; i++)
        if (b->log[i].ended || b->log[i].grown || !b->log[i].has_row)
            return false;
    return true;
}

static int stream_flush(struct sink *sink)
{
    struct stream_sink *f = stream_of(sink);
    struct store *s = &f->store;
    if (f->broken)
        return -1;
    if (idle(&s->batch))
        return 0;
    int rc;
    for (int attempt = 0;; attempt++) {
        rc = merge_once(s);
        if (rc == 0 || store_recover(s, attempt))
            break;
    }
    f->broken = rc != 0;
    batch_forget_rows(&s->batch);
    for (int i = 0; i < s->batch.n; i++) {
        s->batch.log[i].has_row = true;
        s->batch.log[i].grown = false;
    }
    batch_remove_ended(&s->batch);
    return rc;
}

/* Keeps the record of a log that goes on. */
static void keep_open(struct batch *batch, struct batch_log *open, const struct record *log)
{
    struct cell cells[LOG__N];
    memcpy(cells, log->cell, sizeof(cells));
    if (!cells[LOG_complete].present)
        cell_num(&cells[LOG_complete], false);
    batch_end(batch, open, &(struct record){ &schemas[RECORD_log], cells });
    open->ended = false;
}

static int stream_grow(struct sink *sink, const struct record *log)
{
    struct batch *batch = &stream_of(sink)->store.batch;
    struct batch_log *open = batch_find(batch, log->cell[LOG_log_id].text);
    if (!open || open->ended)
        return 0;
    keep_open(batch, open, log);
    open->grown = true;
    return 0;
}

static int stream_begin(struct sink *sink, const struct record *log)
{
    struct stream_sink *f = stream_of(sink);
    struct batch *batch = &f->store.batch;
    struct slice id = log->cell[LOG_log_id].text;
    struct batch_log *known = batch_find(batch, id);
    if (known && known->ended && stream_flush(sink))
        return -1;
    known = batch_find(batch, id);
    if (!known) {
        known = batch_add(batch, id);
        keep_open(batch, known, log);
    }
    known->opens++; /* two pods of one attempt are one log */
    return 0;
}

static void stream_encode(struct sink *sink, const struct record *child, struct buf *to)
{
    batch_encode(&stream_of(sink)->store.batch, child, to);
}

static int stream_put(struct sink *sink, const struct record *log, enum record_type type, struct slice row)
{
    struct batch *batch = &stream_of(sink)->store.batch;
    struct batch_log *open = batch_find(batch, log->cell[LOG_log_id].text);
    assert(open && !open->ended);
    batch_put(batch, open, type, row);
    return batch_size(batch) < stream_of(sink)->store.options.memory ? 0 : stream_flush(sink);
}

/* What this stream has stored of the log goes; of a log that was there before it is not known what that was, and the
 * rows are true ones: they stay. */
static int give_up(struct store *s, struct batch_log *log)
{
    int rc = 0;
    static const char sql[] = "SELECT dagsieve.forget_logs(ARRAY[$1::uuid])";
    bool stored = log->has_row && log->ours;
    for (int attempt = 0; stored && pg_call(s->pg, sql, 1, (const char *const[]){ log->id }); attempt++)
        if ((rc = store_recover(s, attempt)))
            break;
    s->counts.rows[RECORD_log] -= stored;
    batch_remove(&s->batch, log);
    return rc;
}

/* Whether the ended log is the more complete copy and begins no later and ends no earlier than what was there before: -1, 0 or 1. */
static int displaces(struct store *s, const struct batch_log *log, const struct record *fresh)
{
    struct stored stored = { 0 };
    struct cell cells[LOG__N];
    struct record old = { &schemas[RECORD_log], cells };
    int at = (int)(log - s->batch.log);
    if (log->has_row && log->ours)
        return 0;
    store_ids(s, at, at + 1);
    for (int attempt = 0; stored_read(s->pg, s->ids.p, &stored); attempt++)
        if (store_recover(s, attempt))
            return -1;
    bool whole = stored_find(&stored, (struct slice){ log->id, LOG_ID_LENGTH }, &old) && !merge_begins_later(fresh, &old) && !merge_ends_earlier(fresh, &old) &&
                 precedence_decide(fresh, &old) == DECISION_replace && fresh->cell[LOG_lines].num >= old.cell[LOG_lines].num;
    stored_free(&stored);
    return whole;
}

static int stream_end(struct sink *sink, const struct record *log, bool ok)
{
    struct stream_sink *f = stream_of(sink);
    struct store *s = &f->store;
    struct batch_log *open = batch_find(&s->batch, log->cell[LOG_log_id].text);
    if (!open || open->ended)
        return 0;
    if (!ok)
        return give_up(s, open);
    if (--open->opens > 0)
        return 0;
    int whole = displaces(s, open, log);
    if (whole < 0)
        return -1;
    if (whole) {
        batch_remove(&s->batch, open);
        return SINK_REPLACE;
    }
    batch_end(&s->batch, open, log);
    int ended = 0;
    for (int i = 0; i < s->batch.n; i++)
        ended += s->batch.log[i].ended;
    return ended < s->options.logs ? 0 : stream_flush(sink);
}

static int stream_close(struct sink **sink)
{
    if (!*sink)
        return 0;
    int rc = stream_flush(*sink);
    store_close(&stream_of(*sink)->store);
    free(*sink);
    *sink = NULL;
    return rc;
}

struct sink *stream_sink_open(const struct sink_postgres_options *options)
{
    static const struct sink_ops ops = {
        "postgres", stream_begin, stream_encode, stream_put, stream_flush, stream_end, stream_close, NULL, stream_grow,
    };
    struct stream_sink *f = memory_new(sizeof(*f));
    *f = (struct stream_sink){ .store.sink.ops = &ops };
    if (store_open(&f->store, options) == 0)
        return &f->store.sink;
    store_close(&f->store);
    free(f);
    return NULL;
}
