-- What boards cvn-pannes and cvn-finetune show (deploy/grafana), in the operators' words, and what their alerts ask. Judged in views
-- failure, alert_failures and sweep.

CREATE OR REPLACE VIEW dagsieve.board_failure (
    "time", verdict, weight, title, at, attempts_24h, attempts_7d, attempts, runs, dags, cryptos, first_time, place, dag_id, run_id, failure
) AS
SELECT f.last_time AS time, w.verdict, w.weight, dagsieve.in_words('failure', f.title) AS title, f.at, f.attempts_24h, f.attempts_7d,
       f.attempts, f.runs, array_to_string(f.dags, ', ') AS dags, array_to_string(f.cryptos, ', ') AS cryptos, f.first_time,
       coalesce(f.source || ':' || f.line, 'base d''Airflow') AS place, f.dag_id, f.run_id, f.failure
  FROM dagsieve.failure AS f
 CROSS JOIN LATERAL (SELECT f.failure IN (SELECT b.failure FROM dagsieve.failure_burst AS b) AS bursts) AS b
 CROSS JOIN LATERAL (SELECT CASE WHEN b.bursts THEN 'RAFALE' WHEN f.is_new THEN 'NOUVELLE' WHEN f.is_back THEN 'REVENUE' ELSE 'connue' END,
                            CASE WHEN b.bursts THEN 3 WHEN f.is_new THEN 2 WHEN f.is_back THEN 1 ELSE 0 END) AS w (verdict, weight);
COMMENT ON VIEW dagsieve.board_failure IS 'The failures, with the word that says which are bursting, new or back';
COMMENT ON COLUMN dagsieve.board_failure.weight IS 'order of the verdicts, the higher the worse';
COMMENT ON COLUMN dagsieve.board_failure.place  IS 'file:line of an example, or who alone knows it';

-- Of one fault both may tell: the incident what it means, the failure that it is new.
CREATE OR REPLACE VIEW dagsieve.board_alarm (
    "time", severity, place, what, dag_id, times, run_id, example
) AS
SELECT a.time, a.severity, array_position('{RAFALE,P0,NOUVELLE,P1,REVENUE,P2,P3}', a.severity) AS place, a.what, a.dag_id, a.times,
       a.run_id, a.example
  FROM (SELECT max(i.time) AS time, i.severity, i.code AS what, i.dag_id, sum(i.count) AS times,
               (array_agg(i.run_id ORDER BY i.time DESC, i.run_id))[1] AS run_id, NULL::text AS example
          FROM dagsieve.board_incident AS i
         WHERE i.time > dagsieve.now() - interval '24 hours'
         GROUP BY i.severity, i.code, i.dag_id
        UNION ALL
        SELECT f.time, f.verdict, f.title, f.dag_id, f.attempts_24h, f.run_id, f.place
          FROM dagsieve.board_failure AS f
         WHERE f.weight > 0 AND f.time > dagsieve.now() - interval '24 hours') AS a;
COMMENT ON VIEW dagsieve.board_alarm IS
    'What struck in the last 24 hours: known incidents, and failures that are new, back or bursting';
COMMENT ON COLUMN dagsieve.board_alarm.severity IS 'of an incident; of a failure its verdict';
COMMENT ON COLUMN dagsieve.board_alarm.place    IS 'order of the severities and verdicts, the worst first; null without one';
COMMENT ON COLUMN dagsieve.board_alarm.what     IS 'code of the incident, title of the failure';
COMMENT ON COLUMN dagsieve.board_alarm.example  IS 'file:line of an example; null of an incident';

CREATE OR REPLACE FUNCTION dagsieve.lines_within(text text, letters integer) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT dagsieve.lines_of($1, $2 - 14 * $2 * length(regexp_replace($1, '[^A-Z_mw@%]', '', 'g')) / (44 * greatest(length($1), 1)))
$$;
COMMENT ON FUNCTION dagsieve.lines_within(text, integer) IS
    'a text in lines as wide as so many letters of average width: of fewer where they are wide ones, such as capitals';

