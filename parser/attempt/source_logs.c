/* source_logs.c - each line of a source to the log of its attempt; see source_logs.h. */
#include "source_logs.h"

#include <stdlib.h>

#include "clock.h"
#include "part_reading.h"
#include "parts_outcome.h"
#include "start_hold.h"

/* HELD_MS, HELD_OVER_MS: how long lines wait, and where the log before them is over; PASSED_MOST: while how many others pass. FIRST_MAX: bytes of a first
 * line that is known again. PROCESS_BEGINS: place of the first line of a task's process, which comes behind those of its pod. */
enum { HELD_MS = 200, HELD_OVER_MS = 10 * 1000, PASSED_MOST = 1000, FIRST_MAX = 64 * 1024, PROCESS_BEGINS = 4 };

struct source_logs *source_logs_open(const struct parser *parser, const struct stream_events *events, struct stream_sources *among, struct slice source, struct slice path,
                                     struct slice pod)
{
    struct source_logs *logs = memory_zeroed(sizeof(*logs));
    buf_slice(&logs->source, source);
    buf_slice(&logs->path, path);
    buf_slice(&logs->pod, pod);
    parts_open(&logs->parts, parser, events, among, buf_view(&logs->source), buf_view(&logs->path), buf_view(&logs->pod));
    bool named = log_shows(open_log(logs)).named;
    logs->bits = named ? 0 : begins_bits();
    bool pipe = slice_eq(source, SLICE("-"));
    logs->parts.marks = !named || pipe || among; /* a pipe with --path may be resumed; a shipper that names a file delivers at least once */
    logs->pieces.any = named && (pipe || among);
    logs->parts.records |= logs->pieces.any;
    return logs;
}

/* --- lines of the open log --------------------------------------------------------------------------------------- */

/* Remembers the source's first line that has a stamp. */
static void first_note(struct source_logs *logs, struct slice text)
{
    struct log_shows shows = log_shows(open_log(logs));
    logs->begun = shows.has_time;
    logs->headings |= shows.headed;
    if (shows.named)
        logs->bits = 0; /* up to the next heading: all text is that of the attempt that it names */
    if (shows.has_time && !shows.named && !begins_source(logs->parts.parser, text))
        log_is_later(open_log(logs)); /* cut in mid-attempt: a start that comes is not its own first one */
    if (!shows.has_time || text.n > FIRST_MAX)
        return;
    buf_slice(&logs->first, text);
    logs->first_time = shows.last;
    piece_order_begin(&logs->pieces, text);
}

static void line_give(struct source_logs *logs, const struct log_line *line)
{
    if (logs->why.n)
        log_why(open_log(logs), "%.*s", SLICE_ARG(buf_view(&logs->why)));
    buf_reset(&logs->why);
    bool plain = parts_line(&logs->parts, line);
    if (!logs->begun)
        first_note(logs, line->text);
    logs->plain = plain && logs->begun && !logs->holds && !(logs->bits && source_logs_is_doubted(logs));
}

/* --- turning ----------------------------------------------------------------------------------------------------- */

/* The source's first line again: it begins again. */
static bool begins_again(const struct source_logs *logs, struct slice text)
{
    struct log_shows open = log_shows(open_log(logs));
    return source_logs_is_first(logs, text) && logs->parts.first && open.has_time && open.last > logs->first_time;
}

static void turn_again(struct source_logs *logs, const struct log_line *line)
{
    logs->plain = false;
    struct begin begin = { .id = log_shows(logs->parts.first->log).id, .place = -1, .has_time = true, .time = logs->first_time };
    start_hold_make(logs);
    begins_keep(logs->begins, &begin); /* the log may go */
    parts_turn(&logs->parts, logs->parts.first, &begin);
    begins_forget(logs->begins);
    line_give(logs, line);
}

/* A line comes that does not lie in time where the open piece does. */
static void piece_turn(struct source_logs *logs, const struct log_line *line)
{
    start_hold_make(logs);
    struct begin begin = begins_read(logs->begins, line->text, line->bits);
    piece_order_turn(&logs->pieces, &logs->parts, line->text, &begin);
    begins_forget(logs->begins);
}

/* Whether the log before a line that may begin another one says nothing yet of an attempt: then the line is its own, unless it begins one again. */
static bool is_fresh(struct source_logs *logs, const struct begin *begin)
{
    struct log_shows open = log_shows(open_log(logs));
    struct part *part = logs->parts.open;
    bool known = open.over || open.id.dag_id.n || open.id.task_id.n || open.id.try_number, once = begin->once && (begin->place < part->place || part->place >= BEGIN_ALONE);
    if (!known && begin->place <= part->place && (open.process || once))
        part->unnamed = true;
    return !known && !cannot_go_on(logs, begin->family);
}

