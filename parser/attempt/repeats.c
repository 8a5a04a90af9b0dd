/* repeats.c - marks of lines; see repeats.h. */
#include "repeats.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* CHAIN_MOST: like lines that are looked at for one behind the right ones. SLOTS: of the table, for each line that there is room for. */
enum { CHAIN_MOST = 64, LOG_BITS = 16, SLOT_SHIFT = 32, SLOTS = 2, TEXT_STAMP = 24 };
static const uint64_t LOG_MASK = ((uint64_t)1 << LOG_BITS) - 1;

uint64_t repeats_mark(struct slice text)
{
    return XXH3_64bits(text.p, text.n) & ~LOG_MASK;
}

static void grow(struct repeats *repeats)
{
    uint32_t was = repeats->room;
    repeats->room = was ? was * 4 : REPEATS_FIRST; /* not by little: each time all are chained anew */
    repeats->mark = memory_resize(repeats->mark, repeats->room * sizeof(*repeats->mark));
    memset(repeats->mark + was, 0, (repeats->room - was) * sizeof(*repeats->mark));
    free(repeats->newest);
    free(repeats->before);
    repeats->newest = repeats->before = NULL;
}

static uint64_t word_at(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof(word));
    return word;
}

/* Bytes of the stamp that the line may begin with, and of what stands before it: "[2026-04-29T11:35:02.123", {"timestamp":"2026-04-29T11:35:02.123456Z". */
static size_t stamp_size(struct slice text)
{
    size_t n = text.n && text.p[0] == '{' ? STAMP_MAX : TEXT_STAMP;
    return text.n >= n && (text.p[0] == '[' || text.p[0] == '{') ? n : 0;
}

/* How the line's stamp is to the latest, as memcmp has it; below 0: it has none. */
static int stamp_order(const struct repeats *repeats, struct slice text)
{
    size_t n = stamp_size(text);
    if (!n)
        return -1;
    if (n != TEXT_STAMP || word_at(repeats->stamp) != word_at(text.p) || word_at(repeats->stamp + 8) != word_at(text.p + 8))
        return memcmp(text.p, repeats->stamp, n);
    uint64_t own = be64toh(word_at(text.p + 16)), latest = be64toh(word_at(repeats->stamp + 16));
    return own < latest ? -1 : own > latest;
}

void repeats_note(struct repeats *repeats, struct slice text, uint16_t log)
{
    bool asked = repeats->asked == text.p;
    uint64_t mark = asked && repeats->asked_mark ? repeats->asked_mark : repeats_mark(text);
    repeats->asked = NULL;
    if (repeats->n == repeats->room && repeats->room < REPEATS_MOST)
        grow(repeats);
    if ((asked ? repeats->asked_order : stamp_order(repeats, text)) > 0) {
        memcpy(repeats->stamp, text.p, TEXT_STAMP);
        if (text.p[0] == '{')
            memcpy(repeats->stamp, text.p, STAMP_MAX);
        repeats->stamped = repeats->n;
    }
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

/* The slot of the newest line that is like the mark; else a free one, or one of a line that is there no more. */
static inline uint32_t *slot_of(const struct repeats *repeats, uint64_t mark)
{
    uint32_t last = repeats->room * SLOTS - 1, *gone = NULL;
    for (uint32_t i = (uint32_t)(mark >> SLOT_SHIFT) & last;; i = (i + 1) & last) {
        uint32_t *slot = &repeats->newest[i];
        if (!*slot)
            return gone ? gone : slot;
        bool there = is_there(repeats, *slot - 1);
        if (there && (mark_at(repeats, *slot - 1) & ~LOG_MASK) == mark)
            return slot;
        gone = there || gone ? gone : slot;
    }
}

static inline void chain(struct repeats *repeats, uint32_t at)
{
    uint32_t *slot = slot_of(repeats, mark_at(repeats, at) & ~LOG_MASK);
    repeats->used += !*slot;
    repeats->before[at & (repeats->room - 1)] = *slot ? *slot - 1 : at;
    *slot = at + 1;
}

/* Whether the table is mostly of lines that are there no more. */
static inline bool is_worn(const struct repeats *repeats)
{
    return repeats->used >= repeats->room * SLOTS / 4 * 3;
}

/* Makes the table anew where it is worn. */
static void chains_begin(struct repeats *repeats)
{
    size_t size = (size_t)repeats->room * SLOTS * sizeof(*repeats->newest);
    if (!repeats->newest) {
        repeats->newest = memory_new(size);
        repeats->before = memory_new(repeats->room * sizeof(*repeats->before));
    } else if (!is_worn(repeats)) {
        return;
    }
    memset(repeats->newest, 0, size);
    repeats->used = 0;
    repeats->chained = repeats->n - (repeats->n < repeats->room ? repeats->n : repeats->room);
}

/* Chains the lines that came since the last time. Most logs never ask. */
static void chain_all(struct repeats *repeats)
{
    if (repeats->newest && !is_there(repeats, repeats->chained) && repeats->chained != repeats->n)
        repeats->used = repeats->room * SLOTS;
    chains_begin(repeats);
    while (repeats->chained != repeats->n) {
        chain(repeats, repeats->chained++);
        if (is_worn(repeats))
            chains_begin(repeats);
    }
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
    uint32_t at = *slot_of(repeats, mark) - 1, last = at + 1;
    for (int i = 0; i < CHAIN_MOST && at != last && is_there(repeats, at) && (mark_at(repeats, at) & ~LOG_MASK) == mark; i++) {
        if (is_like(repeats, at, behind, n)) {
            *out = repeat_at(repeats, at);
            return true;
        }
        last = at;
        at = repeats->before[at & (repeats->room - 1)];
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
        repeats->asked_order = stamp_order(repeats, text);
    if (repeats->asked != text.p || !repeats->asked_mark)
        repeats->asked_mark = repeats_mark(text);
    repeats->asked = text.p;
    return repeats->asked_mark;
}

bool repeats_has(struct repeats *repeats, struct slice text)
{
    struct repeat repeat;
    repeats->asked = text.p;
    repeats->asked_mark = 0;
    repeats->asked_order = stamp_order(repeats, text);
    if (repeats->asked_order > 0)
        return false;
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

uint64_t repeats_mark_back(const struct repeats *repeats, uint32_t back, uint16_t log)
{
    uint32_t at = repeats->n - back;
    return is_there(repeats, at) && (mark_at(repeats, at) & LOG_MASK) == log ? mark_at(repeats, at) & ~LOG_MASK : 0;
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
