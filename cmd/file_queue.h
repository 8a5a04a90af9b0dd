/* file_queue.h - which file load reads next: what the user named, less what belongs to another shard and what the ledger knows; files
 * over which a worker died once more, of those at hand the largest of the large ones first. */
#ifndef DAGSIEVE_FILE_QUEUE_H
#define DAGSIEVE_FILE_QUEUE_H

#include "sink/postgres/ledger.h"
#include "inputs.h"
#include "job.h"
#include "pipeline_counts.h"
#include "progress.h"

struct file_queue;

struct file_queue_figures {
    const struct inputs_facts *inputs;
    int64_t known;    /* files that the ledger knows */
    int64_t given_up; /* files over which too many workers died */
};

/* All but the job's texts must outlive the queue; ledger NULL: only pipes are read; progress gets what is found and what is passed over.
 * NULL when the list of --files-from cannot be opened: complained about. */
struct file_queue *file_queue_open(const struct job *, const struct ledger *, struct progress *, struct report *);
/* The next input of this shard that the ledger does not know, in the order of names; its path lives until the next call. */
bool file_queue_next(struct file_queue *, struct input *);
/* The next file to hand to a worker; its path is the caller's to free. small: it takes no time that counts, and stands beside the one before it. */
bool file_queue_take(struct file_queue *, char **path, bool *small);
/* A worker died before it had committed the file; to_blame: it was at work on this one. Such a file is tried once more and then given
 * up; the others are read again. Complains. */
void file_queue_failed(struct file_queue *, const char *path, bool to_blame, const char *why);
struct file_queue_figures file_queue_figures(const struct file_queue *);
/* Complains (no_logs) when nothing was read that the counts tell of, nor known, and nothing else was wrong. */
void file_queue_complain_none(const struct file_queue *, const struct counts *);
void file_queue_close(struct file_queue **);

#endif
