/* store_logs.c - see store_logs.h. Each log of a batch is judged against what is stored of it, under its lock. */
#include "store_logs.h"

#include <stdlib.h>

int store_delete(struct store *s)
{
    static const char *const sql[] = {
        "INSERT INTO dagsieve.other_copy (log_id, source, size, mtime, parser_version, rules_version)"
        " SELECT log_id, source, size, mtime, parser_version, rules_version FROM dagsieve.log"
        "  WHERE log_id = ANY ($1::uuid[]) AND source IS NOT NULL AND size IS NOT NULL AND mtime IS NOT NULL"
        " ON CONFLICT (log_id, md5(source)) DO UPDATE SET size = excluded.size, mtime = excluded.mtime,"
        " parser_version = excluded.parser_version, rules_version = excluded.rules_version",
        "DELETE FROM dagsieve.event WHERE log_id = ANY ($1::uuid[])",
        "DELETE FROM dagsieve.correlation WHERE log_id = ANY ($1::uuid[])",
        "DELETE FROM dagsieve.finding WHERE log_id = ANY ($1::uuid[])",
        "DELETE FROM dagsieve.reject WHERE log_id = ANY ($1::uuid[])",
        "DELETE FROM dagsieve.log WHERE log_id = ANY ($1::uuid[])",
    };
    for (size_t i = 0; i < sizeof(sql) / sizeof(*sql); i++)
        if (pg_call(s->pg, sql[i], 1, (const char *const[]){ s->ids.p }))
            return -1;
    return 0;
}

int store_tidy(struct store *s)
{
    return pg_call(s->pg,
                   "DELETE FROM dagsieve.other_copy AS o USING dagsieve.log AS l"
                   " WHERE o.log_id = ANY ($1::uuid[]) AND l.log_id = o.log_id AND l.source = o.source",
                   1, (const char *const[]){ s->ids.p });
}

/* The log's record goes to log_rows, or the ledger learns of the copy that stays out. */
static int settle(struct store *s, const struct batch_log *log, const struct record *old, enum stored_verdict *verdict)
{
    struct cell cells[LOG__N];
    struct record fresh = { &schemas[RECORD_log], cells };
    batch_log_record(&s->batch, log, &fresh);
    *verdict = stored_judge(&fresh, old);
    if (log->dropped && *verdict != VERDICT_same)
        *verdict = VERDICT_worse;
    if (*verdict == VERDICT_new || *verdict == VERDICT_replace) {
        if (old && stored_lends(old, &fresh))
            stored_lend(old, &fresh);
        s->open.replaced += *verdict == VERDICT_replace;
        store_log_row(s, &fresh);
        return 0;
    }
    *(*verdict == VERDICT_same ? &s->open.same : &s->open.worse) += 1;
    if (old && *verdict == VERDICT_worse && stored_lends(&fresh, old) && store_lent_state(s, &fresh, log->id))
        return -1;
    bool same_file = *verdict == VERDICT_same && slice_eq(fresh.cell[LOG_source].text, old->cell[LOG_source].text);
    return same_file && fresh.cell[LOG_size].present ? store_touched(s, &fresh, log->id) : store_other_copy(s, &fresh, log->id);
}

struct slice store_let_in(const struct store *s, enum record_type type, int from, int to, const enum stored_verdict *verdicts, struct buf *some)
{
    struct slice all = buf_view(&s->batch.rows[type]);
    bool whole = true;
    buf_reset(some);
    for (int i = from; i < to; i++)
        whole = whole && (verdicts[i - from] == VERDICT_new || verdicts[i - from] == VERDICT_replace);
    for (int i = from; i < to && !whole; i++)
        if (verdicts[i - from] == VERDICT_new || verdicts[i - from] == VERDICT_replace)
            buf_slice(some, slice_part(all, s->batch.log[i].from[type], s->batch.log[i].to[type]));
    return whole && from < to ? slice_part(all, s->batch.log[from].from[type], s->batch.log[to - 1].to[type]) : buf_view(some);
}

