/* airflow_side.h - attempts of one of the two databases, one after the other, in order of DAG, run, task, map index and try. */
#ifndef DAGSIEVE_SINK_AIRFLOW_SIDE_H
#define DAGSIEVE_SINK_AIRFLOW_SIDE_H

#include "airflow_compare.h"

struct airflow_side {
    struct pg *pg;
    struct pg_rows *rows; /* NULL: there are no more */
    int at;
    struct airflow_attempt now; /* lives until the next step */
};

/* Both open a snapshot that cannot write, and stand on their first attempt. -1: complained about. */
int airflow_side_stored(struct airflow_side *, struct pg *, int64_t since);
int airflow_side_airflow(struct airflow_side *, struct pg *, int64_t since);
bool airflow_side_ended(const struct airflow_side *);
/* -1: complained about. */
int airflow_side_step(struct airflow_side *);
void airflow_side_close(struct airflow_side *);

#endif
