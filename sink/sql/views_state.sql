-- The state of the platform (domain §7). Everything is asked of a moment, so that the past can be: state and state_reason are the
-- functions at dagsieve.now(). A rule that cannot be evaluated is null, never false.

CREATE OR REPLACE VIEW dagsieve.crypto (
    crypto, crypto_group
) AS
WITH RECURSIVE seen (crypto) AS ( -- those that blocks name, found by leaps through the index
    SELECT min(c.crypto) FROM dagsieve.correlation AS c
    UNION ALL
    SELECT (SELECT min(c.crypto) FROM dagsieve.correlation AS c WHERE c.crypto > s.crypto)
      FROM seen AS s
     WHERE s.crypto IS NOT NULL
), watched AS (
    SELECT u.crypto, min(u.crypto_group) AS crypto_group
      FROM dagsieve.universe AS u
     WHERE (SELECT dagsieve.has_strategies())
     GROUP BY u.crypto
)
SELECT coalesce(w.crypto, s.crypto) AS crypto, w.crypto_group
  FROM watched AS w
  FULL JOIN (SELECT x.crypto
               FROM seen AS x
              WHERE EXISTS (SELECT
                              FROM dagsieve.correlation AS c
                             WHERE c.crypto = x.crypto AND (c.time <= dagsieve.now() OR c.time IS NULL))) AS s ON s.crypto = w.crypto;
COMMENT ON VIEW dagsieve.crypto IS
    'The cryptos that are watched (table universe; none where no strategies are tested) or named by a block until now';

-- What is known of the platform's machines over the 24 hours before a moment: the latest sample of each metric, the kills of all samples
-- or of the logs, whichever tell more.
CREATE OR REPLACE FUNCTION dagsieve.infra_at(at timestamptz) RETURNS TABLE (
    oom_kills numeric, disk_full bigint, pvc_pct numeric, cpu_pct numeric, pods_down numeric, samples bigint, last_time timestamptz
)
LANGUAGE sql STABLE
AS $$
    WITH sampled AS (
        SELECT sum(i.value) FILTER (WHERE i.metric = 'oom_kills') AS oom_kills,
               (array_agg(i.value ORDER BY i.time DESC) FILTER (WHERE i.metric = 'pvc_pct'))[1] AS pvc_pct,
               (array_agg(i.value ORDER BY i.time DESC) FILTER (WHERE i.metric = 'cpu_pct'))[1] AS cpu_pct,
               (array_agg(i.value ORDER BY i.time DESC) FILTER (WHERE i.metric = 'pods_down'))[1] AS pods_down,
               count(*) AS n, max(i.time) AS last_time
          FROM dagsieve.infra_sample AS i
         WHERE i.metric IN ('oom_kills', 'pvc_pct', 'cpu_pct', 'pods_down')
           AND i.time <= at
           AND i.time > at - interval '24 hours'
    ), struck AS ( -- runs with a kill or a full disk
        SELECT r.dag_id, r.run_id
          FROM dagsieve.run_summary AS r
         WHERE (r.n_oom > 0 OR r.n_disk_full > 0)
           AND r.end_time > at - interval '24 hours'
           AND r.start_time <= at
        OFFSET 0
    ), hit AS (
        SELECT f.code, a.end_time
          FROM struck AS s
         CROSS JOIN LATERAL (SELECT l.log_id, l.end_time
                               FROM dagsieve.log AS l
                              WHERE l.dag_id = s.dag_id
                                AND l.run_key = s.run_id
                                AND l.role = 'task'
                                AND (l.try_number IS NOT NULL OR NOT dagsieve.is_inside_another(l.log_id))
                                AND l.end_time <= at
                                AND l.end_time > at - interval '24 hours'
                             OFFSET 0) AS a
          JOIN dagsieve.finding AS f ON f.log_id = a.log_id AND f.seq = 0 AND f.code IN ('OOM_KILLED', 'DISK_FULL')
        UNION ALL
        SELECT n.code, n.time
          FROM struck AS s
         CROSS JOIN LATERAL dagsieve.noticed_attempts(s.dag_id, s.run_id) AS n
         WHERE n.code = 'OOM_KILLED'
           AND n.time <= at
           AND n.time > at - interval '24 hours'
           AND NOT EXISTS (SELECT FROM dagsieve.finding AS f WHERE f.log_id = n.log_id AND f.seq = 0 AND f.code = n.code)
        UNION ALL -- told of no run, unless a log of such an attempt shows it
        SELECT n.code, n.time
          FROM dagsieve.notice AS n
         WHERE n.code = 'OOM_KILLED'
           AND n.run_id IS NULL
           AND n.logical_date IS NULL
           AND n.time <= at
           AND n.time > at - interval '24 hours'
           AND NOT EXISTS (SELECT
                             FROM dagsieve.log AS l
                             JOIN dagsieve.finding AS f ON f.log_id = l.log_id AND f.seq = 0 AND f.code = n.code
                            WHERE l.role = 'task' AND l.dag_id = n.dag_id AND l.task_id = n.task_id
                              AND l.try_number IS NOT DISTINCT FROM coalesce(n.try_number, l.try_number)
                              AND l.end_time BETWEEN n.time - interval '1 hour' AND n.time + interval '1 hour')
    ), logged AS (
        SELECT count(*) FILTER (WHERE h.code = 'OOM_KILLED') AS oom_kills,
               count(*) FILTER (WHERE h.code = 'DISK_FULL') AS disk_full,
               max(h.end_time) AS last_time
          FROM hit AS h
    )
    SELECT greatest(coalesce(s.oom_kills, 0), l.oom_kills), l.disk_full, s.pvc_pct, s.cpu_pct, s.pods_down, s.n,
           greatest(s.last_time, l.last_time)
      FROM sampled AS s CROSS JOIN logged AS l
