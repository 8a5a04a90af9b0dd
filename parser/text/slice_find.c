/* slice_find.c - text within text. Needles are words of a few bytes and texts are lines: sixteen places are looked at together, for the needle's first
 * byte and its last. Where either is everywhere, and for long needles, the C library's way is taken, which stays linear. */
#include "scan.h"

#ifdef SCAN_SSE2
/* Candidates that may come to nothing, and the longest needle. */
enum { CANDIDATES_MOST = 64, NEEDLE_MOST = 32 };

static size_t find_any(struct slice s, size_t at, struct slice needle)
{
    const char *found = memmem(s.p + at, s.n - at, needle.p, needle.n);
    return found ? (size_t)(found - s.p) : (size_t)-1;
}

/* A bit for each of the sixteen places from `at` on where the needle may stand; there are `places` from there. */
static inline unsigned candidates(struct slice s, size_t at, size_t places, struct slice needle)
{
    size_t last = at + needle.n - 1;
    bool whole = places >= 16;
    __m128i first = whole ? scan_load(s.p + at) : scan_load_few(slice_part(s, at, at + places));
    __m128i end = whole ? scan_load(s.p + last) : scan_load_few(slice_part(s, last, last + places));
    unsigned found = (unsigned)_mm_movemask_epi8(_mm_and_si128(scan_equal(first, needle.p[0]), scan_equal(end, needle.p[needle.n - 1])));
    return whole ? found : found & ((1u << places) - 1);
}
#endif

size_t slice_find(struct slice s, struct slice needle)
{
    if (!needle.n || s.n < needle.n)
        return needle.n ? (size_t)-1 : 0;
#ifdef SCAN_SSE2
    size_t places = s.n - needle.n + 1;
    int tries = 0;
    if (needle.n > NEEDLE_MOST)
        return find_any(s, 0, needle);
    for (size_t at = 0; at < places; at += 16)
        for (unsigned found = candidates(s, at, places - at, needle); found; found &= found - 1) {
            size_t place = at + (size_t)__builtin_ctz(found);
            if (bytes_eq(s.p + place, needle.p, needle.n))
                return place;
            if (++tries > CANDIDATES_MOST)
                return find_any(s, place, needle);
        }
    return (size_t)-1;
#else
    const char *at = memmem(s.p, s.n, needle.p, needle.n);
    return at ? (size_t)(at - s.p) : (size_t)-1;
#endif
}
