-- What boards cvn-crypto, cvn-run and cvn-plateforme show. Column time is what Grafana filters by.

CREATE OR REPLACE FUNCTION dagsieve.task_written(task_id text, map_index integer) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT task_id || CASE WHEN map_index >= 0 THEN '[' || map_index || ']' ELSE '' END $$;
COMMENT ON FUNCTION dagsieve.task_written(text, integer) IS 'a task as people write it: train, train[3]';

CREATE OR REPLACE VIEW dagsieve.board_run (
    "time", dag_id, run_id, start_time, end_time, duration_s, state, n_attempts, n_failed, n_oom, n_disk_full, completeness, kind,
    candidates_total, candidates_passed, useful, n_blocks, n_gated, n_gate_passed
) AS
SELECT r.end_time AS time, r.dag_id, r.run_id, r.start_time, r.end_time, r.duration_s::double precision AS duration_s,
       coalesce(r.state, CASE WHEN r.end_time > dagsieve.now() - dagsieve.span_of('silence_hours') THEN dagsieve.word_for('run', 'running')
                              ELSE dagsieve.word_for('run', 'none') END) AS state,
       r.n_attempts, r.n_failed, r.n_oom, r.n_disk_full,
       CASE WHEN r.complete THEN 'complet' ELSE 'incomplet' END AS completeness,
       r.kind, r.candidates_total, r.candidates_passed, r.useful, r.n_blocks, r.n_gated, r.n_gate_passed
  FROM dagsieve.run AS r
 WHERE r.end_time <= dagsieve.now();
COMMENT ON VIEW dagsieve.board_run IS 'Runs, for boards';

-- Found by leaps through the key of run_summary.
CREATE OR REPLACE VIEW dagsieve.board_dag (
    dag_id
) AS
WITH RECURSIVE seen (dag_id) AS (
    SELECT min(r.dag_id) FROM dagsieve.run_summary AS r
    UNION ALL
    SELECT (SELECT min(r.dag_id) FROM dagsieve.run_summary AS r WHERE r.dag_id > s.dag_id)
      FROM seen AS s
     WHERE s.dag_id IS NOT NULL
)
SELECT s.dag_id
  FROM seen AS s
 WHERE s.dag_id IS NOT NULL;
COMMENT ON VIEW dagsieve.board_dag IS 'The DAGs of which a run is known';

CREATE OR REPLACE VIEW dagsieve.board_run_diagnosis (
    "time", crypto, dag_id, run_id, verdict, cause_code, reason, domain, severity, action, f1_delta, sortino, n_blocks,
    evidence_line, evidence, evidence_task, evidence_try, evidence_place
) AS
SELECT d.end_time AS time, coalesce(d.crypto, '(sans crypto)') AS crypto, d.dag_id, d.run_id,
       dagsieve.code_written(d.main_code, d.audit_partial, d.main_missing, false) AS verdict,
       d.cause_code,
       coalesce(dagsieve.in_words('reason', d.reason), 'manque : ' || nullif(array_to_string(d.main_missing, ', '), '')) AS reason,
       d.domain, d.severity, coalesce(l.advice, d.action) AS action, d.f1_delta::double precision AS f1_delta,
       d.sortino::double precision AS sortino, d.n_blocks, d.evidence_line, f.evidence,
       dagsieve.task_written(e.task_id, e.map_index) AS evidence_task, e.try_number AS evidence_try,
       e.source || ':' || d.evidence_line AS evidence_place
  FROM dagsieve.run_diagnosis AS d
  LEFT JOIN dagsieve.label AS l ON l.kind = 'code' AND l.name = dagsieve.code_shown(d.main_code, d.audit_partial, d.main_missing)
  LEFT JOIN dagsieve.log AS e ON e.log_id = d.evidence_log_id
  LEFT JOIN LATERAL (SELECT x.evidence
                       FROM dagsieve.finding AS x
                      WHERE x.log_id = d.evidence_log_id AND x.line = d.evidence_line AND x.evidence IS NOT NULL
                      ORDER BY x.code <> d.main_code, x.seq
                      LIMIT 1) AS f ON true
 WHERE d.end_time <= dagsieve.now();
