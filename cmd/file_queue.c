/* file_queue.c - see file_queue.h. */
#include "file_queue.h"

#include <stdlib.h>

#include "stop_signal.h"

enum {
    WINDOW = 256,          /* new files that are looked at together */
    LARGE = 8 << 20,       /* bytes: of these the largest goes first, or a worker reads it alone when the others are done */
    SMALL = 1 << 19,       /* bytes */
    DEATHS = 2,            /* workers that may die over one file */
};

struct new_file {
    char *path;
    int64_t size;
};

/* A file that a worker died over. */
struct failed_file {
    char *path;
    int deaths;   /* of workers that were at work on it */
    bool waiting; /* to be handed out again */
};

struct file_queue {
    struct inputs *inputs;
    const struct ledger *ledger;
    struct shard shard;
    struct progress *progress;
    struct report *report;
    struct new_file window[WINDOW];
    int n_window;
    struct failed_file *failed;
    int n_failed, failed_cap;
    int64_t known, given_up;
};

static char *path_copy(const char *path)
{
    size_t n = strlen(path) + 1;
    return memcpy(memory_new(n), path, n);
}

struct file_queue *file_queue_open(const struct job *job, const struct ledger *ledger, struct progress *progress, struct report *report)
{
    struct inputs *inputs = inputs_open(job->operands, job->files_from, job->null, report);
    if (!inputs)
        return NULL;
    struct file_queue *queue = memory_new(sizeof(*queue));
    *queue = (struct file_queue){ .inputs = inputs, .ledger = ledger, .shard = job->shard, .progress = progress, .report = report };
    return queue;
}

/* By the path: the same on every machine that sees the logs under the same names. */
static bool in_shard(const struct shard *shard, const char *path)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *path; path++)
        hash = (hash ^ (unsigned char)*path) * 1099511628211u;
    return shard->count <= 1 || (int64_t)(hash % (uint64_t)shard->count) == shard->index;
}

bool file_queue_next(struct file_queue *queue, struct input *input)
{
    while (inputs_next(queue->inputs, input)) {
        queue->progress->inputs_total = inputs_facts(queue->inputs)->files;
        queue->progress->size_total = inputs_facts(queue->inputs)->bytes;
        bool ours = input->is_stdin || in_shard(&queue->shard, input->path);
        bool known = ours && queue->ledger && input->size >= 0 && ledger_knows(queue->ledger, input->real, input->size, input->mtime);
        if (ours && !known)
            return true;
        queue->known += known;
        queue->progress->size_done += input->size > 0 ? input->size : 0;
    }
    return false;
}

static void window_fill(struct file_queue *queue)
{
    struct input input;
    while (queue->n_window < WINDOW && !*stop_flag() && file_queue_next(queue, &input))
        queue->window[queue->n_window++] = (struct new_file){ .path = path_copy(input.path), .size = input.size };
}

/* In the order they were found: the logs of a run stand together, and a run is brought up to date once a transaction. */
static int window_next(const struct file_queue *queue)
{
    int next = 0;
    for (int i = 1; i < queue->n_window; i++)
        if (queue->window[i].size >= LARGE && queue->window[i].size > queue->window[next].size)
            next = i;
    return next;
}

static bool window_take(struct file_queue *queue, char **path, bool *small)
{
    if (queue->n_window < WINDOW / 2)
        window_fill(queue);
    if (!queue->n_window)
        return false;
    int next = window_next(queue);
    struct new_file *at = &queue->window[next];
    *path = at->path;
    *small = at->size <= SMALL;
    memmove(at, at + 1, (size_t)(--queue->n_window - next) * sizeof(*at));
    return true;
}

bool file_queue_take(struct file_queue *queue, char **path, bool *small)
{
    *small = false;
    for (int i = 0; i < queue->n_failed; i++) {
        if (queue->failed[i].waiting) {
            queue->failed[i].waiting = false;
            *path = path_copy(queue->failed[i].path);
            return true;
        }
    }
    return window_take(queue, path, small);
}

static struct failed_file *failed_file_of(struct file_queue *queue, const char *path)
{
    for (int i = 0; i < queue->n_failed; i++)
        if (strcmp(queue->failed[i].path, path) == 0)
            return &queue->failed[i];
    if (queue->n_failed == queue->failed_cap) {
        queue->failed_cap = queue->failed_cap ? 2 * queue->failed_cap : 16;
        queue->failed = memory_resize(queue->failed, (size_t)queue->failed_cap * sizeof(*queue->failed));
    }
    queue->failed[queue->n_failed] = (struct failed_file){ .path = path_copy(path) };
    return &queue->failed[queue->n_failed++];
}

void file_queue_failed(struct file_queue *queue, const char *path, bool to_blame, const char *why)
{
    struct failed_file *file = failed_file_of(queue, path);
    file->deaths += to_blame;
    file->waiting = file->deaths < DEATHS;
    if (!file->waiting)
        queue->given_up++;
    if (to_blame)
        complain(queue->report, file->waiting ? COMPLAINT_worker_again : COMPLAINT_worker_died, &(struct where){ .path = path }, "%s", why);
}

struct file_queue_figures file_queue_figures(const struct file_queue *queue)
{
    return (struct file_queue_figures){ .inputs = inputs_facts(queue->inputs), .known = queue->known, .given_up = queue->given_up };
}

void file_queue_complain_none(const struct file_queue *queue, const struct counts *counts)
{
    inputs_complain_none(queue->inputs, counts->bytes || counts->records[RECORD_log] || counts->known || queue->known, counts->skipped, queue->report);
}

void file_queue_close(struct file_queue **at)
{
    struct file_queue *queue = *at;
    if (!queue)
        return;
    for (int i = 0; i < queue->n_failed; i++)
        free(queue->failed[i].path);
    for (int i = 0; i < queue->n_window; i++)
        free(queue->window[i].path);
    free(queue->failed);
    inputs_close(&queue->inputs);
    free(queue);
    *at = NULL;
}
