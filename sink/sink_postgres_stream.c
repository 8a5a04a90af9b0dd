/* sink_postgres_stream.c - a stream's rows are merged into what is stored of their logs (design §5): a flush makes the rows
 * of open logs visible, the end of a log brings its record. A stream is taken to begin where its log begins: rows are
 * numbered from there (sql/merge.sql). */
#include <assert.h>
#include <stdlib.h>

#include "store.h"

/* sink/sql, embedded */
extern const char sql_stage[], sql_merge[];

struct stream_sink {
    struct store store; /* first */
    bool broken;        /* rows were lost: nothing more may be called kept */
};

static struct stream_sink *stream_of(struct sink *sink)
{
    return (struct stream_sink *)sink;
}

static void add_id(struct buf *ids, const char *id)
{
    buf_printf(ids, "%c%s", ids->n ? ',' : '{', id);
}

/* The record of a log that has ended, if the stored one gives way; that of an open one, if there is none, so that its
 * rows hang on something. gone: ids of log rows to be deleted. */
static int settle(struct store *s, struct batch_log *log, const struct record *old, struct buf *gone)
{
    struct cell cells[LOG__N];
    struct record fresh = { &schemas[RECORD_log], cells };
    batch_log_record(&s->batch, log, &fresh);
    if (!log->told)
        log->ours = !old;
    if (!log->ended) {
        if (!old)
            store_log_row(s, &fresh);
        return 0;
    }
    enum stored_verdict verdict = stored_judge(&fresh, old);
    if (verdict == VERDICT_same || verdict == VERDICT_worse) {
        *(verdict == VERDICT_same ? &s->open.same : &s->open.worse) += !log->ours;
        return stored_lends(&fresh, old) ? store_lent_state(s, &fresh, log->id) : 0;
    }
    if (old) {
        add_id(gone, log->id);
        s->open.replaced += !log->ours;
        s->open.rows[RECORD_log] -= log->ours; /* counted when it was told of */
        if (stored_lends(old, &fresh))
            stored_lend(old, &fresh);
    }
    store_log_row(s, &fresh);
    return 0;
}

static int settle_all(struct store *s, struct buf *gone)
{
    struct stored stored;
    if (stored_read(s->pg, s->ids.p, &stored))
        return -1;
    int rc = 0;
    for (int i = 0; i < s->batch.n && rc == 0; i++) {
        struct cell cells[LOG__N];
        struct record old = { &schemas[RECORD_log], cells };
        bool known = stored_find(&stored, (struct slice){ s->batch.log[i].id, LOG_ID_LENGTH }, &old);
        rc = settle(s, &s->batch.log[i], known ? &old : NULL, gone);
    }
    stored_free(&stored);
    if (gone->n)
        buf_text(gone, "}");
    buf_char(gone, '\0');
    return rc;
}

static int stage_rows(struct store *s)
{
    if (pg_run(s->pg, sql_stage))
        return -1;
    for (int type = 0; type < RECORD_log; type++)
        if (store_rows(s, (enum record_type)type, true, buf_view(&s->batch.rows[type])))
            return -1;
    return 0;
}

/* An earlier stream that was cut may have left the word that there is no outcome: a complete log has one. */
static int tidy_outcomes(struct store *s)
{
    return pg_call(s->pg,
                   "DELETE FROM dagsieve.finding AS f USING dagsieve.log AS l"
                   " WHERE f.log_id = ANY ($1::uuid[]) AND f.seq = 0 AND f.code = 'NO_OUTCOME' AND l.log_id = f.log_id AND l.complete",
                   1, (const char *const[]){ s->ids.p });
}

static int merge_once(struct store *s, struct buf *gone)
{
    static const char delete_logs[] = "DELETE FROM dagsieve.log WHERE log_id = ANY ($1::uuid[])";
    if (store_months(s) || store_begin(s, 0, s->batch.n) || settle_all(s, gone) || stage_rows(s))
        return -1;
    if (gone->p[0] && pg_call(s->pg, delete_logs, 1, (const char *const[]){ gone->p }))
        return -1;
    if (store_log_rows(s) || store_refused(s, true) || pg_run(s->pg, sql_merge) || tidy_outcomes(s))
        return -1;
    return store_commit(s);
}

/* Nothing waits: no rows, no log that has ended, none that nobody has been told of. */
static bool idle(const struct batch *b)
{
    for (int type = 0; type < RECORD_log; type++)
        if (b->rows[type].n)
            return false;
    for (int i = 0; i < b->n; i++)
        if (b->log[i].ended || !b->log[i].told)
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
        struct buf gone = { 0 };
        rc = merge_once(s, &gone);
        buf_free(&gone);
        if (rc == 0 || store_recover(s, attempt))
            break;
    }
    f->broken = rc != 0;
    batch_forget_rows(&s->batch);
    for (int i = 0; i < s->batch.n; i++)
        s->batch.log[i].told = true;
    batch_remove_ended(&s->batch);
    return rc;
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
        struct cell cells[LOG__N];
        memcpy(cells, log->cell, sizeof(cells));
        if (!cells[LOG_complete].present)
            cell_num(&cells[LOG_complete], false);
        known = batch_add(batch, id);
        batch_end(batch, known, &(struct record){ &schemas[RECORD_log], cells }, f->store.options.load_id);
        known->ended = false;
    }
    known->opens++; /* two pods of one attempt are one log */
    return 0;
}

static int stream_put(struct sink *sink, const struct record *log, const struct record *child)
{
    struct batch *batch = &stream_of(sink)->store.batch;
    struct batch_log *open = batch_find(batch, log->cell[LOG_log_id].text);
    assert(open && !open->ended);
    batch_put(batch, open, child);
    return batch_size(batch) < stream_of(sink)->store.options.memory ? 0 : stream_flush(sink);
}

/* What this stream has stored of the log goes; of a log that was there before nobody can tell what that was, and the
 * rows are true ones: they stay. */
static int give_up(struct store *s, struct batch_log *log)
{
    int rc = 0;
    for (int attempt = 0; log->told && log->ours && pg_call(s->pg, "SELECT dagsieve.forget_logs(ARRAY[$1::uuid])", 1, (const char *const[]){ log->id }); attempt++)
        if ((rc = store_recover(s, attempt)))
            break;
    batch_remove(&s->batch, log);
    return rc;
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
    batch_end(&s->batch, open, log, s->options.load_id);
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

struct sink *sink_postgres_stream(const struct sink_postgres_options *options)
{
    static const struct sink_ops ops = { "postgres", stream_begin, stream_put, stream_flush, stream_end, stream_close };
    struct stream_sink *f = memory_new(sizeof(*f));
    *f = (struct stream_sink){ .store.sink.ops = &ops };
    if (store_open(&f->store, options) == 0)
        return &f->store.sink;
    store_close(&f->store);
    free(f);
    return NULL;
}
