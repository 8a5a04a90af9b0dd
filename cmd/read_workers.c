/* read_workers.c - a queue of inputs: the oldest is played as its worker sends it, what comes of later ones waits in memory. See read_workers.h. */
#include "read_workers.h"

#include <stdlib.h>

#include "relay.h"
#include "stop_signal.h"
#include "worker_pool.h"

enum {
    WAITING_MOST = 64 * 1024 * 1024, /* bytes of later inputs that wait; then only the worker of the oldest is heard */
    RECEIVE_MS = 100,                /* how long a message is waited for before signals are looked at again */
    PROGRESS_MS = 200,
    DEATHS = 2,                      /* an input over which that many workers died is given up */
    NOBODY = -1,
};

/* An input, or only words that stand before the next one. */
struct queued {
    char *path;      /* NULL: only words */
    int worker;
    int64_t given;   /* when it was handed to the worker: counts up */
    int deaths;      /* of workers that were at it */
    bool begun;      /* something came of it: it is not handed out again */
    bool over;       /* nothing more comes of it */
    struct buf calls;
    struct queued *next;
};

struct reading_queue {
    const struct job *job;
    struct pipeline *pipeline;
    struct inputs *inputs;
    struct progress *progress;
    struct worker_pool *pool;
    struct relay_player player;
    struct queued *oldest, **end;
    struct buf *words;  /* where this process's own complaints go */
    size_t waiting;     /* bytes */
    int64_t given;      /* how often an input was handed out */
    bool all_found;
};

/* ---- the worker ---- */

struct reader {
    struct worker_channel *channel;
    struct pipeline pipeline;
    struct progress clock; /* only its clock is used */
};

static void send_calls(void *context, struct slice calls)
{
    worker_channel_output(((struct reader *)context)->channel, calls);
}

static void send_progress(void *context, const struct counts *counts)
{
    struct reader *reader = context;
    if (progress_due(&reader->clock, PROGRESS_MS))
        worker_channel_send(reader->channel, WORKER_progress, counts, reader->pipeline.report);
}

static void read_path(struct reader *reader, const char *path)
{
    reader->pipeline.report->n_printed = 0;
    pipeline_read(&reader->pipeline, path, NULL);
    if (*stop_flag())
        return;
    relay_flush(reader->pipeline.sink);
    worker_channel_send(reader->channel, WORKER_done, &reader->pipeline.counts, reader->pipeline.report);
}

/* Report and counts are the worker's own from here on: the parent's figures came along with the fork. */
static int work(void *context, struct worker_channel *channel)
{
    const struct reading_queue *queue = context;
    struct report *report = queue->pipeline->report;
    struct reader reader = { .channel = channel, .pipeline = *queue->pipeline };
    const char *path;
    *report = (struct report){ .to = stderr, .max_rejects = report->max_rejects, .given = report->given, .mask = report->mask };
    reader.pipeline.sink = relay_sink(&(struct relay_receiver){ send_calls, &reader }, reader.pipeline.sink);
    reader.pipeline.counts = (struct counts){ 0 };
    reader.pipeline.tick = send_progress;
    reader.pipeline.context = &reader;
    relay_report(reader.pipeline.sink, report);
    for (int next; !*stop_flag() && (next = worker_channel_next(channel, -1, &path)) >= 0;)
        if (next)
            read_path(&reader, path);
    pipeline_free(&reader.pipeline);
    reader.pipeline.sink->ops->close(&reader.pipeline.sink);
    return report->status;
}

/* ---- the queue ---- */

static struct queued *queue_add(struct reading_queue *queue, const char *path)
{
    struct queued *queued = memory_new(sizeof(*queued));
    *queued = (struct queued){ .path = path ? strdup(path) : NULL, .worker = NOBODY, .over = !path };
    *queue->end = queued;
    queue->end = &queued->next;
    queue->waiting += sizeof(*queued);
    return queued;
}

static void oldest_drop(struct reading_queue *queue)
{
    struct queued *queued = queue->oldest;
    queue->oldest = queued->next;
    if (!queue->oldest)
        queue->end = &queue->oldest;
    queue->waiting -= sizeof(*queued);
    buf_free(&queued->calls);
    free(queued->path);
    free(queued);
}

/* Plays what has come of the oldest inputs. */
static void queue_play(struct reading_queue *queue)
{
    while (queue->oldest) {
        struct queued *queued = queue->oldest;
        relay_play(&queue->player, buf_view(&queued->calls));
        queue->waiting -= queued->calls.n;
        buf_reset(&queued->calls);
        if (!queued->over)
            return;
        relay_break(&queue->player);
        oldest_drop(queue);
    }
}

