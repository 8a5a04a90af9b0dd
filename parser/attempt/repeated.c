/* repeated.c - lines that come once more; see repeated.h. */
#include "repeated.h"

#include <stdlib.h>

struct waiting_lines {
    struct hold hold;
    uint64_t mark[HOLD_LINES];
};

/* So many lines in a row do not come again by chance, where threads log the same out of order. */
enum { ENOUGH = 4 };

/* --- one line ---------------------------------------------------------------------------------------------------- */

static bool head_stands(struct repeated *repeated, const struct parts *parts, struct slice text, struct head *head)
{
    if (!text.n || (text.p[0] != '[' && text.p[0] != '{' && !byte_is_digit(text.p[0])))
        return false;
    head_read(&parts->parser->heads, text, &repeated->heads, head);
    return head->outer_has_time;
}

/* What the line's stamp is, as the log's clock would have it; false: none that has a say in its time. */
static bool stamp_read(struct repeated *repeated, const struct parts *parts, struct slice text, int64_t *time)
{
    struct head head;
    if (!head_stands(repeated, parts, text, &head))
        return false;
    *time = head.outer_time;
    return !log_is_piece(parts->open->log, head.family);
}

/* What a line is that stands in the marks. */
enum seen { SEEN_no, SEEN_again, SEEN_perhaps /* it has no head: the next one tells */ };

/* Lines of another attempt than the open log's, which is over: while that went on, it might have printed them. Time falls back to them: the last lines of
 * attempts that end within one stamp are alike. */
static bool is_left(const struct part *part, const struct log_shows *open, int64_t time)
{
    struct begin other = { .id = log_shows(part->log).id };
    return open->over && time < open->last && begin_is_other(&open->id, &other);
}

static enum seen seen(struct repeated *repeated, const struct parts *parts, const struct log_line *line, const struct repeat *repeat)
{
    const struct part *part = parts_numbered(parts, repeat->log);
    struct log_shows open = log_shows(parts->open->log);
    int64_t time;
    if (!part || !open.has_time)
        return SEEN_no;
    bool stamped = stamp_read(repeated, parts, line->text, &time);
    if (part != parts->open)
        return stamped && is_left(part, &open, time) ? SEEN_again : SEEN_no;
    if (stamped) /* within the smallest time that its stamp tells a line may be said twice */
        return time < open.last ? SEEN_again : SEEN_no;
    if (line->has_time && open.has_wrapper_time && line->time != open.wrapper_last)
        return line->time < open.wrapper_last ? SEEN_again : SEEN_no;
    return repeated->waits || open.busy || line->bits || !line->text.n ? SEEN_perhaps : SEEN_no;
}

bool repeated_begins(struct repeated *repeated, struct parts *parts, const struct log_line *line, const struct hold *hold)
{
    struct repeat repeat;
    int64_t time;
    for (int i = 0; i < hold->n; i++)
        if (slice_eq(hold_text(hold, i), line->text))
            return stamp_read(repeated, parts, line->text, &time);
    return repeats_find(&parts->repeats, repeats_mark(line->text), &repeat) && repeat.log == parts->open->number &&
           seen(repeated, parts, line, &repeat) == SEEN_again;
}

/* --- lines that are passed over ---------------------------------------------------------------------------------- */

static void pass(const struct parts *parts, const struct repeat *repeat, const struct log_line *line)
{
    const struct part *part = parts_numbered(parts, repeat->log);
    if (part)
        log_passes(part->log, line);
}

/* --- lines that wait --------------------------------------------------------------------------------------------- */

static bool is_full(const struct repeated *repeated)
{
    return repeated->waits && hold_is_full(&repeated->waiting->hold);
}

static void wait(struct repeated *repeated, const struct log_line *line, uint64_t mark, struct slice why)
{
    if (!repeated->waiting)
        repeated->waiting = memory_zeroed(sizeof(*repeated->waiting));
    struct waiting_lines *waiting = repeated->waiting;
    waiting->mark[waiting->hold.n] = mark;
    hold_add(&waiting->hold, line, why);
    repeated->waits = true;
}

