/* repeated.c - lines that come once more; see repeated.h. */
#include "repeated.h"

#include <stdlib.h>

struct waiting_lines {
    struct hold hold;
    uint64_t mark[HOLD_LINES];
    bool stamped[HOLD_LINES];
};

/* --- one line ---------------------------------------------------------------------------------------------------- */

/* What the line's stamp is, as the log's clock would have it; false: none that has a say in its time. */
static bool stamp_read(struct repeated *repeated, const struct parts *parts, struct slice text, int64_t *time)
{
    struct head head;
    if (!text.n || (text.p[0] != '[' && text.p[0] != '{' && !byte_is_digit(text.p[0])))
        return false;
    head_read(&parts->parser->heads, text, &repeated->heads, &head);
    *time = head.outer_time;
    return head.outer_has_time && !log_is_piece(parts->open->log, head.family);
}

/* What a line is that stands in the marks. */
enum seen {
    SEEN_no,
    SEEN_again,
    SEEN_head,   /* perhaps again: it has a stamp, the newest */
    SEEN_perhaps /* the same without a head: the next one tells */
};

/* A line of the open log. Within the smallest time that its stamp tells a line may be said twice. */
static enum seen stamp_seen(int64_t time, int64_t last)
{
    return time < last ? SEEN_again : time == last ? SEEN_head : SEEN_no;
}

