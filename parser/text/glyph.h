/* glyph.h - what of a stranger's text a terminal may be shown: controls (C0 and C1), marks that turn the direction of writing, marks
 * without width and bytes that are no UTF-8 are shown escaped (\n, \x1b, \u202e), so that none of them is obeyed. */
#ifndef DAGSIEVE_GLYPH_H
#define DAGSIEVE_GLYPH_H

#include "buf.h"

/* What is shown for one character. */
struct glyph {
    char text[12];
    size_t n;    /* bytes of text */
    int columns; /* it takes */
};

/* Takes one character off *rest, which is not empty. */
struct glyph glyph_take(struct slice *rest);
/* Appends text for a line of words: as above, but a control of ASCII, such as the end of a line, becomes a blank. */
void glyph_tame(struct slice text, struct buf *out);

#endif
