/* job.c - what commands make of their options; see job.h. */
#include "job.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sink/print/screen.h"

struct source_limits job_limits(const struct job *job)
{
    return (struct source_limits){
        .max_line = (size_t)job->max_line, .max_ratio = job->max_ratio, .max_inflated = job->max_inflated
    };
}

bool job_colour(const struct job *job)
{
    const char *no_colour = getenv("NO_COLOR");
    if (job->colour != COLOUR_auto)
        return job->colour == COLOUR_always;
    return isatty(STDOUT_FILENO) && !(no_colour && no_colour[0]) && screen_obeys();
}

bool job_rules(const struct job *job, struct rules *rules, struct report *report)
{
    rules_default(rules);
    return !job->thresholds || rules_read(rules, job->thresholds, report);
}

struct parser_options job_parser_options(const struct job *job, struct report *report)
{
    return (struct parser_options){ .timezone = job->timezone, .log_format = job->log_format, .source = job->source,
                                    .max_line = (size_t)job->max_line, .report = report };
}

struct parser *job_parser(const struct job *job, const struct parser_options *options)
{
    struct parser_options whole = *options;
    struct rules rules;
    if (!job_rules(job, &rules, options->report) || (job->patterns && !(whole.user_patterns = user_patterns_read(job->patterns, options->report))))
        return NULL;
    struct parser *parser = parser_open(&whole);
    if (parser)
        parser_rules_use(parser, &rules);
    return parser;
}

bool job_reads_stdin(const struct job *job)
{
    for (int i = 0; i < job->n_operands; i++)
        if (strcmp(job->operands[i], "-") == 0)
            return true;
    return false;
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool job_reads_one(const struct job *job)
{
    return job_reads_stdin(job) || job->path || job->spool || (!job->files_from && job->n_operands == 1 && !is_folder(job->operands[0]));
}

int job_workers(const struct job *job, int64_t asked)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (job_reads_one(job))
        return 1;
    return asked > 0 ? (int)asked : cores > 0 ? (int)cores : 1;
}
