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
    size_t from[HOLD_LINES], why_from[HOLD_LINES], physical_from[HOLD_LINES]; /* where their texts, explain's words about them and their bytes begin */
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
/* The text of one that waits. */
struct slice hold_text(const struct hold *, int at);
/* Hands what waits to the open log, lines first, then bytes and notes, and forgets it; lines from..to are left out, and their bytes. */
void hold_release(struct hold *, struct parts *, int from, int to);
/* Whether it has waited for so many milliseconds. now: of a clock that only moves forward. */
bool hold_waits(struct hold *, int64_t now, int64_t long_enough);
void hold_free(struct hold *);

#endif
