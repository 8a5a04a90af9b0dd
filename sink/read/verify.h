/* verify.h - is what is put already in the database? Compares each log with what is stored of it: content hash, versions, lines,
 * bytes, and how many rows of each kind. Reads only. */
#ifndef DAGSIEVE_SINK_VERIFY_H
#define DAGSIEVE_SINK_VERIFY_H

#include "sink/connection/pg.h"
#include "sink/sink.h"

struct verify_counts {
    int64_t logs;      /* compared */
    int64_t whole;     /* stored as they are */
    int64_t better;    /* stored from a more complete copy */
    int64_t missing;   /* not stored */
    int64_t different; /* stored otherwise */
};

/* A line for each log that is missing or different goes to `to`, which stays open. pg is the caller's, and outlives the sink. */
struct sink *sink_verify(struct pg *pg, FILE *to);
/* Of what a flush or close has compared; lives as long as the sink. */
const struct verify_counts *sink_verify_counts(const struct sink *);

#endif
