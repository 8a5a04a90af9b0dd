/* read_inputs.c - see read_inputs.h. */
#include "read_inputs.h"

#include <sys/resource.h>

#include "inputs.h"
#include "progress.h"
#include "read_workers.h"
#include "stop_signal.h"

static void tick(void *context, const struct counts *counts)
{
    progress_show(context, counts);
}

/* Memory can run out: of a single reader's inputs each is then left to a worker process, which costs up to a fifth more time. */
static bool memory_is_limited(void)
{
    struct rlimit space, data;
    return (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY) || (getrlimit(RLIMIT_DATA, &data) == 0 && data.rlim_cur != RLIM_INFINITY);
}

static void read_each(const struct job *job, struct pipeline *pipeline, struct progress *progress)
{
    struct inputs *inputs = inputs_open(job->operands, job->files_from, job->null, pipeline->report);
    struct input input;
    int workers = job_workers(job, job->readers);
    bool apart = workers > 1 || (!job_reads_one(job) && memory_is_limited());
    if (inputs && apart)
        read_in_workers(job, pipeline, inputs, progress, workers);
    while (inputs && !apart && !*stop_flag() && !pipeline->failed && inputs_next(inputs, &input)) {
        progress->inputs_total = inputs_facts(inputs)->files;
        progress->size_total = inputs_facts(inputs)->bytes;
        pipeline_read(pipeline, input.path, job->path);
    }
    if (inputs)
        inputs_complain_none(inputs, pipeline->counts.bytes || pipeline->counts.records[RECORD_log], pipeline->counts.skipped, pipeline->report);
    inputs_close(&inputs);
}

/* A folder of other text, say. */
static void complain_nothing(const struct pipeline *pipeline)
{
    const struct counts *counts = &pipeline->counts;
    if (counts->bytes && !counts->matched && pipeline->report->status == EXIT_kept)
        complain(pipeline->report, COMPLAINT_not_airflow, NULL, "inputs: %lld, bytes: %lld; no head, block or event in any of them", (long long)counts->inputs,
                 (long long)counts->bytes);
}

void read_inputs(const struct job *job, struct pipeline *pipeline)
{
    struct progress progress;
    pipeline->stop = stop_flag();
    pipeline->tick = tick;
    pipeline->context = &progress;
    progress_begin(&progress, (enum progress_mode)job->progress, true);
    read_each(job, pipeline, &progress);
    progress_end(&progress, &pipeline->counts);
    complain_nothing(pipeline);
}
