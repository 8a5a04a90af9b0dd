/* sink_postgres_file.c - a file's log replaces what is stored of it (design §5): many small logs a transaction, a log that
 * outgrows memory in one of its own. A full batch is behind the one that is filled: its events, which are nearly all of its rows,
 * travel while the next logs are read. Whatever fails on that way is stored anew on the patient one, store_logs. */
#include <assert.h>
#include <stdlib.h>

#include "store_logs.h"

struct file_sink {
    struct store store;  /* first; its batch is the one that is filled */
    struct batch behind; /* a full one, when under_way */
    bool under_way;      /* the COPY of its events is */
    struct slice events; /* these, in its rows or in some_events */
    struct buf some_events;
    size_t pushed;       /* bytes of them */
    int puts;            /* since the beginning */
    bool open;           /* the batch's last log is being put to */
    bool broken;         /* a batch was lost: nothing more may be called kept */
    bool spilled;        /* its first rows are in a transaction that is under way */
    struct stored old;   /* while spilled: what the ledger had of it */
};

static struct file_sink *file_of(struct sink *sink)
{
    return (struct file_sink *)sink;
}

/* --- a batch under way ------------------------------------------------------------------------------------------ */

static void batch_swap(struct file_sink *f)
{
    struct batch batch = f->store.batch;
    f->store.batch = f->behind;
    f->behind = batch;
}

/* The quick way failed: the whole batch on the patient one. */
static void store_anew(struct file_sink *f)
{
    struct store *s = &f->store;
    pg_run(s->pg, "ROLLBACK"); /* a connection that is lost is the patient way's to find */
    if (store_logs(s, 0, s->batch.n))
        f->broken = true;
    batch_reset(&s->batch);
}

/* Waits for the batch behind. */
static void behind_end(struct file_sink *f)
{
    if (!f->under_way)
        return;
    f->under_way = false;
    batch_swap(f);
    if (store_copy_end(&f->store, RECORD_event, f->events, f->pushed) || store_tail(&f->store, f->store.batch.n))
        store_anew(f);
    batch_reset(&f->store.batch);
    batch_swap(f);
    if (f->broken)
        buf_reset(&f->store.batch.inputs); /* some of their logs may have been in what was lost */
}

/* The full batch goes behind; the one behind it is waited for. */
static int behind_begin(struct file_sink *f)
{
    struct store *s = &f->store;
    behind_end(f);
    enum stored_verdict *verdicts = memory_new((size_t)(s->batch.n + 1) * sizeof(*verdicts));
    f->under_way = store_head(s, 0, s->batch.n, verdicts) == 0 && store_copy_begin(s, RECORD_event) == 0;
    if (f->under_way) {
        f->events = store_let_in(s, RECORD_event, 0, s->batch.n, verdicts, &f->some_events);
        f->pushed = 0;
        batch_swap(f);
    } else {
        store_anew(f);
    }
    free(verdicts);
    return -f->broken;
}

/* Now and then, so that neither the server waits for rows nor reading for the server. */
static void behind_push(struct file_sink *f)
{
    enum { EACH = 64 };
    if (f->under_way && f->puts++ % EACH == 0)
        pg_copy_push(f->store.pg, f->events, &f->pushed);
}

/* --- a log that outgrows memory --------------------------------------------------------------------------------- */

static int send_open_rows(struct store *s)
{
    for (int type = 0; type < RECORD_log; type++)
        if (store_rows(s, (enum record_type)type, false, buf_view(&s->batch.rows[type])))
            return -1;
    return 0;
}

static int spill_once(struct file_sink *f)
{
    struct store *s = &f->store;
    struct cell cells[LOG__N];
    struct record old = { &schemas[RECORD_log], cells };
    stored_free(&f->old);
    if (store_months(s) || store_begin(s, 0, 1) || stored_read(s->pg, s->ids.p, &f->old))
        return -1;
    bool known = stored_find(&f->old, (struct slice){ s->batch.log[0].id, LOG_ID_LENGTH }, &old);
    if (known && store_delete(s))
        return -1;
    return send_open_rows(s);
}

/* Stores the logs before the open one, which stays. */
static int store_earlier(struct file_sink *f)
{
    behind_end(f);
    if (store_logs(&f->store, 0, f->store.batch.n - 1))
        f->broken = true;
    batch_keep_last(&f->store.batch);
    return f->broken ? -1 : 0;
}

/* Months that were made within the transaction may have gone with it. */
static void spill_over(struct file_sink *f)
{
    f->spilled = false;
    f->store.months = (struct months){ 0 };
    stored_free(&f->old);
}

/* Ends the transaction without a trace. */
static int spill_undo(struct file_sink *f)
{
    spill_over(f);
    if (pg_run(f->store.pg, "ROLLBACK") == 0)
        return 0;
    return pg_fault(f->store.pg) == PG_FAULT_away ? pg_reopen(f->store.pg) : pg_complain(f->store.pg);
}

/* The transaction failed and its rows are not in memory any more: undone. SINK_AGAIN when reading the log anew may help, else -1:
 * complained about. */
static int spill_broken(struct file_sink *f)
{
    struct store *s = &f->store;
    enum pg_fault fault = pg_fault(s->pg);
    if (fault != PG_FAULT_away && fault != PG_FAULT_again) {
        pg_complain(s->pg);
        spill_undo(f);
        return -1;
    }
    return spill_undo(f) ? -1 : SINK_AGAIN;
}