static int send_rows(struct store *s, enum record_type type, int from, int to, const enum stored_verdict *verdicts)
{
    struct buf some = { 0 };
    int rc = store_rows(s, type, false, store_let_in(s, type, from, to, verdicts, &some));
    buf_free(&some);
    return rc;
}

/* Judges the logs from..to against what is stored; ids becomes that of the logs to be deleted. */
static int settle_all(struct store *s, int from, int to, enum stored_verdict *verdicts)
{
    struct stored stored;
    if (stored_read(s->pg, s->ids.p, &stored))
        return -1;
    int rc = 0;
    buf_reset(&s->ids);
    for (int i = from; i < to && rc == 0; i++) {
        struct cell cells[LOG__N];
        struct record old = { &schemas[RECORD_log], cells };
        bool known = stored_find(&stored, (struct slice){ s->batch.log[i].id, LOG_ID_LENGTH }, &old);
        rc = settle(s, &s->batch.log[i], known ? &old : NULL, &verdicts[i - from]);
        if (verdicts[i - from] == VERDICT_replace)
            buf_printf(&s->ids, "%c%s", s->ids.n ? ',' : '{', s->batch.log[i].id);
    }
    stored_free(&stored);
    if (s->ids.n)
        buf_text(&s->ids, "}");
    buf_char(&s->ids, '\0');
    return rc;
}

/* The ledger learns of files with several logs, whose own names are no log's source. Only with the last of the batch: then all
 * of their logs are in. */
static int settle_inputs(struct store *s)
{
    struct slice rest = buf_view(&s->batch.inputs);
    struct cell cells[LOG__N];
    struct record log = { &schemas[RECORD_log], cells };
    while (batch_next_input(&rest, &log)) {
        char id[LOG_ID_LENGTH + 1] = "";
        memcpy(id, cells[LOG_log_id].text.p, LOG_ID_LENGTH);
        if (store_other_copy(s, &log, id))
            return -1;
    }
    return 0;
}

int store_head(struct store *s, int from, int to, enum stored_verdict *verdicts)
{
    if (store_months(s) || store_begin(s, from, to) || settle_all(s, from, to, verdicts))
        return -1;
    if (s->ids.p[0] && store_delete(s))
        return -1;
    for (int type = 0; type < RECORD_log; type++)
        if (type != RECORD_event && send_rows(s, (enum record_type)type, from, to, verdicts))
            return -1;
    return 0;
}

int store_tail(struct store *s, int to)
{
    if (store_log_rows(s) || store_refused(s, false) || (s->ids.p[0] && store_tidy(s)) || (to == s->batch.n && settle_inputs(s)))
        return -1;
    return store_commit(s);
}

static int store_once(struct store *s, int from, int to, enum stored_verdict *verdicts)
{
    return store_head(s, from, to, verdicts) || send_rows(s, RECORD_event, from, to, verdicts) || store_tail(s, to) ? -1 : 0;
}

int store_logs(struct store *s, int from, int to)
{
    if (from == to && !(to == s->batch.n && s->batch.inputs.n))
        return 0;
    enum stored_verdict *verdicts = memory_new((size_t)(to - from + 1) * sizeof(*verdicts));
    int rc = -1;
    for (int attempt = 0;; attempt++) {
        rc = store_once(s, from, to, verdicts);
        if (rc == 0 || (pg_fault(s->pg) == PG_FAULT_content && to - from > 1 && !s->months_gone) || store_recover(s, attempt))
            break;
    }
    free(verdicts);
    if (rc == 0 || pg_fault(s->pg) != PG_FAULT_content || to - from <= 1)
        return rc;
    if (pg_run(s->pg, "ROLLBACK"))
        return pg_complain(s->pg);
    for (rc = 0; from < to; from++)
        if (store_logs(s, from, from + 1))
            rc = -1;
    return rc;
}
