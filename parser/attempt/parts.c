/* parts.c - the logs of one source; see parts.h. */
#include "parts.h"

#include <stdlib.h>

#include "part_reading.h"

/* Lines of a part that stand together in the recording. */
struct piece {
    int64_t from, to; /* places */
};

static struct part *part_add(struct parts *parts)
{
    struct part *part = memory_new(sizeof(*part));
    *part = (struct part){ .log = log_open(parts->parser, parts->events, parts->source, parts->path, parts->pod),
                           .number = ++parts->numbers, .marked = parts->repeats.n, .began = recording_place(&parts->recording), .place = -1 };
    if (parts->printed)
        log_is_printed(part->log);
    return parts->row[parts->n++] = part;
}

static void part_remove(struct parts *parts, struct part *part)
{
    int at = 0;
    while (parts->row[at] != part)
        at++;
    memmove(&parts->row[at], &parts->row[at + 1], (size_t)(--parts->n - at) * sizeof(struct part *));
    for (int i = 0; i < parts->n; i++)
        if (parts->row[i]->reading_of == part)
            parts->row[i]->reading_of = part->reading_of;
    if (parts->first == part)
        parts->first = NULL;
    buf_free(&part->pieces);
    buf_free(&part->label);
    buf_free(&part->workload);
    free(part);
}

static void part_drop(struct parts *parts, struct part *part)
{
    log_drop(&part->log);
    part_remove(parts, part);
}

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

/* --- lines ------------------------------------------------------------------------------------------------------- */

/* While there is but one log, as is common, little is kept. */
static bool is_recorded(struct parts *parts)
{
    if (!parts->records || parts->recording.spills || parts->recording.memory.n < RECORDED_MEMORY)
        return parts->records;
    parts->records = parts->recording.spills = parts->among && stream_sources_share(parts->among, parts);
    if (!parts->records)
        recording_forget(&parts->recording);
    return parts->records;
}

/* Notes that what was recorded from that place on is of the open part. */
static void piece_note(struct parts *parts, int64_t from)
{
    struct buf *pieces = &parts->open->pieces;
    struct piece piece = { from, recording_place(&parts->recording) };
    struct piece *last = pieces->n ? (struct piece *)(void *)(pieces->p + pieces->n) - 1 : NULL;
    if (last && last->to == from)
        last->to = piece.to;
    else
        buf_add(pieces, &piece, sizeof(piece));
}

void parts_record(struct parts *parts, const struct log_line *line)
{
    if (!is_recorded(parts))
        return;
    struct part *open = parts->open;
    int64_t from = recording_place(&parts->recording);
    if (open->begins < BEGIN_MOST)
        open->begin[open->begins++] = (uint32_t)(repeats_mark(line->text) >> 32);
    recording_line(&parts->recording, line);
    piece_note(parts, from);
}

void parts_bytes(struct parts *parts, struct slice physical)
{
    log_bytes(parts->open->log, physical);
    if (!is_recorded(parts))
        return;
    int64_t from = recording_place(&parts->recording);
    recording_bytes(&parts->recording, physical);
    piece_note(parts, from);
}

static bool pieces_are_there(const struct parts *parts, const struct part *part)
{
    const struct piece *first = (const struct piece *)(const void *)part->pieces.p;
    return part->pieces.n && recording_reaches(&parts->recording, first->from) && first->from <= part->began;
}

/* Adds the lines of a part to a log. number: that the first one gets; 0 = its own. */
static void pieces_give(struct parts *parts, const struct part *part, struct log *log, int64_t number)
{
    struct replay replay = { .log = log, .lines = INT64_MAX, .number = number };
    const struct piece *piece = (const struct piece *)(const void *)part->pieces.p;
    for (size_t n = part->pieces.n / sizeof(*piece); n; n--, piece++)
        recording_play(&parts->recording, piece->from, piece->to, &replay);
}

/* Adds the lines of one part to another of the source. */
static void pieces_play(struct parts *parts, const struct part *part, struct part *to)
{
    pieces_give(parts, part, to->log, 0);
    buf_slice(&to->pieces, buf_view(&part->pieces));
}

