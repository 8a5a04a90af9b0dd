/* patterns.h - the patterns of patterns.def and signatures.def, compiled once. */
#ifndef DAGSIEVE_PATTERNS_H
#define DAGSIEVE_PATTERNS_H

#include <stdint.h>

#include "parser/text/slice.h"

enum pattern {
#define PATTERN(name, literals, regex, sample) PATTERN_##name,
#include "patterns.def"
    PATTERN__SIGNATURES, /* the signatures follow: PATTERN__SIGNATURES + enum signature */
};

enum signature {
#define SIGNATURE(code, severity, domain, literals, regex, sample, words, meaning) SIGNATURE_##code,
#include "signatures.def"
    SIGNATURE__N
};

enum { PATTERN__N = PATTERN__SIGNATURES + SIGNATURE__N };
/* The bits of all patterns of the user's own together (user_patterns.h), and of all notices (notice.h). */
enum { PATTERN_USER = PATTERN__N, PATTERN_NOTICE, PATTERN__BITS };
_Static_assert(PATTERN__BITS <= 64, "a line's hits are bits of a uint64_t");

struct pattern_row {
    const char *name, *literals, *regex, *sample;
    const char *severity, *domain; /* signatures only, else NULL */
};
extern const struct pattern_row pattern_rows[PATTERN__N];

/* The bit of a pattern in a line's hits: set when the line holds one of the pattern's literals. */
static inline uint64_t pattern_bit(int pattern)
{
    return (uint64_t)1 << pattern;
}

struct patterns;

/* Never NULL: a row that does not compile is a bug. */
struct patterns *patterns_open(void);
void patterns_close(struct patterns **);
/* Whether the pattern matches text; the groups of that match can be asked for until the next match. Not reentrant. */
bool pattern_match(const struct patterns *, int pattern, struct slice text);
/* Text of a named group of the last match of that pattern; empty (p may be NULL) when it took no part. */
struct slice pattern_group(const struct patterns *, int pattern, const char *name);
/* Where the last match ended in its text. */
size_t pattern_end(const struct patterns *, int pattern);

#endif
