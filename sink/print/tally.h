/* tally.h - counts by name, few names: states and codes of a table's last lines. Zero is an empty one. */
#ifndef DAGSIEVE_TALLY_H
#define DAGSIEVE_TALLY_H

#include "parser/text/buf.h"

/* Distinct names that are kept; more are counted as "others", so that a hostile log cannot grow it. */
enum { TALLY_MAX = 100, TALLY_NAME = 48 };

struct tally_row {
    char name[TALLY_NAME];
    char severity[8]; /* "" where there is none */
    int64_t n;
};

struct tally {
    struct tally_row *row;
    size_t n, cap;
};

/* Both texts are copied and cut. */
void tally_add(struct tally *, struct slice name, struct slice severity, int64_t n);
/* Adds all rows of other. */
void tally_merge(struct tally *, const struct tally *other);
/* "" when the name was never added. */
const char *tally_severity(const struct tally *, struct slice name);
/* By severity (P0 first, none last), then the most frequent first, then by name. */
void tally_sort(struct tally *);
void tally_reset(struct tally *);
void tally_free(struct tally *);

#endif
