-- The attempts that Airflow knows and no log tells, a list of objects, in place of those from a moment on. An object without a task is a
-- run that is under way or failed; of those that failed most are the ones of the last time, and nothing is to be done about them.
CREATE OR REPLACE FUNCTION dagsieve.record_without_log(since timestamptz, given jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    dag_ids text[];
    run_ids text[];
BEGIN
    WITH gone AS (
        DELETE FROM dagsieve.attempt_without_log AS w
         WHERE since IS NULL OR greatest(w.start_time, w.end_time) >= since OR NOT w.began AND w.counts_as IS NULL -- it was under way
        RETURNING w.dag_id, w.run_id
    ), come AS (
        SELECT g.dag_id, g.run_id, g.task_id, g.state FROM jsonb_populate_recordset(NULL::dagsieve.attempt_without_log, given) AS g
    ), before AS (
        DELETE FROM dagsieve.run_in_airflow AS r RETURNING r.dag_id, r.run_id, r.state, r.told_at
    ), turned AS (
        SELECT dag_id, run_id
          FROM before AS b
          FULL JOIN (SELECT c.dag_id, c.run_id, c.state FROM come AS c WHERE c.task_id IS NULL) AS c USING (dag_id, run_id)
          LEFT JOIN dagsieve.run_summary AS s USING (dag_id, run_id)
         WHERE b.state IS DISTINCT FROM c.state OR c.state <> 'failed' OR s.last_time > b.told_at
    )
    SELECT array_agg(k.dag_id), array_agg(k.run_id) INTO dag_ids, run_ids
      FROM (SELECT g.dag_id, g.run_id FROM gone AS g
             UNION
            SELECT t.dag_id, t.run_id FROM turned AS t
             UNION
            SELECT c.dag_id, c.run_id FROM come AS c WHERE c.task_id IS NOT NULL) AS k;
    INSERT INTO dagsieve.attempt_without_log (dag_id, run_id, task_id, map_index, try_number, state, counts_as, start_time, end_time, began)
    SELECT g.dag_id, g.run_id, g.task_id, g.map_index, g.try_number, g.state, g.counts_as, g.start_time, g.end_time, g.began
      FROM jsonb_populate_recordset(NULL::dagsieve.attempt_without_log, given) AS g
     WHERE g.task_id IS NOT NULL
        ON CONFLICT (dag_id, run_id, task_id, map_index, try_number) DO UPDATE
       SET state = excluded.state, counts_as = excluded.counts_as, start_time = excluded.start_time, end_time = excluded.end_time,
           began = excluded.began;
    INSERT INTO dagsieve.run_in_airflow (dag_id, run_id, state)
    SELECT g.dag_id, g.run_id, g.state
      FROM jsonb_populate_recordset(NULL::dagsieve.attempt_without_log, given) AS g
     WHERE g.task_id IS NULL;
    IF dag_ids IS NOT NULL THEN
        PERFORM dagsieve.refresh_runs(dag_ids, run_ids);
    END IF;
END
$$;
COMMENT ON FUNCTION dagsieve.record_without_log(timestamptz, jsonb) IS
    'takes over what Airflow knows and no log tells, and brings the runs up to date';
REVOKE EXECUTE ON FUNCTION dagsieve.record_without_log(timestamptz, jsonb) FROM PUBLIC;

-- What a run still counts of these: a log that has come since, or a notice, tells more. A log that tells no try is of the attempt of its
-- time.
CREATE OR REPLACE FUNCTION dagsieve.unlogged_attempts(dag_id text, run_id text) RETURNS SETOF dagsieve.attempt_without_log
LANGUAGE sql STABLE
AS $$
    SELECT x.*
      FROM dagsieve.attempt_without_log AS x
     WHERE x.dag_id = $1
       AND x.run_id = $2
       AND NOT EXISTS (SELECT
                         FROM dagsieve.log AS l
                        WHERE l.dag_id = x.dag_id AND l.run_key = x.run_id AND l.role = 'task' AND l.task_id = x.task_id
                          AND coalesce(l.map_index, -1) = x.map_index
                          AND (l.try_number = x.try_number
                               OR l.try_number IS NULL AND l.start_time <= x.end_time AND l.end_time >= x.start_time))
       AND NOT EXISTS (SELECT
                         FROM dagsieve.noticed_attempts($1, $2) AS n
                        WHERE n.log_id IS NULL AND n.task_id = x.task_id AND coalesce(n.map_index, -1) = x.map_index
                          AND n.try_number = x.try_number)
$$;
COMMENT ON FUNCTION dagsieve.unlogged_attempts(text, text) IS 'the attempts of a run that Airflow alone knows';

CREATE OR REPLACE FUNCTION dagsieve.is_unlogged_success(attempt dagsieve.attempt_without_log) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT ($1).began AND dagsieve.state_is_outcome(($1).counts_as) AND NOT dagsieve.state_is_failed_try(($1).counts_as)
$$;
COMMENT ON FUNCTION dagsieve.is_unlogged_success(dagsieve.attempt_without_log) IS
    'whether it ran, ended and did not fail (run_failure has those that failed)';
