/* load_worker.c - see load_worker.h. */
#include "load_worker.h"

#include "progress.h"
#include "stop_signal.h"

enum {
    /* The sink ends its transactions by itself, while the next logs are read; to commit is to wait for the server. So it is seldom done: a worker
     * that dies has so many files read once more, of which the stored ones are found to be the same. */
    COMMIT_FILES = 1000,
    COMMIT_MS = 1000,   /* or when nothing came for so long */
    PROGRESS_MS = 200,  /* how often it says how far it is */
};

struct worker {
    struct loader *loader;
    struct worker_channel *channel;
    struct progress clock; /* only its clock is used */
    int uncommitted;       /* files that were read since the last commit */
};

static void send(struct worker *worker, enum worker_message message)
{
    struct counts counts;
    loader_counts(worker->loader, &counts);
    worker_channel_send(worker->channel, message, &counts, worker->loader->report);
}

static void send_progress(void *context, const struct counts *counts)
{
    struct worker *worker = context;
    (void)counts;
    if (progress_due(&worker->clock, PROGRESS_MS))
        send(worker, WORKER_progress);
}

static bool commit(struct worker *worker)
{
    if (worker->uncommitted && loader_commit(worker->loader) < 0)
        return false;
    worker->uncommitted = 0;
    send(worker, WORKER_committed);
    return true;
}

static bool read_path(struct worker *worker, const char *path)
{
    if (loader_read(worker->loader, path, NULL) < 0)
        return false;
    worker->uncommitted++;
    if (!*stop_flag())
        send(worker, WORKER_read);
    return worker->uncommitted < COMMIT_FILES || commit(worker);
}

/* Reads what it is handed until there is no more; whether the database held. */
static bool read_paths(struct worker *worker)
{
    const char *path;
    for (int next; !*stop_flag() && (next = worker_channel_next(worker->channel, COMMIT_MS, &path)) >= 0;)
        if (!(next > 0 && path[0] ? read_path(worker, path) : commit(worker)))
            return false;
    return commit(worker);
}

int load_worker(struct loader *loader, struct worker_channel *channel)
{
    struct worker worker = { .loader = loader, .channel = channel };
    loader->tick = send_progress;
    loader->context = &worker;
    bool ok = loader_open(loader) == 0 && read_paths(&worker);
    loader_close(loader);
    return ok ? loader->report->status : EXIT_database;
}
