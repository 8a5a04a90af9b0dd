/* sweep_page.h - the page of `dagsieve status --sweeps`. */
#ifndef DAGSIEVE_SWEEP_PAGE_H
#define DAGSIEVE_SWEEP_PAGE_H

#include "sink/read/listing.h"

/* Appends the page of the rows of LISTING_sweeps. */
void sweep_page(const struct pg_rows *sweeps, bool colour, struct buf *out);

#endif
