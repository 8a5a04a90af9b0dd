-- The eleven golden signals (domain §4) at dagsieve.now(). Limits are rows of table threshold; a signal without a source is unknown and
-- says why. Comparison is within one crypto only; each ML figure stands beside its naive baseline.

-- Which limit a value crosses, in words; the worst one.
CREATE OR REPLACE FUNCTION dagsieve.why_of(signal text, metric text, value numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN $3 IS NULL OR $3 = 'NaN' THEN $2 || ' is missing'
                ELSE $2 || ' ' || trim_scale(CASE WHEN scale($3) > 12 THEN dagsieve.told_from($3, 4, dagsieve.limits_of($1)) ELSE $3 END)
                     || coalesce((SELECT ' ' || t.op || ' ' || t.value || coalesce(' ' || t.unit, '') || ': ' || dagsieve.filled(t.meaning)
                                    FROM dagsieve.threshold AS t
                                   WHERE t.signal = $1
                                     AND t.metric = $2
                                     AND t.level IN ('warning', 'critical')
                                     AND dagsieve.compares($3, t.op, t.value)
                                   ORDER BY t.level, t.name
                                   LIMIT 1), ': no limit is crossed') END
$$;
COMMENT ON FUNCTION dagsieve.why_of(text, text, numeric) IS 'which row of table threshold a signal''s metric crosses, in words';

CREATE OR REPLACE VIEW dagsieve.newest_block (
    crypto, time, seq, log_id, line, f1_delta, baseline_f1_buy, overfit_gap, std_f1_buy, sortino, tp_pct, sl_pct, timeout_pct
) AS
SELECT k.crypto, b.time, b.seq, b.log_id, b.line, b.f1_delta, b.baseline_f1_buy, b.overfit_gap, b.std_f1_buy, b.sortino, b.tp_pct,
       b.sl_pct, b.timeout_pct
  FROM dagsieve.crypto AS k
  LEFT JOIN LATERAL (SELECT c.time, c.seq, c.log_id, c.line, c.f1_delta, c.baseline_f1_buy, c.overfit_gap, c.std_f1_buy, c.sortino,
                            c.tp_pct, c.sl_pct, c.timeout_pct
                       FROM dagsieve.correlation AS c
                      WHERE c.crypto = k.crypto AND c.main_code IS NOT NULL AND c.time <= dagsieve.now()
                      ORDER BY c.time DESC, c.seq DESC, c.log_id DESC
                      LIMIT 1) AS b ON true;
COMMENT ON VIEW dagsieve.newest_block IS
    'The newest block of each crypto that is watched, whose figures are its golden signals; nulls without one';

-- The figures of strategies: of the newest block of each crypto. since: the first of its newest blocks in a row that have this level.
CREATE OR REPLACE VIEW dagsieve.signal_of_block (
    signal, crypto, value, baseline, level, since, why, time, log_id, line
) AS
WITH figure AS ( -- a row a signal and crypto
    SELECT n.crypto, n.time, n.log_id, n.line, m.signal, m.metric, m.value, m.baseline
      FROM dagsieve.newest_block AS n
     CROSS JOIN LATERAL (VALUES ('f1_buy_delta_vs_baseline', 'f1_delta', n.f1_delta, n.baseline_f1_buy),
                                ('screening_testing_gap', 'overfit_gap', n.overfit_gap, n.baseline_f1_buy),
                                ('std_f1_buy', 'std_f1_buy', n.std_f1_buy, n.baseline_f1_buy),
                                ('sortino', 'sortino', n.sortino, NULL),
                                ('sl_pct', 'sl_pct', n.sl_pct, NULL),
                                ('timeout_pct', 'timeout_pct', n.timeout_pct, NULL)) AS m (signal, metric, value, baseline)
)
SELECT f.signal, f.crypto, f.value, f.baseline, dagsieve.level_of(f.signal, f.metric, f.value) AS level,
       (SELECT min(h.time)
          FROM (SELECT c.time,
                       bool_and(dagsieve.level_of(f.signal, f.metric, CASE f.metric WHEN 'f1_delta' THEN c.f1_delta
                                                                                    WHEN 'overfit_gap' THEN c.overfit_gap
                                                                                    WHEN 'std_f1_buy' THEN c.std_f1_buy
                                                                                    WHEN 'sortino' THEN c.sortino
                                                                                    WHEN 'sl_pct' THEN c.sl_pct
                                                                                    ELSE c.timeout_pct END)
                                = dagsieve.level_of(f.signal, f.metric, f.value))
                           OVER (ORDER BY c.time DESC, c.seq DESC, c.log_id DESC) AS same
                  FROM (SELECT x.time, x.seq, x.log_id, x.f1_delta, x.overfit_gap, x.std_f1_buy, x.sortino, x.sl_pct, x.timeout_pct
                          FROM dagsieve.correlation AS x
                         WHERE x.crypto = f.crypto AND x.main_code IS NOT NULL AND x.time <= dagsieve.now()
                         ORDER BY x.time DESC, x.seq DESC, x.log_id DESC
                         LIMIT 30) AS c) AS h
         WHERE h.same) AS since,
       CASE WHEN f.log_id IS NULL THEN 'no block of this crypto is known'
            WHEN f.value IS NULL OR f.value = 'NaN' THEN f.metric || ' is missing in its newest block'
            ELSE dagsieve.why_of(f.signal, f.metric, f.value) END AS why,
       f.time, f.log_id, f.line
  FROM figure AS f;
COMMENT ON VIEW dagsieve.signal_of_block IS 'The golden signals that blocks tell, a row a signal and crypto, from the newest block';

-- The latest finished run of each DAG in the window of the success rate, against the p95 of the DAG's earlier finished runs.
CREATE OR REPLACE VIEW dagsieve.latency (
    dag_id, run_id, end_time, duration_s, p95_s, n_earlier, over_p95_pct, level, why
) AS
WITH latest AS (
    SELECT DISTINCT ON (r.dag_id) r.dag_id, r.run_id, r.end_time, r.duration_s
      FROM dagsieve.runs_at(dagsieve.now()) AS r
     WHERE r.state IS NOT NULL
       AND r.end_time <= dagsieve.now()
       AND r.end_time > dagsieve.now() - dagsieve.span_of('success_window')
     ORDER BY r.dag_id, r.end_time DESC, r.run_id DESC
)
SELECT l.dag_id, l.run_id, l.end_time, l.duration_s, h.p95_s, h.n_earlier, x.over_p95_pct, o.level, o.why
  FROM latest AS l
 CROSS JOIN LATERAL (SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY e.duration_s::double precision)::numeric AS p95_s,
                            count(*) AS n_earlier
                       FROM dagsieve.runs_at(dagsieve.now()) AS e
                      WHERE e.dag_id = l.dag_id AND e.state IS NOT NULL AND e.end_time < l.end_time) AS h
 CROSS JOIN LATERAL (SELECT 100 * (l.duration_s - h.p95_s) / nullif(h.p95_s, 0) AS over_p95_pct) AS x
 CROSS JOIN LATERAL (SELECT g.level,
                            CASE WHEN g.level = 'unknown' THEN 'no earlier run to compare with'
                                 ELSE dagsieve.why_of('pipeline_latency', v.metric, v.value) END AS why
                       FROM (VALUES ('over_p95_pct', x.over_p95_pct), ('hours', l.duration_s / 3600)) AS v (metric, value)
                      CROSS JOIN LATERAL (SELECT dagsieve.level_of('pipeline_latency', v.metric, v.value) AS level) AS g
                      ORDER BY array_position('{critical,warning,unknown,ok}', g.level)
                      LIMIT 1) AS o;
