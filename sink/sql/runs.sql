-- Runs: what many logs of one DAG run say together (domain §5.2, records.md §7). Tables that a load keeps for the runs it
-- touched, in its own transaction (run_codes.sql: run_code, failures.sql: run_failure); the functions that make their rows are the
-- only place where that is defined.

CREATE TABLE IF NOT EXISTS dagsieve.run_summary (
    dag_id            text NOT NULL,
    run_id            text NOT NULL,
    start_time        timestamptz,
    end_time          timestamptz,
    duration_s        numeric,
    state             text,
    n_attempts        integer NOT NULL,
    n_failed          integer NOT NULL,
    n_oom             integer NOT NULL,
    n_disk_full       integer NOT NULL,
    complete          boolean NOT NULL,
    candidates_total  bigint,
    candidates_passed bigint,
    n_blocks          integer NOT NULL,
    n_gated           integer NOT NULL,
    n_gate_passed     integer NOT NULL,
    counts_log_id     uuid,
    counts_line       bigint,
    oom_log_id        uuid,
    oom_line          bigint,
    last_log_id       uuid,
    state_why         text,
    last_time         timestamptz,
    no_outcome_since  timestamptz,
    waits_since       timestamptz,
    tasks             text[] NOT NULL DEFAULT '{}',
    n_last            integer,
    n_last_failed     integer,
    noticed_by        uuid[],
    under_way_at      timestamptz,
    PRIMARY KEY (dag_id, run_id)
);
COMMENT ON TABLE dagsieve.run_summary IS 'One DAG run, kept by each load for the runs it touched; read it through view run';
COMMENT ON COLUMN dagsieve.run_summary.dag_id            IS 'Airflow''s dag_id';
COMMENT ON COLUMN dagsieve.run_summary.run_id            IS 'Airflow''s run_id; the logical date where the logs tell none';
COMMENT ON COLUMN dagsieve.run_summary.start_time        IS 'earliest start of its attempts; without any, when it timed out';
COMMENT ON COLUMN dagsieve.run_summary.end_time          IS 'latest end of its attempts; without any, when it timed out';
COMMENT ON COLUMN dagsieve.run_summary.duration_s        IS 'seconds between the two';
COMMENT ON COLUMN dagsieve.run_summary.state IS
    'what the logs tell whatever the time: failed or success, else null; view run judges what time adds';
COMMENT ON COLUMN dagsieve.run_summary.n_attempts        IS 'attempts, those included that only notices or Airflow''s own database know';
COMMENT ON COLUMN dagsieve.run_summary.n_failed          IS 'attempts that failed, also where another try follows';
COMMENT ON COLUMN dagsieve.run_summary.n_oom             IS 'attempts killed for want of memory';
COMMENT ON COLUMN dagsieve.run_summary.n_disk_full       IS 'attempts that found a volume full';
COMMENT ON COLUMN dagsieve.run_summary.complete          IS 'the last try of every task is complete with a final state';
COMMENT ON COLUMN dagsieve.run_summary.candidates_total  IS 'latest run-level candidates_total';
COMMENT ON COLUMN dagsieve.run_summary.candidates_passed IS 'latest run-level candidates_passed';
COMMENT ON COLUMN dagsieve.run_summary.n_blocks          IS 'blocks of strategies';
COMMENT ON COLUMN dagsieve.run_summary.n_gated           IS 'of these, blocks that tell whether the gates were passed';
COMMENT ON COLUMN dagsieve.run_summary.n_gate_passed     IS 'of these, blocks that passed the gates';
COMMENT ON COLUMN dagsieve.run_summary.counts_log_id     IS 'log that candidates_passed stands in';
COMMENT ON COLUMN dagsieve.run_summary.counts_line       IS 'line that candidates_passed stands on';
COMMENT ON COLUMN dagsieve.run_summary.oom_log_id        IS 'log of the first attempt killed for want of memory';
COMMENT ON COLUMN dagsieve.run_summary.oom_line          IS 'line that says so';
COMMENT ON COLUMN dagsieve.run_summary.last_log_id       IS 'log of the attempt that ended last';
COMMENT ON COLUMN dagsieve.run_summary.state_why IS
    'run_timeout: longer than dagrun_timeout, tasks that had begun were set to skipped; task_failed: a task''s last try failed; the code '
    'of a notice: a task''s last try failed, which only notices know; else null';
