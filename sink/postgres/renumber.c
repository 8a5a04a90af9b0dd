/* renumber.c - see renumber.h. */
#include "renumber.h"

#include <stdlib.h>

#include "align.h"
#include "pieces.h"
#include "staged.h"
#include "stored.h"

/* --- which of two readings began first --------------------------------------------------------------------------- */

void renumber_known(struct batch_log *log, const struct record *fresh, const struct record *stored)
{
    log->before = (struct log_before){ 0 };
    if (!stored)
        return;
    bool parts = pieces_are_parts(fresh, stored), within = pieces_fills_gap(fresh, stored);
    log->before = (struct log_before){
        .any = true,
        .file = stored->cell[LOG_size].present && !parts,
        .cut = pieces_note(stored, COMPLAINT_log_cut),
        .lines = stored->cell[LOG_lines].present ? stored->cell[LOG_lines].num : 0,
        .wait_line = within && stored->cell[LOG_waited_line].present ? stored->cell[LOG_waited_line].num : 0,
        .segments = stored->cell[LOG_segments].present ? stored->cell[LOG_segments].num : 0,
        .start = stored->cell[LOG_start_time],
        .end = stored->cell[LOG_end_time],
        .failure_line = stored->cell[LOG_failure_line],
    };
}

/* Below 0: the stream began first. 0: their times do not tell. */
static int compare_starts(const struct batch_log *log, const struct record *fresh)
{
    const struct cell *start = &fresh->cell[LOG_start_time];
    if (!start->present || !log->before.start.present)
        return 0;
    return (start->num > log->before.start.num) - (start->num < log->before.start.num);
}

/* A row that is in both, known by how much its two lines differ: the reading with more lines before it began first where times do not
 * tell. */
static void lines_decide(struct batch_log *log, const struct record *fresh, int64_t by)
{
    struct line_offset *lines = &log->next_lines;
    int order = compare_starts(log, fresh);
    if (!lines->decided)
        lines->ours_first = !log->before.file && (order ? order < 0 : by < 0);
    lines->decided = true;
    lines->by = lines->ours_first ? 0 : by;
    lines->moved = lines->ours_first ? -by : 0;
}

/* Nothing is in both: the later one goes on where the other ends, or waits. */
static void lines_guess(struct batch_log *log, const struct record *fresh)
{
    struct line_offset *lines = &log->next_lines;
    int64_t ours = fresh->cell[LOG_lines].present ? fresh->cell[LOG_lines].num : 0, wait = log->before.wait_line;
    int order = compare_starts(log, fresh);
    if (lines->decided)
        return;
    lines->by = wait ? wait - 1 : order > 0 ? log->before.lines : 0;
    lines->moved = wait || (order < 0 && !log->before.file) ? ours : 0;
    lines->from = wait;
}

/* --- one log ----------------------------------------------------------------------------------------------------- */

/* What is known of one log while its rows are laid side by side. */
struct log_at_hand {
    struct store *store;
    struct batch_log *log;
    struct record fresh;
    struct cell cells[LOG__N];
    struct staged_rows rows[RECORD_log];
};

/* The last row of a reading that was cut may be half of one. So may each block that has no end: one a source may have been open. */
static void mark_cut(struct log_at_hand *at, enum record_type type)
{
    struct align_rows fresh = at->rows[type].fresh, stored = at->rows[type].stored;
    bool block = type == RECORD_correlation, cut = at->log->ended && pieces_note(&at->fresh, COMPLAINT_log_cut);
    for (int i = 0; i < fresh.n; i++) {
        bool last = i + 1 == fresh.n && fresh.row[i].line == at->fresh.cell[LOG_lines].num;
        fresh.row[i].cut = block ? at->log->ended && fresh.row[i].cut : cut && last;
    }
    if (!block && stored.n)
        stored.row[stored.n - 1].cut = at->log->before.cut && stored.row[stored.n - 1].line == at->log->before.lines;
}

static const struct align_row *first_match(const struct staged_rows *rows)
{
    for (int i = 0; i < rows->fresh.n; i++)
        if (rows->fresh.row[i].match >= 0)
            return &rows->fresh.row[i];
    return NULL;
}

/* A number above that of the log's lines. What the stream itself has stored by now tells nothing. */
static bool stands_amid(const struct log_at_hand *at, const struct staged_rows *rows)
{
    const struct cell *lines = &at->fresh.cell[LOG_lines];
    bool ours = at->log->ended && lines->present && rows->fresh.n && rows->fresh.row[rows->fresh.n - 1].line > lines->num;
    bool theirs = !at->log->has_row && rows->stored.n && rows->stored.row[rows->stored.n - 1].line > at->log->before.lines;
    return ours || theirs;
}

static int align_type(struct log_at_hand *at, enum record_type type)
{
    struct staged_rows *rows = &at->rows[type];
    if (staged_read(at->store->pg, type, at->log, rows))
        return -1;
    mark_cut(at, type);
    at->log->next_lines.amid |= stands_amid(at, rows);
    align_rows(rows->fresh, rows->stored, at->log->next_lines.decided ? &at->log->next_lines.by : NULL,
               compare_starts(at->log, &at->fresh) > 0);
    const struct align_row *match = first_match(rows);
    if (match)
        lines_decide(at->log, &at->fresh, rows->stored.row[match->match].line - match->line);
    return 0;
}

/* The rows that give a line away come before those that do not know their time. */
static int align_all(struct log_at_hand *at)
{
    static const enum record_type order[] = { RECORD_event, RECORD_correlation, RECORD_notice, RECORD_reject };
    at->log->next_lines = at->log->lines;
    for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
        if (align_type(at, order[i]))
            return -1;
    lines_guess(at->log, &at->fresh);
    return 0;
}