/* Those from..to are passed over as lines of that log, the others go to the open log. */
static void release(struct repeated *repeated, struct parts *parts, int from, int to, uint16_t log)
{
    struct hold *hold = &repeated->waiting->hold;
    for (int i = from; i < to; i++)
        pass(parts, &(struct repeat){ .log = log }, &(struct log_line){ .text = hold_text(hold, i), .number = hold->line[i].number });
    hold_release(hold, parts, from, to);
    repeated->waits = false;
    repeated->likely = 0;
}

static void release_all(struct repeated *repeated, struct parts *parts)
{
    if (repeated->waits)
        release(repeated, parts, 0, 0, 0);
}

/* How many of the lines that wait before the likely ones stand before the first of these where it came first. */
static int common_waiting(const struct repeated *repeated, const struct parts *parts)
{
    const struct waiting_lines *waiting = repeated->waiting;
    int before = repeated->waits ? waiting->hold.n - (int)repeated->likely : 0, n = before;
    while (n && !repeats_stand_before(&parts->repeats, &repeated->first, waiting->mark + before - n, (uint32_t)n))
        n--;
    return n;
}

/* The same of the last lines of the open log, where none waits before. */
static int common_given(const struct repeated *repeated, const struct parts *parts)
{
    bool any = !repeated->waits || (uint32_t)repeated->waiting->hold.n == repeated->likely;
    return any && repeated->first.log == parts->open->number ? (int)repeats_common(&parts->repeats, &repeated->first, HOLD_LINES) : 0;
}

/* --- where a repetition ends ------------------------------------------------------------------------------------- */

/* Whether all that was passed over is the begin of its log, and not all of it: another reading of the attempt may have begun. */
static bool is_begin(const struct repeated *repeated, const struct parts *parts)
{
    const struct part *part = parts_numbered(parts, repeated->at.log);
    return part && repeated->at.at + 1 - part->marked == repeated->on && !repeats_is_last(&parts->repeats, &repeated->at);
}

/* It has: it is behind a log that is over, or comes to an end of its own, or what comes is earlier than the log's end. line: NULL: nothing comes. */
static bool reads_again(struct repeated *repeated, struct parts *parts, const struct log_line *line)
{
    const struct part *open = parts->open, *part = parts_numbered(parts, repeated->at.log);
    uint16_t number = open->number;
    int64_t time, last = log_shows(open->log).last;
    bool sure = !line || part != open || (stamp_read(repeated, parts, line->text, &time) && time < last);
    if (!is_begin(repeated, parts) || !parts_read_again(parts, repeated->at.log, repeated->on, repeated->from))
        return false;
    return sure || log_shows(parts->open->log).over || !parts_back(parts, number);
}

/* The line is no repetition: it goes on with the log that was repeated to its last line. Where that broke off inside the open one, it is not known what became
 * of the lines between. */
static void end(struct repeated *repeated, struct parts *parts, const struct log_line *line)
{
    struct part *part = parts_numbered(parts, repeated->at.log);
    bool last = repeats_is_last(&parts->repeats, &repeated->at);
    struct log_shows shows = part ? log_shows(part->log) : (struct log_shows){ 0 };
    if (part && !last && !reads_again(repeated, parts, line) && part == parts->open)
        log_breaks(part->log);
    else if (part && part != parts->open && last && !shows.exited && !shows.closed && parts->n < PARTS_MOST) /* else one is closed for it */
        parts_turn_as(parts, part, (struct begin){ .id = shows.id, .place = -1, .has_time = true, .time = shows.last });
    repeated->on = 0;
    repeated->broke = false;
    release_all(repeated, parts);
}

/* Whether the line, no repetition, waits for a head that tells what ends here. */
static bool waits_broken(struct repeated *repeated, struct parts *parts, const struct log_line *line, uint64_t mark, struct slice why)
{
    struct head head;
    if ((!repeated->broke && !is_begin(repeated, parts)) || is_full(repeated) || head_stands(repeated, parts, line->text, &head))
        return false;
    repeated->broke = true;
    wait(repeated, line, mark, why);
    return true;
}