COMMENT ON COLUMN dagsieve.run_summary.last_time         IS 'its last line, those of triggers included';
COMMENT ON COLUMN dagsieve.run_summary.no_outcome_since  IS 'earliest last line of a task whose last try has no outcome';
COMMENT ON COLUMN dagsieve.run_summary.waits_since       IS
    'earliest last line, that of its trigger included, of a task whose last try is to come back (up_for_retry, deferred and so on)';
COMMENT ON COLUMN dagsieve.run_summary.tasks             IS 'its tasks of which the last tries are complete with a final state';
COMMENT ON COLUMN dagsieve.run_summary.n_last            IS 'last tries that have an outcome';
COMMENT ON COLUMN dagsieve.run_summary.n_last_failed     IS 'of these, tries that failed';
COMMENT ON COLUMN dagsieve.run_summary.noticed_by IS 'logs whose notices are about it or its attempts; null: none';
COMMENT ON COLUMN dagsieve.run_summary.under_way_at IS 'when Airflow said, after its last line, that it is under way; null: it did not';

-- Whether a log whose try nothing tells lies inside another of its task instance: both are of one attempt (domain §3.5).
CREATE OR REPLACE FUNCTION dagsieve.is_inside_another(asked uuid) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (SELECT
                     FROM dagsieve.log AS l
                     JOIN dagsieve.log AS o ON o.dag_id = l.dag_id AND o.run_key = l.run_key AND o.role = 'task' AND o.task_id = l.task_id
                                           AND o.map_index IS NOT DISTINCT FROM l.map_index AND o.log_id <> l.log_id
                    WHERE l.log_id = asked
                      AND l.try_number IS NULL
                      AND o.start_time <= l.start_time
                      AND o.end_time >= l.end_time
                      AND (o.try_number IS NOT NULL OR o.lines > l.lines OR o.lines = l.lines AND o.log_id < l.log_id))
$$;
COMMENT ON FUNCTION dagsieve.is_inside_another(uuid) IS 'Whether a log whose try nothing tells lies inside another of its task instance';

