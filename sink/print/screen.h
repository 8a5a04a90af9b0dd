/* screen.h - what a person sees on the terminal that a stream is: its columns, lines broken between words. A file or pipe gets its bytes as they are. */
#ifndef DAGSIEVE_SCREEN_H
#define DAGSIEVE_SCREEN_H

#include <stdio.h>

#include "parser/text/buf.h"

/* Whether terminals understand sequences for styles and for erasing; where TERM is dumb or missing none is written. */
bool screen_obeys(void);
/* Columns of the terminal that the stream is; 0 when it is none. */
int screen_columns(FILE *);
/* Appends text, its lines broken at blanks where they have more columns; a line that goes on is indented, or stands
 * below its last column. A path that is longer than a line is broken behind a '/'. Terminal sequences of styles (ESC [ .. m) take no column. */
void screen_fold(struct slice text, int columns, struct buf *out);
/* Writes whole lines, folded where the stream is a terminal. */
void screen_write(FILE *, struct slice text);

#endif