COMMENT ON VIEW dagsieve.latency IS 'How long the latest finished run of a DAG took against the p95 of its history';
COMMENT ON COLUMN dagsieve.latency.p95_s        IS '95th percentile of the durations of the DAG''s earlier finished runs, seconds';
COMMENT ON COLUMN dagsieve.latency.over_p95_pct IS 'how far above it, percent';
COMMENT ON COLUMN dagsieve.latency.level        IS 'the worse of the levels of the two limits: above the p95, hours';
COMMENT ON COLUMN dagsieve.latency.why          IS 'which limit is crossed, or what is missing';

CREATE OR REPLACE VIEW dagsieve.signal_of_infra (
    signal, crypto, value, baseline, level, since, why
) AS
WITH infra_worst AS ( -- the machines, with the worst of their metrics
    SELECT i.*, w.value, w.level, w.why
      FROM dagsieve.infra_at(dagsieve.now()) AS i
     CROSS JOIN LATERAL (SELECT m.value, g.level, dagsieve.why_of('infra_health', m.metric, m.value) AS why
                           FROM (VALUES (1, 'pods_down', i.pods_down),
                                        (2, 'pvc_pct', CASE WHEN i.disk_full > 0 THEN 100 ELSE i.pvc_pct END),
                                        (3, 'oom_kills', i.oom_kills),
                                        (4, 'cpu_pct', i.cpu_pct)) AS m (place, metric, value)
                          CROSS JOIN LATERAL (SELECT dagsieve.level_of('infra_health', m.metric, m.value) AS level) AS g
                          ORDER BY array_position('{critical,warning}', g.level), m.value IS NULL, m.place
                          LIMIT 1) AS w
), infra AS ( -- and what saturates them
    SELECT i.value, i.last_time, i.samples, i.why,
           CASE WHEN i.level IN ('critical', 'warning') THEN i.level END AS level,
           dagsieve.limit_of('infra_samples_required') <> 0 AS required,
           nullif(concat_ws(', ',
               CASE WHEN dagsieve.crosses(i.oom_kills, 'infra_oom_critical') THEN 'OOM kills ' || i.oom_kills END,
               CASE WHEN i.disk_full > 0 THEN 'a volume is full'
                    WHEN dagsieve.crosses(i.pvc_pct, 'infra_pvc_critical') THEN 'PVC ' || i.pvc_pct || ' %' END,
               CASE WHEN dagsieve.crosses(i.cpu_pct, 'infra_cpu_saturated') THEN 'CPU ' || i.cpu_pct || ' %' END), '') AS saturated
      FROM infra_worst AS i
)
SELECT 'infra_health' AS signal, NULL::text AS crypto, i.value, NULL::numeric AS baseline,
       coalesce(i.level, CASE WHEN i.samples = 0 AND i.required THEN 'unknown' ELSE 'ok' END) AS level,
       i.last_time AS since,
       CASE WHEN i.level IS NOT NULL THEN i.why || coalesce('; INFRA_SATURATED: ' || i.saturated || coalesce('; ' || t.action, ''), '')
            WHEN i.samples > 0 THEN 'no limit is crossed'
            WHEN i.required THEN 'no infra sample of the last 24 h'
            ELSE 'infra not watched' END AS why
  FROM infra AS i
  LEFT JOIN dagsieve.taxonomy AS t ON t.code = 'INFRA_SATURATED';
