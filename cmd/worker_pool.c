/* worker_pool.c - the parent's side: who has which paths. A pipe to each worker, a pipe back. */
#include "worker_pool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "whole_io.h"

enum {
    QUEUE = 4,     /* paths a worker has before it, so that it never waits for the parent ... */
    TOGETHER = 12, /* ... and where they stay together */
};

/* Paths in the order they were given: the first n_read are read and not committed yet. */
struct worker_process {
    pid_t pid; /* 0 = no process */
    int to, from;
    char **path;
    int n, n_read, cap;
    bool commit_asked; /* since nothing was handed to it */
    struct worker_frame latest, committed; /* the last message, the last one that said committed */
};

struct worker_pool {
    struct worker_pool_options options;
    struct worker_process *worker;
    int latest;                           /* the worker that was handed a path last */
    struct buf output;                    /* of a worker, while it is taken in */
    struct counts counts;                 /* of workers that are gone */
    int64_t complaints[COMPLAINT__N];
    int status, gave_up;
};

struct worker_pool *worker_pool_open(const struct worker_pool_options *options)
{
    struct worker_pool *pool = memory_new(sizeof(*pool));
    *pool = (struct worker_pool){ .options = *options };
    pool->worker = memory_zeroed((size_t)options->workers * sizeof(*pool->worker));
    return pool;
}

/* In the new process: the ends of other workers' pipes are closed, else their owner's death would go unseen. One that waits for a silent
 * input reads no pipe: the parent's death is a signal to it. */
static void become_worker(struct worker_pool *pool, pid_t parent, int in, int out)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(0);
    for (int i = 0; i < pool->options.workers; i++) {
        if (pool->worker[i].pid) {
            close(pool->worker[i].to);
            close(pool->worker[i].from);
        }
    }
    struct worker_channel channel = { .in = in, .out = out };
    int status = pool->options.work(pool->options.context, &channel);
    buf_free(&channel.path);
    buf_free(&channel.message);
    _exit(status);
}

static int worker_start(struct worker_pool *pool, struct worker_process *worker)
{
    int to[2], from[2];
    if (pipe2(to, O_CLOEXEC) < 0)
        return -1;
    if (pipe2(from, O_CLOEXEC) < 0) {
        close(to[0]);
        close(to[1]);
        return -1;
    }
    fflush(NULL);
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        close(to[1]);
        close(from[0]);
        become_worker(pool, parent, to[0], from[1]);
    }
    close(to[0]);
    close(from[1]);
    if (pid < 0) {
        close(to[1]);
        close(from[0]);
        return -1;
    }
    worker->pid = pid;
    worker->to = to[1];
    worker->from = from[0];
    return 0;
}

static int unread(const struct worker_process *worker)
{
    return worker->n - worker->n_read;
}

static struct worker_process *least_busy(const struct worker_pool *pool)
{
    struct worker_process *best = &pool->worker[0];
    for (int i = 1; i < pool->options.workers; i++)
        if (unread(&pool->worker[i]) < unread(best))
            best = &pool->worker[i];
    return best;
}

bool worker_pool_has_room(const struct worker_pool *pool)
{
    return unread(least_busy(pool)) < QUEUE;
}

/* A worker that is gone is noticed by worker_pool_receive, which gives its paths back, and by no signal. One that was handed half a path is of no use
 * any more. */
static bool send_path(const struct worker_process *worker, const char *path)
{
    const struct sigaction ignore = { .sa_handler = SIG_IGN };
    struct sigaction before;
    sigaction(SIGPIPE, &ignore, &before);
    bool whole = pipe_write_path(worker->to, path);
    sigaction(SIGPIPE, &before, NULL);
    if (!whole)
        kill(worker->pid, SIGKILL);
    return whole;
}

static struct worker_process *worker_for(const struct worker_pool *pool, bool together)
{
    struct worker_process *latest = &pool->worker[pool->latest];
    return together && unread(latest) < TOGETHER ? latest : least_busy(pool);
}

int worker_pool_give(struct worker_pool *pool, const char *path, bool together)
{
    struct worker_process *worker = worker_for(pool, together);
    if (!worker->pid && worker_start(pool, worker) < 0)
        return -1;
    if (worker->n == worker->cap) {
        worker->cap = worker->cap ? 2 * worker->cap : 16;
        worker->path = memory_resize(worker->path, (size_t)worker->cap * sizeof(*worker->path));
    }
    worker->commit_asked = false;
    worker->path[worker->n] = memory_new(strlen(path) + 1);
    memcpy(worker->path[worker->n++], path, strlen(path) + 1);
    send_path(worker, path);
    pool->latest = (int)(worker - pool->worker);
    return pool->latest;
}

static void forget_read(struct worker_process *worker)
{
    for (int i = 0; i < worker->n_read; i++)
        free(worker->path[i]);
    worker->n -= worker->n_read;
    memmove(worker->path, worker->path + worker->n_read, (size_t)worker->n * sizeof(*worker->path));
    worker->n_read = 0;
}

