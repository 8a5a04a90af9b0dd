/* pipeline_inside.h - one input on its way, shared by pipeline.c (its bytes) and pipeline_log.c (the logs that come of it). Not for others: pipeline.h is the
 * door. */
#ifndef DAGSIEVE_PIPELINE_INSIDE_H
#define DAGSIEVE_PIPELINE_INSIDE_H

#include "parser/stream.h"
#include "pipeline.h"

struct transfer {
    struct pipeline *pipeline;
    struct sink *sink;
    struct source *source;
    const char *path, *identity; /* of the input */
    size_t file_n;         /* bytes of path that name the file; a member's name may follow */
    struct source_facts input; /* size and mtime of the input itself */
    struct stream_events events;
    struct buf name;       /* of the text at hand: path, or ARCHIVE!MEMBER; NUL-terminated */
    bool pipe;
    struct counts before;  /* what had passed when the text at hand began */
    int64_t taken_before;  /* bytes of files when the input began */
    struct stream *stream; /* NULL: nothing of the text at hand has come yet */
    struct pipeline_log *open; /* the first of the open logs */
    int64_t received_ms; /* when the last bytes came, milliseconds */
    bool live;    /* rows are passed on before their log is over */
    int64_t spills; /* how often a temporary file had failed when the input began: one more costs the input */
    bool dropped; /* the input is given up: what ends now is not kept */
    bool broken;  /* it could not be read to its end: it is to be read again, the ledger may not know it */
    bool failed, retry; /* retry: the sink lost what it had of it, the input is to be read once more */
    int logs;     /* that were put */
    struct buf last; /* the packed record of the last of them */
};

/* Whether lines were lost with a temporary file: nothing of the input counts, it is to be read again. */
static inline bool transfer_lost_lines(const struct transfer *transfer)
{
    return transfer->pipeline->report->count[COMPLAINT_spill_failed] > transfer->spills;
}

/* pipeline_log.c: what the stream tells of the logs of the text at hand; it lives in transfer->events. */
struct stream_events pipeline_log_events(struct transfer *);
/* Passes on what open logs have gathered, so that a flush makes it visible. A short pause is no silence: what feeds the pipe may
 * be busy. */
void pipeline_log_pass_all(struct transfer *);
/* Whether the source that a log tells is the file of that name; one that is not UTF-8 is told as UTF-8. */
bool pipeline_log_is_source(struct slice source, struct slice name);
/* The cells of the ledger that only the owner of the source knows; name: of the text. Texts live until the next call. */
void pipeline_log_file_facts(struct pipeline *, struct cell *cells, const struct source_facts *, const char *name);
void pipeline_log_free(struct pipeline *);

#endif