$$;
COMMENT ON FUNCTION dagsieve.infra_at(timestamptz) IS 'OOM kills, full disks and samples of the 24 hours before a moment';

-- Logs and samples tell of kills; without either a zero is none.
CREATE OR REPLACE FUNCTION dagsieve.kills_known(oom_kills numeric, samples bigint) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT oom_kills > 0
           OR samples > 0
           OR EXISTS (SELECT
                        FROM dagsieve.run_summary AS r
                       WHERE r.end_time > dagsieve.now() - interval '24 hours' AND r.end_time <= dagsieve.now())
$$;
COMMENT ON FUNCTION dagsieve.kills_known(numeric, bigint) IS
    'whether the kills that infra_at() counts now are known, or only none was told';

-- The ten rules of domain §7 at a moment: first what they are judged by, then a rule a SELECT.
CREATE OR REPLACE FUNCTION dagsieve.state_reasons(at timestamptz) RETURNS TABLE (
    rule text, state text, fired boolean, value numeric, why text, threshold numeric, since timestamptz, crypto text, unasked text
)
LANGUAGE sql STABLE
AS $$
    WITH infra AS ( -- the machines, and which of their limits are crossed
        SELECT i.*, coalesce(dagsieve.crosses(i.oom_kills, 'infra_oom_critical'), false) AS oom,
               coalesce(dagsieve.crosses(i.pvc_pct, 'infra_pvc_critical'), false) OR i.disk_full > 0 AS pvc,
               coalesce(dagsieve.crosses(i.pods_down, 'infra_pods_critical'), false) AS pods,
               dagsieve.limit_of('infra_samples_required') <> 0 AS required,
               i.pvc_pct IS NULL AND i.pods_down IS NULL AND dagsieve.limit_of('infra_samples_required') = 0 AS unwatched,
               nullif(concat_ws(', ', CASE WHEN i.pvc_pct IS NULL THEN 'pvc_pct' END,
                                      CASE WHEN i.pods_down IS NULL THEN 'pods_down' END), '') AS missing
          FROM dagsieve.infra_at(at) AS i
    ), ended AS ( -- finished runs of the window, and how many succeeded
        SELECT count(*) AS finished, 100.0 * count(*) FILTER (WHERE r.state = 'success') / nullif(count(*), 0) AS rate,
               max(r.end_time) AS since
          FROM dagsieve.runs_at(at) AS r
         WHERE r.state IS NOT NULL
           AND r.end_time <= at
           AND r.end_time > at - dagsieve.span_of('success_window')
    ), success AS (
        SELECT e.rate, e.since,
               coalesce(dagsieve.told_from(e.rate, 1, dagsieve.limits_of('pipeline_success_rate'))
                            || ' % of ' || e.finished || ' runs succeeded in ', 'no run finished in ')
                   || dagsieve.filled('{success_window} days') AS why
          FROM ended AS e
    ), tested AS ( -- the last complete testing runs, and whether a candidate passed
        SELECT r.end_time,
               CASE WHEN r.candidates_passed > 0 OR r.n_gate_passed > 0 THEN true
                    WHEN r.candidates_passed = 0 OR r.n_blocks > 0 AND r.n_gated = r.n_blocks THEN false END AS passed
          FROM dagsieve.runs_at(at) AS r
         WHERE r.complete
           AND r.dag_id IN (SELECT t.dag_id FROM dagsieve.testing_dag AS t)
           AND r.end_time <= at
         ORDER BY r.end_time DESC, r.dag_id, r.run_id
         LIMIT dagsieve.limit_of('pass_rate_runs')::bigint
    ), passing AS (
        SELECT count(*) AS n, count(*) FILTER (WHERE t.passed) AS passed, count(*) FILTER (WHERE t.passed IS NULL) AS unknown,
               min(t.end_time) AS since
          FROM tested AS t
    ), model AS ( -- when a model last passed, of the core and of the other cryptos
        SELECT u.crypto_group = 'btc-core' AS core, count(*) AS cryptos, count(*) FILTER (WHERE m.time IS NULL) AS never,
               min(m.time) AS oldest, (array_agg(u.crypto ORDER BY m.time, u.crypto))[1] AS oldest_crypto,
               string_agg(u.crypto, ', ' ORDER BY u.crypto) FILTER (WHERE m.time IS NULL) AS unseen,
               min(u.crypto) FILTER (WHERE m.time IS NULL) AS unseen_crypto
          FROM dagsieve.universe AS u
          LEFT JOIN LATERAL (SELECT c.time
                               FROM dagsieve.correlation AS c
                              WHERE c.crypto = u.crypto AND c.gate_passed AND c.time <= at
                              ORDER BY c.time DESC
                              LIMIT 1) AS m ON true
         GROUP BY 1
    ), last_runs AS ( -- each crypto's last runs with the Sortino of their newest block
        SELECT c.crypto, r.time, r.sortino
          FROM dagsieve.crypto AS c
          LEFT JOIN LATERAL (SELECT max(b.newest_time) AS time,
                                    (array_agg(b.newest_sortino
                                               ORDER BY b.newest_time DESC, b.newest_seq DESC, b.newest_log_id DESC))[1] AS sortino
                               FROM (SELECT * -- 16 rows a run at most: two answers of the gates, eight codes
                                       FROM dagsieve.run_code AS x
                                      WHERE x.crypto = c.crypto AND x.newest_time <= at
                                      ORDER BY x.newest_time DESC
                                      LIMIT 16 * dagsieve.limit_of('negative_sortino_runs')::bigint) AS b
                              GROUP BY b.dag_id, b.run_id
                              ORDER BY 1 DESC, b.dag_id, b.run_id
                              LIMIT dagsieve.limit_of('negative_sortino_runs')::bigint) AS r ON true
    ), lost AS (
        SELECT l.crypto, count(l.time) AS n, count(*) FILTER (WHERE l.sortino < 0) AS lost,
               count(*) FILTER (WHERE l.time IS NOT NULL AND l.sortino IS NULL) AS unknown, min(l.time) AS since,
               (array_agg(l.sortino ORDER BY l.time DESC))[1] AS newest
          FROM last_runs AS l
         GROUP BY l.crypto
    ), loses AS ( -- whether it fires for a crypto, or could
        SELECT k.*, k.lost = c.runs AS fires, k.unknown > 0 AND k.lost + k.unknown = c.runs AS unsure
          FROM lost AS k CROSS JOIN (SELECT dagsieve.limit_of('negative_sortino_runs') AS runs) AS c
    ), losing AS ( -- the worst is the one with the lowest Sortino
        SELECT bool_or(k.fires) AS fired, bool_or(k.unsure) AS unsure,
               count(*) FILTER (WHERE k.n > 0) AS seen, max(k.lost) AS longest,
               string_agg(k.crypto, ', ' ORDER BY k.crypto) FILTER (WHERE k.fires) AS cryptos,
               (array_agg(k.since ORDER BY k.newest, k.crypto) FILTER (WHERE k.fires))[1] AS since,
               (array_agg(k.crypto ORDER BY k.newest, k.crypto) FILTER (WHERE k.fires))[1] AS worst,
               min(k.crypto) FILTER (WHERE k.unsure) AS unsure_crypto
          FROM loses AS k
    ), useful AS ( -- the last useful run, the first and the last of all
        SELECT (SELECT r.end_time
                  FROM dagsieve.run_summary AS r
                 WHERE (r.candidates_passed > 0 OR r.n_gate_passed > 0) AND r.end_time <= at
                 ORDER BY r.end_time DESC
                 LIMIT 1) AS last_time,
               (SELECT min(r.end_time) FROM dagsieve.run_summary AS r) AS first_run,
               (SELECT r.end_time FROM dagsieve.run_summary AS r WHERE r.end_time <= at ORDER BY r.end_time DESC LIMIT 1) AS last_run
    ), judged AS (
        SELECT 1 AS place, 'infra_critical' AS rule, 'RED' AS state,
               CASE WHEN i.oom OR i.pvc OR i.pods THEN true WHEN i.missing IS NULL OR NOT i.required THEN false END AS fired,
               CASE WHEN i.pods THEN i.pods_down WHEN i.pvc THEN coalesce(i.pvc_pct, 100) ELSE i.oom_kills END AS value,
               concat_ws('; ',
                   CASE WHEN i.pods THEN i.pods_down || ' pods down' END,
                   CASE WHEN i.pvc AND i.disk_full > 0 THEN 'volume full: No space left on device in ' || i.disk_full || ' attempts'
                        WHEN i.pvc THEN 'volume at ' || i.pvc_pct || ' %' END,
                   CASE WHEN i.oom OR i.samples > 0 AND NOT (i.pods OR i.pvc) THEN i.oom_kills || ' OOM kills in 24 h' END,
                   CASE WHEN i.unwatched THEN 'infra not watched'
                        WHEN i.samples = 0 THEN 'no infra sample of the last 24 h'
                        ELSE 'no sample of ' || i.missing || ' in 24 h' END) AS why,
               dagsieve.limit_of(CASE WHEN i.pods THEN 'infra_pods_critical'
                                      WHEN i.pvc THEN 'infra_pvc_critical'
                                      ELSE 'infra_oom_critical' END) AS threshold,
               i.last_time AS since, NULL::text AS crypto
          FROM infra AS i
        UNION ALL
        SELECT 2, 'success_rate_critical', 'ORANGE',
               dagsieve.crosses(s.rate, 'success_rate_critical'),
               dagsieve.told_from(s.rate, 2, dagsieve.limits_of('pipeline_success_rate')), s.why,
               dagsieve.limit_of('success_rate_critical'), s.since, NULL
          FROM success AS s
        UNION ALL
        SELECT 3, 'pass_rate_zero', 'ORANGE',
               CASE WHEN p.n = 0 THEN NULL
                    WHEN p.passed > 0 OR p.n < dagsieve.limit_of('pass_rate_runs') THEN false
                    WHEN p.unknown > 0 THEN NULL
                    ELSE true END,
               CASE WHEN p.n > 0 THEN p.passed END,
               CASE WHEN p.n = 0 THEN 'no complete testing run is known'
                    WHEN p.passed = 0 AND p.unknown > 0
                        THEN p.unknown || ' of the last ' || p.n || ' complete testing runs do not tell what passed'
                    ELSE p.passed || ' of the last ' || p.n || ' complete testing runs passed a candidate' END,
               0, p.since, NULL
          FROM passing AS p
        UNION ALL
        SELECT CASE WHEN k.core THEN 4 ELSE 8 END,
               CASE WHEN k.core THEN 'model_stale_core' ELSE 'model_stale_other' END,
               CASE WHEN k.core THEN 'ORANGE' ELSE 'YELLOW' END,
               CASE WHEN m.oldest < at - dagsieve.span_of(k.name) THEN true
                    WHEN m.never = 0 OR NOT k.core AND m.cryptos IS NULL AND EXISTS (SELECT FROM model) THEN false END,
               dagsieve.told_from(extract(epoch FROM at - m.oldest)::numeric / 86400, 2,
                   ARRAY[dagsieve.limit_of(k.name)]),
               CASE WHEN m.cryptos IS NULL AND k.core THEN 'no crypto of group btc-core in universe'
                    WHEN m.cryptos IS NULL THEN 'no crypto outside btc-core in universe'
                    ELSE concat_ws('; ',
                             m.oldest_crypto || ': last model that passed is '
                                 || round(extract(epoch FROM at - m.oldest)::numeric / 86400, 1) || ' days old',
                             'no passed model known: ' || m.unseen) END,
               dagsieve.limit_of(k.name), m.oldest,
               CASE WHEN m.oldest < at - dagsieve.span_of(k.name) OR m.never = 0 THEN m.oldest_crypto ELSE m.unseen_crypto END
          FROM (VALUES (true, 'model_age_critical'), (false, 'model_age_warning')) AS k (core, name)
          LEFT JOIN model AS m ON m.core = k.core
        UNION ALL
        SELECT 5, 'no_useful_candidates', 'ORANGE',
               CASE WHEN u.last_run IS NOT NULL THEN coalesce(u.last_time, u.first_run) < at - dagsieve.span_of('useful_age') END,
               dagsieve.told_from(extract(epoch FROM at - coalesce(u.last_time, u.first_run))::numeric / 86400, 2,
                   ARRAY[dagsieve.limit_of('useful_age')]),
               CASE WHEN u.last_run IS NULL THEN 'no run is known'
                    WHEN u.last_time IS NULL THEN 'no useful run since the first one known'
                    ELSE 'last useful run ' || round(extract(epoch FROM at - u.last_time)::numeric / 86400, 1) || ' days ago' END,
               dagsieve.limit_of('useful_age'), coalesce(u.last_time, u.first_run), NULL
          FROM useful AS u
        UNION ALL
        SELECT 6, 'success_rate_warning', 'YELLOW',
               dagsieve.crosses(s.rate, 'success_rate_warning') AND NOT dagsieve.crosses(s.rate, 'success_rate_critical'),
               dagsieve.told_from(s.rate, 2, dagsieve.limits_of('pipeline_success_rate')), s.why,
               dagsieve.limit_of('success_rate_warning'), s.since, NULL
          FROM success AS s
        UNION ALL
        SELECT 7, 'sortino_negative', 'YELLOW',
               CASE WHEN l.fired THEN true WHEN coalesce(l.unsure, true) OR l.seen = 0 THEN NULL ELSE false END,
               CASE WHEN l.seen > 0 THEN l.longest END,
               CASE WHEN l.fired THEN 'negative in each of the last ' || l.longest || ' runs: ' || l.cryptos
                    WHEN coalesce(l.seen, 0) = 0 THEN 'no block of any crypto is known'
                    WHEN l.unsure THEN 'Sortino is missing where it could decide'
                    ELSE 'at most ' || l.longest || ' of the last runs of a crypto' END,
               dagsieve.limit_of('negative_sortino_runs'), l.since,
               CASE WHEN l.fired THEN l.worst WHEN l.seen > 0 THEN l.unsure_crypto END
          FROM losing AS l
        UNION ALL
        SELECT 10, 'data_age', 'UNKNOWN',
               coalesce(u.last_run < at - dagsieve.span_of('silence_hours'), true),
               dagsieve.told_from(extract(epoch FROM at - u.last_run)::numeric / 3600, 2,
                   ARRAY[dagsieve.limit_of('silence_hours')]),
               coalesce('the newest run ended ' || round(extract(epoch FROM at - u.last_run)::numeric / 3600, 1) || ' h ago',
                        'no run was loaded'),
               dagsieve.limit_of('silence_hours'), u.last_run, NULL
          FROM useful AS u
    ), fact AS (
        SELECT j.place, j.rule, j.state, CASE WHEN n.untested THEN false ELSE j.fired END AS fired,
               CASE WHEN n.untested THEN NULL ELSE j.value END AS value,
               CASE WHEN n.untested THEN 'no strategies are tested here' ELSE j.why END AS why, j.threshold,
               CASE WHEN n.untested THEN NULL ELSE j.since END AS since,
               CASE WHEN NOT n.untested THEN j.crypto END AS crypto,
               CASE WHEN n.untested THEN 'no_strategies'
                    WHEN j.rule = 'infra_critical' AND (SELECT i.unwatched FROM infra AS i) THEN 'no_samples' END AS unasked
          FROM judged AS j
         CROSS JOIN LATERAL (SELECT NOT (SELECT dagsieve.has_strategies())
                                    AND j.rule IN ('pass_rate_zero', 'model_stale_core', 'no_useful_candidates', 'sortino_negative',
                                                   'model_stale_other') AS untested) AS n
    ), calm AS ( -- true: none of them fires; null: one could not be evaluated
        SELECT CASE WHEN bool_or(f.fired) THEN false WHEN bool_or(f.fired IS NULL) THEN NULL ELSE true END AS calm
          FROM fact AS f
    ), green AS (
        SELECT 9 AS place, 'recent_useful_run' AS rule, 'GREEN' AS state,
               c.calm AND (u.last_time >= at - dagsieve.span_of('useful_age') OR NOT (SELECT dagsieve.has_strategies())) AS fired,
               dagsieve.told_from(extract(epoch FROM at - u.last_time)::numeric / 86400, 2,
                   ARRAY[dagsieve.limit_of('useful_age')]) AS value,
               CASE WHEN NOT c.calm THEN 'another rule fires; '
                    WHEN c.calm IS NULL THEN 'a rule could not be evaluated; '
                    ELSE 'no rule fires; ' END
                   || coalesce('last useful run ' || round(extract(epoch FROM at - u.last_time)::numeric / 86400, 1) || ' days ago',
                               CASE WHEN (SELECT dagsieve.has_strategies()) THEN 'no useful run is known'
                                    ELSE 'no strategies are tested here' END) AS why,
               dagsieve.limit_of('useful_age') AS threshold, u.last_time AS since, NULL AS crypto,
               CASE WHEN u.last_time IS NULL AND NOT (SELECT dagsieve.has_strategies()) THEN 'no_strategies' END AS unasked
          FROM calm AS c CROSS JOIN useful AS u
    )
    SELECT f.rule, f.state, f.fired, f.value, f.why, f.threshold, f.since, f.crypto, f.unasked
      FROM (SELECT * FROM fact UNION ALL SELECT * FROM green) AS f
     ORDER BY f.place
