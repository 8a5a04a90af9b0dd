-- Failures (domain §8.2): each named, the same one once; which are new, back or bursting. From table run_failure, at dagsieve.now(). An
-- attempt without an outcome has failed once it is dead (threshold run_dead_hours), as its run has. (SELECT now()): asked once.

CREATE OR REPLACE VIEW dagsieve.failed_in_run (
    failure, title, at, error_type, dag_id, run_id, attempts, first_time, last_time, attempts_24h, attempts_7d, attempts_before,
    last_before, tasks, cryptos, log_id, latest, line
) AS
SELECT f.failure, f.title, f.at, f.error_type, f.dag_id, f.run_id, t.attempts, t.first_time, t.last_time, t.attempts_24h, t.attempts_7d,
       t.attempts_before, t.last_before, f.tasks, f.cryptos, f.log_id, f.last_time AS latest, f.line
  FROM dagsieve.run_failure AS f
 CROSS JOIN LATERAL (SELECT count(*) AS attempts, min(x.time) AS first_time, max(x.time) AS last_time,
                            count(*) FILTER (WHERE x.time > (SELECT dagsieve.now()) - interval '24 hours') AS attempts_24h,
                            count(*) FILTER (WHERE x.time > (SELECT dagsieve.now()) - interval '7 days') AS attempts_7d,
                            count(*) FILTER (WHERE x.time <= (SELECT dagsieve.now()) - interval '24 hours'
                                               AND x.time > (SELECT dagsieve.now()) - interval '8 days') AS attempts_before,
                            max(x.time) FILTER (WHERE x.time <= (SELECT dagsieve.now() - dagsieve.span_of('failure_new_hours')))
                                AS last_before
                       FROM unnest(f.times) AS x (time)
                      WHERE x.time <= CASE WHEN f.told THEN (SELECT dagsieve.now())
                                           ELSE (SELECT dagsieve.now() - dagsieve.span_of('run_dead_hours')) END) AS t
 WHERE t.attempts > 0;
COMMENT ON VIEW dagsieve.failed_in_run IS 'What failed in each run, a row a failure and run';
COMMENT ON COLUMN dagsieve.failed_in_run.latest IS 'when the last attempt failed with it, whatever the moment: by the index';
COMMENT ON COLUMN dagsieve.failed_in_run.line   IS 'line of the notice that names it, in the log that says it; null: of the log itself';

CREATE OR REPLACE FUNCTION dagsieve.line_of_failure(log_id uuid, said_line bigint) RETURNS bigint
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(said_line, l.failure_line, (SELECT min(i.line) -- of an earlier build: of an incident that is the error itself
               FROM dagsieve.finding AS i
              WHERE i.log_id = l.log_id AND i.seq = 0 AND l.error_message <> ''
                AND position(left(split_part(l.error_message, E'\n', 1), 60) IN i.evidence) > 0), l.lines)
      FROM dagsieve.log AS l
     WHERE l.log_id = $1
$$;
COMMENT ON FUNCTION dagsieve.line_of_failure(uuid, bigint) IS
    'line of a log that names its failure, that of a notice where there is one; else of its incident, else its last';

