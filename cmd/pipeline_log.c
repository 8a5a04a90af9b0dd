/* pipeline_log.c - children of a log wait in its reorder buffer until its identity is settled: at the log's end, from a live pipe as soon as it is known. */
#include <assert.h>
#include <stdlib.h>

#include "parser/text/monotonic.h"
#include "parser/text/utf8.h"
#include "pipeline_inside.h"
#include "sink/reorder/reorder_buffer.h"

/* REORDER_MEMORY: bytes a log's children may take before they go to disk; SILENT_MS: what counts as silence of a living writer. */
enum { REORDER_MEMORY = 2 * 1024 * 1024, SILENT_MS = 1000 };

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

void pipeline_log_pass_all(struct transfer *transfer)
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

bool pipeline_log_is_source(struct slice source, struct slice name)
{
    struct buf told = { 0 };
    if (utf8_valid(name) == name.n || slice_eq(source, name))
        return slice_eq(source, name);
    utf8_clean(name, &told);
    bool same = slice_eq(source, buf_view(&told));
    buf_free(&told);
    return same;
}

void pipeline_log_file_facts(struct pipeline *pipeline, struct cell *cells, const struct source_facts *facts, const char *name)
{
    cells[LOG_real_path] = (struct cell){ 0 };
    if (facts->size < 0)
        return;
    cell_num(&cells[LOG_size], facts->size);
    cell_num(&cells[LOG_mtime], (int64_t)facts->mtime.tv_sec * 1000000 + facts->mtime.tv_nsec / 1000);
    if (pipeline->known && pipeline_log_is_source(cells[LOG_source].text, slice_of(name)) && strcmp(real_path_of(&pipeline->real, name), name) != 0)
        cell_text(&cells[LOG_real_path], slice_of(pipeline->real.path.p));
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
        pipeline_log_file_facts(transfer->pipeline, cells, source_facts(transfer->source), transfer->name.p);
    bool nameless = transfer->broken && !transfer->pipe && !cells[LOG_dag_id].present; /* read again it would be another log */
    if ((log->failed || transfer_lost_lines(transfer)) && !transfer->dropped)
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

struct stream_events pipeline_log_events(struct transfer *transfer)
{
    return (struct stream_events){ transfer, log_opened, log_child, log_identified, log_preview, log_grown, log_dropped, log_shifted, log_finished };
}

void pipeline_log_free(struct pipeline *pipeline)
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
