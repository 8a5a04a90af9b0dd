-- What boards and views ask by: run, time, crypto, code. One statement an index, so that only missing ones are made.

CREATE INDEX IF NOT EXISTS log_end_time ON dagsieve.log (end_time);
CREATE INDEX IF NOT EXISTS correlation_time ON dagsieve.correlation (time);
CREATE INDEX IF NOT EXISTS correlation_crypto_time ON dagsieve.correlation (crypto, time);
CREATE INDEX IF NOT EXISTS event_time ON dagsieve.event USING brin (time) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX IF NOT EXISTS finding_code ON dagsieve.finding (code, log_id);
CREATE INDEX IF NOT EXISTS notice_run ON dagsieve.notice (dag_id, (coalesce(run_id, dagsieve.run_key(logical_date))));
CREATE INDEX IF NOT EXISTS notice_of_no_run ON dagsieve.notice (time) WHERE run_id IS NULL AND logical_date IS NULL;
CREATE INDEX IF NOT EXISTS reject_code ON dagsieve.reject (code);
CREATE UNIQUE INDEX IF NOT EXISTS other_copy_key ON dagsieve.other_copy (log_id, md5(source));
CREATE INDEX IF NOT EXISTS log_run ON dagsieve.log (dag_id, run_key) WHERE role = 'task';
CREATE INDEX IF NOT EXISTS log_trigger ON dagsieve.log (dag_id, run_key) WHERE role = 'trigger';
CREATE INDEX IF NOT EXISTS event_candidates ON dagsieve.event (log_id) WHERE attrs ?| '{candidates_passed,candidates_total}';
CREATE UNIQUE INDEX IF NOT EXISTS run_code_key ON dagsieve.run_code (dag_id, run_id, coalesce(crypto, ''), main_code, gate_passed);
CREATE INDEX IF NOT EXISTS run_code_time ON dagsieve.run_code (crypto, time);
CREATE INDEX IF NOT EXISTS run_code_crypto ON dagsieve.run_code (crypto, newest_time DESC);
CREATE INDEX IF NOT EXISTS run_summary_end ON dagsieve.run_summary (end_time DESC) INCLUDE (state, dag_id);
CREATE INDEX IF NOT EXISTS run_summary_dag ON dagsieve.run_summary (dag_id, end_time DESC);
CREATE INDEX IF NOT EXISTS run_summary_last ON dagsieve.run_summary (last_time);
CREATE INDEX IF NOT EXISTS run_summary_useful ON dagsieve.run_summary (end_time DESC) WHERE candidates_passed > 0 OR n_gate_passed > 0;
CREATE INDEX IF NOT EXISTS run_summary_infra ON dagsieve.run_summary (end_time DESC) WHERE n_oom > 0 OR n_disk_full > 0;
CREATE INDEX IF NOT EXISTS run_failure_failure ON dagsieve.run_failure (failure, last_time);
CREATE INDEX IF NOT EXISTS run_failure_last ON dagsieve.run_failure (last_time);
CREATE INDEX IF NOT EXISTS run_summary_noticed ON dagsieve.run_summary USING gin (noticed_by) WHERE noticed_by IS NOT NULL;
CREATE INDEX IF NOT EXISTS correlation_passed ON dagsieve.correlation (crypto, time) WHERE gate_passed;
CREATE INDEX IF NOT EXISTS log_incomplete ON dagsieve.log (end_time)
 WHERE (dag_id IS NULL OR task_id IS NULL OR run_id IS NULL AND logical_date IS NULL
        OR role = 'task' AND NOT complete AND state IS NULL
        OR notes ?| '{log_cut,block_unclosed}' OR start_time IS NULL OR lines_rejected > 0);

-- 0.1.0's, of the expression that is now column run_key.
DROP INDEX IF EXISTS dagsieve.log_run_key;
-- What boards ask of events they ask by log or by time: of these no board, alert or command made use over a year, and they were a
-- quarter of what a load costs the server.
DROP INDEX IF EXISTS dagsieve.event_name_time;
DROP INDEX IF EXISTS dagsieve.event_crypto_time;
