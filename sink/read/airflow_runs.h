/* airflow_runs.h - DAG runs as Airflow's metadata database has them, beside those that are stored; see airflow_compare.h. */
#ifndef DAGSIEVE_SINK_AIRFLOW_RUNS_H
#define DAGSIEVE_SINK_AIRFLOW_RUNS_H

#include "airflow_compare.h"

/* Tells the listener of each run that is under way or failed. -1: complained about. */
int airflow_runs_tell(struct pg *airflow, const struct airflow_listener *);
/* *count: the runs since then that are failed here because a task failed, and a success there. -1: complained about. */
int airflow_runs_stricter(struct pg *stored, struct pg *airflow, int64_t since, int64_t *count);

#endif