$$;
COMMENT ON FUNCTION dagsieve.state_reasons(timestamptz) IS
    'the ten rules of the global state at a moment: fired, not fired, or null where it cannot be evaluated';

-- The worst rule that fires wins; UNKNOWN where none does and one could not be evaluated; never GREEN without a recent useful run.
CREATE OR REPLACE FUNCTION dagsieve.state_at(at timestamptz) RETURNS TABLE (
    state text, reasons text[], unknown text[], as_of timestamptz, data_time timestamptz
)
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN bool_or(s.fired AND s.state = 'RED') THEN 'RED'
                WHEN bool_or(s.fired AND s.state = 'ORANGE') THEN 'ORANGE'
                WHEN bool_or(s.fired AND s.state = 'YELLOW') THEN 'YELLOW'
                WHEN bool_or(s.fired AND s.state = 'GREEN') THEN 'GREEN'
                ELSE 'UNKNOWN' END,
           coalesce(array_agg(s.rule || ': ' || s.why) FILTER (WHERE s.fired), '{}')
               || CASE WHEN bool_or(s.unasked = 'no_samples') THEN '{infra not watched}'::text[] ELSE '{}' END,
           coalesce(array_agg(s.rule || ': ' || s.why) FILTER (WHERE s.fired IS NULL AND s.state <> 'GREEN'), '{}'),
           at,
           max(s.since) FILTER (WHERE s.rule = 'data_age')
      FROM dagsieve.state_reasons(at) AS s
