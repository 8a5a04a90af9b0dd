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

static void run(struct slice bytes, size_t chunk, const char *zone, const char *path, struct buf *out)
{
    char *text = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&text, &n), *nowhere = fopen("/dev/null", "w");
    struct report report = { .to = nowhere };
    struct parser_options options = { .timezone = zone, .report = &report };
    struct parser *parser = parser_open(&options);
    struct way way = { NULL, &report, sink_jsonl(to, &report) };
    struct stream_events events = { .context = &way, .opened = opened, .child = child, .finished = finished };
    struct source *source = source_memory(bytes, chunk, &source_default_limits, &report);
    struct stream *stream = way.stream = stream_open(parser, "-", path, &events);
    struct slice piece;
    enum source_step step;
    while ((step = source_next(source, -1, &piece)) < SOURCE_END)
        stream_feed(stream, step, piece);
    stream_close(&stream, source_facts(source));
    source_close(&source);
    way.sink->ops->close(&way.sink);
    parser_close(&parser);
    fclose(to);
    fclose(nowhere);
    buf_add(out, text, n);
    free(text);
}

void records_of(struct slice bytes, size_t chunk, const char *path, struct buf *out)
{
    run(bytes, chunk, NULL, path, out);
}

void records_in_zone(struct slice bytes, const char *zone, const char *path, struct buf *out)
{
    run(bytes, 0, zone, path, out);
}
