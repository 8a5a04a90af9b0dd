/* records.c - bytes -> JSON lines, through everything but the command line. */
#include "records.h"

#include <stdlib.h>

#include "sink/reorder/reorder_buffer.h"

struct way {
    struct stream *stream;
    struct report *report;
    struct sink *sink;
};

static void *opened(void *context)
{
    struct way *way = context;
    struct reorder_buffer *buffer = reorder_open(1 << 20, way->report);
    if (stream_is_backward(way->stream))
        reorder_descend(buffer);
    return buffer;
}

static void child(void *context, void *handle, const struct record *record)
{
    struct way *way = context;
    reorder_put(handle, way->sink, record);
}

static void finished(void *context, void *handle, const struct record *log)
{
    struct way *way = context;
    struct reorder_buffer *buffer = handle;
    way->sink->ops->begin(way->sink, log);
    reorder_drain(buffer, way->sink, log);
    way->sink->ops->end(way->sink, log, true);
    reorder_close(&buffer);
}

static void dropped(void *context, void *handle)
{
    struct reorder_buffer *buffer = handle;
    (void)context;
    reorder_close(&buffer);
}

static void explained(void *context, int64_t line, struct slice text, const char *what)
{
    (void)line;
    buf_printf(context, "%.*s  %s\n", SLICE_ARG(text), what);
}

static void feed(const struct parser *parser, struct slice bytes, size_t chunk, const char *path, struct report *report, struct buf *out)
{
    char *text = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&text, &n);
    struct way way = { NULL, report, sink_jsonl(to, report) };
    struct stream_events events = { .context = &way, .opened = opened, .child = child, .dropped = dropped, .finished = finished };
    struct source *source = source_memory(bytes, chunk, &source_default_limits, report);
    struct stream *stream = way.stream = stream_open(parser, "-", path, &events);
    struct slice piece;
    enum source_step step;
    while ((step = source_next(source, -1, &piece)) < SOURCE_END)
        stream_feed(stream, step, piece);
    stream_close(&stream, source_facts(source));
    source_close(&source);
    way.sink->ops->close(&way.sink);
    fclose(to);
    buf_add(out, text, n);
    free(text);
}

static void run(struct slice bytes, size_t chunk, const char *zone, const char *path, struct buf *out)
{
    FILE *nowhere = fopen("/dev/null", "w");
    struct report report = { .to = nowhere };
    struct parser *parser = parser_open(&(struct parser_options){ .timezone = zone, .report = &report });
    feed(parser, bytes, chunk, path, &report, out);
    parser_close(&parser);
    fclose(nowhere);
}

void records_of(struct slice bytes, size_t chunk, const char *path, struct buf *out)
{
    run(bytes, chunk, NULL, path, out);
}

void records_in_zone(struct slice bytes, const char *zone, const char *path, struct buf *out)
{
    run(bytes, 0, zone, path, out);
}

void hearing_open(struct hearing *hearing)
{
    *hearing = (struct hearing){ 0 };
    hearing->report = (struct report){ .to = open_memstream(&hearing->words, &hearing->n), .max_rejects = INT64_MAX };
    hearing->parser = parser_open(&(struct parser_options){ .report = &hearing->report, .explain = explained, .explain_context = &hearing->said, .explain_from = 1, .explain_to = INT64_MAX });
}

void hearing_feed(struct hearing *hearing, struct slice bytes, const char *path)
{
    buf_reset(&hearing->records);
    buf_reset(&hearing->said);
    rewind(hearing->report.to);
    feed(hearing->parser, bytes, 0, path, &hearing->report, &hearing->records);
    fflush(hearing->report.to);
    buf_add(&hearing->said, hearing->words, hearing->n);
}

void hearing_close(struct hearing *hearing)
{
    parser_close(&hearing->parser);
    fclose(hearing->report.to);
    free(hearing->words);
    buf_free(&hearing->records);
    buf_free(&hearing->said);
}
