/* part_reading.c - two parts of one attempt; see part_reading.h. */
#include "part_reading.h"

bool part_is_before(const struct log_shows *a, const struct log_shows *b)
{
    return a->has_time && b->has_time && a->last < b->first;
}

bool part_may_go_on(bool tail, const struct part *earlier)
{
    struct log_shows shows = log_shows(earlier->log);
    return shows.waits || (!shows.closed && !(shows.exited && shows.over) && (tail || !earlier->tail));
}

bool part_is_sequel(const struct part *part, const struct log_shows *ours, const struct part *earlier, const struct log_shows *theirs)
{
    bool adjoins = earlier->fell && theirs->has_time && ours->has_time && theirs->last == ours->first;
    return (adjoins || part_is_before(theirs, ours)) && part_may_go_on(part->tail, earlier);
}

bool part_is_foreign(const struct part *part, enum family family)
{
    struct log_shows shows = log_shows(part->log);
    return log_is_piece(part->log, family) && !shows.over && !shows.ends;
}

/* A record with its label began the part within a log that went on: what that task printed, where a reading with a start is closed. */
static bool is_printed(const struct part *part, const struct part *other, const struct log_shows *theirs)
{
    return part->tail && part->within && !other->tail && theirs->closed;
}

/* Whether the lines of `a` from there on are the first ones of `b`, as far as both are kept. */
static bool goes_like(const struct part *a, int from, const struct part *b)
{
    int n = 0;
    while (from + n < a->begins && n < b->begins && a->begin[from + n] == b->begin[n])
        n++;
    return n && (from + n == a->begins || n == b->begins);
}

bool part_begins_alike(const struct part *a, const struct part *b)
{
    bool alike = !a->begins || !b->begins;
    for (int i = 0; i < a->begins && !alike; i++)
        alike = goes_like(a, i, b);
    for (int i = 0; i < b->begins && !alike; i++)
        alike = goes_like(b, i, a);
    return alike;
}

bool part_is_better(const struct part *part, const struct log_shows *ours, bool cut, const struct part *other, const struct log_shows *theirs)
{
    if (part->tail && !other->tail && theirs->over)
        return false;
    if (is_printed(other, part, ours))
        return true;
    if (ours->over && theirs->over && ours->returned != theirs->returned && part_begins_alike(part, other))
        return ours->returned; /* cut between the words on its outcome */
    if (part->within != other->within && ours->over && !cut && theirs->over)
        return other->within;
    return log_is_better(part->log, cut, other->log);
}

struct part *part_printed(struct part *part, const struct log_shows *ours, struct part *other, const struct log_shows *theirs)
{
    bool pieces = part->tail || other->tail || part->fell || other->fell || part->print, foreign = part->foreign || other->foreign;
    bool later = part_is_before(theirs, ours), apart = later || part_is_before(ours, theirs);
    if (pieces || foreign || (apart ? (later ? theirs : ours)->waits : (ours->over && theirs->over) || part_begins_alike(part, other)))
        return NULL;
    bool of_other = part->printer == other->number; /* then nothing is told by it: that one may be a print itself */
    if (part->within && !of_other)
        return part;
    return other->within ? other : NULL;
}

bool part_returns(const struct part *part, const struct part *within, const struct begin *begin)
{
    struct log_shows ours = log_shows(part->log), theirs = log_shows(within->log);
    if (part == within || !ours.id.dag_id.n || ours.exited || ours.closed || !begin->has_time || !ours.has_time || !theirs.has_time)
        return false;
    bool not_theirs = theirs.returned || begin->time < theirs.first, crossed = theirs.first < ours.last || theirs.last > begin->time;
    return not_theirs && crossed && begin->time >= ours.last - SHUFFLED;
}

bool part_goes_on(const struct part *part)
{
    return !log_is_done(part->log) && !log_shows(part->log).waits;
}
