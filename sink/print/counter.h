/* counter.h - counts by name, few names: states and codes of a table's last lines. Zero is an empty one. */
#ifndef DAGSIEVE_COUNTER_H
#define DAGSIEVE_COUNTER_H

#include "parser/text/buf.h"

/* Distinct names that are kept; more are counted as "others", so that a hostile log cannot grow it. */
enum { COUNTER_MAX = 100, COUNTER_NAME = 48 };

struct counter_row {
    char name[COUNTER_NAME];
    char severity[8]; /* "" where there is none */
    int64_t n;
};

struct counter {
    struct counter_row *row;
    size_t n, cap;
};

/* Both texts are copied and cut. */
void counter_add(struct counter *, struct slice name, struct slice severity, int64_t n);
/* Adds all rows of other. */
void counter_merge(struct counter *, const struct counter *other);
/* "" when the name was never added. */
const char *counter_severity(const struct counter *, struct slice name);
/* By severity (P0 first, none last), then the most frequent first, then by name. */
void counter_sort(struct counter *);
void counter_reset(struct counter *);
void counter_free(struct counter *);

#endif
