/* pieces.c - see pieces.h. */
#include "pieces.h"

#include <inttypes.h>
#include <stdlib.h>

#include "parser/catalogue/state.h"
#include "parser/text/decimal.h"

/* Two pieces by what they hold of the log. */
struct two {
    const struct record *standing, *other;
    const struct record *first, *last; /* begins first, ends last; of those that do so together the one that holds more */
    const struct record *whole;        /* covers the other; NULL = neither does */
    bool apart;                        /* the last one begins behind the end of the other, or waits while the other lasts: it is the first as well */
};

static bool is_set(const struct record *log, enum log_field field)
{
    return log->cell[field].present && log->cell[field].num;
}

int64_t pieces_note(const struct record *log, enum complaint code)
{
    char key[64];
    int64_t count = 0;
    int n = snprintf(key, sizeof(key), "\"%s\":", complaints[code].name);
    struct slice notes = log->cell[LOG_notes].present ? log->cell[LOG_notes].text : SLICE("");
    const char *at = memmem(notes.p, notes.n, key, (size_t)n);
    if (!at)
        return 0;
    struct slice number = slice_trim(slice_from(notes, (size_t)(at - notes.p) + (size_t)n));
    decimal_integer(slice_part(number, 0, slice_span(number, 0, byte_is_digit)), &count);
    return count;
}

/* --- how they lie ------------------------------------------------------------------------------------------------- */

/* Below 0: a is less, or only b knows. */
static int compare(const struct record *a, const struct record *b, enum log_field field)
{
    const struct cell *x = &a->cell[field], *y = &b->cell[field];
    if (!x->present || !y->present)
        return x->present - y->present;
    return (x->num > y->num) - (x->num < y->num);
}

enum { SECOND = 1000000 };

/* The same of times. Printed dates are whole seconds, beside which a stamp of the same line tells nothing. */
static int compare_times(const struct record *a, const struct record *b, enum log_field field)
{
    const struct cell *x = &a->cell[field], *y = &b->cell[field];
    bool whole = x->present && y->present && (x->num % SECOND == 0 || y->num % SECOND == 0);
    return whole && llabs(x->num - y->num) < SECOND ? 0 : compare(a, b, field);
}

/* Below 0: a begins first. One that knows no time begins last. */
static int compare_starts(const struct record *a, const struct record *b)
{
    bool both = a->cell[LOG_start_time].present && b->cell[LOG_start_time].present;
    int order = compare_times(a, b, LOG_start_time);
    return both ? order : -order;
}

/* The date at which an attempt ended, printed, stands before its last lines: of two that begin together the longer one ends later. */
static bool ends_printed(const struct record *a, const struct record *b)
{
    return a->cell[LOG_end_time].present && a->cell[LOG_end_time].num % SECOND == 0 && is_set(a, LOG_complete) && compare_starts(a, b) == 0;
}

static bool reaches_as_far(const struct record *a, const struct record *b)
{
    return compare_starts(a, b) <= 0 && (compare_times(a, b, LOG_end_time) >= 0 || ends_printed(a, b));
}

bool pieces_covers(const struct record *a, const struct record *b)
{
    return reaches_as_far(a, b) && compare(a, b, LOG_lines) >= 0;
}

static bool waits(const struct record *log)
{
    return log->cell[LOG_state].present && state_waits(log->cell[LOG_state].text);
}

bool pieces_tells_start(const struct record *log)
{
    const struct cell *start = &log->cell[LOG_start_time], *segments = &log->cell[LOG_segments];
    return start->present && (!is_set(log, LOG_start_printed) || !segments->present || segments->num <= 1);
}

bool pieces_go_on(const struct record *log, const struct record *earlier)
{
    const struct cell *start = &log->cell[LOG_start_time], *end = &earlier->cell[LOG_end_time];
    return waits(earlier) && pieces_tells_start(log) && end->present && start->num > end->num;
}

static struct cell seconds(struct buf *text, int64_t micros)
{
    struct cell cell;
    size_t from = text->n;
    decimal_seconds(micros, text);
    cell_text(&cell, slice_from(buf_view(text), from));
    return cell;
}

bool pieces_fills_gap(const struct record *log, const struct record *other)
{
    const struct cell *start = &log->cell[LOG_start_time], *end = &log->cell[LOG_end_time];
    const struct cell *since = &other->cell[LOG_waited_at], *until = &other->cell[LOG_waited_until];
    bool known = pieces_tells_start(log) && end->present && since->present && until->present;
    return known && waits(log) && start->num > since->num && end->num < until->num;
}

