-- Fills an empty database with :logs logs of the year before :now, with 0.3 blocks and 5 events a log, straight into the tables; then the
-- tables of runs are made as schema apply makes them. Ten DAGs, five tasks a run; a quarter of the runs are testing runs with six blocks.
--   psql -d URL -v logs=1000000 -v now='2026-04-29 06:00+00' -f tests/bench/year.sql
\set ON_ERROR_STOP on
\timing on
SET client_min_messages = warning;
SET synchronous_commit = off;
SELECT set_config('bench.now', :'now', false), set_config('bench.logs', :'logs', false) \gset

SELECT count(dagsieve.add_month((:'now'::timestamptz - n * interval '1 month')::date)) FROM generate_series(0, 12) AS n;

CREATE TEMP TABLE attempt AS
SELECT md5('log' || i)::uuid AS log_id, r.run, i, (i - 1) % 5 AS task,
       CASE WHEN r.run % 4 = 0 THEN ('{launch__discovery,launch__backtesting,launch__walkforward}'::text[])[1 + r.run / 4 % 3]
            ELSE ('{launch__retrain,launch__monitoring,finetune__pte,launch__meta_training,launch__promotion,pte__7_killswitch,'
                  'etl__candles}'::text[])[1 + r.run % 7] END AS dag_id,
       :'now'::timestamptz - interval '365 days' + r.run * (interval '365 days' / (:logs / 5)) - interval '30 minutes'
           + (i - 1) % 5 * interval '3 minutes' AS start_time,
       r.run % 4 = 0 AS testing, r.run % 13 = 0 AND (i - 1) % 5 = 4 AS failed
  FROM generate_series(1, :logs) AS i CROSS JOIN LATERAL (SELECT (i - 1) / 5 AS run) AS r;

INSERT INTO dagsieve.log (log_id, dag_id, run_id, task_id, map_index, try_number, source, role, generation, state, state_inferred,
       exit_code, start_time, end_time,
                          duration_s, operator, n_debug, n_info, n_warning, n_error, n_critical, silence_s, complete, lines, bytes,
                          lines_matched, lines_ignored,
                          lines_rejected, segments, notes, content_hash, parser_version, rules_version, size, mtime, load_id,
                          failure, failure_title, failure_at, error_type)
