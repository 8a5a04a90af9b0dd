-- Where a stream's rows wait, for the length of a transaction, to be merged (merge.sql).
CREATE TEMP TABLE IF NOT EXISTS stage_correlation (LIKE dagsieve.correlation) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS stage_event       (LIKE dagsieve.event)       ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS stage_finding     (LIKE dagsieve.finding)     ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS stage_notice      (LIKE dagsieve.notice)      ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS stage_reject      (LIKE dagsieve.reject)      ON COMMIT DELETE ROWS;
