/* loader.h - one process that reads inputs and stores them: a parser, a pipeline, and connections of its own. Files replace what
 * is stored of their logs, pipes are merged into it (design §5). */
#ifndef DAGSIEVE_LOADER_H
#define DAGSIEVE_LOADER_H

#include "job.h"
#include "pipeline.h"

/* Zero but for the first five is a fresh one; they are the owner's. */
struct station {
    const struct job *job;
    const struct parser *parser;
    struct report *report;
    int64_t load_id;
    /* Called as work goes on, with all that has passed; NULL = nobody listens. */
    void (*tick)(void *context, const struct counts *);
    void *context;

    struct pipeline pipeline;
    struct sink *live; /* for pipes, opened with the first */
};

/* Seconds a database that is away is waited for. */
enum { STATION_WAIT_S = 60 };
/* The same for this job: a spool waits for ever. */
int station_wait(const struct job *);

/* Connects. -1: complained about. */
int station_open(struct station *);
/* Reads one input; identity as for pipeline_run. What was wrong with it was complained about. -1: the database gave up, working on
 * makes no sense. */
int station_read(struct station *, const char *path, const char *identity);
/* All that was read is stored and committed when this returns 0; -1 as above. */
int station_keep(struct station *);
/* What has passed and what of it is committed. */
void station_counts(const struct station *, struct counts *);
void station_close(struct station *);

#endif