-- The rows of run_summary for these runs, from their logs. Arrays, because a load asks for many runs at once. OFFSET 0: always by the
-- index, log by log; the planner thinks of far more runs than a load touches.
CREATE OR REPLACE FUNCTION dagsieve.runs_computed(dag_ids text[], run_ids text[]) RETURNS TABLE (
    dag_id text, run_id text, start_time timestamptz, end_time timestamptz, duration_s numeric, state text, n_attempts integer,
    n_failed integer, n_oom integer, n_disk_full integer, complete boolean, candidates_total bigint, candidates_passed bigint,
    n_blocks integer, n_gated integer, n_gate_passed integer, counts_log_id uuid, counts_line bigint, oom_log_id uuid,
    oom_line bigint, last_log_id uuid, state_why text, last_time timestamptz, no_outcome_since timestamptz, waits_since timestamptz,
    tasks text[], n_last integer, n_last_failed integer, noticed_by uuid[], under_way_at timestamptz
)
LANGUAGE sql STABLE
AS $$
    WITH asked AS (
        SELECT DISTINCT k.dag_id, k.run_id
          FROM unnest(dag_ids, run_ids) AS k (dag_id, run_id)
    ), waiting AS ( -- the triggers of attempts
        SELECT t.dag_id AS dag, t.run_id AS run, l.task_id, l.map_index, l.try_number, max(l.end_time) AS end_time
          FROM asked AS t
         CROSS JOIN LATERAL (SELECT x.task_id, x.map_index, x.try_number, x.end_time
                               FROM dagsieve.log AS x
                              WHERE x.dag_id = t.dag_id AND x.run_key = t.run_id AND x.role = 'trigger'
                             OFFSET 0) AS l
         GROUP BY 1, 2, 3, 4, 5
    ), noticed AS (
        SELECT t.dag_id AS dag, t.run_id AS run, n.task_id, n.map_index, n.try_number, n.log_id, n.code, n.time, n.said_log_id, n.said_line
          FROM asked AS t
         CROSS JOIN LATERAL dagsieve.noticed_attempts(t.dag_id, t.run_id) AS n
    ), known AS ( -- code: of a notice; failed_by: where that tells that it failed
        SELECT t.dag_id AS dag, t.run_id AS run, l.log_id, l.task_id, l.map_index, l.try_number, l.state, l.complete, l.start_time,
               l.end_time, greatest(l.end_time, w.end_time) AS last_time,
               coalesce(l.run_timed_out, false)
                   OR dagsieve.state_is_skipped(l.state) AND l.state_by = 'outside' AND l.segments > 0 AS timed_out,
               n.code, n.said_log_id, n.said_line, true AS began,
               dagsieve.failed_by(l.state, l.end_time, n.code, n.time) AS failed_by
          FROM asked AS t
         CROSS JOIN LATERAL (SELECT x.log_id, x.state, x.state_by, x.run_timed_out, x.complete, x.start_time, x.end_time, x.segments,
                                    x.task_id, x.map_index, x.try_number
                               FROM dagsieve.log AS x
                              WHERE x.dag_id = t.dag_id AND x.run_key = t.run_id AND x.role = 'task'
                                AND (x.try_number IS NOT NULL OR NOT dagsieve.is_inside_another(x.log_id))
                             OFFSET 0) AS l
          LEFT JOIN waiting AS w ON w.dag = t.dag_id AND w.run = t.run_id AND w.task_id = l.task_id
                                AND w.map_index IS NOT DISTINCT FROM l.map_index AND w.try_number IS NOT DISTINCT FROM l.try_number
          LEFT JOIN noticed AS n ON n.log_id = l.log_id
        UNION ALL
        SELECT n.dag, n.run, NULL, n.task_id, n.map_index, n.try_number, NULL, true, n.time, n.time, n.time, false, n.code, n.said_log_id,
               n.said_line, true, n.code
          FROM noticed AS n
         WHERE n.log_id IS NULL
        UNION ALL -- what Airflow knows and no log tells
        SELECT t.dag_id, t.run_id, NULL, x.task_id, x.map_index, x.try_number,
               x.counts_as, true, x.start_time, x.end_time, coalesce(x.end_time, x.start_time), false, NULL, NULL, NULL, x.began, NULL
          FROM asked AS t
         CROSS JOIN LATERAL dagsieve.unlogged_attempts(t.dag_id, t.run_id) AS x
    ), attempt AS MATERIALIZED ( -- last_try: no later one of the task is known
        SELECT k.dag, k.run, k.log_id, k.task_id, k.state, k.complete, k.start_time, k.end_time, k.last_time, k.timed_out, k.code,
               k.began, k.said_log_id, k.said_line, k.failed_by,
               k.complete AND coalesce(dagsieve.state_is_final(k.state), false) OR k.failed_by IS NOT NULL AS done,
               row_number() OVER (PARTITION BY k.dag, k.run, k.task_id, k.map_index
                                  ORDER BY k.try_number DESC NULLS LAST, k.log_id) = 1 AS last_try
          FROM known AS k
    ), finished AS ( -- the tasks that are done
        SELECT t.dag, t.run, array_agg(t.task_id ORDER BY t.task_id COLLATE "C") AS tasks
          FROM (SELECT a.dag, a.run, a.task_id
                  FROM attempt AS a
                 WHERE a.last_try
                 GROUP BY 1, 2, 3
                HAVING bool_and(a.done)) AS t
         GROUP BY 1, 2
    ), notified AS ( -- time: when the scheduler said that the run timed out, in the log said_log_id
        SELECT t.dag_id AS dag, t.run_id AS run, array_agg(DISTINCT n.log_id) AS log_ids,
               max(n.time) FILTER (WHERE n.task_id IS NULL AND n.code = 'TIMEOUT') AS time,
               (array_agg(n.log_id ORDER BY n.time DESC, n.log_id)
                    FILTER (WHERE n.task_id IS NULL AND n.code = 'TIMEOUT'))[1] AS said_log_id
          FROM asked AS t
         CROSS JOIN LATERAL dagsieve.notices_of(t.dag_id, t.run_id) AS n
         GROUP BY 1, 2
    ), run AS (
        SELECT a.dag, a.run, min(a.start_time) AS start_time, max(a.end_time) AS end_time,
               CASE WHEN bool_or(a.last_try AND a.timed_out) OR max(q.time) >= max(a.start_time) THEN 'run_timeout'
                    WHEN bool_or(a.last_try AND dagsieve.state_is_failure(a.state)) THEN 'task_failed'
                    ELSE (array_agg(a.failed_by ORDER BY dagsieve.notice_rank(a.failed_by))
                              FILTER (WHERE a.last_try AND a.failed_by IS NOT NULL))[1] END AS state_why,
               bool_and(coalesce(dagsieve.state_is_success(a.state), false)) FILTER (WHERE a.last_try) AS succeeded,
               max(a.last_time) AS last_time,
               min(a.end_time) FILTER (WHERE a.last_try AND a.state IS NULL AND a.failed_by IS NULL AND NOT a.complete) AS no_outcome_since,
               min(a.last_time) FILTER (WHERE a.last_try AND a.failed_by IS NULL AND dagsieve.state_is_pending(a.state)) AS waits_since,
               count(*) FILTER (WHERE a.began)::integer AS n_attempts,
               count(*) FILTER (WHERE a.began AND (a.failed_by IS NOT NULL OR dagsieve.state_is_failed_try(a.state)))::integer AS n_failed,
               bool_and(a.done) FILTER (WHERE a.last_try) AS complete,
               count(*) FILTER (WHERE a.last_try
                                  AND (a.failed_by IS NOT NULL OR dagsieve.state_is_outcome(a.state)))::integer AS n_last,
               count(*) FILTER (WHERE a.last_try
                                  AND (a.failed_by IS NOT NULL OR dagsieve.state_is_failed_try(a.state)))::integer AS n_last_failed,
               (array_agg(coalesce(a.log_id, a.said_log_id) ORDER BY a.end_time DESC NULLS LAST, a.log_id))[1] AS last_log_id
          FROM attempt AS a
          LEFT JOIN notified AS q ON q.dag = a.dag AND q.run = a.run
         GROUP BY a.dag, a.run
        UNION ALL -- it timed out before an attempt of it began
        SELECT q.dag, q.run, q.time, q.time, 'run_timeout', NULL, q.time, NULL, NULL, 0, 0, true, 0, 0, q.said_log_id
          FROM notified AS q
         WHERE q.said_log_id IS NOT NULL AND NOT EXISTS (SELECT FROM attempt AS a WHERE a.dag = q.dag AND a.run = q.run)
    ), hit AS ( -- kills and full disks; a notice tells of a kill that the attempt's own log does not show
        SELECT a.dag, a.run, a.end_time, f.code, f.log_id, f.line
          FROM attempt AS a
         CROSS JOIN LATERAL (SELECT x.log_id, x.code, x.line
                               FROM dagsieve.finding AS x
                              WHERE x.log_id = a.log_id AND x.seq = 0 AND x.code IN ('OOM_KILLED', 'DISK_FULL')
                             OFFSET 0) AS f
        UNION ALL
        SELECT a.dag, a.run, a.end_time, a.code, a.said_log_id, a.said_line
          FROM attempt AS a
         WHERE a.code = 'OOM_KILLED'
           AND NOT EXISTS (SELECT FROM dagsieve.finding AS x WHERE x.log_id = a.log_id AND x.seq = 0 AND x.code = a.code)
    ), struck AS ( -- log_id, line: of the first kill
        SELECT f.dag, f.run,
               count(*) FILTER (WHERE f.code = 'OOM_KILLED')::integer AS n_oom,
               count(*) FILTER (WHERE f.code = 'DISK_FULL')::integer AS n_disk_full,
               (array_agg(f.log_id ORDER BY f.end_time, f.log_id, f.line) FILTER (WHERE f.code = 'OOM_KILLED'))[1] AS log_id,
               (array_agg(f.line ORDER BY f.end_time, f.log_id, f.line) FILTER (WHERE f.code = 'OOM_KILLED'))[1] AS line
          FROM hit AS f
         GROUP BY f.dag, f.run
    ), block AS ( -- of strategies
        SELECT a.dag, a.run, count(*)::integer AS n_blocks, count(c.gate_passed)::integer AS n_gated,
               count(*) FILTER (WHERE c.gate_passed)::integer AS n_gate_passed
          FROM attempt AS a
         CROSS JOIN LATERAL (SELECT x.gate_passed
                               FROM dagsieve.correlation AS x
                              WHERE x.log_id = a.log_id AND x.main_code IS NOT NULL
                             OFFSET 0) AS c
         GROUP BY a.dag, a.run
    ), said AS ( -- what blocks and events that name no crypto say of candidates
        SELECT a.dag, a.run, c.time, c.log_id, c.line, c.candidates_total AS total, c.candidates_passed AS passed
          FROM attempt AS a
         CROSS JOIN LATERAL (SELECT x.time, x.log_id, x.line, x.candidates_total, x.candidates_passed
                               FROM dagsieve.correlation AS x
                              WHERE x.log_id = a.log_id AND x.crypto IS NULL
                             OFFSET 0) AS c
        UNION ALL
        SELECT a.dag, a.run, e.time, e.log_id, e.line,
               CASE WHEN e.attrs ->> 'candidates_total' ~ '^\d{1,18}$' THEN (e.attrs ->> 'candidates_total')::bigint END,
               CASE WHEN e.attrs ->> 'candidates_passed' ~ '^\d{1,18}$' THEN (e.attrs ->> 'candidates_passed')::bigint END
          FROM (SELECT array_agg(k.log_id) AS log_ids FROM attempt AS k) AS t
         CROSS JOIN LATERAL (SELECT x.time, x.log_id, x.line, x.attrs
                               FROM dagsieve.events_counting(t.log_ids) AS x
                              WHERE x.attrs ->> 'crypto' IS NULL
                             OFFSET 0) AS e
          JOIN attempt AS a ON a.log_id = e.log_id
    ), counted AS ( -- the latest of each
        SELECT s.dag, s.run,
               (array_agg(s.total ORDER BY s.time DESC NULLS LAST, s.log_id DESC, s.line DESC)
                    FILTER (WHERE s.total IS NOT NULL))[1] AS total,
               (array_agg(s.passed ORDER BY s.time DESC NULLS LAST, s.log_id DESC, s.line DESC)
                    FILTER (WHERE s.passed IS NOT NULL))[1] AS passed,
               (array_agg(s.log_id ORDER BY s.time DESC NULLS LAST, s.log_id DESC, s.line DESC)
                    FILTER (WHERE s.passed IS NOT NULL))[1] AS log_id,
               (array_agg(s.line ORDER BY s.time DESC NULLS LAST, s.log_id DESC, s.line DESC)
                    FILTER (WHERE s.passed IS NOT NULL))[1] AS line
          FROM said AS s
         GROUP BY s.dag, s.run
    )
    SELECT r.dag, r.run, r.start_time, r.end_time, trim_scale(extract(epoch FROM r.end_time - r.start_time)::numeric),
           CASE WHEN o.state <> 'failed' THEN NULL
                WHEN coalesce(r.state_why, o.state) IS NOT NULL THEN 'failed'
                WHEN r.succeeded THEN 'success' END,
           r.n_attempts, r.n_failed, coalesce(k.n_oom, 0), coalesce(k.n_disk_full, 0),
           r.complete AND coalesce(o.state = 'failed', true), n.total, n.passed,
           coalesce(b.n_blocks, 0), coalesce(b.n_gated, 0), coalesce(b.n_gate_passed, 0), n.log_id, n.line, k.log_id, k.line, r.last_log_id,
           CASE WHEN coalesce(o.state = 'failed', true)
                THEN coalesce(r.state_why, CASE WHEN o.state = 'failed' THEN 'dag_run_failed' END) END,
           r.last_time, r.no_outcome_since, r.waits_since,
           coalesce(d.tasks, '{}'), r.n_last, r.n_last_failed, q.log_ids, CASE WHEN o.state <> 'failed' THEN o.told_at END
      FROM run AS r
      LEFT JOIN dagsieve.run_in_airflow AS o ON o.dag_id = r.dag AND o.run_id = r.run
                                            AND (o.told_at >= r.last_time OR r.last_time IS NULL)
      LEFT JOIN finished AS d ON d.dag = r.dag AND d.run = r.run
      LEFT JOIN notified AS q ON q.dag = r.dag AND q.run = r.run
      LEFT JOIN struck AS k ON k.dag = r.dag AND k.run = r.run
      LEFT JOIN block AS b ON b.dag = r.dag AND b.run = r.run
      LEFT JOIN counted AS n ON n.dag = r.dag AND n.run = r.run