COMMENT ON VIEW dagsieve.signal_of_infra IS 'The golden signal infra_health';

CREATE OR REPLACE VIEW dagsieve.signal_of_success (
    signal, crypto, value, baseline, level, since, why
) AS
WITH success AS ( -- over all DAGs
    SELECT 100.0 * sum(h.succeeded) / nullif(sum(h.finished), 0) AS rate, max(h.last_end_time) AS since
      FROM dagsieve.pipeline_health AS h
)
SELECT 'pipeline_success_rate' AS signal, NULL::text AS crypto,
       dagsieve.told_from(s.rate, 2, dagsieve.limits_of('pipeline_success_rate')) AS value, NULL::numeric AS baseline,
       dagsieve.level_of('pipeline_success_rate', 'rate', s.rate) AS level, s.since,
       CASE WHEN s.rate IS NULL THEN dagsieve.filled('no run finished in {success_window} days')
            ELSE dagsieve.why_of('pipeline_success_rate', 'rate', s.rate) END AS why
  FROM success AS s;
COMMENT ON VIEW dagsieve.signal_of_success IS 'The golden signal pipeline_success_rate';

CREATE OR REPLACE VIEW dagsieve.signal_of_latency (
    signal, crypto, value, baseline, level, since, why
) AS
WITH slowest AS ( -- the worst DAG; a row of nulls where no run finished
    SELECT w.*
      FROM (SELECT 1) AS one
      LEFT JOIN LATERAL (SELECT s.*
                           FROM dagsieve.latency AS s
                          ORDER BY array_position('{critical,warning,ok,unknown}', s.level), s.over_p95_pct DESC NULLS LAST, s.dag_id
                          LIMIT 1) AS w ON true
)
SELECT 'pipeline_latency' AS signal, NULL::text AS crypto, w.duration_s AS value, w.p95_s AS baseline,
       coalesce(w.level, 'unknown') AS level, w.end_time AS since,
       CASE WHEN w.dag_id IS NULL THEN dagsieve.filled('no run finished in {success_window} days')
            ELSE w.dag_id || ': ' || w.why END AS why
  FROM slowest AS w;
COMMENT ON VIEW dagsieve.signal_of_latency IS 'The golden signal pipeline_latency';

