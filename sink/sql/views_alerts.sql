-- What alerts ask (deploy/grafana/alerting): one row per watched thing, always, with how often it is so where it fires and 0 where it does
-- not; every other column is text and becomes a label, which does not change while the alert lasts (but for values of alert_state). Never
-- null, which Grafana would read as normal.

-- A rule that counts or measures tells its value; one of an age tells since when, which stays the same.
CREATE OR REPLACE VIEW dagsieve.alert_state (
    state, severity, domain, crypto, fires, rule, action
) AS
WITH fired AS (
    SELECT r.rule, row_number() OVER (ORDER BY r.weight DESC, r.number) AS place,
           concat(r.label, ' : ' || nullif(concat_ws(' ', r.crypto, CASE WHEN l.figure NOT IN ('{} j', '{} h') THEN r.value END), ''),
                  ' (' || r.threshold || ')',
                  CASE WHEN r.rule <> 'infra_critical' THEN ', depuis le ' || to_char(r.since, 'DD/MM') END) AS words
      FROM dagsieve.board_reason AS r
      JOIN dagsieve.label AS l ON l.kind = 'rule' AND l.name = r.rule
     WHERE r.weight > 5
), fitting AS ( -- the diagnosis that such a rule comes from
    SELECT v.rule, 0 AS place, v.code
      FROM (VALUES ('success_rate_critical', 'PIPELINE_DEGRADED'), ('success_rate_warning', 'PIPELINE_DEGRADED'),
                   ('pass_rate_zero', 'NO_CANDIDATES'), ('no_useful_candidates', 'NO_CANDIDATES'),
                   ('model_stale_core', 'OUTDATED'), ('model_stale_other', 'OUTDATED'), ('sortino_negative', 'EXECUTION_MISMATCH'))
           AS v (rule, code)
    UNION ALL
    SELECT 'infra_critical' AS rule, i.place, i.code FROM dagsieve.board_infra_fact AS i WHERE i.fires
), advised AS (
    SELECT l.advice, min(ARRAY[f.place, p.place]) AS place
      FROM fired AS f
      JOIN fitting AS p ON p.rule = f.rule
      JOIN dagsieve.label AS l ON l.kind = 'code' AND l.name = p.code
     GROUP BY l.advice
)
SELECT s.state, CASE s.code WHEN 3 THEN 'P0' WHEN 2 THEN 'P1' ELSE 'P3' END AS severity, 'plateforme' AS domain, '' AS crypto,
       (s.code >= 2)::integer AS fires,
       coalesce((SELECT string_agg(f.words, ' ; ' ORDER BY f.place) FROM fired AS f), '') AS rule,
       coalesce((SELECT string_agg(a.advice, ' ; ' ORDER BY a.place) FROM advised AS a), '') AS action
  FROM dagsieve.board_state AS s;
COMMENT ON VIEW dagsieve.alert_state IS 'The global state is ORANGE or RED';
COMMENT ON COLUMN dagsieve.alert_state.rule IS
    'the rules that fire, the worst first, in words: crypto, value (limit), since when; another value is another alert';
COMMENT ON COLUMN dagsieve.alert_state.action IS 'what the playbook says of the diagnoses that such rules come from';

-- PIPELINE_DEGRADED per DAG, the others per crypto: of each crypto's last diagnosis; and per DAG of runs of the last 24 hours that name
-- none.
-- A code that the owner of the platform has set below P1 keeps its row and does not fire.
CREATE OR REPLACE VIEW dagsieve.alert_code (
    code, severity, domain, crypto, dag_id, fires
) AS
SELECT t.code, coalesce(t.severity, '') AS severity, t.domain, v.crypto, '' AS dag_id,
       coalesce(t.severity IN ('P0', 'P1')
                AND split_part(v.verdict, ' ', 1) = t.code
                AND v.time > dagsieve.now() - dagsieve.span_of('verdict_age'), false)::integer AS fires
  FROM dagsieve.taxonomy AS t CROSS JOIN dagsieve.board_verdict AS v
 WHERE t.severity IS NOT NULL AND t.scope IN ('strategy', 'run')
