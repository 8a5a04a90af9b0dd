/* stream.c - one input's lines, each to the log of its source; see stream.h. */
#include <stdlib.h>

#include "parser/attempt/source_logs.h"
#include "stream_inside.h"

/* HELD_MS: how long a line waits for what is undecided; QUIET_MS: after that a source's log may be closed where many are open. */
enum { HELD_MS = 200, QUIET_MS = 600 * 1000, OPEN_MANY = OPEN_MOST / 2 };

static char *text_copy(const char *text)
{
    size_t n = strlen(text) + 1;
    return memcpy(memory_new(n), text, n);
}

struct stream *stream_open(const struct parser *parser, const char *name, const char *path, const struct stream_events *events)
{
    struct stream *stream = memory_new(sizeof(*stream));
    *stream = (struct stream){ .parser = parser, .events = events, .name = text_copy(name), .path = text_copy(path ? path : name),
                               .choice = { .parser = parser }, .last = NO_BRANCH, .labelled = NO_BRANCH };
    return stream;
}

/* The beginning of the input: a byte order mark is taken off, its bytes are the first source's; is the rest a document? */
static struct slice begin(struct stream *stream, enum source_step step, struct slice text)
{
    static const struct slice mark = { "\xef\xbb\xbf", 3 };
    stream->started = true;
    if (slice_starts(text, mark)) {
        buf_slice(&stream->mark, mark);
        text = slice_from(text, mark.n);
    }
    documents_begin(stream, text, step == SOURCE_LONG);
    return text;
}

/* The rest of a line that is longer than the limit. */
static void rest_feed(struct stream *stream, struct slice text)
{
    if (stream->backward)
        backward_add(stream->backward, text);
    else if (stream->last != NO_BRANCH && stream->branches.row[stream->last].log)
        source_logs_bytes(stream->branches.row[stream->last].log, text);
}

static void refuse(struct stream *stream)
{
    source_logs_reject(reading_log(stream, 0), COMPLAINT_newest_first, stream->lines + 1, 1, slice_of(stream->name));
}

static void lines_feed(struct stream *stream, struct slice text, bool cut)
{
    if (stream->refused)
        return;
    stream->fed = stream->now;
    text = waiting_feed(stream, text);
    if (stream->refused)
        refuse(stream);
    else if (text.n)
        reading_lines(stream, text, cut);
}

void stream_feed(struct stream *stream, enum source_step step, struct slice text)
{
    if (!stream->started)
        text = begin(stream, step, text);
    if (stream->broken)
        return;
    if (stream->cutter) {
        lines_feed(stream, documents_feed(stream, text), false);
        return;
    }
    if (step == SOURCE_REST) {
        rest_feed(stream, text);
        return;
    }
    if (step == SOURCE_LONG)
        waiting_release(stream);
    lines_feed(stream, text, step == SOURCE_LONG);
}

/* What came before the first word of the time came just now. */
static void clock_begin(struct stream *stream, int64_t now)
{
    for (size_t i = 0; i < stream->branches.n; i++)
        stream->branches.row[i].used = now;
}

void stream_tick(struct stream *stream, int64_t now)
{
    if (!stream->now)
        clock_begin(stream, now);
    if (stream->held.n && !stream->held_since)
        stream->held_since = now;
    else if (stream->held.n && now - stream->held_since >= HELD_MS)
        waiting_release(stream);
    if (stream->pending.n && now - stream->fed >= HELD_MS)
        reading_pending(stream);
    stream->now = now; /* lines that waited came before */
    for (size_t i = 0; i < stream->branches.n; i++)
        if (stream->branches.row[i].log)
            source_logs_tick(stream->branches.row[i].log, now);
    if (stream->n_open > OPEN_MANY)
        reading_close_quiet(stream, now - QUIET_MS);
}

void stream_tell(struct stream *stream, int64_t now, int64_t idle)
{
    for (size_t i = 0; i < stream->branches.n; i++)
        if (stream->branches.row[i].log)
            source_logs_tell(stream->branches.row[i].log, now, idle);
}

static void stream_free(struct stream *stream)
{
    branches_free(&stream->branches);
    branches_free(&stream->outers);
    choice_free(&stream->choice);
    chain_space_free(&stream->space);
    overflow_close(&stream->overflow);
    backward_close(&stream->backward);
    merge_close(&stream->merge);
    documents_close(stream);
    struct buf *const bufs[] = { &stream->same, &stream->held, &stream->mark, &stream->unread, &stream->recipe, &stream->records, &stream->raw, &stream->lost, &stream->pending,
                                &stream->foreign.text };
    for (size_t i = 0; i < sizeof(bufs) / sizeof(*bufs); i++)
        buf_free(bufs[i]);
    free(stream->name);
    buf_free(&stream->packed);
    free(stream->path);
    free(stream);
}

void stream_close(struct stream **stream, const struct source_facts *facts)
{
    struct stream *s = *stream;
    if (!s)
        return;
    struct slice text;
    bool cut = documents_end(s, &text) || (facts && facts->cut);
    lines_feed(s, text, false);
    waiting_end(s);
    if (!s->n_open) { /* an empty input is a log too */
        s->last = (long)branches_find(&s->branches, &(struct payload){ 0 });
        reading_log(s, s->last);
    }
    if (s->lost_line)
        source_logs_reject(reading_log(s, s->last), COMPLAINT_document_corrupt, s->lost_line, 1, buf_view(&s->lost));
    if (facts && facts->corrupt)
        source_logs_reject(reading_log(s, s->last), facts->complaint, s->branches.row[s->last].physical + 1, 1, slice_of(facts->fault ? facts->fault : "corrupt"));
    reading_close(s, cut || (facts && facts->corrupt), facts && facts->unended && !s->records.cap);
    stream_free(s);
    *stream = NULL;
}

void stream_packed(struct stream *stream, struct slice command)
{
    buf_reset(&stream->packed);
    buf_slice(&stream->packed, command);
}

bool stream_is_backward(const struct stream *stream)
{
    return stream->backward;
}

int64_t stream_lines(const struct stream *stream)
{
    return stream->lines;
}
