/* letters.h - of which kinds of bytes a word is made: what tells a password from a word. */
#ifndef DAGSIEVE_MASK_LETTERS_H
#define DAGSIEVE_MASK_LETTERS_H

#include "parser/text/slice.h"

/* Bytes of a word by their kind. */
struct letters {
    size_t letters, capitals, digits;
    size_t signs;  /* of those that passwords have, but for the last byte */
    size_t others; /* blanks, brackets, quotes and what else ends a word */
};

struct letters letters_of(struct slice word);
/* Letters of both cases and as many digits. */
static inline bool letters_mixed(const struct letters *n, size_t digits)
{
    return n->capitals && n->capitals < n->letters && n->digits >= digits;
}

#endif