/* Workers read in the order in which they were handed paths. */
static struct queued *queued_of(const struct reading_queue *queue, int worker)
{
    struct queued *first = NULL;
    for (struct queued *queued = queue->oldest; queued; queued = queued->next)
        if (!queued->over && queued->worker == worker && (!first || queued->given < first->given))
            first = queued;
    return first;
}

static void take_calls(void *context, int worker, struct slice calls)
{
    struct reading_queue *queue = context;
    struct queued *queued = queued_of(queue, worker);
    if (!queued)
        return;
    queued->begun = true;
    if (queued == queue->oldest) {
        relay_play(&queue->player, calls);
    } else {
        buf_slice(&queued->calls, calls);
        queue->waiting += calls.n;
    }
}

static void take_end(void *context, int worker)
{
    struct reading_queue *queue = context;
    struct queued *queued = queued_of(queue, worker);
    if (queued)
        queued->over = true;
    queue_play(queue);
}

/* What the worker had written of the input that it was at stays written; else it is handed out once more, as the others are. */
static void take_loss(void *context, int worker, const char *path, bool to_blame, const char *why)
{
    struct reading_queue *queue = context;
    struct queued *queued = queued_of(queue, worker);
    if (*stop_flag() || !queued)
        return;
    queued->worker = NOBODY;
    queued->deaths += to_blame;
    queued->over = to_blame && (queued->begun || queued->deaths == DEATHS);
    if (!to_blame)
        return;
    queue->words = &queued->calls;
    size_t before = queued->calls.n;
    complain(queue->pipeline->report, queued->over ? COMPLAINT_read_failed : COMPLAINT_worker_again, &(struct where){ .path = path },
             "the worker process that read it died: %s", why);
    queue->words = NULL;
    queue->waiting += queued->calls.n - before;
    queue_play(queue);
}

static bool is_heard(void *context, int worker)
{
    const struct reading_queue *queue = context;
    return queue->waiting < WAITING_MOST || !queue->oldest || queue->oldest->worker == worker || queue->oldest->worker == NOBODY;
}

/* What this process itself complains of comes in its turn too. */
static void own_words(void *context, enum complaint_class class, struct slice words)
{
    struct reading_queue *queue = context;
    struct buf *to = queue->words ? queue->words : &queue_add(queue, NULL)->calls;
    size_t before = to->n;
    relay_say(to, class, words);
    queue->waiting += queue->words ? 0 : to->n - before;
}

/* ---- handing out ---- */

/* The next input that nobody reads: one whose worker died, else a new one; NULL: there is none. */
static struct queued *queued_next(struct reading_queue *queue)
{
    struct input input;
    for (struct queued *queued = queue->oldest; queued; queued = queued->next)
        if (!queued->over && queued->worker == NOBODY)
            return queued;
    if (queue->all_found || !inputs_next(queue->inputs, &input)) {
        queue->all_found = true;
        return NULL;
    }
    queue->progress->inputs_total = inputs_facts(queue->inputs)->files;
    queue->progress->size_total = inputs_facts(queue->inputs)->bytes;
    return queue_add(queue, input.path);
}

/* false: no process can be had. */
static bool hand_out(struct reading_queue *queue)
{
    struct queued *queued;
    while (worker_pool_has_room(queue->pool) && (queued = queued_next(queue))) {
        queued->worker = worker_pool_give(queue->pool, queued->path, false);
        queued->given = ++queue->given;
        if (queued->worker >= 0)
            continue;
        queued->over = true;
        complain(queue->pipeline->report, COMPLAINT_no_worker, NULL, "not read: %s and what follows", queued->path);
        return false;
    }
    return true;
}

void read_in_workers(const struct job *job, struct pipeline *pipeline, struct inputs *inputs, struct progress *progress, int workers)
{
    struct reading_queue queue = { .job = job, .pipeline = pipeline, .inputs = inputs, .progress = progress, .player = { .sink = pipeline->sink, .report = pipeline->report } };
    struct report *report = pipeline->report;
    bool more = true;
    queue.end = &queue.oldest;
    queue.pool = worker_pool_open(&(struct worker_pool_options){ .workers = workers, .work = work, .lost = take_loss, .output = take_calls, .committed = take_end,
                                                                 .listens = is_heard, .context = &queue });
    report->said = own_words;
    report->said_context = &queue;
    while (!*stop_flag() && !queue.player.failed) {
        more = more && hand_out(&queue);
        queue_play(&queue);
        if (!queue.oldest)
            break;
        worker_pool_receive(queue.pool, RECEIVE_MS);
        worker_pool_counts(queue.pool, &pipeline->counts);
        progress_show(progress, &pipeline->counts);
    }
    worker_pool_close(&queue.pool, *stop_flag() || queue.player.failed, report, &pipeline->counts);
    report->said = NULL;
    relay_break(&queue.player);
    pipeline->failed = queue.player.failed;
    while (queue.oldest)
        oldest_drop(&queue);
    relay_player_free(&queue.player);
}
