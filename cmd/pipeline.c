/* pipeline.c - children of a log wait in its hold until the log is over: only then its identity is settled. */
#include "pipeline.h"

#include <stdlib.h>

#include "../parser/stream.h"
#include "../sink/hold.h"

enum {
    HOLD_MEMORY = 2 * 1024 * 1024, /* bytes a log's children may take before they go to disk */
    IDLE_MS = 250,                 /* how long a silent pipe is waited for before what came is flushed */
    FLUSH_MS = 1000,               /* the longest a pipe that is never silent goes without a flush */
};

/* One open log of the stream. */
struct pipeline_log {
    struct hold *hold;
    int64_t records[RECORD__N];
    bool failed; /* the hold could not keep a child */
    struct pipeline_log *next;
};

/* One input on its way. */
struct run {
    struct pipeline *pipeline;
    struct source *source;
    struct stream *stream;
    bool dropped; /* the input is given up: what ends now is not kept */
    bool failed;
};

void counts_add(struct counts *sum, const struct counts *more)
{
    sum->inputs += more->inputs;
    sum->failed += more->failed;
    sink_postgres_counts_add(&sum->stored, &more->stored);
    sum->lines += more->lines;
    sum->bytes += more->bytes;
    for (int type = 0; type < RECORD__N; type++)
        sum->records[type] += more->records[type];
}

static void *log_opened(void *context)
{
    struct pipeline *pipeline = ((struct run *)context)->pipeline;
    struct pipeline_log *log = pipeline->spare;
    if (log) {
        pipeline->spare = log->next;
        *log = (struct pipeline_log){ .hold = log->hold };
        return log;
    }
    log = memory_new(sizeof(*log));
    *log = (struct pipeline_log){ .hold = hold_open(HOLD_MEMORY, pipeline->report) };
    return log;
}

static void log_child(void *context, void *handle, const struct record *child)
{
    struct pipeline_log *log = handle;
    (void)context;
    log->records[record_type(child)]++;
    if (!log->failed && hold_put(log->hold, child) < 0)
        log->failed = true;
}

/* The cells of the ledger that only the owner of the source knows. */
static void add_file_facts(struct cell *cells, const struct source_facts *facts)
{
    if (facts->size < 0)
        return;
    cell_num(&cells[LOG_size], facts->size);
    cell_num(&cells[LOG_mtime], (int64_t)facts->mtime.tv_sec * 1000000 + facts->mtime.tv_nsec / 1000);
}

static bool log_pass(struct pipeline *pipeline, struct pipeline_log *log, const struct record *record)
{
    struct sink *sink = pipeline->sink;
    bool ok = !log->failed && sink->ops->begin(sink, record) >= 0 && hold_drain(log->hold, sink, record) >= 0;
    return sink->ops->end(sink, record, ok) >= 0 && ok;
}

static void log_finished(void *context, void *handle, const struct record *record)
{
    struct run *run = context;
    struct pipeline *pipeline = run->pipeline;
    struct pipeline_log *log = handle;
    if (!run->dropped) {
        struct cell cells[LOG__N];
        memcpy(cells, record->cell, sizeof(cells));
        add_file_facts(cells, source_facts(run->source));
        struct record whole = { .schema = record->schema, .cell = cells };
        log->records[RECORD_log] = 1;
        bool ok = log_pass(pipeline, log, &whole);
        for (int type = 0; ok && type < RECORD__N; type++)
            pipeline->counts.records[type] += log->records[type];
        run->failed |= !ok;
        pipeline->failed |= !ok;
    }
    hold_reset(log->hold);
    log->next = pipeline->spare;
    pipeline->spare = log;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void flush(struct run *run, int64_t *flushed)
{
    struct sink *sink = run->pipeline->sink;
    if (sink->ops->flush(sink) < 0)
        run->failed = run->pipeline->failed = true;
    *flushed = now_ms();
}

static void add_progress(struct run *run, struct counts *before)
{
    struct counts *counts = &run->pipeline->counts;
    counts->bytes = before->bytes + source_facts(run->source)->bytes;
    counts->lines = before->lines + stream_lines(run->stream);
    if (run->pipeline->tick)
        run->pipeline->tick(run->pipeline->context, counts);
}

/* How reading an input ended. */
enum ending { ENDED, ENDED_EARLY, GIVEN_UP };

/* Feeds the stream until the input is over. What a pipe gave before a signal came is kept, a file is given up. */
static enum ending feed(struct run *run, bool live)
{
    const struct pipeline *pipeline = run->pipeline;
    struct counts before = pipeline->counts;
    int64_t flushed = now_ms();
    while (!run->failed && !(pipeline->stop && *pipeline->stop)) {
        struct slice text;
        enum source_step step = source_next(run->source, live ? IDLE_MS : -1, &text);
        if (step == SOURCE_END || step == SOURCE_FAIL)
            return step == SOURCE_END ? ENDED : ENDED_EARLY;
        if (step != SOURCE_IDLE)
            stream_feed(run->stream, step, text);
        if (live && (step == SOURCE_IDLE || now_ms() - flushed >= FLUSH_MS))
            flush(run, &flushed);
        add_progress(run, &before);
    }
    return live && !run->failed ? ENDED_EARLY : GIVEN_UP;
}

int pipeline_run(struct pipeline *pipeline, const char *path, const char *identity)
{
    struct run run = { .pipeline = pipeline, .source = source_open(path, &pipeline->limits, pipeline->report) };
    if (!run.source)
        return -1;
    struct stream_events events = { .context = &run, .opened = log_opened, .child = log_child, .finished = log_finished };
    run.stream = stream_open(pipeline->parser, path, identity, &events);
    enum ending ending = feed(&run, source_facts(run.source)->size < 0);
    run.dropped = ending == GIVEN_UP;
    struct source_facts facts = *source_facts(run.source);
    facts.cut |= ending == ENDED_EARLY;
    pipeline->counts.inputs += ending == ENDED;
    stream_close(&run.stream, &facts);
    source_close(&run.source);
    return ending != ENDED || run.failed ? -1 : 0;
}

void pipeline_free(struct pipeline *pipeline)
{
    while (pipeline->spare) {
        struct pipeline_log *log = pipeline->spare;
        pipeline->spare = log->next;
        hold_close(&log->hold);
        free(log);
    }
}