bool pieces_are_parts(const struct record *a, const struct record *b)
{
    return pieces_go_on(a, b) || pieces_go_on(b, a) || pieces_fills_gap(a, b) || pieces_fills_gap(b, a);
}

/* Its times are those that Airflow printed at the end, whatever stamps there are. */
static bool is_printed(const struct record *log)
{
    const struct cell *start = &log->cell[LOG_start_time], *end = &log->cell[LOG_end_time];
    return start->present && end->present && start->num % SECOND == 0 && end->num % SECOND == 0 && !is_set(log, LOG_state_inferred) && !waits(log);
}

bool pieces_is_whole_file(const struct record *log, const struct record *other)
{
    bool of_file = log->cell[LOG_size].present && !other->cell[LOG_size].present && is_set(log, LOG_complete);
    bool timed = log->cell[LOG_start_time].present && log->cell[LOG_end_time].present;
    return of_file && !pieces_go_on(log, other) && (is_printed(log) || (timed && reaches_as_far(log, other)));
}

static struct two lay(const struct record *standing, const struct record *other)
{
    struct two two = { .standing = standing, .other = other };
    int starts = compare_starts(standing, other), ends = compare_times(standing, other, LOG_end_time), lines = compare(standing, other, LOG_lines);
    two.whole = pieces_is_whole_file(standing, other) || pieces_covers(standing, other) ? standing : pieces_covers(other, standing) ? other : NULL;
    two.first = (starts ? -starts : ends ? ends : lines) >= 0 ? standing : other;
    two.last = two.whole ? two.whole : (ends ? ends : starts ? -starts : lines) >= 0 ? standing : other;
    two.apart = two.first != two.last && two.first->cell[LOG_end_time].present && two.last->cell[LOG_start_time].present &&
                two.first->cell[LOG_end_time].num < two.last->cell[LOG_start_time].num;
    const struct record *around = pieces_fills_gap(other, standing) ? standing : pieces_fills_gap(standing, other) ? other : NULL;
    return around ? (struct two){ standing, other, around, around, .apart = true } : two;
}

static const struct record *but(const struct two *two, const struct record *one)
{
    return one == two->standing ? two->other : two->standing;
}

/* --- how it ended --------------------------------------------------------------------------------------------------- */

static bool has_state(const struct record *log, const char *state)
{
    return log->cell[LOG_state].present && slice_eq(log->cell[LOG_state].text, slice_of(state));
}

static bool is_of_airflow_3(const struct record *log)
{
    return log->cell[LOG_generation].present && log->cell[LOG_generation].num == 3;
}

bool pieces_infers_success(const struct record *log)
{
    return is_set(log, LOG_state_inferred) && has_state(log, "success");
}

/* Because nothing says otherwise, as of any piece. */
static bool succeeds_by_default(const struct record *log)
{
    return is_of_airflow_3(log) && pieces_infers_success(log);
}

/* The last one has a start or resumption behind the other's end: what that one says of the outcome is of a former segment. */
static bool begins_anew(const struct two *two)
{
    return is_set(two->last, LOG_segments) && (two->apart || waits(but(two, two->last)));
}

/* The last one has no outcome: whether that of the other is none either. Of any piece of Airflow 3 a success can be inferred: one that
 * ends no earlier and infers none knows more. */
static bool undoes(const struct record *last, const struct record *other)
{
    bool knows = last->cell[LOG_generation].present && !pieces_is_whole_file(other, last);
    return knows && succeeds_by_default(other);
}

/* Both have an outcome: whether that of the other one stands, though it ends no later. */
static bool is_outspoken(const struct record *last, const struct record *other)
{
    bool left = last->cell[LOG_exit_code].present && last->cell[LOG_exit_code].num == 0; /* so does a process that waits, too */
    bool states = !is_set(other, LOG_state_inferred), shows = has_state(last, "failed") && waits(other) && !left;
    return is_set(last, LOG_state_inferred) && (states ? !shows : succeeds_by_default(last) && has_state(other, "failed"));
}

/* Neither has a state. A piece that only refuses to begin is complete all the same, unless the attempt began in the other. */
static const struct record *refusing(const struct record *last, const struct record *other)
{
    const struct record *refuses = is_set(last, LOG_complete) ? last : is_set(other, LOG_complete) ? other : NULL;
    const struct record *rest = refuses == last ? other : last;
    return !refuses || is_set(rest, LOG_segments) ? rest : refuses;
}

