/* prefilter_windows.c - which windows are looked for, and whether a candidate is one; see prefilter_windows.h. */
#include "prefilter_windows.h"

#include <stdlib.h>

/* How often bytes stand in logs of all kinds, in thousandths: eight at a time in the order of their commonness, the others less than once. */
static const struct {
    const char *bytes;
    unsigned times;
} common[] = {
    { " 0e12tas", 40 }, { "on:i-,rf", 24 }, { "l.3645pc", 18 }, { "87d9\"_ym", 12 }, { "=guT'\n/[", 8 }, { "ON]{}hIF", 6 }, { "b+xvwkDS", 4 }, { "CRUEA()G", 2 },
};

struct times {
    unsigned byte[256], lower[16]; /* lower: of all bytes that have that lower half */
};

static struct times times_make(void)
{
    struct times times = { 0 };
    for (int i = 0; i < 256; i++)
        times.byte[i] = 1;
    for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++)
        for (const char *byte = common[i].bytes; *byte; byte++)
            times.byte[(uint8_t)*byte] = common[i].times;
    for (int i = 0; i < 256; i++)
        times.lower[i & 15] += times.byte[i];
    return times;
}

static unsigned hash(uint32_t key)
{
    return (key * UINT32_C(0x9e3779b1)) >> 22;
}

/* What a bucket lets pass at each byte of a window: a bit for each value of a half. times: how often such bytes stand in logs. */
struct bucket {
    uint16_t upper, lower[WINDOW]; /* upper: of the first byte; what the others have in it does not count */
    uint64_t times[WINDOW];
    uint64_t passes;               /* how often it lets something pass */
};

static void bucket_first(struct bucket *bucket, uint8_t byte, const struct times *times)
{
    unsigned upper = byte >> 4, lower = byte & 15;
    for (unsigned with = bucket->lower[0] >> lower & 1 ? 0 : bucket->upper; with; with &= with - 1)
        bucket->times[0] += times->byte[(unsigned)__builtin_ctz(with) << 4 | lower];
    bucket->lower[0] |= (uint16_t)(1u << lower);
    for (unsigned with = bucket->upper >> upper & 1 ? 0 : bucket->lower[0]; with; with &= with - 1)
        bucket->times[0] += times->byte[upper << 4 | (unsigned)__builtin_ctz(with)];
    bucket->upper |= (uint16_t)(1u << upper);
}

static void bucket_later(struct bucket *bucket, size_t k, unsigned lower, const struct times *times)
{
    bucket->times[k] += bucket->lower[k] >> lower & 1 ? 0 : times->lower[lower];
    bucket->lower[k] |= (uint16_t)(1u << lower);
}

/* The bucket with the window that begins there in the literal. */
static struct bucket bucket_with(struct bucket bucket, struct slice literal, size_t at, const struct times *times)
{
    bucket_first(&bucket, (uint8_t)literal.p[at], times);
    for (size_t k = 1; k < WINDOW; k++) {
        bool any = at + k >= literal.n;
        for (unsigned lower = any ? 0 : (uint8_t)literal.p[at + k] & 15u, end = any ? 16 : lower + 1; lower < end; lower++)
            bucket_later(&bucket, k, lower, times);
    }
    return bucket;
}

static bool bucket_has(const struct bucket *bucket, const char *p)
{
    return bucket->upper >> ((uint8_t)p[0] >> 4) & 1 && bucket->lower[0] >> (p[0] & 15) & 1 && bucket->lower[1] >> (p[1] & 15) & 1 &&
           bucket->lower[2] >> (p[2] & 15) & 1 && bucket->lower[3] >> (p[3] & 15) & 1;
}

/* How often the bucket lets something pass, by how often its bytes stand in logs. */
static uint64_t bucket_times(const struct bucket *bucket)
{
    return bucket->times[0] * bucket->times[1] * bucket->times[2] * bucket->times[3];
}

/* The same, and by what nearly each line has. */
static uint64_t bucket_passes(const struct bucket *bucket)
{
    static const char heads[] = "00.000+0000] {task.py:00} INFO - \"level\":\"info\",\"event\":\"";
    const uint64_t once_a_line = UINT64_C(1000) * 1000 * 1000 * 8;
    uint64_t sum = bucket_times(bucket);
    for (size_t i = 0; i + WINDOW < sizeof(heads); i++)
        sum += bucket_has(bucket, heads + i) ? once_a_line : 0;
    return sum;
}

/* The last place where a window may begin: a literal shorter than it has one at its begin. */
static size_t last_place(struct slice literal)
{
    return literal.n > WINDOW ? literal.n - WINDOW : 0;
}

/* The rarest places of a literal's window, the rarest first: more than these need not be tried. */
enum { PLACES = 4 };
struct place {
    size_t at;
    uint64_t times; /* how often what the window holds stands in logs */
};

static size_t places_find(struct slice literal, const struct times *times, struct place out[PLACES])
{
    size_t n = 0;
    for (size_t at = 0; at <= last_place(literal); at++) {
        struct bucket alone = bucket_with((struct bucket){ 0 }, literal, at, times);
        struct place place = { at, bucket_times(&alone) };
        for (size_t i = 0; i < n; i++)
            if (place.times < out[i].times) {
                struct place later = out[i];
                out[i] = place;
                place = later;
            }
        if (n < PLACES)
            out[n++] = place;
    }
    return n;
}

