/* null.c - counts records and drops them: what is left of the time is the parser's. */
#include "sink/sink.h"

#include <stdlib.h>

struct null {
    struct sink sink;
    int64_t pending[RECORD__N]; /* of the open log */
    int64_t count[RECORD__N];   /* of the logs that ended well */
};

static int null_begin(struct sink *sink, const struct record *log)
{
    struct null *self = (struct null *)sink;
    (void)log;
    memset(self->pending, 0, sizeof(self->pending));
    return 0;
}

/* Of a child that is counted nothing need be kept. */
static void null_encode(struct sink *sink, const struct record *child, struct buf *to)
{
    (void)sink, (void)child, (void)to;
}

static int null_put(struct sink *sink, const struct record *log, enum record_type type, struct slice encoded)
{
    (void)log, (void)encoded;
    ((struct null *)sink)->pending[type]++;
    return 0;
}

static int null_flush(struct sink *sink)
{
    (void)sink;
    return 0;
}

static int null_end(struct sink *sink, const struct record *log, bool ok)
{
    struct null *self = (struct null *)sink;
    (void)log;
    self->pending[RECORD_log]++;
    for (int type = 0; ok && type < RECORD__N; type++)
        self->count[type] += self->pending[type];
    return 0;
}

static int null_close(struct sink **sink)
{
    free(*sink);
    *sink = NULL;
    return 0;
}

static const struct sink_ops null_ops = { "null", null_begin, null_encode, null_put, null_flush, null_end, null_close, NULL, NULL };

struct sink *sink_null(void)
{
    struct null *self = memory_new(sizeof(*self));
    *self = (struct null){ .sink.ops = &null_ops };
    return &self->sink;
}

int64_t sink_null_count(const struct sink *sink, enum record_type type)
{
    return ((const struct null *)sink)->count[type];
}
