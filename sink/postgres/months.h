/* months.h - sets of months: which partitions of table event some rows need. */
#ifndef DAGSIEVE_MONTHS_H
#define DAGSIEVE_MONTHS_H

#include <stdbool.h>
#include <stdint.h>

enum { MONTHS = (2100 - 2010) * 12 };

/* A set of months, counted from January 2010. Zero is an empty one. */
struct months {
    uint64_t bits[(MONTHS + 63) / 64];
};

static inline bool months_has(const struct months *m, int month)
{
    return m->bits[month / 64] >> (month % 64) & 1;
}

static inline void months_add(struct months *m, int month)
{
    m->bits[month / 64] |= UINT64_C(1) << (month % 64);
}

/* The month of a time in microseconds since 1970 from January 2010, or -1 when it is before that or after 2099. */
int month_of(int64_t micros);

#endif
