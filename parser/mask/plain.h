/* plain.h - text as a reader sees it: colours and what stands for quotes and signs may hide where a secret begins. */
#ifndef DAGSIEVE_MASK_PLAIN_H
#define DAGSIEVE_MASK_PLAIN_H

#include "parser/text/buf.h"

/* Appends text without terminal escapes, raw or as JSON and Python print them, and with \u00XX of visible bytes and the %XX of quotes, signs
 * and & undone; blanks and signs beside ASCII's (U+00A0, U+200B, U+FF1D, U+FF1A) are ASCII's. */
void plain_text(struct slice text, struct buf *out);

#endif
