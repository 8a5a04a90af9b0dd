-- What is missing in the logs, and which keys they bring.

CREATE OR REPLACE VIEW dagsieve.completeness (
    log_id, dag_id, run_id, task_id, map_index, try_number, role, source, start_time, end_time, loaded_at, why
) AS
SELECT l.log_id, l.dag_id, l.run_id, l.task_id, l.map_index, l.try_number, l.role, l.source, l.start_time, l.end_time, l.loaded_at, w.why
  FROM dagsieve.log AS l
 CROSS JOIN LATERAL (SELECT concat_ws('; ',
           CASE WHEN l.dag_id IS NULL OR l.task_id IS NULL THEN 'identity unknown'
                WHEN l.run_id IS NULL AND l.logical_date IS NULL THEN 'run unknown' END,
           CASE WHEN l.role = 'task' AND NOT l.complete AND l.state IS NULL THEN 'no outcome' END,
           CASE WHEN l.notes ? 'log_cut' THEN 'cut' END,
           CASE WHEN l.start_time IS NULL THEN 'no time stamp' END,
           CASE WHEN l.lines_rejected = 1 THEN '1 line rejected' WHEN l.lines_rejected > 0 THEN l.lines_rejected || ' lines rejected' END,
           CASE WHEN l.notes @> '{"block_unclosed": 1}' THEN '1 block without an end'
                WHEN l.notes ? 'block_unclosed' THEN (l.notes ->> 'block_unclosed') || ' blocks without an end' END) AS why) AS w
 WHERE (l.dag_id IS NULL OR l.task_id IS NULL OR l.run_id IS NULL AND l.logical_date IS NULL -- as index log_incomplete has it
        OR l.role = 'task' AND NOT l.complete AND l.state IS NULL
        OR l.notes ?| '{log_cut,block_unclosed}' OR l.start_time IS NULL OR l.lines_rejected > 0);
COMMENT ON VIEW dagsieve.completeness IS 'Logs with something missing';
COMMENT ON COLUMN dagsieve.completeness.why IS 'what is missing';

-- A block's known fields are its columns that are not null; its other keys stand in extra.
CREATE OR REPLACE VIEW dagsieve.key_census (
    key, n, first_seen, last_seen, known
) AS
WITH field AS MATERIALIZED ( -- the columns of table correlation that a block can print
    SELECT a.attname::text AS key
      FROM pg_attribute AS a
     WHERE a.attrelid = 'dagsieve.correlation'::regclass AND a.attnum > 0 AND NOT a.attisdropped
       AND a.attname <> ALL ('{log_id,seq,line,time,closed,extra,notes,main_code,main_missing,audit_partial,f1_delta,overfit_gap,places}')
), known AS (
    SELECT e.key, count(*) AS n, min(c.time) AS first_seen, max(c.time) AS last_seen, true AS known
      FROM dagsieve.correlation AS c
     CROSS JOIN LATERAL jsonb_object_keys(jsonb_strip_nulls(to_jsonb(c))) AS e (key)
     WHERE e.key IN (SELECT f.key FROM field AS f)
     GROUP BY e.key
), extra AS (
    SELECT e.key, count(*) AS n, min(c.time) AS first_seen, max(c.time) AS last_seen, e.key IN (SELECT f.key FROM field AS f) AS known
      FROM dagsieve.correlation AS c
     CROSS JOIN LATERAL jsonb_object_keys(c.extra) AS e (key)
     GROUP BY e.key
), attribute AS (
    SELECT e.key, e.n, e.first_seen, e.last_seen, e.key IN (SELECT f.key FROM field AS f) AS known
      FROM dagsieve.event_keys() AS e
)
SELECT k.key, sum(k.n)::bigint AS n, min(k.first_seen) AS first_seen, max(k.last_seen) AS last_seen, bool_or(k.known) AS known
  FROM (SELECT * FROM known UNION ALL SELECT * FROM extra UNION ALL SELECT * FROM attribute) AS k
 GROUP BY k.key;
COMMENT ON VIEW dagsieve.key_census IS 'Keys seen in blocks and events; reads every one of them';
COMMENT ON COLUMN dagsieve.key_census.n          IS 'how often';
COMMENT ON COLUMN dagsieve.key_census.known      IS 'it is a field of a block';
