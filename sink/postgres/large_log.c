/* large_log.c - see large_log.h. */
#include "large_log.h"

#include "copy_in.h"
#include "precedence.h"
#include "replace.h"

static struct slice id_of(const struct store *s)
{
    return (struct slice){ s->batch.log[0].id, LOG_ID_LENGTH };
}

static int send_rows(struct store *s)
{
    for (int type = 0; type < RECORD_log; type++)
        if (copy_in_rows(s, (enum record_type)type, COPY_TABLE, buf_view(&s->batch.rows[type])))
            return -1;
    return 0;
}

static int begin_once(struct large_log *large, struct store *s)
{
    struct cell cells[LOG__N];
    struct record old = { &schemas[RECORD_log], cells };
    stored_free(&large->stored);
    if (copy_in_months(s) || store_begin(s, 0, 1) || stored_read(s->pg, s->ids.p, &large->stored))
        return -1;
    if (stored_find(&large->stored, id_of(s), &old) && stored_delete(s->pg, s->ids.p))
        return -1;
    return send_rows(s);
}

/* Months that were made within the transaction may have gone with it. */
static void forget(struct large_log *large, struct store *s)
{
    large->open = false;
    s->months = (struct months){ 0 };
    stored_free(&large->stored);
}

int large_log_undo(struct large_log *large, struct store *s)
{
    forget(large, s);
    if (pg_run(s->pg, "ROLLBACK") == 0)
        return 0;
    return pg_fault(s->pg) == PG_FAULT_away ? pg_reopen(s->pg) : pg_complain(s->pg);
}

/* The transaction failed and its rows are not in memory any more: undone. Reading the log again may help. */
static int undo_failed(struct large_log *large, struct store *s)
{
    enum pg_fault fault = pg_fault(s->pg);
    if (fault != PG_FAULT_away && fault != PG_FAULT_again) {
        pg_complain(s->pg);
        large_log_undo(large, s);
        return -1;
    }
    return large_log_undo(large, s) ? -1 : SINK_AGAIN;
}

int large_log_send(struct large_log *large, struct store *s)
{
    if (large->open) {
        if (copy_in_months(s) || send_rows(s))
            return undo_failed(large, s);
    } else {
        for (int attempt = 0; begin_once(large, s); attempt++)
            if (store_recover(s, attempt)) {
                forget(large, s);
                return -1;
            }
        large->open = true;
    }
    batch_forget_rows(&s->batch);
    return 0;
}

/* The connection went while the transaction was being ended: whether it was committed is asked of the ledger under the
 * log's lock, which the lost session holds as long as it has not made up its mind. */
static int ask_ledger(struct store *s, const struct record *fresh)
{
    struct stored stored = { 0 };
    struct cell cells[LOG__N];
    struct record old = { &schemas[RECORD_log], cells };
    if (pg_reopen(s->pg))
        return -1;
    bool done = store_begin(s, 0, 1) == 0 && stored_read(s->pg, s->ids.p, &stored) == 0 && stored_find(&stored, id_of(s), &old) &&
                precedence_decide(fresh, &old) == DECISION_same;
    stored_free(&stored);
    pg_run(s->pg, "ROLLBACK");
    return done ? 0 : SINK_AGAIN;
}

static int commit(struct store *s, struct record *fresh, const struct record *old)
{
    if (old && precedence_overrides_state(old, fresh))
        precedence_override_state(old, fresh);
    s->open.replaced += old != NULL;
    store_log_row(s, fresh);
    if (copy_in_months(s) || send_rows(s) || copy_in_logs(s) || copy_in_refusals(s, COPY_TABLE) ||
        (old && stored_tidy_copies(s->pg, s->ids.p)))
        return -1;
    return store_commit(s);
}

/* The stored copy stands: only the ledger learns of this one. */
static int step_back(struct large_log *large, struct store *s)
{
    batch_forget_rows(&s->batch);
    s->batch.log[0].dropped = true;
    return large_log_undo(large, s) || replace_logs(s, 0, 1) ? -1 : 0;
}

int large_log_end(struct large_log *large, struct store *s)
{
    struct cell cells[LOG__N], old_cells[LOG__N];
    struct record fresh = { &schemas[RECORD_log], cells }, old = { &schemas[RECORD_log], old_cells };
    bool known = stored_find(&large->stored, id_of(s), &old);
    batch_log_record(&s->batch, &s->batch.log[0], &fresh);
    if (!decision_accepts(precedence_decide(&fresh, known ? &old : NULL)))
        return step_back(large, s);
    int rc = commit(s, &fresh, known ? &old : NULL);
    if (rc && pg_fault(s->pg) == PG_FAULT_away)
        rc = ask_ledger(s, &fresh);
    else if (rc)
        rc = undo_failed(large, s);
    forget(large, s);
    return rc;
}
