/* cmd_parse.c - logs -> records on standard output. Needs no database and keeps nothing. */
#include <stdio.h>

#include "cmd.h"
#include "inputs.h"
#include "pipeline.h"
#include "progress.h"
#include "stop.h"

static struct sink *open_sink(const struct job *job, struct report *report)
{
    switch ((enum format)job->format) {
    case FORMAT_table:
        return sink_table(stdout, job_colour(job), report);
    case FORMAT_csv:
        return sink_csv(stdout, (enum record_type)job->record, report);
    case FORMAT_jsonl:
        return sink_jsonl(stdout, report);
    case FORMAT_null:
        return sink_null();
    }
    return NULL;
}

static void tick(void *context, const struct counts *counts)
{
    progress_show(context, counts);
}

/* Reads all inputs; one that cannot be read does not stop the rest. */
static void run_inputs(const struct job *job, struct pipeline *pipeline, struct progress *progress)
{
    struct inputs *inputs = inputs_open(job->operands, job->files_from, pipeline->report);
    struct input input;
    while (inputs && !*stop_flag() && !pipeline->failed && inputs_next(inputs, &input)) {
        progress->inputs_total = inputs_facts(inputs)->files;
        progress->size_total = inputs_facts(inputs)->bytes;
        pipeline_run(pipeline, input.path, job->path);
        progress->size_done += input.size > 0 ? input.size : 0;
    }
    if (inputs)
        inputs_complain_none(inputs, pipeline->report);
    inputs_close(&inputs);
}

void parse_run(const struct job *job, struct report *report)
{
    struct parser_options options = job_parser_options(job, report);
    struct parser *parser = job_parser(job, &options);
    struct progress progress;
    if (!parser)
        return;
    struct pipeline pipeline = {
        .parser = parser,
        .sink = open_sink(job, report),
        .report = report,
        .limits = job_limits(job),
        .stop = stop_flag(),
        .tick = tick,
        .context = &progress,
    };
    progress_begin(&progress, (enum progress_mode)job->progress, true);
    run_inputs(job, &pipeline, &progress);
    progress_end(&progress, &pipeline.counts);
    pipeline.sink->ops->close(&pipeline.sink);
    pipeline_free(&pipeline);
    parser_close(&parser);
}