SELECT log_id, dag_id, 'scheduled__' || to_char(start_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00/' || run,
       'task_' || task, -1, 1,
       '/logs/' || dag_id || '/' || run || '/' || task || '/1.log', 'task', 2, CASE WHEN failed THEN 'failed' ELSE 'success' END, false,
       failed::integer, start_time,
       start_time + interval '170 seconds', 170, 'PythonOperator', 0, 100, 1, failed::integer, 0, 20, true, 120, 12000, 110, 10, 0, 1,
       '{}', md5(i::text), '1', '1', 12000,
       start_time, 1,
       CASE WHEN failed THEN left(md5('cause' || run % 97), 16) END, CASE WHEN failed THEN 'RuntimeError: cause ' || run % 97 END,
       CASE WHEN failed THEN 'dags/launch.py:24 in run' END, CASE WHEN failed THEN 'RuntimeError' END
  FROM (SELECT *, first_value(start_time) OVER (PARTITION BY run ORDER BY task) AS first FROM attempt) AS a
 ORDER BY i;
UPDATE dagsieve.log AS l SET run_id = 'scheduled__' || split_part(l.run_id, '/', 2) WHERE l.run_id LIKE '%/%';

INSERT INTO dagsieve.correlation (log_id, seq, line, time, crypto, strategy, horizon, f1_buy, baseline_f1_buy, f1_delta, std_f1_buy,
       screening_f1_buy, last_fold_f1_buy,
                                  overfit_gap, sortino, tp_pct, sl_pct, timeout_pct, n_trades, gates, gate_passed, gate_reason, closed,
                                  extra, notes, main_code, main_missing, audit_partial)
SELECT a.log_id, s.seq, 10 + s.seq * 20, a.start_time + interval '100 seconds',
       ('{BTCUSDC,ETHUSDC,SOLUSDC,ADAUSDC,BONKUSDC,XRPUSDC}'::text[])[s.seq], 'pte_' || a.run % 9, 'H' || 1 + a.run % 6,
       0.5 + v.delta, 0.5, v.delta, v.std, 0.6, 0.6 - v.gap, v.gap, v.sortino, 30, 40, 30, 132,
       CASE WHEN v.passed THEN 'PASS' ELSE 'FAIL(sortino)' END, v.passed,
       CASE WHEN NOT v.passed THEN 'sortino' END, true, '{}', '{}',
       CASE WHEN v.delta <= 0 THEN 'ML_USELESS' WHEN v.gap > 0.3 THEN 'SCREENING_OVERFIT' WHEN v.std > 0.1 THEN 'ML_UNSTABLE'
            WHEN v.delta > 0.05 AND v.sortino < 0 THEN 'EXECUTION_MISMATCH'
            WHEN v.delta <= 0.05 THEN 'ML_MARGINAL' WHEN v.delta <= 0.1 THEN 'ML_EXPLOITABLE' ELSE 'ML_SOLID' END, '{}', false
  FROM attempt AS a CROSS JOIN generate_series(1, 6) AS s (seq)
 CROSS JOIN LATERAL (SELECT ((a.i * 7 + s.seq * 13) % 260 - 40) / 1000.0 AS delta, ((a.i * 3 + s.seq) % 120) / 1000.0 AS std,
                            ((a.i + s.seq * 29) % 400 - 60) / 1000.0 AS gap,
                            ((a.i * 11 + s.seq * 17) % 300 - 80) / 100.0 AS sortino, (a.i + s.seq) % 3 = 0 AS passed) AS v
 WHERE a.testing AND a.task = 3;

INSERT INTO dagsieve.finding (log_id, seq, line, scope, code, role, severity, domain, field, evidence, count)
SELECT c.log_id, c.seq, c.line + 2, 'strategy', c.main_code, 'main', t.severity, t.domain, 'f1_delta', 'f1_buy=' || c.f1_buy, 1
  FROM dagsieve.correlation AS c JOIN dagsieve.taxonomy AS t ON t.code = c.main_code;
INSERT INTO dagsieve.finding (log_id, seq, line, scope, code, role, severity, domain, evidence, count)
SELECT log_id, 0, 90, 'attempt', CASE WHEN i % 4000 = 0 THEN 'OOM_KILLED' ELSE 'MISSING_DEPENDENCY' END, 'incident', 'P1', 'infra',
       'evidence', 1
  FROM attempt WHERE i % 1000 = 0;

INSERT INTO dagsieve.event (log_id, seq, line, time, level, logger, name, crypto, attrs)
SELECT a.log_id, n, 5 + n * 7, a.start_time + n * interval '20 seconds', 'INFO', 'cvntrade.train',
       ('{hpo_heartbeat,seed_summary,weighted_variant_evaluated,cleanlab_cv_probs,train_samples}'::text[])[n],
       ('{BTCUSDC,ETHUSDC,SOLUSDC,ADAUSDC,BONKUSDC,XRPUSDC}'::text[])[1 + a.i % 6], jsonb_build_object('trial', n, 'crypto',
       ('{BTCUSDC,ETHUSDC,SOLUSDC,ADAUSDC,BONKUSDC,XRPUSDC}'::text[])[1 + a.i % 6], 'best_score', 0.41, 'elapsed_s', a.i % 600)
  FROM attempt AS a CROSS JOIN generate_series(1, 5) AS n;

INSERT INTO dagsieve.infra_sample (time, metric, value)
SELECT t, m.metric, m.value + extract(hour FROM t)::integer % 5
  FROM generate_series(:'now'::timestamptz - interval '365 days', :'now'::timestamptz, interval '1 hour') AS t
 CROSS JOIN (VALUES ('pvc_pct', 55), ('cpu_pct', 40), ('pods_down', 0), ('challenger_count', 2)) AS m (metric, value)
 WHERE m.metric <> 'pods_down' OR extract(hour FROM t)::integer % 5 = 0;

INSERT INTO dagsieve.load (started_at, ended_at, version, options, status, files, logs)
SELECT t, t + interval '40 seconds', 'bench', 'load', 0, :logs / 365, :logs / 365
  FROM generate_series(:'now'::timestamptz - interval '365 days', :'now'::timestamptz, interval '1 day') AS t;

ANALYZE;
SELECT dagsieve.refresh_runs(array_agg(k.dag_id), array_agg(k.run_id))
  FROM (SELECT DISTINCT dag_id, run_id FROM dagsieve.log) AS k;
VACUUM (ANALYZE);
