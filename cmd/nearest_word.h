/* nearest_word.h - the known word that was probably meant. */
#ifndef DAGSIEVE_NEAREST_WORD_H
#define DAGSIEVE_NEAREST_WORD_H

/* The one of n words with the fewest letters to change, NULL when even that is too far off (more than a third of the
 * letters of typed, and more than one). Case makes no difference. */
const char *nearest_word(const char *typed, const char *const *words, int n);

#endif
