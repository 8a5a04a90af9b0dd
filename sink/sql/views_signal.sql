-- The eleven golden signals (domain §4) at dagsieve.now(). Limits are rows of table threshold; a signal without a source is unknown and says why.
-- Comparison is within one crypto only; each ML figure stands beside its naive baseline.

-- Which limit a value crosses, in words; the worst one.
CREATE OR REPLACE FUNCTION dagsieve.why_of(signal text, metric text, value numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN $3 IS NULL OR $3 = 'NaN' THEN $2 || ' is missing'
                ELSE coalesce((SELECT $2 || ' ' || trim_scale(CASE WHEN scale($3) > 12 THEN round($3, 4) ELSE $3 END) || ' ' || t.op || ' ' || t.value || coalesce(' ' || t.unit, '') || ': ' || t.meaning
                                 FROM dagsieve.threshold AS t
                                WHERE t.signal = $1 AND t.metric = $2 AND t.level IN ('warning', 'critical')
                                  AND CASE t.op WHEN '<' THEN $3 < t.value WHEN '<=' THEN $3 <= t.value
                                                WHEN '>' THEN $3 > t.value WHEN '>=' THEN $3 >= t.value END
                                ORDER BY t.level, t.name LIMIT 1), $2 || ' ' || trim_scale(CASE WHEN scale($3) > 12 THEN round($3, 4) ELSE $3 END) || ': no limit is crossed') END
$$;
COMMENT ON FUNCTION dagsieve.why_of(text, text, numeric) IS 'which row of table threshold a signal''s metric crosses, in words';

-- The figures of strategies: of the newest block of each crypto. since: the first of its newest blocks in a row that have this level.
CREATE OR REPLACE VIEW dagsieve.signal_of_block (
    signal, crypto, value, baseline, level, since, why, "time", log_id, line
) AS
SELECT m.signal, k.crypto, m.value, m.baseline, dagsieve.level_of(m.signal, m.metric, m.value) AS level,
       (SELECT min(h.time) FROM (
            SELECT c.time, bool_and(dagsieve.level_of(m.signal, m.metric, CASE m.metric WHEN 'f1_delta' THEN c.f1_delta WHEN 'overfit_gap' THEN c.overfit_gap
                       WHEN 'std_f1_buy' THEN c.std_f1_buy WHEN 'sortino' THEN c.sortino WHEN 'sl_pct' THEN c.sl_pct ELSE c.timeout_pct END)
                       = dagsieve.level_of(m.signal, m.metric, m.value)) OVER (ORDER BY c.time DESC, c.seq DESC, c.log_id DESC) AS same
              FROM (SELECT x.time, x.seq, x.log_id, x.f1_delta, x.overfit_gap, x.std_f1_buy, x.sortino, x.sl_pct, x.timeout_pct
                      FROM dagsieve.correlation AS x WHERE x.crypto = k.crypto AND x.main_code IS NOT NULL AND x.time <= dagsieve.now()
                     ORDER BY x.time DESC, x.seq DESC, x.log_id DESC LIMIT 30) AS c) AS h
         WHERE h.same) AS since,
       CASE WHEN b.log_id IS NULL THEN 'no block of this crypto is known' WHEN m.value IS NULL OR m.value = 'NaN' THEN m.metric || ' is missing in its newest block'
            ELSE dagsieve.why_of(m.signal, m.metric, m.value) END AS why,
       b.time, b.log_id, b.line
  FROM dagsieve.crypto AS k
  LEFT JOIN LATERAL (SELECT c.time, c.seq, c.log_id, c.line, c.f1_delta, c.baseline_f1_buy, c.overfit_gap, c.std_f1_buy, c.sortino, c.sl_pct, c.timeout_pct
                       FROM dagsieve.correlation AS c
                      WHERE c.crypto = k.crypto AND c.main_code IS NOT NULL AND c.time <= dagsieve.now()
                      ORDER BY c.time DESC, c.seq DESC, c.log_id DESC LIMIT 1) AS b ON true
 CROSS JOIN LATERAL (VALUES ('f1_buy_delta_vs_baseline', 'f1_delta', b.f1_delta, b.baseline_f1_buy),
                            ('screening_testing_gap', 'overfit_gap', b.overfit_gap, b.baseline_f1_buy),
                            ('std_f1_buy', 'std_f1_buy', b.std_f1_buy, b.baseline_f1_buy),
                            ('sortino', 'sortino', b.sortino, NULL),
                            ('sl_pct', 'sl_pct', b.sl_pct, NULL),
                            ('timeout_pct', 'timeout_pct', b.timeout_pct, NULL)) AS m (signal, metric, value, baseline);
COMMENT ON VIEW dagsieve.signal_of_block IS 'The golden signals that blocks tell, a row a signal and crypto, from the newest block';

-- The latest finished run of each DAG in the last 7 days against the p95 of the DAG's earlier finished runs.
CREATE OR REPLACE VIEW dagsieve.latency (
    dag_id, run_id, end_time, duration_s, p95_s, n_earlier, over_p95_pct
) AS
SELECT r.dag_id, r.run_id, r.end_time, r.duration_s, h.p95_s, h.n_earlier,
       100 * (r.duration_s - h.p95_s) / nullif(h.p95_s, 0) AS over_p95_pct
  FROM (SELECT DISTINCT ON (x.dag_id) x.* FROM dagsieve.run_summary AS x
         WHERE x.state IS NOT NULL AND x.end_time <= dagsieve.now()
           AND x.end_time > dagsieve.now() - make_interval(secs => 86400 * dagsieve.limit_of('success_window')::double precision)
         ORDER BY x.dag_id, x.end_time DESC, x.run_id DESC) AS r
 CROSS JOIN LATERAL (SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY e.duration_s::double precision)::numeric AS p95_s, count(*) AS n_earlier
                       FROM dagsieve.run_summary AS e
                      WHERE e.dag_id = r.dag_id AND e.state IS NOT NULL AND e.end_time < r.end_time) AS h;
