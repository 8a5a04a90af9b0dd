/* status.h - what `dagsieve status` asks the views, all in one snapshot. */
#ifndef DAGSIEVE_STATUS_H
#define DAGSIEVE_STATUS_H

#include "sink/connection/pg.h"

enum status_part { STATUS_state, STATUS_rule, STATUS_failure, STATUS_signal, STATUS_run, STATUS_latest, STATUS_degraded, STATUS_load, STATUS__N };

/* Columns of each part, in the order of its query; of failures: failure_query.h. */
enum status_state { STATE_state, STATE_as_of, STATE_data_time, STATE_data_age_s, STATE_under_way, STATE_reasons, STATE_unknown };
enum status_rule { RULES_rule, RULES_state, RULES_fired, RULES_value, RULES_threshold, RULES_why, RULES_since };
enum status_signal { SIGNAL_signal, SIGNAL_crypto, SIGNAL_value, SIGNAL_baseline, SIGNAL_level, SIGNAL_since, SIGNAL_why, SIGNAL_warning, SIGNAL_critical, SIGNAL_op };
enum status_run {
    RUN_end_time, RUN_dag_id, RUN_run_id, RUN_state, RUN_crypto, RUN_main_code, RUN_cause_code, RUN_severity, RUN_domain, RUN_reason, RUN_provisional,
    RUN_audit_partial, RUN_n_blocks, RUN_action, RUN_exit_criterion, RUN_escalation, RUN_reaction, RUN_owner, RUN_source, RUN_line
};
enum status_latest { LATEST_end_time, LATEST_dag_id, LATEST_run_id, LATEST_state, LATEST_state_why, LATEST_duration_s, LATEST_n_attempts, LATEST_n_failed,
                     LATEST_silence_s, LATEST_incidents, LATEST_failure_title };
enum status_degraded { DEGRADED_dag_id, DEGRADED_finished, DEGRADED_succeeded, DEGRADED_rate, DEGRADED_code, DEGRADED_action, DEGRADED_severity,
                       DEGRADED_window_days };
enum status_load { LOAD_load_id, LOAD_started_at, LOAD_ended_at, LOAD_status, LOAD_logs, LOAD_rejects };

struct status {
    struct pg_rows *part[STATUS__N];
};

/* at: the moment that is looked at, as the server reads it; NULL = now. -1: complained about. */
int status_read(struct pg *, const char *at, struct status *);
/* The same as one JSON object, appended to out: the members of state, then a list or object a part. */
int status_json(struct pg *, const char *at, struct buf *out);
void status_free(struct status *);

#endif
