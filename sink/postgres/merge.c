/* merge.c - one transaction of a stream: see merge.h. */
#include "merge.h"

#include <inttypes.h>

#include "copy_in.h"
#include "pieces.h"
#include "precedence.h"
#include "renumber.h"
#include "stored.h"

/* sink/sql, embedded */
extern const char sql_stage[], sql_merge[];

/* Printed start dates are whole seconds. */
bool merge_begins_later(const struct record *fresh, const struct record *old)
{
    const struct cell *a = &fresh->cell[LOG_start_time], *b = &old->cell[LOG_start_time];
    return a->present && b->present && a->num > b->num + 1000000;
}

bool merge_ends_earlier(const struct record *fresh, const struct record *old)
{
    const struct cell *a = &fresh->cell[LOG_end_time], *b = &old->cell[LOG_end_time];
    return a->present && b->present && a->num < b->num;
}

/* --- log rows --------------------------------------------------------------------------------------------------- */

/* Nothing that is stored is touched by a copy of weaker identity, but for the state that a pod's own stream states. */
static int step_back(struct store *s, struct batch_log *log, const struct record *fresh, const struct record *old)
{
    batch_forget_rows_of(&s->batch, log);
    if (!log->ended)
        return 0;
    store_count_kept(s, DECISION_keep, fresh, old);
    return precedence_overrides_state(fresh, old) ? stored_override_state(s->pg, fresh, old, log->id) : 0;
}

