/* csv_text.h - a text as a cell of CSV (RFC 4180). */
#ifndef DAGSIEVE_CSV_TEXT_H
#define DAGSIEVE_CSV_TEXT_H

#include "parser/text/buf.h"

/* Appends text, in quotes where they are needed ("" for an empty one); one that a spreadsheet would run as a formula begins with a ' more. */
void csv_text(struct buf *to, struct slice text);

#endif