/* The window, and the bucket that lets the least more pass with it; the bucket gets it. */
static size_t window_choose(struct bucket bucket[BUCKETS], struct slice literal, const struct times *times)
{
    struct place place[PLACES];
    struct bucket best = { 0 };
    size_t best_at = 0, best_bucket = 0, n = places_find(literal, times, place);
    uint64_t least = UINT64_MAX;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < BUCKETS; i++) {
            struct bucket more = bucket_with(bucket[i], literal, place[k].at, times);
            if (bucket_times(&more) - bucket_times(&bucket[i]) >= least)
                continue;
            more.passes = bucket_passes(&more);
            if (more.passes - bucket[i].passes < least) {
                least = more.passes - bucket[i].passes;
                best = more;
                best_at = place[k].at;
                best_bucket = i;
            }
        }
    bucket[best_bucket] = best;
    return best_at;
}

static void tables_add(struct windows *windows, const struct bucket *bucket, size_t number)
{
    for (size_t half = 0; half < 16; half++) {
        windows->upper[half] |= (uint8_t)((bucket->upper >> half & 1) << number);
        for (size_t k = 0; k < WINDOW; k++)
            windows->lower[k][half] |= (uint8_t)((bucket->lower[k] >> half & 1) << number);
    }
}

/* A place among those that are asked when a candidate is looked up. */
static void window_enter(struct windows *windows, struct window *window)
{
    struct slice literal = window->literal->text;
    bool narrow = literal.n < WINDOW;
    memcpy(&window->key, literal.p + window->at, narrow ? literal.n : WINDOW);
    uint16_t *first = narrow ? &windows->narrow : &windows->first[hash(window->key)];
    window->next = *first;
    *first = (uint16_t)(window - windows->row + 1);
    if (narrow)
        windows->narrow_first[(uint8_t)literal.p[0]] = true;
}

static int by_times(const void *a, const void *b)
{
    const struct window *one = a, *other = b;
    return one->times > other->times ? -1 : one->times < other->times;
}

/* The commonest choose first, while the buckets are empty. */
struct windows *windows_open(const struct literals *literals)
{
    const struct times times = times_make();
    struct bucket bucket[BUCKETS] = { 0 };
    struct windows *windows = memory_zeroed(sizeof(*windows));
    assert(literals->n < UINT16_MAX);
    windows->row = memory_new((size_t)(literals->n + 1) * sizeof(*windows->row));
    for (; windows->n < literals->n; windows->n++) {
        const struct literal *literal = &literals->row[windows->n];
        struct place place[PLACES];
        places_find(literal->text, &times, place);
        windows->row[windows->n] = (struct window){ .literal = literal, .times = place[0].times };
    }
    qsort(windows->row, (size_t)windows->n, sizeof(*windows->row), by_times);
    for (int i = 0; i < windows->n; i++) {
        windows->row[i].at = window_choose(bucket, windows->row[i].literal->text, &times);
        window_enter(windows, &windows->row[i]);
    }
    for (size_t i = 0; i < BUCKETS; i++)
        tables_add(windows, &bucket[i], i);
    return windows;
}

void windows_close(struct windows **windows)
{
    if (!*windows)
        return;
    free((*windows)->row);
    free(*windows);
    *windows = NULL;
}

static uint64_t confirm(const struct window *window, struct slice text, size_t at)
{
    struct slice literal = window->literal->text;
    bool fits = at >= window->at && literal.n <= text.n - (at - window->at);
    return fits && bytes_eq(text.p + at - window->at, literal.p, literal.n) ? (uint64_t)1 << window->literal->pattern : 0;
}

/* The patterns whose window stands at that place, with the rest of the literal around it. */
static uint64_t patterns_at(const struct windows *windows, struct slice text, size_t at)
{
    uint64_t bits = 0;
    uint32_t key;
    for (unsigned i = windows->narrow_first[(uint8_t)text.p[at]] ? windows->narrow : 0; i; i = windows->row[i - 1].next)
        bits |= confirm(&windows->row[i - 1], text, at);
    if (text.n - at < WINDOW)
        return bits;
    memcpy(&key, text.p + at, WINDOW);
    for (unsigned i = windows->first[hash(key)]; i; i = windows->row[i - 1].next)
        if (windows->row[i - 1].key == key)
            bits |= confirm(&windows->row[i - 1], text, at);
    return bits;
}

/* Whether a look at the whole literals is worth it: most candidates have no window's hash. */
static inline bool is_worth(const struct windows *windows, struct slice text, size_t at)
{
    uint32_t key;
    if (windows->narrow_first[(uint8_t)text.p[at]] || text.n - at < WINDOW)
        return true;
    memcpy(&key, text.p + at, WINDOW);
    return windows->first[hash(key)];
}

uint64_t windows_confirm(const struct windows *windows, struct slice text, size_t at, uint64_t candidates, uint64_t found[BLOCK])
{
    uint64_t left = 0;
    for (; candidates; candidates &= candidates - 1) {
        size_t candidate = at + (size_t)__builtin_ctzll(candidates);
        *found = is_worth(windows, text, candidate) ? patterns_at(windows, text, candidate) : 0;
        left |= *found ? candidates & -candidates : 0;
        found += *found != 0;
    }
    return left;
}

void windows_block(size_t at, struct block_marks marks, const uint64_t *found, struct prefilter_line *line, struct line_list *list)
{
    for (;;) {
        uint64_t end = marks.ends & -marks.ends, here = end - 1; /* no end: the whole block is the line's */
        line->odd |= (marks.odd & here) != 0;
        for (uint64_t candidates = marks.candidates & here; candidates; candidates &= candidates - 1)
            line->bits |= *found++;
        if (!end)
            return;
        line_list_end(list, line, at + (size_t)__builtin_ctzll(end));
        marks = (struct block_marks){ marks.ends ^ end, marks.odd & ~here, marks.candidates & ~here };
    }
}
