/* listing.h - a view's rows as a command lists them: as columns, or as JSON, from one query. */
#ifndef DAGSIEVE_LISTING_H
#define DAGSIEVE_LISTING_H

#include "sink/connection/pg.h"

enum listing { LISTING_sweeps, LISTING_failures };

/* Columns of LISTING_sweeps, in the order of its query; of LISTING_failures: failure_query.h. */
enum sweep_column {
    SWEEP_dag_id, SWEEP_run_id, SWEEP_crypto, SWEEP_state, SWEEP_started, SWEEP_last_time, SWEEP_attempts, SWEEP_running, SWEEP_failed, SWEEP_variants,
    SWEEP_trials, SWEEP_trials_total, SWEEP_best, SWEEP_baseline, SWEEP_errors, SWEEP_per_hour, SWEEP_silence_s, SWEEP_samples, SWEEP_stale_cache,
    SWEEP_failure, SWEEP_failure_title, SWEEP_source
};

/* What is asked for. */
struct listing_of {
    enum listing what;
    const char *at;   /* the moment that is looked at, as the server reads it; NULL = now */
    int64_t days;     /* what was seen within so many days before it */
    const char *dag;  /* what this DAG has; NULL = any */
};

/* The rows, the caller's: pg_rows_free. NULL: complained about. */
struct pg_rows *listing_read(struct pg *, const struct listing_of *);
/* The rows as a JSON list of objects, appended to out. -1: complained about. */
int listing_json(struct pg *, const struct listing_of *, struct buf *out);

#endif
