/* prefilter.h - one pass over a text: where its lines end, which hold the literals of which patterns, which may be no UTF-8. Only says where a pattern may
 * match: PCRE2 decides. AVX2 or NEON where the machine has it, else a portable automaton; all say the same. */
#ifndef DAGSIEVE_PREFILTER_H
#define DAGSIEVE_PREFILTER_H

#include <stdint.h>

#include "parser/text/slice.h"

struct prefilter_line {
    uint64_t bits; /* the patterns of which it holds a literal */
    uint32_t end;  /* the offset of its '\n', of the text's end where it has none */
    bool odd;      /* holds a NUL or a byte above 0x7f */
};

struct prefilter;

enum prefilter_engine { PREFILTER_best, PREFILTER_portable };

/* literals[i] holds the literals of pattern i (below 64), joined by '|'; "" = none. The texts must outlive the prefilter; no literal holds a '\n'. */
struct prefilter *prefilter_open(const char *const *literals, int n, enum prefilter_engine);
void prefilter_close(struct prefilter **);
/* "AVX2", "NEON" or "portable". */
const char *prefilter_name(const struct prefilter *);
/* The lines of text (below 4 GiB), one by one; what stands behind the last '\n' is one where it is not empty. *lines lives until the next call. */
size_t prefilter_lines(struct prefilter *, struct slice text, const struct prefilter_line **lines);
/* The patterns of all lines together; leaves the lines of the last call alone. */
uint64_t prefilter_bits(struct prefilter *, struct slice text);

#endif
