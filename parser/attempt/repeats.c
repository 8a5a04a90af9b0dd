/* repeats.c - marks of lines; see repeats.h. */
#include "repeats.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* CHAIN_MOST: like lines that are looked at for one behind the right ones. CHAINS: of the table, for each line that there is room for. */
enum { CHAIN_MOST = 64, LOG_BITS = 16, CHAIN_SHIFT = 32, CHAINS = 2 };
static const uint64_t LOG_MASK = ((uint64_t)1 << LOG_BITS) - 1;

uint64_t repeats_mark(struct slice text)
{
    return XXH3_64bits(text.p, text.n) & ~LOG_MASK;
}

static void grow(struct repeats *repeats)
{
    uint32_t was = repeats->room;
    repeats->room = was ? was * 4 : REPEATS_FIRST; /* not by little: each time all are chained again */
    repeats->mark = memory_resize(repeats->mark, repeats->room * sizeof(*repeats->mark));
    memset(repeats->mark + was, 0, (repeats->room - was) * sizeof(*repeats->mark));
    free(repeats->newest);
    free(repeats->before);
    repeats->newest = repeats->before = NULL;
}

int repeats_stamp_compare(const struct repeats *repeats, struct slice text)
{
    size_t n = text.n && text.p[0] == '{' ? STAMP_MAX : TEXT_STAMP;
    bool has = text.n >= n && (text.p[0] == '[' || text.p[0] == '{');
    return has ? memcmp(text.p, repeats->stamp, n) : -1;
}

static void stamp_keep(struct repeats *repeats, struct slice text)
{
    memcpy(repeats->stamp, text.p, TEXT_STAMP);
    if (text.p[0] == '{')
        memcpy(repeats->stamp, text.p, STAMP_MAX);
    repeats->stamped = repeats->n;
}

void repeats_note(struct repeats *repeats, struct slice text, uint16_t log)
{
    bool asked = repeats->asked == text.p;
    uint64_t mark = asked && repeats->asked_mark ? repeats->asked_mark : repeats_mark(text);
    repeats->asked = NULL;
    if (repeats->n == repeats->room && repeats->room < REPEATS_MOST)
        grow(repeats);
    if ((asked ? repeats->asked_order : repeats_stamp_order(repeats, text)) > 0)
        stamp_keep(repeats, text);
    repeats->mark[repeats->n++ & (repeats->room - 1)] = mark | log;
}

/* --- looking a line up ------------------------------------------------------------------------------------------- */

static bool is_there(const struct repeats *repeats, uint32_t at)
{
    uint32_t back = repeats->n - at; /* 1: the last line */
    return back && back <= repeats->room;
}

static uint64_t mark_at(const struct repeats *repeats, uint32_t at)
{
    return repeats->mark[at & (repeats->room - 1)];
}

static void table_make(struct repeats *repeats)
{
    repeats->newest = memory_zeroed((size_t)repeats->room * CHAINS * sizeof(*repeats->newest));
    repeats->before = memory_new(repeats->room * sizeof(*repeats->before));
    repeats->chained = 0;
}

/* Chains the lines that came since the last time. Most logs never ask. */
static void chain_all(struct repeats *repeats)
{
    if (!repeats->newest)
        table_make(repeats);
    const uint32_t end = repeats->n, ring = repeats->room - 1, chains = repeats->room * CHAINS - 1;
    const uint64_t *mark = repeats->mark;
    uint32_t *newest = repeats->newest, *before = repeats->before;
    for (uint32_t at = end - repeats->chained > repeats->room ? end - repeats->room : repeats->chained; at != end; at++) {
        uint32_t *chain = &newest[(uint32_t)(mark[at & ring] >> CHAIN_SHIFT) & chains];
        before[at & ring] = *chain;
        *chain = at + 1;
    }
    repeats->chained = end;
}

static struct repeat repeat_at(const struct repeats *repeats, uint32_t at)
{
    return (struct repeat){ at, (uint16_t)(mark_at(repeats, at) & LOG_MASK) };
}

/* Whether the lines that end before `at` are like the n that end with the line. */
static bool is_like(const struct repeats *repeats, uint32_t at, const struct repeat *line, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!is_there(repeats, at - 1 - i) || !is_there(repeats, line->at - i) ||
            mark_at(repeats, at - 1 - i) != mark_at(repeats, line->at - i))
            return false;
    return true;
}

