/* pipeline.c - children of a log wait in its reorder buffer until its identity is settled: at the log's end, from a live pipe as soon as it is known. */
#include "pipeline.h"

#include <assert.h>
#include <stdlib.h>

#include "parser/stream.h"
#include "parser/text/monotonic.h"
#include "sink/reorder/reorder_buffer.h"
#include "inputs.h"

enum {
    REORDER_MEMORY = 2 * 1024 * 1024, /* bytes a log's children may take before they go to disk */
    IDLE_MS = 250,                 /* how long a silent pipe is waited for before what came is flushed */
    TRIES = 10,                 /* how often a file is read whose rows went with the connection */
    SILENT_MS = 1000,              /* what counts as silence of a living writer */
    FLUSH_MS = 500,                /* the longest a pipe that is never silent goes without a flush */
};

/* One open log of the stream. */
struct pipeline_log {
    struct reorder_buffer *buffer;  /* children that the sink has not got yet */
    struct reorder_buffer *all;   /* live: every child, should the identity turn out to be another than the sink began with */
    struct buf begun;    /* live: the packed record that the sink has begun it with; empty = it has not */
    int64_t records[RECORD__N];
    bool shifted; /* times of children were moved */
    bool failed; /* a buffer could not keep a child, or the sink refused one: see transfer_fail */
    struct pipeline_log *next, **before; /* before: what points to it while it is open */
};

/* One input on its way. */
struct transfer {
    struct pipeline *pipeline;
    struct sink *sink;
    struct source *source;
    const char *path, *identity; /* of the input */
    size_t file_n;         /* bytes of path that name the file; a member's name may follow */
    struct source_facts input; /* size and mtime of the input itself */
    struct stream_events events;
    struct buf name;       /* of the text at hand: path, or ARCHIVE!MEMBER; NUL-terminated */
    bool pipe;
    struct counts before;  /* what had passed when the text at hand began */
    int64_t taken_before;  /* bytes of files when the input began */
    struct stream *stream; /* NULL: nothing of the text at hand has come yet */
    struct pipeline_log *open; /* the first of the open logs */
    int64_t received_ms; /* when the last bytes came, milliseconds */
    bool live;    /* rows are passed on before their log is over */
    bool dropped; /* the input is given up: what ends now is not kept */
    bool broken;  /* it could not be read to its end: it is to be read again, the ledger may not know it */
    bool failed, retry; /* retry: the sink lost what it had of it, the input is to be read once more */
    int logs;     /* that were put */
    struct buf last; /* the packed record of the last of them */
};

/* A log cannot be kept: the temporary file costs this input, the sink all further ones. */
static void transfer_fail(struct transfer *transfer, struct pipeline_log *log, int rc)
{
    log->failed = true;
    *(rc == SINK_AGAIN ? &transfer->retry : &transfer->failed) = true;
    transfer->pipeline->failed |= rc != SINK_AGAIN && rc != REORDER_FAILED;
}

static struct pipeline_log *log_take(struct pipeline *pipeline)
{
    struct pipeline_log *log = pipeline->spare;
    if (log) {
        pipeline->spare = log->next;
        return log;
    }
    log = memory_new(sizeof(*log));
    *log = (struct pipeline_log){ .buffer = reorder_open(REORDER_MEMORY, pipeline->report), .all = reorder_open(REORDER_MEMORY, pipeline->report) };
    return log;
}

/* Forgets all but the memory. */
static void log_return(struct transfer *transfer, struct pipeline_log *log)
{
    *log->before = log->next;
    if (log->next)
        log->next->before = log->before;
    reorder_reset(log->buffer);
    reorder_reset(log->all);
    buf_reset(&log->begun);
    memset(log->records, 0, sizeof(log->records));
    log->failed = log->shifted = false;
    log->next = transfer->pipeline->spare;
    transfer->pipeline->spare = log;
}

