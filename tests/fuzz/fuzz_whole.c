/* fuzz_whole.c - any bytes the whole way, from a file through source, stream, logs and reorder buffer into each sink that prints: no crash, and what comes out is
 * valid UTF-8; JSON lines are objects, and only \n ends their lines; a terminal's table holds nothing that it would obey. */
#include <assert.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cmd/pipeline.h"
#include "parser/text/json.h"
#include "parser/text/utf8.h"
#include "sink/sink.h"

static void check_json(struct slice text)
{
    struct slice line;
    while (text.n) {
        slice_cut(&text, '\n', &line);
        assert(json_read(line).type == JSON_object);
    }
}

static void check_table(struct slice text)
{
    for (size_t i = 0; i < text.n; i++)
        assert((unsigned char)text.p[i] >= ' ' || text.p[i] == '\n');
}

static void check_nothing(struct slice text)
{
    (void)text;
}

enum way { WAY_jsonl, WAY_table, WAY_log, WAY_event, WAY_reject, WAY__N };

static struct sink *sink_of(enum way way, FILE *to, struct report *report)
{
    switch (way) {
    case WAY_jsonl:
        return sink_jsonl(to, report);
    case WAY_table:
        return sink_table(to, false, report);
    case WAY_log:
        return sink_csv(to, RECORD_log, report);
    case WAY_event:
        return sink_csv(to, RECORD_event, report);
    default:
        return sink_csv(to, RECORD_reject, report);
    }
}

/* A file of these bytes that has no name but its descriptor's. */
static int file_of(const uint8_t *bytes, size_t n, char *path, size_t size)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    assert(fd >= 0 && write(fd, bytes, n) == (ssize_t)n);
    snprintf(path, size, "/proc/self/fd/%d", fd);
    return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static void (*const checks[WAY__N])(struct slice) = { [WAY_jsonl] = check_json, [WAY_table] = check_table, [WAY_log] = check_nothing,
                                                         [WAY_event] = check_nothing, [WAY_reject] = check_nothing };
    static struct report report;
    static struct parser *parser;
    if (!parser) {
        report.to = fopen("/dev/null", "w");
        parser = parser_open(&(struct parser_options){ .report = &report });
    }
    if (!n)
        return 0;
    char path[64], *text = NULL;
    size_t length = 0;
    enum way way = (enum way)(bytes[0] % WAY__N);
    int fd = file_of(bytes + 1, n - 1, path, sizeof(path));
    FILE *to = open_memstream(&text, &length);
    struct pipeline pipeline = { .parser = parser, .sink = sink_of(way, to, &report), .report = &report, .limits = source_default_limits };
    pipeline.limits.max_line = 4096;
    pipeline_read(&pipeline, path, bytes[0] & 0x80 ? "dag_id=d/run_id=r/task_id=t/attempt=1.log" : NULL);
    pipeline.sink->ops->close(&pipeline.sink);
    pipeline_free(&pipeline);
    fclose(to);
    close(fd);
    struct slice out = { text, length };
    assert(utf8_valid(out) == out.n);
    checks[way](out);
    free(text);
    return 0;
}
