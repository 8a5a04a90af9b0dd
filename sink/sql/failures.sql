-- What went wrong in a run (domain §8.2): a row a failure, kept by a load for the runs it touched, as run_summary is (refresh_runs).

CREATE TABLE IF NOT EXISTS dagsieve.run_failure (
    dag_id     text NOT NULL,
    run_id     text NOT NULL,
    failure    text NOT NULL,
    told       boolean NOT NULL,
    title      text,
    at         text,
    error_type text,
    n_attempts integer NOT NULL,
    times      timestamptz[] NOT NULL,
    last_time  timestamptz,
    tasks      text[] NOT NULL,
    cryptos    text[] NOT NULL,
    log_id     uuid,
    line       bigint,
    noticed    timestamptz[],
    PRIMARY KEY (dag_id, run_id, failure, told)
);
DO $$ -- it was, before failures that no log tells
BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'dagsieve.run_failure'::regclass AND attname = 'log_id' AND attnotnull) THEN
        ALTER TABLE dagsieve.run_failure ALTER COLUMN log_id DROP NOT NULL;
    END IF;
END
$$;
COMMENT ON TABLE dagsieve.run_failure IS 'The failures of a run, kept by each load for the runs it touched; read them through view failure';
COMMENT ON COLUMN dagsieve.run_failure.dag_id     IS 'Airflow''s dag_id';
COMMENT ON COLUMN dagsieve.run_failure.run_id     IS 'as in run_summary';
COMMENT ON COLUMN dagsieve.run_failure.failure    IS 'log.failure: equal where the cause is equal';
COMMENT ON COLUMN dagsieve.run_failure.told       IS
    'their state or a notice tells that they failed; false: they have no outcome, time will tell';
COMMENT ON COLUMN dagsieve.run_failure.title      IS 'log.failure_title of the first of them';
COMMENT ON COLUMN dagsieve.run_failure.at         IS 'its log.failure_at';
COMMENT ON COLUMN dagsieve.run_failure.error_type IS 'its log.error_type';
COMMENT ON COLUMN dagsieve.run_failure.n_attempts IS 'how many attempts';
COMMENT ON COLUMN dagsieve.run_failure.times      IS 'when each ended, the earliest first; one without any time stamp has none';
COMMENT ON COLUMN dagsieve.run_failure.last_time  IS 'the last of times';
COMMENT ON COLUMN dagsieve.run_failure.tasks      IS 'their tasks';
COMMENT ON COLUMN dagsieve.run_failure.cryptos    IS 'cryptos that their events and blocks name';
COMMENT ON COLUMN dagsieve.run_failure.log_id     IS
    'log of the first of them; where a notice names it, the log that says it; null: Airflow''s database alone knows them';
COMMENT ON COLUMN dagsieve.run_failure.line       IS 'line of the notice that names it; null: log.failure_line';
COMMENT ON COLUMN dagsieve.run_failure.noticed    IS 'of times, those of attempts of which no log of their own says that they ended';

