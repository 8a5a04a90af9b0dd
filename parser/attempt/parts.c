/* parts.c - the logs of one source; see parts.h. */
#include "parts.h"

#include "part_reading.h"
#include "parts_inside.h"

void parts_open(struct parts *parts, const struct parser *parser, const struct stream_events *events, struct stream_sources *among, struct slice source, struct slice path,
                struct slice pod)
{
    *parts = (struct parts){ .parser = parser, .events = events, .among = among, .source = source, .path = path, .pod = pod, .recording.file.report = parser->options.report };
    parts->open = parts->first = part_add(parts);
    parts->records = among || !log_shows(parts->open->log).named;
    if (among)
        stream_sources_add(among, parts);
}

void parts_printed(struct parts *parts)
{
    parts->printed = true;
    log_is_printed(parts->open->log);
}

/* --- turning ----------------------------------------------------------------------------------------------------- */

/* Notes the mark of the last line of the open part. */
static void end_note(struct parts *parts)
{
    struct repeat last;
    if (parts->open && repeats_last(&parts->repeats, &parts->open->end, &last) && last.log != parts->open->number)
        parts->open->end = 0;
}

static void part_close(struct parts *parts, struct part *part, bool cut)
{
    log_close(&part->log, cut);
    part_remove(parts, part);
}

/* The open log is left; it may be continued. */
static void open_leave(struct parts *parts)
{
    struct part *part = parts->open;
    part->left = recording_place(&parts->recording);
    end_note(parts);
    log_keep_last(part->log);
    parts->open = NULL;
    part_settle(parts, part, false);
    if (parts->n == PARTS_MOST)
        part_close(parts, parts->row[0], false);
}

bool part_falls(const struct part *part, const struct begin *begin)
{
    struct log_shows shows = log_shows(part->log);
    if (!begin->has_time || !shows.has_time)
        return false;
    bool again = shows.first < shows.last && begin->time <= shows.first;
    return again || begin->time < (part_is_labelled(part, begin) ? part->labelled : shows.last - SHUFFLED);
}

/* Whether time goes on in a part that was left. */
static bool is_next(const struct part *part, const struct begin *begin)
{
    struct log_shows shows = log_shows(part->log);
    if (!begin->has_time || !shows.has_time)
        return false;
    if (part_is_labelled(part, begin))
        return begin->time > part->labelled; /* else its last record again */
    return begin->time >= shows.last - (begin->label.n ? SHUFFLED : 0);
}

/* Whether lines go on with a part that was left. Within a log that goes on a start of an attempt that has begun is maybe that one's print, also where it waits:
 * what follows tells. Records that say whose they are may take turns. */
static bool goes_on(const struct part *former, const struct begin *begin, bool within)
{
    bool once_more = !begin->label.n && begin->place <= former->place;
    return is_next(former, begin) && part_may_go_on(begin->place < 0, former) && !(within && once_more);
}

void parts_turn(struct parts *parts, struct part *former, const struct begin *begin)
{
    parts->records = parts->recording.spills = true;
    bool within = !log_shows(parts->open->log).over, foreign = parts->open->foreign && !log_is_piece(parts->open->log, begin->family);
    bool inside = former && log_shows(former->log).waits ? part_goes_on(parts->open) : within;
    uint16_t printer = foreign ? parts->open->printer : parts->open->number;
    open_leave(parts);
    if (former && !parts_have(parts, former))
        former = parts_find(parts, begin);
    if (former && goes_on(former, begin, inside)) {
        log_is_shared(former->log);
        parts->open = former;
        return;
    }
    parts->open = part_add(parts);
    parts->open->since = begin->has_time ? begin->time : 0;
    parts->open->within = within;
    parts->open->printer = printer;
    parts->open->foreign = foreign;
    parts->open->tail = begin->label.n && begin->place < 0;
    parts->open->reading_of = former;
    log_is_reading(parts->open->log, former);
    log_is_later(parts->open->log);
}

