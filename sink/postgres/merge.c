/* merge.c - one transaction of a stream: see merge.h. */
#include "merge.h"

#include "copy_in.h"
#include "precedence.h"
#include "stored.h"

/* sink/sql, embedded */
extern const char sql_stage[], sql_merge[];

/* Printed start dates are whole seconds. */
bool merge_begins_later(const struct record *fresh, const struct record *old)
{
    const struct cell *a = &fresh->cell[LOG_start_time], *b = &old->cell[LOG_start_time];
    return a->present && b->present && a->num > b->num + 1000000;
}

/* --- log rows --------------------------------------------------------------------------------------------------- */

static void add_id(struct buf *ids, const char *id)
{
    buf_printf(ids, "%c%s", ids->n ? ',' : '{', id);
}

/* Nothing that is stored is touched by a copy of weaker identity, but for the state that a pod's own stream states. */
static int step_back(struct store *s, struct batch_log *log, const struct record *fresh, const struct record *old)
{
    batch_forget_rows_of(&s->batch, log);
    if (!log->ended)
        return 0;
    store_count_kept(s, DECISION_keep, fresh, old);
    return precedence_overrides_state(fresh, old) ? stored_set_state(s->pg, fresh, log->id) : 0;
}

/* What a copy of weaker identity has left gives way whole, at once: nothing of it is merged, but its word on the state may hold on. */
static int displace_weaker(struct store *s, struct batch_log *log, struct record *fresh, const struct record *old)
{
    char ids[LOG_ID_LENGTH + 3];
    snprintf(ids, sizeof(ids), "{%s}", log->id);
    if (precedence_overrides_state(old, fresh))
        precedence_override_state(old, fresh);
    s->open.replaced++;
    log->ours = true;
    store_log_row(s, fresh);
    return stored_delete(s->pg, ids);
}

/* The record of a log that has ended, if the stored one gives way; that of an open one, if there is none, so that its
 * rows hang on something. gone: ids of log rows to be deleted. */
static int decide(struct store *s, struct batch_log *log, const struct record *old, struct buf *gone)
{
    struct cell cells[LOG__N];
    struct record fresh = { &schemas[RECORD_log], cells };
    batch_log_record(&s->batch, log, &fresh);
    int strength = old ? precedence_compare_strength(&fresh, old) : 0;
    if (strength < 0)
        return step_back(s, log, &fresh, old);
    if (strength > 0)
        return displace_weaker(s, log, &fresh, old);
    if (!log->has_row) {
        log->ours = !old;
        log->later = old && merge_begins_later(&fresh, old);
    }
    if (!log->ended) {
        if (!old)
            store_log_row(s, &fresh);
        return 0;
    }
    enum decision decision = precedence_decide(&fresh, old);
    if (!decision_accepts(decision)) {
        if (!log->ours)
            store_count_kept(s, decision, &fresh, old);
        return precedence_overrides_state(&fresh, old) ? stored_set_state(s->pg, &fresh, log->id) : 0;
    }
    if (old) {
        add_id(gone, log->id);
        s->open.replaced += !log->ours;
        s->open.rows[RECORD_log] -= log->ours; /* counted when the open log got its row */
        if (precedence_overrides_state(old, &fresh))
            precedence_override_state(old, &fresh);
    }
    store_log_row(s, &fresh);
    return 0;
}

static int decide_all(struct store *s, struct buf *gone)
{
    struct stored stored;
    if (stored_read(s->pg, s->ids.p, &stored))
        return -1;
    int rc = 0;
    for (int i = 0; i < s->batch.n && rc == 0; i++) {
        struct cell cells[LOG__N];
        struct record old = { &schemas[RECORD_log], cells };
        bool known = stored_find(&stored, (struct slice){ s->batch.log[i].id, LOG_ID_LENGTH }, &old);
        rc = decide(s, &s->batch.log[i], known ? &old : NULL, gone);
    }
    stored_free(&stored);
    if (gone->n)
        buf_text(gone, "}");
    buf_char(gone, '\0');
    return rc;
}

/* --- children of a later part ------------------------------------------------------------------------------------ */

/* The first staged row of a later part is looked for among the stored rows; where it is none of them, the part goes on after
 * the last. Columns: log_id, what to add to the number, what to add to the line. */
