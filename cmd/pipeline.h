/* pipeline.h - one input at a time from its bytes to the sink: source -> stream -> reorder buffer -> sink. Decides nothing about
 * logs; the order of calls is all it knows. */
#ifndef DAGSIEVE_PIPELINE_H
#define DAGSIEVE_PIPELINE_H

#include <signal.h>

#include "parser/parser.h"
#include "parser/input/source.h"
#include "sink/sink.h"
#include "pipeline_counts.h"
#include "real_path.h"

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
    /* Whether a member of an archive, the real path of ARCHIVE!MEMBER, is stored already as it is: it is passed over. NULL: there is no ledger. */
    bool (*known)(void *context, const char *real, int64_t size, struct timespec mtime);
    /* Called at each step of the source, with what has passed; NULL = no caller. */
    void (*tick)(void *context, const struct counts *);
    void *context; /* of all three */

    struct counts counts;
    bool failed;                /* the sink gave up: further inputs make no sense */
    struct pipeline_log *spare; /* its own: logs that have ended */
    struct real_path real;      /* its own */
};

/* Reads one input ("-" is stdin) to its end; of an archive each member that is a log by its name, as an input of its own. identity: the path that
 * stands for it, NULL = path itself; members have their own. -1 when it could not be read, or the sink gave up: complained about. */
int pipeline_read(struct pipeline *, const char *path, const char *identity);
/* The same of a file that keeps what came through a pipe: it is read as the pipe would be, and its source is "-". */
int pipeline_read_kept(struct pipeline *, const char *path, const char *identity);
void pipeline_free(struct pipeline *);

#endif