static void *log_opened(void *context)
{
    struct transfer *transfer = context;
    struct pipeline_log *log = log_take(transfer->pipeline);
    log->next = transfer->open;
    log->before = &transfer->open;
    if (log->next)
        log->next->before = &log->next;
    transfer->open = log;
    if (stream_is_backward(transfer->stream)) {
        reorder_descend(log->buffer);
        reorder_descend(log->all);
    }
    return log;
}

static void log_child(void *context, void *handle, const struct record *child)
{
    struct transfer *transfer = context;
    struct pipeline_log *log = handle;
    log->records[record_type(child)]++;
    if (!log->failed && (reorder_put(log->buffer, transfer->sink, child) < 0 || (transfer->live && reorder_put(log->all, transfer->pipeline->sink, child) < 0)))
        transfer_fail(transfer, log, REORDER_FAILED);
}

static void log_shifted(void *context, void *handle, int64_t micros)
{
    struct pipeline_log *log = handle;
    (void)context;
    reorder_shift(log->buffer, micros);
    reorder_shift(log->all, micros);
    log->shifted = true;
}

/* The record that the sink has begun the log with; texts live in log->begun. */
static void log_begun_record(const struct pipeline_log *log, struct record *out)
{
    bool whole = record_unpack(buf_view(&log->begun), out);
    assert(whole);
    (void)whole;
}

static void log_identified(void *context, void *handle, const struct record *record)
{
    struct transfer *transfer = context;
    struct pipeline_log *log = handle;
    record_pack(&log->begun, record);
    int rc = transfer->sink->ops->begin(transfer->sink, record);
    if (rc < 0)
        transfer_fail(transfer, log, rc);
}

/* An incident so far: it comes again with the log's end, so no buffer keeps it. */
static void log_preview(void *context, void *handle, const struct record *finding)
{
    struct transfer *transfer = context;
    struct pipeline_log *log = handle;
    struct cell cells[LOG__N];
    struct record begun = { &schemas[RECORD_log], cells };
    if (log->failed)
        return;
    log_begun_record(log, &begun);
    int rc = sink_put(transfer->sink, &begun, finding);
    if (rc < 0)
        transfer_fail(transfer, log, rc);
}

/* How the log stands: what is told now over what was told before. */
static void log_grown(void *context, void *handle, const struct record *told)
{
    struct transfer *transfer = context;
    struct pipeline_log *log = handle;
    struct cell cells[LOG__N];
    struct record stands = { &schemas[RECORD_log], cells };
    if (log->failed || !transfer->sink->ops->grow)
        return;
    record_pack_over(&log->begun, told);
    log_begun_record(log, &stands);
    int rc = transfer->sink->ops->grow(transfer->sink, &stands);
    if (rc < 0)
        transfer_fail(transfer, log, rc);
}

/* Passes on what open logs have gathered, so that a flush makes it visible. A short pause is no silence: what feeds the pipe may
 * be busy. */