/* The piece whose outcome is that of the log. */
static const struct record *spokesman(const struct two *two)
{
    const struct record *last = two->last, *other = but(two, last);
    bool none = !other->cell[LOG_state].present;
    if (none || begins_anew(two))
        return none && !last->cell[LOG_state].present ? refusing(last, other) : last;
    if (!last->cell[LOG_state].present)
        return undoes(last, other) ? last : other;
    return is_outspoken(last, other) ? other : last;
}

static void take(struct pieces *out, const struct record *from, const enum log_field fields[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        out->cell[fields[i]] = from->cell[fields[i]];
}

#define TAKE(out, from, fields) take(out, from, fields, sizeof(fields) / sizeof(*(fields)))

/* The last exit code stands, of Airflow 3 the first: the task's own word, which the supervisor's only fills (domain §3.4). */
static void exit_join(const struct two *two, struct pieces *out)
{
    static const enum log_field fields[] = { LOG_exit_code, LOG_signal };
    const struct record *last = two->last, *other = but(two, last);
    bool first = is_of_airflow_3(last) || is_of_airflow_3(other), has = first ? other->cell[LOG_exit_code].present : !last->cell[LOG_exit_code].present;
    TAKE(out, has && !begins_anew(two) ? other : last, fields);
}

static bool has_failed(const struct cell *state)
{
    const struct state_row *row = state->present ? state_find(state->text) : NULL;
    return !row || row->counts == COUNTS_FAILURE || row->counts == COUNTS_RETRY;
}

/* How surely a piece names the failure: by an error, by how it ended, or not. */
static int naming(const struct record *log)
{
    const struct cell *title = &log->cell[LOG_failure_title];
    bool ends = log->cell[LOG_failure].present && title->present && !slice_eq(title->text, SLICE("no outcome"));
    return log->cell[LOG_failure].present + ends + (ends && log->cell[LOG_error_type].present);
}

/* An end that another piece tells more exactly: the return code that follows from what the process said itself. */
static bool follows(const struct record *last, const struct record *other)
{
    return last->cell[LOG_exit_code].present && !other->cell[LOG_exit_code].present && !last->cell[LOG_signal].present;
}

/* The piece that names the failure. */
static const struct record *failure_teller(const struct two *two, const struct record *spoken)
{
    const struct record *last = two->last, *other = but(two, last);
    int order = begins_anew(two) ? 1 : naming(last) - naming(other);
    if (order || two->whole)
        return order >= 0 ? last : other;
    if (last->cell[LOG_error_type].present)
        return compare(last, other, LOG_failure_at) >= 0 ? last : other;
    return follows(last, other) ? other : spoken;
}

static void failure_join(const struct two *two, const struct record *spoken, struct pieces *out)
{
    static const enum log_field error[] = { LOG_error_type, LOG_error_message };
    static const enum log_field failure[] = { LOG_failure, LOG_failure_title, LOG_failure_at, LOG_failure_line };
    static const struct cell none;
    bool refuses = !spoken->cell[LOG_state].present && is_set(spoken, LOG_complete), fails = !refuses && has_failed(&out->cell[LOG_state]);
    const struct record *teller = fails ? failure_teller(two, spoken) : spoken;
    TAKE(out, teller, error);
    TAKE(out, teller, failure);
    for (size_t i = 0; !fails && i < sizeof(failure) / sizeof(*failure); i++)
        out->cell[failure[i]] = none;
    out->failure_of_other = teller == two->other;
}

static void outcome_join(const struct two *two, struct pieces *out)
{
    static const enum log_field state[] = { LOG_state, LOG_state_inferred, LOG_state_by, LOG_run_timed_out };
    const struct record *spoken = spokesman(two);
    bool cut = pieces_note(two->last, COMPLAINT_log_cut) || (spoken == two->last && !is_set(spoken, LOG_complete));
    bool known = spoken->cell[LOG_state].present || is_set(spoken, LOG_complete);
    TAKE(out, spoken, state);
    exit_join(two, out);
    failure_join(two, spoken, out);
    cell_num(&out->cell[LOG_complete], known && !cut);
    if (spoken == two->other)
        out->cell[LOG_state_source] = spoken->cell[spoken->cell[LOG_state_source].present ? LOG_state_source : LOG_source];
}

/* --- what is counted ----------------------------------------------------------------------------------------------- */

static const enum log_field counted[] = { LOG_n_debug, LOG_n_info,         LOG_n_warning,     LOG_n_error, LOG_n_critical, LOG_lines,
                                          LOG_bytes,   LOG_lines_matched, LOG_lines_rejected, LOG_segments };

static int64_t number(const struct record *log, enum log_field field)
{
    return log->cell[field].present ? log->cell[field].num : 0;
}

static int64_t together(const struct two *two, int64_t a, int64_t b)
{
    return two->apart ? a + b : a > b ? a : b;
}

/* Where neither covers the other. */
static void numbers_join(const struct two *two, struct pieces *out)
{
    for (size_t i = 0; i < sizeof(counted) / sizeof(*counted); i++)
        cell_num(&out->cell[counted[i]], together(two, number(two->standing, counted[i]), number(two->other, counted[i])));
    cell_num(&out->cell[LOG_lines_ignored], out->cell[LOG_lines].num - out->cell[LOG_lines_matched].num - out->cell[LOG_lines_rejected].num);
}

/* Whether the time between the two is a wait: it ends at the start or resumption of another segment. */
static bool waits_between(const struct two *two)
{
    return two->apart && two->first != two->last && waits(two->first) && is_set(two->last, LOG_segments);
}

/* The longest silence of either, or between them: before a start there is none (domain §3.4). */
static void silence_join(const struct two *two, struct pieces *out)
{
    static const enum log_field fields[] = { LOG_silence_s, LOG_silence_at };
    const struct cell *first = &two->first->cell[LOG_silence_s], *last = &but(two, two->first)->cell[LOG_silence_s];
    bool later = last->present && (!first->present || decimal_compare(last->text, first->text) > 0);
    TAKE(out, later ? but(two, two->first) : two->first, fields);
    if (!two->apart || two->first == two->last || waits_between(two))
        return;
    struct cell between = seconds(&out->text, two->last->cell[LOG_start_time].num - two->first->cell[LOG_end_time].num);
    if (out->cell[LOG_silence_s].present && decimal_compare(between.text, out->cell[LOG_silence_s].text) <= 0)
        return;
    out->cell[LOG_silence_s] = between;
    cell_num(&out->cell[LOG_silence_at], two->first->cell[LOG_end_time].num);
}

/* A wait between two segments becomes that of the log where it is the longest; line 0: not known. */
static void wait_add(struct pieces *out, int64_t at, int64_t until, int64_t line)
{
    struct cell *since = &out->cell[LOG_waited_at], *end = &out->cell[LOG_waited_until];
    if (since->present && end->num - since->num >= until - at)
        return;
    cell_num(since, at);
    cell_num(end, until);
    out->cell[LOG_waited_line] = (struct cell){ .present = line > 0, .num = line };
}

/* Of the piece's own, which stands behind so many lines of the log; below 0: nobody knows how many. */
static void wait_take(struct pieces *out, const struct record *log, int64_t before)
{
    const struct cell *at = &log->cell[LOG_waited_at], *until = &log->cell[LOG_waited_until];
    int64_t line = number(log, LOG_waited_line);
    if (at->present && until->present)
        wait_add(out, at->num, until->num, line && before >= 0 ? line + before : 0);
}

/* The one that lasts within the wait of the other leaves the time before and behind itself. */
static void waits_beside(const struct two *two, struct pieces *out)
{
    const struct record *around = two->last, *within = but(two, around);
    int64_t line = number(around, LOG_waited_line), lines = number(within, LOG_lines);
    wait_add(out, around->cell[LOG_waited_at].num, within->cell[LOG_start_time].num, line);
    wait_take(out, within, line - 1);
    wait_add(out, within->cell[LOG_end_time].num, around->cell[LOG_waited_until].num, line ? line + lines : 0);
}

static void waits_join(const struct two *two, struct pieces *out)
{
    int64_t lines = number(two->first, LOG_lines);
    out->cell[LOG_waited_at].present = false;
    if (two->apart && two->first == two->last) {
        waits_beside(two, out);
        return;
    }
    wait_take(out, two->first, 0);
    wait_take(out, but(two, two->first), two->apart ? lines : -1);
    if (waits_between(two))
        wait_add(out, two->first->cell[LOG_end_time].num, two->last->cell[LOG_start_time].num, lines + 1);
}

/* Of what a piece is noted for as such nothing is left, where the other is none. */
static int64_t note_join(const struct two *two, enum complaint code)
{
    int64_t first = pieces_note(two->first, code), last = pieces_note(two->last, code);
    if (code == COMPLAINT_log_cut)
        return last;
    if (code == COMPLAINT_no_heads)
        return first && last;
    return first > last ? first : last;
}

static void notes_join(const struct two *two, struct pieces *out)
{
    size_t from = out->text.n;
    buf_char(&out->text, '{');
    for (int i = 0; i < COMPLAINT__N; i++) {
        int64_t count = note_join(two, (enum complaint)i);
        if (count)
            buf_printf(&out->text, "%s\"%s\":%" PRId64, out->text.n > from + 1 ? "," : "", complaints[i].name, count);
    }
    buf_char(&out->text, '}');
    cell_text(&out->cell[LOG_notes], slice_from(buf_view(&out->text), from));
}

/* --- the record ---------------------------------------------------------------------------------------------------- */

static void counts_join(const struct two *two, struct pieces *out)
{
    static const enum log_field more[] = { LOG_lines_ignored, LOG_silence_s, LOG_silence_at, LOG_waited_at, LOG_waited_until, LOG_waited_line, LOG_notes };
    if (two->whole) {
        TAKE(out, two->whole, counted);
        TAKE(out, two->whole, more);
        return;
    }
    numbers_join(two, out);
    silence_join(two, out);
    waits_join(two, out);
    notes_join(two, out);
}

/* What the one that begins first knows, else the other. */
static void facts_join(const struct two *two, struct pieces *out)
{
    static const enum log_field facts[] = { LOG_operator, LOG_hostname, LOG_pod, LOG_generation, LOG_run_id };
    for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
        TAKE(out, two->first->cell[facts[i]].present ? two->first : but(two, two->first), ((const enum log_field[]){ facts[i] }));
    if (out->cell[LOG_run_id].present && two->first->cell[LOG_logical_date].present) /* else it stands for the run */
        out->cell[LOG_logical_date] = two->first->cell[LOG_logical_date];
}

/* A file that is complete tells itself how far it reaches. */
static void times_join(const struct two *two, struct pieces *out)
{
    const struct cell *start = &two->first->cell[LOG_start_time], *end = &two->last->cell[LOG_end_time];
    if (pieces_is_whole_file(two->standing, two->other))
        return;
    out->cell[LOG_start_time] = *start;
    out->cell[LOG_start_printed] = pieces_tells_start(two->first) ? (struct cell){ 0 } : two->first->cell[LOG_start_printed];
    out->cell[LOG_end_time] = *end;
    if (start->present && end->present)
        out->cell[LOG_duration_s] = seconds(&out->text, end->num - start->num);
}

void pieces_join(const struct record *standing, const struct record *other, struct pieces *out)
{
    enum { TEXT_MOST = 4096 }; /* it may not move: cells point into it */
    struct two two = lay(standing, other);
    memcpy(out->cell, standing->cell, sizeof(out->cell));
    buf_reset(&out->text);
    buf_reserve(&out->text, TEXT_MOST);
    outcome_join(&two, out);
    counts_join(&two, out);
    facts_join(&two, out);
    times_join(&two, out);
}

void pieces_free(struct pieces *pieces)
{
    buf_free(&pieces->text);
}

const enum log_field pieces_columns[] = {
    LOG_state,      LOG_state_inferred, LOG_state_by,  LOG_state_source, LOG_run_timed_out, LOG_exit_code,     LOG_signal,         LOG_complete,      LOG_error_type,
    LOG_error_message, LOG_failure,     LOG_failure_title, LOG_failure_at, LOG_failure_line, LOG_n_debug,      LOG_n_info,         LOG_n_warning,     LOG_n_error,
    LOG_n_critical, LOG_lines,          LOG_bytes,     LOG_lines_matched, LOG_lines_rejected, LOG_lines_ignored, LOG_segments,     LOG_silence_s,     LOG_silence_at,
    LOG_notes,      LOG_operator,       LOG_hostname,  LOG_pod,          LOG_generation,    LOG_logical_date,  LOG_start_time,     LOG_end_time,      LOG_duration_s,
    LOG_start_printed, LOG_waited_at,   LOG_waited_until, LOG_waited_line,
};
const int pieces_columns_n = sizeof(pieces_columns) / sizeof(*pieces_columns);
