/* sentence.h - secrets that a sentence tells: "the password is hunter2", "token 0a1b2c..". */
#ifndef DAGSIEVE_MASK_SENTENCE_H
#define DAGSIEVE_MASK_SENTENCE_H

#include "name.h"
#include "walk.h"

/* The value behind a name that ends at `to`, with a verb between them, in brackets or with a blank alone, where it looks like a secret. */
bool find_in_sentence(struct slice text, size_t to, enum weight, struct slice name, struct secret *);
/* hunter2, Tr0ub4dor&3, 493817 of a code: a word that somebody chose or drew, and no sentence has. */
bool looks_chosen(struct slice value, enum weight);

#endif