COMMENT ON VIEW dagsieve.board_run_diagnosis IS 'The main diagnosis of a run and crypto, with the line that proves it; to be asked by run';
COMMENT ON COLUMN dagsieve.board_run_diagnosis.evidence       IS 'that line';
COMMENT ON COLUMN dagsieve.board_run_diagnosis.evidence_place IS 'where it stands, file:line';

-- OFFSET 0: asked run by run, the newest first, until the board has enough.
CREATE OR REPLACE VIEW dagsieve.board_diagnosis (
    "time", crypto, dag_id, run_id, verdict, cause_code, reason, domain, severity, action, f1_delta, sortino, n_blocks,
    evidence_line, evidence, evidence_task, evidence_try, evidence_place
) AS
SELECT c.newest_time AS time, c.crypto, c.dag_id, c.run_id, d.verdict, d.cause_code, d.reason, d.domain, d.severity, d.action, d.f1_delta,
       d.sortino, d.n_blocks, d.evidence_line, d.evidence, d.evidence_task, d.evidence_try, d.evidence_place
  FROM dagsieve.run_code AS c
 CROSS JOIN LATERAL (SELECT x.*
                       FROM dagsieve.board_run_diagnosis AS x
                      WHERE x.dag_id = c.dag_id AND x.run_id = c.run_id AND x.crypto = c.crypto
                     OFFSET 0) AS d
 WHERE c.crypto IS NOT NULL
   AND coalesce((SELECT false -- another row of the run and crypto is newer
                   FROM dagsieve.run_code AS o
                  WHERE o.dag_id = c.dag_id AND o.run_id = c.run_id AND coalesce(o.crypto, '') = c.crypto
                    AND (coalesce(o.newest_time, '-infinity'), o.main_code, o.gate_passed)
                        > (coalesce(c.newest_time, '-infinity'), c.main_code, c.gate_passed)
                  LIMIT 1), true);
COMMENT ON VIEW dagsieve.board_diagnosis IS
    'The main diagnosis of each run of a crypto, at the time of its newest block; to be asked by crypto';

-- A figure beside its limits, which are lines of the same chart.
CREATE OR REPLACE VIEW dagsieve.board_figure (
    "time", crypto, signal, value, warning, critical
) AS
SELECT s.time, s.crypto, m.signal, m.value::double precision AS value,
       (SELECT t.value
          FROM dagsieve.threshold AS t
         WHERE t.signal = m.signal AND t.level = 'warning'
         LIMIT 1)::double precision AS warning,
       (SELECT t.value
          FROM dagsieve.threshold AS t
         WHERE t.signal = m.signal AND t.level = 'critical'
         LIMIT 1)::double precision AS critical
  FROM dagsieve.board_strategy AS s
 CROSS JOIN LATERAL (VALUES ('f1_buy_delta_vs_baseline', s.f1_delta),
                            ('screening_testing_gap', s.overfit_gap),
                            ('std_f1_buy', s.std_f1_buy),
                            ('sortino', CASE WHEN s.sortino NOT IN ('NaN', 'Infinity', '-Infinity') THEN s.sortino END),
                            ('sl_pct', s.sl_pct),
                            ('timeout_pct', s.timeout_pct)) AS m (signal, value)
 WHERE s.time <= dagsieve.now();
COMMENT ON VIEW dagsieve.board_figure IS
    'A golden signal of the strategy that each run''s diagnosis rests on, with its limits of table threshold';

CREATE OR REPLACE VIEW dagsieve.board_gate (
    "time", crypto, dag_id, run_id, passed, not_passed, reasons
) AS
SELECT c.newest_time AS time, c.crypto, c.dag_id, c.run_id,
       sum(c.n_blocks) FILTER (WHERE c.gate_passed)::integer AS passed,
       sum(c.n_blocks) FILTER (WHERE NOT c.gate_passed)::integer AS not_passed,
       (SELECT string_agg(e.key || ' × ' || e.times, ', ' ORDER BY e.times DESC, e.key COLLATE "C")
          FROM (SELECT j.key, sum(j.value::bigint) AS times
                  FROM dagsieve.run_code AS x
                 CROSS JOIN LATERAL jsonb_each_text(x.gate_reasons) AS j
                 WHERE x.dag_id = c.dag_id AND x.run_id = c.run_id AND x.crypto = c.crypto
                 GROUP BY j.key) AS e) AS reasons
  FROM dagsieve.run_code AS c
 WHERE c.newest_time <= dagsieve.now()
 GROUP BY c.newest_time, c.crypto, c.dag_id, c.run_id;
