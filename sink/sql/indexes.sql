-- What boards and views ask by: run, time, crypto, code. One statement an index, so that only missing ones are made.

CREATE INDEX IF NOT EXISTS log_run ON dagsieve.log (dag_id, run_id);
CREATE INDEX IF NOT EXISTS log_end_time ON dagsieve.log (end_time);
CREATE INDEX IF NOT EXISTS correlation_time ON dagsieve.correlation (time);
CREATE INDEX IF NOT EXISTS correlation_crypto_time ON dagsieve.correlation (crypto, time);
CREATE INDEX IF NOT EXISTS event_name_time ON dagsieve.event (name, time);
CREATE INDEX IF NOT EXISTS event_crypto_time ON dagsieve.event (crypto, time) WHERE crypto IS NOT NULL;
CREATE INDEX IF NOT EXISTS finding_code ON dagsieve.finding (code, log_id);
CREATE INDEX IF NOT EXISTS reject_code ON dagsieve.reject (code);
CREATE UNIQUE INDEX IF NOT EXISTS other_copy_key ON dagsieve.other_copy (log_id, md5(source));
