/* literals.h - what a text must hold for a PCRE2 pattern to match it, for the prefilter. Errs on the side of saying nothing. */
#ifndef DAGSIEVE_LITERALS_H
#define DAGSIEVE_LITERALS_H

#include "parser/text/buf.h"

/* A literal shorter than the least would hit nearly every line; parts of a longer one than the most are enough. */
enum { LITERAL_LEAST = 3, LITERAL_MOST = 24, LITERALS_MOST = 16 };

/* Appends "a|b": each text that the pattern matches holds one of these, however JSON or docker escaped the line, and also where the
 * text is the members of a record put together as key=value. false, nothing appended: none is certain, each line must be tried. */
bool literals_find(struct slice pattern, struct buf *out);

#endif