static int find_offsets(struct store *s, enum record_type type)
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
        if (log && log->later && !log->offset[type].known)
            log->offset[type] = (struct row_offset){ true, pg_rows_int(rows, row, 1), pg_rows_int(rows, row, 2) };
    }
    pg_rows_free(rows);
    return rows ? 0 : -1;
}

/* Numbers the staged rows of one log's later part; the server's own refusals keep theirs. */
static int offset_log(struct store *s, const struct batch_log *log, enum record_type type)
{
    static const char *const sql[RECORD_log] = {
        [RECORD_correlation] = "UPDATE pg_temp.stage_correlation SET seq = seq + $2, line = line + $3 WHERE log_id = $1",
        [RECORD_event] = "UPDATE pg_temp.stage_event SET seq = seq + $2, line = line + $3 WHERE log_id = $1",
        [RECORD_finding] = "UPDATE pg_temp.stage_finding SET seq = CASE WHEN seq > 0 THEN seq + $2 ELSE 0 END, line = line + $3 WHERE log_id = $1",
        [RECORD_reject] = "UPDATE pg_temp.stage_reject SET n = n + $2, line = line + $3 WHERE log_id = $1 AND n < 1000000000",
    };
    const struct row_offset *offset = &log->offset[type == RECORD_finding ? RECORD_correlation : type];
    char seq[32], line[32];
    if (!offset->known)
        return 0;
    snprintf(seq, sizeof(seq), "%lld", (long long)offset->seq);
    snprintf(line, sizeof(line), "%lld", (long long)offset->line);
    return pg_call(s->pg, sql[type], 3, (const char *const[]){ log->id, seq, line });
}

/* Numbers the staged rows of later parts. An offset that was found holds for the life of the stream: so a
 * transaction that is done again numbers its rows as before. */
static int offset_rows(struct store *s)
{
    bool any = false;
    for (int i = 0; i < s->batch.n; i++)
        any = any || s->batch.log[i].later;
    if (!any)
        return 0;
    store_ids(s, 0, s->batch.n);
    if (find_offsets(s, RECORD_correlation) || find_offsets(s, RECORD_event) || find_offsets(s, RECORD_reject))
        return -1;
    for (int i = 0; i < s->batch.n; i++)
        for (int type = 0; s->batch.log[i].later && type < RECORD_log; type++)
            if (offset_log(s, &s->batch.log[i], (enum record_type)type))
                return -1;
    return 0;
}

/* --- the transaction -------------------------------------------------------------------------------------------- */

static int stage_rows(struct store *s)
{
    if (pg_run(s->pg, sql_stage))
        return -1;
    for (int type = 0; type < RECORD_log; type++)
        if (copy_in_rows(s, (enum record_type)type, COPY_STAGE, buf_view(&s->batch.rows[type])))
            return -1;
    return 0;
}

/* An earlier stream that was cut may have left the word that there is no outcome: a complete log has one. A silence that the
 * clock showed while the log was being written is none when its lines, late as they came, show none. */
static int tidy_outcomes(struct store *s)
{
    return pg_call(s->pg,
                   "DELETE FROM dagsieve.finding AS f USING dagsieve.log AS l"
                   " WHERE f.log_id = ANY ($1::uuid[]) AND f.seq = 0 AND l.log_id = f.log_id AND l.complete"
                   "   AND (f.code = 'NO_OUTCOME' OR (f.code = 'TASK_SILENT' AND coalesce(l.silence_s, 0) < f.limit_value))",
                   1, (const char *const[]){ s->ids.p });
}

int merge_once(struct store *s, struct buf *gone)
{
    static const char delete_logs[] = "DELETE FROM dagsieve.log WHERE log_id = ANY ($1::uuid[])";
    if (copy_in_months(s) || store_begin(s, 0, s->batch.n) || decide_all(s, gone) || stage_rows(s))
        return -1;
    if (gone->p[0] && pg_call(s->pg, delete_logs, 1, (const char *const[]){ gone->p }))
        return -1;
    if (copy_in_logs(s) || copy_in_refusals(s, COPY_STAGE) || offset_rows(s) || pg_run(s->pg, sql_merge) || tidy_outcomes(s))
        return -1;
    return store_commit(s);
}