CREATE OR REPLACE VIEW dagsieve.failure (
    failure, title, at, error_type, first_time, last_time, attempts, runs, dags, tasks, cryptos, attempts_24h, attempts_7d, is_new, is_back,
    log_id, source, line, attempts_before, dag_id, run_id
) AS
WITH one AS (
    SELECT r.failure, min(r.first_time) AS first_time, max(r.last_time) AS last_time, sum(r.attempts)::bigint AS attempts, count(*) AS runs,
           sum(r.attempts_24h)::bigint AS attempts_24h, sum(r.attempts_7d)::bigint AS attempts_7d,
           sum(r.attempts_before)::bigint AS attempts_before, max(r.last_before) AS last_before,
           (array_agg(r ORDER BY r.last_time DESC, r.dag_id, r.run_id, r.log_id))[1] AS example
      FROM dagsieve.failed_in_run AS r
     GROUP BY r.failure
)
SELECT o.failure, (o.example).title, (o.example).at, (o.example).error_type, o.first_time, o.last_time, o.attempts, o.runs,
       ARRAY(SELECT DISTINCT f.dag_id COLLATE "C"
               FROM dagsieve.run_failure AS f
              WHERE f.failure = o.failure AND f.times[1] <= o.last_time
              ORDER BY 1) AS dags,
       ARRAY(SELECT DISTINCT x.task COLLATE "C"
               FROM dagsieve.run_failure AS f CROSS JOIN unnest(f.tasks) AS x (task)
              WHERE f.failure = o.failure AND f.times[1] <= o.last_time
              ORDER BY 1) AS tasks,
       ARRAY(SELECT DISTINCT x.crypto COLLATE "C"
               FROM dagsieve.run_failure AS f CROSS JOIN unnest(f.cryptos) AS x (crypto)
              WHERE f.failure = o.failure AND f.times[1] <= o.last_time
              ORDER BY 1) AS cryptos,
       o.attempts_24h, o.attempts_7d, o.first_time > dagsieve.now() - dagsieve.span_of('failure_new_hours') AS is_new,
       coalesce(o.last_time > dagsieve.now() - dagsieve.span_of('failure_new_hours')
                AND o.last_before < (SELECT min(x.time) -- the first one since
                                       FROM dagsieve.run_failure AS f CROSS JOIN unnest(f.times) AS x (time)
                                      WHERE f.failure = o.failure
                                        AND f.last_time > dagsieve.now() - dagsieve.span_of('failure_new_hours')
                                        AND x.time > dagsieve.now() - dagsieve.span_of('failure_new_hours'))
                                    - dagsieve.span_of('failure_back_days'), false) AS is_back,
       l.log_id, l.source,
       dagsieve.line_of_failure(l.log_id, (o.example).line) AS line,
       o.attempts_before, (o.example).dag_id, (o.example).run_id
  FROM one AS o
  LEFT JOIN dagsieve.log AS l ON l.log_id = (o.example).log_id;
COMMENT ON VIEW dagsieve.failure IS 'What goes wrong on the platform, a row a failure (domain §8)';
COMMENT ON COLUMN dagsieve.failure.first_time   IS 'when the first attempt failed with it';
COMMENT ON COLUMN dagsieve.failure.last_time    IS 'when the last attempt failed with it';
COMMENT ON COLUMN dagsieve.failure.attempts     IS 'attempts that failed with it';
COMMENT ON COLUMN dagsieve.failure.runs         IS 'how many runs they are of';
COMMENT ON COLUMN dagsieve.failure.attempts_24h IS 'of the last 24 hours';
COMMENT ON COLUMN dagsieve.failure.attempts_7d  IS 'of the last 7 days';
COMMENT ON COLUMN dagsieve.failure.attempts_before IS 'of the 7 days before the last 24 hours';
COMMENT ON COLUMN dagsieve.failure.is_new       IS 'first seen within failure_new_hours';
COMMENT ON COLUMN dagsieve.failure.is_back      IS 'seen within failure_new_hours, and not for failure_back_days before';
COMMENT ON COLUMN dagsieve.failure.log_id       IS
    'an example: a log of the last run that failed with it; null: Airflow''s database alone knows it';
COMMENT ON COLUMN dagsieve.failure.line         IS 'line of the example that names it, else of its incident, else its last';
COMMENT ON COLUMN dagsieve.failure.dag_id       IS 'of the example';
COMMENT ON COLUMN dagsieve.failure.run_id       IS 'of the example';

