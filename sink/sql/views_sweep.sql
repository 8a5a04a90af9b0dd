-- Sweeps (domain §9): how far, how well, still alive. Which DAGs they are and what their events tell are rows of table progress.

-- An attribute as a number; null where it is none.
CREATE OR REPLACE FUNCTION dagsieve.number_of(attrs jsonb, attribute text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN attrs ->> attribute ~ '^[-+]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][-+]?\d{1,3})?$'
                THEN (attrs ->> attribute)::numeric END
$$;
COMMENT ON FUNCTION dagsieve.number_of(jsonb, text) IS 'an attribute of an event as a number, null where it is none';

-- What is later than dagsieve.now() is not known yet. An attempt is of each crypto that its events and blocks name; one that names none is
-- of the run's only crypto, else of the row without crypto, as is an event that names none in an attempt of several.
CREATE OR REPLACE VIEW dagsieve.sweep (
    dag_id, run_id, crypto, state, started, last_time, attempts, running, failed, variants, trials, trials_total, best, baseline, errors,
    per_hour, silence_s, samples, stale_cache, failure, failure_title, log_id, run_last_time
) AS
SELECT r.dag_id, r.run_id, k.crypto,
       CASE WHEN k.running > 0 AND k.last_time < dagsieve.now() - dagsieve.span_of('sweep_stuck_minutes') THEN 'stuck'
            WHEN k.ended AND k.attempts > 0 AND k.failed = k.attempts THEN 'failing'
            WHEN k.ended AND r.settled THEN 'done'
            WHEN k.failing OR k.best <= dagsieve.limit_of('sweep_no_score') THEN 'failing'
            WHEN k.ended AND k.attempts > 0 THEN 'done'
            ELSE 'running' END AS state,
       k.started, k.last_time, k.attempts, k.running, k.failed, k.variants, k.trials, k.trials_total, k.best,
       (SELECT c.baseline_f1_buy
          FROM dagsieve.correlation AS c
         WHERE c.crypto = k.crypto AND c.baseline_f1_buy IS NOT NULL AND c.time <= dagsieve.now()
         ORDER BY c.time DESC
         LIMIT 1) AS baseline,
       k.errors, k.per_hour, trim_scale(extract(epoch FROM dagsieve.now() - k.last_time)::numeric) AS silence_s, k.samples, k.stale_cache,
       k.failure, k.failure_title, k.log_id, r.last_time AS run_last_time
  FROM dagsieve.runs_at(dagsieve.now()) AS r
 CROSS JOIN LATERAL (
        -- last_try: no later one of the task is known; over: it has ended; perhaps: only a file's whole last line says so
        WITH attempt AS MATERIALIZED (
            SELECT l.log_id, l.failure, l.failure_title, l.start_time, l.end_time, least(l.end_time, dagsieve.now()) AS last_time,
                   l.end_time <= dagsieve.now() AND (l.state IS NOT NULL OR l.complete) AS over,
                   l.end_time <= dagsieve.now() AND dagsieve.state_is_failed_try(l.state) AS failed,
                   l.end_time <= dagsieve.now() AND dagsieve.state_is_final(l.state) AS final,
                   coalesce(l.state = 'success' AND l.state_inferred, false) AND l.exit_code IS NULL AS perhaps,
                   row_number() OVER (PARTITION BY l.task_id, l.map_index ORDER BY l.try_number DESC NULLS LAST, l.log_id) = 1 AS last_try
              FROM dagsieve.log AS l
             WHERE l.dag_id = r.dag_id AND l.run_key = r.run_id AND l.role = 'task' AND l.start_time <= dagsieve.now()
        ), said AS MATERIALIZED ( -- the time lets the server pass by the other months; the row of a log that grows is behind its events
            SELECT a.log_id, a.last_try, e.time, e.name, e.crypto, p.role, dagsieve.number_of(e.attrs, p.attribute) AS value
              FROM attempt AS a
             CROSS JOIN LATERAL (SELECT x.time, x.name, x.crypto, x.attrs
                                   FROM dagsieve.events_within(a.log_id, a.start_time,
                                                               CASE WHEN a.over THEN a.last_time ELSE dagsieve.now() END) AS x
                                 OFFSET 0) AS e
              LEFT JOIN dagsieve.progress AS p ON p.dag_id = r.dag_id AND p.event_name = e.name
        ), named AS MATERIALIZED ( -- whom an attempt names
            SELECT n.log_id, array_agg(DISTINCT n.crypto) AS cryptos
              FROM (SELECT s.log_id, s.crypto FROM said AS s
                    UNION
                    SELECT a.log_id, c.crypto FROM attempt AS a JOIN dagsieve.correlation AS c ON c.log_id = a.log_id) AS n
             WHERE n.crypto IS NOT NULL
             GROUP BY n.log_id
        ), alone AS ( -- the run's only crypto
            SELECT min(c.crypto) AS crypto FROM named AS n CROSS JOIN unnest(n.cryptos) AS c (crypto) HAVING count(DISTINCT c.crypto) = 1
        ), told AS (
            SELECT coalesce(s.crypto, CASE WHEN n.cryptos IS NULL THEN (SELECT o.crypto FROM alone AS o)
                                           WHEN cardinality(n.cryptos) = 1 THEN n.cryptos[1] END) AS crypto,
                   s.log_id, s.last_try, s.time, s.name, s.role, s.value
              FROM said AS s
              LEFT JOIN named AS n ON n.log_id = s.log_id
             WHERE s.role IS NOT NULL
        ), search AS MATERIALIZED ( -- a row an attempt
            SELECT t.crypto, t.log_id, t.last_try, count(*) FILTER (WHERE t.role = 'progress') AS variants,
                   count(*) FILTER (WHERE t.role = 'progress' AND t.time > dagsieve.now() - interval '1 hour') AS per_hour,
                   count(*) FILTER (WHERE t.role = 'error') AS n_errors, max(t.value) FILTER (WHERE t.role = 'score') AS best,
                   max(t.value) FILTER (WHERE t.role = 'samples') AS samples, max(t.value) FILTER (WHERE t.role = 'trial') AS trial,
                   max(t.value) FILTER (WHERE t.role = 'total') AS total
              FROM told AS t
             GROUP BY t.crypto, t.log_id, t.last_try
        ), tried AS ( -- unfinished: it has perhaps ended, and trials are missing
            SELECT c.crypto, a.*, a.perhaps AND a.log_id IN (SELECT s.log_id FROM search AS s WHERE s.trial < s.total) AS unfinished
              FROM attempt AS a
              LEFT JOIN named AS n ON n.log_id = a.log_id
             CROSS JOIN LATERAL unnest(coalesce(n.cryptos, ARRAY[(SELECT o.crypto FROM alone AS o)])) AS c (crypto)
        ), counted AS (
            SELECT t.crypto, min(t.start_time) AS started, max(t.last_time) AS last_time, count(*) AS attempts,
                   count(*) FILTER (WHERE t.last_try AND (t.unfinished OR NOT t.over)) AS running,
                   count(*) FILTER (WHERE t.failed) AS failed, count(*) FILTER (WHERE t.over AND NOT t.unfinished) AS n_over,
                   bool_and(coalesce(t.final AND NOT t.unfinished, false)) FILTER (WHERE t.last_try) AS ended,
                   mode() WITHIN GROUP (ORDER BY t.failure) FILTER (WHERE t.failed) AS failure,
                   (array_agg(t.log_id ORDER BY t.last_time DESC, t.log_id))[1] AS log_id
              FROM tried AS t
             GROUP BY t.crypto
        ), figures AS ( -- a search that was begun anew counts once
            SELECT s.crypto, sum(s.variants)::bigint AS variants, sum(s.per_hour)::bigint AS per_hour,
                   sum(s.n_errors) AS n_errors, max(s.best) AS best, max(s.samples) AS samples,
                   sum(s.trial) FILTER (WHERE s.last_try) AS trials, sum(s.total) FILTER (WHERE s.last_try) AS trials_total
              FROM search AS s
             GROUP BY s.crypto
        ), wrong AS (
            SELECT e.crypto, jsonb_object_agg(e.name, e.n) AS errors
              FROM (SELECT t.crypto, t.name, count(*) AS n FROM told AS t WHERE t.role = 'error' GROUP BY 1, 2) AS e
             GROUP BY e.crypto
        )
        SELECT y.crypto, coalesce(c.started, r.start_time) AS started, coalesce(c.last_time, r.last_time) AS last_time,
               coalesce(c.attempts, 0) AS attempts, coalesce(c.running, 0) AS running, coalesce(c.failed, 0) AS failed,
               coalesce(f.variants, 0) AS variants, f.trials, f.trials_total, f.best, coalesce(w.errors, '{}') AS errors,
               coalesce(f.per_hour, 0) AS per_hour, f.samples,
               EXISTS (SELECT
                         FROM tried AS t
                         JOIN dagsieve.finding AS i ON i.log_id = t.log_id AND i.seq = 0 AND i.code = 'STALE_CACHE'
                        WHERE t.crypto IS NOT DISTINCT FROM y.crypto) AS stale_cache,
               c.failure, (SELECT min(t.failure_title) FROM tried AS t WHERE t.failure = c.failure) AS failure_title, c.log_id,
               coalesce(c.ended, true) AS ended,
               c.failed >= dagsieve.limit_of('burst_attempts') AND 100.0 * c.failed >= dagsieve.limit_of('burst_pct') * c.n_over
                   OR f.n_errors >= dagsieve.limit_of('burst_attempts')
                      AND 100.0 * f.n_errors >= dagsieve.limit_of('burst_pct') * (f.n_errors + f.variants) AS failing
          FROM counted AS c
          FULL JOIN figures AS f ON coalesce(f.crypto, '') = coalesce(c.crypto, '')
         CROSS JOIN LATERAL (SELECT coalesce(c.crypto, f.crypto) AS crypto) AS y
          LEFT JOIN wrong AS w ON w.crypto IS NOT DISTINCT FROM y.crypto) AS k
 WHERE r.dag_id IN (SELECT p.dag_id FROM dagsieve.progress AS p) AND r.start_time <= dagsieve.now();
COMMENT ON VIEW dagsieve.sweep IS 'A sweep, a row a crypto (null: what names none): how far, how well, still alive (domain §9)';
COMMENT ON COLUMN dagsieve.sweep.state IS
    'stuck: something runs and has written nothing for sweep_stuck_minutes; done: its last tries have ended, '
    'of which not all failed; failing: every attempt failed, or burst_attempts attempts or error events, burst_pct of all, '
    'or no trial has a score above sweep_no_score; else running';
COMMENT ON COLUMN dagsieve.sweep.attempts     IS 'attempts that left a log';
COMMENT ON COLUMN dagsieve.sweep.running      IS
    'of these, last tries that have not ended, or whose trials are missing while only the last line of a file makes a success of them';
COMMENT ON COLUMN dagsieve.sweep.failed       IS 'of these, tries that failed, also where another one follows';
COMMENT ON COLUMN dagsieve.sweep.variants     IS 'events of role progress';
COMMENT ON COLUMN dagsieve.sweep.trials       IS 'highest number of role trial in each task, summed';
COMMENT ON COLUMN dagsieve.sweep.trials_total IS 'number of role total in each task, summed';
COMMENT ON COLUMN dagsieve.sweep.best         IS 'highest number of role score';
COMMENT ON COLUMN dagsieve.sweep.baseline     IS 'baseline_f1_buy of the crypto''s newest block that has one';
COMMENT ON COLUMN dagsieve.sweep.errors       IS 'events of role error by name';
COMMENT ON COLUMN dagsieve.sweep.per_hour     IS 'variants of the last hour';
COMMENT ON COLUMN dagsieve.sweep.silence_s    IS 'seconds since the last line';
COMMENT ON COLUMN dagsieve.sweep.samples      IS 'highest number of role samples';
COMMENT ON COLUMN dagsieve.sweep.stale_cache  IS 'incident STALE_CACHE was seen';
COMMENT ON COLUMN dagsieve.sweep.failure      IS 'failure of most attempts';
COMMENT ON COLUMN dagsieve.sweep.log_id       IS 'log that wrote last';
COMMENT ON COLUMN dagsieve.sweep.run_last_time IS 'last line of the run, whatever its crypto: asked for, only those runs are reckoned';