-- A title is read whole: it has as many lines as it needs, a failure the place of an example on its second.
CREATE OR REPLACE VIEW dagsieve.board_alarm_line (
    "time", place, what, dag_id, run_id, line, chip, said, more, board
) AS
SELECT a.time, a.place, a.what, a.dag_id, a.run_id, n.line,
       CASE n.line WHEN 1 THEN a.severity || ' ' || a.severity END AS chip,
       coalesce(t.lines[n.line], a.dag_id) AS said,
       CASE n.line WHEN 1 THEN concat_ws(' · ', 'x ' || a.times, replace(dagsieve.age_written(a.time), 'il y a ', ''))
                   WHEN 2 THEN a.example END AS more,
       'cvn-run' AS board
  FROM dagsieve.board_alarm AS a
 CROSS JOIN LATERAL (SELECT CASE WHEN a.example IS NULL THEN concat_ws(U&' ·\00A0', a.what, a.dag_id) ELSE a.what END AS text) AS w
 CROSS JOIN LATERAL (SELECT dagsieve.lines_within(w.text, 44) AS lines) AS t
 CROSS JOIN LATERAL generate_series(1, greatest(cardinality(t.lines), CASE WHEN a.example IS NULL THEN 1 ELSE 2 END)) AS n (line)
UNION ALL -- nothing is heard of nothing: that is no all-clear
SELECT coalesce(g.run_time, dagsieve.now()), NULL, '', NULL, NULL, 1, 'INCONNU INCONNU', 'aucun log depuis 24 h',
       coalesce(replace(dagsieve.age_written(g.run_time), 'il y a ', ''), 'jamais'), 'cvn-plateforme'
  FROM dagsieve.board_age AS g
 WHERE coalesce(g.run_time <= dagsieve.now() - interval '24 hours', true);
COMMENT ON VIEW dagsieve.board_alarm_line IS
    'What struck in the last 24 hours, in lines of 44 characters at most, of 30 where all are wide ones, such as capitals';
COMMENT ON COLUMN dagsieve.board_alarm_line.chip IS
    'severity or verdict: the first word gives the colour, the second is read; null on a line that goes on';
COMMENT ON COLUMN dagsieve.board_alarm_line.board IS 'where to look further';
COMMENT ON COLUMN dagsieve.board_alarm_line.said IS 'what; on a line more than it needs, the DAG';
COMMENT ON COLUMN dagsieve.board_alarm_line.more IS
    'how many times and how long since the last; on the second line file:line of an example';

CREATE OR REPLACE VIEW dagsieve.board_failed_attempt (
    "time", failure, title, dag_id, run_id
) AS
SELECT x.time, f.failure, dagsieve.in_words('failure', f.title) AS title, f.dag_id, f.run_id
  FROM dagsieve.run_failure AS f CROSS JOIN unnest(f.times) AS x (time)
 WHERE x.time <= CASE WHEN f.told THEN dagsieve.now() ELSE dagsieve.now() - dagsieve.span_of('run_dead_hours') END;
COMMENT ON VIEW dagsieve.board_failed_attempt IS 'When attempts failed, and with what';

CREATE OR REPLACE VIEW dagsieve.board_sweep (
    "time", verdict, weight, crypto, dag_id, run_id, started, attempts, running, failed, variants, per_hour, trials, best, baseline, errors,
    silence, samples, title, place, run_last_time
) AS
SELECT s.last_time AS time, w.verdict, w.weight, coalesce(s.crypto, '(sans crypto)') AS crypto, s.dag_id, s.run_id, s.started, s.attempts,
       s.running, s.failed, s.variants, s.per_hour,
       concat_ws(' / ', dagsieve.written('{}', s.trials), dagsieve.written('{}', s.trials_total)) AS trials,
       dagsieve.written('{}', s.best) AS best, dagsieve.written('{}', s.baseline) AS baseline,
       (SELECT string_agg(e.key || ' ' || e.value, ', ' ORDER BY e.key) FROM jsonb_each_text(s.errors) AS e) AS errors,
       dagsieve.duration_written(s.silence_s::double precision) AS silence,
       CASE WHEN s.stale_cache THEN 'STALE_CACHE ' ELSE 'OK ' END || dagsieve.written('{}', s.samples) AS samples,
       dagsieve.in_words('failure', s.failure_title) AS title, l.source || ':' || l.lines AS place, s.run_last_time
  FROM dagsieve.sweep AS s
  JOIN (VALUES ('stuck', 'MUET', 3), ('failing', 'EN ÉCHEC', 2), ('running', 'EN COURS', 1), ('done', 'FINI', 0))
           AS w (state, verdict, weight)
    ON w.state = s.state
  LEFT JOIN dagsieve.log AS l ON l.log_id = s.log_id;