-- The rows of run_failure for these runs, from their logs; by the index, log by log (runs.sql).
CREATE OR REPLACE FUNCTION dagsieve.run_failures_computed(dag_ids text[], run_ids text[]) RETURNS TABLE (
    dag_id text, run_id text, failure text, told boolean, title text, at text, error_type text, n_attempts integer, times timestamptz[],
    last_time timestamptz, tasks text[], cryptos text[], log_id uuid, line bigint, noticed timestamptz[]
)
LANGUAGE sql STABLE
AS $$
    WITH asked AS (
        SELECT DISTINCT k.dag_id, k.run_id
          FROM unnest(dag_ids, run_ids) AS k (dag_id, run_id)
    ), noticed AS (
        SELECT t.dag_id AS dag, t.run_id AS run, n.task_id, n.log_id, n.code, n.time, n.said_log_id, n.said_line
          FROM asked AS t
         CROSS JOIN LATERAL dagsieve.noticed_attempts(t.dag_id, t.run_id) AS n
    ), failed AS MATERIALIZED ( -- a notice names what has no name of its own (domain §8.1 "Ends"); noticed: no state tells that it failed
        SELECT t.dag_id AS dag, t.run_id AS run, CASE WHEN w.code IS NULL THEN l.end_time ELSE greatest(l.end_time, n.time) END AS end_time,
               l.task_id, w.code IS NOT NULL OR l.state IS NOT NULL AS told, w.code IS NOT NULL AS noticed,
               ARRAY(SELECT e.crypto
                       FROM dagsieve.events_within(l.log_id, l.start_time, l.end_time) AS e
                      WHERE e.crypto IS NOT NULL
                     UNION
                     SELECT c.crypto FROM dagsieve.correlation AS c WHERE c.log_id = l.log_id AND c.crypto IS NOT NULL) AS cryptos,
               coalesce(dagsieve.failure_of_end(y.code), l.failure) AS failure, coalesce(y.code, l.failure_title) AS failure_title,
               l.failure_at, l.error_type, CASE WHEN y.code IS NULL THEN l.log_id ELSE n.said_log_id END AS log_id,
               CASE WHEN y.code IS NOT NULL THEN n.said_line END AS line
          FROM asked AS t
         CROSS JOIN LATERAL (SELECT x.log_id, x.failure, x.failure_title, x.failure_at, x.error_type, x.state, x.start_time, x.end_time,
                                    x.task_id
                               FROM dagsieve.log AS x
                              WHERE x.dag_id = t.dag_id AND x.run_key = t.run_id AND x.role = 'task'
                                AND (x.state IS NULL OR dagsieve.state_is_failed_try(x.state) OR dagsieve.state_is_pending(x.state))
                                AND (x.try_number IS NOT NULL OR NOT dagsieve.is_inside_another(x.log_id))
                             OFFSET 0) AS l
          LEFT JOIN noticed AS n ON n.log_id = l.log_id
         CROSS JOIN LATERAL (SELECT dagsieve.failed_by(l.state, l.end_time, n.code, n.time) AS code) AS w
         CROSS JOIN LATERAL (SELECT CASE WHEN l.failure IS NULL OR l.failure = dagsieve.failure_of_end('no outcome')
                                         THEN w.code END AS code) AS y
         WHERE w.code IS NOT NULL OR l.failure IS NOT NULL AND (l.state IS NULL OR dagsieve.state_is_failed_try(l.state))
        UNION ALL -- what only notices know
        SELECT n.dag, n.run, n.time, n.task_id, true, true, '{}'::text[], dagsieve.failure_of_end(n.code), n.code, NULL, NULL,
               n.said_log_id, n.said_line
          FROM noticed AS n
         WHERE n.log_id IS NULL
        UNION ALL -- what Airflow's database alone knows
        SELECT t.dag_id, t.run_id, coalesce(x.end_time, x.start_time), x.task_id, true, true, '{}'::text[],
               dagsieve.failure_of_end('no log'), 'no log', NULL, NULL, NULL, NULL
          FROM asked AS t
         CROSS JOIN LATERAL dagsieve.unlogged_attempts(t.dag_id, t.run_id) AS x
         WHERE x.began AND dagsieve.state_is_failed_try(x.counts_as)
    ), grouped AS (
        SELECT f.dag, f.run, f.failure, f.told, count(*)::integer AS n,
               array_agg(f.failure_title ORDER BY f.end_time, f.log_id, f.line) AS titles,
               array_agg(f.failure_at ORDER BY f.end_time, f.log_id, f.line) AS places,
               array_agg(f.error_type ORDER BY f.end_time, f.log_id, f.line) AS error_types,
               array_agg(f.end_time ORDER BY f.end_time) FILTER (WHERE f.end_time IS NOT NULL) AS times, max(f.end_time) AS last_time,
               array_agg(DISTINCT f.task_id COLLATE "C") FILTER (WHERE f.task_id IS NOT NULL) AS tasks,
               array_agg(f.log_id ORDER BY f.end_time, f.log_id, f.line) AS log_ids,
               array_agg(f.line ORDER BY f.end_time, f.log_id, f.line) AS lines,
               array_agg(f.end_time ORDER BY f.end_time) FILTER (WHERE f.noticed AND f.end_time IS NOT NULL) AS noticed
          FROM failed AS f
         GROUP BY 1, 2, 3, 4
    ), named AS (
        SELECT f.dag, f.run, f.failure, f.told, array_agg(DISTINCT c.crypto COLLATE "C") AS cryptos
          FROM failed AS f CROSS JOIN unnest(f.cryptos) AS c (crypto)
         GROUP BY 1, 2, 3, 4
    )
    SELECT g.dag, g.run, g.failure, g.told, g.titles[1], g.places[1], g.error_types[1], g.n, coalesce(g.times, '{}'), g.last_time,
           coalesce(g.tasks, '{}'), coalesce(n.cryptos, '{}'), g.log_ids[1], g.lines[1], coalesce(g.noticed, '{}')
      FROM grouped AS g
      LEFT JOIN named AS n ON n.dag = g.dag AND n.run = g.run AND n.failure = g.failure AND n.told = g.told
$$;
COMMENT ON FUNCTION dagsieve.run_failures_computed(text[], text[]) IS 'the rows of run_failure for these runs, from their logs';
