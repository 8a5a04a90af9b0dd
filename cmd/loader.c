/* loader.c - see loader.h. Two sinks, because a connection either replaces or merges. */
#include "loader.h"

#include "stop_signal.h"

int station_wait(const struct job *job)
{
    return job->spool ? -1 : STATION_WAIT_S;
}

static struct sink *connect_sink(const struct station *station, bool stream)
{
    struct sink_postgres_options options = {
        .database = { .conninfo = station->job->conninfo, .wait_s = station_wait(station->job), .stop = stop_flag(), .report = station->report },
        .load_id = station->load_id,
        .stream = stream,
    };
    return sink_postgres(&options);
}

/* The other sink's logs are stored first: it may hold the lock of one that the live sink would wait for, in this very process. */
static struct sink *live_sink(void *context)
{
    struct station *station = context;
    if (station->pipeline.sink->ops->flush(station->pipeline.sink) < 0)
        station->pipeline.failed = true;
    if (!station->live)
        station->live = connect_sink(station, true);
    return station->live;
}

static void tick(void *context, const struct counts *counts)
{
    const struct station *station = context;
    if (station->tick)
        station->tick(station->context, counts);
}

int station_open(struct station *station)
{
    station->pipeline = (struct pipeline){
        .parser = station->parser,
        .sink = connect_sink(station, false),
        .live_sink = live_sink,
        .report = station->report,
        .limits = job_limits(station->job),
        .stop = stop_flag(),
        .tick = tick,
        .context = station,
    };
    return station->pipeline.sink ? 0 : -1;
}

int station_read(struct station *station, const char *path, const char *identity)
{
    if (pipeline_run(&station->pipeline, path, identity) < 0 && !*stop_flag())
        station->pipeline.counts.failed++;
    return station->pipeline.failed ? -1 : 0;
}

int station_keep(struct station *station)
{
    struct sink *sinks[] = { station->pipeline.sink, station->live };
    for (int i = 0; i < 2; i++)
        if (sinks[i] && sinks[i]->ops->flush(sinks[i]) < 0)
            station->pipeline.failed = true;
    return station->pipeline.failed ? -1 : 0;
}

void station_counts(const struct station *station, struct counts *out)
{
    *out = station->pipeline.counts;
    sink_postgres_counts_add(&out->stored, sink_postgres_counts(station->pipeline.sink));
    if (station->live)
        sink_postgres_counts_add(&out->stored, sink_postgres_counts(station->live));
}

void station_close(struct station *station)
{
    pipeline_free(&station->pipeline);
    if (station->pipeline.sink)
        station->pipeline.sink->ops->close(&station->pipeline.sink);
    if (station->live)
        station->live->ops->close(&station->live);
}
