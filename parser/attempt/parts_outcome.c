/* parts_outcome.c - whose a word on an outcome is; see parts_outcome.h. */
#include "parts_outcome.h"

#include "part_reading.h"
#include "parts_inside.h"

/* Whether what came since the log was left began before that: a print, as clocks go forward. */
static bool began_before(const struct part *part, const struct part *left)
{
    return part->since && part->since < log_shows(left->log).last;
}

/* Whether all that came since the part was left did, but for what nothing names behind it. */
static bool has_only_prints(const struct parts *parts, const struct part *left)
{
    for (int i = 0; i < parts->n; i++)
        if (parts->row[i] != left && parts->row[i]->began >= left->left && !parts->row[i]->unnamed && !began_before(parts->row[i], left))
            return false;
    return true;
}

/* What came since the part was left is its text. Or the line is a print of that text's task, unless that one was printed itself. */
static void former_claim(struct parts *parts, struct part *former, const struct begin *begin)
{
    bool printed = has_only_prints(parts, former);
    if (parts_claim(parts, former, begin) && !printed)
        log_is_shared(former->log);
}

/* An outcome of a former attempt: what lay between was that attempt's text; where time falls back, that attempt's log goes on. */
static void former_turn(struct parts *parts, struct part *former, const struct begin *named, const struct log_shows *open)
{
    bool falls = named->has_time && open->has_time && named->time < open->last;
    struct log_shows shows = log_shows(former->log);
    if (shows.over && !shows.waits)
        return; /* it is over: the line was printed */
    if (!falls) /* stamps not falling back (domain §3.5) */
        former_claim(parts, former, named);
    else if (named->time >= shows.last && open->over) /* while that one goes on it may be its print */
        parts_turn(parts, former, named);
}

/* A process returned, and it is not said whose: it is that of the log in which the open one came, which was its task's print. One that began before that one
 * was left, or begins behind the line, was printed; else the line may be. */
static bool printer_returns(struct parts *parts, const struct begin *named)
{
    struct part *printer = parts_numbered(parts, parts->open->printer);
    if (!printer || !part_returns(printer, parts->open, named))
        return false;
    bool printed = began_before(parts->open, printer) || parts->open->since > named->time, claimed = parts_claim(parts, printer, named);
    if (claimed && !printed)
        log_is_shared(printer->log);
    return claimed;
}

/* A record of the log that the open one came in, by its id: that one was its task's print where its process has ended, or that of this one ends. One that ran
 * beside it (a worker's console) began later: they take turns. */
static void printer_speaks(struct parts *parts, const struct begin *begin, const struct log_shows *open)
{
    struct part *former = parts_with_id(parts, begin->label), *last = parts->open;
    bool over = begin->closes || open->closed;
    if (!over || !former || former == last || last->printer != former->number || !begin->has_time || !open->has_time)
        return;
    struct log_shows shows = log_shows(former->log);
    if (!shows.closed && begin->time >= shows.last - SHUFFLED && (open->first < shows.last - SHUFFLED || open->last > begin->time + SHUFFLED))
        former_claim(parts, former, begin);
}

/* Whether the first part that came since this one was left begins before its end: a print. */
static bool has_printed(const struct parts *parts, const struct part *part)
{
    const struct part *next = NULL;
    for (int i = 0; i < parts->n; i++)
        if (parts->row[i] != part && parts->row[i]->began >= part->left && (!next || parts->row[i]->began < next->began))
            next = parts->row[i];
    return next && began_before(next, part);
}

/* The log that goes on behind another try of its task, which is over and was its print: an outcome names no try. */
static struct part *printer_find(const struct parts *parts, const struct begin *named)
{
    for (int i = parts->n; named->has_time && i-- > 0;) {
        struct part *part = parts->row[i];
        struct log_shows shows = log_shows(part->log);
        if (part != parts->open && part_is_named(part, named) && !shows.over && named->time >= shows.last - SHUFFLED && has_printed(parts, part))
            return part;
    }
    return NULL;
}

void parts_outcome(struct parts *parts, const struct begin *begin, uint64_t bits)
{
    struct log_shows open = log_shows(parts->open->log);
    if (begin->kind == BEGIN_label) {
        printer_speaks(parts, begin, &open);
        return;
    }
    struct begin named = *begin;
    named.any_try = true;
    bool nameless = !begin->id.dag_id.n && (bits & pattern_bit(PATTERN_return_code));
    if (nameless && printer_returns(parts, begin))
        return;
    bool twice = named.has_time && open.has_time && named.time == open.last; /* the same line, delivered again */
    if (nameless && open.returned && !twice)
        parts_turn(parts, NULL, &named); /* a process returns once: this was another one's, which nothing names */
    bool nobodys = parts->open->unnamed && !open.id.dag_id.n; /* what came long after a printed end */
    bool other = nobodys || begin_is_other(&open.id, &named);
    struct part *printer = begin->id.dag_id.n && (other || open.over) ? printer_find(parts, &named) : NULL;
    if (!begin->id.dag_id.n || !(other || printer))
        return;
    struct part *former = printer ? printer : parts_find(parts, &named);
    if (former)
        former_turn(parts, former, &named, &open);
    else if (open.over)
        parts_turn(parts, NULL, &named);
}
