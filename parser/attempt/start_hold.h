/* start_hold.h - what a start prints before it names its attempt waits (hold.h) until it is known whose it is: the open log's, or another one's that
 * begins with it (domain §3.5). Part of source_logs.h. */
#ifndef DAGSIEVE_START_HOLD_H
#define DAGSIEVE_START_HOLD_H

#include "source_logs.h"

/* BEGIN_ALONE: place of a start's line that begins a log though no other follows: whoever watches processes says the ones before. */
enum { BEGIN_ALONE = 2 };

static inline struct log *open_log(const struct source_logs *logs)
{
    return logs->parts.open->log;
}
/* Whether lines of that family cannot go on with the open log, which no start began or which is of another generation. */
bool cannot_go_on(const struct source_logs *, enum family);
/* Makes what reads and keeps such lines; nothing happens where it is there. */
void start_hold_make(struct source_logs *);
/* From the line of that begin on lines wait. */
void start_hold_begin(struct source_logs *, const struct begin *);
/* The line waits too, unless it tells whose they are: then all of them go to that log. logs->held has what it names. */
void start_hold_line(struct source_logs *, const struct begin *, const struct log_line *);
/* Nothing more will tell: what waits, if anything does, goes where what is known says. */
void start_hold_end(struct source_logs *);
/* The same where a line comes that is none of them. What was read goes with them: what the line names is kept. */
void start_hold_end_before(struct source_logs *, struct begin *);

#endif