COMMENT ON VIEW dagsieve.latency IS 'How long the latest finished run of a DAG took against the p95 of its history';
COMMENT ON COLUMN dagsieve.latency.p95_s        IS '95th percentile of the durations of the DAG''s earlier finished runs, seconds';
COMMENT ON COLUMN dagsieve.latency.over_p95_pct IS 'how far above it, percent';

CREATE OR REPLACE VIEW dagsieve.signal (
    signal, crypto, value, baseline, level, since, why
) AS
SELECT 'infra_health' AS signal, NULL::text AS crypto, w.value, NULL::numeric AS baseline,
       CASE WHEN w.level IN ('critical', 'warning') THEN w.level WHEN i.samples = 0 AND dagsieve.limit_of('infra_samples_required') <> 0 THEN 'unknown' ELSE 'ok' END AS level,
       i.last_time AS since,
       CASE WHEN w.level IN ('critical', 'warning') THEN w.why || coalesce('; INFRA_SATURATED: ' || s.words || coalesce('; ' || t.action, ''), '') WHEN i.samples > 0 THEN 'no limit is crossed'
            WHEN dagsieve.limit_of('infra_samples_required') <> 0 THEN 'no infra sample of the last 24 h' ELSE 'infra not watched' END AS why
  FROM dagsieve.infra_at(dagsieve.now()) AS i
 CROSS JOIN LATERAL (SELECT m.value, dagsieve.level_of('infra_health', m.metric, m.value) AS level, dagsieve.why_of('infra_health', m.metric, m.value) AS why
                       FROM (VALUES (1, 'pods_down', i.pods_down), (2, 'pvc_pct', CASE WHEN i.disk_full > 0 THEN 100 ELSE i.pvc_pct END),
                                    (3, 'oom_kills', i.oom_kills), (4, 'cpu_pct', i.cpu_pct)) AS m (place, metric, value)
                      ORDER BY array_position('{critical,warning}', dagsieve.level_of('infra_health', m.metric, m.value)), m.value IS NULL, m.place LIMIT 1) AS w
 CROSS JOIN LATERAL (SELECT nullif(concat_ws(', ', CASE WHEN i.oom_kills > dagsieve.limit_of('infra_oom_critical') THEN 'OOM kills ' || i.oom_kills END,
                                             CASE WHEN i.disk_full > 0 THEN 'a volume is full' WHEN i.pvc_pct > dagsieve.limit_of('infra_pvc_critical') THEN 'PVC ' || i.pvc_pct || ' %' END,
                                             CASE WHEN i.cpu_pct > dagsieve.limit_of('infra_cpu_saturated') THEN 'CPU ' || i.cpu_pct || ' %' END), '') AS words) AS s
  LEFT JOIN dagsieve.taxonomy AS t ON t.code = 'INFRA_SATURATED'
