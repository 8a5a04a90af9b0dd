/* pipeline.c - children of a log wait in its hold until the log is over: only then its identity is settled. From a live pipe
 * they go on as soon as the identity is known. */
#include "pipeline.h"

#include <assert.h>
#include <stdlib.h>

#include "parser/stream.h"
#include "sink/reorder/hold.h"

enum {
    HOLD_MEMORY = 2 * 1024 * 1024, /* bytes a log's children may take before they go to disk */
    IDLE_MS = 250,                 /* how long a silent pipe is waited for before what came is flushed */
    READINGS = 10,                 /* how often a file is read whose rows went with the connection */
    SILENT_MS = 1000,              /* what counts as silence of a living writer */
    FLUSH_MS = 1000,               /* the longest a pipe that is never silent goes without a flush */
};

/* One open log of the stream. */
struct pipeline_log {
    struct hold *hold;  /* children that the sink has not got yet */
    struct hold *again; /* live: all children, should the identity turn out to be another than was told */
    struct buf told;    /* live: the packed record under which the sink has begun it; empty = it has not */
    int64_t records[RECORD__N];
    bool failed; /* a hold could not keep a child, or the sink refused one: run_trouble knows */
    struct pipeline_log *next, **before; /* before: what points to it while it is open */
};

/* One input on its way. */
struct run {
    struct pipeline *pipeline;
    struct sink *sink;
    struct source *source;
    struct stream *stream;
    struct pipeline_log *open;
    int64_t heard; /* when the last bytes came, milliseconds */
    bool live;    /* rows are passed on before their log is over */
    bool dropped; /* the input is given up: what ends now is not kept */
    bool broken;  /* it could not be read to its end: it is to be read again, the ledger may not know it */
    bool failed;
    bool again;   /* the sink lost what it had of it: the input is to be read anew */
    int logs;     /* that were put */
    struct buf last; /* the packed record of the last of them */
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

/* A log cannot be kept: the temporary file costs this input, the sink all further ones. */
static void run_trouble(struct run *run, struct pipeline_log *log, int rc)
{
    log->failed = true;
    if (rc == SINK_AGAIN)
        run->again = true;
    else
        run->failed = true;
    run->pipeline->failed |= rc != SINK_AGAIN && rc != HOLD_FAILED;
}

static struct pipeline_log *log_take(struct pipeline *pipeline)
{
    struct pipeline_log *log = pipeline->spare;
    if (log) {
        pipeline->spare = log->next;
        return log;
    }
    log = memory_new(sizeof(*log));
    *log = (struct pipeline_log){ .hold = hold_open(HOLD_MEMORY, pipeline->report),
                                  .again = hold_open(HOLD_MEMORY, pipeline->report) };
    return log;
}

/* Forgets all but the memory. */
static void log_return(struct run *run, struct pipeline_log *log)
{
    *log->before = log->next;
    if (log->next)
        log->next->before = log->before;
    hold_reset(log->hold);
    hold_reset(log->again);
    buf_reset(&log->told);
    memset(log->records, 0, sizeof(log->records));
    log->failed = false;
    log->next = run->pipeline->spare;
    run->pipeline->spare = log;
}

static void *log_opened(void *context)
{
    struct run *run = context;
    struct pipeline_log *log = log_take(run->pipeline);
    log->next = run->open;
    log->before = &run->open;
    if (log->next)
        log->next->before = &log->next;
    run->open = log;
    return log;
}

static void log_child(void *context, void *handle, const struct record *child)
{
    struct run *run = context;
    struct pipeline_log *log = handle;
    log->records[record_type(child)]++;
    if (!log->failed && (hold_put(log->hold, child) < 0 || (run->live && hold_put(log->again, child) < 0)))
        run_trouble(run, log, HOLD_FAILED);
}

/* The record that the sink was told at the beginning of the log; texts live in log->told. */
static void log_told(const struct pipeline_log *log, struct record *out)
{
    bool whole = record_unpack(buf_view(&log->told), out);
    assert(whole);
    (void)whole;
}

static void log_known(void *context, void *handle, const struct record *record)
{
    struct run *run = context;
    struct pipeline_log *log = handle;
    record_pack(&log->told, record);
    int rc = run->sink->ops->begin(run->sink, record);
    if (rc < 0)
        run_trouble(run, log, rc);
}

/* An incident so far: it comes again with the log's end, so nobody keeps it. */
static void log_early(void *context, void *handle, const struct record *finding)
{
    struct run *run = context;
    struct pipeline_log *log = handle;
    struct cell cells[LOG__N];
    struct record told = { &schemas[RECORD_log], cells };
    if (log->failed)
        return;
    log_told(log, &told);
    int rc = run->sink->ops->put(run->sink, &told, finding);
    if (rc < 0)
        run_trouble(run, log, rc);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Passes on what open logs have gathered, so that a flush makes it visible. A short pause is no silence: what feeds the pipe may
 * be busy. */
static void logs_pass(struct run *run)
{
    struct timespec clock;
    clock_gettime(CLOCK_REALTIME, &clock);
    int64_t idle = now_ms() - run->heard;
    stream_tell(run->stream, (int64_t)clock.tv_sec * 1000000 + clock.tv_nsec / 1000, idle < SILENT_MS ? 0 : idle * 1000);
    for (struct pipeline_log *log = run->open; log; log = log->next) {
        struct cell cells[LOG__N];
        struct record record = { &schemas[RECORD_log], cells };
        if (!log->told.n || log->failed || !hold_count(log->hold))
            continue;
        log_told(log, &record);
        int rc = hold_drain(log->hold, run->sink, &record);
        if (rc < 0)
            run_trouble(run, log, rc);
    }
}

/* The cells of the ledger that only the owner of the source knows. */
static void add_file_facts(struct cell *cells, const struct source_facts *facts)
{
    if (facts->size < 0)
        return;
    cell_num(&cells[LOG_size], facts->size);
    cell_num(&cells[LOG_mtime], (int64_t)facts->mtime.tv_sec * 1000000 + facts->mtime.tv_nsec / 1000);
}

/* The whole life of a log in a sink: 0, or the first negative answer. */
static int log_put_whole(struct sink *sink, struct pipeline_log *log, struct hold *children, const struct record *record)
{
    int rc = log->told.n && children == log->hold ? 0 : sink->ops->begin(sink, record);
    if (rc >= 0)
        rc = hold_drain(children, sink, record);
    int kept = sink->ops->end(sink, record, rc >= 0);
    return rc < 0 ? rc : kept;
}

/* Puts all children of a live log, as those of a file, into the sink that replaces. */
static int log_replace(const struct run *run, struct pipeline_log *log, const struct record *record)
{
    struct sink *sink = run->pipeline->sink;
    int rc = log_put_whole(sink, log, log->again, record);
    return rc < 0 ? rc : sink->ops->flush(sink);
}

/* Whether the live sink was told another identity than the log turned out to have. */
static bool log_renamed(const struct pipeline_log *log, const struct record *record)
{
    struct cell cells[LOG__N];
    struct record told = { &schemas[RECORD_log], cells };
    if (!log->told.n)
        return false;
    log_told(log, &told);
    return !slice_eq(cells[LOG_log_id].text, record->cell[LOG_log_id].text);
}

/* Takes back what the sink was told of the log. */
static int log_take_back(const struct run *run, struct pipeline_log *log)
{
    struct cell cells[LOG__N];
    struct record record = { &schemas[RECORD_log], cells };
    log_told(log, &record);
    return run->sink->ops->end(run->sink, &record, false);
}

/* 0, or what went wrong, as run_trouble takes it. */
static int log_pass(const struct run *run, struct pipeline_log *log, const struct record *record)
{
    if (log_renamed(log, record)) {
        int rc = log_take_back(run, log);
        return rc < 0 ? rc : log_replace(run, log, record);
    }
    int kept = log_put_whole(run->sink, log, log->hold, record);
    return kept == SINK_REPLACE ? log_replace(run, log, record) : kept;
}

/* A log that failed before its end goes without a trace. */
static void log_drop(const struct run *run, struct pipeline_log *log)
{
    if (log->told.n)
        log_take_back(run, log);
}

static void log_keep(struct run *run, struct pipeline_log *log, const struct record *record)
{
    struct pipeline *pipeline = run->pipeline;
    int rc = log_pass(run, log, record);
    if (rc < 0) {
        run_trouble(run, log, rc);
        return;
    }
    log->records[RECORD_log] = 1;
    for (int type = 0; type < RECORD__N; type++)
        pipeline->counts.records[type] += log->records[type];
    run->logs++;
    buf_reset(&run->last);
    record_pack(&run->last, record);
}

static bool is_pipe(const struct run *run)
{
    return source_facts(run->source)->size < 0;
}

static void log_finished(void *context, void *handle, const struct record *record)
{
    struct run *run = context;
    struct pipeline_log *log = handle;
    struct cell cells[LOG__N];
    memcpy(cells, record->cell, sizeof(cells));
    if (!run->broken)
        add_file_facts(cells, source_facts(run->source));
    bool nameless = run->broken && !is_pipe(run) && !cells[LOG_dag_id].present; /* read again it would be another log */
    if (log->failed && !run->dropped)
        log_drop(run, log);
    else if (!run->dropped && !nameless)
        log_keep(run, log, &(struct record){ record->schema, cells });
    log_return(run, log);
}

static void flush(struct run *run, int64_t *flushed)
{
    if (run->live)
        logs_pass(run);
    if (run->sink->ops->flush(run->sink) < 0)
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
static enum ending feed(struct run *run)
{
    const struct pipeline *pipeline = run->pipeline;
    bool pipe = is_pipe(run);
    struct counts before = pipeline->counts;
    int64_t flushed = run->heard = now_ms();
    while (!run->failed && !run->again && !(pipeline->stop && *pipeline->stop)) {
        struct slice text;
        enum source_step step = source_next(run->source, pipe ? IDLE_MS : -1, &text);
        if (step == SOURCE_END || step == SOURCE_FAIL)
            return step == SOURCE_END ? ENDED : ENDED_EARLY;
        if (step != SOURCE_IDLE) {
            stream_feed(run->stream, step, text);
            run->heard = now_ms();
        }
        if (pipe && (step == SOURCE_IDLE || now_ms() - flushed >= FLUSH_MS))
            flush(run, &flushed);
        add_progress(run, &before);
    }
    return pipe && !run->failed ? ENDED_EARLY : GIVEN_UP;
}

/* A file of several logs is no log's source: so that it need not be read again, the sink is told of it by its own name. */
static void tell_input(struct run *run, const char *path)
{
    struct cell cells[LOG__N];
    struct record last = { &schemas[RECORD_log], cells };
    struct sink *sink = run->pipeline->sink;
    if (run->failed || run->again || run->broken || is_pipe(run) || !run->last.n || !sink->ops->input)
        return;
    bool whole = record_unpack(buf_view(&run->last), &last);
    assert(whole);
    (void)whole;
    if (run->logs == 1 && slice_eq(cells[LOG_source].text, slice_of(path)))
        return;
    cell_text(&cells[LOG_source], slice_of(path));
    if (sink->ops->input(sink, &last) < 0)
        run->failed = run->pipeline->failed = true;
}

static void read_input(struct run *run, const char *path, const char *identity)
{
    struct pipeline *pipeline = run->pipeline;
    struct stream_events events = { run, log_opened, log_child, log_known, log_early, log_finished };
    run->stream = stream_open(pipeline->parser, path, identity, &events);
    enum ending ending = feed(run);
    run->dropped = ending == GIVEN_UP;
    run->broken = ending != ENDED;
    struct source_facts facts = *source_facts(run->source);
    facts.cut |= ending == ENDED_EARLY;
    stream_close(&run->stream, &facts);
    tell_input(run, path);
    pipeline->counts.inputs += ending == ENDED;
    run->failed |= ending != ENDED;
}

/* One reading of an input from its begin: 0, -1, or SINK_AGAIN when it is worth another one. */
static int run_once(struct pipeline *pipeline, const char *path, const char *identity)
{
    struct run run = { .pipeline = pipeline, .source = source_open(path, &pipeline->limits, pipeline->report) };
    if (!run.source)
        return -1;
    run.live = is_pipe(&run) && pipeline->live_sink;
    run.sink = run.live ? pipeline->live_sink(pipeline->context) : pipeline->sink;
    if (run.sink)
        read_input(&run, path, identity);
    else
        run.failed = pipeline->failed = true;
    bool again = run.again && !pipeline->failed && !is_pipe(&run);
    if (run.again && !again)
        pipeline->failed = true;
    int rc = again ? SINK_AGAIN : run.failed || run.again ? -1 : 0;
    source_close(&run.source);
    buf_free(&run.last);
    return rc;
}

int pipeline_run(struct pipeline *pipeline, const char *path, const char *identity)
{
    struct counts before = pipeline->counts;
    int rc = SINK_AGAIN;
    for (int readings = 0; rc == SINK_AGAIN && readings < READINGS; readings++) {
        pipeline->counts = before;
        rc = run_once(pipeline, path, identity);
    }
    if (rc != SINK_AGAIN)
        return rc;
    complain(pipeline->report, COMPLAINT_database_lost, &(struct where){ .path = path }, "%d times while its rows were being sent", READINGS);
    pipeline->failed = true;
    return -1;
}

void pipeline_free(struct pipeline *pipeline)
{
    while (pipeline->spare) {
        struct pipeline_log *log = pipeline->spare;
        pipeline->spare = log->next;
        hold_close(&log->hold);
        hold_close(&log->again);
        buf_free(&log->told);
        free(log);
    }
}
