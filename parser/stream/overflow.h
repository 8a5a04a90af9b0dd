/* overflow.h - lines of those sources of a stream that cannot be open at once (domain §3.5), or of runs that are merged (run_merge.h): kept in a temporary
 * file, and read when the others are over, GROUP sources at a time. Written and read in one pass each, whatever the number of sources. */
#ifndef DAGSIEVE_OVERFLOW_H
#define DAGSIEVE_OVERFLOW_H

#include <stdint.h>

#include "parser/catalogue/complaint.h"
#include "parser/text/buf.h"

struct overflow;

/* One kept line. */
struct overflow_line {
    uint32_t source;       /* its number */
    bool cut;              /* longer than the limit */
    struct slice physical; /* with its '\n' */
};

/* group: how many sources are read at a time. */
struct overflow *overflow_open(size_t group, struct report *);
/* Keeps a copy; false when the temporary file fails: complained about. */
bool overflow_put(struct overflow *, const struct overflow_line *);
size_t overflow_groups(const struct overflow *);
/* Where one group is read; zero: at its beginning. */
struct overflow_place {
    struct buf extent; /* being read */
    size_t at;
    int64_t next;
    bool began;
};
/* The next line of that group, in order; false behind the last, or when it cannot be read (complained about). Lives until the next call with that place.
 * Nothing is put into a group that is read. */
bool overflow_next(struct overflow *, size_t group, struct overflow_place *, struct overflow_line *out);
void overflow_close(struct overflow **);

#endif
