/* worker_pool.c - the parent's side: who has which paths. A pipe to each worker, a pipe back. */
#include "worker_pool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker_channel.h"

enum { QUEUE = 4 }; /* paths a worker has before it, so that it never waits for the parent */

/* Paths in the order they were given: the first n_done are done and not kept yet. */
struct worker {
    pid_t pid; /* 0 = no process */
    int to, from;
    char **path;
    int n, n_done, cap;
    bool asked; /* to keep what is done, and nothing was handed to it since */
    struct crew_word_frame heard, kept; /* the last word, the last word when all was kept */
};

struct crew {
    struct crew_options options;
    struct worker *worker;
    struct counts counts;                 /* of workers that are gone */
    int64_t complaints[COMPLAINT__N];
    int status, gave_up;
};

struct crew *crew_open(const struct crew_options *options)
{
    struct crew *crew = memory_new(sizeof(*crew));
    *crew = (struct crew){ .options = *options };
    crew->worker = memory_new((size_t)options->workers * sizeof(*crew->worker));
    memset(crew->worker, 0, (size_t)options->workers * sizeof(*crew->worker));
    return crew;
}

/* In the new process: the ends of other workers' pipes are closed, else their owner's death would go unseen. */
static void become_worker(struct crew *crew, int in, int out)
{
    for (int i = 0; i < crew->options.workers; i++) {
        if (crew->worker[i].pid) {
            close(crew->worker[i].to);
            close(crew->worker[i].from);
        }
    }
    struct crew_seat seat = { .in = in, .out = out };
    int status = crew->options.work(crew->options.context, &seat);
    buf_free(&seat.path);
    _exit(status);
}