UNION ALL
SELECT t.code, coalesce(t.severity, ''), t.domain, '', coalesce(n.dag_id, ''),
       CASE WHEN t.severity IN ('P0', 'P1') THEN coalesce(n.runs, 0) ELSE 0 END::integer
  FROM dagsieve.taxonomy AS t
  LEFT JOIN (SELECT d.main_code, d.dag_id, count(*) AS runs
               FROM dagsieve.run_diagnosis AS d
              WHERE d.crypto IS NULL AND d.end_time > dagsieve.now() - interval '24 hours' AND d.end_time <= dagsieve.now()
              GROUP BY d.main_code, d.dag_id) AS n ON n.main_code = t.code
 WHERE t.severity IS NOT NULL AND t.scope IN ('strategy', 'run')
UNION ALL
SELECT t.code, coalesce(t.severity, ''), t.domain, '', coalesce(h.dag_id, ''),
       coalesce(t.severity IN ('P0', 'P1') AND h.code = t.code, false)::integer
  FROM dagsieve.taxonomy AS t LEFT JOIN dagsieve.pipeline_health AS h ON true
 WHERE t.scope = 'pipeline';
COMMENT ON VIEW dagsieve.alert_code IS 'Codes of the taxonomy, per crypto or DAG; those of severity P0 and P1 fire';

-- A row a DAG in which it struck; the run, task and place are those of the first time.
CREATE OR REPLACE VIEW dagsieve.alert_incident (
    code, severity, domain, crypto, fires, dag_id, run_id, task, place
) AS
WITH seen AS (
    SELECT DISTINCT ON (f.code, l.dag_id)
           f.code, l.dag_id, l.run_key AS run_id, dagsieve.task_written(l.task_id, l.map_index) AS task, l.source || ':' || f.line AS place,
           sum(f.count) OVER (PARTITION BY f.code, l.dag_id) AS times
      FROM dagsieve.log AS l
      JOIN dagsieve.finding AS f ON f.log_id = l.log_id
     WHERE l.end_time > dagsieve.now() - interval '24 hours'
       AND l.end_time <= dagsieve.now()
     ORDER BY f.code, l.dag_id, l.end_time, l.log_id, f.line, f.seq
)
SELECT t.code, coalesce(t.severity, '') AS severity, t.domain, '' AS crypto,
       CASE WHEN t.severity IN ('P0', 'P1') THEN coalesce(s.times, 0) ELSE 0 END::integer AS fires,
       coalesce(s.dag_id, ''), coalesce(s.run_id, ''), coalesce(s.task, ''), coalesce(s.place, '')
  FROM dagsieve.taxonomy AS t
  LEFT JOIN seen AS s ON s.code = t.code
 WHERE t.scope = 'attempt';
COMMENT ON VIEW dagsieve.alert_incident IS 'Incidents seen in the last 24 hours, a row a DAG; those of severity P0 and P1 fire';
COMMENT ON COLUMN dagsieve.alert_incident.fires IS 'how often it was seen in the DAG';
COMMENT ON COLUMN dagsieve.alert_incident.place IS 'file:line of the first';

-- Everything once more, for the one rule that watches what has no rule of its own, and a row that never fires.
CREATE OR REPLACE VIEW dagsieve.alert_other (
    code, severity, domain, crypto, fires, dag_id, run_id, task, place, action
) AS
SELECT o.code, o.severity, o.domain, o.crypto, o.fires, o.dag_id, o.run_id, o.task, o.place, coalesce(l.advice, t.action, '') AS action
  FROM (SELECT c.code, c.severity, c.domain, c.crypto, c.fires, c.dag_id, '' AS run_id, '' AS task, '' AS place
          FROM dagsieve.alert_code AS c
        UNION ALL
        SELECT i.code, i.severity, i.domain, i.crypto, i.fires, i.dag_id, i.run_id, i.task, i.place FROM dagsieve.alert_incident AS i
        UNION ALL
        SELECT n.none, n.none, n.none, n.none, 0, n.none, n.none, n.none, n.none FROM (VALUES ('')) AS n (none)) AS o
  LEFT JOIN dagsieve.taxonomy AS t ON t.code = o.code
  LEFT JOIN dagsieve.label AS l ON l.kind = 'code' AND l.name = o.code;
COMMENT ON VIEW dagsieve.alert_other IS 'Codes and incidents, those of the user''s own included';