static void logs_pass(struct transfer *transfer)
{
    struct timespec clock;
    clock_gettime(CLOCK_REALTIME, &clock);
    int64_t idle = monotonic_ms() - transfer->received_ms;
    stream_tell(transfer->stream, (int64_t)clock.tv_sec * 1000000 + clock.tv_nsec / 1000, idle < SILENT_MS ? 0 : idle * 1000);
    for (struct pipeline_log *log = transfer->open; log; log = log->next) {
        struct cell cells[LOG__N];
        struct record record = { &schemas[RECORD_log], cells };
        if (!log->begun.n || log->failed || !reorder_count(log->buffer))
            continue;
        log_begun_record(log, &record);
        int rc = reorder_drain(log->buffer, transfer->sink, &record);
        if (rc < 0)
            transfer_fail(transfer, log, rc);
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
static int log_put_whole(struct sink *sink, struct pipeline_log *log, struct reorder_buffer *children, const struct record *record)
{
    int rc = log->begun.n && children == log->buffer ? 0 : sink->ops->begin(sink, record);
    if (rc >= 0)
        rc = reorder_drain(children, sink, record);
    int kept = sink->ops->end(sink, record, rc >= 0);
    return rc < 0 ? rc : kept;
}

/* Puts all children of a live log, as those of a file, into the sink that replaces. */
static int log_replace(const struct transfer *transfer, struct pipeline_log *log, const struct record *record)
{
    struct sink *sink = transfer->pipeline->sink;
    int rc = log_put_whole(sink, log, log->all, record);
    return rc < 0 ? rc : sink->ops->flush(sink);
}

/* Whether the live sink has of the log what is not so: another identity than it turned out to have, or times that were moved. */
static bool log_mistold(const struct pipeline_log *log, const struct record *record)
{
    struct cell cells[LOG__N];
    struct record begun = { &schemas[RECORD_log], cells };
    if (!log->begun.n)
        return false;
    log_begun_record(log, &begun);
    return log->shifted || !slice_eq(cells[LOG_log_id].text, record->cell[LOG_log_id].text);
}

/* Takes back what the sink has of the log, if anything. */
static int log_retract(const struct transfer *transfer, struct pipeline_log *log)
{
    struct cell cells[LOG__N];
    struct record record = { &schemas[RECORD_log], cells };
    if (!log->begun.n)
        return 0;
    log_begun_record(log, &record);
    return transfer->sink->ops->end(transfer->sink, &record, false);
}

/* 0, or what went wrong, for transfer_fail. */
static int log_pass(const struct transfer *transfer, struct pipeline_log *log, const struct record *record)
{
    if (log_mistold(log, record)) {
        int rc = log_retract(transfer, log);
        return rc < 0 ? rc : log_replace(transfer, log, record);
    }
    int kept = log_put_whole(transfer->sink, log, log->buffer, record);
    return kept == SINK_REPLACE ? log_replace(transfer, log, record) : kept;
}

static void log_keep(struct transfer *transfer, struct pipeline_log *log, const struct record *record)
{
    struct pipeline *pipeline = transfer->pipeline;
    int rc = log_pass(transfer, log, record);
    if (rc < 0) {
        transfer_fail(transfer, log, rc);
        return;
    }
    log->records[RECORD_log] = 1;
    for (int type = 0; type < RECORD__N; type++)
        pipeline->counts.records[type] += log->records[type];
    transfer->logs++;
    buf_reset(&transfer->last);
    record_pack(&transfer->last, record);
}

static void log_finished(void *context, void *handle, const struct record *record)
{
    struct transfer *transfer = context;
    struct pipeline_log *log = handle;
    struct cell cells[LOG__N];
    memcpy(cells, record->cell, sizeof(cells));
    transfer->pipeline->counts.matched += cells[LOG_lines_matched].num;
    if (!transfer->broken && !transfer->pipe)
        add_file_facts(cells, source_facts(transfer->source));
    bool nameless = transfer->broken && !transfer->pipe && !cells[LOG_dag_id].present; /* read again it would be another log */
    if (log->failed && !transfer->dropped)
        log_retract(transfer, log);
    else if (!transfer->dropped && !nameless)
        log_keep(transfer, log, &(struct record){ record->schema, cells });
    log_return(transfer, log);
}

static void log_dropped(void *context, void *handle)
{
    if (!((struct transfer *)context)->dropped)
        log_retract(context, handle);
    log_return(context, handle);
}

static void flush(struct transfer *transfer, int64_t *flushed)
{
    if (transfer->live && transfer->stream) /* nothing has come yet */
        logs_pass(transfer);
    if (transfer->sink->ops->flush(transfer->sink) < 0)
        transfer->failed = transfer->pipeline->failed = true;
    *flushed = monotonic_ms();
}

static void add_progress(struct transfer *transfer)
{
    struct counts *counts = &transfer->pipeline->counts;
    counts->bytes = transfer->before.bytes + source_facts(transfer->source)->bytes;
    counts->taken = transfer->taken_before + (transfer->pipe ? 0 : source_taken(transfer->source));
    if (transfer->stream)
        counts->lines = transfer->before.lines + stream_lines(transfer->stream);
    if (transfer->pipeline->tick)
        transfer->pipeline->tick(transfer->pipeline->context, counts);
}

/* ---- texts: the input itself, or one member of an archive after the other ---- */

static void text_name(struct transfer *transfer, struct slice member)
{
    buf_reset(&transfer->name);
    buf_add(&transfer->name, transfer->path, transfer->file_n);
    if (member.n)
        buf_char(&transfer->name, '!');
    buf_slice(&transfer->name, member);
    buf_char(&transfer->name, '\0');
}

static struct stream *text_stream(struct transfer *transfer)
{
    if (transfer->stream)
        return transfer->stream;
    struct slice member = source_facts(transfer->source)->member;
    struct buf own = { 0 };
    buf_slice(&own, member);
    buf_char(&own, '\0');
    transfer->events = (struct stream_events){ transfer, log_opened, log_child, log_identified, log_preview, log_grown, log_dropped, log_shifted, log_finished };
    transfer->before = transfer->pipeline->counts;
    transfer->stream = stream_open(transfer->pipeline->parser, transfer->name.p, member.n ? own.p : transfer->identity, &transfer->events);
    buf_free(&own);
    return transfer->stream;
}

/* Without one line it is a log too, but for an archive, whose members are: that one is a log only where it is at fault. */
static void text_end(struct transfer *transfer, const struct source_facts *facts)
{
    if (facts->archive && !facts->member.n && !facts->corrupt && !transfer->stream)
        return;
    text_stream(transfer);
    add_progress(transfer);
    stream_close(&transfer->stream, facts);
}

/* Whether a member is taken: one that is asked for by name, else those that a folder's would be. */
static bool member_taken(const struct transfer *transfer)
{
    return transfer->path[transfer->file_n] || member_is_log(source_facts(transfer->source)->member);
}

static void member_begin(struct transfer *transfer, struct slice member)
{
    const struct source_facts *facts = source_facts(transfer->source);
    struct pipeline *pipeline = transfer->pipeline;
    text_name(transfer, member);
    bool known = facts->size >= 0 && pipeline->known && pipeline->known(pipeline->context, transfer->name.p, facts->size, facts->mtime);
    pipeline->counts.known += known;
    if (known || !member_taken(transfer))
        source_skip(transfer->source);
}

/* How reading an input ended. */
enum ending { ENDED, ENDED_EARLY, GIVEN_UP };

static void text_feed(struct transfer *transfer, enum source_step step, struct slice text, int64_t *flushed)
{
    if (step != SOURCE_IDLE) {
        stream_feed(text_stream(transfer), step, text);
        transfer->received_ms = monotonic_ms();
    }
    if (transfer->pipe && transfer->stream)
        stream_tick(transfer->stream, monotonic_ms());
    if (transfer->pipe && (step == SOURCE_IDLE || monotonic_ms() - *flushed >= FLUSH_MS))
        flush(transfer, flushed);
    add_progress(transfer);
}

/* Feeds streams until the input is over. What a pipe gave before a signal came is kept, a file is given up. */
static enum ending feed(struct transfer *transfer)
{
    const struct pipeline *pipeline = transfer->pipeline;
    int64_t flushed = transfer->received_ms = monotonic_ms();
    while (!transfer->failed && !transfer->retry && !(pipeline->stop && *pipeline->stop)) {
        struct slice text;
        enum source_step step = source_next(transfer->source, transfer->pipe ? IDLE_MS : -1, &text);
        if (step == SOURCE_END || step == SOURCE_FAIL)
            return step == SOURCE_END ? ENDED : ENDED_EARLY;
        if (step == SOURCE_MEMBER)
            member_begin(transfer, text);
        else if (step == SOURCE_MEMBER_END)
            text_end(transfer, source_facts(transfer->source));
        else
            text_feed(transfer, step, text, &flushed);
    }
    return transfer->pipe && !transfer->failed ? ENDED_EARLY : GIVEN_UP;
}

/* A file of several logs is no log's source: so that it need not be read again, the sink registers it by its own name. */
static void register_input(struct transfer *transfer)
{
    struct cell cells[LOG__N];
    struct record last = { &schemas[RECORD_log], cells };
    struct sink *sink = transfer->pipeline->sink;
    if (transfer->failed || transfer->retry || transfer->broken || transfer->pipe || !transfer->last.n || !sink->ops->input)
        return;
    bool whole = record_unpack(buf_view(&transfer->last), &last);
    assert(whole);
    (void)whole;
    if (transfer->logs == 1 && slice_eq(cells[LOG_source].text, slice_of(transfer->path)))
        return;
    cell_text(&cells[LOG_source], slice_of(transfer->path));
    add_file_facts(cells, &transfer->input);
    if (sink->ops->input(sink, &last) < 0)
        transfer->failed = transfer->pipeline->failed = true;
}

static void read_input(struct transfer *transfer)
{
    struct pipeline *pipeline = transfer->pipeline;
    text_name(transfer, SLICE(""));
    enum ending ending = feed(transfer);
    transfer->dropped = ending == GIVEN_UP;
    transfer->broken = ending != ENDED;
    struct source_facts facts = *source_facts(transfer->source);
    facts.cut |= ending == ENDED_EARLY;
    text_end(transfer, &facts);
    register_input(transfer);
    pipeline->counts.inputs += ending == ENDED;
    transfer->failed |= ending != ENDED;
}

/* One reading of an input from its begin: 0, -1, or SINK_AGAIN when it is worth another one. named: what its source is called. */
static int transfer_once(struct pipeline *pipeline, const char *path, const char *named, const char *identity)
{
    struct source_limits limits = pipeline->limits;
    limits.stop = pipeline->stop;
    struct transfer transfer = { .pipeline = pipeline, .path = named, .file_n = source_file_length(named), .identity = identity, .taken_before = pipeline->counts.taken,
                                 .source = source_open(path, &limits, pipeline->report) };
    if (!transfer.source)
        return -1;
    transfer.input = *source_facts(transfer.source);
    transfer.pipe = transfer.input.size < 0 || strcmp(named, path) != 0;
    transfer.live = transfer.pipe && pipeline->live_sink;
    transfer.sink = transfer.live ? pipeline->live_sink(pipeline->context) : pipeline->sink;
    if (transfer.sink)
        read_input(&transfer);
    else
        transfer.failed = pipeline->failed = true;
    pipeline->counts.taken = transfer.taken_before + (transfer.pipe ? 0 : transfer.input.size);
    bool retry = transfer.retry && !pipeline->failed && !transfer.pipe;
    if (transfer.retry && !retry)
        pipeline->failed = true;
    int rc = retry ? SINK_AGAIN : transfer.failed || transfer.retry ? -1 : 0;
    source_close(&transfer.source);
    buf_free(&transfer.name);
    buf_free(&transfer.last);
    return rc;
}

static int read_named(struct pipeline *pipeline, const char *path, const char *named, const char *identity)
{
    struct counts before = pipeline->counts;
    int rc = SINK_AGAIN;
    for (int tries = 0; rc == SINK_AGAIN && tries < TRIES; tries++) {
        pipeline->counts = before;
        rc = transfer_once(pipeline, path, named, identity);
    }
    if (rc != SINK_AGAIN)
        return rc;
    complain(pipeline->report, COMPLAINT_database_lost, &(struct where){ .path = path }, "%d times while its rows were being sent", TRIES);
    pipeline->failed = true;
    return -1;
}

int pipeline_read(struct pipeline *pipeline, const char *path, const char *identity)
{
    return read_named(pipeline, path, path, identity);
}

int pipeline_read_kept(struct pipeline *pipeline, const char *path, const char *identity)
{
    return read_named(pipeline, path, "-", identity);
}

void pipeline_free(struct pipeline *pipeline)
{
    while (pipeline->spare) {
        struct pipeline_log *log = pipeline->spare;
        pipeline->spare = log->next;
        reorder_close(&log->buffer);
        reorder_close(&log->all);
        buf_free(&log->begun);
        free(log);
    }
}