/* The row of a log, that another one takes the place of. */
static int delete_row(struct store *s, const struct batch_log *log)
{
    char ids[LOG_ID_LENGTH + 3];
    snprintf(ids, sizeof(ids), "{%s}", log->id);
    return stored_delete_log(s->pg, ids);
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

/* Two pieces of what one version read; the row of an open log is none. */
static bool are_pieces(const struct record *fresh, const struct record *old)
{
    const struct cell *ours = &fresh->cell[LOG_parser_version], *theirs = &old->cell[LOG_parser_version];
    return old->cell[LOG_lines].present && ours->present && theirs->present && slice_eq(ours->text, theirs->text);
}

/* What the two tell together, whichever of them stands. */
static void join(struct batch_log *log, const struct record *fresh, const struct record *old, struct pieces *both)
{
    pieces_join(log->stands ? fresh : old, log->stands ? old : fresh, both);
    log->failure_before = both->failure_of_other == log->stands;
    log->outcome_told = fresh->cell[LOG_state].present != old->cell[LOG_state].present && both->cell[LOG_state].present;
}

/* The stored record stays, but for what the piece adds to it. */
static int keep(struct store *s, struct batch_log *log, const struct record *fresh, const struct record *old, enum decision decision)
{
    struct pieces both = { 0 };
    if (!log->ours)
        store_count_kept(s, decision, fresh, old);
    if (fresh->cell[LOG_run_id].present && !old->cell[LOG_run_id].present && stored_set_run(s->pg, fresh, log->id))
        return -1;
    if (!are_pieces(fresh, old))
        return 0;
    join(log, fresh, old, &both);
    const struct cell *start = &both.cell[LOG_start_time], *before = &old->cell[LOG_start_time];
    bool moves = start->present && (!before->present || start->num != before->num);
    int rc = moves ? stored_leave_month(s->pg, log->id) : 0;
    if (rc == 0)
        rc = stored_set(s->pg, &(struct record){ &schemas[RECORD_log], both.cell }, log->id, pieces_columns_n, pieces_columns);
    pieces_free(&both);
    return rc;
}

/* The record takes the place of the stored one, and what that one adds to it comes along. */
static int displace(struct store *s, struct batch_log *log, struct record *fresh, const struct record *old)
{
    struct pieces both = { 0 };
    s->open.replaced += !log->ours;
    s->open.rows[RECORD_log] -= log->ours; /* counted when the open log got its row */
    if (are_pieces(fresh, old)) {
        join(log, fresh, old, &both);
        memcpy(fresh->cell, both.cell, sizeof(both.cell));
    }
    if (!fresh->cell[LOG_run_id].present) /* only the lines of the beginning tell it */
        fresh->cell[LOG_run_id] = old->cell[LOG_run_id];
    store_log_row(s, fresh);
    pieces_free(&both);
    return delete_row(s, log);
}

int merge_decide(struct store *s, struct batch_log *log, struct record *fresh, const struct record *old)
{
    enum decision decision = precedence_decide(fresh, old);
    log->stands = decision_accepts(decision);
    if (!log->stands)
        return keep(s, log, fresh, old, decision);
    if (old)
        return displace(s, log, fresh, old);
    store_log_row(s, fresh);
    return 0;
}

/* The row of an open log that this stream began: how it stands by now. */
static int grow(struct store *s, const struct batch_log *log, struct record *fresh)
{
    s->open.rows[RECORD_log]--; /* counted when it got its row */
    store_log_row(s, fresh);
    return delete_row(s, log);
}

/* The record of a log that has ended, if the stored one gives way; that of an open one, if there is none, so that its
 * rows hang on something. */
static int decide(struct store *s, struct batch_log *log, const struct record *old)
{
    struct cell cells[LOG__N];
    struct record fresh = { &schemas[RECORD_log], cells };
    batch_log_record(&s->batch, log, &fresh);
    int strength = old ? precedence_compare_strength(&fresh, old) : 0;
    log->merged = strength >= 0;
    if (strength < 0)
        return step_back(s, log, &fresh, old);
    if (!log->has_row) {
        log->ours = !old || strength > 0;
        renumber_known(log, &fresh, strength ? NULL : old);
    }
    if (strength > 0)
        return displace_weaker(s, log, &fresh, old);
    if (log->ended)
        return merge_decide(s, log, &fresh, old);
    if (!old)
        store_log_row(s, &fresh);
    bool still_open = old && !old->cell[LOG_lines].present; /* no other reading of it has ended meanwhile */
    return still_open && log->grown && log->ours ? grow(s, log, &fresh) : 0;
}

static int decide_all(struct store *s)
{
    struct stored stored;
    if (stored_read(s->pg, s->ids.p, &stored))
        return -1;
    int rc = 0;
    for (int i = 0; i < s->batch.n && rc == 0; i++) {
        struct cell cells[LOG__N];
        struct record old = { &schemas[RECORD_log], cells };
        bool known = stored_find(&stored, (struct slice){ s->batch.log[i].id, LOG_ID_LENGTH }, &old);
        rc = decide(s, &s->batch.log[i], known ? &old : NULL);
    }
    stored_free(&stored);
    return rc;
}

/* --- the transaction -------------------------------------------------------------------------------------------- */

static int stage_rows(struct store *s)
{
    for (int type = 0; type < RECORD_log; type++)
        if (copy_in_rows(s, (enum record_type)type, COPY_STAGE, buf_view(&s->batch.rows[type])))
            return -1;
    return 0;
}

/* An earlier stream that was cut may have left the word that there is no outcome: a complete log has one. A silence that the
 * clock showed while the log was being written is none when its lines, late as they came, show none. */
static int tidy_findings(struct store *s)
{
    return pg_call(s->pg,
                   "DELETE FROM dagsieve.finding AS f USING dagsieve.log AS l"
                   " WHERE f.log_id = ANY ($1::uuid[]) AND f.seq = 0 AND l.log_id = f.log_id AND l.complete"
                   "   AND (f.code = 'NO_OUTCOME' OR (f.code = 'TASK_SILENT' AND coalesce(l.silence_s, 0) < f.limit_value))",
                   1, (const char *const[]){ s->touched.p });
}

/* The session of a pooler is not ours. */
static int drop_stage(struct store *s)
{
    struct buf sql = { 0 };
    if (!pg_pooled(s->pg))
        return 0;
    for (int type = 0; type < RECORD_log; type++)
        buf_printf(&sql, "%spg_temp.stage_%s", type ? ", " : "DROP TABLE IF EXISTS ", schemas[type].name);
    buf_char(&sql, '\0');
    int rc = pg_run(s->pg, sql.p);
    buf_free(&sql);
    return rc;
}

/* A line of the log; NULL: none is known. */
static const char *line_text(char text[24], const struct cell *line, int64_t by)
{
    snprintf(text, 24, "%" PRId64, line->num + by);
    return line->present ? text : NULL;
}

/* Both begin with the attempt's start: the longer one has all lines, wherever in its stream it stands. */
static bool begin_together(const struct log_before *before, const struct cell *fresh)
{
    const struct cell *start = &fresh[LOG_start_time], *segments = &fresh[LOG_segments];
    bool same = start->present && before->start.present && start->num == before->start.num;
    return same && segments->present && segments->num && segments->num == before->segments;
}

/* How many lines there are is known where a row of the one is one of the other. */
static struct cell count_lines(const struct batch_log *log, const struct cell *fresh)
{
    const struct line_offset *lines = &log->next_lines;
    bool together = begin_together(&log->before, fresh), known = lines->decided && (together || !lines->amid);
    int64_t theirs = log->before.lines + (together ? 0 : lines->moved), ours = fresh[LOG_lines].num + (together ? 0 : lines->by);
    return (struct cell){ .present = known && fresh[LOG_lines].present, .num = ours > theirs ? ours : theirs };
}

static int set_lines(struct store *s, const struct batch_log *log)
{
    static const char sql[] = "UPDATE dagsieve.log SET lines = coalesce($2, lines), lines_ignored = coalesce($2, lines) - lines_matched - lines_rejected, failure_line = $3"
                              " WHERE log_id = $1";
    char total[24], failure[24];
    struct cell cells[LOG__N];
    struct record fresh = { &schemas[RECORD_log], cells };
    const struct line_offset *lines = &log->next_lines;
    batch_log_record(&s->batch, log, &fresh);
    struct cell most = count_lines(log, cells);
    const struct cell *before = &log->before.failure_line;
    const char *at = log->failure_before ? line_text(failure, before, before->num >= lines->from ? lines->moved : 0) : line_text(failure, &cells[LOG_failure_line], lines->by);
    return pg_call(s->pg, sql, 3, (const char *const[]){ log->id, line_text(total, &most, 0), at });
}

/* What a block is noted for, once at most, is noted with it as well: each of these is counted anew. */
static int count_block_notes(struct store *s, const struct batch_log *log)
{
    return pg_call(s->pg,
                   "UPDATE dagsieve.log AS l SET notes = l.notes - c.codes || coalesce((SELECT jsonb_object_agg(n.code, n.count) FROM"
                   "   (SELECT x.code, count(*) FROM dagsieve.correlation AS t, unnest(t.notes) AS x (code)"
                   "     WHERE t.log_id = $1 AND x.code = ANY (c.codes) GROUP BY 1) AS n), '{}')"
                   "  FROM (SELECT '{block_unclosed,pct_as_share,crypto_from_header,verdict_differs}'::text[] AS codes) AS c WHERE l.log_id = $1",
                   1, (const char *const[]){ log->id });
}

/* One piece tells the outcome that the other lacks. */
static int forget_no_outcome(struct store *s, const struct batch_log *log)
{
    static const char sql[] = "DELETE FROM dagsieve.finding WHERE log_id = $1 AND seq = 0 AND code = 'NO_OUTCOME'";
    return log->outcome_told ? pg_call(s->pg, sql, 1, (const char *const[]){ log->id }) : 0;
}

/* What the rows of all pieces tell together. */
static int settle_pieces(struct store *s, const struct batch_log *log)
{
    bool pieces = log->merged && log->ended && log->before.any && !log->took_place;
    return pieces && (set_lines(s, log) || forget_no_outcome(s, log) || (!log->before.file && count_block_notes(s, log))) ? -1 : 0;
}

int merge_tidy(struct store *s)
{
    for (int i = 0; i < s->batch.n; i++)
        if (settle_pieces(s, &s->batch.log[i]))
            return -1;
    return tidy_findings(s) || drop_stage(s) ? -1 : 0;
}

static int merge_staged(struct store *s)
{
    int rc = pg_run(s->pg, sql_merge);
    if (rc)
        store_misses_month(s);
    return rc;
}

int merge_once(struct store *s)
{
    if (copy_in_months(s) || store_begin(s, 0, s->batch.n) || decide_all(s) || pg_run(s->pg, sql_stage) || stage_rows(s))
        return -1;
    if (copy_in_logs(s) || copy_in_refusals(s, COPY_STAGE) || renumber_staged(s, 0, s->batch.n) || merge_staged(s) || merge_tidy(s))
        return -1;
    if (store_commit(s))
        return -1;
    for (int i = 0; i < s->batch.n; i++)
        renumber_settle(&s->batch.log[i]);
    return 0;
}

/* --- a file's logs ----------------------------------------------------------------------------------------------- */

static int stage_log(struct store *s, const struct batch_log *log)
{
    for (int type = 0; type < RECORD_log; type++) {
        struct slice rows = slice_part(buf_view(&s->batch.rows[type]), log->from[type], log->to[type]);
        if (copy_in_rows(s, (enum record_type)type, COPY_STAGE, rows))
            return -1;
    }
    return 0;
}

int merge_logs(struct store *s, int from, int to)
{
    int staged = 0;
    for (int i = from; i < to; i++) {
        if (!s->batch.log[i].merged)
            continue;
        if ((!staged++ && pg_run(s->pg, sql_stage)) || stage_log(s, &s->batch.log[i]) || renumber_staged(s, i, i + 1))
            return -1;
    }
    return staged ? merge_staged(s) : 0;
}