CREATE OR REPLACE VIEW dagsieve.alert_ingestion (
    watched, severity, domain, crypto, fires
) AS
SELECT w.watched, 'P1' AS severity, 'pipeline' AS domain, '' AS crypto,
       coalesce(make_interval(secs => w.age_s) > dagsieve.span_of('silence_hours'), true)::integer AS fires
  FROM dagsieve.board_age AS a
 CROSS JOIN LATERAL (VALUES ('runs', a.run_age_s), ('chargements', a.load_age_s)) AS w (watched, age_s);
COMMENT ON VIEW dagsieve.alert_ingestion IS 'No run or no load for longer than threshold silence_hours';

CREATE OR REPLACE VIEW dagsieve.alert_audit (
    crypto, severity, domain, fires, dag_id, run_id, place
) AS
SELECT c.crypto, 'P2' AS severity, 'ml' AS domain, (b.run_id IS NOT NULL)::integer AS fires, coalesce(b.dag_id, ''), coalesce(b.run_id, ''),
       coalesce(l.source || ':' || b.line, '')
  FROM dagsieve.crypto AS c
  LEFT JOIN dagsieve.board_verdict AS v ON v.crypto = c.crypto
  LEFT JOIN dagsieve.board_strategy AS b
    ON b.dag_id = v.dag_id AND b.run_id = v.run_id AND b.crypto = v.crypto AND b.gate_passed AND b.audit_partial
  LEFT JOIN dagsieve.log AS l ON l.log_id = b.log_id
UNION ALL
SELECT '', 'P2', 'ml', 0, '', '', '' WHERE NOT EXISTS (SELECT FROM dagsieve.crypto);
COMMENT ON VIEW dagsieve.alert_audit IS 'The candidate of a crypto''s last run that passed the gates rests on a partial audit';
COMMENT ON COLUMN dagsieve.alert_audit.place IS 'file:line of its block';

-- A live stream's log has no outcome yet; TASK_SILENT speaks of silences that are over. After a day it is dead, not silent (NO_OUTCOME).
-- A row a DAG of the last days, at least one; of several attempts the one that is silent longest.
CREATE OR REPLACE VIEW dagsieve.alert_silence (
    dag_id, severity, domain, crypto, fires, run_id, task, place, host
) AS
WITH silent AS (
    SELECT DISTINCT ON (l.dag_id)
           l.dag_id, l.run_key AS run_id, dagsieve.task_written(l.task_id, l.map_index) AS task, l.source || ':' || l.lines AS place,
           coalesce(l.pod, l.hostname) AS host, count(*) OVER (PARTITION BY l.dag_id) AS attempts
      FROM dagsieve.log AS l
     WHERE l.role = 'task'
       AND (l.try_number IS NOT NULL OR NOT dagsieve.is_inside_another(l.log_id))
       AND l.state IS NULL
       AND NOT l.complete
       AND l.dag_id IS NOT NULL
       AND l.end_time > dagsieve.now() - interval '24 hours'
       AND l.end_time < dagsieve.now() - interval '10 minutes'
     ORDER BY l.dag_id, l.end_time, l.log_id
), ran AS (
    SELECT r.dag_id
      FROM dagsieve.run_summary AS r
     WHERE r.end_time > dagsieve.now() - interval '7 days' AND r.end_time <= dagsieve.now()
    UNION
    SELECT s.dag_id FROM silent AS s
), watched AS (
    SELECT r.dag_id FROM ran AS r
    UNION ALL
    SELECT '' AS dag_id WHERE NOT EXISTS (SELECT FROM ran AS r)
)
SELECT w.dag_id, 'P1' AS severity, 'infra' AS domain, '' AS crypto, coalesce(s.attempts, 0)::integer AS fires,
       coalesce(s.run_id, ''), coalesce(s.task, ''), coalesce(s.place, ''), coalesce(s.host, '')
  FROM watched AS w
  LEFT JOIN silent AS s ON s.dag_id = w.dag_id;
COMMENT ON VIEW dagsieve.alert_silence IS 'Running attempts that have written nothing for 10 minutes, a row a DAG';
COMMENT ON COLUMN dagsieve.alert_silence.fires IS 'how many';
COMMENT ON COLUMN dagsieve.alert_silence.place IS 'file:line of its last line';
