/* folder_ahead.c - see folder_ahead.h. A question is a number of folders, the length of their paths and the paths, at most PIPE_BUF bytes: so few
 * are under way that no process waits to write a question while another waits to write its answer. */
#include "folder_ahead.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "whole_io.h"

enum {
    PROCESSES = 16,
    MOST_ASKED = 4, /* batches of one process that are under way */
    MOST_SHARE = 16, /* folders of a batch */
};

struct question {
    int n;
    size_t length;
};

struct lister {
    pid_t pid; /* 0 = gone */
    int to, from;
    int asked;                  /* batches under way */
    struct folder_batch *first; /* whose answers come next, in this order */
};

struct folder_ahead {
    struct lister lister[PROCESSES];
    int next;
};

static bool answer(int out, const char *path, struct buf *reply)
{
    size_t length = 0;
    buf_reset(reply);
    buf_add(reply, &length, sizeof(length));
    folder_list(path, reply);
    length = reply->n - sizeof(length);
    memcpy(reply->p, &length, sizeof(length));
    return write_whole(out, reply->p, reply->n);
}

static void list_folders(int in, int out)
{
    struct question question;
    struct buf paths = { 0 }, reply = { 0 };
    bool ok = true;
    while (ok && read_whole(in, &question, sizeof(question))) {
        buf_reset(&paths);
        buf_reserve(&paths, question.length);
        ok = read_whole(in, paths.p, question.length);
        const char *path = paths.p;
        for (int i = 0; ok && i < question.n; i++, path += strlen(path) + 1)
            ok = answer(out, path, &reply);
    }
}

/* In the new process: it ends with its parent, whatever end of a pipe another one holds. */
static void become_lister(pid_t parent, int in, int out)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGINT, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    if (getppid() == parent)
        list_folders(in, out);
    _exit(0);
}

static void lister_start(struct lister *lister)
{
    int to[2], from[2] = { -1, -1 };
    if (pipe2(to, O_CLOEXEC) < 0)
        return;
    pid_t parent = getpid(), pid = pipe2(from, O_CLOEXEC) < 0 ? -1 : fork();
    if (pid == 0) {
        close(to[1]);
        close(from[0]);
        become_lister(parent, to[0], from[1]);
    }
    close(to[0]);
    close(from[1]);
    *lister = (struct lister){ .pid = pid, .to = to[1], .from = from[0] };
    if (pid > 0)
        return;
    close(to[1]);
    close(from[0]);
    lister->pid = 0;
}

struct folder_ahead *folder_ahead_open(void)
{
    struct folder_ahead *ahead = memory_zeroed(sizeof(*ahead));
    int n = 0;
    for (int i = 0; i < PROCESSES; i++) {
        lister_start(&ahead->lister[i]);
        n += ahead->lister[i].pid > 0;
    }
    if (!n)
        folder_ahead_close(&ahead);
    return ahead;
}

int folder_ahead_share(size_t n)
{
    size_t share = (n + PROCESSES - 1) / PROCESSES;
    return share < MOST_SHARE ? (int)share : MOST_SHARE;
}

static struct lister *least_asked(struct folder_ahead *ahead)
{
    struct lister *best = NULL;
    for (int i = 0; i < PROCESSES; i++) {
        struct lister *lister = &ahead->lister[(ahead->next + i) % PROCESSES];
        if (lister->pid && lister->asked < MOST_ASKED && (!best || lister->asked < best->asked))
            best = lister;
    }
    return best;
}

/* One that is gone is no signal to us. */
static bool question_send(const struct lister *lister, const struct question *question, struct slice paths)
{
    void (*was)(int) = signal(SIGPIPE, SIG_IGN);
    bool sent = write_whole(lister->to, question, sizeof(*question)) && write_whole(lister->to, paths.p, paths.n);
    signal(SIGPIPE, was);
    return sent;
}

struct folder_batch *folder_ahead_ask(struct folder_ahead *ahead, struct slice paths, int n)
{
    struct question question = { n, paths.n };
    struct lister *lister = paths.n + sizeof(question) > PIPE_BUF ? NULL : least_asked(ahead);
    if (!lister || !question_send(lister, &question, paths))
        return NULL;
    struct folder_batch *batch = memory_new(sizeof(*batch)), **end = &lister->first;
    *batch = (struct folder_batch){ .process = (int)(lister - ahead->lister), .n = n };
    while (*end)
        end = &(*end)->later;
    *end = batch;
    lister->asked++;
    ahead->next = batch->process + 1;
    return batch;
}

static void lister_end(struct lister *lister)
{
    if (!lister->pid)
        return;
    kill(lister->pid, SIGKILL);
    close(lister->to);
    close(lister->from);
    while (waitpid(lister->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    lister->pid = 0;
}

static bool listing_read(const struct lister *lister, struct buf *reply)
{
    size_t length;
    if (!lister->pid || !read_whole(lister->from, &length, sizeof(length)))
        return false;
    buf_add(reply, &length, sizeof(length));
    buf_reserve(reply, length);
    bool whole = read_whole(lister->from, reply->p + reply->n, length);
    reply->n += length;
    return whole;
}

/* One listing comes in, for the batch whose turn it is; false: the process is gone. */
static bool receive(struct lister *lister)
{
    struct folder_batch *batch = lister->first;
    if (!listing_read(lister, &batch->reply)) {
        lister_end(lister);
        return false;
    }
    if (++batch->came == batch->n) {
        lister->first = batch->later;
        lister->asked--;
    }
    return true;
}

bool folder_ahead_take(struct folder_ahead *ahead, struct folder_batch *batch, struct slice *listing)
{
    size_t length;
    while (batch->taken >= batch->came)
        if (!receive(&ahead->lister[batch->process])) {
            batch->taken++;
            return false;
        }
    memcpy(&length, batch->reply.p + batch->at, sizeof(length));
    *listing = (struct slice){ batch->reply.p + batch->at + sizeof(length), length };
    batch->at += sizeof(length) + length;
    batch->taken++;
    return true;
}

void folder_ahead_drop(struct folder_ahead *ahead, struct folder_batch *batch)
{
    if (batch->came < batch->n) { /* its process is gone, or the walk ends */
        struct lister *lister = &ahead->lister[batch->process];
        struct folder_batch **at = &lister->first;
        lister_end(lister);
        while (*at && *at != batch)
            at = &(*at)->later;
        if (*at)
            *at = batch->later;
    }
    buf_free(&batch->reply);
    free(batch);
}

void folder_ahead_close(struct folder_ahead **at)
{
    for (int i = 0; *at && i < PROCESSES; i++)
        lister_end(&(*at)->lister[i]);
    free(*at);
    *at = NULL;
}