/* The figures of a worker that is gone: of what it had committed where it died, else all. */
static void add_figures(struct worker_pool *pool, const struct worker_frame *figures)
{
    counts_add(&pool->counts, &figures->counts);
    for (int i = 0; i < COMPLAINT__N; i++)
        pool->complaints[i] += figures->complaints[i];
    if (figures->status > pool->status)
        pool->status = figures->status;
}

/* The process has closed its pipe: it died, gave up, or was asked to end. */
static void worker_end(struct worker_pool *pool, struct worker_process *worker, bool asked)
{
    int status = 0;
    close(worker->to);
    close(worker->from);
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (code == EXIT_database || code == EXIT_locked)
        pool->gave_up = code;
    bool died = !pool->gave_up && (code < 0 || !asked);
    worker->committed.counts.stored = worker->latest.counts.stored; /* rows are told when they are in: they are not stored once more */
    add_figures(pool, died ? &worker->committed : &worker->latest);
    char why[32];
    snprintf(why, sizeof(why), code < 0 ? "signal %d" : "status %d", code < 0 ? WTERMSIG(status) : code);
    struct worker_process gone = *worker;
    *worker = (struct worker_process){ 0 };
    for (int i = 0; i < gone.n; i++) {
        if (died)
            pool->options.lost(pool->options.context, (int)(worker - pool->worker), gone.path[i], i == gone.n_read, why);
        free(gone.path[i]);
    }
    free(gone.path);
}

static bool take_output(struct worker_pool *pool, struct worker_process *worker, size_t n)
{
    buf_reset(&pool->output);
    buf_reserve(&pool->output, n);
    if (!read_whole(worker->from, pool->output.p, n))
        return false;
    pool->options.output(pool->options.context, (int)(worker - pool->worker), (struct slice){ pool->output.p, n });
    return true;
}

/* Takes in one message; false: the worker has closed its pipe. */
static bool take_message(struct worker_pool *pool, struct worker_process *worker)
{
    struct worker_frame next, *frame = &next;
    if (!read_whole(worker->from, frame, sizeof(*frame)))
        return false;
    if (frame->message == WORKER_output)
        return take_output(pool, worker, frame->output);
    worker->latest = *frame;
    bool done = frame->message == WORKER_done;
    if ((done || frame->message == WORKER_read) && worker->n_read < worker->n)
        worker->n_read++;
    if (done || frame->message == WORKER_committed) {
        worker->committed = *frame;
        forget_read(worker);
        if (pool->options.committed)
            pool->options.committed(pool->options.context, (int)(worker - pool->worker));
    }
    return true;
}

static bool is_heard(const struct worker_pool *pool, int worker)
{
    return pool->worker[worker].pid && (!pool->options.listens || pool->options.listens(pool->options.context, worker));
}

void worker_pool_receive(struct worker_pool *pool, int timeout_ms)
{
    int n = pool->options.workers;
    struct pollfd *polls = memory_new((size_t)n * sizeof(*polls));
    for (int i = 0; i < n; i++)
        polls[i] = (struct pollfd){ .fd = is_heard(pool, i) ? pool->worker[i].from : -1, .events = POLLIN };
    if (poll(polls, (nfds_t)n, timeout_ms) > 0) {
        for (int i = 0; i < n; i++)
            if (polls[i].revents && !take_message(pool, &pool->worker[i]))
                worker_end(pool, &pool->worker[i], false);
    }
    free(polls);
}

void worker_pool_ask_commit(struct worker_pool *pool)
{
    for (int i = 0; i < pool->options.workers; i++) {
        struct worker_process *worker = &pool->worker[i];
        if (worker->pid && worker->n && !worker->commit_asked)
            worker->commit_asked = send_path(worker, "");
    }
}

int64_t worker_pool_pending(const struct worker_pool *pool)
{
    int64_t n = 0;
    for (int i = 0; i < pool->options.workers; i++)
        n += pool->worker[i].n;
    return n;
}

void worker_pool_counts(const struct worker_pool *pool, struct counts *out)
{
    *out = pool->counts;
    for (int i = 0; i < pool->options.workers; i++)
        if (pool->worker[i].pid)
            counts_add(out, &pool->worker[i].latest.counts);
}

int worker_pool_gave_up(const struct worker_pool *pool)
{
    return pool->gave_up;
}

void worker_pool_close(struct worker_pool **at, bool stop, struct report *report, struct counts *counts)
{
    struct worker_pool *pool = *at;
    for (int i = 0; i < pool->options.workers; i++) {
        struct worker_process *worker = &pool->worker[i];
        if (!worker->pid)
            continue;
        if (stop)
            kill(worker->pid, SIGTERM);
        close(worker->to);
        worker->to = -1;
    }
    for (int i = 0; i < pool->options.workers; i++) {
        struct worker_process *worker = &pool->worker[i];
        while (worker->pid && take_message(pool, worker))
            continue;
        if (worker->pid)
            worker_end(pool, worker, true);
    }
    *counts = pool->counts;
    for (int i = 0; i < COMPLAINT__N; i++)
        report->count[i] += pool->complaints[i];
    if (pool->status > report->status)
        report->status = pool->status;
    if (pool->gave_up > report->status)
        report->status = pool->gave_up;
    buf_free(&pool->output);
    free(pool->worker);
    free(pool);
    *at = NULL;
}
