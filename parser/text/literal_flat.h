/* literal_flat.h - a list or dict as most programs print it: one level of numbers, words and strings without an escape, read in one pass. */
#ifndef DAGSIEVE_LITERAL_FLAT_H
#define DAGSIEVE_LITERAL_FLAT_H

#include "buf.h"
#include "slice.h"

/* Appends text as the JSON that literal_to_json (literal.h) makes of it, which asks here first. false, out unchanged: it has to be read with all that a
 * literal may hold, as where a bracket stands within, a dict may give a name twice, or a number is not spelled as records spell it. */
bool literal_flat(struct slice text, struct buf *out);

#endif