$$;
COMMENT ON FUNCTION dagsieve.runs_computed(text[], text[]) IS 'the rows of run_summary for these runs, from their logs';

-- What a load calls last in its transaction, with the logs it stored, changed or removed. The locks are taken in one order by all
-- loaders, and before the rows are read: of two loads that touch one run the second sees what the first has committed. Many runs at once
-- (logs that were there before these tables, pruning) take the table instead of a lock each, and go in portions. Compiling these
-- statements takes longer than they do.
CREATE OR REPLACE FUNCTION dagsieve.refresh_runs(dag_ids text[], run_ids text[]) RETURNS void
-- Its plans live as long as the session: one made while the tables were still empty would read them whole ever after.
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    portion constant integer := 1000;
    dags text[];
    runs text[];
BEGIN
    IF cardinality(dag_ids) > portion THEN
        LOCK TABLE dagsieve.run_summary IN SHARE ROW EXCLUSIVE MODE;
    ELSE
        PERFORM pg_advisory_xact_lock(1684105075, k.key)
           FROM (SELECT DISTINCT hashtext(t.dag_id || E'\n' || regexp_replace(t.run_id, '^(scheduled|manual|backfill)__', '')) AS key
                   FROM unnest(dag_ids, run_ids) AS t (dag_id, run_id)
                  ORDER BY 1) AS k;
    END IF;
    -- Another load may have named by its logical date what this one names by its run_id, or the other way round.
    SELECT array_agg(k.dag_id), array_agg(k.run_id) INTO dag_ids, run_ids
      FROM (SELECT t.dag_id, t.run_id
              FROM unnest(dag_ids, run_ids) AS t (dag_id, run_id)
             UNION
            SELECT s.dag_id, s.run_id
              FROM unnest(dag_ids, run_ids) AS t (dag_id, run_id)
             CROSS JOIN LATERAL (VALUES (substring(t.run_id FROM '^(?:scheduled|manual|backfill)__(.*)$')), ('scheduled__' || t.run_id),
                                        ('manual__' || t.run_id), ('backfill__' || t.run_id)) AS o (run_id)
             CROSS JOIN LATERAL (SELECT x.dag_id, x.run_id -- by the index, name by name: a join would read all runs there are
                                   FROM dagsieve.run_summary AS x
                                  WHERE x.dag_id = t.dag_id AND x.run_id = o.run_id
                                 OFFSET 0) AS s) AS k;
    FOR i IN 1 .. coalesce(cardinality(dag_ids), 0) BY portion LOOP
        dags := dag_ids[i : i + portion - 1];
        runs := run_ids[i : i + portion - 1];
        DELETE FROM dagsieve.run_summary AS s
         USING unnest(dags, runs) AS t (dag_id, run_id)
         WHERE s.dag_id = t.dag_id AND s.run_id = t.run_id;
        DELETE FROM dagsieve.run_failure AS s
         USING unnest(dags, runs) AS t (dag_id, run_id)
         WHERE s.dag_id = t.dag_id AND s.run_id = t.run_id;
        INSERT INTO dagsieve.run_summary (
               dag_id, run_id, start_time, end_time, duration_s, state, n_attempts, n_failed, n_oom, n_disk_full, complete,
               candidates_total, candidates_passed, n_blocks, n_gated, n_gate_passed, counts_log_id, counts_line, oom_log_id,
               oom_line, last_log_id, state_why, last_time, no_outcome_since, waits_since, tasks, n_last,
               n_last_failed, noticed_by, under_way_at
        ) SELECT
               dag_id, run_id, start_time, end_time, duration_s, state, n_attempts, n_failed, n_oom, n_disk_full, complete,
               candidates_total, candidates_passed, n_blocks, n_gated, n_gate_passed, counts_log_id, counts_line, oom_log_id,
               oom_line, last_log_id, state_why, last_time, no_outcome_since, waits_since, tasks, n_last,
               n_last_failed, noticed_by, under_way_at
          FROM dagsieve.runs_computed(dags, runs);
        PERFORM dagsieve.refresh_codes(dags, runs);
        INSERT INTO dagsieve.run_failure (
               dag_id, run_id, failure, told, title, at, error_type, n_attempts, times, last_time, tasks, cryptos, log_id, line,
               noticed
        ) SELECT
               dag_id, run_id, failure, told, title, at, error_type, n_attempts, times, last_time, tasks, cryptos, log_id, line,
               noticed
          FROM dagsieve.run_failures_computed(dags, runs);
    END LOOP;
