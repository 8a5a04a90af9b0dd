/* replace.c - see replace.h. For each log of a batch is decided, under its lock, whether it displaces what is stored of it. */
#include "replace.h"

#include <stdlib.h>

#include "copy_in.h"
#include "merge.h"
#include "renumber.h"
#include "stored.h"

/* The log's record goes to log_rows, or the ledger learns of the copy that stays out. */
static int decide(struct store *s, struct batch_log *log, const struct record *old, enum decision *decision)
{
    struct cell cells[LOG__N];
    struct record fresh = { &schemas[RECORD_log], cells };
    batch_log_record(&s->batch, log, &fresh);
    *decision = precedence_decide(&fresh, old);
    log->merged = !log->dropped && precedence_merges(&fresh, old);
    if (log->merged) {
        *decision = DECISION_merge;
        renumber_known(log, &fresh, old);
        return merge_decide(s, log, &fresh, old) || stored_add_copy(s->pg, &fresh, log->id) ? -1 : 0;
    }
    if (log->dropped && *decision != DECISION_same)
        *decision = DECISION_keep;
    if (decision_accepts(*decision)) {
        if (old && precedence_overrides_state(old, &fresh))
            precedence_override_state(old, &fresh);
        s->open.replaced += *decision == DECISION_replace;
        store_log_row(s, &fresh);
        return 0;
    }
    store_count_kept(s, *decision, &fresh, old);
    if (old && *decision == DECISION_keep && precedence_overrides_state(&fresh, old) && stored_override_state(s->pg, &fresh, old, log->id))
        return -1;
    static const enum log_field of_file[] = { LOG_size, LOG_mtime };
    bool same_file = *decision == DECISION_same && precedence_same_file(&fresh, old);
    return same_file && fresh.cell[LOG_size].present ? stored_set(s->pg, &fresh, log->id, 2, of_file) : stored_add_copy(s->pg, &fresh, log->id);
}

struct slice accepted_rows(const struct store *s, enum record_type type, int from, int to, const enum decision *decisions, struct buf *some)
{
    struct slice all = buf_view(&s->batch.rows[type]);
    bool whole = true;
    buf_reset(some);
    for (int i = from; i < to; i++)
        whole = whole && decision_accepts(decisions[i - from]);
    for (int i = from; i < to && !whole; i++)
        if (decision_accepts(decisions[i - from]))
            buf_slice(some, slice_part(all, s->batch.log[i].from[type], s->batch.log[i].to[type]));
    return whole && from < to ? slice_part(all, s->batch.log[from].from[type], s->batch.log[to - 1].to[type]) : buf_view(some);
}

static int send_rows(struct store *s, enum record_type type, int from, int to, const enum decision *decisions)
{
    struct buf some = { 0 };
    int rc = copy_in_rows(s, type, COPY_TABLE, accepted_rows(s, type, from, to, decisions, &some));
    buf_free(&some);
    return rc;
}

/* Decides on the logs from..to; ids becomes that of the logs to be deleted. */
static int decide_all(struct store *s, int from, int to, enum decision *decisions)
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
        rc = decide(s, &s->batch.log[i], known ? &old : NULL, &decisions[i - from]);
        if (decisions[i - from] == DECISION_replace)
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
static int add_inputs(struct store *s)
{
    struct slice rest = buf_view(&s->batch.inputs);
    struct cell cells[LOG__N];
    struct record log = { &schemas[RECORD_log], cells };
    while (batch_next_input(&rest, &log)) {
        char id[LOG_ID_LENGTH + 1] = "";
        memcpy(id, cells[LOG_log_id].text.p, LOG_ID_LENGTH);
        if (stored_add_copy(s->pg, &log, id))
            return -1;
    }
    return 0;
}

int replace_begin(struct store *s, int from, int to, enum decision *decisions)
{
    if (copy_in_months(s) || store_begin(s, from, to) || decide_all(s, from, to, decisions))
        return -1;
    if (s->ids.p[0] && stored_delete(s->pg, s->ids.p))
        return -1;
    if (merge_logs(s, from, to))
        return -1;
    for (int type = 0; type < RECORD_log; type++)
        if (type != RECORD_event && send_rows(s, (enum record_type)type, from, to, decisions))
            return -1;
    return 0;
}

static bool any_merged(const struct store *s)
{
    bool any = false;
    for (int i = 0; i < s->batch.n; i++)
        any |= s->batch.log[i].merged;
    return any;
}

int replace_end(struct store *s, int to)
{
    bool deleted = s->ids.p[0], merged = any_merged(s), last = to == s->batch.n;
    if (copy_in_logs(s) || copy_in_refusals(s, COPY_TABLE) || (merged && merge_tidy(s)))
        return -1;
    if (((deleted || merged) && stored_tidy_copies(s->pg, s->touched.p)) || (last && add_inputs(s)))
        return -1;
    return store_commit(s);
}

static int replace_once(struct store *s, int from, int to, enum decision *decisions)
{
    return replace_begin(s, from, to, decisions) || send_rows(s, RECORD_event, from, to, decisions) || replace_end(s, to) ? -1 : 0;
}

int replace_logs(struct store *s, int from, int to)
{
    if (from == to && !(to == s->batch.n && s->batch.inputs.n))
        return 0;
    enum decision *decisions = memory_new((size_t)(to - from + 1) * sizeof(*decisions));
    int rc = -1;
    for (int attempt = 0;; attempt++) {
        rc = replace_once(s, from, to, decisions);
        if (rc == 0 || (pg_fault(s->pg) == PG_FAULT_content && to - from > 1 && !s->months_gone) || store_recover(s, attempt))
            break;
    }
    free(decisions);
    if (rc == 0 || pg_fault(s->pg) != PG_FAULT_content || to - from <= 1)
        return rc;
    if (pg_run(s->pg, "ROLLBACK"))
        return pg_complain(s->pg);
    for (rc = 0; from < to; from++)
        if (replace_logs(s, from, from + 1))
            rc = -1;
    return rc;
}
