/* varying.h - the kinds of text that vary from one case of an error to the next. */
#ifndef DAGSIEVE_VARYING_H
#define DAGSIEVE_VARYING_H

#include "parser/text/slice.h"

struct varying {
    /* The length of such a text at `at`, which is no place within a word; 0: none stands there. At most some hundred bytes are looked at. */
    size_t (*length)(struct slice text, size_t at);
    const char *mark; /* what stands in its place */
    size_t (*kept)(struct slice text, size_t at); /* how much of it stays before the mark; NULL: nothing */
    const char *sample;
};
/* In order of trial. */
extern const struct varying varying[];
extern const size_t varying_n;

/* The length of the letter, digit or other character of a word at `at`; 0: none. */
size_t word_character(struct slice text, size_t at);
/* The length of "scheme://" at `at`, of the host behind it up to `at` + n. */
size_t url_scheme(struct slice text, size_t at);

#endif