void repeated_release(struct repeated *repeated, struct parts *parts)
{
    if (repeated->broke)
        end(repeated, parts, NULL);
    else
        release_all(repeated, parts);
}

void repeated_end(struct repeated *repeated, struct parts *parts)
{
    if (repeated->on)
        end(repeated, parts, NULL);
    repeated_release(repeated, parts);
}

/* --- the door ---------------------------------------------------------------------------------------------------- */

/* Whether one line is enough: a start of Airflow's, a record with its microseconds, a line of another log. */
static bool is_enough(const struct repeated *repeated, const struct parts *parts, struct slice text)
{
    return repeated->first.log != parts->open->number || slice_starts(text, SLICE("{")) || begins_near(text);
}

/* The line repeats the one at `at`, as the likely ones before it did: it waits with them, or all are passed over. */
static void likely(struct repeated *repeated, struct parts *parts, const struct log_line *line, uint64_t mark, struct slice why)
{
    int common = common_waiting(repeated, parts), given = common_given(repeated, parts);
    bool ends = repeated->likely && (repeats_is_last(&parts->repeats, &repeated->at) || repeated->at.at + 1 + (uint32_t)given == parts->repeats.n);
    if (!ends && !is_enough(repeated, parts, line->text) && (int)repeated->likely + 1 + common + given < ENOUGH && !is_full(repeated)) {
        wait(repeated, line, mark, why);
        repeated->likely++;
        return;
    }
    repeated->on = repeated->likely + 1;
    log_uncount(parts->open->log, given);
    if (repeated->waits)
        release(repeated, parts, repeated->waiting->hold.n - (int)repeated->likely - common, repeated->waiting->hold.n, repeated->first.log);
    pass(parts, &repeated->at, line);
}

/* Whether the line goes on with what is passed over, or likely will be. */
static bool goes_on(struct repeated *repeated, struct parts *parts, const struct log_line *line, uint64_t mark, struct slice why)
{
    if (repeated->on && (repeated->broke || !repeats_next(&parts->repeats, mark, repeated->on, &repeated->at)))
        return waits_broken(repeated, parts, line, mark, why);
    if (repeated->on) {
        repeated->on++;
        pass(parts, &repeated->at, line);
        return true;
    }
    if (!repeated->likely || !repeats_next(&parts->repeats, mark, repeated->likely, &repeated->at))
        return false;
    likely(repeated, parts, line, mark, why);
    return true;
}

bool repeated_line(struct repeated *repeated, struct parts *parts, const struct log_line *line, struct slice why)
{
    struct repeat repeat = { .log = 0 };
    uint64_t mark = repeats_ask(&parts->repeats, line->text);
    if (goes_on(repeated, parts, line, mark, why))
        return true;
    if (repeated->on)
        end(repeated, parts, line);
    else if (repeated->likely)
        release_all(repeated, parts);
    enum seen what = repeats_find(&parts->repeats, mark, &repeat) ? seen(repeated, parts, line, &repeat) : SEEN_no;
    if (what == SEEN_again) {
        repeated->first = repeated->at = repeat;
        repeated->from = line->number;
        likely(repeated, parts, line, mark, why);
    } else if (what != SEEN_no && !is_full(repeated))
        wait(repeated, line, mark, why);
    else
        repeated_release(repeated, parts);
    return repeated->on || repeated->waits;
}

bool repeated_bytes(struct repeated *repeated, struct slice physical)
{
    if (repeated->waits)
        buf_slice(&repeated->waiting->hold.physical, physical);
    return repeated->on || repeated->waits;
}

bool repeated_note(struct repeated *repeated, enum complaint complaint, int64_t times)
{
    if (repeated->waits)
        repeated->waiting->hold.notes[complaint] += times;
    return repeated->on || repeated->waits;
}

bool repeated_waits(struct repeated *repeated, int64_t now, int64_t long_enough)
{
    return repeated->waits && hold_waits(&repeated->waiting->hold, now, long_enough);
}

void repeated_free(struct repeated *repeated)
{
    head_space_free(&repeated->heads);
    if (repeated->waiting)
        hold_free(&repeated->waiting->hold);
    free(repeated->waiting);
}