COMMENT ON VIEW dagsieve.board_gate IS 'Candidates of a run and crypto that passed the gates or did not, and why not';

CREATE OR REPLACE VIEW dagsieve.board_attempt (
    "time", dag_id, run_id, task, try_number, state, exit_code, signal, start_time, end_time, duration_s, silence_s, silence_at,
    n_warning, n_error, error_type, error_message, host, source, lines, completeness
) AS
SELECT l.end_time AS time, l.dag_id, l.run_key AS run_id, dagsieve.task_written(l.task_id, l.map_index) AS task, l.try_number,
       coalesce(l.state, dagsieve.word_for('run', 'none')) AS state, l.exit_code, l.signal, l.start_time, l.end_time,
       l.duration_s::double precision AS duration_s, l.silence_s::double precision AS silence_s, l.silence_at,
       l.n_warning, l.n_error + l.n_critical AS n_error, l.error_type, l.error_message, coalesce(l.pod, l.hostname) AS host,
       l.source, l.lines, CASE WHEN l.complete THEN 'complet' ELSE 'incomplet' END AS completeness
  FROM dagsieve.log AS l
 WHERE l.role = 'task' AND (l.try_number IS NOT NULL OR NOT dagsieve.is_inside_another(l.log_id))
UNION ALL
SELECT n.time, r.dag_id, r.run_id, dagsieve.task_written(n.task_id, n.map_index), n.try_number, 'failed', w.exit_code, NULL, n.time, n.time,
       NULL, NULL, NULL, NULL, NULL, n.code, w.evidence, NULL, l.source || ':' || n.said_line, NULL, 'complet'
  FROM dagsieve.run_summary AS r
 CROSS JOIN LATERAL dagsieve.noticed_attempts(r.dag_id, r.run_id) AS n
  JOIN dagsieve.notice AS w ON w.log_id = n.said_log_id AND w.line = n.said_line AND w.code = n.code
  JOIN dagsieve.log AS l ON l.log_id = n.said_log_id
 WHERE n.log_id IS NULL
UNION ALL
SELECT coalesce(x.end_time, x.start_time), r.dag_id, r.run_id, dagsieve.task_written(x.task_id, nullif(x.map_index, -1)), x.try_number,
       coalesce(x.state, dagsieve.word_for('run', 'none')), NULL, NULL, x.start_time, x.end_time,
       extract(epoch FROM x.end_time - x.start_time)::double precision,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'base d''Airflow', NULL, 'complet'
  FROM dagsieve.run_summary AS r
 CROSS JOIN LATERAL dagsieve.unlogged_attempts(r.dag_id, r.run_id) AS x
 WHERE x.began OR dagsieve.state_is_failure(x.counts_as);
COMMENT ON VIEW dagsieve.board_attempt IS
    'Attempts, for board cvn-run; those that only notices, or Airflow''s database, know too, with what is said of them';

CREATE OR REPLACE VIEW dagsieve.board_finding (
    "time", dag_id, run_id, task, try_number, code, role, severity, domain, field, value, limit_value, count, line, evidence,
    meaning, action, source, crypto, place, measure
) AS
SELECT l.end_time AS time, l.dag_id, l.run_key AS run_id, dagsieve.task_written(l.task_id, l.map_index) AS task, l.try_number,
       f.code, f.role, f.severity, f.domain, f.field, f.value::text AS value, f.limit_value::double precision AS limit_value,
       f.count, f.line, f.evidence, w.label AS meaning, coalesce(w.advice, t.action) AS action, l.source, c.crypto,
       l.source || ':' || f.line AS place,
       concat_ws(' ', f.field, dagsieve.written_beside('{}', f.value, ARRAY[f.limit_value]),
                 dagsieve.written('seuil {}', f.limit_value)) AS measure
  FROM dagsieve.log AS l
  JOIN dagsieve.finding AS f ON f.log_id = l.log_id
  LEFT JOIN dagsieve.correlation AS c ON c.log_id = f.log_id AND c.seq = f.seq
  LEFT JOIN dagsieve.label AS w ON w.kind = 'code' AND w.name = f.code
  LEFT JOIN dagsieve.taxonomy AS t ON t.code = f.code
 WHERE l.role = 'task' AND (l.try_number IS NOT NULL OR NOT dagsieve.is_inside_another(l.log_id));