/* Starts, or goes on with, the open log's own transaction. What this log displaces is decided at its end. */
static int spill(struct file_sink *f)
{
    struct store *s = &f->store;
    if (f->spilled) {
        if (store_months(s) || send_open_rows(s))
            return spill_broken(f);
    } else {
        if (store_earlier(f))
            return -1;
        for (int attempt = 0; spill_once(f); attempt++)
            if (store_recover(s, attempt))
                return -1;
        f->spilled = true;
    }
    batch_forget_rows(&s->batch);
    return 0;
}

/* The connection went while the transaction was being ended: whether it was committed is asked of the ledger under the
 * log's lock, which the lost session holds as long as it has not made up its mind. */
static int spill_lost(struct store *s, const struct record *fresh)
{
    struct stored stored = { 0 };
    struct cell cells[LOG__N];
    struct record old = { &schemas[RECORD_log], cells };
    if (pg_reopen(s->pg))
        return -1;
    bool done = store_begin(s, 0, 1) == 0 && stored_read(s->pg, s->ids.p, &stored) == 0 &&
                stored_find(&stored, (struct slice){ s->batch.log[0].id, LOG_ID_LENGTH }, &old) &&
                stored_judge(fresh, &old) == VERDICT_same;
    stored_free(&stored);
    pg_run(s->pg, "ROLLBACK");
    return done ? 0 : SINK_AGAIN;
}

static int spill_commit(struct file_sink *f, struct record *fresh, const struct record *old)
{
    struct store *s = &f->store;
    if (old && stored_lends(old, fresh))
        stored_lend(old, fresh);
    s->open.replaced += old != NULL;
    store_log_row(s, fresh);
    if (store_months(s) || send_open_rows(s) || store_log_rows(s) || store_refused(s, false) || (old && store_tidy(s)))
        return -1;
    return store_commit(s);
}

/* The log is whole: its transaction is committed, or undone when the stored copy wins. */
static int spill_end(struct file_sink *f)
{
    struct store *s = &f->store;
    struct cell cells[LOG__N], old_cells[LOG__N];
    struct record fresh = { &schemas[RECORD_log], cells }, old = { &schemas[RECORD_log], old_cells };
    bool known = stored_find(&f->old, (struct slice){ s->batch.log[0].id, LOG_ID_LENGTH }, &old);
    batch_log_record(&s->batch, &s->batch.log[0], &fresh);
    enum stored_verdict verdict = stored_judge(&fresh, known ? &old : NULL);
    if (verdict == VERDICT_same || verdict == VERDICT_worse) {
        batch_forget_rows(&s->batch);
        s->batch.log[0].dropped = true;
        return spill_undo(f) || store_logs(s, 0, 1) ? -1 : 0;
    }
    int rc = spill_commit(f, &fresh, known ? &old : NULL);
    if (rc && pg_fault(s->pg) == PG_FAULT_away)
        rc = spill_lost(s, &fresh);
    else if (rc)
        rc = spill_broken(f);
    spill_over(f);
    return rc;
}

/* --- the sink --------------------------------------------------------------------------------------------------- */

static int store_ended(struct file_sink *f)
{
    behind_end(f);
    if (store_logs(&f->store, 0, f->store.batch.n))
        f->broken = true;
    batch_reset(&f->store.batch);
    return f->broken ? -1 : 0;
}

static int file_begin(struct sink *sink, const struct record *log)
{
    struct file_sink *f = file_of(sink);
    struct slice id = log->cell[LOG_log_id].text;
    assert(!f->open);
    int rc = batch_find(&f->store.batch, id) ? store_ended(f) : 0; /* two copies: the second is judged by the first */
    batch_add(&f->store.batch, id);
    f->open = true;
    return rc;
}

static int file_put(struct sink *sink, const struct record *log, const struct record *child)
{
    struct file_sink *f = file_of(sink);
    struct batch *batch = &f->store.batch;
    assert(f->open);
    (void)log;
    behind_push(f);
    batch_put(batch, &batch->log[batch->n - 1], child);
    return batch_size(batch) < f->store.options.memory ? 0 : spill(f);
}

static int file_flush(struct sink *sink)
{
    struct file_sink *f = file_of(sink);
    if (!f->open)
        return store_ended(f);
    return f->spilled ? -f->broken : store_earlier(f);
}

static int file_give_up(struct file_sink *f)
{
    int rc = 0;
    if (f->spilled)
        rc = spill_undo(f);
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
    batch_end(batch, &batch->log[batch->n - 1], log, f->store.options.load_id);
    if (f->spilled) {
        int rc = spill_end(f);
        batch_reset(batch);
        return rc;
    }
    bool full = batch->n >= f->store.options.logs || batch_size(batch) >= f->store.options.memory;
    return full ? behind_begin(f) : 0;
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
    if (store_ended(f))
        rc = -1;
    batch_free(&f->behind);
    buf_free(&f->some_events);
    store_close(&f->store);
    free(f);
    *sink = NULL;
    return rc;
}

struct sink *sink_postgres_file(const struct sink_postgres_options *options)
{
    static const struct sink_ops ops = { "postgres", file_begin, file_put, file_flush, file_end, file_close, file_input };
    struct file_sink *f = memory_new(sizeof(*f));
    *f = (struct file_sink){ .store.sink.ops = &ops };
    if (store_open(&f->store, options) == 0) {
        f->behind.text.version = f->store.batch.text.version;
        return &f->store.sink;
    }
    store_close(&f->store);
    free(f);
    return NULL;
}