$$;
COMMENT ON FUNCTION dagsieve.state_at(timestamptz) IS 'the global state at a moment';

-- Of a rule over a series of runs that fires: the first of the unbroken series that ends with the last one, and how many they are.
CREATE OR REPLACE FUNCTION dagsieve.held_at(at timestamptz, rule text, crypto text) RETURNS TABLE (
    since timestamptz, runs bigint
)
LANGUAGE sql STABLE
AS $$
    WITH ended AS (
        SELECT r.*
          FROM dagsieve.runs_at(at) AS r
         WHERE r.end_time <= at AND $2 IN ('pass_rate_zero', 'success_rate_critical', 'success_rate_warning')
    ), rated AS ( -- the success rate as it was at the end of each run
        SELECT r.end_time, 100.0 * count(*) FILTER (WHERE r.state = 'success') OVER w / count(*) OVER w AS rate
          FROM ended AS r
         WHERE r.state IS NOT NULL AND $2 LIKE 'success_rate%'
        WINDOW w AS (ORDER BY r.end_time RANGE BETWEEN dagsieve.span_of('success_window') PRECEDING AND CURRENT ROW)
    ), judged AS (
        SELECT max(x.newest_time) AS time,
               (array_agg(x.newest_sortino ORDER BY x.newest_time DESC, x.newest_seq DESC, x.newest_log_id DESC))[1] < 0 AS held
          FROM dagsieve.run_code AS x
         WHERE $2 = 'sortino_negative' AND x.crypto = $3 AND x.newest_time <= at
         GROUP BY x.dag_id, x.run_id
        UNION ALL
        SELECT r.end_time, CASE WHEN r.candidates_passed > 0 OR r.n_gate_passed > 0 THEN false
                                WHEN r.candidates_passed = 0 OR r.n_blocks > 0 AND r.n_gated = r.n_blocks THEN true END
          FROM ended AS r
         WHERE $2 = 'pass_rate_zero' AND r.complete AND r.dag_id IN (SELECT t.dag_id FROM dagsieve.testing_dag AS t)
        UNION ALL
        SELECT e.end_time, dagsieve.crosses(e.rate, $2)
                           AND ($2 = 'success_rate_critical' OR NOT dagsieve.crosses(e.rate, 'success_rate_critical'))
          FROM rated AS e
    )
    SELECT min(j.time), count(*)
      FROM judged AS j
     WHERE j.time > coalesce((SELECT max(b.time) FROM judged AS b WHERE b.held IS NOT TRUE), '-infinity')
