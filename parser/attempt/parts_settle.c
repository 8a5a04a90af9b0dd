/* parts_settle.c - what becomes of two parts of one attempt; see parts_inside.h. */
#include "part_reading.h"
#include "parts_inside.h"

/* Another part of the part's attempt: the one that it began as a reading of, else one of the same name. NULL: none. */
static struct part *same_attempt(const struct parts *parts, const struct part *part)
{
    struct begin named = { .id = log_shows(part->log).id };
    struct log_shows theirs = part->reading_of ? log_shows(part->reading_of->log) : (struct log_shows){ 0 };
    if (part->reading_of && (part->fell || !begin_is_other(&theirs.id, &named)))
        return part->reading_of;
    return named.id.dag_id.n ? parts_find_but(parts, part, &named) : NULL;
}

/* The part is gone: its lines were the print of the log in which they came. */
static void part_give_back(struct parts *parts, struct part *part)
{
    struct part *printer = part->within ? parts_numbered(parts, part->printer) : NULL;
    if (printer && part_is_recorded(parts, part)) {
        part_play(parts, part, printer);
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

/* Of two readings that begin alike the one whose last line stands in the other, and which did not come to its end: a piece of that. NULL: neither. */
static struct part *piece_of(const struct parts *parts, struct part *part, const struct log_shows *ours, struct part *other, const struct log_shows *theirs)
{
    bool shorter = ours->lines <= theirs->lines;
    struct part *piece = shorter ? part : other;
    const struct log_shows *shows = shorter ? ours : theirs;
    bool may_be = piece->end && !shows->returned && !shows->closed && part_begins_alike(part, other) && !part->tail && !other->tail && !part->fell && !part->print;
    return may_be && repeats_has_in(&parts->repeats, piece->end, shorter ? other->number : part->number) ? piece : NULL;
}

/* The part takes the place of the other one. */
static struct part *part_displace(struct parts *parts, struct part *part, struct part *other)
{
    log_is_reading(part->log, other->reading_of);
    part_replace(parts, other, part);
    return part;
}

/* One goes on with the other, or the better reading counts. Returns the part that is left of both; NULL: the other one, which was there. */
static struct part *part_join(struct parts *parts, struct part *part, const struct log_shows *ours, struct part *other, const struct log_shows *theirs, bool cut)
{
    bool earlier = !part->print && part_is_sequel(other, theirs, part, ours) && part_is_recorded(parts, other), as_it_came = part->fell && !earlier;
    if ((part_is_sequel(part, ours, other, theirs) || as_it_came) && part_is_recorded(parts, part)) {
        if (log_strength(part->log) < log_strength(other->log))
            log_is_shared(other->log);
        part_play(parts, part, other);
        other->left = part->left;
        part->tail = false;
        part_replace(parts, part, other);
        return other;
    }
    if (!earlier && !part_is_better(part, ours, cut, other, theirs)) {
        part_unmake(parts, part);
        return NULL;
    }
    if (earlier) {
        log_goes_back(part->log);
        part_play(parts, other, part);
        other->tail = false;
    }
    return part_displace(parts, part, other);
}

struct part *part_settle(struct parts *parts, struct part *part, bool cut)
{
    struct part *other = same_attempt(parts, part);
    log_is_reading(part->log, other);
    if (!other || (part->fell && !part_is_recorded(parts, part)))
        return part;
    struct log_shows ours = log_shows(part->log), theirs = log_shows(other->log);
    struct part *printed = part_printed(part, &ours, other, &theirs), *piece = piece_of(parts, part, &ours, other, &theirs);
    if (piece == other)
        return part_displace(parts, part, other);
    if (piece || (part->copied && ours.lines <= part->copied)) {
        part_drop(parts, part);
        return NULL;
    }
    if (!printed)
        return part_join(parts, part, &ours, other, &theirs, cut);
    part_give_back(parts, printed);
    return parts_have(parts, part) ? part_settle(parts, part, cut) : NULL;
}

/* What another source says of an attempt that is known more surely changes nothing of it (domain §3.5): it is the print of the log that it came within, or
 * another reading; what lies apart in time stays a log of its own. Returns whether it is gone. */
static bool part_meets_surer(struct parts *parts, struct part *part, const struct part *surer)
{
    struct log_shows ours = log_shows(part->log), theirs = log_shows(surer->log);
    bool within = part->within, apart = part_is_before(&ours, &theirs) || part_is_before(&theirs, &ours);
    if (within)
        part_give_back(parts, part);
    else if (!apart)
        part_unmake(parts, part);
    return within || !apart;
}

/* Whether one of the two sources shows other attempts, too: that one may have printed this attempt. Where it was deferred or rescheduled it may go on anywhere. */
static bool one_is_alone(const struct parts *parts, const struct log_shows *earlier, const struct parts *later_of, const struct part *later)
{
    return (parts->n == 1) != (later_of->n == 1) && !earlier->waits && !later->tail;
}

bool parts_meet(struct parts *parts, struct part *earlier, struct parts *later_of, struct part *later, bool through)
{
    if (log_strength(earlier->log) > log_strength(later->log))
        return part_meets_surer(later_of, later, earlier);
    struct log_shows theirs = log_shows(earlier->log), ours = log_shows(later->log);
    bool differ = one_is_alone(parts, &theirs, later_of, later), there = part_is_recorded(later_of, later);
    bool sequel = !differ && part_is_sequel(later, &ours, earlier, &theirs);
    if (sequel && !there)
        return false;
    if (differ ? later_of->n == 1 : !sequel && part_is_better(later, &ours, later->cut, earlier, &theirs)) {
        part_unmake(parts, earlier);
        return false;
    }
    if (sequel) {
        part_give(later_of, later, earlier->log, through ? 0 : theirs.number + 1);
        earlier->cut = later->cut;
        part_drop(later_of, later);
    } else
        part_unmake(later_of, later);
    return true;
}
