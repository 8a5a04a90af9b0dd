/* cmd_parse.c - logs -> records on standard output. Needs no database and keeps nothing. */
#include <stdio.h>

#include "commands.h"
#include "read_inputs.h"

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

void cmd_parse(const struct job *job, struct report *report)
{
    struct parser_options options = job_parser_options(job, report);
    struct parser *parser = job_parser(job, &options);
    if (!parser)
        return;
    struct pipeline pipeline = {
        .parser = parser,
        .sink = open_sink(job, report),
        .report = report,
        .limits = job_limits(job),
    };
    read_inputs(job, &pipeline);
    pipeline.sink->ops->close(&pipeline.sink);
    pipeline_free(&pipeline);
    parser_close(&parser);
}
