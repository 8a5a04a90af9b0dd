/* chain.h - the envelopes of a stream, one inside the other: none (plain lines), one, or up to CHAIN_MOST. */
#ifndef DAGSIEVE_CHAIN_H
#define DAGSIEVE_CHAIN_H

#include "envelope.h"

enum { CHAIN_MOST = 4 };

/* Zero: plain lines. */
struct chain {
    int n;
    int row[CHAIN_MOST];
    unsigned nameless; /* bits: links whose names are none of sources */
    int inner;         /* as chain_inner says, where payloads are to tell the outer source too; else 0 */
    size_t stamp_n[CHAIN_MOST]; /* length of the stamp by which a FIXED row was chosen */
};

/* Zero is valid. */
struct chain_space {
    struct envelope_space level[CHAIN_MOST];
};
void chain_space_free(struct chain_space *);

/* Takes off what line carries of the chain, the outermost first; how many envelopes that were: 0 = line does not carry the chain, and is all of
 * out->text. Slices point into line or space and live until either changes. */
int chain_take(const struct envelopes *, const struct chain *, struct slice line, struct chain_space *space, struct payload *out);
/* The same behind the first link, which is off already: at least 1. */
int chain_take_rest(const struct envelopes *, const struct chain *, struct slice text, struct chain_space *space, struct payload *out);
/* Whether a link of it has the flag. */
bool chain_has(const struct chain *, enum envelope_flag flag);
/* The link that has the flag; -1: none has. */
int chain_link(const struct chain *, enum envelope_flag flag);
/* The last link that tells a source; 0 where that is the first, or none does. */
int chain_inner(const struct envelopes *, const struct chain *);
/* Whether lines that begin with the same bytes, up to where the first link's text begins, are of one source. */
bool chain_is_constant(const struct envelopes *, const struct chain *);
/* The shortest chain under which the line shows what is looked for (a head, say); of several the first in order of rows. HEADED rows that the
 * line carries besides are part of it. false: none. */
bool chain_find(const struct envelopes *, struct slice line, struct chain_space *space, bool (*shows)(void *context, struct slice text), void *context,
                struct chain *out);

#endif