/* Much later than a log that is done a line without a start is another one's, which nothing names: a scheduler's, or of a log whose begin is not there. */
static void unnamed_turn(struct source_logs *logs, const struct begin *begin)
{
    if (begin->kind != BEGIN_none || !begin->has_time || !log_is_done(open_log(logs)) || begin->time - log_shows(open_log(logs)).last <= SILENCE_LIMIT)
        return;
    parts_turn(&logs->parts, NULL, begin);
    logs->parts.open->unnamed = true;
}

/* Whether the line cannot be of the start whose lines wait. */
static bool is_another_start(const struct source_logs *logs, const struct begin *begin)
{
    bool pieces = log_is_piece(open_log(logs), logs->held.family) != log_is_piece(open_log(logs), begin->family);
    bool generations = pieces || (logs->held.family == FAMILY_text) != (begin->family == FAMILY_text);
    bool anew = logs->runner && begin->kind == BEGIN_before && begin->place < 0; /* what is told before a start names its attempt */
    return generations || anew || begin_is_another(&logs->held, begin);
}

/* A pod of Airflow 3 whose task's process has not begun yet goes on to begin. */
static bool is_pods(const struct part *open, const struct begin *begin)
{
    bool begun = open->place >= 0, behind = begin->printed || begin->place > open->place;
    return begun && open->place < PROCESS_BEGINS && behind && begin->place < PROCESS_BEGINS && begin->family == FAMILY_json;
}

/* The process of the open log's task says what it runs, or its pod goes on. */
static bool is_own(const struct source_logs *logs, const struct begin *begin)
{
    struct log_shows open = log_shows(open_log(logs));
    return (begin->again || is_pods(logs->parts.open, begin)) && open.id.task_id.n && !open.over && !begin_is_other(&open.id, begin) && !part_falls(logs->parts.open, begin);
}

/* A task may print what looks like another generation's lines into a log that goes on, and give its records members of any name. A start is to be looked at. */
static bool is_print(const struct source_logs *logs, const struct begin *begin)
{
    struct log_shows open = log_shows(open_log(logs));
    if (logs->pod.n && open.pod && !open.closed && begin_is_other(&open.id, begin))
        return true; /* the source is that pod's alone */
    if (part_is_foreign(logs->parts.open, begin->family))
        return !begin_is_start(begin);
    return begin->label.n && !part_label_counts(&logs->parts, begin);
}

/* The log that a foreign one came in goes on: what lay between was its task's print. */
static void printer_turn(struct source_logs *logs, const struct begin *begin)
{
    const struct part *open = logs->parts.open;
    struct part *printer = open->foreign ? parts_numbered(&logs->parts, open->printer) : NULL;
    bool own = begin->family != FAMILY_none && begin->family != FAMILY_bad_json && log_is_piece(open->log, begin->family);
    if (printer && own && !log_is_piece(printer->log, begin->family))
        parts_claim(&logs->parts, printer, begin);
}

/* What the line says of whose it is, as far as it may. */
static struct begin line_begin(struct source_logs *logs, const struct log_line *line)
{
    struct begin nothing = { .id.map_index = -1, .place = -1 }, begin = nothing;
    bool heading = logs->headings && !log_shows(open_log(logs)).heading && begins_heading(logs->begins, line->text, &begin);
    bool asked = source_logs_is_asked(logs, line->text, line->bits) || source_logs_is_doubted(logs), foreign = logs->holds && part_is_foreign(logs->parts.open, logs->held.family);
    if (!heading && (asked || foreign))
        begin = begins_read(logs->begins, line->text, line->bits);
    if (!heading && !logs->holds && !begin_is_start(&begin))
        printer_turn(logs, &begin);
    return is_print(logs, &begin) ? nothing : begin;
}

/* While a start waits that does not say yet whose it is, records with the open log's label go on, and what follows them. */
static bool passes(struct source_logs *logs, const struct log_line *line, bool starts)
{
    logs->passes = logs->holds && !starts && (logs->passes || part_label_of(&logs->parts, line->text) == LABEL_same);
    return logs->passes;
}

static void passed_line(struct source_logs *logs, const struct log_line *line)
{
    line_give(logs, line);
    part_label_note(&logs->parts, line->text);
    if (++logs->passed == PASSED_MOST)
        start_hold_end(logs);
}

static void line_turn(struct source_logs *logs, const struct log_line *line)
{
    logs->plain = false;
    start_hold_make(logs);
    struct begin begin = line_begin(logs, line);
    bool starts = begin_is_start(&begin) || part_label_is_other(&logs->parts, &begin);
    bool ends = begin.kind == BEGIN_outcome || logs->printed || (begin.family != FAMILY_none && part_is_foreign(logs->parts.open, logs->held.family));
    bool unlike = starts ? is_another_start(logs, &begin) : ends;
    if (logs->holds && unlike)
        start_hold_end_before(logs, &begin);
    if (begin.kind == BEGIN_outcome || begin.kind == BEGIN_label)
        parts_outcome(&logs->parts, &begin, line->bits);
    if (passes(logs, line, starts)) {
        passed_line(logs, line);
        return;
    }
    if (logs->holds)
        begin_complete(&logs->held, &begin);
    else if (starts && !is_fresh(logs, &begin) && !is_own(logs, &begin))
        start_hold_begin(logs, &begin);
    else
        unnamed_turn(logs, &begin);
    if (logs->holds) {
        start_hold_line(logs, &begin, line);
        return;
    }
    line_give(logs, line);
    if (starts && !begin.printed && begin.place > logs->parts.open->place)
        logs->parts.open->place = begin.place;
    part_label_take(&logs->parts, &begin);
    begins_forget(logs->begins);
}

