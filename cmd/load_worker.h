/* load_worker.h - the life of a worker of load: it reads the paths that come through its channel and commits them now and then. */
#ifndef DAGSIEVE_LOAD_WORKER_H
#define DAGSIEVE_LOAD_WORKER_H

#include "loader.h"
#include "worker_channel.h"

/* Opens, uses and closes the loader, whose tick and context it sets. Its result is the status of the process: that of the loader's
 * report, or EXIT_database when the database gave up. */
int load_worker(struct loader *, struct worker_channel *);

#endif
