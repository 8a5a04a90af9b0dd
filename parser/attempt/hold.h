/* hold.h - lines of a source that wait until it is known whose they are, as copies; see source_logs.h. */
#ifndef DAGSIEVE_HOLD_H
#define DAGSIEVE_HOLD_H

#include "parts.h"

/* HOLD_LINES, HOLD_BYTES: what waits at most. */
enum { HOLD_LINES = 64, HOLD_BYTES = 64 * 1024 };

/* Zero is valid. */
struct hold {
    struct buf text, physical;     /* of the lines; the bytes that came for them so far */
    struct log_line line[HOLD_LINES];
    size_t from[HOLD_LINES], why_from[HOLD_LINES]; /* where their texts begin, and where explain's words about them do */
    struct buf why;
    int n;
    int64_t notes[COMPLAINT__N];
    int64_t since;                 /* on the owner's clock; 0 = not known yet */
};

static inline bool hold_is_full(const struct hold *hold)
{
    return hold->n == HOLD_LINES || hold->text.n > HOLD_BYTES;
}
/* Copies the line; why: explain's words about it. */
void hold_add(struct hold *, const struct log_line *, struct slice why);
/* Hands all that waits to the open log, lines first, then bytes and notes, and forgets it. */
void hold_release(struct hold *, struct parts *);
void hold_free(struct hold *);

#endif
