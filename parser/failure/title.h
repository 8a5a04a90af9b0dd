/* title.h - the one line that names an error: what varies from one case to the next is replaced (domain §8.1 "Title"). */
#ifndef DAGSIEVE_TITLE_H
#define DAGSIEVE_TITLE_H

#include "parser/text/buf.h"

/* Appends the line with what varies replaced: URL, e-mail, UUID, time, IP, hex, temporary files, names of chance, numbers, lists of numbers, data
 * (failures.def). Linear in the line. */
void title_add(struct slice line, struct buf *out);
/* Appends what of a title tells failures apart: all but the unit of a size, "<n> GiB" (failures.def), a type of its own that a wrapper says again, and a
 * file behind words that name the cause. */
void title_key(struct slice title, struct buf *out);
/* The line of "TYPE: message" that says what happened, untouched: its first, the next non-empty one where the first is empty, behind it where it ends in ':'
 * or in place of it where a row of failures.def says so. type may be empty. */
void title_line(struct slice type, struct slice message, struct buf *out);

/* Whether a part of that line is still to come, the message being all there is so far. */
bool title_waits(struct slice message);

#endif