COMMENT ON VIEW dagsieve.board_finding IS 'Findings with the log line that proves them';
COMMENT ON COLUMN dagsieve.board_finding.place IS 'where that line stands, file:line';
COMMENT ON COLUMN dagsieve.board_finding.measure IS 'the field with its value and the limit that it crossed, in words';

CREATE OR REPLACE VIEW dagsieve.board_event (
    "time", dag_id, run_id, task, level, name, crypto, line, attrs
) AS
SELECT nullif(e.time, '-infinity') AS time, l.dag_id, l.run_key AS run_id, dagsieve.task_written(l.task_id, l.map_index) AS task,
       e.level, e.name, e.crypto, e.line, left(e.attrs::text, 1000) AS attrs
  FROM dagsieve.log AS l
 CROSS JOIN LATERAL dagsieve.events_of(l.log_id) AS e
 WHERE l.role = 'task' AND (l.try_number IS NOT NULL OR NOT dagsieve.is_inside_another(l.log_id));
COMMENT ON VIEW dagsieve.board_event IS 'Events of attempts, for board cvn-run';

CREATE OR REPLACE VIEW dagsieve.board_reject (
    "time", dag_id, run_id, task_id, code, line, text, source, place
) AS
SELECT l.end_time AS time, l.dag_id, l.run_key AS run_id, l.task_id, r.code, r.line, r.text, l.source,
       l.source || coalesce(':' || r.line, '') AS place
  FROM dagsieve.log AS l JOIN dagsieve.reject AS r ON r.log_id = l.log_id;
COMMENT ON VIEW dagsieve.board_reject IS 'What of the logs could not be used, and where it stands';

-- The log that ended last stands for its code: it is the one that a link leads to.
CREATE OR REPLACE VIEW dagsieve.board_incident (
    "time", code, meaning, severity, domain, action, dag_id, run_id, task, try_number, count, line, evidence
) AS
SELECT l.end_time AS time, f.code, w.label AS meaning, f.severity, f.domain, coalesce(w.advice, t.action) AS action, l.dag_id,
       l.run_key AS run_id, dagsieve.task_written(l.task_id, l.map_index) AS task, l.try_number, f.count, f.line, f.evidence
  FROM dagsieve.finding AS f
  JOIN dagsieve.log AS l ON l.log_id = f.log_id
  LEFT JOIN dagsieve.label AS w ON w.kind = 'code' AND w.name = f.code
  LEFT JOIN dagsieve.taxonomy AS t ON t.code = f.code
 WHERE f.role = 'incident' AND l.end_time <= dagsieve.now();
COMMENT ON VIEW dagsieve.board_incident IS 'Known incidents (domain §6.1), a row a log and code';

CREATE OR REPLACE VIEW dagsieve.board_pipeline (
    dag_id, finished, succeeded, rate, verdict, last_s, p95_s, over_p95_pct, "time", latency, place
) AS
SELECT h.dag_id, h.finished, h.succeeded, h.rate::double precision AS rate, coalesce(h.code, v.label) AS verdict,
       w.duration_s::double precision AS last_s, w.p95_s::double precision AS p95_s,
       w.over_p95_pct::double precision AS over_p95_pct, h.last_end_time AS time, x.label AS latency,
       row_number() OVER (ORDER BY greatest(v.number, x.number) DESC, v.number DESC, h.rate, x.number DESC NULLS LAST,
                                   w.over_p95_pct DESC NULLS LAST, h.dag_id) AS place
  FROM dagsieve.pipeline_health AS h
  JOIN dagsieve.label AS v ON v.kind = 'level' AND v.name = dagsieve.level_of('pipeline_success_rate', 'rate', h.rate)
  LEFT JOIN dagsieve.latency AS w ON w.dag_id = h.dag_id
  LEFT JOIN dagsieve.label AS x ON x.kind = 'level' AND x.name = nullif(w.level, 'unknown');
COMMENT ON VIEW dagsieve.board_pipeline IS
    'How each DAG fared over the last days (threshold success_window): success rate, last duration against the p95 of its history';
COMMENT ON COLUMN dagsieve.board_pipeline.latency IS 'level of the last duration; null where nothing is to compare it with';
COMMENT ON COLUMN dagsieve.board_pipeline.place   IS 'order: the worst level of either first';