static int apply_all(struct log_at_hand *at)
{
    static const enum record_type order[] = { RECORD_correlation, RECORD_event, RECORD_notice, RECORD_reject };
    struct batch_log *log = at->log;
    for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
        if (staged_apply(at->store->pg, order[i], log, &at->rows[order[i]]))
            return -1;
    return staged_move_incidents(at->store->pg, log);
}

/* Whether all that is stored is in the staged reading as well. Stored rows are numbered without a gap. */
static bool covers(const struct log_at_hand *at)
{
    for (int type = 0; type < RECORD_log; type++) {
        int matches = 0;
        for (int i = 0; i < at->rows[type].fresh.n; i++)
            matches += at->rows[type].fresh.row[i].match >= 0;
        if (matches < at->rows[type].last_stored)
            return false;
    }
    return true;
}

/* Below 0: what is stored ends later. 0: they end together, or their times do not tell. */
static int compare_ends(const struct log_at_hand *at)
{
    const struct cell *end = &at->fresh.cell[LOG_end_time], *before = &at->log->before.end;
    return end->present && before->present ? (end->num > before->num) - (end->num < before->num) : 0;
}

/* Whether the reading and what is stored do not overlap in time. */
static bool is_apart(const struct log_at_hand *at)
{
    const struct cell *start = &at->fresh.cell[LOG_start_time], *end = &at->fresh.cell[LOG_end_time];
    const struct log_before *before = &at->log->before;
    bool known = start->present && end->present && before->start.present && before->end.present;
    return known && ((start->num > before->end.num && pieces_tells_start(&at->fresh)) || end->num < before->start.num);
}

/* A whole reading that has it all, and says more, takes the place of what is stored. Of a file that is enough; a pipe may have begun later or ended
 * earlier all the same, where nothing was to be stored but findings. */
static bool takes_place(const struct log_at_hand *at)
{
    bool whole = at->fresh.cell[LOG_size].present || (compare_starts(at->log, &at->fresh) <= 0 && compare_ends(at) >= 0);
    return whole && !is_apart(at) && at->log->ended && !at->log->has_row && at->log->stands && covers(at);
}

/* That there is no outcome stands on the last line, which the reading has that ends last. */
static int last_line_settle(const struct log_at_hand *at)
{
    static const char sql[] = "DELETE FROM %s AS s USING %s AS f WHERE s.log_id = $1 AND f.log_id = s.log_id AND s.seq = 0 AND f.seq = 0"
                              " AND s.code = 'NO_OUTCOME' AND f.code = s.code";
    static const char staged[] = "pg_temp.stage_finding", stored[] = "dagsieve.finding";
    char text[sizeof(sql) + sizeof(staged) + sizeof(stored)];
    int order = at->log->ended ? compare_ends(at) : 0;
    snprintf(text, sizeof(text), sql, order < 0 ? staged : stored, order < 0 ? stored : staged);
    return order ? pg_call(at->store->pg, text, 1, (const char *const[]){ at->log->id }) : 0;
}

/* Of the incidents that are staged (s) and stored (f) alike. */
#define INCIDENTS_SET(columns)                                                        \
    "UPDATE pg_temp.stage_finding AS s SET " columns " FROM dagsieve.finding AS f"    \
    " WHERE s.log_id = $1 AND f.log_id = s.log_id AND s.seq = 0 AND f.seq = 0 AND f.code = s.code AND s.code <> 'NO_OUTCOME'"

/* How the lines of a piece go together with what was stored before is not known: an incident that is in both keeps its line. */
static int incidents_stay(const struct log_at_hand *at)
{
    if (at->log->next_lines.decided || compare_starts(at->log, &at->fresh) < 0)
        return 0;
    return pg_call(at->store->pg, INCIDENTS_SET("line = f.line, evidence = f.evidence"), 1, (const char *const[]){ at->log->id });
}

/* What a piece counts comes on top of what one says that it does not overlap; of those that do, the larger number stands (merge.sql). */
static int incidents_add(const struct log_at_hand *at)
{
    if (!is_apart(at) || !at->log->ended || at->log->has_row)
        return 0;
    return pg_call(at->store->pg, INCIDENTS_SET("count = s.count + f.count"), 1, (const char *const[]){ at->log->id });
}

static int renumber_log(struct store *s, struct batch_log *log)
{
    struct log_at_hand at = { .store = s, .log = log };
    at.fresh = (struct record){ &schemas[RECORD_log], at.cells };
    batch_log_record(&s->batch, log, &at.fresh);
    int rc = align_all(&at);
    log->took_place = rc == 0 && takes_place(&at);
    if (rc == 0)
        rc = log->took_place ? stored_delete_rows(s->pg, log->id) : apply_all(&at) || last_line_settle(&at) || incidents_stay(&at) || incidents_add(&at) ? -1 : 0;
    for (int type = 0; type < RECORD_log; type++)
        staged_free(&at.rows[type]);
    return rc;
}

int renumber_staged(struct store *s, int from, int to)
{
    for (int i = from; i < to; i++) {
        struct batch_log *log = &s->batch.log[i];
        memcpy(log->next, log->cursor, sizeof(log->next));
        log->next_lines = log->lines;
        bool alone = !log->before.any && log->ended && !log->has_row; /* numbered as it is */
        if (!alone && renumber_log(s, log))
            return -1;
    }
    return 0;
}

void renumber_settle(struct batch_log *log)
{
    memcpy(log->cursor, log->next, sizeof(log->cursor));
    log->lines = log->next_lines;
}
