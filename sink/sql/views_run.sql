-- What a run is, how it is diagnosed, how a DAG fares (records.md §7, domain §5.2). Taxonomy and limits are read from their tables, so
-- that a changed row changes the verdict.

CREATE OR REPLACE FUNCTION dagsieve.limit_of(name text) RETURNS numeric
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT t.value FROM dagsieve.threshold AS t WHERE t.name = $1 $$;
COMMENT ON FUNCTION dagsieve.limit_of(text) IS 'value of a row of table threshold';

-- Whether a value crosses a limit. One expression, so that the planner puts it in its place.
CREATE OR REPLACE FUNCTION dagsieve.compares(value numeric, op text, border numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE $2 WHEN '<' THEN $1 < $3
                   WHEN '<=' THEN $1 <= $3
                   WHEN '>' THEN $1 > $3
                   WHEN '>=' THEN $1 >= $3 END
$$;
COMMENT ON FUNCTION dagsieve.compares(numeric, text, numeric) IS 'value op border; null where one of them is missing';

CREATE OR REPLACE FUNCTION dagsieve.crosses(value numeric, name text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT dagsieve.compares($1, t.op, t.value) FROM dagsieve.threshold AS t WHERE t.name = $2 $$;
COMMENT ON FUNCTION dagsieve.crosses(numeric, text) IS 'whether a value crosses this row of table threshold';

-- The worst level whose limit the value crosses (domain §4); unknown where there is no value.
CREATE OR REPLACE FUNCTION dagsieve.level_of(signal text, metric text, value numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN $3 IS NULL OR $3 = 'NaN' THEN 'unknown'
                ELSE coalesce((SELECT min(t.level) -- critical before warning
                                 FROM dagsieve.threshold AS t
                                WHERE t.signal = $1
                                  AND t.metric = $2
                                  AND t.level IN ('warning', 'critical')
                                  AND dagsieve.compares($3, t.op, t.value)), 'ok') END
$$;
COMMENT ON FUNCTION dagsieve.level_of(text, text, numeric) IS
    'ok, warning, critical or unknown: a signal''s metric against table threshold';

CREATE OR REPLACE FUNCTION dagsieve.limits_of(signal text) RETURNS numeric[]
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT array_agg(t.value) FROM dagsieve.threshold AS t WHERE t.signal = $1 AND t.level IN ('warning', 'critical') $$;
COMMENT ON FUNCTION dagsieve.limits_of(text) IS 'the values of a signal''s rows of table threshold; null without one';

-- A number that is read beside a level: 50.4 is not the limit 50.
CREATE OR REPLACE FUNCTION dagsieve.told_from(value numeric, decimals integer, limits numeric[]) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce((SELECT round($1, n)
                       FROM generate_series($2, greatest($2, scale($1))) AS n
                      WHERE NOT EXISTS (SELECT FROM unnest($3) AS l WHERE sign(round($1, n) - l) <> sign($1 - l))
                      ORDER BY n
                      LIMIT 1), $1)
$$;
COMMENT ON FUNCTION dagsieve.told_from(numeric, integer, numeric[]) IS
    'a number rounded to so many decimals, to more where that would put it on one of the limits or beyond';

-- Words of tables threshold and label say a limit as {name of its row}, one a text.
CREATE OR REPLACE FUNCTION dagsieve.filled(words text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce((SELECT replace($1, '{' || t.name || '}', trim_scale(t.value)::text)
                       FROM dagsieve.threshold AS t
                      WHERE t.name = substring($1 FROM '\{(\w+)\}')), $1)
$$;
COMMENT ON FUNCTION dagsieve.filled(text) IS 'words with the limit that they name';

-- A span of time that ends now, as table threshold has it in days, hours or minutes.
CREATE OR REPLACE FUNCTION dagsieve.span_of(name text) RETURNS interval
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT make_interval(secs => t.value::double precision * CASE t.unit WHEN 'min' THEN 60 WHEN 'h' THEN 3600 ELSE 86400 END)
      FROM dagsieve.threshold AS t
     WHERE t.name = $1
$$;
COMMENT ON FUNCTION dagsieve.span_of(text) IS 'a row of table threshold in days, hours or minutes, as an interval';

CREATE OR REPLACE VIEW dagsieve.testing_dag (
    dag_id
) AS
SELECT k.dag_id
  FROM dagsieve.dag_kind AS k
 WHERE k.kind = 'testing';
COMMENT ON VIEW dagsieve.testing_dag IS 'DAGs of testing/backtest runs: each must get one main diagnosis (domain §2)';

-- A platform of which runs are known, but no block, no candidate and no DAG of table dag_kind, those of sweeps (table progress) left out,
-- tests no strategies: what is asked of them has no answer there, and is not missed.
CREATE OR REPLACE FUNCTION dagsieve.has_strategies() RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (SELECT
                     FROM dagsieve.run_summary AS s
                    WHERE (s.n_blocks > 0 OR coalesce(s.candidates_total, s.candidates_passed) IS NOT NULL)
                      AND NOT EXISTS (SELECT FROM dagsieve.progress AS p WHERE p.dag_id = s.dag_id))
           OR EXISTS (SELECT -- of no run
                        FROM dagsieve.log AS l
                       WHERE l.dag_id IS NULL AND l.role = 'task'
                         AND (EXISTS (SELECT FROM dagsieve.correlation AS c WHERE c.log_id = l.log_id)
                              OR EXISTS (SELECT FROM dagsieve.events_counting(ARRAY[l.log_id]))))
           OR EXISTS (SELECT
                        FROM dagsieve.dag_kind AS k
                       WHERE EXISTS (SELECT FROM dagsieve.run_summary AS s WHERE s.dag_id = k.dag_id)
                         AND NOT EXISTS (SELECT FROM dagsieve.progress AS p WHERE p.dag_id = k.dag_id))
           OR NOT EXISTS (SELECT FROM dagsieve.run_summary)
$$;
COMMENT ON FUNCTION dagsieve.has_strategies() IS
    'whether anything that was loaded, save sweeps, has to do with strategies, or nothing was loaded';

-- What runs are at a moment (domain §5.2): a load keeps what the logs tell, time settles it. A run that is not settled is under way: no
-- state, not complete. One expression a column, so that the planner puts it in its place; limits are read once, not run by run; what its
-- DAG's last success had is asked only of runs whose last line is young.
CREATE OR REPLACE FUNCTION dagsieve.runs_at(at timestamptz) RETURNS TABLE (
    dag_id text, run_id text, start_time timestamptz, end_time timestamptz, duration_s numeric, state text, state_why text,
    settled boolean, n_attempts integer, n_failed integer, n_oom integer, n_disk_full integer, complete boolean,
    candidates_total bigint, candidates_passed bigint, n_blocks integer, n_gated integer, n_gate_passed integer,
    counts_log_id uuid, counts_line bigint, oom_log_id uuid, oom_line bigint, last_log_id uuid, last_time timestamptz,
    failed_pct numeric
)
LANGUAGE sql STABLE
AS $$
    SELECT s.dag_id, s.run_id, s.start_time, s.end_time, s.duration_s,
           CASE WHEN y.why IS NOT NULL THEN 'failed' WHEN w.settled THEN s.state END,
           y.why, w.settled, s.n_attempts, s.n_failed, s.n_oom, s.n_disk_full, w.settled AND s.complete, s.candidates_total,
           s.candidates_passed, s.n_blocks, s.n_gated, s.n_gate_passed, s.counts_log_id, s.counts_line, s.oom_log_id, s.oom_line,
           s.last_log_id, s.last_time, round(100.0 * s.n_last_failed / nullif(s.n_last, 0), 2)
      FROM dagsieve.run_summary AS s
     CROSS JOIN LATERAL (SELECT CASE WHEN s.under_way_at IS NOT NULL THEN false
                                     WHEN s.last_time >= (SELECT at) - (SELECT dagsieve.span_of('run_settle_minutes'))
                                     THEN coalesce((SELECT e.tasks <@ s.tasks
                                                      FROM dagsieve.run_summary AS e
                                                     WHERE e.dag_id = s.dag_id
                                                       AND e.run_id <> s.run_id
                                                       AND s.last_time <= (SELECT at) -- else it has not ended yet
                                                       AND e.state = 'success'
                                                       AND e.end_time <= (SELECT at) -- where the index begins
                                                       AND e.last_time < (SELECT at) - (SELECT dagsieve.span_of('run_settle_minutes'))
                                                     ORDER BY e.end_time DESC
                                                     LIMIT 1), false)
                                     ELSE true END AS settled) AS w
     CROSS JOIN LATERAL (SELECT CASE WHEN NOT w.settled THEN NULL
                                     WHEN s.state_why IS NOT NULL THEN s.state_why
                                     WHEN s.no_outcome_since < (SELECT at) - (SELECT dagsieve.span_of('run_dead_hours'))
                                         THEN 'no_outcome'
                                     WHEN s.waits_since < (SELECT at) - (SELECT dagsieve.span_of('run_wait_hours'))
                                         THEN 'no_return' END AS why) AS y
$$;
COMMENT ON FUNCTION dagsieve.runs_at(timestamptz) IS 'the runs as they stand at a moment';

CREATE OR REPLACE VIEW dagsieve.run (
    dag_id, run_id, start_time, end_time, duration_s, state, state_why, settled, n_attempts, n_failed, n_oom, n_disk_full, complete,
    kind, candidates_total, candidates_passed, useful, n_blocks, n_gated, n_gate_passed, counts_log_id, counts_line, oom_log_id,
    oom_line, last_log_id, last_time, failed_pct, failure
) AS
SELECT r.dag_id, r.run_id, r.start_time, r.end_time, r.duration_s, r.state, r.state_why, r.settled, r.n_attempts, r.n_failed, r.n_oom,
       r.n_disk_full, r.complete,
       CASE WHEN r.dag_id IN (SELECT t.dag_id FROM dagsieve.testing_dag AS t) THEN 'testing' ELSE 'other' END AS kind,
       r.candidates_total, r.candidates_passed, coalesce(r.candidates_passed > 0, false) OR r.n_gate_passed > 0 AS useful,
       r.n_blocks, r.n_gated, r.n_gate_passed, r.counts_log_id, r.counts_line, r.oom_log_id, r.oom_line, r.last_log_id,
       r.last_time, r.failed_pct,
       (SELECT f.failure -- the most frequent one
          FROM dagsieve.run_failure AS f
         WHERE f.dag_id = r.dag_id AND f.run_id = r.run_id
           AND (f.told OR f.last_time < dagsieve.now() - dagsieve.span_of('run_dead_hours'))
         ORDER BY f.n_attempts DESC, f.failure
         LIMIT 1) AS failure
  FROM dagsieve.runs_at(dagsieve.now()) AS r;
COMMENT ON VIEW dagsieve.run IS 'One DAG run (dag_id, run_id; the logical date stands in for a missing run_id)';
COMMENT ON COLUMN dagsieve.run.state IS
    'failed or success; null while the run is not settled, and where a task is still to come back or its outcome to show';
COMMENT ON COLUMN dagsieve.run.state_why IS
    'why it failed: task_failed, run_timeout, no_outcome (threshold run_dead_hours), no_return (run_wait_hours), the code of a notice '
    'where only a scheduler or executor knows that it failed, or dag_run_failed where only Airflow''s database does (verify --airflow '
    '--record)';
COMMENT ON COLUMN dagsieve.run.settled IS
    'nothing was written for run_settle_minutes, or every task of the DAG''s last settled success is done in it; and Airflow''s database, '
    'where it was asked since (verify --airflow --record), does not say that it is under way';
COMMENT ON COLUMN dagsieve.run.kind   IS 'testing: each run gets one main diagnosis a crypto; else other';
COMMENT ON COLUMN dagsieve.run.counts_log_id IS 'log that candidates_passed stands in';
COMMENT ON COLUMN dagsieve.run.oom_log_id IS 'log of the first attempt killed for want of memory';
COMMENT ON COLUMN dagsieve.run.last_log_id IS 'log of the attempt that ended last';
COMMENT ON COLUMN dagsieve.run.last_time IS 'its last line, those of triggers included';
COMMENT ON COLUMN dagsieve.run.failed_pct IS 'percent of the last tries with an outcome that failed';
COMMENT ON COLUMN dagsieve.run.failure IS 'what most of its failed attempts failed with: view failure';
COMMENT ON COLUMN dagsieve.run.useful IS 'a candidate passed: a run-level count above 0, or a block that passed the gates';

-- The first rule that holds (domain §5.2): 1 saturated, 2 no candidate, 3 the best strategy, 4 nothing to judge. What NO_CANDIDATES alone
-- needs stands inside its CASE, so that other rows do not pay for it; so does a code's order, which is looked up without a join. No WITH:
-- the planner would then read all runs before it joins the one that is asked for.
CREATE OR REPLACE VIEW dagsieve.run_diagnosis (
    dag_id, run_id, crypto, main_code, cause_code, reason, domain, severity, action, audit_partial, evidence_log_id, evidence_line,
    n_blocks, start_time, end_time, kind, state, complete, sortino, f1_delta, main_missing, meaning, reaction, owner,
    exit_criterion, escalation
) AS
SELECT r.dag_id, r.run_id, d.crypto, d.main_code,
       CASE d.rule WHEN 2 THEN (SELECT c.main_code -- the most frequent one
                                  FROM dagsieve.run_code AS c
                                 WHERE c.dag_id = r.dag_id AND c.run_id = r.run_id AND c.crypto IS NOT DISTINCT FROM d.crypto
                                 GROUP BY c.main_code
                                 ORDER BY sum(c.n_blocks) DESC, c.main_code COLLATE "C"
                                 LIMIT 1)
                   WHEN 3 THEN d.cause_code END AS cause_code,
       CASE d.rule WHEN 1 THEN r.n_oom || ' attempts killed for want of memory'
                   WHEN 2 THEN coalesce((SELECT e.key -- the crypto's most frequent reason, else the run's
                                           FROM dagsieve.run_code AS c
                                          CROSS JOIN LATERAL jsonb_each_text(c.gate_reasons) AS e
                                          WHERE c.dag_id = r.dag_id AND c.run_id = r.run_id AND c.crypto IS NOT DISTINCT FROM d.crypto
                                          GROUP BY e.key
                                          ORDER BY sum(e.value::bigint) DESC, e.key COLLATE "C"
                                          LIMIT 1),
                                        (SELECT e.key
                                           FROM dagsieve.run_code AS c
                                          CROSS JOIN LATERAL jsonb_each_text(c.gate_reasons) AS e
                                          WHERE c.dag_id = r.dag_id AND c.run_id = r.run_id
                                          GROUP BY e.key
                                          ORDER BY sum(e.value::bigint) DESC, e.key COLLATE "C"
                                          LIMIT 1))
                   WHEN 3 THEN CASE WHEN d.main_code = 'INCONCLUSIVE' THEN 'missing: ' || array_to_string(d.main_missing, ', ') END
                   WHEN 4 THEN 'no_correlation_data' END AS reason,
       CASE WHEN d.main_code = 'INCONCLUSIVE' THEN 'pipeline' ELSE t.domain END AS domain, -- of a run; a block's is ml (domain §5.1)
       t.severity, t.action,
       coalesce(d.audit_partial, false) -- the crypto's own blocks, or those of the run that name none
           OR EXISTS (SELECT
                        FROM dagsieve.run_code AS c
                       WHERE c.dag_id = r.dag_id AND c.run_id = r.run_id AND c.crypto IS NULL AND c.audit_partial) AS audit_partial,
       CASE d.rule WHEN 1 THEN r.oom_log_id
                   WHEN 2 THEN coalesce(r.counts_log_id, d.log_id)
                   WHEN 3 THEN d.log_id
                   ELSE r.last_log_id END AS evidence_log_id,
       CASE d.rule WHEN 1 THEN r.oom_line
                   WHEN 2 THEN CASE WHEN r.counts_log_id IS NULL THEN d.line ELSE r.counts_line END
                   WHEN 3 THEN d.line END AS evidence_line,
       coalesce(d.n_blocks, 0)::integer AS n_blocks,
       r.start_time, r.end_time, r.kind, r.state, r.complete, d.sortino, d.f1_delta,
       CASE WHEN d.rule = 3 THEN d.main_missing END AS main_missing,
       t.meaning, t.reaction, t.owner, t.exit_criterion, t.escalation
  FROM (SELECT v.*, -- whether rules 1 and 2 hold for the run; (SELECT limit_of()): asked once, not run by run
               v.n_oom > (SELECT dagsieve.limit_of('infra_oom_critical')) AS saturated,
               v.complete
                   AND v.n_gate_passed = 0
                   AND coalesce(v.candidates_passed = 0, v.n_blocks > 0 AND v.n_gated = v.n_blocks) AS nothing_passed
          FROM dagsieve.run AS v) AS r
 CROSS JOIN LATERAL (
        SELECT b.crypto, -- a row a crypto, with the best of its blocks; a run without blocks has one where there is something to say
               CASE WHEN r.saturated THEN 1 WHEN r.nothing_passed THEN 2 ELSE 3 END AS rule,
               CASE WHEN r.saturated THEN 'INFRA_SATURATED'
                    WHEN r.nothing_passed THEN 'NO_CANDIDATES'
                    ELSE b.main_code END AS main_code,
               b.cause_code, b.main_missing, b.log_id, b.line, b.sortino, b.f1_delta, b.audit_partial, b.n_blocks
          FROM (SELECT DISTINCT ON (c.crypto)
                       c.crypto, c.main_code, c.cause_code, c.main_missing, c.log_id, c.line, c.sortino, c.f1_delta,
                       bool_or(c.audit_partial) OVER (PARTITION BY c.crypto) AS audit_partial,
                       sum(c.n_blocks) OVER (PARTITION BY c.crypto) AS n_blocks
                  FROM dagsieve.run_code AS c
                 WHERE r.n_blocks > 0 AND c.dag_id = r.dag_id AND c.run_id = r.run_id
                 ORDER BY c.crypto, c.gate_passed DESC,
                          (SELECT x.best FROM dagsieve.taxonomy AS x WHERE x.code = c.main_code) NULLS LAST,
                          c.sortino DESC NULLS LAST, c.f1_delta DESC NULLS LAST, c.time, c.log_id, c.seq) AS b
        UNION ALL
        SELECT NULL AS crypto,
               CASE WHEN r.saturated THEN 1 WHEN r.nothing_passed THEN 2 ELSE 4 END AS rule,
               CASE WHEN r.saturated THEN 'INFRA_SATURATED'
                    WHEN r.nothing_passed THEN 'NO_CANDIDATES'
                    ELSE 'INCONCLUSIVE' END AS main_code,
               NULL AS cause_code, NULL AS main_missing, NULL AS log_id, NULL AS line, NULL AS sortino, NULL AS f1_delta,
               NULL AS audit_partial, NULL AS n_blocks
         WHERE r.n_blocks = 0 AND (r.saturated OR r.nothing_passed OR r.kind = 'testing' AND r.state IS NOT NULL)) AS d
  LEFT JOIN dagsieve.taxonomy AS t ON t.code = d.main_code;
COMMENT ON VIEW dagsieve.run_diagnosis IS 'The main diagnosis of a run, a row a crypto (null: blocks that name none, or no block at all)';
COMMENT ON COLUMN dagsieve.run_diagnosis.cause_code IS
    'of EXECUTION_MISMATCH: the suspected cause; of NO_CANDIDATES: the most frequent code';
COMMENT ON COLUMN dagsieve.run_diagnosis.reason IS
    'of NO_CANDIDATES: the most frequent reason of rejection; of INCONCLUSIVE: what is missing';
COMMENT ON COLUMN dagsieve.run_diagnosis.main_missing    IS 'fields that rules of higher rank lacked: the verdict is provisional';
COMMENT ON COLUMN dagsieve.run_diagnosis.audit_partial   IS 'a partial audit: never to be read as a full one (domain §6.3)';
COMMENT ON COLUMN dagsieve.run_diagnosis.evidence_log_id IS 'log that shows it';
COMMENT ON COLUMN dagsieve.run_diagnosis.evidence_line   IS 'line that shows it';

CREATE OR REPLACE VIEW dagsieve.pipeline_health (
    dag_id, finished, succeeded, rate, code, last_end_time
) AS
WITH ended AS ( -- the finished runs of the window
    SELECT r.dag_id, count(*) AS finished, count(*) FILTER (WHERE r.state = 'success') AS succeeded, max(r.end_time) AS last_end_time
      FROM dagsieve.runs_at(dagsieve.now()) AS r
     WHERE r.state IS NOT NULL
       AND r.end_time <= dagsieve.now()
       AND r.end_time > dagsieve.now() - dagsieve.span_of('success_window')
     GROUP BY r.dag_id
)
SELECT e.dag_id, e.finished, e.succeeded,
       dagsieve.told_from(100.0 * e.succeeded / e.finished, 2, dagsieve.limits_of('pipeline_success_rate')) AS rate,
       CASE WHEN dagsieve.crosses(100.0 * e.succeeded / e.finished, 'success_rate_critical') THEN 'PIPELINE_DEGRADED' END AS code,
       e.last_end_time
  FROM ended AS e;
COMMENT ON VIEW dagsieve.pipeline_health IS 'How the runs of a DAG ended in the last days (threshold success_window)';
COMMENT ON COLUMN dagsieve.pipeline_health.rate IS 'percent of the finished runs that succeeded';
COMMENT ON COLUMN dagsieve.pipeline_health.code IS 'PIPELINE_DEGRADED where the rate crosses threshold success_rate_critical, else null';
