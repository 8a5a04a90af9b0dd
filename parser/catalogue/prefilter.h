/* prefilter.h - finds the literals of all patterns in one pass over a buffer. Only says where a pattern may match: PCRE2 decides.
 * Hyperscan/Vectorscan where present at build (HAVE_HS), else a portable automaton; both report the same hits. */
#ifndef DAGSIEVE_PREFILTER_H
#define DAGSIEVE_PREFILTER_H

#include <stdint.h>

#include "parser/text/slice.h"

/* One occurrence: a literal of `pattern` ends just before offset `end`. */
struct prefilter_hit {
    uint32_t end;
    uint32_t pattern;
};

struct prefilter;

enum prefilter_engine { PREFILTER_best, PREFILTER_portable };

/* literals[i] holds the literals of pattern i, joined by '|'; "" = none. The texts must outlive the prefilter. */
struct prefilter *prefilter_open(const char *const *literals, int n, enum prefilter_engine);
void prefilter_close(struct prefilter **);
/* "hyperscan" or "portable". */
const char *prefilter_name(const struct prefilter *);
/* All hits in text (below 4 GiB) in order of end; *hits lives until the next scan. */
size_t prefilter_scan(struct prefilter *, struct slice text, const struct prefilter_hit **hits);
/* The patterns hit in text as bits; leaves the hits of the last scan alone. */
uint64_t prefilter_bits(struct prefilter *, struct slice text);

#endif
