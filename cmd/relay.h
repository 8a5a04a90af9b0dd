/* relay.h - what a pipeline puts into its sink and what it complains about, as bytes: a worker writes them, its parent plays them into the true sink and report.
 * So that records and words come in one order, however many workers read. */
#ifndef DAGSIEVE_RELAY_H
#define DAGSIEVE_RELAY_H

#include "parser/text/buf.h"
#include "sink/sink.h"

/* Takes whole calls, a piece of 64 kB or one call at a time. */
struct relay_receiver {
    void (*take)(void *context, struct slice calls);
    void *context;
};

/* A sink that writes what is put into it, children in the form that the true sink takes them (encoder: a copy of it, asked for nothing
 * else): so that the parent hands on bytes. The receiver is the caller's. */
struct sink *relay_sink(const struct relay_receiver *, struct sink *encoder);
/* Hands on what has gathered. */
void relay_flush(struct sink *);
/* From now on the words of the report are written too: receiver is a relay's, or the context's own. */
void relay_report(struct sink *, struct report *);
/* Appends the words of a complaint as a call. */
void relay_say(struct buf *to, enum complaint_class, struct slice words);

struct relay_player {
    struct sink *sink;
    struct report *report;
    bool failed;        /* the sink gives up */
    bool open, refused; /* a log is begun; the sink did not want something of it */
    struct buf packed;  /* the open log, which record and its cells point into */
    struct cell cell[LOG__N];
    struct record record;
};

void relay_play(struct relay_player *, struct slice calls);
/* The writer is gone: a log that it began and did not end is not kept. */
void relay_break(struct relay_player *);
void relay_player_free(struct relay_player *);

#endif
