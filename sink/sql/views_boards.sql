-- What board cvn-operateur shows (deploy/grafana): the judgement of state, signal and run_diagnosis in the operators' words, each with the
-- stable number that colours hang on. Nothing is judged here but age: what is old or missing is never shown green.

-- A good verdict that rests on a partial audit or on missing fields is not a good verdict.
CREATE OR REPLACE FUNCTION dagsieve.code_shown(main_code text, audit_partial boolean, main_missing text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN main_code NOT IN ('ML_SOLID', 'ML_EXPLOITABLE') THEN main_code
                WHEN audit_partial THEN 'AUDIT_PARTIAL'
                WHEN cardinality(main_missing) > 0 THEN 'PROVISIONAL'
                ELSE main_code END
$$;
COMMENT ON FUNCTION dagsieve.code_shown(text, boolean, text[]) IS 'the code whose colour a verdict is shown in';

CREATE OR REPLACE FUNCTION dagsieve.code_written(main_code text, audit_partial boolean, main_missing text[], old boolean) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT main_code
           || coalesce(' ('
                       || nullif(concat_ws(', ',
                              CASE WHEN old THEN dagsieve.word_for('caveat', 'old') END,
                              CASE WHEN audit_partial THEN dagsieve.word_for('caveat', 'partial') END,
                              CASE WHEN main_code <> 'INCONCLUSIVE' AND cardinality(main_missing) > 0
                                   THEN dagsieve.word_for('caveat', 'provisional') END), '')
                       || ')', '')
$$;
COMMENT ON FUNCTION dagsieve.code_written(text, boolean, text[], boolean) IS
    'a verdict with what must be known beside it: old, partial audit, provisional';

-- What Grafana would write in English: durations and ages, in the unit that matters.
CREATE OR REPLACE FUNCTION dagsieve.duration_written(seconds double precision) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN s.n < 60 THEN s.n || ' s'
                WHEN s.n < 3600 THEN s.n / 60 || ' min'
                WHEN s.n < 86400 THEN s.n / 3600 || ' h ' || to_char(s.n % 3600 / 60, 'FM00')
                ELSE s.n / 86400 || ' j ' || s.n % 86400 / 3600 || ' h' END
      FROM (SELECT round(seconds)::bigint AS n) AS s
$$;
COMMENT ON FUNCTION dagsieve.duration_written(double precision) IS 'a duration in the operators'' words: 42 s, 31 min, 1 h 18, 2 j 3 h';

CREATE OR REPLACE FUNCTION dagsieve.age_written(since timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN s.n < 60 THEN 'à l''instant'
                WHEN s.n < 3600 THEN 'il y a ' || s.n / 60 || ' min'
                WHEN s.n < 86400 THEN 'il y a ' || s.n / 3600 || ' h'
                ELSE 'il y a ' || s.n / 86400 || ' j' END
      FROM (SELECT round(extract(epoch FROM dagsieve.now() - since))::bigint AS n) AS s
$$;
COMMENT ON FUNCTION dagsieve.age_written(timestamptz) IS 'how long ago in the operators'' words: il y a 15 j';

CREATE OR REPLACE VIEW dagsieve.board_age (
    run_time, load_time, run_age_s, load_age_s, old, verdict
) AS
WITH last_run AS (
    SELECT max(s.end_time) AS run_time
      FROM dagsieve.run_summary AS s
     WHERE s.end_time <= dagsieve.now()
), last_load AS ( -- that kept what it read
    SELECT max(o.ended_at) AS load_time
      FROM dagsieve.load AS o
     WHERE o.ended_at <= dagsieve.now() AND o.status IN (0, 1)
), aged AS (
    SELECT r.run_time, coalesce(r.run_time < dagsieve.now() - dagsieve.span_of('silence_hours'), true) AS old
      FROM last_run AS r
)
SELECT a.run_time, l.load_time,
       extract(epoch FROM dagsieve.now() - a.run_time)::double precision AS run_age_s,
       extract(epoch FROM dagsieve.now() - l.load_time)::double precision AS load_age_s,
       a.old, CASE WHEN a.old THEN 'MUETTE' ELSE 'À JOUR' END AS verdict
  FROM aged AS a CROSS JOIN last_load AS l;
COMMENT ON VIEW dagsieve.board_age IS 'How old the data are, in one row';
COMMENT ON COLUMN dagsieve.board_age.run_time   IS 'end of the newest run';
COMMENT ON COLUMN dagsieve.board_age.load_time  IS 'end of the newest load that kept what it read';
COMMENT ON COLUMN dagsieve.board_age.run_age_s  IS 'age of run_time, seconds';
COMMENT ON COLUMN dagsieve.board_age.load_age_s IS 'age of load_time, seconds';
COMMENT ON COLUMN dagsieve.board_age.old        IS 'no run, or none newer than threshold silence_hours';

CREATE OR REPLACE VIEW dagsieve.board_state (
    "time", code, state, data_time
) AS
SELECT s.as_of AS time, l.number AS code, l.label AS state, s.data_time
  FROM dagsieve.state AS s
  JOIN dagsieve.label AS l ON l.kind = 'state' AND l.name = s.state;
COMMENT ON VIEW dagsieve.board_state IS 'The global state now, in one row';
COMMENT ON COLUMN dagsieve.board_state.code IS 'number of the state: 0 green to 3 red, -1 unknown';

CREATE OR REPLACE VIEW dagsieve.board_state_day (
    "time", code, state
) AS
SELECT d.time, l.number AS code, l.label AS state
  FROM (SELECT dagsieve.now() - n * interval '1 day' AS time FROM generate_series(0, 399) AS n) AS d
 CROSS JOIN LATERAL dagsieve.state_at(d.time) AS s
  JOIN dagsieve.label AS l ON l.kind = 'state' AND l.name = s.state;
COMMENT ON VIEW dagsieve.board_state_day IS 'The global state at this hour of the last 400 days; to be asked by time';
COMMENT ON COLUMN dagsieve.board_state_day.code IS 'number of the state: 0 green to 3 red, -1 unknown';

-- A value has its own limit; a full volume that logs tell of is no measurement. Of CPU alone the state is not RED (domain §7).
CREATE OR REPLACE VIEW dagsieve.board_infra_fact (
    place, fact, border, fires, code
) AS
SELECT m.place, m.fact, m.border, coalesce(m.fires, false) AS fires, m.code
  FROM dagsieve.infra_at(dagsieve.now()) AS i
 CROSS JOIN LATERAL (VALUES
           (1, CASE WHEN i.samples > 0 THEN coalesce(dagsieve.written('pods down {}', i.pods_down), 'pods down ?') END,
            dagsieve.written('> {}', dagsieve.limit_of('infra_pods_critical')),
            dagsieve.crosses(i.pods_down, 'infra_pods_critical'), 'NO_OUTCOME'),
           (2, CASE WHEN i.disk_full > 0 THEN dagsieve.word_for('code', 'DISK_FULL')
                    WHEN i.samples > 0 THEN coalesce(dagsieve.written('PVC {} %', i.pvc_pct), 'PVC ?') END,
            CASE WHEN i.disk_full = 0 THEN dagsieve.written('> {} %', dagsieve.limit_of('infra_pvc_critical')) END,
            i.disk_full > 0 OR dagsieve.crosses(i.pvc_pct, 'infra_pvc_critical'), 'DISK_FULL'),
           (3, CASE WHEN dagsieve.kills_known(i.oom_kills, i.samples) THEN 'OOM ' || i.oom_kills END,
            dagsieve.written('> {}', dagsieve.limit_of('infra_oom_critical')),
            dagsieve.crosses(i.oom_kills, 'infra_oom_critical'), 'OOM_KILLED'),
           (4, dagsieve.written('CPU {} %', i.cpu_pct), dagsieve.written('> {} %', dagsieve.limit_of('infra_cpu_saturated')),
            dagsieve.crosses(i.cpu_pct, 'infra_cpu_saturated'), NULL),
           (5, CASE WHEN i.samples = 0 THEN 'aucune mesure infra' END, NULL, false, NULL)) AS m (place, fact, border, fires, code)
 WHERE m.fact IS NOT NULL;
COMMENT ON VIEW dagsieve.board_infra_fact IS 'What is known of the machines now, in words, each value with its limit';
COMMENT ON COLUMN dagsieve.board_infra_fact.place  IS 'order: the worst first';
COMMENT ON COLUMN dagsieve.board_infra_fact.border IS 'its limit of table threshold; null where none was measured against it';
COMMENT ON COLUMN dagsieve.board_infra_fact.code   IS 'the code whose action fits where it fires';

-- What cannot be evaluated says what is missing, not what is fine. Where no run is known at all nobody's data are missed by name.
CREATE OR REPLACE VIEW dagsieve.board_reason (
    rule, label, number, verdict, value, threshold, since, crypto, weight, board
) AS
SELECT r.rule,
       CASE WHEN u.untested AND r.state = 'GREEN' THEN 'Aucune règle ne se déclenche' ELSE dagsieve.filled(l.label) END AS label,
       l.number,
       CASE WHEN r.fired THEN w.label WHEN r.fired IS NULL THEN 'INCONNU' ELSE 'non' END AS verdict,
       CASE WHEN r.rule = 'infra_critical' THEN i.facts
            WHEN u.untested THEN 'aucune stratégie testée ici'
            WHEN r.fired IS NULL AND k.crypto IS NOT NULL
                THEN CASE r.rule WHEN 'sortino_negative' THEN 'Sortino absent' ELSE 'aucun modèle utile connu' END
            ELSE coalesce(dagsieve.written_beside(l.figure, r.value, ARRAY[r.threshold]), 'donnée absente') END AS value,
       CASE WHEN NOT u.untested AND r.rule <> 'infra_critical' THEN dagsieve.written(l.border, r.threshold) END AS threshold,
       CASE WHEN r.fired IS NOT NULL OR k.crypto IS NULL THEN r.since END AS since, k.crypto,
       CASE WHEN r.fired THEN 10 + w.number
            WHEN r.fired IS NULL AND r.state <> 'GREEN' THEN 5
            ELSE 0 END AS weight,
       CASE WHEN k.crypto IS NULL THEN 'cvn-plateforme' ELSE 'cvn-crypto' END AS board
  FROM dagsieve.state_reason AS r
  JOIN dagsieve.label AS l ON l.kind = 'rule' AND l.name = r.rule
  JOIN dagsieve.label AS w ON w.kind = 'state' AND w.name = r.state
 CROSS JOIN LATERAL (SELECT coalesce(r.unasked = 'no_strategies', false) AS untested) AS u
  LEFT JOIN LATERAL (SELECT string_agg(f.fact || CASE WHEN f.fires THEN coalesce(' (' || f.border || ')', '') ELSE '' END, ' · '
                                       ORDER BY f.fires DESC, f.place) AS facts -- where the rule fires, what makes it fire
                       FROM dagsieve.board_infra_fact AS f
                      WHERE r.rule = 'infra_critical' AND (f.fires OR r.fired IS NOT TRUE)) AS i ON true
 CROSS JOIN LATERAL (SELECT CASE WHEN (SELECT a.run_time FROM dagsieve.board_age AS a) IS NOT NULL THEN r.crypto END AS crypto) AS k;
COMMENT ON VIEW dagsieve.board_reason IS 'Why the global state is what it is: the ten rules in the operators'' words';
COMMENT ON COLUMN dagsieve.board_reason.verdict   IS 'the state that it gives where it fired; non; INCONNU where it cannot be evaluated';
COMMENT ON COLUMN dagsieve.board_reason.value     IS 'what was found';
COMMENT ON COLUMN dagsieve.board_reason.threshold IS
    'the limit of table threshold; null where nothing is asked, and of infra, whose values stand each with its own';
COMMENT ON COLUMN dagsieve.board_reason.since     IS
    'since when it holds, else time of what decided; null where a crypto''s data are missing';
COMMENT ON COLUMN dagsieve.board_reason.crypto    IS 'the worst crypto, or one whose data are missing';
COMMENT ON COLUMN dagsieve.board_reason.weight    IS 'order: what fired, the worst first, then what is unknown';
COMMENT ON COLUMN dagsieve.board_reason.board     IS 'where to look further: the crypto''s board, or that of the platform';

-- The limits of a signal as the table has them, and its direction.
CREATE OR REPLACE VIEW dagsieve.board_limit (
    signal, limits, lower_is_worse
) AS
WITH measured AS ( -- of how many metrics a signal is made
    SELECT x.signal, count(DISTINCT x.metric) AS metrics
      FROM dagsieve.threshold AS x
     WHERE x.level <> 'setting'
     GROUP BY x.signal
), graded AS (
    SELECT t.signal, t.level, bool_and(t.op IN ('<', '<=')) AS lower_is_worse,
           string_agg(concat_ws(' ', CASE WHEN m.metrics > 1 THEN dagsieve.word_for('metric', t.metric) END,
                                replace(replace(t.op, '<=', '≤'), '>=', '≥'), dagsieve.written('{}', t.value),
                                nullif(dagsieve.word_for('unit', t.unit), '')),
                      ', ' ORDER BY t.name) AS limits
      FROM dagsieve.threshold AS t
      JOIN measured AS m ON m.signal = t.signal
     WHERE t.level <> 'setting'
     GROUP BY t.signal, t.level
)
SELECT g.signal,
       string_agg(CASE g.level WHEN 'warning' THEN 'attention ' ELSE 'critique ' END || g.limits, ' · ' ORDER BY g.level DESC) AS limits,
       bool_and(g.lower_is_worse) AS lower_is_worse
  FROM graded AS g
 GROUP BY g.signal;
COMMENT ON VIEW dagsieve.board_limit IS 'The limits of each golden signal, in words';
COMMENT ON COLUMN dagsieve.board_limit.lower_is_worse IS 'its limits are crossed downwards (threshold.op)';

-- An ok that rests on old data is unknown; a warning stays one.
CREATE OR REPLACE VIEW dagsieve.board_signal (
    signal, number, label, crypto, value, written, baseline, level, verdict, limits, since
) AS
SELECT s.signal, l.number, dagsieve.filled(l.label) AS label, s.crypto, s.value,
       coalesce(dagsieve.written_beside(l.figure, s.value, dagsieve.limits_of(s.signal)), 'donnée absente') AS written, s.baseline,
       v.number AS level, v.label AS verdict, b.limits, s.since
  FROM dagsieve.signal AS s
  JOIN dagsieve.label AS l ON l.kind = 'signal' AND l.name = s.signal
 CROSS JOIN dagsieve.board_age AS a
  LEFT JOIN dagsieve.board_limit AS b ON b.signal = s.signal
  LEFT JOIN LATERAL (SELECT c.time
                       FROM dagsieve.correlation AS c
                      WHERE c.crypto = s.crypto AND c.main_code IS NOT NULL AND c.time <= dagsieve.now()
                      ORDER BY c.time DESC
                      LIMIT 1) AS n ON s.crypto IS NOT NULL
  JOIN dagsieve.label AS v
    ON v.kind = 'level'
   AND v.name = CASE WHEN s.level = 'ok' AND (a.old OR n.time < dagsieve.now() - dagsieve.span_of('verdict_age')) THEN 'unknown'
                     ELSE s.level END;
COMMENT ON VIEW dagsieve.board_signal IS 'The golden signals in the operators'' words; an ok that rests on old data is unknown';
COMMENT ON COLUMN dagsieve.board_signal.level  IS 'number of the level: 0 ok, 1 warning, 2 critical, -1 unknown';
COMMENT ON COLUMN dagsieve.board_signal.limits IS 'its limits of table threshold';

CREATE OR REPLACE VIEW dagsieve.board_tile (
    signal, label, crypto, value, level, verdict, limits, since, beside
) AS
SELECT DISTINCT ON (s.signal)
       s.signal, s.label, k.crypto, s.value, s.level, s.verdict || coalesce(' ' || k.crypto, '') AS verdict, s.limits, s.since,
       CASE WHEN s.level = -1 AND count(*) FILTER (WHERE s.level = 0) OVER w > 0 THEN 'OK'
            WHEN s.level > 0 AND count(*) FILTER (WHERE s.level = -1) OVER w > 0 THEN '?' END AS beside
  FROM dagsieve.board_signal AS s
  LEFT JOIN dagsieve.board_limit AS b ON b.signal = s.signal
 CROSS JOIN LATERAL (SELECT CASE WHEN (SELECT a.run_time FROM dagsieve.board_age AS a) IS NOT NULL THEN s.crypto END AS crypto) AS k
WINDOW w AS (PARTITION BY s.signal)
 ORDER BY s.signal,
          CASE s.level WHEN 2 THEN 1 WHEN 1 THEN 2 WHEN -1 THEN 3 ELSE 4 END,
          CASE WHEN b.lower_is_worse THEN s.value ELSE -s.value END,
          s.crypto;
COMMENT ON VIEW dagsieve.board_tile IS
    'Each golden signal once: of those per crypto the worst one, named; never a mean over cryptos (domain §4)';
COMMENT ON COLUMN dagsieve.board_tile.beside IS 'OK: of other cryptos it is known and ok; ?: of others it is unknown';

-- What a tile's signal was, for the one crypto or DAG that it shows; of infra_health nothing: which metric it was is asked there.
CREATE OR REPLACE FUNCTION dagsieve.signal_before(
    signal text, crypto text, value numeric, since timestamptz, at timestamptz
) RETURNS numeric
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT CASE signal
           WHEN 'infra_health' THEN NULL
           WHEN 'pipeline_success_rate' THEN
               (SELECT round(100.0 * count(*) FILTER (WHERE r.state = 'success') / nullif(count(r.state), 0), 2)
                  FROM dagsieve.runs_at(at) AS r
                 WHERE r.end_time <= at AND r.end_time > at - dagsieve.span_of('success_window'))
           WHEN 'pipeline_latency' THEN
               (SELECT r.duration_s
                  FROM dagsieve.runs_at(at) AS r
                 WHERE r.dag_id = (SELECT n.dag_id FROM dagsieve.run_summary AS n WHERE n.end_time = since AND n.duration_s = value LIMIT 1)
                   AND r.state IS NOT NULL
                   AND r.end_time <= at
                 ORDER BY r.end_time DESC
                 LIMIT 1)
           WHEN 'model_freshness' THEN
               (SELECT round(extract(epoch FROM at - c.time)::numeric / 86400, 2)
                  FROM dagsieve.correlation AS c
                 WHERE c.crypto = $2 AND c.gate_passed AND c.time <= at
                 ORDER BY c.time DESC
                 LIMIT 1)
           WHEN 'challenger_count' THEN
               (SELECT i.value
                  FROM dagsieve.infra_sample AS i
                 WHERE i.metric = 'challenger_count' AND i.time <= at
                 ORDER BY i.time DESC
                 LIMIT 1)
           ELSE
               (SELECT CASE signal WHEN 'f1_buy_delta_vs_baseline' THEN c.f1_delta
                                   WHEN 'screening_testing_gap' THEN c.overfit_gap
                                   WHEN 'std_f1_buy' THEN c.std_f1_buy
                                   WHEN 'sortino' THEN c.sortino
                                   WHEN 'sl_pct' THEN c.sl_pct
                                   ELSE c.timeout_pct END
                  FROM dagsieve.correlation AS c
                 WHERE c.crypto = $2 AND c.main_code IS NOT NULL AND c.time <= at
                 ORDER BY c.time DESC
                 LIMIT 1)
           END
$$;
COMMENT ON FUNCTION dagsieve.signal_before(text, text, numeric, timestamptz, timestamptz) IS
    'what a row of board_tile read at that time; null where nothing was known';

-- A tile has room for twelve letters, as of a crypto.
CREATE OR REPLACE FUNCTION dagsieve.dag_short(dag_id text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN length(n.name) > 12 THEN left(n.name, 11) || '…' ELSE n.name END
      FROM (SELECT coalesce(nullif(regexp_replace(dag_id, '^.*__', ''), ''), dag_id) AS name) AS n
$$;
COMMENT ON FUNCTION dagsieve.dag_short(text) IS
    'a DAG''s name where there is little room: without what stands before __, cut to twelve letters';

-- What a tile reads: its figure with its unit, where it went in a week, whose it is; and the level. The data's age is one more.
CREATE OR REPLACE VIEW dagsieve.board_tile_written (
    signal, figure, level
) AS
WITH infra AS ( -- in words the metric that is the worst
    SELECT CASE split_part(s.why, ' ', 1) WHEN 'pods_down' THEN dagsieve.written('pods down {}', s.value)
                                          WHEN 'pvc_pct' THEN CASE WHEN i.disk_full > 0 THEN dagsieve.word_for('code', 'DISK_FULL')
                                                                   ELSE dagsieve.written('PVC {} %', s.value) END
                                          WHEN 'cpu_pct' THEN dagsieve.written('CPU {} %', s.value)
                                          ELSE CASE WHEN dagsieve.kills_known(i.oom_kills, i.samples) THEN i.oom_kills || ' OOM' END
                                          END AS figure,
           CASE split_part(s.why, ' ', 1) WHEN 'pods_down' THEN sign(s.value - b.pods_down)
                                          WHEN 'pvc_pct' THEN sign(s.value - CASE WHEN b.disk_full > 0 THEN 100 ELSE b.pvc_pct END)
                                          WHEN 'cpu_pct' THEN sign(s.value - b.cpu_pct)
                                          ELSE CASE WHEN dagsieve.kills_known(i.oom_kills, i.samples)
                                                    THEN sign(i.oom_kills - b.oom_kills) END END AS went
      FROM dagsieve.signal AS s
     CROSS JOIN dagsieve.infra_at(dagsieve.now()) AS i
      LEFT JOIN dagsieve.infra_at(dagsieve.now() - interval '7 days') AS b -- of a time before the first run logs tell no kill
        ON EXISTS (SELECT FROM dagsieve.run_summary AS r WHERE r.end_time <= dagsieve.now() - interval '7 days')
     WHERE s.signal = 'infra_health'
)
SELECT t.signal,
       concat_ws(' ', CASE t.signal WHEN 'infra_health' THEN (SELECT i.figure FROM infra AS i)
                                    WHEN 'pipeline_latency' THEN
                                        (SELECT concat_ws(' ', dagsieve.dag_short(split_part(s.why, ': ', 1)), -- why begins with the DAG
                                                          dagsieve.duration_written(s.value::double precision))
                                           FROM dagsieve.signal_of_latency AS s
                                          WHERE s.value IS NOT NULL)
                                    ELSE dagsieve.figure_written(t.signal, l.figure, t.value) END,
                 CASE coalesce((SELECT i.went FROM infra AS i WHERE t.signal = 'infra_health'), sign(t.value - p.value))
                     WHEN 1 THEN '↗' WHEN -1 THEN '↘' WHEN 0 THEN '→' END,
                 t.crypto) AS figure,
       concat_ws(' · ', split_part(t.verdict, ' ', 1), t.beside) AS level
  FROM dagsieve.board_tile AS t
  JOIN dagsieve.label AS l ON l.kind = 'signal' AND l.name = t.signal
 CROSS JOIN LATERAL (SELECT dagsieve.signal_before(t.signal, t.crypto, t.value, t.since, dagsieve.now() - interval '7 days') AS value) AS p
UNION ALL
SELECT 'age', coalesce(dagsieve.age_written(a.run_time), 'aucun run'), a.verdict FROM dagsieve.board_age AS a;
COMMENT ON VIEW dagsieve.board_tile_written IS
    'The golden signals as their tiles read: figure, trend over a week, worst crypto or DAG; the level';
COMMENT ON COLUMN dagsieve.board_tile_written.figure IS
    'the figure with its unit, an arrow to where it went in seven days, the worst crypto; of a latency its DAG first';
COMMENT ON COLUMN dagsieve.board_tile_written.level  IS
    'the level in words, behind it where other cryptos'' is ok or unknown; of the data''s age À JOUR or MUETTE';

-- One cell a crypto and night, from noon to noon (UTC), dated by its morning: the last diagnosis of the night. Without a run that night:
-- a null. What names no crypto has a line of its own, with the nights that had such a run.
CREATE OR REPLACE VIEW dagsieve.board_night (
    "time", crypto, code, main_code, dag_id, run_id
) AS
SELECT g.time, c.crypto, l.number AS code, d.main_code, d.dag_id, d.run_id
  FROM generate_series(date_trunc('day', dagsieve.now() - interval '400 days', 'UTC'),
                       date_trunc('day', dagsieve.now() + interval '12 hours', 'UTC'), interval '1 day') AS g (time)
 CROSS JOIN dagsieve.crypto AS c
  LEFT JOIN LATERAL (SELECT r.dag_id, r.run_id
                       FROM dagsieve.run_code AS r
                      WHERE r.crypto = c.crypto
                        AND r.newest_time >= g.time - interval '12 hours'
                        AND r.newest_time < least(g.time + interval '12 hours', dagsieve.now())
                      ORDER BY r.newest_time DESC, r.dag_id, r.run_id
                      LIMIT 1) AS n ON true
  LEFT JOIN dagsieve.run_diagnosis AS d ON d.dag_id = n.dag_id AND d.run_id = n.run_id AND d.crypto = c.crypto
  LEFT JOIN dagsieve.label AS l ON l.kind = 'code' AND l.name = dagsieve.code_shown(d.main_code, d.audit_partial, d.main_missing)
UNION ALL
SELECT g.time, '(sans crypto)', l.number, d.main_code, d.dag_id, d.run_id
  FROM generate_series(date_trunc('day', dagsieve.now() - interval '400 days', 'UTC'),
                       date_trunc('day', dagsieve.now() + interval '12 hours', 'UTC'), interval '1 day') AS g (time)
 CROSS JOIN LATERAL (SELECT x.main_code, x.audit_partial, x.main_missing, r.dag_id, r.run_id
                       FROM dagsieve.run_summary AS r
                       JOIN dagsieve.run_diagnosis AS x ON x.dag_id = r.dag_id AND x.run_id = r.run_id AND x.crypto IS NULL
                      WHERE r.end_time >= g.time - interval '12 hours'
                        AND r.end_time < least(g.time + interval '12 hours', dagsieve.now())
                        AND (r.n_blocks = 0 AND (r.dag_id IN (SELECT t.dag_id FROM dagsieve.testing_dag AS t)
                                                 OR r.n_oom > 0
                                                 OR r.candidates_passed = 0)
                             OR EXISTS (SELECT
                                          FROM dagsieve.run_code AS o
                                         WHERE o.dag_id = r.dag_id AND o.run_id = r.run_id AND coalesce(o.crypto, '') = ''))
                      ORDER BY r.end_time DESC, r.dag_id, r.run_id
                      LIMIT 1) AS d
  LEFT JOIN dagsieve.label AS l ON l.kind = 'code' AND l.name = dagsieve.code_shown(d.main_code, d.audit_partial, d.main_missing)
UNION ALL -- a time line without a row says so in English
SELECT g.time, '(aucune stratégie)', NULL, NULL, NULL, NULL
  FROM generate_series(date_trunc('day', dagsieve.now() - interval '400 days', 'UTC'),
                       date_trunc('day', dagsieve.now() + interval '12 hours', 'UTC'), interval '1 day') AS g (time)
 WHERE NOT (SELECT dagsieve.has_strategies());
COMMENT ON VIEW dagsieve.board_night IS 'The main diagnosis per crypto and night, the last of a night; null where no run ended';
COMMENT ON COLUMN dagsieve.board_night.code IS 'number of the code in table label';

-- The strategy of a run that decides its diagnosis (domain §5.2), with its figures.
CREATE OR REPLACE VIEW dagsieve.board_strategy (
    dag_id, run_id, crypto, "time", log_id, seq, line, strategy, sl, tp, horizon, f1_buy, baseline_f1_buy, f1_delta,
    screening_f1_buy, last_fold_f1_buy, overfit_gap, std_f1_buy, sortino, tp_pct, sl_pct, timeout_pct, n_trades, n_trials,
    buy_rate, gate_passed, gate_reason, main_code, audit_partial, verdict
) AS
SELECT c.dag_id, c.run_id, c.crypto, c.time, c.log_id, c.seq, c.line, b.strategy, b.sl, b.tp, b.horizon, b.f1_buy, b.baseline_f1_buy,
       b.f1_delta, b.screening_f1_buy, b.last_fold_f1_buy, b.overfit_gap, b.std_f1_buy, b.sortino, b.tp_pct, b.sl_pct, b.timeout_pct,
       b.n_trades, b.n_trials, b.buy_rate, b.gate_passed, b.gate_reason, b.main_code,
       b.audit_partial OR EXISTS (SELECT -- of the run
                                    FROM dagsieve.run_code AS o
                                   WHERE o.dag_id = c.dag_id AND o.run_id = c.run_id AND o.crypto IS NULL AND o.audit_partial)
           AS audit_partial,
       b.verdict
  FROM dagsieve.run_code AS c
  JOIN dagsieve.correlation AS b ON b.log_id = c.log_id AND b.seq = c.seq
 WHERE coalesce((SELECT false -- most runs have one row a crypto
                   FROM dagsieve.run_code AS o
                  WHERE o.dag_id = c.dag_id AND o.run_id = c.run_id AND coalesce(o.crypto, '') = coalesce(c.crypto, '')
                    AND (o.main_code, o.gate_passed) <> (c.main_code, c.gate_passed)
                  LIMIT 1), true)
    OR (c.log_id, c.seq) = (SELECT o.log_id, o.seq
                              FROM dagsieve.run_code AS o
                              LEFT JOIN dagsieve.taxonomy AS x ON x.code = o.main_code
                             WHERE o.dag_id = c.dag_id AND o.run_id = c.run_id AND coalesce(o.crypto, '') = coalesce(c.crypto, '')
                             ORDER BY o.gate_passed DESC, x.best NULLS LAST, o.sortino DESC NULLS LAST, o.f1_delta DESC NULLS LAST, o.time,
                                      o.log_id, o.seq
                             LIMIT 1);
COMMENT ON VIEW dagsieve.board_strategy IS 'The best strategy of each run and crypto, the one that the run''s diagnosis rests on';

CREATE OR REPLACE VIEW dagsieve.board_verdict (
    crypto, crypto_group, "time", verdict, cause_code, severity, action, f1_delta, overfit_gap, std_f1_buy, sortino, f1_buy,
    baseline_f1_buy, tp_pct, sl_pct, timeout_pct, dag_id, run_id, code
) AS
SELECT c.crypto, c.crypto_group, d.end_time AS time,
       coalesce(dagsieve.code_written(d.main_code, d.audit_partial, d.main_missing, o.old), 'AUCUN RUN') AS verdict,
       d.cause_code, d.severity, coalesce(l.advice, d.action, 'lancer un run de test de cette crypto') AS action,
       b.f1_delta, b.overfit_gap, b.std_f1_buy, b.sortino, b.f1_buy, b.baseline_f1_buy, b.tp_pct, b.sl_pct, b.timeout_pct,
       d.dag_id, d.run_id, s.code
  FROM dagsieve.crypto AS c
  LEFT JOIN LATERAL (SELECT r.dag_id, r.run_id
                       FROM dagsieve.run_code AS r
                      WHERE r.crypto = c.crypto AND r.newest_time <= dagsieve.now()
                      ORDER BY r.newest_time DESC, r.dag_id, r.run_id
                      LIMIT 1) AS n ON true
  LEFT JOIN dagsieve.run_diagnosis AS d ON d.dag_id = n.dag_id AND d.run_id = n.run_id AND d.crypto = c.crypto
  LEFT JOIN dagsieve.board_strategy AS b ON b.dag_id = n.dag_id AND b.run_id = n.run_id AND b.crypto = c.crypto
 CROSS JOIN dagsieve.board_age AS a
 CROSS JOIN LATERAL (SELECT a.old OR d.end_time < dagsieve.now() - dagsieve.span_of('verdict_age') AS old) AS o
 CROSS JOIN LATERAL (SELECT CASE WHEN o.old AND d.main_code IN ('ML_SOLID', 'ML_EXPLOITABLE') THEN 'OUTDATED' -- it said nothing to do
                                 ELSE dagsieve.code_shown(d.main_code, d.audit_partial, d.main_missing) END AS code) AS s
  LEFT JOIN dagsieve.label AS l ON l.kind = 'code' AND l.name = s.code;
COMMENT ON VIEW dagsieve.board_verdict IS
    'The last diagnosis of each crypto that is watched, with the figures of the strategy it rests on and what to do';
COMMENT ON COLUMN dagsieve.board_verdict.verdict IS
    'the code, with (ancien), (audit partiel), (provisoire) where it must be read with care';
COMMENT ON COLUMN dagsieve.board_verdict.code IS 'the code whose colour it has, and whose advice its action is; null without a run';

-- A table of Grafana 11 cuts a long text or breaks it within words.
CREATE OR REPLACE FUNCTION dagsieve.lines_of(text text, width integer) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT array_agg(rtrim(m.part[1]) ORDER BY m.line)
      FROM regexp_matches($1 || ' ', format('(.{1,%s}(?= )|[^ ]{%s}) *', $2, $2), 'g') WITH ORDINALITY AS m (part, line)
$$;
COMMENT ON FUNCTION dagsieve.lines_of(text, integer) IS
    'a text in lines of so many characters at most, broken at its blanks, a longer word within; null for an empty one';

CREATE OR REPLACE VIEW dagsieve.board_action (
    crypto, place, code, verdict, action, weight, dag_id, run_id, board
) AS
SELECT v.crypto, row_number() OVER (ORDER BY w.number DESC NULLS LAST, coalesce(v.code IN ('ML_SOLID', 'ML_EXPLOITABLE'), false),
                                           v.sortino NULLS LAST, v.crypto) AS place,
       coalesce(v.code, 'AUCUN') AS code, v.verdict,
       regexp_replace(regexp_replace(v.action, ' ([;:%])', U&'\00A0' || '\1', 'g'),
                      ' ([<>]) ', U&'\00A0' || '\1' || U&'\00A0', 'g') AS action,
       w.number AS weight, v.dag_id, v.run_id, CASE WHEN v.run_id IS NULL THEN 'cvn-crypto' ELSE 'cvn-run' END AS board
  FROM dagsieve.board_verdict AS v
  LEFT JOIN dagsieve.label AS w ON w.kind = 'severity' AND w.name = v.severity;
COMMENT ON VIEW dagsieve.board_action IS 'What to do for each crypto that is watched';
COMMENT ON COLUMN dagsieve.board_action.place   IS
    'its place among all: the gravest first, then what is not judged, then what is well; of equals the lowest Sortino first';
COMMENT ON COLUMN dagsieve.board_action.code    IS 'the code whose colour the verdict has';
COMMENT ON COLUMN dagsieve.board_action.verdict IS 'the code and what must be known beside it';
COMMENT ON COLUMN dagsieve.board_action.action  IS 'the playbook''s, which breaks into lines never before a sign';
COMMENT ON COLUMN dagsieve.board_action.weight  IS 'number of the severity, the higher the worse';
COMMENT ON COLUMN dagsieve.board_action.board   IS 'where to look further: the run''s board, or that of a crypto without a run';

CREATE OR REPLACE VIEW dagsieve.board_exit (
    crypto, tp_pct, sl_pct, timeout_pct, sl, timeout
) AS
WITH crossed AS (
    SELECT b.crypto, max(b.level) FILTER (WHERE b.signal = 'sl_pct') AS sl, max(b.level) FILTER (WHERE b.signal = 'timeout_pct') AS timeout
      FROM dagsieve.board_signal AS b
     WHERE b.signal IN ('sl_pct', 'timeout_pct')
     GROUP BY b.crypto
)
SELECT n.crypto, n.tp_pct::double precision AS tp_pct, n.sl_pct::double precision AS sl_pct,
       n.timeout_pct::double precision AS timeout_pct,
       dagsieve.levelled(c.sl, 'sl_pct', n.sl_pct) AS sl, dagsieve.levelled(c.timeout, 'timeout_pct', n.timeout_pct) AS timeout
  FROM dagsieve.newest_block AS n
  LEFT JOIN crossed AS c ON c.crypto = n.crypto;
COMMENT ON VIEW dagsieve.board_exit IS
    'Shares of exits of each crypto''s newest block; stop-loss and timeout also behind the word of their level';