/* Lines of another attempt than the open log's, which is over: while that went on, it might have printed them. */
static bool is_left(const struct part *part, const struct log_shows *open)
{
    struct begin other = { .id = log_shows(part->log).id };
    return open->over && begin_is_other(&open->id, &other);
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
        return stamped && is_left(part, &open) ? SEEN_again : SEEN_no;
    if (stamped && time == open.last && begins_near(line->text))
        return SEEN_no; /* another attempt's start, perhaps */
    if (stamped)
        return stamp_seen(time, open.last);
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

static void wait(struct repeated *repeated, const struct log_line *line, uint64_t mark, bool stamped, struct slice why)
{
    if (!repeated->waiting) {
        repeated->waiting = memory_new(sizeof(*repeated->waiting));
        memset(repeated->waiting, 0, sizeof(*repeated->waiting));
    }
    struct waiting_lines *waiting = repeated->waiting;
    waiting->mark[waiting->hold.n] = mark;
    waiting->stamped[waiting->hold.n] = stamped;
    hold_add(&waiting->hold, line, why);
    repeated->waits = true;
}

/* Those from..to are passed over, the others go to the open log. */
static void release(struct repeated *repeated, struct parts *parts, int from, int to)
{
    const struct repeat open = { .log = parts->open->number };
    struct hold *hold = &repeated->waiting->hold;
    for (int i = from; i < to; i++)
        pass(parts, &open, &(struct log_line){ .text = hold_text(hold, i), .number = hold->line[i].number });
    hold_release(hold, parts, from, to);
    repeated->waits = false;
}

/* The lines of the open log and behind them those that wait: at -1 stands its last one, at 0 the first that waits. 0: there is none. */
static uint64_t mark_at(const struct waiting_lines *waiting, const struct parts *parts, int at)
{
    return at >= 0 ? waiting->mark[at] : repeats_mark_back(&parts->repeats, (uint32_t)-at, parts->open->number);
}

/* Whether so many lines say the same again and again. */
static bool is_periodic(const struct waiting_lines *waiting, const struct parts *parts, int from, int n)
{
    for (int period = 1; period <= n / 2; period++) {
        int i = 0;
        while (i + period < n && mark_at(waiting, parts, from + i) == mark_at(waiting, parts, from + i + period))
            i++;
        if (i + period == n)
            return true;
    }
    return false;
}

/* Whether the n lines that wait from there on repeat the n before. Where lines of one kind stand in a row, they are said so often. */
static bool is_repeated(const struct waiting_lines *waiting, const struct parts *parts, int from, int n)
{
    for (int i = n; i-- > 0;)
        if (mark_at(waiting, parts, from - n + i) != mark_at(waiting, parts, from + i))
            return false;
    uint64_t before = mark_at(waiting, parts, from - n - 1);
    return before && before != mark_at(waiting, parts, from + n - 1) && !is_periodic(waiting, parts, from, n);
}

/* Whether so many lines that say the same again are a piece that overlaps, not said twice: an open block has no use for them, or something is made of them, and
 * they are not of one message alone, which may come by two handlers. */
static bool is_overlap(const struct waiting_lines *waiting, const struct log_shows *open, int from, int n)
{
    enum { SEVERAL = 3, ENOUGH = 8 };
    bool several = open->block, counts = open->block || n >= ENOUGH, headless = from < 0 || !waiting->stamped[from];
    for (int i = from < 0 ? 0 : from; i < from + n; i++) {
        several |= waiting->stamped[i] && i > from;
        counts |= waiting->hold.line[i].bits && n + headless >= SEVERAL;
    }
    return several && counts;
}

/* Whether all of the lines that wait stand before the line, and are such. */
static bool waiting_overlap(const struct repeated *repeated, const struct parts *parts, const struct repeat *repeat)
{
    const struct waiting_lines *waiting = repeated->waiting;
    struct log_shows open = log_shows(parts->open->log);
    uint32_t n = (uint32_t)waiting->hold.n;
    uint64_t before = repeats_mark_back(&parts->repeats, parts->repeats.n - repeat->at + n + 1, repeat->log);
    return repeats_stand_before(&parts->repeats, repeat, waiting->mark, n) && is_overlap(waiting, &open, 0, (int)n) && !is_periodic(waiting, parts, 0, (int)n) && before &&
           before != mark_at(waiting, parts, -1);
}

/* How many of the lines that wait, from there on, are such. Below 0 stand lines that the log has got: of them nothing was made. */
static int overlap_from(const struct waiting_lines *waiting, const struct parts *parts, const struct log_shows *open, int from)
{
    int n = waiting->hold.n - from;
    while (n > 0 && n > -from && !(is_repeated(waiting, parts, from, n) && is_overlap(waiting, open, from, n)))
        n--;
    return n > -from ? n : 0;
}

/* Nothing that comes tells more: those are passed over that repeat the lines before them. */
static void waiting_end(struct repeated *repeated, struct parts *parts)
{
    enum { BEFORE = 16 };
    const struct waiting_lines *waiting = repeated->waiting;
    struct log_shows open = log_shows(parts->open->log);
    int from = 0, n = 0, lines = waiting->hold.n;
    for (; from < lines && !(n = overlap_from(waiting, parts, &open, from)); from++)
        ;
    for (int before = 1; !n && before <= BEFORE; before++)
        if ((n = overlap_from(waiting, parts, &open, -before)))
            from = -before;
    log_uncount(parts->open->log, from < 0 ? -from : 0);
    release(repeated, parts, from < 0 ? 0 : from, from + n);
}

/* The line came before: so did those that wait, as many as stand before it there. */
static void waiting_join(struct repeated *repeated, struct parts *parts, const struct repeat *repeat)
{
    const struct waiting_lines *waiting = repeated->waiting;
    int lines = waiting->hold.n, n = lines;
    while (n && !repeats_stand_before(&parts->repeats, repeat, waiting->mark + lines - n, (uint32_t)n))
        n--;
    release(repeated, parts, lines - n, lines);
}

/* --- where a repetition ends ------------------------------------------------------------------------------------- */

/* Whether all that was passed over is the begin of its log, and not all of it: another reading of the attempt may have begun. */
static bool is_begin(const struct repeated *repeated, const struct parts *parts)
{
    const struct part *part = parts_numbered(parts, repeated->at.log);
    return part && repeated->at.at + 1 - part->marked == repeated->on && !repeats_is_last(&parts->repeats, &repeated->at);
}

/* It has: it is behind a log that is over, or comes to an end of its own, or what comes is earlier than the log's end. line: NULL: nothing comes. */
static bool reads_anew(struct repeated *repeated, struct parts *parts, const struct log_line *line)
{
    const struct part *open = parts->open, *part = parts_numbered(parts, repeated->at.log);
    uint16_t number = open->number;
    int64_t time, last = log_shows(open->log).last;
    bool sure = !line || part != open || (stamp_read(repeated, parts, line->text, &time) && time < last);
    if (!is_begin(repeated, parts) || !parts_read_anew(parts, repeated->at.log, repeated->on, repeated->from))
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
    if (part && !last && !reads_anew(repeated, parts, line) && part == parts->open)
        log_breaks(part->log);
    else if (part && part != parts->open && last && !shows.returned && !shows.closed && parts->n < PARTS_MOST) /* else one is closed for it */
        parts_turn(parts, part, &(struct begin){ .id = shows.id, .place = -1, .has_time = true, .time = shows.last });
    repeated->on = 0;
    repeated->broke = false;
    if (repeated->waits)
        release(repeated, parts, 0, 0);
}

/* Whether the line, no repetition, waits for a head that tells what ends here. */
static bool waits_broken(struct repeated *repeated, struct parts *parts, const struct log_line *line, uint64_t mark, struct slice why)
{
    int64_t time;
    if ((!repeated->broke && !is_begin(repeated, parts)) || is_full(repeated) || stamp_read(repeated, parts, line->text, &time))
        return false;
    repeated->broke = true;
    wait(repeated, line, mark, false, why);
    return true;
}

void repeated_release(struct repeated *repeated, struct parts *parts)
{
    if (repeated->broke)
        end(repeated, parts, NULL);
    else if (repeated->waits)
        waiting_end(repeated, parts);
}

void repeated_end(struct repeated *repeated, struct parts *parts)
{
    if (repeated->on)
        end(repeated, parts, NULL);
    repeated_release(repeated, parts);
}

/* --- the door ---------------------------------------------------------------------------------------------------- */

/* The line is the first of a repetition whose place is told. */
static void begin(struct repeated *repeated, struct parts *parts, const struct log_line *line, const struct repeat *repeat)
{
    if (repeated->waits)
        waiting_join(repeated, parts, repeat);
    else if (repeat->log == parts->open->number)
        log_uncount(parts->open->log, repeats_common(&parts->repeats, repeat, HOLD_LINES));
    repeated->on = 1;
    repeated->at = *repeat;
    repeated->from = line->number;
    pass(parts, repeat, line);
}

bool repeated_line(struct repeated *repeated, struct parts *parts, const struct log_line *line, struct slice why)
{
    struct repeat repeat = { .log = 0 };
    uint64_t mark = repeats_ask(&parts->repeats, line->text);
    if (repeated->on && !repeated->broke && repeats_next(&parts->repeats, mark, repeated->on, &repeated->at)) {
        repeated->on++;
        pass(parts, &repeated->at, line);
        return true;
    }
    if (repeated->on && waits_broken(repeated, parts, line, mark, why))
        return true;
    if (repeated->on)
        end(repeated, parts, line);
    enum seen what = repeats_find(&parts->repeats, mark, &repeat) ? seen(repeated, parts, line, &repeat) : SEEN_no;
    if (is_full(repeated) && what != SEEN_no && waiting_overlap(repeated, parts, &repeat))
        what = SEEN_again;
    if (what == SEEN_again)
        begin(repeated, parts, line, &repeat);
    else if (what != SEEN_no && !is_full(repeated))
        wait(repeated, line, mark, what == SEEN_head, why);
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