/* --- the door ---------------------------------------------------------------------------------------------------- */

void source_logs_go_on(struct source_logs *logs, const struct log_line *line)
{
    line_give(logs, line);
    part_label_note(&logs->parts, line->text);
}

bool source_logs_record_plain(struct source_logs *logs, struct slice text, int64_t number)
{
    if (source_logs_may_turn(logs, text, 0) || !parts_line_plain(&logs->parts, text, number, 0))
        return false;
    part_label_note(&logs->parts, text);
    return true;
}

/* The line came before, or waits for what tells that. */
static bool is_repeated(struct source_logs *logs, const struct log_line *line)
{
    if (!logs->parts.marks)
        return false;
    if (logs->holds && repeated_begins(&logs->repeated, &logs->parts, line, logs->hold))
        start_hold_end(logs);
    if (logs->holds || !repeated_line(&logs->repeated, &logs->parts, line, buf_view(&logs->why)))
        return false;
    logs->plain = false;
    buf_reset(&logs->why);
    return true;
}

void source_logs_turn(struct source_logs *logs, const struct log_line *line)
{
    if (is_repeated(logs, line))
        return;
    if (!logs->holds && piece_order_leaves(&logs->pieces, line->text))
        piece_turn(logs, line);
    if (!source_logs_may_begin(logs, line->text, line->bits))
        source_logs_go_on(logs, line);
    else if (!logs->holds && begins_again(logs, line->text))
        turn_again(logs, line);
    else
        line_turn(logs, line);
}

void source_logs_printed(struct source_logs *logs)
{
    parts_printed(&logs->parts);
}

void source_logs_labels(struct source_logs *logs, const struct attempt_labels *labels)
{
    log_labels(open_log(logs), labels);
    logs->bits = 0;
    logs->parts.records &= logs->parts.among != NULL;
}

void source_logs_bytes(struct source_logs *logs, struct slice physical)
{
    if (logs->holds && !logs->passes)
        buf_slice(&logs->hold->physical, physical);
    else if (!repeated_bytes(&logs->repeated, physical))
        parts_bytes(&logs->parts, physical);
}

void source_logs_keep_last(struct source_logs *logs)
{
    log_keep_last(open_log(logs));
}

void source_logs_note(struct source_logs *logs, enum complaint complaint, int64_t times)
{
    if (logs->holds && !logs->passes)
        logs->hold->notes[complaint] += times;
    else if (!repeated_note(&logs->repeated, complaint, times))
        log_note(open_log(logs), complaint, times);
}

void source_logs_unread(struct source_logs *logs)
{
    log_unread(open_log(logs));
}

void source_logs_reject(struct source_logs *logs, enum complaint complaint, int64_t line, int col, struct slice text)
{
    log_reject(open_log(logs), complaint, line, col, text);
}

void source_logs_why(struct source_logs *logs, const char *format, ...)
{
    char words[512];
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof(words), format, args);
    va_end(args);
    if (logs->why.n)
        buf_text(&logs->why, "; ");
    buf_text(&logs->why, words);
}

void source_logs_tell(struct source_logs *logs, int64_t now, int64_t idle)
{
    for (int i = 0; i < logs->parts.n; i++)
        log_tell(logs->parts.row[i]->log, now, logs->parts.row[i] == logs->parts.open ? idle : 0);
}

void source_logs_tick(struct source_logs *logs, int64_t now)
{
    if (repeated_waits(&logs->repeated, now, HELD_MS))
        repeated_release(&logs->repeated, &logs->parts);
    if (logs->holds && hold_waits(logs->hold, now, log_shows(open_log(logs)).over ? HELD_OVER_MS : HELD_MS))
        start_hold_end(logs);
}

void source_logs_end(struct source_logs *logs, bool cut)
{
    repeated_end(&logs->repeated, &logs->parts);
    start_hold_end(logs);
    parts_end(&logs->parts, cut);
}

void source_logs_close(struct source_logs **logs)
{
    struct source_logs *l = *logs;
    parts_close(&l->parts);
    if (l->hold) {
        begins_close(l->begins);
        hold_free(l->hold);
    }
    free(l->begins);
    free(l->hold);
    repeated_free(&l->repeated);
    piece_order_free(&l->pieces);
    struct buf *const bufs[] = { &l->source, &l->path, &l->pod, &l->first, &l->why };
    for (size_t i = 0; i < sizeof(bufs) / sizeof(*bufs); i++)
        buf_free(bufs[i]);
    free(l);
    *logs = NULL;
}
