/* failure_page.h - failures as people read them, for `dagsieve failures` and a section of `dagsieve status`. */
#ifndef DAGSIEVE_FAILURE_PAGE_H
#define DAGSIEVE_FAILURE_PAGE_H

#include "sink/print/terminal.h"
#include "sink/read/failure_query.h"

/* Writes the rows of FAILURES_QUERY: title and place, how many and where, an example. whole: columns of a line that is there to be copied. */
void failure_page(struct terminal *, const struct pg_rows *failures, int whole);

#endif
