/* read_inputs.h - the inputs that the user named, through a pipeline in their order, with progress: read by this process or by
 * workers (--jobs). For commands that need no ledger. */
#ifndef DAGSIEVE_READ_INPUTS_H
#define DAGSIEVE_READ_INPUTS_H

#include "job.h"
#include "pipeline.h"

/* Reads all inputs to their end, until a signal comes or the sink gives up; one that cannot be read does not stop the rest. Sets stop,
 * tick and context of the pipeline. */
void read_inputs(const struct job *, struct pipeline *);

#endif
