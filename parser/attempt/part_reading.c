/* part_reading.c - two parts of one attempt; see part_reading.h. */
#include "part_reading.h"

bool part_is_before(const struct log_shows *a, const struct log_shows *b)
{
    return a->has_time && b->has_time && a->last < b->first;
}

bool part_may_go_on(bool tail, const struct part *earlier)
{
    struct log_shows shows = log_shows(earlier->log);
    return shows.waits || (!shows.closed && !(shows.returned && shows.over) && (tail || !earlier->tail));
}

bool part_is_sequel(const struct part *part, const struct log_shows *ours, const struct part *earlier, const struct log_shows *theirs)
{
    bool adjoins = earlier->fell && theirs->has_time && ours->has_time && theirs->last == ours->first;
    return (adjoins || part_is_before(theirs, ours)) && part_may_go_on(part->tail, earlier);
}

/* A record with its label began the part within a log that went on: what that task printed, where a reading with a start is closed. */
static bool is_printed(const struct part *part, const struct part *other, const struct log_shows *theirs)
{
    return part->tail && part->within && !other->tail && theirs->closed;
}

bool part_is_better(const struct part *part, const struct log_shows *ours, bool cut, const struct part *other, const struct log_shows *theirs)
{
    if (part->tail && !other->tail && theirs->over)
        return false;
    if (is_printed(other, part, ours))
        return true;
    if (part->within != other->within && ours->over && !cut && theirs->over)
        return other->within;
    return log_is_better(part->log, cut, other->log);
}

bool part_is_printed_of(const struct part *part, const struct part *other)
{
    return part->within && log_is_surer(other->log, part->log);
}

/* Whether the first lines of the later one are those of the other, from where that has them: another reading of it. What is not kept may be. */
static bool begins_alike(const struct part *part, const struct part *other)
{
    int at = 0, n = 0;
    while (part->begins && at < other->begins && other->begin[at] != part->begin[0])
        at++;
    while (n < part->begins && at + n < other->begins && part->begin[n] == other->begin[at + n])
        n++;
    return n == part->begins || (n && at + n == other->begins) || !other->begins;
}

struct part *part_printed(struct part *part, const struct log_shows *ours, struct part *other, const struct log_shows *theirs)
{
    bool pieces = part->tail || other->tail || part->fell || other->fell || part->print, foreign = part->foreign || other->foreign;
    bool later = part_is_before(theirs, ours), apart = later || part_is_before(ours, theirs);
    if (pieces || foreign || (apart ? (later ? theirs : ours)->waits : (ours->over && theirs->over) || begins_alike(part, other)))
        return NULL;
    bool of_other = part->printer == other->number; /* then nothing is told by it: that one may be a print itself */
    if (part->within && !of_other)
        return part;
    return other->within ? other : NULL;
}
