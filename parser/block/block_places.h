/* block_places.h - where the fields of a finished block stand: lines of the log, for the evidence of findings and for column places. */
#ifndef DAGSIEVE_BLOCK_PLACES_H
#define DAGSIEVE_BLOCK_PLACES_H

#include "block.h"

/* Where a field stands: the later of two lines for a derived one; the opening line when it stands nowhere, or field is -1. */
struct evidence block_place(const struct block *, int field);
/* Appends {"line":{"0":3,"1":4},"text":{"0":"=== CORRELATION DATA ===","1":"f1_buy=0.6"},"field":{"f1_buy":1}}: the lines that fields
 * which rules look at stand on, the opening one first, in order; and which field stands on which. */
void block_places_write(const struct block *, struct buf *out);

#endif