/* --- readings ---------------------------------------------------------------------------------------------------- */

static bool is_labelled(const struct part *part, const struct begin *begin)
{
    return begin->label.n && slice_eq(begin->label, buf_view(&part->label));
}

/* Whether the part is of the attempt that is named. */
static bool is_named(const struct part *part, const struct begin *begin)
{
    struct log_shows shows = log_shows(part->log);
    bool tries = begin->resumes ? shows.waits : begin->any_try || (shows.id.try_number && begin->id.try_number);
    return tries && shows.id.dag_id.n && shows.id.task_id.n && !begin_is_other(&shows.id, begin);
}

/* The newest part of that attempt but for one; by its label, else its names. */
static struct part *find(const struct parts *parts, const struct part *but, const struct begin *begin)
{
    for (int i = parts->n; i-- > 0;)
        if (parts->row[i] != but && is_labelled(parts->row[i], begin))
            return parts->row[i];
    for (int i = parts->n; i-- > 0;)
        if (parts->row[i] != but && is_named(parts->row[i], begin))
            return parts->row[i];
    return NULL;
}

/* Another part of the part's attempt: the one that it began as a reading of, else one of the same name. NULL: none. */
static struct part *same_attempt(const struct parts *parts, const struct part *part)
{
    struct begin named = { .id = log_shows(part->log).id };
    struct log_shows theirs = part->reading_of ? log_shows(part->reading_of->log) : (struct log_shows){ 0 };
    if (part->reading_of && (part->fell || !begin_is_other(&theirs.id, &named)))
        return part->reading_of;
    return named.id.dag_id.n ? find(parts, part, &named) : NULL;
}

/* The part is gone: its lines were the print of the log in which they came. */
static void part_give_back(struct parts *parts, struct part *part)
{
    struct part *printer = part->within ? parts_numbered(parts, part->printer) : NULL;
    if (printer && pieces_are_there(parts, part)) {
        pieces_play(parts, part, printer);
        printer->left = part->left;
    }
    part_drop(parts, part);
}

/* The same of records that only say that they are of the attempt; what began with a start is no one's. */
static void part_unmake(struct parts *parts, struct part *part)
{
    if (part->tail)
        part_give_back(parts, part);
    else
        part_drop(parts, part);
}

/* Drops the part; what the source began with is now the other one. */
static void part_replace(struct parts *parts, struct part *part, struct part *by)
{
    bool first = parts->first == part;
    part_unmake(parts, part);
    parts->first = first ? by : parts->first;
}

static bool is_there(const struct parts *parts, const struct part *part)
{
    for (int i = 0; i < parts->n; i++)
        if (parts->row[i] == part)
            return true;
    return false;
}

/* Notes the mark of the last line of the open part. */
static void end_note(struct parts *parts)
{
    struct repeat last;
    if (parts->open && repeats_last(&parts->repeats, &parts->open->end, &last) && last.log != parts->open->number)
        parts->open->end = 0;
}

/* Of two readings that begin alike the one whose last line stands in the other, and which did not come to its end: a piece of that. NULL: neither. */
static struct part *piece_of(const struct parts *parts, struct part *part, const struct log_shows *ours, struct part *other, const struct log_shows *theirs)
{
    bool shorter = ours->lines <= theirs->lines;
    struct part *piece = shorter ? part : other;
    const struct log_shows *shows = shorter ? ours : theirs;
    bool may_be = piece->end && !shows->returned && !shows->closed && part_begins_alike(part, other) && !part->tail && !other->tail && !part->fell && !part->print;
    return may_be && repeats_has_in(&parts->repeats, piece->end, shorter ? other->number : part->number) ? piece : NULL;
}

/* The part is over: it came before or after the other one in time, or is another reading of it. cut: the input ended early in it. Returns where its text
 * is now; NULL: gone. */
