/* block_name.h - the names of fields in a CORRELATION DATA block, in any spelling (domain §3.1). */
#ifndef DAGSIEVE_BLOCK_NAME_H
#define DAGSIEVE_BLOCK_NAME_H

#include "block_value.h"
#include "parser/text/buf.h"
#include "parser/catalogue/record.h"
#include "parser/text/slice.h"

/* Longest name of the table, with room to spare; longer text is no known name. */
enum { BLOCK_NAME_MAX = 48 };

/* One BLOCK row of fields.def. */
struct block_field {
    struct slice name; /* canonical */
    int field;         /* correlation_field */
    enum unit unit;
};

/* A table to find names in; made once a block, read-only after. */
struct block_names {
    unsigned char slot[128]; /* row + 1, 0 = free */
};

void block_names_make(struct block_names *);
/* The row of a name in any spelling (case, '-' and blanks as '_'); NULL when it is none. */
const struct block_field *block_name_find(const struct block_names *, struct slice spelling);
/* Appends the canonical spelling: lower case, '-' and blanks as '_', runs of blanks as one. */
void block_name_canonical(struct slice spelling, struct buf *out);

#endif
