/* loader.c - see loader.h. Two sinks, because a connection either replaces or merges. */
#include "loader.h"

#include "sink/postgres/ledger.h"
#include "stop_signal.h"

int loader_wait(const struct job *job)
{
    return job->spool ? -1 : LOADER_WAIT_S;
}

static struct sink *connect_sink(const struct loader *loader, bool stream)
{
    struct sink_postgres_options options = {
        .database = { .conninfo = loader->job->conninfo, .wrote = true, .wait_s = loader_wait(loader->job), .stop = stop_flag(), .report = loader->report },
        .load_id = loader->load_id,
        .stream = stream,
    };
    return sink_postgres(&options);
}

/* The other sink's logs are stored first: it may hold the lock of one that the live sink would wait for, in this very process. */
static struct sink *live_sink(void *context)
{
    struct loader *loader = context;
    if (loader->pipeline.sink->ops->flush(loader->pipeline.sink) < 0)
        loader->pipeline.failed = true;
    if (!loader->live)
        loader->live = connect_sink(loader, true);
    return loader->live;
}

static void tick(void *context, const struct counts *counts)
{
    const struct loader *loader = context;
    if (loader->tick)
        loader->tick(loader->context, counts);
}

static bool known(void *context, const char *name, int64_t size, struct timespec mtime)
{
    const struct loader *loader = context;
    return loader->ledger && ledger_knows(loader->ledger, name, size, mtime);
}

int loader_open(struct loader *loader)
{
    loader->pipeline = (struct pipeline){
        .parser = loader->parser,
        .sink = connect_sink(loader, false),
        .live_sink = live_sink,
        .report = loader->report,
        .limits = job_limits(loader->job),
        .stop = stop_flag(),
        .known = known,
        .tick = tick,
        .context = loader,
    };
    return loader->pipeline.sink ? 0 : -1;
}

static int outcome(struct loader *loader, int rc)
{
    if (rc < 0 && !*stop_flag())
        loader->pipeline.counts.failed++;
    return loader->pipeline.failed ? -1 : 0;
}

int loader_read(struct loader *loader, const char *path, const char *identity)
{
    return outcome(loader, pipeline_read(&loader->pipeline, path, identity));
}

int loader_read_kept(struct loader *loader, const char *path, const char *identity)
{
    return outcome(loader, pipeline_read_kept(&loader->pipeline, path, identity));
}

int loader_commit(struct loader *loader)
{
    struct sink *sinks[] = { loader->pipeline.sink, loader->live };
    for (int i = 0; i < 2; i++)
        if (sinks[i] && sinks[i]->ops->flush(sinks[i]) < 0)
            loader->pipeline.failed = true;
    return loader->pipeline.failed ? -1 : 0;
}

void loader_counts(const struct loader *loader, struct counts *out)
{
    *out = loader->pipeline.counts;
    sink_postgres_counts_add(&out->stored, sink_postgres_counts(loader->pipeline.sink));
    if (loader->live)
        sink_postgres_counts_add(&out->stored, sink_postgres_counts(loader->live));
}

void loader_close(struct loader *loader)
{
    pipeline_free(&loader->pipeline);
    if (loader->pipeline.sink)
        loader->pipeline.sink->ops->close(&loader->pipeline.sink);
    if (loader->live)
        loader->live->ops->close(&loader->live);
}
