/* log_look.c - see log_look.h. */
#include "log_look.h"

#include "parser/stream.h"

static void *opened(void *context)
{
    return context;
}

static void child(void *context, void *handle, const struct record *record)
{
    (void)context, (void)handle, (void)record;
}

/* Of several logs the surest counts. */
static void finished(void *context, void *handle, const struct record *log)
{
    (void)handle;
    enum log_look *look = context;
    int64_t heads = 0;
    for (int column = LOG_n_debug; column <= LOG_n_critical; column++)
        heads += log->cell[column].num;
    enum log_look shows = heads ? LOOK_HEADS : log->cell[LOG_lines_matched].num ? LOOK_TRACES : LOOK_NOTHING;
    *look = shows > *look ? shows : *look;
}

enum log_look log_look(const struct job *job, const struct parser *parser, const char *path, struct report *report)
{
    enum log_look look = LOOK_NOTHING;
    const struct stream_events events = { .context = &look, .opened = opened, .child = child, .finished = finished };
    struct source_limits limits = job_limits(job);
    struct source *source = source_open(path, &limits, report);
    if (!source)
        return look;
    struct slice text;
    enum source_step step;
    do
        step = source_next(source, -1, &text);
    while (step == SOURCE_MEMBER || step == SOURCE_MEMBER_END);
    if (step == SOURCE_LINES || step == SOURCE_LONG) {
        struct stream *stream = stream_open(parser, path, job->path, &events);
        stream_feed(stream, step, text);
        struct source_facts facts = *source_facts(source);
        facts.cut = true;
        stream_close(&stream, &facts);
    }
    source_close(&source);
    return look;
}