CREATE OR REPLACE VIEW dagsieve.board_infra (
    "time", metric, value, label
) AS
SELECT i.time, i.metric, i.value::double precision AS value, coalesce(l.label, i.metric) AS label
  FROM dagsieve.infra_sample AS i
  LEFT JOIN dagsieve.label AS l ON l.kind = 'metric' AND l.name = i.metric;
COMMENT ON VIEW dagsieve.board_infra IS 'Samples of dagsieve import infra';

CREATE OR REPLACE VIEW dagsieve.board_load (
    "time", load_id, ended_at, duration_s, verdict, shard, shards, files, skipped, failed, logs, replaced, lines, bytes, blocks,
    events, findings, rejects, version
) AS
SELECT o.started_at AS time, o.load_id, o.ended_at, extract(epoch FROM o.ended_at - o.started_at)::double precision AS duration_s,
       dagsieve.word_for('load', coalesce(o.status::text, CASE WHEN o.started_at > dagsieve.now() - interval '12 hours' THEN 'running'
                                                               ELSE 'killed' END)) AS verdict,
       o.shard, o.shards, o.files, o.skipped, o.failed, o.logs, o.replaced, o.lines, o.bytes, o.blocks, o.events, o.findings,
       o.rejects, o.version
  FROM dagsieve.load AS o;
COMMENT ON VIEW dagsieve.board_load IS 'Runs of the loader';

CREATE OR REPLACE VIEW dagsieve.board_missing (
    "time", dag_id, run_id, task_id, try_number, why, source
) AS
SELECT coalesce(c.end_time, c.loaded_at) AS time, c.dag_id, c.run_id, c.task_id, c.try_number,
       (SELECT string_agg(dagsieve.in_words('gap', p.part), ' ; ' ORDER BY p.place)
          FROM unnest(string_to_array(c.why, '; ')) WITH ORDINALITY AS p (part, place)) AS why,
       c.source
  FROM dagsieve.completeness AS c;
COMMENT ON VIEW dagsieve.board_missing IS 'Logs with something missing';

-- Blocks only: the keys of events are free.
CREATE OR REPLACE VIEW dagsieve.board_unknown_key (
    "time", key, crypto
) AS
SELECT c.time, e.key, c.crypto FROM dagsieve.correlation AS c CROSS JOIN LATERAL jsonb_object_keys(c.extra) AS e (key);
COMMENT ON VIEW dagsieve.board_unknown_key IS 'Keys of blocks that are no field, or whose value their field refused: a row an occurrence';

-- What happened, for the charts: promotions, incidents of severity P0 and P1, nights without a load.
CREATE OR REPLACE VIEW dagsieve.board_annotation (
    "time", timeend, text, tags
) AS
WITH loaded AS ( -- loads that kept what they read, and when the next one began
    SELECT o.ended_at, lead(o.started_at) OVER (ORDER BY o.started_at) AS next_at
      FROM dagsieve.load AS o
     WHERE o.status IN (0, 1) AND o.ended_at <= dagsieve.now()
)
SELECT r.end_time AS time, NULL::timestamptz AS timeend,
       'Promotion : ' || r.dag_id || ' '
           || dagsieve.word_for('run', coalesce(r.state, CASE WHEN r.settled THEN 'none' ELSE 'running' END)) AS text, 'promotion' AS tags
  FROM dagsieve.runs_at(dagsieve.now()) AS r
 WHERE r.dag_id IN (SELECT k.dag_id FROM dagsieve.dag_kind AS k WHERE k.kind = 'promotion')
UNION ALL
SELECT i.time, NULL, i.code || ' (' || i.severity || ') : ' || i.dag_id, 'incident,' || i.code
  FROM dagsieve.board_incident AS i
 WHERE i.severity IN ('P0', 'P1')
UNION ALL
SELECT l.ended_at, coalesce(l.next_at, dagsieve.now()), 'Ingestion muette', 'ingestion'
  FROM loaded AS l
 WHERE coalesce(l.next_at, dagsieve.now()) - l.ended_at > dagsieve.span_of('silence_hours');
COMMENT ON VIEW dagsieve.board_annotation IS 'What happened, for annotations: promotions, incidents of P0 and P1, times without a load';