void parts_fall(struct parts *parts, const struct begin *begin)
{
    parts_turn(parts, parts->open, begin);
    parts->open->fell = true;
}

void parts_gather(struct parts *parts, bool print)
{
    parts->open->print = print;
    log_keep_last(parts->open->log);
    parts->open = part_settle(parts, parts->open, false);
    parts->open->fell = false;
}

void parts_turn_as(struct parts *parts, struct part *former, struct begin begin)
{
    struct arena names = { 0 };
    begin_keep(&begin, &names);
    parts_turn(parts, former, &begin);
    arena_free(&names);
}

bool parts_read_again(struct parts *parts, uint16_t log, int64_t lines, int64_t number)
{
    struct part *part = parts_numbered(parts, log);
    struct buf pieces = { 0 };
    if (!part || !part_is_recorded(parts, part) || parts->n == PARTS_MOST)
        return false;
    buf_slice(&pieces, buf_view(&part->pieces));
    parts_turn_as(parts, part, (struct begin){ .id = log_shows(part->log).id, .place = -1 });
    parts->open->copied = lines;
    struct replay replay = { .log = parts->open->log, .lines = lines, .number = number };
    for (size_t i = 0; i < pieces.n / sizeof(struct piece) && replay.lines; i++) {
        struct piece piece = *((const struct piece *)(const void *)pieces.p + i);
        piece.to = recording_play(&parts->recording, piece.from, piece.to, &replay);
        buf_add(&parts->open->pieces, &piece, sizeof(piece));
    }
    parts->open->began = parts->open->pieces.n ? ((const struct piece *)(const void *)parts->open->pieces.p)->from : parts->open->began;
    buf_free(&pieces);
    return true;
}

bool parts_back(struct parts *parts, uint16_t number)
{
    struct part *part = parts_numbered(parts, number);
    if (!part)
        return false;
    part_drop(parts, parts->open);
    parts->open = part;
    return true;
}

/* --- an outcome of a former attempt ------------------------------------------------------------------------------ */

/* Whether all that came since the part was left is of parts that began since. */
static bool is_between(const struct parts *parts, const struct part *former)
{
    for (int i = 0; i < parts->n; i++) {
        const struct part *part = parts->row[i];
        bool since = part->began >= former->left, resumed = part != former && (part == parts->open || part->left > former->left);
        if (!since && resumed)
            return false;
    }
    return former != parts->open && recording_reaches(&parts->recording, former->left);
}

bool parts_claim(struct parts *parts, struct part *former, const struct begin *begin)
{
    struct piece between = { former->left, recording_place(&parts->recording) };
    if (!is_between(parts, former))
        return false;
    log_keep_last(parts->open->log);
    for (int i = 0; i < parts->n; i++)
        if (parts->row[i]->began >= between.from && parts->row[i] != former)
            log_takes(former->log, parts->row[i]->log);
    for (int i = parts->n; i-- > 0;)
        if (parts->row[i]->began >= between.from && parts->row[i] != former)
            part_drop(parts, parts->row[i]);
    parts->open = former;
    if (begin->has_time)
        log_owns_within(former->log, log_shows(former->log).last - SHUFFLED, begin->time + SHUFFLED);
    recording_play(&parts->recording, between.from, between.to, &(struct replay){ .log = former->log, .lines = INT64_MAX });
    log_owns(former->log);
    buf_add(&former->pieces, &between, sizeof(between));
    return true;
}

/* --- the end ----------------------------------------------------------------------------------------------------- */

void parts_end(struct parts *parts, bool cut)
{
    struct part *last = parts->open;
    end_note(parts);
    log_keep_last(last->log);
    parts->open = NULL;
    last = part_settle(parts, last, cut);
    if (last)
        last->cut = cut;
}

void parts_close(struct parts *parts)
{
    if (parts->among)
        stream_sources_remove(parts->among, parts);
    while (parts->n)
        part_close(parts, parts->row[0], parts->row[0]->cut);
    recording_free(&parts->recording);
    repeats_free(&parts->repeats);
}
