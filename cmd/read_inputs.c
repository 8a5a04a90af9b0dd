/* read_inputs.c - see read_inputs.h. */
#include "read_inputs.h"

#include "inputs.h"
#include "progress.h"
#include "stop_signal.h"

static void tick(void *context, const struct counts *counts)
{
    progress_show(context, counts);
}

static void read_each(const struct job *job, struct pipeline *pipeline, struct progress *progress)
{
    struct inputs *inputs = inputs_open(job->operands, job->files_from, pipeline->report);
    struct input input;
    while (inputs && !*stop_flag() && !pipeline->failed && inputs_next(inputs, &input)) {
        progress->inputs_total = inputs_facts(inputs)->files;
        progress->size_total = inputs_facts(inputs)->bytes;
        pipeline_read(pipeline, input.path, job->path);
        progress->size_done += input.size > 0 ? input.size : 0;
    }
    if (inputs)
        inputs_complain_none(inputs, pipeline->report);
    inputs_close(&inputs);
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
}