$$;
COMMENT ON FUNCTION dagsieve.held_at(timestamptz, text, text) IS
    'since when a rule over a series of runs has held without a break at a moment, and over how many runs; null for the other rules';

CREATE OR REPLACE VIEW dagsieve.state_reason (
    rule, state, fired, value, why, threshold, since, crypto, unasked
) AS
SELECT r.rule, r.state, r.fired, CASE WHEN r.fired AND r.rule = 'sortino_negative' THEN greatest(h.runs, r.value) ELSE r.value END AS value,
       r.why, r.threshold, coalesce(h.since, r.since) AS since, r.crypto, r.unasked
  FROM dagsieve.state_reasons(dagsieve.now()) AS r
 CROSS JOIN LATERAL dagsieve.held_at(dagsieve.now(), CASE WHEN r.fired THEN r.rule END, r.crypto) AS h;
COMMENT ON VIEW dagsieve.state_reason IS 'The rules of the global state, one a row (domain §7)';
COMMENT ON COLUMN dagsieve.state_reason.state     IS 'the state it gives when it fires';
COMMENT ON COLUMN dagsieve.state_reason.fired     IS 'null: it cannot be evaluated, why says what is missing';
COMMENT ON COLUMN dagsieve.state_reason.threshold IS 'the limit it was held against';
COMMENT ON COLUMN dagsieve.state_reason.value     IS 'what was found; of a recurring Sortino how many runs in a row';
COMMENT ON COLUMN dagsieve.state_reason.since     IS
    'of a series of runs that fires its first, without a break; else time of what decided';
