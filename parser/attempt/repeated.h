/* repeated.h - lines that a source gives once more, as pieces do that overlap (domain §3.5: nothing is counted twice): from one on that comes before the
 * newest in time and came before, what follows is passed over as long as it repeats what followed that one. Threads may log the same out of order: the first
 * few wait until there are enough of them, or they reach the last line that came. Lines without a head that might be the first of such wait for the head. */
#ifndef DAGSIEVE_REPEATED_H
#define DAGSIEVE_REPEATED_H

#include "hold.h"

struct waiting_lines;

/* Zero is valid. */
struct repeated {
    uint32_t on;                   /* so many lines before were passed over */
    uint32_t likely;               /* so many lines before, which wait, will be if more repeat what came */
    struct repeat first, at;       /* what the first and the last of them repeat */
    int64_t from;                  /* number of the first one */
    bool broke;                    /* they broke off in a line without a head: what follows waits for the next head */
    bool waits;                    /* lines wait */
    struct waiting_lines *waiting; /* made for the first ones */
    struct head_space heads;
};

/* Whether the line may be one of them: the bytes before it are to be given before it. */
static inline bool repeated_asks(const struct repeated *repeated, struct parts *parts, struct slice text)
{
    return parts->marks && (repeats_has(&parts->repeats, text) || repeated->on || repeated->waits);
}
/* Whether the line begins a repetition of the open log's, or of lines that wait there. */
bool repeated_begins(struct repeated *, struct parts *, const struct log_line *, const struct hold *);
/* true: the line is passed over, or waits. why: explain's words about it. */
bool repeated_line(struct repeated *, struct parts *, const struct log_line *, struct slice why);
/* The bytes of lines that were passed over or wait; false: the last line was neither. */
bool repeated_bytes(struct repeated *, struct slice physical);
/* Notes on the last line; false: it was neither. */
bool repeated_note(struct repeated *, enum complaint, int64_t times);
/* Nothing more is waited for: the lines go to the open log. */
void repeated_release(struct repeated *, struct parts *);
/* The source is over. */
void repeated_end(struct repeated *, struct parts *);
/* Whether lines have waited for that long. now: milliseconds, of a clock that only moves forward. */
bool repeated_waits(struct repeated *, int64_t now, int64_t long_enough);
void repeated_free(struct repeated *);

#endif
