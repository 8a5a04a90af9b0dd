/* airflow_compare.h - Airflow's metadata database (PostgreSQL, Airflow 2.3 to 3.3) held against what is stored: which attempts have no log, which logs no attempt,
 * what differs (domain §10). Both are read in one snapshot each, read only, in constant memory. */
#ifndef DAGSIEVE_SINK_AIRFLOW_COMPARE_H
#define DAGSIEVE_SINK_AIRFLOW_COMPARE_H

#include "sink/connection/pg.h"

/* What is said of one attempt: a row of the list airflow_gaps. */
enum airflow_gap { GAP_no_log, GAP_no_attempt, GAP_state, GAP_dates, GAP_try, GAP__N };
extern const char *const airflow_gaps[GAP__N];

#define AIRFLOW_NO_TIME INT64_MIN

/* An attempt as one side knows it; its texts live until the callback returns. Empty or AIRFLOW_NO_TIME: unknown. */
struct airflow_attempt {
    struct slice dag_id, run_id, task_id, state;
    struct slice place;  /* Airflow: the host it ran on; a log: its source */
    int64_t map_index, try_number;
    int64_t start, end;  /* microseconds, UTC */
    int64_t moment;      /* what --since goes by: the later of the two; Airflow: else those of the instance's last try, else its run's, else now */
    bool by_nature;      /* Airflow only: leaves no log (upstream_failed, skipped, removed or set without a start, EmptyOperator) */
    bool under_way;      /* Airflow only: has not come to its end */
    bool run_open;       /* Airflow only: its run is queued or running */
    bool inferred;       /* a log only: no word states its state */
};

struct airflow_counts {
    int64_t attempts;          /* of Airflow's, those that leave a log */
    int64_t same;
    int64_t gap[GAP__N];
    int64_t by_nature, under_way;
    int64_t stricter_runs;     /* that are failed here by a task, while Airflow, where only the leaves decide, has them as success (domain §5.2) */
    int64_t without_run;       /* logs whose run_id nothing tells: not compared */
};

/* Who is told. */
struct airflow_listener {
    void *context;
    /* airflow NULL where only a log is there, log NULL where only Airflow knows. GAP_try: a log of a try that Airflow does not know, beside an attempt without one. */
    void (*gap)(void *context, enum airflow_gap, const struct airflow_attempt *airflow, const struct airflow_attempt *log);
    /* What has no log and is no difference: it leaves none by nature, or is under way in a run that is. */
    void (*apart)(void *context, const struct airflow_attempt *airflow);
    /* A run that Airflow says is under way or failed, whatever since: its dag_id, run_id and state. After all attempts. */
    void (*run)(void *context, const struct airflow_attempt *run);
};

/* Compares what began or ended since (microseconds, AIRFLOW_NO_TIME: all), in order of DAG, run, task. stored, airflow: open, the caller's. -1: complained
 * about (no_airflow, the databases'). */
int airflow_compare(struct pg *stored, struct pg *airflow, int64_t since, const struct airflow_listener *, struct airflow_counts *);

/* Append a member of a JSON object behind others: null where it is not known. */
void airflow_text(struct buf *, const char *name, struct slice text);
void airflow_time(struct buf *, const char *name, int64_t micros);
/* What Airflow knows and no log tells, gathered as a list for airflow_record. */
void airflow_gather(struct buf *list, const struct airflow_attempt *);
/* A run likewise. */
void airflow_gather_run(struct buf *list, const struct airflow_attempt *run);
/* Stores the list in place of what was stored since then, in one transaction, and brings the runs up to date. -1: complained about. */
int airflow_record(struct pg *stored, int64_t since, struct buf *list);

#endif
