/* fuzz_stream.c - any bytes in any pieces: no crash, every line accounted for. */
#include <assert.h>

#include "parser/stream.h"

static void child(void *context, void *handle, const struct record *record)
{
    (void)context, (void)handle, (void)record;
}

static void finished(void *context, void *handle, const struct record *log)
{
    (void)handle;
    const struct cell *cell = log->cell;
    assert(cell[LOG_lines_matched].num + cell[LOG_lines_ignored].num + cell[LOG_lines_rejected].num == cell[LOG_lines].num);
    assert(cell[LOG_lines_ignored].num >= 0);
    ++*(int *)context;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static struct parser *parser;
    static struct report report;
    if (!parser) {
        report.to = fopen("/dev/null", "w");
        struct parser_options options = { .report = &report };
        parser = parser_open(&options);
    }
    if (!n)
        return 0;
    int logs = 0;
    struct source_limits limits = source_default_limits;
    limits.max_line = 4096;
    struct stream_events events = { .context = &logs, .child = child, .finished = finished };
    struct source *source = source_memory((struct slice){ (const char *)bytes + 1, n - 1 }, bytes[0] % 64, &limits, &report);
    struct stream *stream = stream_open(parser, "-", NULL, &events);
    struct slice piece;
    enum source_step step;
    int64_t total = 0;
    while ((step = source_next(source, -1, &piece)) < SOURCE_END) {
        total += (int64_t)piece.n;
        stream_feed(stream, step, piece);
    }
    assert(total == source_facts(source)->bytes);
    stream_close(&stream, source_facts(source));
    source_close(&source);
    assert(logs > 0);
    return 0;
}
