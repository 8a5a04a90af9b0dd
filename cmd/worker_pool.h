/* worker_pool.h - worker processes that are handed paths one after the other. Knows pipes and processes; nothing of logs or
 * databases. A path counts as settled only when its worker says that it is kept: one that dies costs what it had not
 * kept, and that is told to the owner. */
#ifndef DAGSIEVE_WORKER_POOL_H
#define DAGSIEVE_WORKER_POOL_H

#include "pipeline.h"

/* What a worker says. */
enum crew_word {
    CREW_going, /* only figures */
    CREW_done,  /* the oldest path that was not done is done */
    CREW_kept,  /* all that is done is kept: a death loses nothing of it any more */
};

/* The worker's side. */
struct crew_seat;
/* Waits at most timeout_ms (-1 = for ever) for the next path: 1, 0 when none came in time, -1 when there are no more. An empty path asks
 * to keep what is done. *path lives until the next call. */
int crew_next(struct crew_seat *, int timeout_ms, const char **path);
/* counts and the report's counts are the sums of this worker's life. Ends the process when the word cannot be said. */
void crew_say(struct crew_seat *, enum crew_word, const struct counts *, const struct report *);

struct crew_options {
    int workers;
    /* The life of a worker; its result is the exit status of its process: EXIT_database and EXIT_locked say that
     * working on makes no sense. */
    int (*work)(void *context, struct crew_seat *);
    /* A worker died with the path not kept; to_blame: it was at work on this one. why: "signal 9". */
    void (*lost)(void *context, const char *path, bool to_blame, const char *why);
    void *context;
};

struct crew;
struct crew *crew_open(const struct crew_options *);
/* Whether a worker can take one more path now. */
bool crew_has_room(const struct crew *);
/* Hands the path (copied) to the worker with the least to do. A worker that died is replaced. -1 when no process can be had: the
 * path was not taken. */
int crew_give(struct crew *, const char *path);
/* Takes in what the workers have to say, waiting at most timeout_ms for the first word. */
void crew_listen(struct crew *, int timeout_ms);
/* Asks all that have something that is not kept, and were not asked since, to keep it. */
void crew_ask_keep(struct crew *);
/* Paths that are handed out and not kept. */
int64_t crew_pending(const struct crew *);
/* Sums over all workers, also those that died (what they had kept). */
void crew_counts(const struct crew *, struct counts *);
/* Ends all workers (stop: by SIGTERM), adds what they complained about to report, and frees. counts: the last sums. */
void crew_close(struct crew **, bool stop, struct report *, struct counts *counts);
/* The status of a worker for which working on made no sense; 0 while there is none. */
int crew_gave_up(const struct crew *);

#endif
