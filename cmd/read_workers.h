/* read_workers.h - the inputs that the user named, read by several processes at a time; what they give comes in the order of the inputs, as if one had read
 * them. One input is one worker's, however large. */
#ifndef DAGSIEVE_READ_WORKERS_H
#define DAGSIEVE_READ_WORKERS_H

#include "inputs.h"
#include "job.h"
#include "pipeline.h"
#include "progress.h"

/* Reads all inputs: workers parse them, records and complaints come to the sink and the report of this pipeline. Sets counts and failed. */
void read_in_workers(const struct job *, struct pipeline *, struct inputs *, struct progress *, int workers);

#endif
