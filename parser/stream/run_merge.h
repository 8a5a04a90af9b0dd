/* run_merge.h - records of sources that came in several runs, each in order of time (Loki's streams of one pod, domain §3.5): kept in a temporary file, a chain
 * of extents a run, and merged by their stamps, a source after the other. */
#ifndef DAGSIEVE_RUN_MERGE_H
#define DAGSIEVE_RUN_MERGE_H

#include <stdint.h>

#include "parser/catalogue/complaint.h"
#include "parser/text/slice.h"

struct merge;

struct merge_record {
    size_t source;       /* its number */
    bool has_time;       /* false: it has the stamp of the one before it */
    int64_t time;        /* UTC, microseconds, */
    int nanos;           /* and what is below them */
    int64_t number;      /* of its first line in the source */
    struct slice text;   /* what is inside its envelopes */
    struct slice lines;  /* as they came */
};

struct merge *merge_open(struct report *);
/* Adds a copy of a source's next record; false when it cannot be kept: complained about. */
bool merge_put(struct merge *, const struct merge_record *);
/* Whether a source's time fell, so that it has several runs. */
bool merge_is_needed(const struct merge *);
/* The next record: by source, then by time, then by run; one that several runs have is given once. false behind the last, or when it cannot be read
 * (complained about). Only source, number and lines are told; they live until the next call. Nothing is added any more. */
bool merge_next(struct merge *, struct merge_record *out);
void merge_close(struct merge **);

#endif