UNION ALL
SELECT 'pipeline_success_rate', NULL, round(s.rate, 2), NULL, dagsieve.level_of('pipeline_success_rate', 'rate', s.rate), s.since,
       CASE WHEN s.rate IS NULL THEN 'no run finished in 7 days' ELSE dagsieve.why_of('pipeline_success_rate', 'rate', s.rate) END
  FROM (SELECT 100.0 * sum(h.succeeded) / nullif(sum(h.finished), 0) AS rate, max(h.last_end_time) AS since FROM dagsieve.pipeline_health AS h) AS s
UNION ALL
SELECT 'pipeline_latency', NULL, w.duration_s, w.p95_s, coalesce(w.level, 'unknown'), w.end_time,
       CASE WHEN w.dag_id IS NULL THEN 'no run finished in 7 days' ELSE w.dag_id || ': ' || w.why END
  FROM (SELECT 1) AS one
  LEFT JOIN LATERAL (SELECT l.*, o.level, o.why
                       FROM dagsieve.latency AS l
                      CROSS JOIN LATERAL (SELECT CASE WHEN g.level = 'unknown' AND v.metric = 'over_p95_pct' THEN 'unknown' ELSE g.level END AS level,
                                                 CASE WHEN g.level = 'unknown' THEN 'no earlier run to compare with' ELSE dagsieve.why_of('pipeline_latency', v.metric, v.value) END AS why
                                            FROM (VALUES ('over_p95_pct', l.over_p95_pct), ('hours', l.duration_s / 3600)) AS v (metric, value)
                                           CROSS JOIN LATERAL (SELECT dagsieve.level_of('pipeline_latency', v.metric, v.value) AS level) AS g
                                           ORDER BY array_position('{critical,warning,unknown,ok}', g.level) LIMIT 1) AS o
                      ORDER BY array_position('{critical,warning,ok,unknown}', o.level), l.over_p95_pct DESC NULLS LAST, l.dag_id LIMIT 1) AS w ON true
UNION ALL
SELECT b.signal, b.crypto, b.value, b.baseline, b.level, b.since, b.why FROM dagsieve.signal_of_block AS b
UNION ALL
SELECT 'model_freshness', k.crypto, round(m.age, 2), NULL, dagsieve.level_of('model_freshness', 'age', m.age),
       m.time, CASE WHEN m.time IS NULL THEN 'no block of this crypto that passed the gates is known' ELSE dagsieve.why_of('model_freshness', 'age', m.age) END
  FROM dagsieve.crypto AS k
  LEFT JOIN LATERAL (SELECT c.time, extract(epoch FROM dagsieve.now() - c.time)::numeric / 86400 AS age FROM dagsieve.correlation AS c
                      WHERE c.crypto = k.crypto AND c.gate_passed AND c.time <= dagsieve.now() ORDER BY c.time DESC LIMIT 1) AS m ON true
UNION ALL
SELECT 'challenger_count', NULL, s.value, NULL, dagsieve.level_of('challenger_count', 'challengers', s.value), s.time,
       CASE WHEN s.time IS NULL THEN 'no sample of challenger_count in the last 36 h' ELSE dagsieve.why_of('challenger_count', 'challengers', s.value) END
  FROM (SELECT 1) AS one
  LEFT JOIN LATERAL (SELECT i.value, i.time FROM dagsieve.infra_sample AS i
                      WHERE i.metric = 'challenger_count' AND i.time <= dagsieve.now()
                        AND i.time > dagsieve.now() - make_interval(secs => 3600 * dagsieve.limit_of('silence_hours')::double precision)
                      ORDER BY i.time DESC LIMIT 1) AS s ON true;
COMMENT ON VIEW dagsieve.signal IS 'The eleven golden signals now, a row a signal, or a signal and crypto (domain §4)';
COMMENT ON COLUMN dagsieve.signal.value    IS 'the figure; of infra_health the worst metric''s, of pipeline_latency seconds of the worst DAG''s latest run';
COMMENT ON COLUMN dagsieve.signal.baseline IS 'what it is to be seen beside: baseline_f1_buy, or the p95 of the DAG''s history';
COMMENT ON COLUMN dagsieve.signal.level    IS 'ok, warning, critical or unknown';
COMMENT ON COLUMN dagsieve.signal.since    IS 'since when the blocks show this level; else the time of the newest figure';
COMMENT ON COLUMN dagsieve.signal.why      IS 'which limit is crossed, or what is missing';
