/* pipeline.c - the bytes of one input to its streams; see pipeline.h, and pipeline_log.c for what comes of them. */
#include "pipeline.h"

#include <assert.h>
#include <stdlib.h>

#include "inputs.h"
#include "parser/text/monotonic.h"
#include "pipeline_inside.h"

enum {
    IDLE_MS = 250,  /* how long a silent pipe is waited for before what came is flushed */
    TRIES = 10,     /* how often a file is read whose rows went with the connection */
    FLUSH_MS = 500, /* the longest a pipe that is never silent goes without a flush */
};

static void flush(struct transfer *transfer, int64_t *flushed)
{
    if (transfer->live && transfer->stream) /* nothing has come yet */
        pipeline_log_pass_all(transfer);
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
    bool of_member = member.n && !(transfer->identity && transfer->path[transfer->file_n]); /* --path is for one text */
    struct buf own = { 0 };
    buf_slice(&own, member);
    buf_char(&own, '\0');
    transfer->events = pipeline_log_events(transfer);
    transfer->before = transfer->pipeline->counts;
    transfer->stream = stream_open(transfer->pipeline->parser, transfer->name.p, of_member ? own.p : transfer->identity, &transfer->events);
    buf_reset(&own);
    source_unpack_write(transfer->source, &own);
    stream_packed(transfer->stream, buf_view(&own));
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
    bool known = facts->size >= 0 && pipeline->known && pipeline->known(pipeline->context, real_path_of(&pipeline->real, transfer->name.p), facts->size, facts->mtime);
    bool skipped = !known && !member_taken(transfer);
    pipeline->counts.known += known;
    pipeline->counts.skipped += skipped;
    if (known || skipped)
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
        transfer->failed |= transfer_lost_lines(transfer);
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
    if (transfer->logs == 1 && pipeline_log_is_source(cells[LOG_source].text, slice_of(transfer->path)))
        return;
    cell_text(&cells[LOG_source], slice_of(transfer->path));
    pipeline_log_file_facts(transfer->pipeline, cells, &transfer->input, transfer->path);
    if (sink->ops->input(sink, &last) < 0)
        transfer->failed = transfer->pipeline->failed = true;
}

/* A signal ended a pipe before its first byte: there is no log to tell of. */
static bool never_began(const struct transfer *transfer, enum ending ending)
{
    const volatile sig_atomic_t *stop = transfer->pipeline->stop;
    return ending == ENDED_EARLY && stop && *stop && !transfer->stream && !source_facts(transfer->source)->bytes;
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
    if (!never_began(transfer, ending))
        text_end(transfer, &facts);
    transfer->failed |= transfer_lost_lines(transfer);
    register_input(transfer);
    pipeline->counts.inputs += ending == ENDED && !transfer_lost_lines(transfer);
    transfer->failed |= ending != ENDED;
}

/* One reading of an input from its begin: 0, -1, or SINK_AGAIN when it is worth another one. named: what its source is called. */
static int transfer_once(struct pipeline *pipeline, const char *path, const char *named, const char *identity)
{
    struct source_limits limits = pipeline->limits;
    limits.stop = pipeline->stop;
    struct transfer transfer = { .pipeline = pipeline, .path = named, .file_n = source_file_length(named), .identity = identity, .taken_before = pipeline->counts.taken,
                                 .spills = pipeline->report->count[COMPLAINT_spill_failed],
                                 .source = source_open(path, &limits, pipeline->report) };
    if (!transfer.source)
        return -1;
    transfer.input = *source_facts(transfer.source);
    transfer.pipe = transfer.input.size < 0 || strcmp(named, path) != 0;
    transfer.live = transfer.pipe && pipeline->live_sink;
    pipeline->report->reading = named;
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
    pipeline->report->reading = NULL;
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
    pipeline_log_free(pipeline);
    real_path_free(&pipeline->real);
}
