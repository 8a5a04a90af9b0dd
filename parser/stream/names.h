/* names.h - whether a word before each of a stream's first lines names its source, or tells lines apart: a thread, a counter, a hash (domain §3.5). Asked
 * where the chain has a row NAMES. */
#ifndef DAGSIEVE_NAMES_H
#define DAGSIEVE_NAMES_H

#include "parser/attempt/begins.h"
#include "parser/envelope/chain.h"

enum names_are {
    NAMES_waited, /* more lines are to be looked at */
    NAMES_sources,
    NAMES_nothing, /* all lines are of one source */
    NAMES_unknown  /* nothing tells whose lines they are */
};

enum { NAMES_LOOKED = 32 }; /* lines that carry one */

/* Lines of a start. */
struct named_start {
    uint64_t name, text; /* hashes */
    struct begin begin;
};

/* Zero is valid. */
struct names {
    struct begins *begins; /* made for the first line that may be one of a start */
    int lines, changes;
    bool words; /* one of them has no digit: no number */
    uint64_t name[NAMES_LOOKED]; /* their hashes */
    int n_starts;
    struct named_start start[NAMES_LOOKED];
};
void names_close(struct names **);

/* Notes a line whose envelopes are taken off. */
void names_note(struct names *, const struct parser *, const struct payload *);
/* guessed: the row is marked by little but the word itself; over: no more lines are waited for. */
enum names_are names_are(const struct names *, bool guessed, bool over);

#endif
