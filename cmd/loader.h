/* loader.h - one process that reads inputs and stores them: a parser, a pipeline, and connections of its own. Files replace what
 * is stored of their logs, pipes are merged into it (design §5). */
#ifndef DAGSIEVE_LOADER_H
#define DAGSIEVE_LOADER_H

#include "job.h"
#include "pipeline.h"
#include "real_path.h"

/* Zero but for the first six is a fresh one; they are the owner's. */
struct loader {
    const struct job *job;
    const struct parser *parser;
    struct report *report;
    int64_t load_id;
    const struct ledger *ledger; /* members of archives that it knows are passed over; NULL = none */
    /* Called as work goes on, with all that has passed; NULL = no caller. */
    void (*tick)(void *context, const struct counts *);
    void *context;

    struct pipeline pipeline;
    struct sink *live; /* for pipes, opened with the first */
};

/* Seconds a database that is away is waited for. */
enum { LOADER_WAIT_S = 60 };
/* The same for this job: a spool waits for ever. */
int loader_wait(const struct job *);

/* Connects. -1: complained about. */
int loader_open(struct loader *);
/* Reads one input; identity as for pipeline_read. What was wrong with it was complained about. -1: the database gave up, working on
 * makes no sense. */
int loader_read(struct loader *, const char *path, const char *identity);
/* The same of a stream that a spool kept (pipeline_read_kept). */
int loader_read_kept(struct loader *, const char *path, const char *identity);
/* All that was read is stored and committed when this returns 0; -1 as above. */
int loader_commit(struct loader *);
/* What has passed and what of it is committed. */
void loader_counts(const struct loader *, struct counts *);
void loader_close(struct loader *);

#endif
