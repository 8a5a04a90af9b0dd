/* clock.h - the times of a log, and its longest silence (domain §3.4). */
#ifndef DAGSIEVE_CLOCK_H
#define DAGSIEVE_CLOCK_H

#include "context.h"

enum { SILENCE_LIMIT = 600 * 1000000 }; /* microseconds; a longer gap is an incident */

struct clock {
    bool has_time, has_wrapper_time;
    int64_t first, latest;               /* of outermost heads: smallest, largest so far */
    int64_t wrapper_first, wrapper_last;
    bool has_silence;                    /* two lines that are a silence apart, if only of 0 */
    int64_t silence, silence_at;         /* the longest, microseconds, and when it began */
    int64_t waited, waited_at, waited_line; /* the longest time before a start, when it began, and the start's line */
    int64_t n_silent, silent_line;       /* those above the limit, and the line that ended the first */
    int64_t told;                        /* the silence that the owner of a log that goes on was told of */
};

/* A line's stamp by its wrapper. */
void clock_wrapper(struct clock *, int64_t time);
/* The stamp of the first line, or one that is before another or may end a silence. */
void clock_gap(struct clock *, int64_t time, struct slice message, int64_t line);
/* A line's stamp by its outermost head. Most lines come soon after the line before: they are done here. */
static inline void clock_line(struct clock *clock, int64_t time, struct slice message, const struct context *ctx)
{
    if (clock->has_silence && time >= clock->latest && time - clock->latest <= clock->silence && clock->silence <= SILENCE_LIMIT)
        clock->latest = time;
    else
        clock_gap(clock, time, message, ctx->line);
}
/* What heads told is from now on what they told another clock; the wrapper's stamps stay. */
void clock_heads(struct clock *, const struct clock *heads);
/* Writes start_time, end_time and duration_s. */
void clock_times(const struct clock *, struct context *, struct cell *log);
/* The end of an attempt's log: writes silence_s and silence_at; true when the silence is an incident. */
bool clock_end(const struct clock *, struct context *, struct cell *log, struct found *);
/* A log that goes on: true when its silence so far is an incident that is worth telling, once, and again when it has grown by a minute. now, idle: as of
 * stream_tell; lines: of the log so far. */
bool clock_tell(struct clock *, struct context *, int64_t now, int64_t idle, int64_t lines, struct found *);

#endif