static int worker_start(struct crew *crew, struct worker *worker)
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
    pid_t pid = fork();
    if (pid == 0) {
        close(to[1]);
        close(from[0]);
        become_worker(crew, to[0], from[1]);
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

static int undone(const struct worker *worker)
{
    return worker->n - worker->n_done;
}

static struct worker *least_busy(const struct crew *crew)
{
    struct worker *best = &crew->worker[0];
    for (int i = 1; i < crew->options.workers; i++)
        if (undone(&crew->worker[i]) < undone(best))
            best = &crew->worker[i];
    return best;
}

bool crew_has_room(const struct crew *crew)
{
    return undone(least_busy(crew)) < QUEUE;
}

/* A worker that is gone is noticed by crew_listen, which gives its paths back. One that was handed half a path is of no use any
 * more. */
static bool hand(const struct worker *worker, const char *path)
{
    bool whole = crew_write_path(worker->to, path);
    if (!whole)
        kill(worker->pid, SIGKILL);
    return whole;
}

int crew_give(struct crew *crew, const char *path)
{
    struct worker *worker = least_busy(crew);
    if (!worker->pid && worker_start(crew, worker) < 0)
        return -1;
    if (worker->n == worker->cap) {
        worker->cap = worker->cap ? 2 * worker->cap : 16;
        worker->path = memory_resize(worker->path, (size_t)worker->cap * sizeof(*worker->path));
    }
    worker->asked = false;
    worker->path[worker->n] = memory_new(strlen(path) + 1);
    memcpy(worker->path[worker->n++], path, strlen(path) + 1);
    hand(worker, path);
    return 0;
}

static void forget_done(struct worker *worker)
{
    for (int i = 0; i < worker->n_done; i++)
        free(worker->path[i]);
    worker->n -= worker->n_done;
    memmove(worker->path, worker->path + worker->n_done, (size_t)worker->n * sizeof(*worker->path));
    worker->n_done = 0;
}

/* The figures of a worker that is gone: of what it had kept where it died, else all. */
static void add_figures(struct crew *crew, const struct crew_word_frame *figures)
{
    counts_add(&crew->counts, &figures->counts);
    for (int i = 0; i < COMPLAINT__N; i++)
        crew->complaints[i] += figures->complaints[i];
    if (figures->status > crew->status)
        crew->status = figures->status;
}

/* The process has closed its pipe: it died, gave up, or was asked to end. */
static void worker_end(struct crew *crew, struct worker *worker, bool asked)
{
    int status = 0;
    close(worker->to);
    close(worker->from);
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (code == EXIT_database || code == EXIT_locked)
        crew->gave_up = code;
    bool died = !crew->gave_up && (code < 0 || !asked);
    add_figures(crew, died ? &worker->kept : &worker->heard);
    char why[32];
    snprintf(why, sizeof(why), code < 0 ? "signal %d" : "status %d", code < 0 ? WTERMSIG(status) : code);
    struct worker gone = *worker;
    *worker = (struct worker){ 0 };
    for (int i = 0; i < gone.n; i++) {
        if (died)
            crew->options.lost(crew->options.context, gone.path[i], i == gone.n_done, why);
        free(gone.path[i]);
    }
    free(gone.path);
}

static void hear(struct worker *worker, const struct crew_word_frame *frame)
{
    worker->heard = *frame;
    if (frame->word == CREW_done && worker->n_done < worker->n)
        worker->n_done++;
    if (frame->word == CREW_kept) {
        worker->kept = *frame;
        forget_done(worker);
    }
}

void crew_listen(struct crew *crew, int timeout_ms)
{
    int n = crew->options.workers;
    struct pollfd *polls = memory_new((size_t)n * sizeof(*polls));
    for (int i = 0; i < n; i++)
        polls[i] = (struct pollfd){ .fd = crew->worker[i].pid ? crew->worker[i].from : -1, .events = POLLIN };
    if (poll(polls, (nfds_t)n, timeout_ms) > 0) {
        for (int i = 0; i < n; i++) {
            struct crew_word_frame frame;
            if (!polls[i].revents)
                continue;
            if (crew_read_whole(polls[i].fd, &frame, sizeof(frame)))
                hear(&crew->worker[i], &frame);
            else
                worker_end(crew, &crew->worker[i], false);
        }
    }
    free(polls);
}

void crew_ask_keep(struct crew *crew)
{
    for (int i = 0; i < crew->options.workers; i++) {
        struct worker *worker = &crew->worker[i];
        if (worker->pid && worker->n && !worker->asked)
            worker->asked = hand(worker, "");
    }
}

int64_t crew_pending(const struct crew *crew)
{
    int64_t n = 0;
    for (int i = 0; i < crew->options.workers; i++)
        n += crew->worker[i].n;
    return n;
}

void crew_counts(const struct crew *crew, struct counts *out)
{
    *out = crew->counts;
    for (int i = 0; i < crew->options.workers; i++)
        if (crew->worker[i].pid)
            counts_add(out, &crew->worker[i].heard.counts);
}

int crew_gave_up(const struct crew *crew)
{
    return crew->gave_up;
}

void crew_close(struct crew **at, bool stop, struct report *report, struct counts *counts)
{
    struct crew *crew = *at;
    for (int i = 0; i < crew->options.workers; i++) {
        struct worker *worker = &crew->worker[i];
        if (!worker->pid)
            continue;
        if (stop)
            kill(worker->pid, SIGTERM);
        close(worker->to);
        worker->to = -1;
    }
    for (int i = 0; i < crew->options.workers; i++) {
        struct worker *worker = &crew->worker[i];
        struct crew_word_frame frame;
        while (worker->pid && crew_read_whole(worker->from, &frame, sizeof(frame)))
            hear(worker, &frame);
        if (worker->pid)
            worker_end(crew, worker, true);
    }
    *counts = crew->counts;
    for (int i = 0; i < COMPLAINT__N; i++)
        report->count[i] += crew->complaints[i];
    if (crew->status > report->status)
        report->status = crew->status;
    if (crew->gave_up > report->status)
        report->status = crew->gave_up;
    free(crew->worker);
    free(crew);
    *at = NULL;
}
