/* pipeline.h - one input at a time from its bytes to the sink: source -> stream -> reorder buffer -> sink. Decides nothing about
 * logs; the order of calls is all it knows. */
#ifndef DAGSIEVE_PIPELINE_H
#define DAGSIEVE_PIPELINE_H

#include <signal.h>

#include "parser/parser.h"
#include "parser/input/source.h"
#include "sink/postgres/postgres.h"

/* What has passed; all are sums over the life of a pipeline. */
struct counts {
    int64_t inputs;             /* read to their end */
    int64_t failed;             /* inputs that were not */
    int64_t known;              /* members of archives that were stored already */
    int64_t matched;            /* lines in which something of Airflow's was seen, of this pipeline's own logs */
    int64_t lines, bytes;       /* physical lines, inflated bytes */
    int64_t taken;              /* bytes of files, as they are packed */
    int64_t records[RECORD__N]; /* that the sink has taken */
    struct sink_postgres_counts stored; /* of what is committed, where the sink is a database */
};
void counts_add(struct counts *sum, const struct counts *more);

/* parser, sink, report and stop are the caller's and outlive the pipeline. */
struct pipeline {
    const struct parser *parser;
    struct sink *sink;
    /* For pipes whose rows must be seen before the log is over: a sink that takes several open logs at a time and rows in any
     * order. Its answer NULL: complained about, the input is given up. NULL: pipes go to sink, whole logs at a time. */
    struct sink *(*live_sink)(void *context);
    struct report *report;
    struct source_limits limits;
    const volatile sig_atomic_t *stop; /* not 0: a file is given up, a pipe ends here; NULL = never */
    /* Whether a member of an archive, ARCHIVE!MEMBER, is stored already as it is: it is passed over. NULL = none is. */
    bool (*known)(void *context, const char *name, int64_t size, struct timespec mtime);
    /* Called at each step of the source, with what has passed; NULL = no caller. */
    void (*tick)(void *context, const struct counts *);
    void *context; /* of all three */

    struct counts counts;
    bool failed;                /* the sink gave up: further inputs make no sense */
    struct pipeline_log *spare; /* its own: logs that have ended */
};

/* Reads one input ("-" is stdin) to its end; of an archive each member that is a log by its name, as an input of its own. identity: the path that
 * stands for it, NULL = path itself; members have their own. -1 when it could not be read, or the sink gave up: complained about. */
int pipeline_read(struct pipeline *, const char *path, const char *identity);
/* The same of a file that keeps what came through a pipe: it is read as the pipe would be, and its source is "-". */
int pipeline_read_kept(struct pipeline *, const char *path, const char *identity);
void pipeline_free(struct pipeline *);

#endif