/* The newest line with that mark; behind: only one that follows lines like the n that end there. */
static bool search(struct repeats *repeats, uint64_t mark, const struct repeat *behind, uint32_t n, struct repeat *out)
{
    if (!repeats->n)
        return false;
    chain_all(repeats);
    uint32_t next = repeats->newest[(uint32_t)(mark >> CHAIN_SHIFT) & (repeats->room * CHAINS - 1)];
    for (int like = 0; next && is_there(repeats, next - 1) && like < CHAIN_MOST;) {
        uint32_t at = next - 1;
        next = repeats->before[at & (repeats->room - 1)];
        if ((mark_at(repeats, at) & ~LOG_MASK) != mark)
            continue;
        like++;
        if (is_like(repeats, at, behind, n)) {
            *out = repeat_at(repeats, at);
            return true;
        }
    }
    return false;
}

bool repeats_find(struct repeats *repeats, uint64_t mark, struct repeat *out)
{
    return search(repeats, mark, NULL, 0, out);
}

/* Whether a line of the latest stamp stands there. */
static bool has_since(struct repeats *repeats, uint64_t mark)
{
    for (uint32_t at = repeats->stamped; at != repeats->n; at++)
        if ((mark_at(repeats, at) & ~LOG_MASK) == mark)
            return true;
    return false;
}

uint64_t repeats_ask(struct repeats *repeats, struct slice text)
{
    if (repeats->asked != text.p)
        repeats->asked_order = repeats_stamp_order(repeats, text);
    if (repeats->asked != text.p || !repeats->asked_mark)
        repeats->asked_mark = repeats_mark(text);
    repeats->asked = text.p;
    return repeats->asked_mark;
}

bool repeats_has_mark(struct repeats *repeats, struct slice text)
{
    struct repeat repeat;
    uint64_t mark = repeats_ask(repeats, text);
    bool few = repeats->n - repeats->stamped < CHAIN_MOST;
    return !repeats->asked_order && few ? has_since(repeats, mark) : repeats_find(repeats, mark, &repeat);
}

/* The place of the next line of its log; the end, where there is none. */
static uint32_t next_of_log(const struct repeats *repeats, const struct repeat *repeat)
{
    uint32_t at = is_there(repeats, repeat->at) ? repeat->at + 1 : repeats->n;
    while (at != repeats->n && (mark_at(repeats, at) & LOG_MASK) != repeat->log)
        at++;
    return at;
}

static bool is_line(const struct repeats *repeats, uint32_t at, uint64_t mark)
{
    return at != repeats->n && is_there(repeats, at) && (mark_at(repeats, at) & ~LOG_MASK) == mark;
}

bool repeats_next(struct repeats *repeats, uint64_t mark, uint32_t n, struct repeat *repeat)
{
    struct repeat found;
    uint32_t at = repeat->at + 1;
    if (!is_line(repeats, at, mark))
        at = next_of_log(repeats, repeat);
    if (is_line(repeats, at, mark)) {
        *repeat = repeat_at(repeats, at);
        return true;
    }
    if (n > 1 && at == repeats->n)
        return false; /* to its end; what lines without a head say may be said often */
    if (!search(repeats, mark, repeat, n < CHAIN_MOST ? n : CHAIN_MOST, &found) || found.log != repeat->log)
        return false;
    *repeat = found;
    return true;
}

bool repeats_stand_before(const struct repeats *repeats, const struct repeat *repeat, const uint64_t *marks, uint32_t n)
{
    for (uint32_t i = 1; i <= n; i++)
        if (!is_there(repeats, repeat->at - i) || mark_at(repeats, repeat->at - i) != (marks[n - i] | repeat->log))
            return false;
    return true;
}

uint32_t repeats_common(const struct repeats *repeats, const struct repeat *repeat, uint32_t most)
{
    uint32_t n = 0;
    while (n < most && is_there(repeats, repeat->at - 1 - n) && mark_at(repeats, repeat->at - 1 - n) == mark_at(repeats, repeats->n - 1 - n))
        n++;
    return n;
}

bool repeats_last(const struct repeats *repeats, uint64_t *mark, struct repeat *repeat)
{
    if (!repeats->n)
        return false;
    *mark = mark_at(repeats, repeats->n - 1) & ~LOG_MASK;
    *repeat = repeat_at(repeats, repeats->n - 1);
    return true;
}

bool repeats_has_in(const struct repeats *repeats, uint64_t mark, uint16_t log)
{
    for (uint32_t at = repeats->n - 1; is_there(repeats, at); at--)
        if (mark_at(repeats, at) == (mark | log))
            return true;
    return false;
}

bool repeats_is_last(const struct repeats *repeats, const struct repeat *repeat)
{
    return next_of_log(repeats, repeat) == repeats->n;
}

void repeats_free(struct repeats *repeats)
{
    free(repeats->mark);
    free(repeats->newest);
    free(repeats->before);
    *repeats = (struct repeats){ 0 };
}