static struct part *part_settle(struct parts *parts, struct part *part, bool cut)
{
    struct part *other = same_attempt(parts, part);
    log_is_reading(part->log, other);
    if (!other || (part->fell && !pieces_are_there(parts, part)))
        return part;
    struct log_shows ours = log_shows(part->log), theirs = log_shows(other->log);
    struct part *printed = part_printed(part, &ours, other, &theirs), *piece = piece_of(parts, part, &ours, other, &theirs);
    if (piece == other) {
        log_is_reading(part->log, other->reading_of);
        part_replace(parts, other, part);
        return part;
    }
    if (piece || (part->copied && ours.lines <= part->copied))
        part_drop(parts, part);
    else if (printed)
        part_give_back(parts, printed);
    if (!is_there(parts, part))
        return NULL;
    if (printed)
        return part_settle(parts, part, cut);
    bool earlier = !part->print && part_is_sequel(other, &theirs, part, &ours) && pieces_are_there(parts, other), as_it_came = part->fell && !earlier;
    if ((part_is_sequel(part, &ours, other, &theirs) || as_it_came) && pieces_are_there(parts, part)) {
        pieces_play(parts, part, other);
        other->left = part->left;
        part->tail = false;
        part_replace(parts, part, other);
        return other;
    }
    if (!earlier && !part_is_better(part, &ours, cut, other, &theirs)) {
        part_unmake(parts, part);
        return NULL;
    }
    if (earlier) {
        log_goes_back(part->log);
        pieces_play(parts, other, part);
        other->tail = false;
    }
    log_is_reading(part->log, other->reading_of);
    part_replace(parts, other, part);
    return part;
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

struct part *parts_numbered(const struct parts *parts, uint16_t number)
{
    for (int i = parts->n; i-- > 0;)
        if (parts->row[i]->number == number)
            return parts->row[i];
    return NULL;
}

struct part *parts_find(const struct parts *parts, const struct begin *begin)
{
    return find(parts, NULL, begin);
}

struct part *parts_with_id(const struct parts *parts, struct slice id)
{
    for (int i = parts->n; id.n && i-- > 0;)
        if (slice_eq(id, buf_view(&parts->row[i]->label)) || slice_eq(id, buf_view(&parts->row[i]->workload)))
            return parts->row[i];
    return NULL;
}

bool part_falls(const struct part *part, const struct begin *begin)
{
    struct log_shows shows = log_shows(part->log);
    if (!begin->has_time || !shows.has_time)
        return false;
    bool again = shows.first < shows.last && begin->time <= shows.first;
    return again || begin->time < (is_labelled(part, begin) ? part->labelled : shows.last - SHUFFLED);
}

/* Whether time goes on in a part that was left. */
static bool is_next(const struct part *part, const struct begin *begin)
{
    struct log_shows shows = log_shows(part->log);
    if (!begin->has_time || !shows.has_time)
        return false;
    if (is_labelled(part, begin))
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
    if (former && !is_there(parts, former))
        former = parts_find(parts, begin);
    if (former && goes_on(former, begin, inside)) {
        parts->open = former;
        return;
    }
    parts->open = part_add(parts);
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
    if (!part || !pieces_are_there(parts, part) || parts->n == PARTS_MOST)
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

bool parts_meet(struct parts *parts, struct part *earlier, struct parts *later_of, struct part *later, bool through)
{
    if (part_is_printed_of(earlier, later)) {
        part_give_back(parts, earlier);
        return false;
    }
    if (part_is_printed_of(later, earlier)) {
        part_give_back(later_of, later);
        return true;
    }
    struct log_shows theirs = log_shows(earlier->log), ours = log_shows(later->log);
    bool sequel = part_is_sequel(later, &ours, earlier, &theirs), there = pieces_are_there(later_of, later);
    if (sequel && !there)
        return false;
    if (!sequel && part_is_better(later, &ours, later->cut, earlier, &theirs)) {
        part_unmake(parts, earlier);
        return false;
    }
    if (sequel) {
        pieces_give(later_of, later, earlier->log, through ? 0 : theirs.number + 1);
        earlier->cut = later->cut;
        part_drop(later_of, later);
    } else
        part_unmake(later_of, later);
    return true;
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
