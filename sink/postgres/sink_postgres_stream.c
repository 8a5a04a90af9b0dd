/* sink_postgres_stream.c - a stream's rows are merged into what is stored of their logs (design §5): a flush makes the rows
 * of open logs visible, the end of a log brings its record.
 * Rows are known by their number in the log (sql/merge.sql). A stream that begins later than what is stored is a later part
 * of its log (kubectl logs --since, a second kubectl logs -f): its rows are numbered on. One that begins no later and turns
 * out to be the more complete copy has it all: its end asks for the log to be replaced (SINK_REPLACE). */
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

/* Whether a copy begins later than what is stored; printed start dates are whole seconds. */
static bool begins_later(const struct record *fresh, const struct record *old)
{
    const struct cell *a = &fresh->cell[LOG_start_time], *b = &old->cell[LOG_start_time];
    return a->present && b->present && a->num > b->num + 1000000;
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
    if (!log->told) {
        log->ours = !old;
        log->later = old && begins_later(&fresh, old);
    }
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

/* The first staged row of a later part is looked for among the stored rows; where it is none of them, the part goes on behind
 * the last. Columns: log_id, what to add to the number, what to add to the line. */
static int find_places(struct store *s, enum record_type type)
{
    const char *number = type == RECORD_reject ? "n" : "seq", *table = schemas[type].name;
    struct buf sql = { 0 };
    buf_printf(&sql,
               "SELECT s.log_id, coalesce(same.seq, (SELECT max(t.%s) FROM dagsieve.%s AS t WHERE t.log_id = s.log_id), 0),"
               " coalesce(same.line, (SELECT l.lines FROM dagsieve.log AS l WHERE l.log_id = s.log_id), 0)"
               "  FROM (SELECT DISTINCT ON (log_id) * FROM pg_temp.stage_%s WHERE log_id = ANY ($1::uuid[]) ORDER BY log_id, %s) AS s"
               "  LEFT JOIN LATERAL (SELECT t.%s - s.%s AS seq, t.line - s.line AS line FROM dagsieve.%s AS t WHERE t.log_id = s.log_id"
               "   AND to_jsonb(t) - '{seq,n,line,time}'::text[] = to_jsonb(s) - '{seq,n,line,time}'::text[]"
               "   AND (to_jsonb(t)->'time' IS NOT DISTINCT FROM to_jsonb(s)->'time'"
               "        OR abs(extract(epoch FROM (to_jsonb(t)->>'time')::timestamptz)"
               "             - extract(epoch FROM (to_jsonb(s)->>'time')::timestamptz)) <= 1)"
               "   ORDER BY t.%s LIMIT 1) AS same ON true",
               number, table, table, number, number, number, table, number);
    buf_char(&sql, '\0');
    struct pg_rows *rows = pg_query(s->pg, sql.p, 1, (const char *const[]){ s->ids.p });
    buf_free(&sql);
    for (int row = 0; rows && row < pg_rows_count(rows); row++) {
        struct batch_log *log = batch_find(&s->batch, pg_rows_text(rows, row, 0));
        if (log && log->later && !log->place[type].known)
            log->place[type] = (struct place){ true, pg_rows_int(rows, row, 1), pg_rows_int(rows, row, 2) };
    }
    pg_rows_free(rows);
    return rows ? 0 : -1;
}

/* Numbers the staged rows of one log's later part; the server's own refusals keep theirs. */
static int move_rows(struct store *s, const struct batch_log *log, enum record_type type)
{
    static const char *const sql[RECORD_log] = {
        [RECORD_correlation] = "UPDATE pg_temp.stage_correlation SET seq = seq + $2, line = line + $3 WHERE log_id = $1",
        [RECORD_event] = "UPDATE pg_temp.stage_event SET seq = seq + $2, line = line + $3 WHERE log_id = $1",
        [RECORD_finding] = "UPDATE pg_temp.stage_finding SET seq = CASE WHEN seq > 0 THEN seq + $2 ELSE 0 END, line = line + $3 WHERE log_id = $1",
        [RECORD_reject] = "UPDATE pg_temp.stage_reject SET n = n + $2, line = line + $3 WHERE log_id = $1 AND n < 1000000000",
    };
    const struct place *place = &log->place[type == RECORD_finding ? RECORD_correlation : type];
    char seq[32], line[32];
    if (!place->known)
        return 0;
    snprintf(seq, sizeof(seq), "%lld", (long long)place->seq);
    snprintf(line, sizeof(line), "%lld", (long long)place->line);
    return pg_call(s->pg, sql[type], 3, (const char *const[]){ log->id, seq, line });
}

/* Puts the staged rows of later parts where they belong. A place that was found holds for the life of the stream: so a
 * transaction that is done again numbers its rows as before. */
static int place_rows(struct store *s)
{
    bool any = false;
    for (int i = 0; i < s->batch.n; i++)
        any = any || s->batch.log[i].later;
    if (!any)
        return 0;
    store_ids(s, 0, s->batch.n);
    if (find_places(s, RECORD_correlation) || find_places(s, RECORD_event) || find_places(s, RECORD_reject))
        return -1;
    for (int i = 0; i < s->batch.n; i++)
        for (int type = 0; s->batch.log[i].later && type < RECORD_log; type++)
            if (move_rows(s, &s->batch.log[i], (enum record_type)type))
                return -1;
    return 0;
}

/* An earlier stream that was cut may have left the word that there is no outcome: a complete log has one. A silence that the
 * clock showed while the log was being written is none when its lines, late as they came, tell another story. */
static int tidy_outcomes(struct store *s)
{
    return pg_call(s->pg,
                   "DELETE FROM dagsieve.finding AS f USING dagsieve.log AS l"
                   " WHERE f.log_id = ANY ($1::uuid[]) AND f.seq = 0 AND l.log_id = f.log_id AND l.complete"
                   "   AND (f.code = 'NO_OUTCOME' OR (f.code = 'TASK_SILENT' AND coalesce(l.silence_s, 0) < f.limit_value))",
                   1, (const char *const[]){ s->ids.p });
}

static int merge_once(struct store *s, struct buf *gone)
{
    static const char delete_logs[] = "DELETE FROM dagsieve.log WHERE log_id = ANY ($1::uuid[])";
    if (store_months(s) || store_begin(s, 0, s->batch.n) || settle_all(s, gone) || stage_rows(s))
        return -1;
    if (gone->p[0] && pg_call(s->pg, delete_logs, 1, (const char *const[]){ gone->p }))
        return -1;
    if (store_log_rows(s) || store_refused(s, true) || place_rows(s) || pg_run(s->pg, sql_merge) || tidy_outcomes(s))
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

/* Whether the ended log is the more complete copy and begins no later than what was there before: -1, 0 or 1. */
static int displaces(struct store *s, const struct batch_log *log, const struct record *fresh)
{
    struct stored stored = { 0 };
    struct cell cells[LOG__N];
    struct record old = { &schemas[RECORD_log], cells };
    int at = (int)(log - s->batch.log);
    if (log->told && log->ours)
        return 0;
    store_ids(s, at, at + 1);
    for (int attempt = 0; stored_read(s->pg, s->ids.p, &stored); attempt++)
        if (store_recover(s, attempt))
            return -1;
    bool whole = stored_find(&stored, (struct slice){ log->id, LOG_ID_LENGTH }, &old) && !begins_later(fresh, &old) &&
                 stored_judge(fresh, &old) == VERDICT_replace && fresh->cell[LOG_lines].num >= old.cell[LOG_lines].num;
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
    static const struct sink_ops ops = { "postgres", stream_begin, stream_put, stream_flush, stream_end, stream_close, NULL };
    struct stream_sink *f = memory_new(sizeof(*f));
    *f = (struct stream_sink){ .store.sink.ops = &ops };
    if (store_open(&f->store, options) == 0)
        return &f->store.sink;
    store_close(&f->store);
    free(f);
    return NULL;
}
