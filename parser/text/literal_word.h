/* literal_word.h - words that are values, in Python and in JSON. */
#ifndef DAGSIEVE_LITERAL_WORD_H
#define DAGSIEVE_LITERAL_WORD_H

#include "slice.h"

/* The JSON of a word that is a value (True, None, nan, null); empty when it is none. bare: one that is a value without brackets round it too. */
struct slice literal_word(struct slice text, bool bare);

#endif