END
$$;
COMMENT ON FUNCTION dagsieve.refresh_runs(text[], text[]) IS 'brings run_summary, run_code and run_failure up to date for these runs';
REVOKE EXECUTE ON FUNCTION dagsieve.refresh_runs(text[], text[]) FROM PUBLIC;

-- A run that only notices of its logical date knew gives way to the one whose logs have come since.
CREATE OR REPLACE FUNCTION dagsieve.runs_of(log_ids uuid[]) RETURNS TABLE (dag_id text, run_id text)
LANGUAGE sql STABLE
AS $$
    SELECT l.dag_id, l.run_key
      FROM dagsieve.log AS l
     WHERE l.log_id = ANY (log_ids) AND l.role IN ('task', 'trigger') AND l.dag_id IS NOT NULL AND l.run_key IS NOT NULL
    UNION
    SELECT n.dag_id, dagsieve.notice_run(n.dag_id, n.run_id, n.logical_date)
      FROM dagsieve.notice AS n
     WHERE n.log_id = ANY (log_ids) AND (n.run_id IS NOT NULL OR n.logical_date IS NOT NULL)
    UNION
    SELECT s.dag_id, s.run_id
      FROM dagsieve.run_summary AS s
     WHERE s.noticed_by && log_ids -- what they said before
    UNION
    SELECT s.dag_id, s.run_id
      FROM dagsieve.log AS l
      JOIN dagsieve.run_summary AS s ON s.dag_id = l.dag_id
                                    AND s.run_id = substring(l.run_key FROM '^(?:scheduled|manual|backfill)__(.*)$')
     WHERE l.log_id = ANY (log_ids) AND l.role = 'task'