CREATE OR REPLACE VIEW dagsieve.signal_of_model (
    signal, crypto, value, baseline, level, since, why
) AS
WITH model AS ( -- the newest block of each crypto that passed the gates
    SELECT k.crypto, m.time, extract(epoch FROM dagsieve.now() - m.time)::numeric / 86400 AS age
      FROM dagsieve.crypto AS k
      LEFT JOIN LATERAL (SELECT c.time
                           FROM dagsieve.correlation AS c
                          WHERE c.crypto = k.crypto AND c.gate_passed AND c.time <= dagsieve.now()
                          ORDER BY c.time DESC
                          LIMIT 1) AS m ON true
)
SELECT 'model_freshness' AS signal, m.crypto,
       dagsieve.told_from(m.age, 2, dagsieve.limits_of('model_freshness')) AS value, NULL::numeric AS baseline,
       dagsieve.level_of('model_freshness', 'age', m.age) AS level, m.time AS since,
       CASE WHEN m.time IS NULL THEN 'no block of this crypto that passed the gates is known'
            ELSE dagsieve.why_of('model_freshness', 'age', m.age) END AS why
  FROM model AS m;
COMMENT ON VIEW dagsieve.signal_of_model IS 'The golden signal model_freshness, a row a crypto';

CREATE OR REPLACE VIEW dagsieve.signal_of_challengers (
    signal, crypto, value, baseline, level, since, why
) AS
WITH challengers AS ( -- a row of nulls where there is no sample
    SELECT s.value, s.time
      FROM (SELECT 1) AS one
      LEFT JOIN LATERAL (SELECT i.value, i.time
                           FROM dagsieve.infra_sample AS i
                          WHERE i.metric = 'challenger_count'
                            AND i.time <= dagsieve.now()
                            AND i.time > dagsieve.now() - dagsieve.span_of('silence_hours')
                          ORDER BY i.time DESC
                          LIMIT 1) AS s ON true
)
SELECT 'challenger_count' AS signal, NULL::text AS crypto, c.value, NULL::numeric AS baseline,
       dagsieve.level_of('challenger_count', 'challengers', c.value) AS level, c.time AS since,
       CASE WHEN c.time IS NULL THEN dagsieve.filled('no sample of challenger_count in the last {silence_hours} h')
            ELSE dagsieve.why_of('challenger_count', 'challengers', c.value) END AS why
  FROM challengers AS c
 WHERE c.time IS NOT NULL OR (SELECT dagsieve.has_strategies());
COMMENT ON VIEW dagsieve.signal_of_challengers IS 'The golden signal challenger_count';

-- No WITH here: the planner leaves out columns and signals that nobody asks for only of a plain union.
CREATE OR REPLACE VIEW dagsieve.signal (
    signal, crypto, value, baseline, level, since, why
) AS
SELECT s.signal, s.crypto, s.value, s.baseline, s.level, s.since, s.why FROM dagsieve.signal_of_infra AS s
UNION ALL
SELECT s.signal, s.crypto, s.value, s.baseline, s.level, s.since, s.why FROM dagsieve.signal_of_success AS s
UNION ALL
SELECT s.signal, s.crypto, s.value, s.baseline, s.level, s.since, s.why FROM dagsieve.signal_of_latency AS s
UNION ALL
SELECT s.signal, s.crypto, s.value, s.baseline, s.level, s.since, s.why FROM dagsieve.signal_of_block AS s
UNION ALL
SELECT s.signal, s.crypto, s.value, s.baseline, s.level, s.since, s.why FROM dagsieve.signal_of_model AS s
UNION ALL
SELECT s.signal, s.crypto, s.value, s.baseline, s.level, s.since, s.why FROM dagsieve.signal_of_challengers AS s;
COMMENT ON VIEW dagsieve.signal IS 'The eleven golden signals now, a row a signal, or a signal and crypto (domain §4)';
COMMENT ON COLUMN dagsieve.signal.value IS
    'the figure; of infra_health the worst metric''s, of pipeline_latency seconds of the worst DAG''s latest run';
COMMENT ON COLUMN dagsieve.signal.baseline IS 'what it is to be seen beside: baseline_f1_buy, or the p95 of the DAG''s history';
COMMENT ON COLUMN dagsieve.signal.level    IS 'ok, warning, critical or unknown';
COMMENT ON COLUMN dagsieve.signal.since    IS 'since when the blocks show this level; else the time of the newest figure';
COMMENT ON COLUMN dagsieve.signal.why      IS 'which limit is crossed, or what is missing';