-- The runs and hours of the last day in which one failure stops most of the work. How many ended is asked only where
-- enough failed alike.
CREATE OR REPLACE VIEW dagsieve.failure_burst (
    failure, dag_id, run_id, attempts, pct, since, last_time
) AS
WITH setting AS MATERIALIZED (
    SELECT dagsieve.now() AS now, dagsieve.now() - dagsieve.span_of('failure_new_hours') AS young,
           dagsieve.now() - dagsieve.span_of('run_dead_hours') AS dead, dagsieve.limit_of('burst_attempts') AS attempts,
           dagsieve.limit_of('burst_pct') AS pct
), in_run AS MATERIALIZED (
    SELECT f.failure, f.dag_id, f.run_id, f.attempts, f.first_time, f.last_time, round(100.0 * f.attempts / e.ended, 2) AS pct
      FROM setting AS s
      JOIN dagsieve.failed_in_run AS f ON f.latest > s.young AND f.last_time > s.young AND f.attempts >= s.attempts
     CROSS JOIN LATERAL (SELECT nullif(sum(c.n), 0) AS ended
                           FROM (SELECT count(*) AS n
                                   FROM dagsieve.log AS l
                                  WHERE l.dag_id = f.dag_id AND l.run_key = f.run_id AND l.role = 'task' AND l.end_time <= s.now
                                    AND dagsieve.state_is_outcome(l.state)
                                 UNION ALL
                                 SELECT count(*) -- without an outcome
                                   FROM dagsieve.run_failure AS n
                                  CROSS JOIN LATERAL unnest(CASE WHEN n.told THEN n.noticed ELSE n.times END) AS x (time)
                                  WHERE n.dag_id = f.dag_id AND n.run_id = f.run_id
                                    AND x.time <= CASE WHEN n.told THEN s.now ELSE s.dead END
                                 UNION ALL
                                 SELECT count(*) -- without a log
                                   FROM dagsieve.unlogged_attempts(f.dag_id, f.run_id) AS u
                                  WHERE dagsieve.is_unlogged_success(u) AND u.end_time <= s.now) AS c) AS e
     WHERE 100.0 * f.attempts >= s.pct * e.ended
), failed AS MATERIALIZED ( -- with the hour before
    SELECT f.failure, f.dag_id, f.run_id, x.time
      FROM setting AS s
      JOIN dagsieve.run_failure AS f ON f.last_time > s.young - interval '1 hour'
     CROSS JOIN LATERAL unnest(f.times) AS x (time)
     WHERE x.time > s.young - interval '1 hour' AND x.time <= CASE WHEN f.told THEN s.now ELSE s.dead END
), unsaid AS MATERIALIZED ( -- that have no outcome
    SELECT x.time
      FROM setting AS s
      JOIN dagsieve.run_failure AS f ON f.last_time > s.young - interval '1 hour'
     CROSS JOIN LATERAL unnest(CASE WHEN f.told THEN f.noticed ELSE f.times END) AS x (time)
     WHERE x.time > s.young - interval '1 hour' AND x.time <= CASE WHEN f.told THEN s.now ELSE s.dead END
), alike AS MATERIALIZED ( -- enough failed alike in the hour that ends with this one
    SELECT a.failure, a.time, a.attempts, a.since
      FROM (SELECT f.failure, f.time, count(*) OVER hour AS attempts, min(f.time) OVER hour AS since
              FROM failed AS f
            WINDOW hour AS (PARTITION BY f.failure ORDER BY f.time RANGE BETWEEN interval '1 hour' PRECEDING AND CURRENT ROW)) AS a
      JOIN setting AS s ON a.time > s.young AND a.attempts >= s.attempts
     WHERE NOT EXISTS (SELECT FROM in_run AS r WHERE r.failure = a.failure)
), ended AS MATERIALIZED ( -- how many ended in the hour before
    SELECT DISTINCT c.time, sum(c.n) OVER (ORDER BY c.time RANGE BETWEEN interval '1 hour' PRECEDING AND CURRENT ROW) AS n
      FROM (SELECT l.end_time AS time, 1 AS n
              FROM setting AS s
              JOIN dagsieve.log AS l ON l.end_time <= s.now AND l.role = 'task' AND dagsieve.state_is_outcome(l.state)
             WHERE l.end_time >= (SELECT min(a.since) FROM alike AS a) - interval '1 hour'
               AND l.end_time <= (SELECT max(a.since) FROM alike AS a) + interval '1 hour'
            UNION ALL
            SELECT u.end_time, 1
              FROM setting AS s
             CROSS JOIN (SELECT DISTINCT w.dag_id, w.run_id
                           FROM dagsieve.attempt_without_log AS w
                          WHERE w.end_time >= (SELECT min(a.since) FROM alike AS a) - interval '1 hour'
                            AND w.end_time <= (SELECT max(a.since) FROM alike AS a) + interval '1 hour') AS r
             CROSS JOIN LATERAL dagsieve.unlogged_attempts(r.dag_id, r.run_id) AS u
             WHERE dagsieve.is_unlogged_success(u) AND u.end_time <= s.now
            UNION ALL
            SELECT n.time, 1 FROM unsaid AS n
            UNION ALL
            SELECT a.time, 0 FROM alike AS a) AS c
), most AS MATERIALIZED ( -- of those that had ended by then
    SELECT a.failure, a.time, a.attempts, a.since
      FROM setting AS s
     CROSS JOIN alike AS a
      JOIN ended AS e ON e.time = a.time
     WHERE 100.0 * a.attempts >= s.pct * e.n
), in_hour AS ( -- the worst hour of each. Of those that hold the same failures the one in which the most ended: in whatever order
    SELECT m.failure, h.attempts, h.since, h.last_time, h.pct
      FROM (SELECT DISTINCT a.failure FROM most AS a) AS m
     CROSS JOIN LATERAL (SELECT f.attempts, f.since, f.last_time, round(100.0 * f.attempts / e.n, 2) AS pct
                           FROM (SELECT s.pct, a.time, a.since
                                   FROM setting AS s
                                  CROSS JOIN most AS a
                                  WHERE a.failure = m.failure
                                  ORDER BY a.attempts DESC, a.time) AS a
                          CROSS JOIN LATERAL (SELECT x.time, x.n
                                                FROM ended AS x
                                               WHERE x.time >= a.time AND x.time <= a.since + interval '1 hour'
                                               ORDER BY x.n DESC, x.time
                                               LIMIT 1) AS e
                          CROSS JOIN LATERAL (SELECT count(*) AS attempts, min(x.time) AS since, max(x.time) AS last_time
                                                FROM failed AS x
                                               WHERE x.failure = m.failure AND x.time >= e.time - interval '1 hour'
                                                 AND x.time <= e.time) AS f
                          WHERE 100.0 * f.attempts >= a.pct * e.n
                          LIMIT 1) AS h
)
SELECT r.failure, r.dag_id, r.run_id, r.attempts, r.pct, r.first_time AS since, r.last_time FROM in_run AS r
UNION ALL
SELECT h.failure, (SELECT min(f.dag_id) FROM failed AS f WHERE f.failure = h.failure HAVING count(DISTINCT f.dag_id) = 1), NULL, h.attempts,
       h.pct, h.since, h.last_time
  FROM in_hour AS h;