$$;
COMMENT ON FUNCTION dagsieve.runs_of(uuid[]) IS 'the runs that these logs are of, or say something of';

CREATE OR REPLACE FUNCTION dagsieve.refresh_runs_of(log_ids uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
    SELECT dagsieve.note_months(array_agg(coalesce(l.start_time, l.end_time)))
      FROM dagsieve.log AS l
     WHERE l.log_id = ANY (log_ids) AND l.loaded_at < now() -- not stored by this load
    HAVING count(*) > 0;
    SELECT dagsieve.refresh_runs(array_agg(k.dag_id), array_agg(k.run_id))
      FROM dagsieve.runs_of(log_ids) AS k
    HAVING count(*) > 0
$$;
COMMENT ON FUNCTION dagsieve.refresh_runs_of(uuid[]) IS
    'brings run_summary, run_code and run_failure up to date for the runs of these logs';
REVOKE EXECUTE ON FUNCTION dagsieve.refresh_runs_of(uuid[]) FROM PUBLIC;

-- Removes logs whole, and what the runs say of them.
CREATE OR REPLACE FUNCTION dagsieve.forget_logs(log_ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    dag_ids text[];
    run_ids text[];
    times   timestamptz[];
BEGIN
    SELECT array_agg(k.dag_id), array_agg(k.run_id) INTO dag_ids, run_ids
      FROM dagsieve.runs_of(log_ids) AS k;
    WITH gone AS (DELETE FROM dagsieve.log WHERE log_id = ANY (log_ids) RETURNING coalesce(start_time, end_time) AS time)
    SELECT array_agg(g.time) INTO times FROM gone AS g;
    PERFORM dagsieve.note_months(times);
    DELETE FROM dagsieve.correlation WHERE log_id = ANY (log_ids);
    DELETE FROM dagsieve.event WHERE log_id = ANY (log_ids);
    DELETE FROM dagsieve.finding WHERE log_id = ANY (log_ids);
    DELETE FROM dagsieve.notice WHERE log_id = ANY (log_ids);
    DELETE FROM dagsieve.reject WHERE log_id = ANY (log_ids);
    DELETE FROM dagsieve.other_copy WHERE log_id = ANY (log_ids);
    IF dag_ids IS NOT NULL THEN
        PERFORM dagsieve.refresh_runs(dag_ids, run_ids);
    END IF;
END
$$;
COMMENT ON FUNCTION dagsieve.forget_logs(uuid[]) IS 'removes these logs with all their rows';
REVOKE EXECUTE ON FUNCTION dagsieve.forget_logs(uuid[]) FROM PUBLIC;
