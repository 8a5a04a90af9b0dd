-- Whom notices are about (domain §3.4, records §6b): what schedulers, executors and triggerers say of attempts, and of attempts that left
-- no log.

-- Airflow before 2.2 says the logical date for the run: it is the run's key, unless a run whose run_id is made of it has logs.
CREATE OR REPLACE FUNCTION dagsieve.notice_run(dag_id text, run_id text, logical_date timestamptz) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT coalesce($2, (SELECT l.run_key
                           FROM dagsieve.log AS l
                          WHERE l.dag_id = $1
                            AND l.run_key IN ('scheduled__' || dagsieve.run_key($3), 'manual__' || dagsieve.run_key($3),
                                              'backfill__' || dagsieve.run_key($3))
                            AND l.role = 'task'
                          ORDER BY l.run_key DESC
                          LIMIT 1), dagsieve.run_key($3))
$$;
COMMENT ON FUNCTION dagsieve.notice_run(text, text, timestamptz) IS 'key of the run that a notice is about';

-- The notices of a run.
CREATE OR REPLACE FUNCTION dagsieve.notices_of(dag_id text, run_id text) RETURNS SETOF dagsieve.notice
LANGUAGE sql STABLE
AS $$
    SELECT n.*
      FROM dagsieve.notice AS n
     WHERE n.dag_id = $1
       AND coalesce(n.run_id, dagsieve.run_key(n.logical_date)) IN ($2, substring($2 FROM '^(?:scheduled|manual|backfill)__(.*)$'))
       AND dagsieve.notice_run(n.dag_id, n.run_id, n.logical_date) = $2
$$;
COMMENT ON FUNCTION dagsieve.notices_of(text, text) IS 'the notices that are about this run or its attempts';

-- A notice that tells no try is about the last one that had begun by then; where a line of Airflow's stated before that it had failed,
-- about the next one, which left no log. Of several notices of one attempt the surest counts.
CREATE OR REPLACE FUNCTION dagsieve.noticed_attempts(dag_id text, run_id text) RETURNS TABLE (
    task_id text, map_index integer, try_number integer, log_id uuid, code text, "time" timestamptz, said_log_id uuid, said_line bigint
)
LANGUAGE sql STABLE
AS $$
    SELECT w.task_id, w.map_index, w.try_number, w.log_id,
           (array_agg(w.code ORDER BY dagsieve.notice_rank(w.code), w.time, w.said_log_id, w.line))[1], max(w.time),
           (array_agg(w.said_log_id ORDER BY dagsieve.notice_rank(w.code), w.time, w.said_log_id, w.line))[1],
           (array_agg(w.line ORDER BY dagsieve.notice_rank(w.code), w.time, w.said_log_id, w.line))[1]
      FROM (SELECT a.task_id, a.map_index, a.try_number, a.code, a.time, a.said_log_id, a.line,
                   coalesce(a.log_id, (SELECT l.log_id -- it began later than the notice
                                         FROM dagsieve.log AS l
                                        WHERE l.dag_id = $1 AND l.run_key = $2 AND l.role = 'task' AND l.task_id = a.task_id
                                          AND l.map_index IS NOT DISTINCT FROM a.map_index AND l.try_number = a.try_number
                                        ORDER BY l.log_id
                                        LIMIT 1)) AS log_id
              FROM (SELECT n.task_id, n.map_index, n.code, n.time, n.log_id AS said_log_id, n.line,
                           coalesce(n.try_number, b.try_number + b.over::integer, CASE WHEN b.log_id IS NULL THEN 1 END) AS try_number,
                           CASE WHEN n.try_number IS NOT NULL OR NOT b.over THEN b.log_id END AS log_id
                      FROM dagsieve.notices_of($1, $2) AS n
                      LEFT JOIN LATERAL (SELECT l.log_id, l.try_number,
                                                coalesce(dagsieve.state_is_failed_try(l.state) AND NOT l.state_inferred
                                                         AND l.end_time < n.time, false) AS over
                                           FROM dagsieve.log AS l
                                          WHERE l.dag_id = $1 AND l.run_key = $2 AND l.role = 'task' AND l.task_id = n.task_id
                                            AND l.map_index IS NOT DISTINCT FROM n.map_index
                                            AND CASE WHEN n.try_number IS NULL THEN coalesce(l.start_time <= n.time, true)
                                                     ELSE l.try_number = n.try_number END
                                          ORDER BY l.try_number DESC NULLS LAST, l.start_time DESC NULLS LAST, l.log_id
                                          LIMIT 1) AS b ON true
                     WHERE n.task_id IS NOT NULL) AS a) AS w
     GROUP BY w.task_id, w.map_index, w.try_number, w.log_id
$$;
COMMENT ON FUNCTION dagsieve.noticed_attempts(text, text) IS
    'the attempts of a run that notices are about; log_id is null where only notices know one';

-- Where an attempt's log states no outcome, or that it waits and the notice came after its last line, the notice tells that it failed.
CREATE OR REPLACE FUNCTION dagsieve.failed_by(state text, end_time timestamptz, code text, "time" timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN $1 IS NULL
                  OR dagsieve.state_is_pending($1) AND NOT dagsieve.state_is_failed_try($1) AND coalesce($4 >= $2, true) THEN $3 END
$$;
COMMENT ON FUNCTION dagsieve.failed_by(text, timestamptz, text, timestamptz) IS
    'the notice''s code where it tells that an attempt failed: its log''s state and end, the notice''s code and time';