COMMENT ON VIEW dagsieve.failure_burst IS
    'Failures of the last failure_new_hours that stop most of a run, or of an hour: run_id null, dag_id where it is one DAG''s';
COMMENT ON COLUMN dagsieve.failure_burst.attempts IS 'attempts that failed with it';
COMMENT ON COLUMN dagsieve.failure_burst.pct      IS 'percent of the attempts that ended in the run or the hour';
COMMENT ON COLUMN dagsieve.failure_burst.since    IS 'when the first of them failed';

CREATE OR REPLACE VIEW dagsieve.alert_failures (
    code, failure, title, dag_id, run_id, attempts, pct, since, severity
) AS
SELECT t.code, b.failure, f.failure_title AS title, b.dag_id, b.run_id, b.attempts, b.pct, b.since, t.severity
  FROM dagsieve.failure_burst AS b
  JOIN dagsieve.taxonomy AS t ON t.code = 'FAILURE_BURST'
 CROSS JOIN LATERAL (SELECT r.title AS failure_title
                       FROM dagsieve.run_failure AS r
                      WHERE r.failure = b.failure
                      ORDER BY r.last_time DESC
                      LIMIT 1) AS f
UNION ALL
SELECT t.code, f.failure, f.title, f.dag_id, f.run_id, f.attempts, NULL, f.first_time, t.severity
  FROM dagsieve.failure AS f
  JOIN dagsieve.taxonomy AS t ON t.code = 'FAILURE_NEW'
 WHERE f.is_new;
COMMENT ON VIEW dagsieve.alert_failures IS
    'Failures that are new or bursting, a row a code and failure; of a burst in several runs a row a run';
COMMENT ON COLUMN dagsieve.alert_failures.dag_id IS
    'of the burst, of a new failure its example''s; null where several DAGs burst in one hour';
COMMENT ON COLUMN dagsieve.alert_failures.pct    IS 'of a burst: percent of the attempts that ended';
COMMENT ON COLUMN dagsieve.alert_failures.since  IS 'when the first attempt failed with it';
