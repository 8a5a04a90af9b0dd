-- What alerts ask (deploy/grafana/alerting): one row per watched thing, always, with 1 where it fires and 0 where it does not; every
-- other column is text and becomes a label. Never null, which Grafana would read as normal.

CREATE OR REPLACE VIEW dagsieve.alert_state (
    state, severity, domain, crypto, fires, rule
) AS
SELECT s.state, CASE s.code WHEN 3 THEN 'P0' WHEN 2 THEN 'P1' ELSE 'P3' END AS severity, 'plateforme' AS domain, '' AS crypto,
       (s.code >= 2)::integer AS fires,
       coalesce((SELECT concat_ws(', ', r.label, r.threshold, r.crypto,
                                  CASE WHEN r.rule <> 'infra_critical' THEN 'depuis le ' || to_char(r.since, 'DD/MM') END)
                   FROM dagsieve.board_reason AS r
                  WHERE r.weight > 0
                  ORDER BY r.weight DESC, r.number
                  LIMIT 1), '') AS rule
  FROM dagsieve.board_state AS s;
COMMENT ON VIEW dagsieve.alert_state IS 'The global state is ORANGE or RED';
COMMENT ON COLUMN dagsieve.alert_state.rule IS
    'the worst rule that fires, in words: its limit, crypto, since when; nothing that changes while it lasts';

-- PIPELINE_DEGRADED per DAG, the others per crypto: of each crypto's last diagnosis, and of runs of the last 24 hours that name none.
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
SELECT t.code, coalesce(t.severity, ''), t.domain, '', '',
       (t.severity IN ('P0', 'P1')
        AND EXISTS (SELECT
                      FROM dagsieve.run_diagnosis AS d
                     WHERE d.crypto IS NULL
                       AND d.main_code = t.code
                       AND d.end_time > dagsieve.now() - interval '24 hours'
                       AND d.end_time <= dagsieve.now()))::integer
  FROM dagsieve.taxonomy AS t
 WHERE t.severity IS NOT NULL AND t.scope IN ('strategy', 'run')
UNION ALL
SELECT t.code, coalesce(t.severity, ''), t.domain, '', coalesce(h.dag_id, ''),
       coalesce(t.severity IN ('P0', 'P1') AND h.code = t.code, false)::integer
  FROM dagsieve.taxonomy AS t LEFT JOIN dagsieve.pipeline_health AS h ON true
 WHERE t.scope = 'pipeline';
COMMENT ON VIEW dagsieve.alert_code IS 'Codes of the taxonomy, per crypto or DAG; those of severity P0 and P1 fire';

CREATE OR REPLACE VIEW dagsieve.alert_incident (
    code, severity, domain, crypto, fires
) AS
SELECT t.code, coalesce(t.severity, '') AS severity, t.domain, '' AS crypto,
       coalesce(t.severity IN ('P0', 'P1')
                AND EXISTS (SELECT
                              FROM dagsieve.finding AS f JOIN dagsieve.log AS l ON l.log_id = f.log_id
                             WHERE f.code = t.code
                               AND l.end_time > dagsieve.now() - interval '24 hours'
                               AND l.end_time <= dagsieve.now()), false)::integer AS fires
  FROM dagsieve.taxonomy AS t
 WHERE t.scope = 'attempt';
COMMENT ON VIEW dagsieve.alert_incident IS 'Incidents seen in the last 24 hours; those of severity P0 and P1 fire';

-- Everything once more, for the one rule that watches what has no rule of its own, and a row that never fires.
CREATE OR REPLACE VIEW dagsieve.alert_other (
    code, severity, domain, crypto, fires
) AS
SELECT c.code, c.severity, c.domain, c.crypto, c.fires FROM dagsieve.alert_code AS c WHERE c.dag_id = ''
UNION ALL
SELECT i.code, i.severity, i.domain, i.crypto, i.fires FROM dagsieve.alert_incident AS i
UNION ALL
SELECT '', '', '', '', 0;
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
    crypto, severity, domain, fires
) AS
SELECT c.crypto, 'P2' AS severity, 'ml' AS domain, coalesce(b.gate_passed AND b.audit_partial, false)::integer AS fires
  FROM dagsieve.crypto AS c
  LEFT JOIN dagsieve.board_verdict AS v ON v.crypto = c.crypto
  LEFT JOIN dagsieve.board_strategy AS b ON b.dag_id = v.dag_id AND b.run_id = v.run_id AND b.crypto = v.crypto
UNION ALL
SELECT '', 'P2', 'ml', 0 WHERE NOT EXISTS (SELECT FROM dagsieve.crypto);
COMMENT ON VIEW dagsieve.alert_audit IS 'The candidate of a crypto''s last run that passed the gates rests on a partial audit';

-- A live stream's log has no outcome yet; TASK_SILENT speaks of silences that are over. After a day it is dead, not silent (NO_OUTCOME).
CREATE OR REPLACE VIEW dagsieve.alert_silence (
    dag_id, severity, domain, crypto, fires
) AS
WITH ran AS ( -- the DAGs of the last days
    SELECT DISTINCT r.dag_id
      FROM dagsieve.run_summary AS r
     WHERE r.end_time > dagsieve.now() - interval '7 days' AND r.end_time <= dagsieve.now()
), watched AS ( -- a row at least
    SELECT r.dag_id FROM ran AS r
    UNION ALL
    SELECT '' AS dag_id WHERE NOT EXISTS (SELECT FROM ran AS r)
)
SELECT w.dag_id, 'P1' AS severity, 'infra' AS domain, '' AS crypto,
       (EXISTS (SELECT
                  FROM dagsieve.log AS l
                 WHERE l.dag_id = w.dag_id
                   AND l.role = 'task'
                   AND (l.try_number IS NOT NULL OR NOT dagsieve.is_inside_another(l.log_id))
                   AND l.state IS NULL
                   AND NOT l.complete
                   AND l.end_time > dagsieve.now() - interval '24 hours'
                   AND l.end_time < dagsieve.now() - interval '10 minutes'))::integer AS fires
  FROM watched AS w;
COMMENT ON VIEW dagsieve.alert_silence IS 'A running attempt has written nothing for 10 minutes';