COMMENT ON COLUMN dagsieve.state_reason.crypto    IS 'the worst crypto; where the rule cannot be evaluated one that it cannot be for';
COMMENT ON COLUMN dagsieve.state_reason.unasked   IS
    'why nobody asks it here: no_strategies are tested, no_samples of the infra are required; else null';

CREATE OR REPLACE VIEW dagsieve.state (
    state, reasons, unknown, as_of, data_time
) AS
SELECT s.state, s.reasons, s.unknown, s.as_of, s.data_time
  FROM dagsieve.state_at(dagsieve.now()) AS s;
COMMENT ON VIEW dagsieve.state IS 'The state of the platform now, in one row: GREEN, YELLOW, ORANGE, RED or UNKNOWN';
COMMENT ON COLUMN dagsieve.state.reasons   IS 'the rules that fired, with their values';
COMMENT ON COLUMN dagsieve.state.unknown   IS 'the rules that could not be evaluated, with the reason';
COMMENT ON COLUMN dagsieve.state.data_time IS 'end of the newest run';

CREATE OR REPLACE VIEW dagsieve.state_daily (
    "time", state, reasons, unknown
) AS
SELECT d.time, s.state, s.reasons, s.unknown
  FROM (SELECT dagsieve.now() - n * interval '1 day' AS time FROM generate_series(0, 44) AS n) AS d
 CROSS JOIN LATERAL dagsieve.state_at(d.time) AS s;
COMMENT ON VIEW dagsieve.state_daily IS 'The state at this hour of each of the last 45 days, as today''s data show it';