COMMENT ON VIEW dagsieve.board_sweep IS 'The sweeps in the operators'' words';
COMMENT ON COLUMN dagsieve.board_sweep.weight  IS 'order of the verdicts, the higher the worse';
COMMENT ON COLUMN dagsieve.board_sweep.samples IS 'size of the training set behind OK, or STALE_CACHE where that incident was seen';
COMMENT ON COLUMN dagsieve.board_sweep.place   IS 'file:line of the last line';

CREATE OR REPLACE VIEW dagsieve.board_sweep_event (
    "time", role, name, value, crypto, dag_id, run_id
) AS
SELECT e.time, p.role, e.name, dagsieve.number_of(e.attrs, p.attribute)::double precision AS value,
       coalesce(e.crypto, '(sans crypto)') AS crypto, l.dag_id, l.run_key AS run_id
  FROM dagsieve.progress AS p
  JOIN dagsieve.log AS l ON l.dag_id = p.dag_id AND l.role = 'task'
 CROSS JOIN LATERAL dagsieve.events_of(l.log_id) AS e
 WHERE e.name = p.event_name AND e.time <= dagsieve.now();
COMMENT ON VIEW dagsieve.board_sweep_event IS 'The events of sweeps that table progress names';

-- A burst or a new failure fires, whatever its severity; it shows the first attempt that failed so, of a burst in a run that run's.
CREATE OR REPLACE VIEW dagsieve.alert_failure (
    code, severity, domain, crypto, dag_id, run_id, title, failure, fires, task, place
) AS
SELECT t.code, coalesce(t.severity, '') AS severity, t.domain, '' AS crypto,
       coalesce(CASE WHEN a.is_new THEN f.dag_id ELSE a.dag_id END, ''),
       coalesce(CASE WHEN a.is_new THEN f.run_id ELSE a.run_id END, ''), coalesce(dagsieve.in_words('failure', a.title), ''),
       coalesce(a.failure, ''), coalesce(a.attempts, 0)::integer, coalesce(f.task, ''), coalesce(f.place, '')
  FROM dagsieve.taxonomy AS t
  LEFT JOIN (SELECT x.code, x.code = 'FAILURE_NEW' AS is_new, x.failure, x.title, x.dag_id, x.run_id, sum(x.attempts) AS attempts,
                    min(x.since) AS since
               FROM dagsieve.alert_failures AS x
              GROUP BY x.code, x.failure, x.title, x.dag_id, x.run_id) AS a ON a.code = t.code
  LEFT JOIN LATERAL (SELECT r.dag_id, r.run_id, coalesce(dagsieve.task_written(l.task_id, l.map_index), r.tasks[1]) AS task,
                            coalesce(l.source || ':' || dagsieve.line_of_failure(l.log_id, r.line), 'base d''Airflow') AS place
                       FROM dagsieve.failed_in_run AS r
                       LEFT JOIN dagsieve.log AS l ON l.log_id = r.log_id
                      WHERE r.failure = a.failure
                        AND (a.is_new OR r.last_time >= a.since AND r.run_id = coalesce(a.run_id, r.run_id)
                                                                AND r.dag_id = coalesce(a.dag_id, r.dag_id))
                      ORDER BY r.first_time, r.dag_id, r.run_id
                      LIMIT 1) AS f ON true
 WHERE t.code IN ('FAILURE_BURST', 'FAILURE_NEW');
COMMENT ON VIEW dagsieve.alert_failure IS 'Failures that are bursting or new';
COMMENT ON COLUMN dagsieve.alert_failure.fires IS 'attempts that failed with it';
COMMENT ON COLUMN dagsieve.alert_failure.place IS 'file:line of the first, or who alone knows it';
