/* worker_pool.h - worker processes that are handed paths one after the other. Knows pipes and processes; nothing of logs or
 * databases. A path is settled only when its worker reports it committed: a worker that dies costs what it had not
 * committed, and the owner learns which paths these were. */
#ifndef DAGSIEVE_WORKER_POOL_H
#define DAGSIEVE_WORKER_POOL_H

#include "worker_channel.h"

struct worker_pool_options {
    int workers;
    /* The life of a worker; its result is the exit status of its process: EXIT_database and EXIT_locked say that
     * working on makes no sense. */
    int (*work)(void *context, struct worker_channel *);
    /* A worker died with the path not committed; to_blame: it was at work on this one. why: "signal 9". */
    void (*lost)(void *context, int worker, const char *path, bool to_blame, const char *why);
    /* The worker sent bytes; it has committed all it had read. listens: whether it is heard now; one that is not waits. NULL: no output, always. */
    void (*output)(void *context, int worker, struct slice bytes);
    void (*committed)(void *context, int worker);
    bool (*listens)(void *context, int worker);
    void *context;
};

struct worker_pool;
struct worker_pool *worker_pool_open(const struct worker_pool_options *);
/* Whether a worker can take one more path now. */
bool worker_pool_has_room(const struct worker_pool *);
/* Hands the path (copied) to the worker with the least to do: its number; where paths are to stay together, to that of the path before,
 * unless it has many to read. A worker that died is replaced. -1 when no process can be had: the path was not taken. */
int worker_pool_give(struct worker_pool *, const char *path, bool together);
/* Takes in the messages of the workers, waiting at most timeout_ms for the first. */
void worker_pool_receive(struct worker_pool *, int timeout_ms);
/* Asks all that have something that is not committed, and were not asked since, to commit it. */
void worker_pool_ask_commit(struct worker_pool *);
/* Paths that are handed out and not committed. */
int64_t worker_pool_pending(const struct worker_pool *);
/* Sums over all workers, also those that died (what they had committed). */
void worker_pool_counts(const struct worker_pool *, struct counts *);
/* Ends all workers (stop: by SIGTERM), adds what they complained about to report, and frees. counts: the last sums. */
void worker_pool_close(struct worker_pool **, bool stop, struct report *, struct counts *counts);
/* The status of a worker for which working on made no sense; 0 while there is none. */
int worker_pool_gave_up(const struct worker_pool *);

#endif
