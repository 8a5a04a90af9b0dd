/* output.h - text on its way to a stream: gathered in one reused buffer, written in large pieces, complained about once
 * when the stream takes no more. For the sinks that write to a FILE; knows no records. */
#ifndef DAGSIEVE_OUTPUT_H
#define DAGSIEVE_OUTPUT_H

#include "parser/text/buf.h"
#include "parser/catalogue/complaint.h"

/* Zero with to and report set is a fresh one. to stays the caller's. */
struct output {
    FILE *to;
    struct report *report;
    struct buf text; /* not yet written; the sink appends to it */
    size_t mark;     /* where the open log begins in text */
    bool failed;     /* the stream refused once: complained about, nothing is written any more */
    int columns;     /* lines are folded to; 0 = not */
    bool tame;       /* a terminal, and text that may hold what a terminal obeys: such characters are shown escaped */
};

/* From here on output_cancel can take back. */
void output_mark(struct output *);
/* Drops what came since the mark and was not written yet. What the stream has taken stays taken. */
void output_cancel(struct output *);
/* Appends a piece of a record, which is not held twice where it is long: it goes out at once, after all that has gathered. */
void output_piece(struct output *, struct slice);
/* To be called after each record: writes when enough has gathered. -1 when the stream refused, now or before. */
int output_room(struct output *);
/* Writes all that has gathered, through to the file. -1 when the stream refused, now or before (output_failed). */
int output_flush(struct output *);
void output_free(struct output *);

#endif
