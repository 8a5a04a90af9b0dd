-- Schema dagsieve as version 0.1.0 made it, with the logs of fixtures/airflow-1.10.15 and of tests/histories/run_audit_partial.history; never to be changed.
-- pg_dump --no-owner --no-comments -n dagsieve
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET client_min_messages = warning;
CREATE SCHEMA dagsieve;
CREATE FUNCTION dagsieve.add_month(month date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    name  text := 'event_' || to_char(first, 'YYYY_MM');
BEGIN
    IF first < '2010-01-01' OR first >= '2100-01-01' THEN
        RAISE EXCEPTION 'month % is outside 2010 to 2099', first USING ERRCODE = 'datetime_field_overflow';
    END IF;
    IF EXISTS (SELECT FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
                WHERE c.relname = name AND c.relnamespace = 'dagsieve'::regnamespace) THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(1684105075, 1); -- no to_regclass below: its cache does not hear of what was made while this waited
    IF EXISTS (SELECT FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
                WHERE c.relname = name AND c.relnamespace = 'dagsieve'::regnamespace) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE dagsieve.%I (LIKE dagsieve.event INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', name);
    EXECUTE format('ALTER TABLE dagsieve.event ATTACH PARTITION dagsieve.%I FOR VALUES FROM (%L) TO (%L)',
                   name, first || ' 00:00:00+00', (first + interval '1 month')::date || ' 00:00:00+00');
    RETURN true;
END
$$;
CREATE FUNCTION dagsieve.code_shown(main_code text, audit_partial boolean, main_missing text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN main_code NOT IN ('ML_SOLID', 'ML_EXPLOITABLE') THEN main_code WHEN audit_partial THEN 'AUDIT_PARTIAL'
                WHEN cardinality(main_missing) > 0 THEN 'PROVISIONAL' ELSE main_code END
$$;
CREATE FUNCTION dagsieve.code_written(main_code text, audit_partial boolean, main_missing text[], old boolean) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT main_code || coalesce(' (' || nullif(concat_ws(', ', CASE WHEN old THEN 'ancien' END, CASE WHEN audit_partial THEN 'audit partiel' END,
                                                          CASE WHEN main_code <> 'INCONCLUSIVE' AND cardinality(main_missing) > 0 THEN 'provisoire' END), '') || ')', '')
$$;
CREATE FUNCTION dagsieve.forget_logs(log_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    dag_ids text[];
    run_ids text[];
BEGIN
    SELECT array_agg(k.dag_id), array_agg(k.run_id) INTO dag_ids, run_ids
      FROM (SELECT DISTINCT l.dag_id, coalesce(l.run_id, dagsieve.run_key(l.logical_date)) AS run_id
              FROM dagsieve.log AS l WHERE l.log_id = ANY (log_ids) AND l.role = 'task') AS k
     WHERE k.dag_id IS NOT NULL AND k.run_id IS NOT NULL;
    DELETE FROM dagsieve.log WHERE log_id = ANY (log_ids);
    DELETE FROM dagsieve.correlation WHERE log_id = ANY (log_ids);
    DELETE FROM dagsieve.event WHERE log_id = ANY (log_ids);
    DELETE FROM dagsieve.finding WHERE log_id = ANY (log_ids);
    DELETE FROM dagsieve.reject WHERE log_id = ANY (log_ids);
    DELETE FROM dagsieve.other_copy WHERE log_id = ANY (log_ids);
    IF dag_ids IS NOT NULL THEN
        PERFORM dagsieve.refresh_runs(dag_ids, run_ids);
    END IF;
END
$$;
CREATE FUNCTION dagsieve.infra_at(at timestamp with time zone) RETURNS TABLE(oom_kills numeric, disk_full bigint, pvc_pct numeric, cpu_pct numeric, pods_down numeric, samples bigint, last_time timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    SELECT greatest(coalesce(s.oom_kills, 0), l.oom_kills), l.disk_full, s.pvc_pct, s.cpu_pct, s.pods_down, s.n, greatest(s.last_time, l.last_time)
      FROM (SELECT sum(i.value) FILTER (WHERE i.metric = 'oom_kills') AS oom_kills,
                   (array_agg(i.value ORDER BY i.time DESC) FILTER (WHERE i.metric = 'pvc_pct'))[1] AS pvc_pct,
                   (array_agg(i.value ORDER BY i.time DESC) FILTER (WHERE i.metric = 'cpu_pct'))[1] AS cpu_pct,
                   (array_agg(i.value ORDER BY i.time DESC) FILTER (WHERE i.metric = 'pods_down'))[1] AS pods_down,
                   count(*) AS n, max(i.time) AS last_time
              FROM dagsieve.infra_sample AS i
             WHERE i.metric IN ('oom_kills', 'pvc_pct', 'cpu_pct', 'pods_down') AND i.time <= at AND i.time > at - interval '24 hours') AS s
     CROSS JOIN (SELECT count(*) FILTER (WHERE f.code = 'OOM_KILLED') AS oom_kills, count(*) FILTER (WHERE f.code = 'DISK_FULL') AS disk_full,
                        max(a.end_time) AS last_time
                   FROM (SELECT x.dag_id, x.run_id FROM dagsieve.run_summary AS x
                          WHERE (x.n_oom > 0 OR x.n_disk_full > 0) AND x.end_time > at - interval '24 hours' AND x.start_time <= at OFFSET 0) AS r
                  CROSS JOIN LATERAL (SELECT b.log_id, b.end_time FROM dagsieve.log AS b
                                       WHERE b.dag_id = r.dag_id AND coalesce(b.run_id, dagsieve.run_key(b.logical_date)) = r.run_id AND b.role = 'task'
                                         AND b.end_time <= at AND b.end_time > at - interval '24 hours' OFFSET 0) AS a
                   JOIN dagsieve.finding AS f ON f.log_id = a.log_id AND f.seq = 0 AND f.code IN ('OOM_KILLED', 'DISK_FULL')) AS l
$$;
CREATE FUNCTION dagsieve.is_testing(dag_id text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT dag_id IN ('launch__discovery', 'launch__backtesting', 'launch__walkforward') $$;
CREATE FUNCTION dagsieve.level_of(signal text, metric text, value numeric) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $_$
    SELECT CASE WHEN $3 IS NULL OR $3 = 'NaN' THEN 'unknown'
                ELSE coalesce((SELECT min(t.level) FROM dagsieve.threshold AS t -- critical before warning
                                WHERE t.signal = $1 AND t.metric = $2 AND t.level IN ('warning', 'critical')
                                  AND CASE t.op WHEN '<' THEN $3 < t.value WHEN '<=' THEN $3 <= t.value
                                                WHEN '>' THEN $3 > t.value WHEN '>=' THEN $3 >= t.value END), 'ok') END
$_$;
CREATE FUNCTION dagsieve.limit_of(name text) RETURNS numeric
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $_$ SELECT t.value FROM dagsieve.threshold AS t WHERE t.name = $1 $_$;
CREATE FUNCTION dagsieve.now() RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(nullif(current_setting('dagsieve.now', true), '')::timestamptz, pg_catalog.now()) $$;
CREATE FUNCTION dagsieve.prune(before timestamp with time zone, dry_run boolean) RETURNS TABLE(what text, n bigint)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    in_months bigint := 0;
    of_old    bigint;
    stays     boolean;
    dag_ids   text[];
    run_ids   text[];
    rows_of   constant text := CASE WHEN dry_run THEN 'SELECT count(*) FROM dagsieve.%I AS t WHERE %s'
                                    ELSE 'WITH gone AS (DELETE FROM dagsieve.%I AS t WHERE %s RETURNING 1) SELECT count(*) FROM gone' END;
BEGIN
    IF NOT dry_run THEN -- first, while nothing is held that a load could wait for
        LOCK TABLE dagsieve.event IN ACCESS EXCLUSIVE MODE;
        LOCK TABLE dagsieve.run_summary IN SHARE ROW EXCLUSIVE MODE;
    END IF;
    CREATE TEMPORARY TABLE old_log ON COMMIT DROP AS
    SELECT l.log_id, l.dag_id, coalesce(l.run_id, dagsieve.run_key(l.logical_date)) AS run_id
      FROM dagsieve.log AS l
      LEFT JOIN dagsieve.run_summary AS r ON r.dag_id = l.dag_id AND r.run_id = coalesce(l.run_id, dagsieve.run_key(l.logical_date))
     WHERE coalesce(r.end_time, l.end_time, l.start_time, l.loaded_at) < before;
    ANALYZE pg_temp.old_log;
    FOR what IN SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
                 WHERE i.inhparent = 'dagsieve.event'::regclass AND c.relname ~ '^event_\d{4}_\d\d$'
                   AND (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' <= before
                 ORDER BY c.relname LOOP
        EXECUTE format('SELECT count(*), count(o.log_id), coalesce(bool_or(o.log_id IS NULL AND l.log_id IS NOT NULL), false) FROM dagsieve.%I AS e'
                       ' LEFT JOIN pg_temp.old_log AS o ON o.log_id = e.log_id LEFT JOIN dagsieve.log AS l ON l.log_id = e.log_id', what)
           INTO n, of_old, stays;
        CONTINUE WHEN stays;
        IF NOT dry_run THEN
            EXECUTE format('DROP TABLE dagsieve.%I', what);
        END IF;
        in_months := in_months + of_old;
        RETURN NEXT;
    END LOOP;
    FOREACH what IN ARRAY '{event,correlation,finding,reject,other_copy,log}'::text[] LOOP
        EXECUTE format(rows_of, what, 't.log_id IN (SELECT o.log_id FROM pg_temp.old_log AS o)') INTO n;
        n := n - CASE WHEN dry_run AND what = 'event' THEN in_months ELSE 0 END;
        RETURN NEXT;
    END LOOP;
    SELECT 'run_summary', count(*), array_agg(s.dag_id), array_agg(s.run_id) INTO what, n, dag_ids, run_ids
      FROM dagsieve.run_summary AS s WHERE (s.dag_id, s.run_id) IN (SELECT o.dag_id, o.run_id FROM pg_temp.old_log AS o);
    IF NOT dry_run AND n > 0 THEN
        PERFORM dagsieve.refresh_runs(dag_ids, run_ids);
    END IF;
    RETURN NEXT;
    what := 'infra_sample';
    EXECUTE format(rows_of, what, format('t.time < %L', before)) INTO n;
    RETURN NEXT;
    what := 'load';
    EXECUTE format(rows_of, what, format('coalesce(t.ended_at, t.started_at) < %L AND NOT EXISTS (SELECT FROM dagsieve.log AS l'
                                         ' LEFT JOIN pg_temp.old_log AS o ON o.log_id = l.log_id WHERE l.load_id = t.load_id AND o.log_id IS NULL)', before)) INTO n;
    RETURN NEXT;
END
$_$;
CREATE FUNCTION dagsieve.reason_written(reason text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN reason = 'no_correlation_data' THEN 'aucun bloc CORRELATION DATA' WHEN reason LIKE 'missing: %' THEN 'manque : ' || substr(reason, 10)
                ELSE regexp_replace(reason, '^(\d+) attempts killed .*', '\1 tentatives tuées par manque de mémoire') END
$$;
CREATE FUNCTION dagsieve.refresh_runs(dag_ids text[], run_ids text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
    portion constant integer := 1000;
    dags text[];
    runs text[];
BEGIN
    IF cardinality(dag_ids) > portion THEN
        LOCK TABLE dagsieve.run_summary IN SHARE ROW EXCLUSIVE MODE;
    ELSE
        PERFORM pg_advisory_xact_lock(1684105075, k.key)
           FROM (SELECT DISTINCT hashtext(t.dag_id || E'\n' || t.run_id) AS key FROM unnest(dag_ids, run_ids) AS t (dag_id, run_id) ORDER BY 1) AS k;
    END IF;
    FOR i IN 1 .. coalesce(cardinality(dag_ids), 0) BY portion LOOP
        dags := dag_ids[i : i + portion - 1];
        runs := run_ids[i : i + portion - 1];
        DELETE FROM dagsieve.run_summary AS s USING unnest(dags, runs) AS t (dag_id, run_id) WHERE s.dag_id = t.dag_id AND s.run_id = t.run_id;
        DELETE FROM dagsieve.run_code AS s USING unnest(dags, runs) AS t (dag_id, run_id) WHERE s.dag_id = t.dag_id AND s.run_id = t.run_id;
        INSERT INTO dagsieve.run_summary SELECT * FROM dagsieve.runs_computed(dags, runs);
        INSERT INTO dagsieve.run_code SELECT * FROM dagsieve.run_codes_computed(dags, runs);
    END LOOP;
END
$$;
CREATE FUNCTION dagsieve.refresh_runs_of(log_ids uuid[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
    SELECT dagsieve.refresh_runs(array_agg(k.dag_id), array_agg(k.run_id))
      FROM (SELECT DISTINCT l.dag_id, coalesce(l.run_id, dagsieve.run_key(l.logical_date)) AS run_id
              FROM dagsieve.log AS l WHERE l.log_id = ANY (log_ids) AND l.role = 'task') AS k
     WHERE k.dag_id IS NOT NULL AND k.run_id IS NOT NULL
    HAVING count(*) > 0
$$;
SET default_tablespace = '';
CREATE TABLE dagsieve.run_code (
    dag_id text NOT NULL,
    run_id text NOT NULL,
    crypto text,
    main_code text NOT NULL,
    gate_passed boolean NOT NULL,
    n_blocks integer NOT NULL,
    log_id uuid NOT NULL,
    seq integer NOT NULL,
    line bigint NOT NULL,
    "time" timestamp with time zone,
    sortino numeric,
    f1_delta numeric,
    cause_code text,
    main_missing text[],
    audit_partial boolean NOT NULL,
    gate_reasons jsonb NOT NULL,
    newest_time timestamp with time zone,
    newest_seq integer NOT NULL,
    newest_log_id uuid NOT NULL,
    newest_sortino numeric
);
CREATE FUNCTION dagsieve.run_codes_computed(dag_ids text[], run_ids text[]) RETURNS SETOF dagsieve.run_code
    LANGUAGE sql STABLE
    AS $$
    WITH block AS MATERIALIZED (
        SELECT t.dag_id AS dag, t.run_id AS run, c.crypto, c.main_code, coalesce(c.gate_passed, false) AS passed, c.log_id, c.seq, c.time,
               c.line, nullif(c.sortino, 'NaN') AS sortino, c.f1_delta, c.main_missing, c.audit_partial, c.gate_reason,
               row_number() OVER (PARTITION BY t.dag_id, t.run_id, c.crypto, c.main_code, coalesce(c.gate_passed, false)
                                  ORDER BY nullif(c.sortino, 'NaN') DESC NULLS LAST, c.f1_delta DESC NULLS LAST, c.time, c.log_id, c.seq) AS place,
               row_number() OVER (PARTITION BY t.dag_id, t.run_id, c.crypto, c.main_code, coalesce(c.gate_passed, false)
                                  ORDER BY c.time DESC NULLS LAST, c.seq DESC, c.log_id DESC) AS age
          FROM (SELECT DISTINCT k.dag_id, k.run_id FROM unnest(dag_ids, run_ids) AS k (dag_id, run_id)) AS t
         CROSS JOIN LATERAL (SELECT x.log_id FROM dagsieve.log AS x
                              WHERE x.dag_id = t.dag_id AND coalesce(x.run_id, dagsieve.run_key(x.logical_date)) = t.run_id AND x.role = 'task' OFFSET 0) AS l
         CROSS JOIN LATERAL (SELECT x.crypto, x.main_code, x.gate_passed, x.log_id, x.seq, x.time, x.line, x.sortino, x.f1_delta, x.main_missing,
                                    x.audit_partial, x.gate_reason
                               FROM dagsieve.correlation AS x WHERE x.log_id = l.log_id AND x.main_code IS NOT NULL OFFSET 0) AS c
    ), grouped AS (
        SELECT b.dag, b.run, b.crypto, b.main_code, b.passed, count(*)::integer AS n, bool_or(coalesce(b.audit_partial, false)) AS audit_partial,
               (array_agg(b.log_id) FILTER (WHERE b.place = 1))[1] AS log_id, max(b.seq) FILTER (WHERE b.place = 1) AS seq,
               max(b.line) FILTER (WHERE b.place = 1) AS line, max(b.time) FILTER (WHERE b.place = 1) AS time,
               max(b.sortino) FILTER (WHERE b.place = 1) AS sortino, max(b.f1_delta) FILTER (WHERE b.place = 1) AS f1_delta,
               max(b.main_missing) FILTER (WHERE b.place = 1) AS main_missing,
               array_agg(b.gate_reason ORDER BY b.gate_reason) FILTER (WHERE b.gate_reason IS NOT NULL) AS reasons,
               max(b.time) FILTER (WHERE b.age = 1) AS newest_time, max(b.seq) FILTER (WHERE b.age = 1) AS newest_seq,
               (array_agg(b.log_id) FILTER (WHERE b.age = 1))[1] AS newest_log_id, max(b.sortino) FILTER (WHERE b.age = 1) AS newest_sortino
          FROM block AS b
         GROUP BY 1, 2, 3, 4, 5
    )
    SELECT g.dag, g.run, g.crypto, g.main_code, g.passed, g.n, g.log_id, g.seq, coalesce(f.line, g.line), g.time, g.sortino, g.f1_delta, f.cause,
           g.main_missing, g.audit_partial,
           coalesce((SELECT jsonb_object_agg(r.reason, r.n) FROM (SELECT reason, count(*) AS n FROM unnest(g.reasons) AS reason GROUP BY reason) AS r), '{}'),
           g.newest_time, g.newest_seq, g.newest_log_id, g.newest_sortino
      FROM grouped AS g
     CROSS JOIN LATERAL (SELECT max(m.line) FILTER (WHERE m.code = g.main_code) AS line, max(m.code) FILTER (WHERE m.role = 'cause') AS cause
                           FROM dagsieve.finding AS m WHERE m.log_id = g.log_id AND m.seq = g.seq) AS f
$$;
CREATE FUNCTION dagsieve.run_key(logical_date timestamp with time zone) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT replace(to_char(logical_date AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '.000000', '') || '+00:00' $$;
CREATE TABLE dagsieve.run_summary (
    dag_id text NOT NULL,
    run_id text NOT NULL,
    start_time timestamp with time zone,
    end_time timestamp with time zone,
    duration_s numeric,
    state text,
    n_attempts integer NOT NULL,
    n_failed integer NOT NULL,
    n_oom integer NOT NULL,
    n_disk_full integer NOT NULL,
    complete boolean NOT NULL,
    candidates_total bigint,
    candidates_passed bigint,
    n_blocks integer NOT NULL,
    n_gated integer NOT NULL,
    n_gate_passed integer NOT NULL,
    counts_log_id uuid,
    counts_line bigint,
    oom_log_id uuid,
    oom_line bigint,
    last_log_id uuid
);
CREATE FUNCTION dagsieve.runs_computed(dag_ids text[], run_ids text[]) RETURNS SETOF dagsieve.run_summary
    LANGUAGE sql STABLE
    AS $_$
    WITH attempt AS MATERIALIZED (
        SELECT t.dag_id AS dag, t.run_id AS run, l.log_id, l.state, l.complete, l.start_time, l.end_time,
               row_number() OVER (PARTITION BY t.dag_id, t.run_id, l.task_id, l.map_index ORDER BY l.try_number DESC NULLS LAST, l.log_id) = 1 AS last_try
          FROM (SELECT DISTINCT k.dag_id, k.run_id FROM unnest(dag_ids, run_ids) AS k (dag_id, run_id)) AS t
         CROSS JOIN LATERAL (SELECT x.log_id, x.state, x.complete, x.start_time, x.end_time, x.task_id, x.map_index, x.try_number FROM dagsieve.log AS x
                              WHERE x.dag_id = t.dag_id AND coalesce(x.run_id, dagsieve.run_key(x.logical_date)) = t.run_id AND x.role = 'task' OFFSET 0) AS l
    ), run AS (
        SELECT a.dag, a.run, min(a.start_time) AS start_time, max(a.end_time) AS end_time,
               CASE WHEN bool_or(a.last_try AND a.state = 'failed') THEN 'failed'
                    WHEN bool_and(coalesce(a.state IN ('success', 'skipped'), false)) FILTER (WHERE a.last_try) THEN 'success' END AS state,
               count(*)::integer AS n_attempts, count(*) FILTER (WHERE a.state = 'failed')::integer AS n_failed,
               bool_and(a.complete AND coalesce(a.state IN ('success', 'failed', 'skipped'), false)) FILTER (WHERE a.last_try) AS complete,
               (array_agg(a.log_id ORDER BY a.end_time DESC NULLS LAST, a.log_id))[1] AS last_log_id
          FROM attempt AS a
         GROUP BY a.dag, a.run
    ), killed AS (
        SELECT a.dag, a.run, count(*) FILTER (WHERE f.code = 'OOM_KILLED')::integer AS n_oom,
               count(*) FILTER (WHERE f.code = 'DISK_FULL')::integer AS n_disk_full,
               (array_agg(f.log_id ORDER BY a.end_time, f.log_id) FILTER (WHERE f.code = 'OOM_KILLED'))[1] AS log_id,
               (array_agg(f.line ORDER BY a.end_time, f.log_id) FILTER (WHERE f.code = 'OOM_KILLED'))[1] AS line
          FROM attempt AS a
         CROSS JOIN LATERAL (SELECT x.log_id, x.code, x.line FROM dagsieve.finding AS x
                              WHERE x.log_id = a.log_id AND x.seq = 0 AND x.code IN ('OOM_KILLED', 'DISK_FULL') OFFSET 0) AS f
         GROUP BY a.dag, a.run
    ), block AS (
        SELECT a.dag, a.run, count(*)::integer AS n_blocks, count(c.gate_passed)::integer AS n_gated,
               count(*) FILTER (WHERE c.gate_passed)::integer AS n_gate_passed
          FROM attempt AS a
         CROSS JOIN LATERAL (SELECT x.gate_passed FROM dagsieve.correlation AS x WHERE x.log_id = a.log_id AND x.main_code IS NOT NULL OFFSET 0) AS c
         GROUP BY a.dag, a.run
    ), said AS (
        SELECT a.dag, a.run, c.time, c.log_id, c.line, c.candidates_total AS total, c.candidates_passed AS passed
          FROM attempt AS a
         CROSS JOIN LATERAL (SELECT x.time, x.log_id, x.line, x.candidates_total, x.candidates_passed FROM dagsieve.correlation AS x
                              WHERE x.log_id = a.log_id AND x.main_code IS NULL OFFSET 0) AS c
        UNION ALL
        SELECT a.dag, a.run, e.time, e.log_id, e.line,
               CASE WHEN e.attrs ->> 'candidates_total' ~ '^\d{1,18}$' THEN (e.attrs ->> 'candidates_total')::bigint END,
               CASE WHEN e.attrs ->> 'candidates_passed' ~ '^\d{1,18}$' THEN (e.attrs ->> 'candidates_passed')::bigint END
          FROM attempt AS a
         CROSS JOIN LATERAL (SELECT x.time, x.log_id, x.line, x.attrs FROM dagsieve.event AS x
                              WHERE x.log_id = a.log_id AND x.attrs ?| '{candidates_passed,candidates_total}' OFFSET 0) AS e
    ), counts AS (
        SELECT s.dag, s.run,
               (array_agg(s.total ORDER BY s.time DESC NULLS LAST, s.log_id DESC, s.line DESC) FILTER (WHERE s.total IS NOT NULL))[1] AS total,
               (array_agg(s.passed ORDER BY s.time DESC NULLS LAST, s.log_id DESC, s.line DESC) FILTER (WHERE s.passed IS NOT NULL))[1] AS passed,
               (array_agg(s.log_id ORDER BY s.time DESC NULLS LAST, s.log_id DESC, s.line DESC) FILTER (WHERE s.passed IS NOT NULL))[1] AS log_id,
               (array_agg(s.line ORDER BY s.time DESC NULLS LAST, s.log_id DESC, s.line DESC) FILTER (WHERE s.passed IS NOT NULL))[1] AS line
          FROM said AS s
         GROUP BY s.dag, s.run
    )
    SELECT r.dag, r.run, r.start_time, r.end_time, trim_scale(extract(epoch FROM r.end_time - r.start_time)::numeric), r.state, r.n_attempts, r.n_failed,
           coalesce(k.n_oom, 0), coalesce(k.n_disk_full, 0), r.complete, n.total, n.passed, coalesce(b.n_blocks, 0), coalesce(b.n_gated, 0), coalesce(b.n_gate_passed, 0),
           n.log_id, n.line, k.log_id, k.line, r.last_log_id
      FROM run AS r
      LEFT JOIN killed AS k ON k.dag = r.dag AND k.run = r.run
      LEFT JOIN block AS b ON b.dag = r.dag AND b.run = r.run
      LEFT JOIN counts AS n ON n.dag = r.dag AND n.run = r.run
$_$;
CREATE FUNCTION dagsieve.state_at(at timestamp with time zone) RETURNS TABLE(state text, reasons text[], unknown text[], as_of timestamp with time zone, data_time timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN bool_or(s.fired AND s.state = 'RED') THEN 'RED' WHEN bool_or(s.fired AND s.state = 'ORANGE') THEN 'ORANGE'
                WHEN bool_or(s.fired AND s.state = 'YELLOW') THEN 'YELLOW' WHEN bool_or(s.fired AND s.state = 'GREEN') THEN 'GREEN' ELSE 'UNKNOWN' END,
           coalesce(array_agg(s.rule || ': ' || s.why) FILTER (WHERE s.fired), '{}') ||
           CASE WHEN bool_or(s.why LIKE '%infra not watched') THEN '{infra not watched}'::text[] ELSE '{}' END,
           coalesce(array_agg(s.rule || ': ' || s.why) FILTER (WHERE s.fired IS NULL AND s.state <> 'GREEN'), '{}'),
           at, max(s.since) FILTER (WHERE s.rule = 'data_age')
      FROM dagsieve.state_reasons(at) AS s
$$;
CREATE FUNCTION dagsieve.state_reasons(at timestamp with time zone) RETURNS TABLE(rule text, state text, fired boolean, value numeric, why text, threshold numeric, since timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    WITH infra AS (
        SELECT i.*, i.oom_kills > dagsieve.limit_of('infra_oom_critical') AS oom, coalesce(i.pvc_pct > dagsieve.limit_of('infra_pvc_critical'), false) OR i.disk_full > 0 AS pvc,
               coalesce(i.pods_down > dagsieve.limit_of('infra_pods_critical'), false) AS pods, dagsieve.limit_of('infra_samples_required') <> 0 AS required
          FROM dagsieve.infra_at(at) AS i
    ), success AS (
        SELECT count(*) AS finished, 100.0 * count(*) FILTER (WHERE r.state = 'success') / nullif(count(*), 0) AS rate, max(r.end_time) AS since
          FROM dagsieve.run_summary AS r
         WHERE r.state IS NOT NULL AND r.end_time <= at
           AND r.end_time > at - make_interval(secs => 86400 * dagsieve.limit_of('success_window')::double precision)
    ), passing AS (
        SELECT count(*) AS n, count(*) FILTER (WHERE t.passed) AS passed, count(*) FILTER (WHERE t.passed IS NULL) AS unknown, min(t.end_time) AS since
          FROM (SELECT r.end_time, CASE WHEN r.candidates_passed > 0 OR r.n_gate_passed > 0 THEN true
                                        WHEN r.candidates_passed = 0 OR r.n_blocks > 0 AND r.n_gated = r.n_blocks THEN false END AS passed
                  FROM dagsieve.run_summary AS r
                 WHERE r.complete AND dagsieve.is_testing(r.dag_id) AND r.end_time <= at
                 ORDER BY r.end_time DESC, r.dag_id, r.run_id LIMIT dagsieve.limit_of('pass_rate_runs')::bigint) AS t
    ), model AS (
        SELECT u.crypto_group = 'btc-core' AS core, count(*) AS cryptos, count(*) FILTER (WHERE m.time IS NULL) AS never, min(m.time) AS oldest,
               (array_agg(u.crypto ORDER BY m.time, u.crypto))[1] AS oldest_crypto, string_agg(u.crypto, ', ' ORDER BY u.crypto) FILTER (WHERE m.time IS NULL) AS unseen
          FROM dagsieve.universe AS u
          LEFT JOIN LATERAL (SELECT c.time FROM dagsieve.correlation AS c
                              WHERE c.crypto = u.crypto AND c.gate_passed AND c.time <= at ORDER BY c.time DESC LIMIT 1) AS m ON true
         GROUP BY 1
    ), losing AS (
        SELECT bool_or(k.lost = dagsieve.limit_of('negative_sortino_runs')) AS fired, bool_or(k.unknown > 0 AND k.lost + k.unknown = dagsieve.limit_of('negative_sortino_runs')) AS unsure,
               count(*) FILTER (WHERE k.n > 0) AS seen, string_agg(k.crypto, ', ' ORDER BY k.crypto) FILTER (WHERE k.lost = dagsieve.limit_of('negative_sortino_runs')) AS cryptos,
               max(k.lost) AS longest, min(k.since) FILTER (WHERE k.lost = dagsieve.limit_of('negative_sortino_runs')) AS since
          FROM (SELECT c.crypto, count(r.time) AS n, count(*) FILTER (WHERE r.sortino < 0) AS lost,
                       count(*) FILTER (WHERE r.time IS NOT NULL AND r.sortino IS NULL) AS unknown, min(r.time) AS since
                  FROM dagsieve.crypto AS c
                  LEFT JOIN LATERAL (SELECT max(b.newest_time) AS time, (array_agg(b.newest_sortino ORDER BY b.newest_time DESC, b.newest_seq DESC, b.newest_log_id DESC))[1] AS sortino
                                       FROM (SELECT * FROM dagsieve.run_code AS x -- 16 rows a run at most: two answers of the gates, eight codes
                                              WHERE x.crypto = c.crypto AND x.newest_time <= at
                                              ORDER BY x.newest_time DESC LIMIT 16 * dagsieve.limit_of('negative_sortino_runs')::bigint) AS b
                                      GROUP BY b.dag_id, b.run_id
                                      ORDER BY 1 DESC, b.dag_id, b.run_id LIMIT dagsieve.limit_of('negative_sortino_runs')::bigint) AS r ON true
                 GROUP BY c.crypto) AS k
    ), useful AS (
        SELECT (SELECT r.end_time FROM dagsieve.run_summary AS r
                 WHERE (r.candidates_passed > 0 OR r.n_gate_passed > 0) AND r.end_time <= at ORDER BY r.end_time DESC LIMIT 1) AS last_time,
               (SELECT min(r.end_time) FROM dagsieve.run_summary AS r) AS first_run,
               (SELECT r.end_time FROM dagsieve.run_summary AS r WHERE r.end_time <= at ORDER BY r.end_time DESC LIMIT 1) AS last_run
    ), fact AS (
        SELECT 1 AS place, 'infra_critical' AS rule, 'RED' AS state,
               CASE WHEN i.oom OR i.pvc OR i.pods THEN true WHEN i.samples > 0 OR NOT i.required THEN false END AS fired,
               CASE WHEN i.pods THEN i.pods_down WHEN i.pvc THEN coalesce(i.pvc_pct, 100) ELSE i.oom_kills END AS value,
               concat_ws('; ', CASE WHEN i.pods THEN i.pods_down || ' pods down' END,
                         CASE WHEN i.pvc THEN CASE WHEN i.disk_full > 0 THEN 'volume full: No space left on device in ' || i.disk_full || ' attempts' ELSE 'volume at ' || i.pvc_pct || ' %' END END,
                         CASE WHEN i.oom OR i.samples > 0 AND NOT (i.pods OR i.pvc) THEN i.oom_kills || ' OOM kills in 24 h' END,
                         CASE WHEN i.samples = 0 THEN CASE WHEN i.required THEN 'no infra sample of the last 24 h' ELSE 'infra not watched' END
                              WHEN i.pods_down IS NULL THEN 'pods_down not sampled' WHEN i.pvc_pct IS NULL THEN 'pvc_pct not sampled' END) AS why,
               CASE WHEN i.pods THEN dagsieve.limit_of('infra_pods_critical') WHEN i.pvc THEN dagsieve.limit_of('infra_pvc_critical')
                    ELSE dagsieve.limit_of('infra_oom_critical') END AS threshold, i.last_time AS since
          FROM infra AS i
        UNION ALL
        SELECT 2, 'success_rate_critical', 'ORANGE', s.rate < dagsieve.limit_of('success_rate_critical'), round(s.rate, 2),
               coalesce(round(s.rate, 1) || ' % of ' || s.finished || ' runs succeeded in 7 days', 'no run finished in 7 days'), dagsieve.limit_of('success_rate_critical'), s.since
          FROM success AS s
        UNION ALL
        SELECT 3, 'pass_rate_zero', 'ORANGE',
               CASE WHEN p.n = 0 THEN NULL WHEN p.passed > 0 OR p.n < dagsieve.limit_of('pass_rate_runs') THEN false WHEN p.unknown > 0 THEN NULL ELSE true END, p.passed,
               CASE WHEN p.n = 0 THEN 'no complete testing run is known' WHEN p.passed = 0 AND p.unknown > 0 THEN p.unknown || ' of the last ' || p.n || ' complete testing runs do not tell what passed'
                    ELSE p.passed || ' of the last ' || p.n || ' complete testing runs passed a candidate' END, 0, p.since
          FROM passing AS p
        UNION ALL
        SELECT CASE WHEN k.core THEN 4 ELSE 8 END, CASE WHEN k.core THEN 'model_stale_core' ELSE 'model_stale_other' END, CASE WHEN k.core THEN 'ORANGE' ELSE 'YELLOW' END,
               CASE WHEN m.oldest < at - make_interval(secs => 86400 * k.days::double precision) THEN true WHEN m.never = 0 OR NOT k.core AND m.cryptos IS NULL AND EXISTS (SELECT FROM model) THEN false END,
               round(extract(epoch FROM at - m.oldest)::numeric / 86400, 2),
               CASE WHEN m.cryptos IS NULL THEN CASE WHEN k.core THEN 'no crypto of group btc-core in universe' ELSE 'no crypto outside btc-core in universe' END
                    ELSE concat_ws('; ', m.oldest_crypto || ': last model that passed is ' || round(extract(epoch FROM at - m.oldest)::numeric / 86400, 1) || ' days old', 'no passed model known: ' || m.unseen) END,
               k.days, m.oldest
          FROM (VALUES (true, dagsieve.limit_of('model_age_critical')), (false, dagsieve.limit_of('model_age_warning'))) AS k (core, days)
          LEFT JOIN model AS m ON m.core = k.core
        UNION ALL
        SELECT 5, 'no_useful_candidates', 'ORANGE',
               CASE WHEN u.last_run IS NOT NULL THEN coalesce(u.last_time, u.first_run) < at - make_interval(secs => 86400 * dagsieve.limit_of('useful_age')::double precision) END,
               round(extract(epoch FROM at - coalesce(u.last_time, u.first_run))::numeric / 86400, 2),
               CASE WHEN u.last_run IS NULL THEN 'no run is known' WHEN u.last_time IS NULL THEN 'no useful run since the first one known'
                    ELSE 'last useful run ' || round(extract(epoch FROM at - u.last_time)::numeric / 86400, 1) || ' days ago' END,
               dagsieve.limit_of('useful_age'), coalesce(u.last_time, u.first_run)
          FROM useful AS u
        UNION ALL
        SELECT 6, 'success_rate_warning', 'YELLOW', s.rate <= dagsieve.limit_of('success_rate_warning') AND s.rate >= dagsieve.limit_of('success_rate_critical'), round(s.rate, 2),
               coalesce(round(s.rate, 1) || ' % of ' || s.finished || ' runs succeeded in 7 days', 'no run finished in 7 days'), dagsieve.limit_of('success_rate_warning'), s.since
          FROM success AS s
        UNION ALL
        SELECT 7, 'sortino_negative', 'YELLOW', CASE WHEN l.fired THEN true WHEN coalesce(l.unsure, true) OR l.seen = 0 THEN NULL ELSE false END, l.longest,
               CASE WHEN l.fired THEN 'negative in each of the last ' || l.longest || ' runs: ' || l.cryptos WHEN coalesce(l.seen, 0) = 0 THEN 'no block of any crypto is known'
                    WHEN l.unsure THEN 'Sortino is missing where it could decide' ELSE 'at most ' || l.longest || ' of the last runs of a crypto' END,
               dagsieve.limit_of('negative_sortino_runs'), l.since
          FROM losing AS l
        UNION ALL
        SELECT 10, 'data_age', 'UNKNOWN', coalesce(u.last_run < at - make_interval(secs => 3600 * dagsieve.limit_of('silence_hours')::double precision), true),
               round(extract(epoch FROM at - u.last_run)::numeric / 3600, 2),
               coalesce('the newest run ended ' || round(extract(epoch FROM at - u.last_run)::numeric / 3600, 1) || ' h ago', 'no run was loaded'),
               dagsieve.limit_of('silence_hours'), u.last_run
          FROM useful AS u
    ), green AS (
        SELECT 9 AS place, 'recent_useful_run' AS rule, 'GREEN' AS state, a.calm AND u.recent AS fired,
               round(extract(epoch FROM at - u.last_time)::numeric / 86400, 2) AS value,
               CASE WHEN NOT a.calm THEN 'another rule fires' WHEN a.calm IS NULL THEN 'a rule could not be evaluated' ELSE 'no rule fires' END || '; ' ||
               coalesce('last useful run ' || round(extract(epoch FROM at - u.last_time)::numeric / 86400, 1) || ' days ago', 'no useful run is known') AS why,
               dagsieve.limit_of('useful_age') AS threshold, u.last_time AS since
          FROM (SELECT CASE WHEN bool_or(f.fired) THEN false WHEN bool_or(f.fired IS NULL) THEN NULL ELSE true END AS calm FROM fact AS f) AS a
         CROSS JOIN (SELECT x.last_time, x.last_time >= at - make_interval(secs => 86400 * dagsieve.limit_of('useful_age')::double precision) AS recent FROM useful AS x) AS u
    )
    SELECT f.rule, f.state, f.fired, f.value, f.why, f.threshold, f.since
      FROM (SELECT * FROM fact UNION ALL SELECT * FROM green) AS f
     ORDER BY f.place
$$;
CREATE FUNCTION dagsieve.why_of(signal text, metric text, value numeric) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $_$
    SELECT CASE WHEN $3 IS NULL OR $3 = 'NaN' THEN $2 || ' is missing'
                ELSE coalesce((SELECT $2 || ' ' || trim_scale(CASE WHEN scale($3) > 12 THEN round($3, 4) ELSE $3 END) || ' ' || t.op || ' ' || t.value || coalesce(' ' || t.unit, '') || ': ' || t.meaning
                                 FROM dagsieve.threshold AS t
                                WHERE t.signal = $1 AND t.metric = $2 AND t.level IN ('warning', 'critical')
                                  AND CASE t.op WHEN '<' THEN $3 < t.value WHEN '<=' THEN $3 <= t.value
                                                WHEN '>' THEN $3 > t.value WHEN '>=' THEN $3 >= t.value END
                                ORDER BY t.level, t.name LIMIT 1), $2 || ' ' || trim_scale(CASE WHEN scale($3) > 12 THEN round($3, 4) ELSE $3 END) || ': no limit is crossed') END
$_$;
CREATE FUNCTION dagsieve.written(pattern text, value numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT replace(pattern, '{}', trim_scale(round(value, 3))::text) $$;
CREATE TABLE dagsieve.correlation (
    log_id uuid NOT NULL,
    seq integer NOT NULL,
    line bigint,
    "time" timestamp with time zone,
    crypto text,
    crypto_group text,
    strategy text,
    sl numeric,
    tp numeric,
    horizon text,
    f1_buy numeric,
    baseline_f1_buy numeric,
    precision_buy numeric,
    recall_buy numeric,
    buy_rate numeric,
    action_rate numeric,
    std_f1_buy numeric,
    screening_f1_buy numeric,
    last_fold_f1_buy numeric,
    sortino numeric,
    tp_pct numeric,
    sl_pct numeric,
    timeout_pct numeric,
    n_trades bigint,
    n_folds bigint,
    n_trials bigint,
    theta numeric,
    gates text,
    gate_passed boolean,
    gate_reason text,
    candidates_total bigint,
    candidates_passed bigint,
    verdict text,
    s22a1_status text,
    s22a1_anchor_available boolean,
    f1_delta numeric,
    overfit_gap numeric,
    closed boolean,
    extra jsonb,
    notes text[],
    main_code text,
    main_missing text[],
    audit_partial boolean,
    places jsonb
);
CREATE TABLE dagsieve.taxonomy (
    code text NOT NULL,
    scope text NOT NULL,
    domain text NOT NULL,
    severity text,
    rank integer,
    best integer,
    fires_when text NOT NULL,
    meaning text NOT NULL,
    reaction text,
    owner text,
    action text,
    exit_criterion text,
    escalation text,
    CONSTRAINT taxonomy_domain_check CHECK ((domain = ANY (ARRAY['ml'::text, 'execution'::text, 'pipeline'::text, 'infra'::text]))),
    CONSTRAINT taxonomy_scope_check CHECK ((scope = ANY (ARRAY['strategy'::text, 'run'::text, 'pipeline'::text, 'attempt'::text]))),
    CONSTRAINT taxonomy_severity_check CHECK ((severity = ANY (ARRAY['P0'::text, 'P1'::text, 'P2'::text, 'P3'::text])))
);
CREATE VIEW dagsieve.board_strategy AS
 SELECT c.dag_id,
    c.run_id,
    c.crypto,
    c."time",
    c.log_id,
    c.seq,
    c.line,
    b.strategy,
    b.sl,
    b.tp,
    b.horizon,
    b.f1_buy,
    b.baseline_f1_buy,
    b.f1_delta,
    b.screening_f1_buy,
    b.last_fold_f1_buy,
    b.overfit_gap,
    b.std_f1_buy,
    b.sortino,
    b.tp_pct,
    b.sl_pct,
    b.timeout_pct,
    b.n_trades,
    b.n_trials,
    b.buy_rate,
    b.gate_passed,
    b.gate_reason,
    b.main_code,
    b.audit_partial,
    b.verdict
   FROM (dagsieve.run_code c
     JOIN dagsieve.correlation b ON (((b.log_id = c.log_id) AND (b.seq = c.seq))))
  WHERE (COALESCE(( SELECT false
           FROM dagsieve.run_code o
          WHERE ((o.dag_id = c.dag_id) AND (o.run_id = c.run_id) AND (COALESCE(o.crypto, ''::text) = COALESCE(c.crypto, ''::text)) AND ((o.main_code <> c.main_code) OR (o.gate_passed <> c.gate_passed)))
         LIMIT 1), true) OR ((c.log_id, c.seq) = ( SELECT o.log_id,
            o.seq
           FROM (dagsieve.run_code o
             LEFT JOIN dagsieve.taxonomy x ON ((x.code = o.main_code)))
          WHERE ((o.dag_id = c.dag_id) AND (o.run_id = c.run_id) AND (COALESCE(o.crypto, ''::text) = COALESCE(c.crypto, ''::text)))
          ORDER BY o.gate_passed DESC, x.best, o.sortino DESC NULLS LAST, o.f1_delta DESC NULLS LAST, o."time", o.log_id, o.seq
         LIMIT 1)));
CREATE TABLE dagsieve.universe (
    crypto_group text NOT NULL,
    crypto text NOT NULL
);
CREATE VIEW dagsieve.crypto AS
 WITH RECURSIVE seen(crypto) AS (
         SELECT min(c.crypto) AS min
           FROM dagsieve.correlation c
        UNION ALL
         SELECT ( SELECT min(c.crypto) AS min
                   FROM dagsieve.correlation c
                  WHERE (c.crypto > s_1.crypto)) AS min
           FROM seen s_1
          WHERE (s_1.crypto IS NOT NULL)
        )
 SELECT COALESCE(u.crypto, s.crypto) AS crypto,
    u.crypto_group
   FROM (( SELECT universe.crypto,
            min(universe.crypto_group) AS crypto_group
           FROM dagsieve.universe
          GROUP BY universe.crypto) u
     FULL JOIN ( SELECT seen.crypto
           FROM seen
          WHERE (seen.crypto IS NOT NULL)) s ON ((s.crypto = u.crypto)));
CREATE TABLE dagsieve.label (
    kind text NOT NULL,
    name text NOT NULL,
    number integer NOT NULL,
    label text NOT NULL,
    figure text,
    border text,
    advice text,
    CONSTRAINT label_kind_check CHECK ((kind = ANY (ARRAY['state'::text, 'level'::text, 'signal'::text, 'rule'::text, 'code'::text, 'severity'::text])))
);
CREATE VIEW dagsieve.run AS
 SELECT r.dag_id,
    r.run_id,
    r.start_time,
    r.end_time,
    r.duration_s,
    r.state,
    r.n_attempts,
    r.n_failed,
    r.n_oom,
    r.complete,
        CASE
            WHEN dagsieve.is_testing(r.dag_id) THEN 'testing'::text
            ELSE 'other'::text
        END AS kind,
    r.candidates_total,
    r.candidates_passed,
    (COALESCE((r.candidates_passed > 0), false) OR (r.n_gate_passed > 0)) AS useful,
    r.n_blocks,
    r.n_gated,
    r.n_gate_passed,
    r.counts_log_id,
    r.counts_line,
    r.oom_log_id,
    r.oom_line,
    r.last_log_id
   FROM dagsieve.run_summary r;
CREATE VIEW dagsieve.run_diagnosis AS
 SELECT r.dag_id,
    r.run_id,
    d.crypto,
    d.main_code,
        CASE d.rule
            WHEN 2 THEN ( SELECT c.main_code
               FROM dagsieve.run_code c
              WHERE ((c.dag_id = r.dag_id) AND (c.run_id = r.run_id) AND (NOT (c.crypto IS DISTINCT FROM d.crypto)))
              GROUP BY c.main_code
              ORDER BY (sum(c.n_blocks)) DESC, (c.main_code COLLATE "C")
             LIMIT 1)
            WHEN 3 THEN d.cause_code
            ELSE NULL::text
        END AS cause_code,
        CASE d.rule
            WHEN 1 THEN (r.n_oom || ' attempts killed for want of memory'::text)
            WHEN 2 THEN COALESCE(( SELECT e.key
               FROM (dagsieve.run_code c
                 CROSS JOIN LATERAL jsonb_each_text(c.gate_reasons) e(key, value))
              WHERE ((c.dag_id = r.dag_id) AND (c.run_id = r.run_id) AND (NOT (c.crypto IS DISTINCT FROM d.crypto)))
              GROUP BY e.key
              ORDER BY (sum((e.value)::bigint)) DESC, (e.key COLLATE "C")
             LIMIT 1), ( SELECT e.key
               FROM (dagsieve.run_code c
                 CROSS JOIN LATERAL jsonb_each_text(c.gate_reasons) e(key, value))
              WHERE ((c.dag_id = r.dag_id) AND (c.run_id = r.run_id))
              GROUP BY e.key
              ORDER BY (sum((e.value)::bigint)) DESC, (e.key COLLATE "C")
             LIMIT 1))
            WHEN 3 THEN
            CASE
                WHEN (d.main_code = 'INCONCLUSIVE'::text) THEN ('missing: '::text || array_to_string(d.main_missing, ', '::text))
                ELSE NULL::text
            END
            WHEN 4 THEN 'no_correlation_data'::text
            ELSE NULL::text
        END AS reason,
        CASE
            WHEN (d.main_code = 'INCONCLUSIVE'::text) THEN 'pipeline'::text
            ELSE t.domain
        END AS domain,
    t.severity,
    t.action,
    COALESCE(d.audit_partial, false) AS audit_partial,
        CASE d.rule
            WHEN 1 THEN r.oom_log_id
            WHEN 2 THEN COALESCE(r.counts_log_id, d.log_id)
            WHEN 3 THEN d.log_id
            ELSE r.last_log_id
        END AS evidence_log_id,
        CASE d.rule
            WHEN 1 THEN r.oom_line
            WHEN 2 THEN
            CASE
                WHEN (r.counts_log_id IS NULL) THEN d.line
                ELSE r.counts_line
            END
            WHEN 3 THEN d.line
            ELSE NULL::bigint
        END AS evidence_line,
    (COALESCE(d.n_blocks, (0)::bigint))::integer AS n_blocks,
    r.start_time,
    r.end_time,
    r.kind,
    r.state,
    r.complete,
    d.sortino,
    d.f1_delta,
        CASE
            WHEN (d.rule = 3) THEN d.main_missing
            ELSE NULL::text[]
        END AS main_missing,
    t.meaning,
    t.reaction,
    t.owner,
    t.exit_criterion,
    t.escalation
   FROM ((( SELECT v.dag_id,
            v.run_id,
            v.start_time,
            v.end_time,
            v.duration_s,
            v.state,
            v.n_attempts,
            v.n_failed,
            v.n_oom,
            v.complete,
            v.kind,
            v.candidates_total,
            v.candidates_passed,
            v.useful,
            v.n_blocks,
            v.n_gated,
            v.n_gate_passed,
            v.counts_log_id,
            v.counts_line,
            v.oom_log_id,
            v.oom_line,
            v.last_log_id,
            ((v.n_oom)::numeric > ( SELECT dagsieve.limit_of('infra_oom_critical'::text) AS limit_of)) AS saturated,
            (v.complete AND (v.n_gate_passed = 0) AND COALESCE((v.candidates_passed = 0), ((v.n_blocks > 0) AND (v.n_gated = v.n_blocks)))) AS nothing_passed
           FROM dagsieve.run v) r
     CROSS JOIN LATERAL ( SELECT b.crypto,
                CASE
                    WHEN r.saturated THEN 1
                    WHEN r.nothing_passed THEN 2
                    ELSE 3
                END AS rule,
                CASE
                    WHEN r.saturated THEN 'INFRA_SATURATED'::text
                    WHEN r.nothing_passed THEN 'NO_CANDIDATES'::text
                    ELSE b.main_code
                END AS main_code,
            b.cause_code,
            b.main_missing,
            b.log_id,
            b.line,
            b.sortino,
            b.f1_delta,
            b.audit_partial,
            b.n_blocks
           FROM ( SELECT DISTINCT ON (c.crypto) c.crypto,
                    c.main_code,
                    c.cause_code,
                    c.main_missing,
                    c.log_id,
                    c.line,
                    c.sortino,
                    c.f1_delta,
                    bool_or(c.audit_partial) OVER (PARTITION BY c.crypto) AS audit_partial,
                    sum(c.n_blocks) OVER (PARTITION BY c.crypto) AS n_blocks
                   FROM dagsieve.run_code c
                  WHERE ((r.n_blocks > 0) AND (c.dag_id = r.dag_id) AND (c.run_id = r.run_id))
                  ORDER BY c.crypto, c.gate_passed DESC, ( SELECT x.best
                           FROM dagsieve.taxonomy x
                          WHERE (x.code = c.main_code)), c.sortino DESC NULLS LAST, c.f1_delta DESC NULLS LAST, c."time", c.log_id, c.seq) b
        UNION ALL
         SELECT NULL::text,
                CASE
                    WHEN r.saturated THEN 1
                    WHEN r.nothing_passed THEN 2
                    ELSE 4
                END AS "case",
                CASE
                    WHEN r.saturated THEN 'INFRA_SATURATED'::text
                    WHEN r.nothing_passed THEN 'NO_CANDIDATES'::text
                    ELSE 'INCONCLUSIVE'::text
                END AS "case",
            NULL::text,
            NULL::text[],
            NULL::uuid,
            NULL::bigint,
            NULL::numeric,
            NULL::numeric,
            NULL::boolean,
            NULL::bigint
          WHERE ((r.n_blocks = 0) AND (r.saturated OR r.nothing_passed OR ((r.kind = 'testing'::text) AND (r.state IS NOT NULL))))) d)
     LEFT JOIN dagsieve.taxonomy t ON ((t.code = d.main_code)));
CREATE VIEW dagsieve.board_verdict AS
 SELECT c.crypto,
    c.crypto_group,
    d.end_time AS "time",
    COALESCE(dagsieve.code_written(d.main_code, d.audit_partial, d.main_missing, o.old), 'AUCUN RUN'::text) AS verdict,
    d.cause_code,
    d.severity,
    COALESCE(l.advice, d.action, 'lancer un run de test de cette crypto'::text) AS action,
    b.f1_delta,
    b.overfit_gap,
    b.std_f1_buy,
    b.sortino,
    b.f1_buy,
    b.baseline_f1_buy,
    b.tp_pct,
    b.sl_pct,
    b.timeout_pct,
    d.dag_id,
    d.run_id
   FROM (((((dagsieve.crypto c
     LEFT JOIN LATERAL ( SELECT r.dag_id,
            r.run_id
           FROM dagsieve.run_code r
          WHERE ((r.crypto = c.crypto) AND (r.newest_time <= dagsieve.now()))
          ORDER BY r.newest_time DESC
         LIMIT 1) n ON (true))
     LEFT JOIN dagsieve.run_diagnosis d ON (((d.dag_id = n.dag_id) AND (d.run_id = n.run_id) AND (d.crypto = c.crypto))))
     LEFT JOIN dagsieve.board_strategy b ON (((b.dag_id = n.dag_id) AND (b.run_id = n.run_id) AND (b.crypto = c.crypto))))
     LEFT JOIN dagsieve.label l ON (((l.kind = 'code'::text) AND (l.name = dagsieve.code_shown(d.main_code, d.audit_partial, d.main_missing)))))
     CROSS JOIN LATERAL ( SELECT (d.end_time < (dagsieve.now() - make_interval(secs => ((86400)::double precision * (dagsieve.limit_of('verdict_age'::text))::double precision)))) AS old) o);
CREATE VIEW dagsieve.alert_audit AS
 SELECT c.crypto,
    'P2'::text AS severity,
    'ml'::text AS domain,
    (COALESCE((b.gate_passed AND b.audit_partial), false))::integer AS fires
   FROM ((dagsieve.crypto c
     LEFT JOIN dagsieve.board_verdict v ON ((v.crypto = c.crypto)))
     LEFT JOIN dagsieve.board_strategy b ON (((b.dag_id = v.dag_id) AND (b.run_id = v.run_id) AND (b.crypto = v.crypto))));
CREATE VIEW dagsieve.pipeline_health AS
 SELECT h.dag_id,
    h.finished,
    h.succeeded,
    round(((100.0 * (h.succeeded)::numeric) / (h.finished)::numeric), 2) AS rate,
        CASE
            WHEN (((100 * h.succeeded))::numeric < (dagsieve.limit_of('success_rate_critical'::text) * (h.finished)::numeric)) THEN 'PIPELINE_DEGRADED'::text
            ELSE NULL::text
        END AS code,
    h.last_end_time
   FROM ( SELECT r.dag_id,
            count(*) AS finished,
            count(*) FILTER (WHERE (r.state = 'success'::text)) AS succeeded,
            max(r.end_time) AS last_end_time
           FROM dagsieve.run_summary r
          WHERE ((r.state IS NOT NULL) AND (r.end_time <= dagsieve.now()) AND (r.end_time > (dagsieve.now() - make_interval(secs => ((86400)::double precision * (dagsieve.limit_of('success_window'::text))::double precision)))))
          GROUP BY r.dag_id) h;
CREATE VIEW dagsieve.alert_code AS
 SELECT t.code,
    COALESCE(t.severity, ''::text) AS severity,
    t.domain,
    v.crypto,
    ''::text AS dag_id,
    (COALESCE(((t.severity = ANY (ARRAY['P0'::text, 'P1'::text])) AND (split_part(v.verdict, ' '::text, 1) = t.code) AND (v."time" > (dagsieve.now() - make_interval(secs => ((86400)::double precision * (dagsieve.limit_of('verdict_age'::text))::double precision))))), false))::integer AS fires
   FROM (dagsieve.taxonomy t
     CROSS JOIN dagsieve.board_verdict v)
  WHERE ((t.severity IS NOT NULL) AND (t.scope = ANY (ARRAY['strategy'::text, 'run'::text])))
UNION ALL
 SELECT t.code,
    COALESCE(t.severity, ''::text) AS severity,
    t.domain,
    ''::text AS crypto,
    ''::text AS dag_id,
    (((t.severity = ANY (ARRAY['P0'::text, 'P1'::text])) AND (EXISTS ( SELECT
           FROM dagsieve.run_diagnosis d
          WHERE ((d.crypto IS NULL) AND (d.main_code = t.code) AND (d.end_time > (dagsieve.now() - '24:00:00'::interval)) AND (d.end_time <= dagsieve.now()))))))::integer AS fires
   FROM dagsieve.taxonomy t
  WHERE ((t.severity IS NOT NULL) AND (t.scope = ANY (ARRAY['strategy'::text, 'run'::text])))
UNION ALL
 SELECT t.code,
    COALESCE(t.severity, ''::text) AS severity,
    t.domain,
    ''::text AS crypto,
    COALESCE(h.dag_id, ''::text) AS dag_id,
    (COALESCE(((t.severity = ANY (ARRAY['P0'::text, 'P1'::text])) AND (h.code = t.code)), false))::integer AS fires
   FROM (dagsieve.taxonomy t
     LEFT JOIN dagsieve.pipeline_health h ON (true))
  WHERE (t.scope = 'pipeline'::text);
CREATE TABLE dagsieve.finding (
    log_id uuid NOT NULL,
    seq integer NOT NULL,
    line bigint,
    scope text,
    code text NOT NULL,
    role text,
    severity text,
    domain text,
    field text,
    value numeric,
    limit_value numeric,
    evidence text,
    count bigint
);
CREATE TABLE dagsieve.log (
    log_id uuid NOT NULL,
    dag_id text,
    run_id text,
    task_id text,
    map_index integer,
    try_number integer,
    source text,
    logical_date timestamp with time zone,
    role text,
    generation integer,
    state text,
    state_inferred boolean,
    exit_code integer,
    signal text,
    start_time timestamp with time zone,
    end_time timestamp with time zone,
    duration_s numeric,
    operator text,
    hostname text,
    pod text,
    error_type text,
    error_message text,
    n_debug integer,
    n_info integer,
    n_warning integer,
    n_error integer,
    n_critical integer,
    silence_s numeric,
    silence_at timestamp with time zone,
    complete boolean,
    lines bigint,
    bytes bigint,
    lines_matched bigint,
    lines_ignored bigint,
    lines_rejected bigint,
    segments integer,
    notes jsonb,
    content_hash text,
    parser_version text,
    rules_version text,
    size bigint,
    mtime timestamp with time zone,
    load_id bigint,
    loaded_at timestamp with time zone DEFAULT now(),
    state_source text
);
CREATE VIEW dagsieve.alert_incident AS
 SELECT t.code,
    COALESCE(t.severity, ''::text) AS severity,
    t.domain,
    ''::text AS crypto,
    (COALESCE(((t.severity = ANY (ARRAY['P0'::text, 'P1'::text])) AND (EXISTS ( SELECT
           FROM (dagsieve.finding f
             JOIN dagsieve.log l ON ((l.log_id = f.log_id)))
          WHERE ((f.code = t.code) AND (l.end_time > (dagsieve.now() - '24:00:00'::interval)) AND (l.end_time <= dagsieve.now()))))), false))::integer AS fires
   FROM dagsieve.taxonomy t
  WHERE (t.scope = 'attempt'::text);
CREATE TABLE dagsieve.load (
    load_id bigint NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    version text NOT NULL,
    options text NOT NULL,
    shard integer DEFAULT 0 NOT NULL,
    shards integer DEFAULT 1 NOT NULL,
    status integer,
    files bigint DEFAULT 0 NOT NULL,
    skipped bigint DEFAULT 0 NOT NULL,
    failed bigint DEFAULT 0 NOT NULL,
    logs bigint DEFAULT 0 NOT NULL,
    replaced bigint DEFAULT 0 NOT NULL,
    kept bigint DEFAULT 0 NOT NULL,
    lines bigint DEFAULT 0 NOT NULL,
    bytes bigint DEFAULT 0 NOT NULL,
    blocks bigint DEFAULT 0 NOT NULL,
    events bigint DEFAULT 0 NOT NULL,
    findings bigint DEFAULT 0 NOT NULL,
    rejects bigint DEFAULT 0 NOT NULL
);
CREATE VIEW dagsieve.board_age AS
 SELECT r.run_time,
    l.load_time,
    (EXTRACT(epoch FROM (dagsieve.now() - r.run_time)))::double precision AS run_age_s,
    (EXTRACT(epoch FROM (dagsieve.now() - l.load_time)))::double precision AS load_age_s,
    o.old,
        CASE
            WHEN o.old THEN 'MUETTE'::text
            ELSE 'À JOUR'::text
        END AS verdict
   FROM ((( SELECT max(s.end_time) AS run_time
           FROM dagsieve.run_summary s
          WHERE (s.end_time <= dagsieve.now())) r
     CROSS JOIN ( SELECT max(o_1.ended_at) AS load_time
           FROM dagsieve.load o_1
          WHERE ((o_1.ended_at <= dagsieve.now()) AND (o_1.status = ANY (ARRAY[0, 1])))) l)
     CROSS JOIN LATERAL ( SELECT COALESCE((r.run_time < (dagsieve.now() - make_interval(secs => ((3600)::double precision * (dagsieve.limit_of('silence_hours'::text))::double precision)))), true) AS old) o);
CREATE VIEW dagsieve.alert_ingestion AS
 SELECT w.watched,
    'P1'::text AS severity,
    'pipeline'::text AS domain,
    ''::text AS crypto,
    (COALESCE((w.age_s > ((3600)::double precision * (dagsieve.limit_of('silence_hours'::text))::double precision)), true))::integer AS fires
   FROM (dagsieve.board_age a
     CROSS JOIN LATERAL ( VALUES ('runs'::text,a.run_age_s), ('chargements'::text,a.load_age_s)) w(watched, age_s));
CREATE VIEW dagsieve.alert_other AS
 SELECT c.code,
    c.severity,
    c.domain,
    c.crypto,
    c.fires
   FROM dagsieve.alert_code c
  WHERE (c.dag_id = ''::text)
UNION ALL
 SELECT i.code,
    i.severity,
    i.domain,
    i.crypto,
    i.fires
   FROM dagsieve.alert_incident i
UNION ALL
 SELECT ''::text AS code,
    ''::text AS severity,
    ''::text AS domain,
    ''::text AS crypto,
    0 AS fires;
CREATE VIEW dagsieve.alert_silence AS
 SELECT d.dag_id,
    'P1'::text AS severity,
    'infra'::text AS domain,
    ''::text AS crypto,
    ((EXISTS ( SELECT
           FROM dagsieve.log l
          WHERE ((l.dag_id = d.dag_id) AND (l.role = 'task'::text) AND (l.state IS NULL) AND (NOT l.complete) AND (l.end_time > (dagsieve.now() - '24:00:00'::interval)) AND (l.end_time < (dagsieve.now() - '00:10:00'::interval))))))::integer AS fires
   FROM ( SELECT DISTINCT r.dag_id
           FROM dagsieve.run_summary r
          WHERE ((r.end_time > (dagsieve.now() - '7 days'::interval)) AND (r.end_time <= dagsieve.now()))
        UNION ALL
         SELECT ''::text
          WHERE (NOT (EXISTS ( SELECT
                   FROM dagsieve.run_summary r
                  WHERE ((r.end_time > (dagsieve.now() - '7 days'::interval)) AND (r.end_time <= dagsieve.now())))))) d;
CREATE VIEW dagsieve.state AS
 SELECT state_at.state,
    state_at.reasons,
    state_at.unknown,
    state_at.as_of,
    state_at.data_time
   FROM dagsieve.state_at(dagsieve.now()) state_at(state, reasons, unknown, as_of, data_time);
CREATE VIEW dagsieve.board_state AS
 SELECT s.as_of AS "time",
    l.number AS code,
    l.label AS state,
    s.data_time
   FROM (dagsieve.state s
     JOIN dagsieve.label l ON (((l.kind = 'state'::text) AND (l.name = s.state))));
CREATE VIEW dagsieve.alert_state AS
 SELECT s.state,
        CASE s.code
            WHEN 3 THEN 'P0'::text
            WHEN 2 THEN 'P1'::text
            ELSE 'P3'::text
        END AS severity,
    'plateforme'::text AS domain,
    ''::text AS crypto,
    ((s.code >= 2))::integer AS fires
   FROM dagsieve.board_state s;
CREATE VIEW dagsieve.board_incident AS
 SELECT l.end_time AS "time",
    f.code,
    w.label AS meaning,
    f.severity,
    f.domain,
    COALESCE(w.advice, t.action) AS action,
    l.dag_id,
    COALESCE(l.run_id, dagsieve.run_key(l.logical_date)) AS run_id,
    (l.task_id ||
        CASE
            WHEN (l.map_index >= 0) THEN (('['::text || l.map_index) || ']'::text)
            ELSE ''::text
        END) AS task,
    l.try_number,
    f.count,
    f.line,
    f.evidence
   FROM (((dagsieve.finding f
     JOIN dagsieve.log l ON ((l.log_id = f.log_id)))
     LEFT JOIN dagsieve.label w ON (((w.kind = 'code'::text) AND (w.name = f.code))))
     LEFT JOIN dagsieve.taxonomy t ON ((t.code = f.code)))
  WHERE ((f.role = 'incident'::text) AND (l.end_time <= dagsieve.now()));
CREATE VIEW dagsieve.board_annotation AS
 SELECT r.end_time AS "time",
    NULL::timestamp with time zone AS timeend,
    ((('Promotion : '::text || r.dag_id) || ' '::text) || COALESCE(r.state, 'sans issue'::text)) AS text,
    'promotion'::text AS tags
   FROM dagsieve.run_summary r
  WHERE (r.dag_id = ANY (ARRAY['launch__promotion'::text, 'pte__8_rollback'::text, 'pte__10_decommission'::text, 'pte__7_killswitch'::text]))
UNION ALL
 SELECT i."time",
    NULL::timestamp with time zone AS timeend,
    ((((i.code || ' ('::text) || i.severity) || ') : '::text) || i.dag_id) AS text,
    ('incident,'::text || i.code) AS tags
   FROM dagsieve.board_incident i
  WHERE (i.severity = ANY (ARRAY['P0'::text, 'P1'::text]))
UNION ALL
 SELECT g.ended_at AS "time",
    COALESCE(g.next_at, dagsieve.now()) AS timeend,
    'Ingestion muette'::text AS text,
    'ingestion'::text AS tags
   FROM ( SELECT o.ended_at,
            lead(o.started_at) OVER (ORDER BY o.started_at) AS next_at
           FROM dagsieve.load o
          WHERE ((o.status = ANY (ARRAY[0, 1])) AND (o.ended_at <= dagsieve.now()))) g
  WHERE ((COALESCE(g.next_at, dagsieve.now()) - g.ended_at) > make_interval(secs => ((3600)::double precision * (dagsieve.limit_of('silence_hours'::text))::double precision)));
CREATE VIEW dagsieve.board_attempt AS
 SELECT l.end_time AS "time",
    l.dag_id,
    COALESCE(l.run_id, dagsieve.run_key(l.logical_date)) AS run_id,
    (l.task_id ||
        CASE
            WHEN (l.map_index >= 0) THEN (('['::text || l.map_index) || ']'::text)
            ELSE ''::text
        END) AS task,
    l.try_number,
    COALESCE(l.state, 'sans issue'::text) AS state,
    l.exit_code,
    l.signal,
    l.start_time,
    l.end_time,
    (l.duration_s)::double precision AS duration_s,
    (l.silence_s)::double precision AS silence_s,
    l.silence_at,
    l.n_warning,
    (l.n_error + l.n_critical) AS n_error,
    l.error_type,
    l.error_message,
    COALESCE(l.pod, l.hostname) AS host,
    l.source,
    l.lines,
        CASE
            WHEN l.complete THEN 'complet'::text
            ELSE 'incomplet'::text
        END AS completeness
   FROM dagsieve.log l
  WHERE (l.role = 'task'::text);
CREATE VIEW dagsieve.board_dag AS
 WITH RECURSIVE seen(dag_id) AS (
         SELECT min(r.dag_id) AS min
           FROM dagsieve.run_summary r
        UNION ALL
         SELECT ( SELECT min(r.dag_id) AS min
                   FROM dagsieve.run_summary r
                  WHERE (r.dag_id > s_1.dag_id)) AS min
           FROM seen s_1
          WHERE (s_1.dag_id IS NOT NULL)
        )
 SELECT s.dag_id
   FROM seen s
  WHERE (s.dag_id IS NOT NULL);
CREATE VIEW dagsieve.board_run_diagnosis AS
 SELECT d.end_time AS "time",
    COALESCE(d.crypto, '(sans crypto)'::text) AS crypto,
    d.dag_id,
    d.run_id,
    dagsieve.code_written(d.main_code, d.audit_partial, d.main_missing, false) AS verdict,
    d.cause_code,
    COALESCE(dagsieve.reason_written(d.reason), ('manque : '::text || NULLIF(array_to_string(d.main_missing, ', '::text), ''::text))) AS reason,
    d.domain,
    d.severity,
    COALESCE(l.advice, d.action) AS action,
    (d.f1_delta)::double precision AS f1_delta,
    (d.sortino)::double precision AS sortino,
    d.n_blocks,
    d.evidence_line,
    f.evidence,
    (e.task_id ||
        CASE
            WHEN (e.map_index >= 0) THEN (('['::text || e.map_index) || ']'::text)
            ELSE ''::text
        END) AS evidence_task,
    e.try_number AS evidence_try
   FROM (((dagsieve.run_diagnosis d
     LEFT JOIN dagsieve.label l ON (((l.kind = 'code'::text) AND (l.name = dagsieve.code_shown(d.main_code, d.audit_partial, d.main_missing)))))
     LEFT JOIN dagsieve.log e ON ((e.log_id = d.evidence_log_id)))
     LEFT JOIN LATERAL ( SELECT x.evidence
           FROM dagsieve.finding x
          WHERE ((x.log_id = d.evidence_log_id) AND (x.line = d.evidence_line) AND (x.evidence IS NOT NULL))
          ORDER BY (x.code <> d.main_code), x.seq
         LIMIT 1) f ON (true))
  WHERE (d.end_time <= dagsieve.now());
CREATE VIEW dagsieve.board_diagnosis AS
 SELECT c.newest_time AS "time",
    c.crypto,
    c.dag_id,
    c.run_id,
    d.verdict,
    d.cause_code,
    d.reason,
    d.domain,
    d.severity,
    d.action,
    d.f1_delta,
    d.sortino,
    d.n_blocks,
    d.evidence_line,
    d.evidence,
    d.evidence_task,
    d.evidence_try
   FROM (dagsieve.run_code c
     CROSS JOIN LATERAL ( SELECT x."time",
            x.crypto,
            x.dag_id,
            x.run_id,
            x.verdict,
            x.cause_code,
            x.reason,
            x.domain,
            x.severity,
            x.action,
            x.f1_delta,
            x.sortino,
            x.n_blocks,
            x.evidence_line,
            x.evidence,
            x.evidence_task,
            x.evidence_try
           FROM dagsieve.board_run_diagnosis x
          WHERE ((x.dag_id = c.dag_id) AND (x.run_id = c.run_id) AND (x.crypto = c.crypto))
         OFFSET 0) d)
  WHERE ((c.crypto IS NOT NULL) AND COALESCE(( SELECT false
           FROM dagsieve.run_code o
          WHERE ((o.dag_id = c.dag_id) AND (o.run_id = c.run_id) AND (COALESCE(o.crypto, ''::text) = c.crypto) AND (ROW(COALESCE(o.newest_time, '-infinity'::timestamp with time zone), o.main_code, o.gate_passed) > ROW(COALESCE(c.newest_time, '-infinity'::timestamp with time zone), c.main_code, c.gate_passed)))
         LIMIT 1), true));
CREATE TABLE dagsieve.event (
    log_id uuid NOT NULL,
    seq integer NOT NULL,
    line bigint,
    "time" timestamp with time zone NOT NULL,
    level text,
    logger text,
    name text,
    crypto text,
    attrs jsonb
)
PARTITION BY RANGE ("time");
CREATE VIEW dagsieve.board_event AS
 SELECT NULLIF(e."time", '-infinity'::timestamp with time zone) AS "time",
    l.dag_id,
    COALESCE(l.run_id, dagsieve.run_key(l.logical_date)) AS run_id,
    (l.task_id ||
        CASE
            WHEN (l.map_index >= 0) THEN (('['::text || l.map_index) || ']'::text)
            ELSE ''::text
        END) AS task,
    e.level,
    e.name,
    e.crypto,
    e.line,
    "left"((e.attrs)::text, 1000) AS attrs
   FROM (dagsieve.log l
     JOIN dagsieve.event e ON ((e.log_id = l.log_id)))
  WHERE (l.role = 'task'::text);
CREATE TABLE dagsieve.threshold (
    name text NOT NULL,
    signal text NOT NULL,
    family text NOT NULL,
    metric text NOT NULL,
    level text NOT NULL,
    op text,
    value numeric NOT NULL,
    unit text,
    meaning text NOT NULL,
    CONSTRAINT threshold_level_check CHECK ((level = ANY (ARRAY['warning'::text, 'critical'::text, 'setting'::text]))),
    CONSTRAINT threshold_op_check CHECK ((op = ANY (ARRAY['<'::text, '<='::text, '>'::text, '>='::text])))
);
CREATE VIEW dagsieve.board_limit AS
 SELECT t.signal,
    string_agg((((((
        CASE t.level
            WHEN 'warning'::text THEN 'attention '::text
            ELSE 'critique '::text
        END ||
        CASE
            WHEN (n.metrics > 1) THEN (t.metric || ' '::text)
            ELSE ''::text
        END) || replace(replace(t.op, '<='::text, '≤'::text), '>='::text, '≥'::text)) || ' '::text) || trim_scale(t.value)) ||
        CASE t.unit
            WHEN 'share'::text THEN ''::text
            WHEN 'days'::text THEN ' j'::text
            ELSE COALESCE((' '::text || t.unit), ''::text)
        END), ' · '::text ORDER BY t.level DESC, t.name) AS limits
   FROM (dagsieve.threshold t
     JOIN ( SELECT x.signal,
            count(DISTINCT x.metric) AS metrics
           FROM dagsieve.threshold x
          WHERE (x.level <> 'setting'::text)
          GROUP BY x.signal) n ON ((n.signal = t.signal)))
  WHERE (t.level <> 'setting'::text)
  GROUP BY t.signal;
CREATE TABLE dagsieve.infra_sample (
    "time" timestamp with time zone NOT NULL,
    metric text NOT NULL,
    value numeric NOT NULL
);
CREATE VIEW dagsieve.latency AS
 SELECT r.dag_id,
    r.run_id,
    r.end_time,
    r.duration_s,
    h.p95_s,
    h.n_earlier,
    (((100)::numeric * (r.duration_s - h.p95_s)) / NULLIF(h.p95_s, (0)::numeric)) AS over_p95_pct
   FROM (( SELECT DISTINCT ON (x.dag_id) x.dag_id,
            x.run_id,
            x.start_time,
            x.end_time,
            x.duration_s,
            x.state,
            x.n_attempts,
            x.n_failed,
            x.n_oom,
            x.n_disk_full,
            x.complete,
            x.candidates_total,
            x.candidates_passed,
            x.n_blocks,
            x.n_gated,
            x.n_gate_passed,
            x.counts_log_id,
            x.counts_line,
            x.oom_log_id,
            x.oom_line,
            x.last_log_id
           FROM dagsieve.run_summary x
          WHERE ((x.state IS NOT NULL) AND (x.end_time <= dagsieve.now()) AND (x.end_time > (dagsieve.now() - make_interval(secs => ((86400)::double precision * (dagsieve.limit_of('success_window'::text))::double precision)))))
          ORDER BY x.dag_id, x.end_time DESC, x.run_id DESC) r
     CROSS JOIN LATERAL ( SELECT (percentile_cont((0.95)::double precision) WITHIN GROUP (ORDER BY ((e.duration_s)::double precision)))::numeric AS p95_s,
            count(*) AS n_earlier
           FROM dagsieve.run_summary e
          WHERE ((e.dag_id = r.dag_id) AND (e.state IS NOT NULL) AND (e.end_time < r.end_time))) h);
CREATE VIEW dagsieve.signal_of_block AS
 SELECT m.signal,
    k.crypto,
    m.value,
    m.baseline,
    dagsieve.level_of(m.signal, m.metric, m.value) AS level,
    ( SELECT min(h."time") AS min
           FROM ( SELECT c."time",
                    bool_and((dagsieve.level_of(m.signal, m.metric,
                        CASE m.metric
                            WHEN 'f1_delta'::text THEN c.f1_delta
                            WHEN 'overfit_gap'::text THEN c.overfit_gap
                            WHEN 'std_f1_buy'::text THEN c.std_f1_buy
                            WHEN 'sortino'::text THEN c.sortino
                            WHEN 'sl_pct'::text THEN c.sl_pct
                            ELSE c.timeout_pct
                        END) = dagsieve.level_of(m.signal, m.metric, m.value))) OVER (ORDER BY c."time" DESC, c.seq DESC, c.log_id DESC) AS same
                   FROM ( SELECT x."time",
                            x.seq,
                            x.log_id,
                            x.f1_delta,
                            x.overfit_gap,
                            x.std_f1_buy,
                            x.sortino,
                            x.sl_pct,
                            x.timeout_pct
                           FROM dagsieve.correlation x
                          WHERE ((x.crypto = k.crypto) AND (x.main_code IS NOT NULL) AND (x."time" <= dagsieve.now()))
                          ORDER BY x."time" DESC, x.seq DESC, x.log_id DESC
                         LIMIT 30) c) h
          WHERE h.same) AS since,
        CASE
            WHEN (b.log_id IS NULL) THEN 'no block of this crypto is known'::text
            WHEN ((m.value IS NULL) OR (m.value = 'NaN'::numeric)) THEN (m.metric || ' is missing in its newest block'::text)
            ELSE dagsieve.why_of(m.signal, m.metric, m.value)
        END AS why,
    b."time",
    b.log_id,
    b.line
   FROM ((dagsieve.crypto k
     LEFT JOIN LATERAL ( SELECT c."time",
            c.seq,
            c.log_id,
            c.line,
            c.f1_delta,
            c.baseline_f1_buy,
            c.overfit_gap,
            c.std_f1_buy,
            c.sortino,
            c.sl_pct,
            c.timeout_pct
           FROM dagsieve.correlation c
          WHERE ((c.crypto = k.crypto) AND (c.main_code IS NOT NULL) AND (c."time" <= dagsieve.now()))
          ORDER BY c."time" DESC, c.seq DESC, c.log_id DESC
         LIMIT 1) b ON (true))
     CROSS JOIN LATERAL ( VALUES ('f1_buy_delta_vs_baseline'::text,'f1_delta'::text,b.f1_delta,b.baseline_f1_buy), ('screening_testing_gap'::text,'overfit_gap'::text,b.overfit_gap,b.baseline_f1_buy), ('std_f1_buy'::text,'std_f1_buy'::text,b.std_f1_buy,b.baseline_f1_buy), ('sortino'::text,'sortino'::text,b.sortino,NULL::numeric), ('sl_pct'::text,'sl_pct'::text,b.sl_pct,NULL::numeric), ('timeout_pct'::text,'timeout_pct'::text,b.timeout_pct,NULL::numeric)) m(signal, metric, value, baseline));
CREATE VIEW dagsieve.signal AS
 SELECT 'infra_health'::text AS signal,
    NULL::text AS crypto,
    w.value,
    NULL::numeric AS baseline,
        CASE
            WHEN (w.level = ANY (ARRAY['critical'::text, 'warning'::text])) THEN w.level
            WHEN ((i.samples = 0) AND (dagsieve.limit_of('infra_samples_required'::text) <> (0)::numeric)) THEN 'unknown'::text
            ELSE 'ok'::text
        END AS level,
    i.last_time AS since,
        CASE
            WHEN (w.level = ANY (ARRAY['critical'::text, 'warning'::text])) THEN (w.why || COALESCE((('; INFRA_SATURATED: '::text || s.words) || COALESCE(('; '::text || t.action), ''::text)), ''::text))
            WHEN (i.samples > 0) THEN 'no limit is crossed'::text
            WHEN (dagsieve.limit_of('infra_samples_required'::text) <> (0)::numeric) THEN 'no infra sample of the last 24 h'::text
            ELSE 'infra not watched'::text
        END AS why
   FROM (((dagsieve.infra_at(dagsieve.now()) i(oom_kills, disk_full, pvc_pct, cpu_pct, pods_down, samples, last_time)
     CROSS JOIN LATERAL ( SELECT m.value,
            dagsieve.level_of('infra_health'::text, m.metric, m.value) AS level,
            dagsieve.why_of('infra_health'::text, m.metric, m.value) AS why
           FROM ( VALUES (1,'pods_down'::text,i.pods_down), (2,'pvc_pct'::text,
                        CASE
                            WHEN (i.disk_full > 0) THEN (100)::numeric
                            ELSE i.pvc_pct
                        END), (3,'oom_kills'::text,i.oom_kills), (4,'cpu_pct'::text,i.cpu_pct)) m(place, metric, value)
          ORDER BY (array_position('{critical,warning}'::text[], dagsieve.level_of('infra_health'::text, m.metric, m.value))), (m.value IS NULL), m.place
         LIMIT 1) w)
     CROSS JOIN LATERAL ( SELECT NULLIF(concat_ws(', '::text,
                CASE
                    WHEN (i.oom_kills > dagsieve.limit_of('infra_oom_critical'::text)) THEN ('OOM kills '::text || i.oom_kills)
                    ELSE NULL::text
                END,
                CASE
                    WHEN (i.disk_full > 0) THEN 'a volume is full'::text
                    WHEN (i.pvc_pct > dagsieve.limit_of('infra_pvc_critical'::text)) THEN (('PVC '::text || i.pvc_pct) || ' %'::text)
                    ELSE NULL::text
                END,
                CASE
                    WHEN (i.cpu_pct > dagsieve.limit_of('infra_cpu_saturated'::text)) THEN (('CPU '::text || i.cpu_pct) || ' %'::text)
                    ELSE NULL::text
                END), ''::text) AS words) s)
     LEFT JOIN dagsieve.taxonomy t ON ((t.code = 'INFRA_SATURATED'::text)))
UNION ALL
 SELECT 'pipeline_success_rate'::text AS signal,
    NULL::text AS crypto,
    round(s.rate, 2) AS value,
    NULL::numeric AS baseline,
    dagsieve.level_of('pipeline_success_rate'::text, 'rate'::text, s.rate) AS level,
    s.since,
        CASE
            WHEN (s.rate IS NULL) THEN 'no run finished in 7 days'::text
            ELSE dagsieve.why_of('pipeline_success_rate'::text, 'rate'::text, s.rate)
        END AS why
   FROM ( SELECT ((100.0 * sum(h.succeeded)) / NULLIF(sum(h.finished), (0)::numeric)) AS rate,
            max(h.last_end_time) AS since
           FROM dagsieve.pipeline_health h) s
UNION ALL
 SELECT 'pipeline_latency'::text AS signal,
    NULL::text AS crypto,
    w.duration_s AS value,
    w.p95_s AS baseline,
    COALESCE(w.level, 'unknown'::text) AS level,
    w.end_time AS since,
        CASE
            WHEN (w.dag_id IS NULL) THEN 'no run finished in 7 days'::text
            ELSE ((w.dag_id || ': '::text) || w.why)
        END AS why
   FROM (( SELECT 1 AS "?column?") one
     LEFT JOIN LATERAL ( SELECT l.dag_id,
            l.run_id,
            l.end_time,
            l.duration_s,
            l.p95_s,
            l.n_earlier,
            l.over_p95_pct,
            o.level,
            o.why
           FROM (dagsieve.latency l
             CROSS JOIN LATERAL ( SELECT
                        CASE
                            WHEN ((g.level = 'unknown'::text) AND (v.metric = 'over_p95_pct'::text)) THEN 'unknown'::text
                            ELSE g.level
                        END AS level,
                        CASE
                            WHEN (g.level = 'unknown'::text) THEN 'no earlier run to compare with'::text
                            ELSE dagsieve.why_of('pipeline_latency'::text, v.metric, v.value)
                        END AS why
                   FROM (( VALUES ('over_p95_pct'::text,l.over_p95_pct), ('hours'::text,(l.duration_s / (3600)::numeric))) v(metric, value)
                     CROSS JOIN LATERAL ( SELECT dagsieve.level_of('pipeline_latency'::text, v.metric, v.value) AS level) g)
                  ORDER BY (array_position('{critical,warning,unknown,ok}'::text[], g.level))
                 LIMIT 1) o)
          ORDER BY (array_position('{critical,warning,ok,unknown}'::text[], o.level)), l.over_p95_pct DESC NULLS LAST, l.dag_id
         LIMIT 1) w ON (true))
UNION ALL
 SELECT b.signal,
    b.crypto,
    b.value,
    b.baseline,
    b.level,
    b.since,
    b.why
   FROM dagsieve.signal_of_block b
UNION ALL
 SELECT 'model_freshness'::text AS signal,
    k.crypto,
    round(m.age, 2) AS value,
    NULL::numeric AS baseline,
    dagsieve.level_of('model_freshness'::text, 'age'::text, m.age) AS level,
    m."time" AS since,
        CASE
            WHEN (m."time" IS NULL) THEN 'no block of this crypto that passed the gates is known'::text
            ELSE dagsieve.why_of('model_freshness'::text, 'age'::text, m.age)
        END AS why
   FROM (dagsieve.crypto k
     LEFT JOIN LATERAL ( SELECT c."time",
            (EXTRACT(epoch FROM (dagsieve.now() - c."time")) / (86400)::numeric) AS age
           FROM dagsieve.correlation c
          WHERE ((c.crypto = k.crypto) AND c.gate_passed AND (c."time" <= dagsieve.now()))
          ORDER BY c."time" DESC
         LIMIT 1) m ON (true))
UNION ALL
 SELECT 'challenger_count'::text AS signal,
    NULL::text AS crypto,
    s.value,
    NULL::numeric AS baseline,
    dagsieve.level_of('challenger_count'::text, 'challengers'::text, s.value) AS level,
    s."time" AS since,
        CASE
            WHEN (s."time" IS NULL) THEN 'no sample of challenger_count in the last 36 h'::text
            ELSE dagsieve.why_of('challenger_count'::text, 'challengers'::text, s.value)
        END AS why
   FROM (( SELECT 1 AS "?column?") one
     LEFT JOIN LATERAL ( SELECT i.value,
            i."time"
           FROM dagsieve.infra_sample i
          WHERE ((i.metric = 'challenger_count'::text) AND (i."time" <= dagsieve.now()) AND (i."time" > (dagsieve.now() - make_interval(secs => ((3600)::double precision * (dagsieve.limit_of('silence_hours'::text))::double precision)))))
          ORDER BY i."time" DESC
         LIMIT 1) s ON (true));
CREATE VIEW dagsieve.board_signal AS
 SELECT s.signal,
    l.number,
    l.label,
    s.crypto,
    s.value,
    COALESCE(dagsieve.written(l.figure, s.value), 'donnée absente'::text) AS written,
    s.baseline,
    v.number AS level,
    v.label AS verdict,
    b.limits,
    s.since
   FROM (((((dagsieve.signal s
     JOIN dagsieve.label l ON (((l.kind = 'signal'::text) AND (l.name = s.signal))))
     CROSS JOIN dagsieve.board_age a)
     LEFT JOIN dagsieve.board_limit b ON ((b.signal = s.signal)))
     LEFT JOIN LATERAL ( SELECT c."time"
           FROM dagsieve.correlation c
          WHERE ((c.crypto = s.crypto) AND (c.main_code IS NOT NULL) AND (c."time" <= dagsieve.now()))
          ORDER BY c."time" DESC
         LIMIT 1) n ON ((s.crypto IS NOT NULL)))
     JOIN dagsieve.label v ON (((v.kind = 'level'::text) AND (v.name =
        CASE
            WHEN ((s.level = 'ok'::text) AND (a.old OR (n."time" < (dagsieve.now() - make_interval(secs => ((86400)::double precision * (dagsieve.limit_of('verdict_age'::text))::double precision)))))) THEN 'unknown'::text
            ELSE s.level
        END))));
CREATE VIEW dagsieve.board_exit AS
 SELECT ((v.crypto ||
        CASE
            WHEN (s.sl = 2) THEN ' · SL !'::text
            WHEN (s.sl = 1) THEN ' · SL'::text
            ELSE ''::text
        END) ||
        CASE
            WHEN (s.timeout = 2) THEN ' · timeout !'::text
            WHEN (s.timeout = 1) THEN ' · timeout'::text
            ELSE ''::text
        END) AS name,
    v.crypto,
    (v.tp_pct)::double precision AS tp_pct,
    (v.sl_pct)::double precision AS sl_pct,
    (v.timeout_pct)::double precision AS timeout_pct
   FROM (dagsieve.board_verdict v
     LEFT JOIN ( SELECT b.crypto,
            max(b.level) FILTER (WHERE (b.signal = 'sl_pct'::text)) AS sl,
            max(b.level) FILTER (WHERE (b.signal = 'timeout_pct'::text)) AS timeout
           FROM dagsieve.board_signal b
          WHERE (b.signal = ANY (ARRAY['sl_pct'::text, 'timeout_pct'::text]))
          GROUP BY b.crypto) s ON ((s.crypto = v.crypto)));
CREATE VIEW dagsieve.board_figure AS
 SELECT s."time",
    s.crypto,
    m.signal,
    (m.value)::double precision AS value,
    (( SELECT t.value
           FROM dagsieve.threshold t
          WHERE ((t.signal = m.signal) AND (t.level = 'warning'::text))
         LIMIT 1))::double precision AS warning,
    (( SELECT t.value
           FROM dagsieve.threshold t
          WHERE ((t.signal = m.signal) AND (t.level = 'critical'::text))
         LIMIT 1))::double precision AS critical
   FROM (dagsieve.board_strategy s
     CROSS JOIN LATERAL ( VALUES ('f1_buy_delta_vs_baseline'::text,s.f1_delta), ('screening_testing_gap'::text,s.overfit_gap), ('std_f1_buy'::text,s.std_f1_buy), ('sortino'::text,s.sortino), ('sl_pct'::text,s.sl_pct), ('timeout_pct'::text,s.timeout_pct)) m(signal, value))
  WHERE (s."time" <= dagsieve.now());
CREATE VIEW dagsieve.board_finding AS
 SELECT l.end_time AS "time",
    l.dag_id,
    COALESCE(l.run_id, dagsieve.run_key(l.logical_date)) AS run_id,
    (l.task_id ||
        CASE
            WHEN (l.map_index >= 0) THEN (('['::text || l.map_index) || ']'::text)
            ELSE ''::text
        END) AS task,
    l.try_number,
    f.code,
    f.role,
    f.severity,
    f.domain,
    f.field,
    (f.value)::text AS value,
    (f.limit_value)::double precision AS limit_value,
    f.count,
    f.line,
    f.evidence,
    w.label AS meaning,
    COALESCE(w.advice, t.action) AS action,
    l.source,
    c.crypto
   FROM ((((dagsieve.log l
     JOIN dagsieve.finding f ON ((f.log_id = l.log_id)))
     LEFT JOIN dagsieve.correlation c ON (((c.log_id = f.log_id) AND (c.seq = f.seq))))
     LEFT JOIN dagsieve.label w ON (((w.kind = 'code'::text) AND (w.name = f.code))))
     LEFT JOIN dagsieve.taxonomy t ON ((t.code = f.code)))
  WHERE (l.role = 'task'::text);
CREATE VIEW dagsieve.board_gap AS
 SELECT s.crypto AS name,
    (
        CASE
            WHEN (s.level = 0) THEN s.value
            ELSE NULL::numeric
        END)::double precision AS ok,
    (
        CASE
            WHEN (s.level = 1) THEN s.value
            ELSE NULL::numeric
        END)::double precision AS warning,
    (
        CASE
            WHEN (s.level = 2) THEN s.value
            ELSE NULL::numeric
        END)::double precision AS critical,
    (
        CASE
            WHEN (s.level = '-1'::integer) THEN s.value
            ELSE NULL::numeric
        END)::double precision AS unknown,
    NULL::double precision AS "limit",
    1 AS place
   FROM dagsieve.board_signal s
  WHERE (s.signal = 'screening_testing_gap'::text)
UNION ALL
 SELECT
        CASE t.level
            WHEN 'warning'::text THEN 'seuil attention'::text
            ELSE 'seuil critique'::text
        END AS name,
    NULL::double precision AS ok,
    NULL::double precision AS warning,
    NULL::double precision AS critical,
    NULL::double precision AS unknown,
    (t.value)::double precision AS "limit",
        CASE t.level
            WHEN 'warning'::text THEN 2
            ELSE 3
        END AS place
   FROM dagsieve.threshold t
  WHERE ((t.signal = 'screening_testing_gap'::text) AND (t.level <> 'setting'::text));
CREATE VIEW dagsieve.board_gate AS
 SELECT c.newest_time AS "time",
    c.crypto,
    c.dag_id,
    c.run_id,
    (sum(c.n_blocks) FILTER (WHERE c.gate_passed))::integer AS passed,
    (sum(c.n_blocks) FILTER (WHERE (NOT c.gate_passed)))::integer AS not_passed,
    ( SELECT string_agg(((e.key || ' × '::text) || e.times), ', '::text ORDER BY e.times DESC, (e.key COLLATE "C")) AS string_agg
           FROM ( SELECT j.key,
                    sum((j.value)::bigint) AS times
                   FROM (dagsieve.run_code x
                     CROSS JOIN LATERAL jsonb_each_text(x.gate_reasons) j(key, value))
                  WHERE ((x.dag_id = c.dag_id) AND (x.run_id = c.run_id) AND (x.crypto = c.crypto))
                  GROUP BY j.key) e) AS reasons
   FROM ( SELECT r.dag_id,
            r.run_id,
            r.crypto,
            r.main_code,
            r.gate_passed,
            r.n_blocks,
            r.log_id,
            r.seq,
            r.line,
            r."time",
            r.sortino,
            r.f1_delta,
            r.cause_code,
            r.main_missing,
            r.audit_partial,
            r.gate_reasons,
            r.newest_time,
            r.newest_seq,
            r.newest_log_id,
            r.newest_sortino,
            max(r.newest_time) OVER (PARTITION BY r.crypto, r.dag_id, r.run_id) AS last_time
           FROM dagsieve.run_code r) c
  WHERE (c.newest_time <= dagsieve.now())
  GROUP BY c.newest_time, c.crypto, c.dag_id, c.run_id;
CREATE VIEW dagsieve.board_infra AS
 SELECT i."time",
    i.metric,
    (i.value)::double precision AS value
   FROM dagsieve.infra_sample i;
CREATE VIEW dagsieve.board_load AS
 SELECT o.started_at AS "time",
    o.load_id,
    o.ended_at,
    (EXTRACT(epoch FROM (o.ended_at - o.started_at)))::double precision AS duration_s,
        CASE
            WHEN (o.status IS NULL) THEN
            CASE
                WHEN (o.started_at > (dagsieve.now() - '12:00:00'::interval)) THEN 'en cours'::text
                ELSE 'interrompu'::text
            END
            WHEN (o.status = 0) THEN 'tout gardé'::text
            WHEN (o.status = 1) THEN 'rejets'::text
            WHEN (o.status = 3) THEN 'entrée illisible'::text
            WHEN (o.status = 4) THEN 'base refusée'::text
            WHEN (o.status = 5) THEN 'verrouillé'::text
            ELSE ('statut '::text || o.status)
        END AS verdict,
    o.shard,
    o.shards,
    o.files,
    o.skipped,
    o.failed,
    o.logs,
    o.replaced,
    o.lines,
    o.bytes,
    o.blocks,
    o.events,
    o.findings,
    o.rejects,
    o.version
   FROM dagsieve.load o;
CREATE VIEW dagsieve.completeness AS
 SELECT l.log_id,
    l.dag_id,
    l.run_id,
    l.task_id,
    l.map_index,
    l.try_number,
    l.role,
    l.source,
    l.start_time,
    l.end_time,
    l.loaded_at,
    w.why
   FROM (dagsieve.log l
     CROSS JOIN LATERAL ( SELECT concat_ws('; '::text,
                CASE
                    WHEN ((l.dag_id IS NULL) OR (l.task_id IS NULL)) THEN 'identity unknown'::text
                    WHEN ((l.run_id IS NULL) AND (l.logical_date IS NULL)) THEN 'run unknown'::text
                    ELSE NULL::text
                END,
                CASE
                    WHEN ((l.role = 'task'::text) AND (NOT l.complete) AND (l.state IS NULL)) THEN 'no outcome'::text
                    ELSE NULL::text
                END,
                CASE
                    WHEN (l.notes ? 'log_cut'::text) THEN 'cut'::text
                    ELSE NULL::text
                END,
                CASE
                    WHEN (l.start_time IS NULL) THEN 'no time stamp'::text
                    ELSE NULL::text
                END,
                CASE
                    WHEN (l.lines_rejected > 0) THEN (l.lines_rejected || ' lines rejected'::text)
                    ELSE NULL::text
                END,
                CASE
                    WHEN (l.notes ? 'block_unclosed'::text) THEN ((l.notes ->> 'block_unclosed'::text) || ' blocks without an end'::text)
                    ELSE NULL::text
                END) AS why) w)
  WHERE ((l.dag_id IS NULL) OR (l.task_id IS NULL) OR ((l.run_id IS NULL) AND (l.logical_date IS NULL)) OR ((l.role = 'task'::text) AND (NOT l.complete) AND (l.state IS NULL)) OR (l.notes ?| '{log_cut,block_unclosed}'::text[]) OR (l.start_time IS NULL) OR (l.lines_rejected > 0));
CREATE VIEW dagsieve.board_missing AS
 SELECT COALESCE(c.end_time, c.loaded_at) AS "time",
    c.dag_id,
    c.run_id,
    c.task_id,
    c.try_number,
    c.why,
    c.source
   FROM dagsieve.completeness c;
CREATE VIEW dagsieve.board_night AS
 SELECT g."time",
    c.crypto,
    l.number AS code,
    d.main_code,
    d.dag_id,
    d.run_id
   FROM ((((generate_series(date_trunc('day'::text, (dagsieve.now() - '400 days'::interval), 'UTC'::text), date_trunc('day'::text, (dagsieve.now() + '12:00:00'::interval), 'UTC'::text), '1 day'::interval) g("time")
     CROSS JOIN dagsieve.crypto c)
     LEFT JOIN LATERAL ( SELECT r.dag_id,
            r.run_id
           FROM dagsieve.run_code r
          WHERE ((r.crypto = c.crypto) AND (r.newest_time >= (g."time" - '12:00:00'::interval)) AND (r.newest_time < LEAST((g."time" + '12:00:00'::interval), dagsieve.now())))
          ORDER BY r.newest_time DESC
         LIMIT 1) n ON (true))
     LEFT JOIN dagsieve.run_diagnosis d ON (((d.dag_id = n.dag_id) AND (d.run_id = n.run_id) AND (d.crypto = c.crypto))))
     LEFT JOIN dagsieve.label l ON (((l.kind = 'code'::text) AND (l.name = dagsieve.code_shown(d.main_code, d.audit_partial, d.main_missing)))))
UNION ALL
 SELECT g."time",
    '(sans crypto)'::text AS crypto,
    l.number AS code,
    d.main_code,
    d.dag_id,
    d.run_id
   FROM ((generate_series(date_trunc('day'::text, (dagsieve.now() - '400 days'::interval), 'UTC'::text), date_trunc('day'::text, (dagsieve.now() + '12:00:00'::interval), 'UTC'::text), '1 day'::interval) g("time")
     CROSS JOIN LATERAL ( SELECT x.main_code,
            x.audit_partial,
            x.main_missing,
            r.dag_id,
            r.run_id
           FROM (dagsieve.run_summary r
             JOIN dagsieve.run_diagnosis x ON (((x.dag_id = r.dag_id) AND (x.run_id = r.run_id) AND (x.crypto IS NULL))))
          WHERE ((r.end_time >= (g."time" - '12:00:00'::interval)) AND (r.end_time < LEAST((g."time" + '12:00:00'::interval), dagsieve.now())) AND (((r.n_blocks = 0) AND (dagsieve.is_testing(r.dag_id) OR (r.n_oom > 0) OR (r.candidates_passed = 0))) OR (EXISTS ( SELECT
                   FROM dagsieve.run_code o
                  WHERE ((o.dag_id = r.dag_id) AND (o.run_id = r.run_id) AND (COALESCE(o.crypto, ''::text) = ''::text))))))
          ORDER BY r.end_time DESC, r.run_id
         LIMIT 1) d)
     LEFT JOIN dagsieve.label l ON (((l.kind = 'code'::text) AND (l.name = dagsieve.code_shown(d.main_code, d.audit_partial, d.main_missing)))));
CREATE VIEW dagsieve.board_pipeline AS
 SELECT h.dag_id,
    h.finished,
    h.succeeded,
    (h.rate)::double precision AS rate,
    COALESCE(h.code, v.label) AS verdict,
    (w.duration_s)::double precision AS last_s,
    (w.p95_s)::double precision AS p95_s,
    (w.over_p95_pct)::double precision AS over_p95_pct,
    h.last_end_time AS "time"
   FROM ((dagsieve.pipeline_health h
     JOIN dagsieve.label v ON (((v.kind = 'level'::text) AND (v.name = dagsieve.level_of('pipeline_success_rate'::text, 'rate'::text, h.rate)))))
     LEFT JOIN dagsieve.latency w ON ((w.dag_id = h.dag_id)));
CREATE VIEW dagsieve.state_reason AS
 SELECT state_reasons.rule,
    state_reasons.state,
    state_reasons.fired,
    state_reasons.value,
    state_reasons.why,
    state_reasons.threshold,
    state_reasons.since
   FROM dagsieve.state_reasons(dagsieve.now()) state_reasons(rule, state, fired, value, why, threshold, since);
CREATE VIEW dagsieve.board_reason AS
 SELECT r.rule,
    l.label,
    l.number,
        CASE
            WHEN r.fired THEN w.label
            WHEN (r.fired IS NULL) THEN 'INCONNU'::text
            ELSE 'non'::text
        END AS verdict,
        CASE
            WHEN (r.rule = 'infra_critical'::text) THEN i.facts
            ELSE COALESCE(dagsieve.written(l.figure, r.value), 'donnée absente'::text)
        END AS value,
    dagsieve.written(l.border, r.threshold) AS threshold,
    r.since,
    k.crypto,
        CASE
            WHEN r.fired THEN (10 + w.number)
            WHEN ((r.fired IS NULL) AND (r.state <> 'GREEN'::text)) THEN 5
            ELSE 0
        END AS weight
   FROM ((((dagsieve.state_reason r
     JOIN dagsieve.label l ON (((l.kind = 'rule'::text) AND (l.name = r.rule))))
     JOIN dagsieve.label w ON (((w.kind = 'state'::text) AND (w.name = r.state))))
     LEFT JOIN LATERAL ( SELECT concat_ws(' · '::text, (f.oom_kills || ' OOM / 24 h'::text),
                CASE
                    WHEN (f.disk_full > 0) THEN (f.disk_full || ' tentative(s) : volume plein'::text)
                    ELSE NULL::text
                END,
                CASE
                    WHEN (f.samples = 0) THEN 'aucune mesure infra'::text
                    ELSE ('PVC '::text || COALESCE((trim_scale(f.pvc_pct) || ' %'::text), '?'::text))
                END,
                CASE
                    WHEN (f.samples > 0) THEN ('pods down '::text || COALESCE((trim_scale(f.pods_down))::text, '?'::text))
                    ELSE NULL::text
                END) AS facts
           FROM dagsieve.infra_at(dagsieve.now()) f(oom_kills, disk_full, pvc_pct, cpu_pct, pods_down, samples, last_time)
          WHERE (r.rule = 'infra_critical'::text)) i ON (true))
     LEFT JOIN LATERAL ( SELECT c.crypto
           FROM dagsieve.crypto c
          WHERE (POSITION((c.crypto) IN (r.why)) > 0)
          ORDER BY (POSITION((c.crypto) IN (r.why))), (length(c.crypto)) DESC
         LIMIT 1) k ON (true));
CREATE TABLE dagsieve.reject (
    log_id uuid NOT NULL,
    n integer NOT NULL,
    code text,
    line bigint,
    col integer,
    text text,
    bytes bytea
);
CREATE VIEW dagsieve.board_reject AS
 SELECT l.end_time AS "time",
    l.dag_id,
    COALESCE(l.run_id, dagsieve.run_key(l.logical_date)) AS run_id,
    l.task_id,
    r.code,
    r.line,
    r.text,
    l.source
   FROM (dagsieve.log l
     JOIN dagsieve.reject r ON ((r.log_id = l.log_id)));
CREATE VIEW dagsieve.board_run AS
 SELECT r.end_time AS "time",
    r.dag_id,
    r.run_id,
    r.start_time,
    r.end_time,
    (r.duration_s)::double precision AS duration_s,
    COALESCE(r.state,
        CASE
            WHEN (r.end_time > (dagsieve.now() - make_interval(secs => ((3600)::double precision * (dagsieve.limit_of('silence_hours'::text))::double precision)))) THEN 'en cours'::text
            ELSE 'sans issue'::text
        END) AS state,
    r.n_attempts,
    r.n_failed,
    r.n_oom,
    s.n_disk_full,
        CASE
            WHEN r.complete THEN 'complet'::text
            ELSE 'incomplet'::text
        END AS completeness,
    r.kind,
    r.candidates_total,
    r.candidates_passed,
    r.useful,
    r.n_blocks,
    r.n_gated,
    r.n_gate_passed
   FROM (dagsieve.run r
     JOIN dagsieve.run_summary s ON (((s.dag_id = r.dag_id) AND (s.run_id = r.run_id))))
  WHERE (r.end_time <= dagsieve.now());
CREATE VIEW dagsieve.state_daily AS
 SELECT d."time",
    s.state,
    s.reasons,
    s.unknown
   FROM (( SELECT (dagsieve.now() - ((n.n)::double precision * '1 day'::interval)) AS "time"
           FROM generate_series(0, 44) n(n)) d
     CROSS JOIN LATERAL dagsieve.state_at(d."time") s(state, reasons, unknown, as_of, data_time));
CREATE VIEW dagsieve.board_state_day AS
 SELECT s."time",
    l.number AS code,
    l.label AS state
   FROM (dagsieve.state_daily s
     JOIN dagsieve.label l ON (((l.kind = 'state'::text) AND (l.name = s.state))));
CREATE VIEW dagsieve.board_tile AS
 SELECT DISTINCT ON (s.signal) s.signal,
    s.label,
    s.crypto,
    s.value,
    s.level,
    (s.verdict || COALESCE((' '::text || s.crypto), ''::text)) AS verdict,
    s.limits,
    s.since
   FROM dagsieve.board_signal s
  ORDER BY s.signal,
        CASE s.level
            WHEN 2 THEN 1
            WHEN 1 THEN 2
            WHEN '-1'::integer THEN 3
            ELSE 4
        END,
        CASE
            WHEN (s.signal = ANY (ARRAY['f1_buy_delta_vs_baseline'::text, 'sortino'::text, 'pipeline_success_rate'::text])) THEN s.value
            ELSE (- s.value)
        END, s.crypto;
CREATE VIEW dagsieve.board_tile_history AS
 SELECT t.signal,
    h."time",
    (h.value)::double precision AS value
   FROM (dagsieve.board_tile t
     CROSS JOIN LATERAL (( SELECT c."time",
                CASE t.signal
                    WHEN 'f1_buy_delta_vs_baseline'::text THEN c.f1_delta
                    WHEN 'screening_testing_gap'::text THEN c.overfit_gap
                    WHEN 'std_f1_buy'::text THEN c.std_f1_buy
                    WHEN 'sortino'::text THEN c.sortino
                    WHEN 'sl_pct'::text THEN c.sl_pct
                    ELSE c.timeout_pct
                END AS value
           FROM dagsieve.correlation c
          WHERE ((c.crypto = t.crypto) AND (c.main_code IS NOT NULL) AND (c."time" < dagsieve.now()) AND (c."time" > (dagsieve.now() - '45 days'::interval)) AND (t.signal = ANY (ARRAY['f1_buy_delta_vs_baseline'::text, 'screening_testing_gap'::text, 'std_f1_buy'::text, 'sortino'::text, 'sl_pct'::text, 'timeout_pct'::text])))
          ORDER BY c."time" DESC
         LIMIT 300)
        UNION ALL
         SELECT date_trunc('day'::text, r.end_time, 'UTC'::text) AS date_trunc,
                CASE t.signal
                    WHEN 'infra_health'::text THEN (sum(r.n_oom))::numeric
                    ELSE round(((100.0 * (count(*) FILTER (WHERE (r.state = 'success'::text)))::numeric) / (NULLIF(count(r.state), 0))::numeric), 2)
                END AS round
           FROM dagsieve.run_summary r
          WHERE ((t.signal = ANY (ARRAY['infra_health'::text, 'pipeline_success_rate'::text])) AND (r.end_time < dagsieve.now()) AND (r.end_time > (dagsieve.now() - '45 days'::interval)))
          GROUP BY (date_trunc('day'::text, r.end_time, 'UTC'::text))
        UNION ALL
        ( SELECT r.end_time,
            r.duration_s
           FROM dagsieve.run_summary r
          WHERE ((t.signal = 'pipeline_latency'::text) AND (r.state IS NOT NULL) AND (r.end_time < dagsieve.now()) AND (r.end_time > (dagsieve.now() - '45 days'::interval)) AND (r.dag_id = ( SELECT w.dag_id
                   FROM dagsieve.latency w
                  WHERE ((w.duration_s = t.value) AND (w.end_time = t.since))
                 LIMIT 1)))
          ORDER BY r.end_time DESC
         LIMIT 300)
        UNION ALL
         SELECT d.day,
            (EXTRACT(epoch FROM (d.day - m."time")) / (86400)::numeric)
           FROM (generate_series((dagsieve.now() - '44 days'::interval), (dagsieve.now() - '1 day'::interval), '1 day'::interval) d(day)
             CROSS JOIN LATERAL ( SELECT c."time"
                   FROM dagsieve.correlation c
                  WHERE ((c.crypto = t.crypto) AND c.gate_passed AND (c."time" <= d.day))
                  ORDER BY c."time" DESC
                 LIMIT 1) m)
          WHERE (t.signal = 'model_freshness'::text)
        UNION ALL
         SELECT i."time",
            i.value
           FROM dagsieve.infra_sample i
          WHERE ((t.signal = 'challenger_count'::text) AND (i.metric = 'challenger_count'::text) AND (i."time" < dagsieve.now()) AND (i."time" > (dagsieve.now() - '45 days'::interval)))
        UNION ALL
         SELECT dagsieve.now() AS now,
            t.value) h);
CREATE VIEW dagsieve.board_unknown_key AS
 SELECT c."time",
    e.key,
    c.crypto
   FROM (dagsieve.correlation c
     CROSS JOIN LATERAL jsonb_object_keys(c.extra) e(key));
CREATE TABLE dagsieve.event_2026_04 (
    log_id uuid NOT NULL,
    seq integer NOT NULL,
    line bigint,
    "time" timestamp with time zone NOT NULL,
    level text,
    logger text,
    name text,
    crypto text,
    attrs jsonb
);
CREATE TABLE dagsieve.event_2026_11 (
    log_id uuid NOT NULL,
    seq integer NOT NULL,
    line bigint,
    "time" timestamp with time zone NOT NULL,
    level text,
    logger text,
    name text,
    crypto text,
    attrs jsonb
);
CREATE TABLE dagsieve.event_early (
    log_id uuid NOT NULL,
    seq integer NOT NULL,
    line bigint,
    "time" timestamp with time zone NOT NULL,
    level text,
    logger text,
    name text,
    crypto text,
    attrs jsonb
);
CREATE TABLE dagsieve.event_late (
    log_id uuid NOT NULL,
    seq integer NOT NULL,
    line bigint,
    "time" timestamp with time zone NOT NULL,
    level text,
    logger text,
    name text,
    crypto text,
    attrs jsonb
);
CREATE VIEW dagsieve.key_census AS
 WITH field AS MATERIALIZED (
         SELECT (a.attname)::text AS key
           FROM pg_attribute a
          WHERE ((a.attrelid = ('dagsieve.correlation'::regclass)::oid) AND (a.attnum > 0) AND (NOT a.attisdropped) AND (a.attname <> ALL ('{log_id,seq,line,time,closed,extra,notes,main_code,main_missing,audit_partial,f1_delta,overfit_gap,places}'::name[])))
        )
 SELECT k.key,
    (sum(k.n))::bigint AS n,
    min(k.first_seen) AS first_seen,
    max(k.last_seen) AS last_seen,
    bool_or(k.known) AS known
   FROM ( SELECT e.key,
            count(*) AS n,
            min(c."time") AS first_seen,
            max(c."time") AS last_seen,
            true AS known
           FROM (dagsieve.correlation c
             CROSS JOIN LATERAL jsonb_object_keys(jsonb_strip_nulls(to_jsonb(c.*))) e(key))
          WHERE (e.key IN ( SELECT f.key
                   FROM field f))
          GROUP BY e.key
        UNION ALL
         SELECT e.key,
            count(*) AS count,
            min(c."time") AS min,
            max(c."time") AS max,
            (e.key IN ( SELECT f.key
                   FROM field f))
           FROM (dagsieve.correlation c
             CROSS JOIN LATERAL jsonb_object_keys(c.extra) e(key))
          GROUP BY e.key
        UNION ALL
         SELECT e.key,
            count(*) AS count,
            min(NULLIF(v."time", '-infinity'::timestamp with time zone)) AS min,
            max(NULLIF(v."time", '-infinity'::timestamp with time zone)) AS max,
            (e.key IN ( SELECT f.key
                   FROM field f))
           FROM (dagsieve.event v
             CROSS JOIN LATERAL jsonb_object_keys(v.attrs) e(key))
          GROUP BY e.key) k
  GROUP BY k.key;
ALTER TABLE dagsieve.load ALTER COLUMN load_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME dagsieve.load_load_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE dagsieve.other_copy (
    log_id uuid NOT NULL,
    source text NOT NULL,
    size bigint NOT NULL,
    mtime timestamp with time zone NOT NULL,
    parser_version text,
    rules_version text
);
CREATE TABLE dagsieve.schema_version (
    only_row boolean DEFAULT true NOT NULL,
    version integer NOT NULL,
    applied_by text DEFAULT SESSION_USER NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT schema_version_only_row_check CHECK (only_row)
);
ALTER TABLE ONLY dagsieve.event ATTACH PARTITION dagsieve.event_2026_04 FOR VALUES FROM ('2026-04-01 00:00:00+00') TO ('2026-05-01 00:00:00+00');
ALTER TABLE ONLY dagsieve.event ATTACH PARTITION dagsieve.event_2026_11 FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00');
ALTER TABLE ONLY dagsieve.event ATTACH PARTITION dagsieve.event_early FOR VALUES FROM (MINVALUE) TO ('2010-01-01 00:00:00+00');
ALTER TABLE ONLY dagsieve.event ATTACH PARTITION dagsieve.event_late FOR VALUES FROM ('2100-01-01 00:00:00+00') TO (MAXVALUE);
COPY dagsieve.correlation (log_id, seq, line, "time", crypto, crypto_group, strategy, sl, tp, horizon, f1_buy, baseline_f1_buy, precision_buy, recall_buy, buy_rate, action_rate, std_f1_buy, screening_f1_buy, last_fold_f1_buy, sortino, tp_pct, sl_pct, timeout_pct, n_trades, n_folds, n_trials, theta, gates, gate_passed, gate_reason, candidates_total, candidates_passed, verdict, s22a1_status, s22a1_anchor_available, f1_delta, overfit_gap, closed, extra, notes, main_code, main_missing, audit_partial, places) FROM stdin;
5ca78c60-b802-7cbd-a810-9189ed4c2979	1	6	2026-04-26 22:05:00+00	BTCUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 6, "1": 8, "2": 9, "3": 10, "4": 11, "5": 12, "6": 13, "7": 14, "8": 15, "9": 16}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
5ca78c60-b802-7cbd-a810-9189ed4c2979	2	19	2026-04-26 22:10:00+00	ETHUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 19, "1": 21, "2": 22, "3": 23, "4": 24, "5": 25, "6": 26, "7": 27, "8": 28, "9": 29}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
5ca78c60-b802-7cbd-a810-9189ed4c2979	3	32	2026-04-26 22:15:00+00	SOLUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 32, "1": 34, "2": 35, "3": 36, "4": 37, "5": 38, "6": 39, "7": 40, "8": 41, "9": 42}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
5ca78c60-b802-7cbd-a810-9189ed4c2979	4	45	2026-04-26 22:20:00+00	ADAUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 45, "1": 47, "2": 48, "3": 49, "4": 50, "5": 51, "6": 52, "7": 53, "8": 54, "9": 55}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
5ca78c60-b802-7cbd-a810-9189ed4c2979	5	58	2026-04-26 22:25:00+00	BONKUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 58, "1": 60, "2": 61, "3": 62, "4": 63, "5": 64, "6": 65, "7": 66, "8": 67, "9": 68}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
5ca78c60-b802-7cbd-a810-9189ed4c2979	6	71	2026-04-26 22:30:00+00	XRPUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 71, "1": 73, "2": 74, "3": 75, "4": 76, "5": 77, "6": 78, "7": 79, "8": 80, "9": 81}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
6dcfdf7e-beb3-a851-2058-ea3b29e674c5	1	6	2026-04-28 22:05:00+00	BTCUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 6, "1": 8, "2": 9, "3": 10, "4": 11, "5": 12, "6": 13, "7": 14, "8": 15, "9": 16}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
6dcfdf7e-beb3-a851-2058-ea3b29e674c5	2	19	2026-04-28 22:10:00+00	ETHUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 19, "1": 21, "2": 22, "3": 23, "4": 24, "5": 25, "6": 26, "7": 27, "8": 28, "9": 29}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
6dcfdf7e-beb3-a851-2058-ea3b29e674c5	3	32	2026-04-28 22:15:00+00	SOLUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 32, "1": 34, "2": 35, "3": 36, "4": 37, "5": 38, "6": 39, "7": 40, "8": 41, "9": 42}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
6dcfdf7e-beb3-a851-2058-ea3b29e674c5	4	45	2026-04-28 22:20:00+00	ADAUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 45, "1": 47, "2": 48, "3": 49, "4": 50, "5": 51, "6": 52, "7": 53, "8": 54, "9": 55}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
6dcfdf7e-beb3-a851-2058-ea3b29e674c5	5	58	2026-04-28 22:25:00+00	BONKUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 58, "1": 60, "2": 61, "3": 62, "4": 63, "5": 64, "6": 65, "7": 66, "8": 67, "9": 68}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
6dcfdf7e-beb3-a851-2058-ea3b29e674c5	6	71	2026-04-28 22:30:00+00	XRPUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 71, "1": 73, "2": 74, "3": 75, "4": 76, "5": 77, "6": 78, "7": 79, "8": 80, "9": 81}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
cfcea8be-ddc8-dc62-1ffe-7927aee8c645	1	8	2026-04-29 02:15:00+00	SOLUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	SKIPPED	f	0.16	0	t	{}	{}	ML_SOLID	{}	t	{"line": {"0": 8, "1": 10, "2": 11, "3": 12, "4": 13, "5": 14, "6": 15, "7": 16, "8": 17, "9": 18, "10": 20}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20", "10": "s22a1_status=SKIPPED"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "s22a1_status": 10, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	1	6	2026-04-27 22:05:00+00	BTCUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 6, "1": 8, "2": 9, "3": 10, "4": 11, "5": 12, "6": 13, "7": 14, "8": 15, "9": 16}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	2	19	2026-04-27 22:10:00+00	ETHUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 19, "1": 21, "2": 22, "3": 23, "4": 24, "5": 25, "6": 26, "7": 27, "8": 28, "9": 29}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	3	32	2026-04-27 22:15:00+00	SOLUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 32, "1": 34, "2": 35, "3": 36, "4": 37, "5": 38, "6": 39, "7": 40, "8": 41, "9": 42}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	4	45	2026-04-27 22:20:00+00	ADAUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 45, "1": 47, "2": 48, "3": 49, "4": 50, "5": 51, "6": 52, "7": 53, "8": 54, "9": 55}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	5	58	2026-04-27 22:25:00+00	BONKUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 58, "1": 60, "2": 61, "3": 62, "4": 63, "5": 64, "6": 65, "7": 66, "8": 67, "9": 68}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	6	71	2026-04-27 22:30:00+00	XRPUSDC	\N	\N	\N	\N	\N	0.66	0.5	\N	\N	\N	\N	0.01	0.6	0.6	0.8	60	20	20	\N	\N	\N	\N	PASS	t	\N	\N	\N	\N	\N	\N	0.16	0	t	{}	{}	ML_SOLID	{}	f	{"line": {"0": 71, "1": 73, "2": 74, "3": 75, "4": 76, "5": 77, "6": 78, "7": 79, "8": 80, "9": 81}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=0.66", "2": "baseline_f1_buy=0.50", "3": "std_f1_buy=0.01", "4": "screening_f1_buy=0.60", "5": "last_fold_f1_buy=0.60", "6": "sortino=0.8", "7": "tp_pct=60", "8": "sl_pct=20", "9": "timeout_pct=20"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
4b6dd074-3e72-44fc-e8dd-1e45e373c46e	1	19	2026-11-23 22:32:47.231+00	ETHUSDC	btc-core	pte_01	1.2	2	H2	0.5500000001	0.5	\N	\N	\N	\N	0.03	0.58	0.57	Infinity	20	50	30	155	5	\N	\N	FAIL(n_trades)	t	f1	\N	\N	\N	\N	f	0.0500000001	0.01	t	{}	{}	ML_EXPLOITABLE	{}	f	{"line": {"0": 19, "1": 22, "2": 23, "3": 24, "4": 25, "5": 26, "6": 29, "7": 30, "8": 37, "9": 39}, "text": {"0": "=== CORRELATION DATA ===", "1": "sl_pct=50", "2": "timeout_pct: 30", "3": "baseline_f1_buy=0.50", "4": "screening_f1_buy: 0.58", "5": "std_f1_buy=0.03", "6": "last_fold_f1_buy: 0.57", "7": "f1_buy=0.5500000001", "8": "sortino: inf", "9": "tp_pct: 20"}, "field": {"f1_buy": 7, "sl_pct": 1, "tp_pct": 9, "sortino": 8, "std_f1_buy": 5, "timeout_pct": 2, "baseline_f1_buy": 3, "last_fold_f1_buy": 6, "screening_f1_buy": 4}}
d7e5046c-d752-6f48-dab2-dccfd9c4405c	1	17	2026-11-23 22:36:35.875+00	XRPUSDC	defi	pte_01	1.2	3	H5	\N	0.41	0.55	\N	\N	\N	0.2	0.7000001	0.4	\N	20	50	30	296	5	\N	\N	f1:PASS;sortino:FAIL	f	sortino	\N	\N	\N	OK	\N	\N	0.3000001	t	{}	{masked_value}	SCREENING_OVERFIT	{f1_buy}	f	{"line": {"0": 17, "1": 24, "2": 25, "3": 26, "4": 27, "5": 28, "6": 29, "7": 30, "8": 31, "9": 32, "10": 38}, "text": {"0": "=== CORRELATION DATA ===", "1": "f1_buy=***", "2": "baseline_f1_buy=0.41", "3": "std_f1_buy=0.20", "4": "screening_f1_buy=0.7000001", "5": "last_fold_f1_buy=0.4", "6": "sortino=0.***", "7": "tp_pct=20", "8": "sl_pct=50", "9": "timeout_pct=30", "10": "s22a1_status=OK"}, "field": {"f1_buy": 1, "sl_pct": 8, "tp_pct": 7, "sortino": 6, "std_f1_buy": 3, "timeout_pct": 9, "s22a1_status": 10, "baseline_f1_buy": 2, "last_fold_f1_buy": 5, "screening_f1_buy": 4}}
\.
COPY dagsieve.event_2026_04 (log_id, seq, line, "time", level, logger, name, crypto, attrs) FROM stdin;
5ca78c60-b802-7cbd-a810-9189ed4c2979	1	84	2026-04-26 22:35:00+00	INFO	test_step.py	run_summary	\N	{"candidates_total": 6, "candidates_passed": 6}
6dcfdf7e-beb3-a851-2058-ea3b29e674c5	1	84	2026-04-28 22:35:00+00	INFO	test_step.py	run_summary	\N	{"candidates_total": 6, "candidates_passed": 6}
03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	1	84	2026-04-27 22:35:00+00	INFO	test_step.py	run_summary	\N	{"candidates_total": 6, "candidates_passed": 6}
\.
COPY dagsieve.event_2026_11 (log_id, seq, line, "time", level, logger, name, crypto, attrs) FROM stdin;
705fd72e-8eee-9a1a-032f-e190e883ebad	1	20	2026-11-23 22:32:48.973+00	INFO	events.py	seed_apply_failed	\N	{"error": "duplicate key value violates unique constraint \\"universe_pkey\\"", "table": "universe"}
829af712-be26-0d7e-8ac9-fffab04a36a9	1	14	2026-11-23 22:36:36.313+00	INFO	logging_mixin.py	data_poke	\N	{"poke": 1, "want": 3, "ready": false}
4b6dd074-3e72-44fc-e8dd-1e45e373c46e	1	18	2026-11-23 22:32:47.182+00	INFO	events.py	seed_summary	\N	{"table": "pte_candidate", "skipped": 184, "inserted": 1}
d7e5046c-d752-6f48-dab2-dccfd9c4405c	1	16	2026-11-23 22:36:35.874+00	ERROR	events.py	seed_db_connect_failed	\N	{"host": "postgres.cvn.svc", "port": 5432, "error": "connection to server at \\"postgres.cvn.svc\\", port 5432 failed: Connection refused"}
f4e2e71f-f4af-8212-0d17-33ffd3f07189	1	18	2026-11-23 22:34:07.162+00	WARNING	events.py	xgboost_training_failed	\N	{"error": "Check failed: labels.size() == 1523 (0 vs. 1523) : size mismatch"}
\.
COPY dagsieve.event_early (log_id, seq, line, "time", level, logger, name, crypto, attrs) FROM stdin;
\.
COPY dagsieve.event_late (log_id, seq, line, "time", level, logger, name, crypto, attrs) FROM stdin;
\.
COPY dagsieve.finding (log_id, seq, line, scope, code, role, severity, domain, field, value, limit_value, evidence, count) FROM stdin;
5ca78c60-b802-7cbd-a810-9189ed4c2979	1	9	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
5ca78c60-b802-7cbd-a810-9189ed4c2979	2	22	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
5ca78c60-b802-7cbd-a810-9189ed4c2979	3	35	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
5ca78c60-b802-7cbd-a810-9189ed4c2979	4	48	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
5ca78c60-b802-7cbd-a810-9189ed4c2979	5	61	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
5ca78c60-b802-7cbd-a810-9189ed4c2979	6	74	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
6dcfdf7e-beb3-a851-2058-ea3b29e674c5	1	9	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
6dcfdf7e-beb3-a851-2058-ea3b29e674c5	2	22	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
6dcfdf7e-beb3-a851-2058-ea3b29e674c5	3	35	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
6dcfdf7e-beb3-a851-2058-ea3b29e674c5	4	48	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
6dcfdf7e-beb3-a851-2058-ea3b29e674c5	5	61	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
6dcfdf7e-beb3-a851-2058-ea3b29e674c5	6	74	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
705fd72e-8eee-9a1a-032f-e190e883ebad	0	20	attempt	SEED_FAILED	incident	P1	pipeline	\N	\N	\N	event=seed_apply_failed table=universe error=duplicate key value violates unique constraint "universe_pkey"	1
cfcea8be-ddc8-dc62-1ffe-7927aee8c645	1	11	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
cfcea8be-ddc8-dc62-1ffe-7927aee8c645	1	20	strategy	AUDIT_PARTIAL	secondary	\N	pipeline	s22a1_status	\N	\N	s22a1_status=SKIPPED	1
03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	1	9	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	2	22	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	3	35	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	4	48	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	5	61	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	6	74	strategy	ML_SOLID	main	\N	ml	f1_delta	0.16	0.1	baseline_f1_buy=0.50	1
4b6dd074-3e72-44fc-e8dd-1e45e373c46e	1	30	strategy	ML_EXPLOITABLE	main	\N	ml	f1_delta	0.0500000001	0.05	f1_buy=0.5500000001	1
4b6dd074-3e72-44fc-e8dd-1e45e373c46e	0	41	attempt	DISK_FULL	incident	P0	infra	\N	\N	\N	[Errno 28] No space left on device	3
d7e5046c-d752-6f48-dab2-dccfd9c4405c	0	16	attempt	SEED_FAILED	incident	P1	pipeline	\N	\N	\N	event=seed_db_connect_failed host=postgres.cvn.svc port=5432 error=connection to server at "postgres.cvn.svc", port 5432 failed: Connection refused	1
d7e5046c-d752-6f48-dab2-dccfd9c4405c	1	26	strategy	ML_UNSTABLE	secondary	P2	ml	std_f1_buy	0.2	0.1	std_f1_buy=0.20	1
d7e5046c-d752-6f48-dab2-dccfd9c4405c	1	28	strategy	SCREENING_OVERFIT	main	P2	ml	overfit_gap	0.3000001	0.3	last_fold_f1_buy=0.4	1
f4e2e71f-f4af-8212-0d17-33ffd3f07189	0	19	attempt	OOM_KILLED	incident	P1	infra	\N	\N	\N	Task exited with return code Negsignal.SIGKILL	1
\.
COPY dagsieve.infra_sample ("time", metric, value) FROM stdin;
\.
COPY dagsieve.label (kind, name, number, label, figure, border, advice) FROM stdin;
state	UNKNOWN	-1	INCONNU	\N	\N	\N
state	GREEN	0	VERT	\N	\N	\N
state	YELLOW	1	JAUNE	\N	\N	\N
state	ORANGE	2	ORANGE	\N	\N	\N
state	RED	3	ROUGE	\N	\N	\N
level	unknown	-1	INCONNU	\N	\N	\N
level	ok	0	OK	\N	\N	\N
level	warning	1	ATTENTION	\N	\N	\N
level	critical	2	CRITIQUE	\N	\N	\N
severity	P3	1	P3 info : backlog, responsable ML	\N	\N	\N
severity	P2	2	P2 avertissement : dans la journée, responsable ML	\N	\N	\N
severity	P1	3	P1 urgent : dans l'heure, mainteneur MLOps	\N	\N	\N
severity	P0	4	P0 critique : immédiat, responsable plateforme	\N	\N	\N
signal	infra_health	1	Santé infra	{}	\N	\N
signal	pipeline_success_rate	2	Taux de succès pipeline (7 j)	{} %	\N	\N
signal	pipeline_latency	3	Latence pipeline	{} s	\N	\N
signal	f1_buy_delta_vs_baseline	4	f1_buy − baseline_f1_buy	{}	\N	\N
signal	screening_testing_gap	5	Écart screening − dernier fold	{}	\N	\N
signal	std_f1_buy	6	Stabilité std_f1_buy	{}	\N	\N
signal	sortino	7	Sortino	{}	\N	\N
signal	sl_pct	8	Sorties stop-loss (sl_pct)	{} %	\N	\N
signal	timeout_pct	9	Sorties timeout (timeout_pct)	{} %	\N	\N
signal	model_freshness	10	Fraîcheur du modèle	{} j	\N	\N
signal	challenger_count	11	Challengers non promus	{}	\N	\N
rule	infra_critical	1	Infra critique : pod down, PVC plein, OOM kills en boucle	{}	> {}	\N
rule	success_rate_critical	2	Taux de succès pipeline critique (7 j)	{} %	< {} %	\N
rule	pass_rate_zero	3	Pass rate = 0 sur les derniers runs de test	{} run(s) utile(s)	= {}	\N
rule	model_stale_core	4	Modèle périmé sur btc-core	{} j	> {} j	\N
rule	no_useful_candidates	5	0 candidat utile sur tout l'univers	{} j	> {} j	\N
rule	success_rate_warning	6	Taux de succès pipeline à surveiller (7 j)	{} %	≤ {} %	\N
rule	sortino_negative	7	Sortino négatif récurrent	{} run(s) de suite	≥ {} runs	\N
rule	model_stale_other	8	Modèle périmé hors btc-core	{} j	> {} j	\N
rule	recent_useful_run	9	Aucune règle et un run utile récent	{} j	≤ {} j	\N
rule	data_age	10	Aucun run ingéré récemment	{} h	> {} h	\N
code	INCONCLUSIVE	0	non concluant : des données manquent	\N	\N	compléter ce qui manque (champ nommé), relancer
code	ML_SOLID	1	signal solide	\N	\N	rien à faire
code	ML_EXPLOITABLE	2	exploitable si l'enveloppe est favorable	\N	\N	surveiller le Sortino
code	ML_MARGINAL	3	gain trop faible pour survivre à l'exécution	\N	\N	backlog : améliorer le gain sur la baseline
code	EXECUTION_MISMATCH	4	modèle bon, trades perdants	\N	\N	sl_pct > 50 % : sl_range 1.2,1.5,1.8,2.0 ; tp_pct < 20 % : tp_range 1.5,2.0,2.5 ; timeout_pct > 40 % : plus d'horizons
code	ML_UNSTABLE	5	instable d'une période à l'autre	\N	\N	comparer les folds, stabiliser avant toute promotion
code	SCREENING_OVERFIT	6	screening et testing divergent	\N	\N	ne pas promouvoir ; revoir la grille du screening
code	ML_USELESS	7	aucune valeur prédictive	\N	\N	buy_rate > 50 % : labelling ; autre horizon ; objectif HPO ; feature set en dernier
code	NO_CANDIDATES	8	aucun candidat viable	\N	\N	par Sortino : voir EXECUTION_MISMATCH ; par n_trades : theta trop haut ; par f1 : voir ML_USELESS ; grille plus large, autre crypto
code	INFRA_SATURATED	9	infra saturée	\N	\N	un OOM : relancer ; répétés : augmenter les limites mémoire ; PVC > 85 % : nettoyer les vieux artefacts
code	PIPELINE_DEGRADED	10	pipeline dégradé	\N	\N	lire les échecs du DAG, première cause d'abord
code	SL_TOO_TIGHT	11	stop-loss suspecté trop serré (hypothèse)	\N	\N	sl_range 1.2,1.5,1.8,2.0
code	TP_TOO_AMBITIOUS	12	take-profit suspecté trop loin (hypothèse)	\N	\N	tp_range 1.5,2.0,2.5
code	HORIZON_TOO_SHORT	13	horizon suspecté trop court (hypothèse)	\N	\N	plus d'horizons
code	AUDIT_PARTIAL	14	audit partiel : jamais à lire comme complet	\N	\N	relancer l'audit avec son ancre avant toute promotion
code	PROVISIONAL	15	verdict provisoire : des données manquent	\N	\N	compléter les champs manquants
code	OUTDATED	16	verdict ancien	\N	\N	relancer un run de test de cette crypto
code	MISSING_DEPENDENCY	21	un paquet Python manque dans l'image	\N	\N	ajouter le paquet à l'image, relancer
code	TYPE_CONTRACT	22	contrat de type rompu entre deux étapes	\N	\N	corriger le type rendu par l'étape amont
code	FEATURE_NAMES	23	données sans noms de features	\N	\N	rétablir les noms de features avant l'entraînement
code	SOFT_LABELS	24	labels continus donnés au classifieur	\N	\N	revoir le labelling : labels discrets attendus
code	GRPC_FORK	25	fork pendant un appel gRPC	\N	\N	relancer ; ouvrir gRPC après le fork
code	IMPOSSIBLE_SCORE	26	tous les essais HPO ont échoué	\N	\N	lire la première erreur d'un essai
code	STALE_CACHE	27	données d'un ancien cache	\N	\N	vider le cache, relancer
code	SEED_FAILED	28	seed de la base en échec	\N	\N	vérifier l'accès à PostgreSQL, rejouer le seed
code	OOM_KILLED	29	tué par manque de mémoire	\N	\N	un OOM : relancer ; répétés : augmenter les limites mémoire
code	DISK_FULL	30	volume plein	\N	\N	nettoyer les vieux artefacts (PVC < 70 %)
code	TASK_SILENT	31	tâche muette plus de 10 minutes	\N	\N	regarder le pod : Running mais muet, le relancer
code	NO_OUTCOME	32	log sans issue : tué, évincé ou coupé	\N	\N	vérifier l'éviction du pod, relancer
code	INCONCLUSIVE_TOOLING	33	le pipeline n'a pas capturé ses données	\N	\N	réparer la capture, relancer
\.
COPY dagsieve.load (load_id, started_at, ended_at, version, options, shard, shards, status, files, skipped, failed, logs, replaced, kept, lines, bytes, blocks, events, findings, rejects) FROM stdin;
1	2026-11-30 02:19:32.206162+00	2026-11-30 02:19:32.266455+00	0.1.0	load -j 2 logs	0	1	0	9	0	0	9	0	0	459	38550	21	8	27	0
\.
COPY dagsieve.log (log_id, dag_id, run_id, task_id, map_index, try_number, source, logical_date, role, generation, state, state_inferred, exit_code, signal, start_time, end_time, duration_s, operator, hostname, pod, error_type, error_message, n_debug, n_info, n_warning, n_error, n_critical, silence_s, silence_at, complete, lines, bytes, lines_matched, lines_ignored, lines_rejected, segments, notes, content_hash, parser_version, rules_version, size, mtime, load_id, loaded_at, state_source) FROM stdin;
5ca78c60-b802-7cbd-a810-9189ed4c2979	launch__backtesting	scheduled__2026-04-26T22:00:00+00:00	test_step	-1	1	logs/dag_id=launch__backtesting/run_id=scheduled__2026-04-26T22:00:00+00:00/task_id=test_step/attempt=1.log	2026-04-26 22:00:00+00	task	2	success	f	0	\N	2026-04-26 22:00:00+00	2026-04-26 22:40:00+00	2400	PythonOperator	\N	\N	\N	\N	0	86	0	0	0	300	2026-04-26 22:00:00+00	t	86	6769	86	0	0	1	{}	2dd2013b8f645d4b596851bf45b0385a	0.1.0	c59cd472472ff9e4	6769	2026-11-30 02:19:32.0437+00	1	2026-11-30 02:19:32.229984+00	\N
6dcfdf7e-beb3-a851-2058-ea3b29e674c5	launch__backtesting	scheduled__2026-04-28T22:00:00+00:00	test_step	-1	1	logs/dag_id=launch__backtesting/run_id=scheduled__2026-04-28T22:00:00+00:00/task_id=test_step/attempt=1.log	2026-04-28 22:00:00+00	task	2	success	f	0	\N	2026-04-28 22:00:00+00	2026-04-28 22:40:00+00	2400	PythonOperator	\N	\N	\N	\N	0	86	0	0	0	300	2026-04-28 22:00:00+00	t	86	6769	86	0	0	1	{}	7067ac30f69716c38ee9814a1473dabd	0.1.0	c59cd472472ff9e4	6769	2026-11-30 02:19:32.039861+00	1	2026-11-30 02:19:32.229984+00	\N
705fd72e-8eee-9a1a-032f-e190e883ebad	misc__ends	\N	end_fail_exception	-1	1	logs/misc__ends/end_fail_exception/2026-11-23T22:30:31+00:00/1.log	2026-11-23 22:30:31+00	task	1	failed	f	1	\N	2026-11-23 22:32:45+00	2026-11-23 22:32:49+00	4	PythonOperator	airflow-worker-0	\N	AirflowFailException	gate refused: sortino=-0.7 < 0	0	18	0	1	0	1.661	2026-11-23 22:32:49.331+00	t	37	3358	19	18	0	1	{}	ae37fbf76a9e49a5733aa4046aa0742c	0.1.0	c59cd472472ff9e4	3358	2026-11-30 02:19:32.034889+00	1	2026-11-30 02:19:32.229984+00	\N
cfcea8be-ddc8-dc62-1ffe-7927aee8c645	launch__discovery	scheduled__2026-04-29T02:00:00+00:00	test_step	-1	1	logs/dag_id=launch__discovery/run_id=scheduled__2026-04-29T02:00:00+00:00/task_id=test_step/attempt=1.log	2026-04-29 02:00:00+00	task	2	success	f	0	\N	2026-04-29 02:00:00+00	2026-04-29 02:30:00+00	1800	PythonOperator	\N	\N	\N	\N	0	26	0	0	0	300	2026-04-29 02:00:00+00	t	26	2345	26	0	0	1	{}	84275649ae7d327927ab6e340576d84d	0.1.0	c59cd472472ff9e4	2345	2026-11-30 02:19:32.045296+00	1	2026-11-30 02:19:32.229984+00	\N
829af712-be26-0d7e-8ac9-fffab04a36a9	launch__monitoring	\N	wait_candles	-1	1	logs/launch__monitoring/wait_candles/2026-11-23T22:30:27+00:00/1.log	2026-11-23 22:30:27+00	task	1	failed	f	0	\N	2026-11-23 22:36:35.143+00	2026-11-23 22:37:49.738+00	74.595	PythonSensor	airflow-worker-0	\N	\N	\N	0	16	0	0	0	1.716	2026-11-23 22:36:36.362+00	t	18	2254	16	2	0	1	{}	c376365ae05a78aeca7c27dbd7e8c092	0.1.0	c59cd472472ff9e4	2254	2026-11-30 02:19:32.030143+00	1	2026-11-30 02:19:32.229984+00	\N
03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	launch__backtesting	scheduled__2026-04-27T22:00:00+00:00	test_step	-1	1	logs/dag_id=launch__backtesting/run_id=scheduled__2026-04-27T22:00:00+00:00/task_id=test_step/attempt=1.log	2026-04-27 22:00:00+00	task	2	success	f	0	\N	2026-04-27 22:00:00+00	2026-04-27 22:40:00+00	2400	PythonOperator	\N	\N	\N	\N	0	86	0	0	0	300	2026-04-27 22:00:00+00	t	86	6769	86	0	0	1	{}	fd0d10473cc385468c5a6c9fc4d07aa5	0.1.0	c59cd472472ff9e4	6769	2026-11-30 02:19:32.041092+00	1	2026-11-30 02:19:32.231465+00	\N
4b6dd074-3e72-44fc-e8dd-1e45e373c46e	misc__ends	\N	end_disk_full	-1	1	logs/misc__ends/end_disk_full/2026-11-23T22:30:31+00:00/1.log	2026-11-23 22:30:31+00	task	1	failed	f	1	\N	2026-11-23 22:32:42+00	2026-11-23 22:32:47+00	5	PythonOperator	airflow-worker-0	\N	OSError	[Errno 28] No space left on device	0	37	3	1	0	1.46	2026-11-23 22:32:47.293+00	t	57	5043	43	14	0	1	{}	68edb88064390288643d25a352a65d5b	0.1.0	c59cd472472ff9e4	5043	2026-11-30 02:19:32.033608+00	1	2026-11-30 02:19:32.231465+00	\N
d7e5046c-d752-6f48-dab2-dccfd9c4405c	launch__promotion	\N	choose	-1	1	logs/launch__promotion/choose/2026-11-23T22:30:26+00:00/1.log	2026-11-23 22:30:26+00	task	1	success	f	0	\N	2026-11-23 22:36:34+00	2026-11-23 22:36:36+00	2	BranchPythonOperator	airflow-worker-0	\N	\N	\N	0	17	2	1	0	1.683	2026-11-23 22:36:36.087+00	t	44	2957	42	2	0	1	{"masked_value": 2}	1325e720bbb020500c4e1073c0af4cef	0.1.0	c59cd472472ff9e4	2957	2026-11-30 02:19:32.031857+00	1	2026-11-30 02:19:32.231465+00	\N
f4e2e71f-f4af-8212-0d17-33ffd3f07189	misc__ends	\N	end_sigkill	-1	1	logs/misc__ends/end_sigkill/2026-11-23T22:30:31+00:00/1.log	2026-11-23 22:30:31+00	task	1	failed	t	-9	SIGKILL	2026-11-23 22:34:03.342+00	2026-11-23 22:34:09.17+00	5.828	PythonOperator	airflow-worker-0	\N	\N	\N	0	15	2	0	0	2.008	2026-11-23 22:34:07.162+00	t	19	2286	17	2	0	1	{}	2c54e24c4266102dc296b199d1a2caab	0.1.0	c59cd472472ff9e4	2286	2026-11-30 02:19:32.036138+00	1	2026-11-30 02:19:32.231465+00	\N
\.
COPY dagsieve.other_copy (log_id, source, size, mtime, parser_version, rules_version) FROM stdin;
\.
COPY dagsieve.reject (log_id, n, code, line, col, text, bytes) FROM stdin;
\.
COPY dagsieve.run_code (dag_id, run_id, crypto, main_code, gate_passed, n_blocks, log_id, seq, line, "time", sortino, f1_delta, cause_code, main_missing, audit_partial, gate_reasons, newest_time, newest_seq, newest_log_id, newest_sortino) FROM stdin;
launch__backtesting	scheduled__2026-04-26T22:00:00+00:00	ADAUSDC	ML_SOLID	t	1	5ca78c60-b802-7cbd-a810-9189ed4c2979	4	48	2026-04-26 22:20:00+00	0.8	0.16	\N	{}	f	{}	2026-04-26 22:20:00+00	4	5ca78c60-b802-7cbd-a810-9189ed4c2979	0.8
launch__backtesting	scheduled__2026-04-26T22:00:00+00:00	BONKUSDC	ML_SOLID	t	1	5ca78c60-b802-7cbd-a810-9189ed4c2979	5	61	2026-04-26 22:25:00+00	0.8	0.16	\N	{}	f	{}	2026-04-26 22:25:00+00	5	5ca78c60-b802-7cbd-a810-9189ed4c2979	0.8
launch__backtesting	scheduled__2026-04-26T22:00:00+00:00	BTCUSDC	ML_SOLID	t	1	5ca78c60-b802-7cbd-a810-9189ed4c2979	1	9	2026-04-26 22:05:00+00	0.8	0.16	\N	{}	f	{}	2026-04-26 22:05:00+00	1	5ca78c60-b802-7cbd-a810-9189ed4c2979	0.8
launch__backtesting	scheduled__2026-04-26T22:00:00+00:00	ETHUSDC	ML_SOLID	t	1	5ca78c60-b802-7cbd-a810-9189ed4c2979	2	22	2026-04-26 22:10:00+00	0.8	0.16	\N	{}	f	{}	2026-04-26 22:10:00+00	2	5ca78c60-b802-7cbd-a810-9189ed4c2979	0.8
launch__backtesting	scheduled__2026-04-26T22:00:00+00:00	SOLUSDC	ML_SOLID	t	1	5ca78c60-b802-7cbd-a810-9189ed4c2979	3	35	2026-04-26 22:15:00+00	0.8	0.16	\N	{}	f	{}	2026-04-26 22:15:00+00	3	5ca78c60-b802-7cbd-a810-9189ed4c2979	0.8
launch__backtesting	scheduled__2026-04-26T22:00:00+00:00	XRPUSDC	ML_SOLID	t	1	5ca78c60-b802-7cbd-a810-9189ed4c2979	6	74	2026-04-26 22:30:00+00	0.8	0.16	\N	{}	f	{}	2026-04-26 22:30:00+00	6	5ca78c60-b802-7cbd-a810-9189ed4c2979	0.8
launch__backtesting	scheduled__2026-04-28T22:00:00+00:00	ADAUSDC	ML_SOLID	t	1	6dcfdf7e-beb3-a851-2058-ea3b29e674c5	4	48	2026-04-28 22:20:00+00	0.8	0.16	\N	{}	f	{}	2026-04-28 22:20:00+00	4	6dcfdf7e-beb3-a851-2058-ea3b29e674c5	0.8
launch__backtesting	scheduled__2026-04-28T22:00:00+00:00	BONKUSDC	ML_SOLID	t	1	6dcfdf7e-beb3-a851-2058-ea3b29e674c5	5	61	2026-04-28 22:25:00+00	0.8	0.16	\N	{}	f	{}	2026-04-28 22:25:00+00	5	6dcfdf7e-beb3-a851-2058-ea3b29e674c5	0.8
launch__backtesting	scheduled__2026-04-28T22:00:00+00:00	BTCUSDC	ML_SOLID	t	1	6dcfdf7e-beb3-a851-2058-ea3b29e674c5	1	9	2026-04-28 22:05:00+00	0.8	0.16	\N	{}	f	{}	2026-04-28 22:05:00+00	1	6dcfdf7e-beb3-a851-2058-ea3b29e674c5	0.8
launch__backtesting	scheduled__2026-04-28T22:00:00+00:00	ETHUSDC	ML_SOLID	t	1	6dcfdf7e-beb3-a851-2058-ea3b29e674c5	2	22	2026-04-28 22:10:00+00	0.8	0.16	\N	{}	f	{}	2026-04-28 22:10:00+00	2	6dcfdf7e-beb3-a851-2058-ea3b29e674c5	0.8
launch__backtesting	scheduled__2026-04-28T22:00:00+00:00	SOLUSDC	ML_SOLID	t	1	6dcfdf7e-beb3-a851-2058-ea3b29e674c5	3	35	2026-04-28 22:15:00+00	0.8	0.16	\N	{}	f	{}	2026-04-28 22:15:00+00	3	6dcfdf7e-beb3-a851-2058-ea3b29e674c5	0.8
launch__backtesting	scheduled__2026-04-28T22:00:00+00:00	XRPUSDC	ML_SOLID	t	1	6dcfdf7e-beb3-a851-2058-ea3b29e674c5	6	74	2026-04-28 22:30:00+00	0.8	0.16	\N	{}	f	{}	2026-04-28 22:30:00+00	6	6dcfdf7e-beb3-a851-2058-ea3b29e674c5	0.8
launch__discovery	scheduled__2026-04-29T02:00:00+00:00	SOLUSDC	ML_SOLID	t	1	cfcea8be-ddc8-dc62-1ffe-7927aee8c645	1	11	2026-04-29 02:15:00+00	0.8	0.16	\N	{}	t	{}	2026-04-29 02:15:00+00	1	cfcea8be-ddc8-dc62-1ffe-7927aee8c645	0.8
launch__backtesting	scheduled__2026-04-27T22:00:00+00:00	ADAUSDC	ML_SOLID	t	1	03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	4	48	2026-04-27 22:20:00+00	0.8	0.16	\N	{}	f	{}	2026-04-27 22:20:00+00	4	03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	0.8
launch__backtesting	scheduled__2026-04-27T22:00:00+00:00	BONKUSDC	ML_SOLID	t	1	03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	5	61	2026-04-27 22:25:00+00	0.8	0.16	\N	{}	f	{}	2026-04-27 22:25:00+00	5	03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	0.8
launch__backtesting	scheduled__2026-04-27T22:00:00+00:00	BTCUSDC	ML_SOLID	t	1	03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	1	9	2026-04-27 22:05:00+00	0.8	0.16	\N	{}	f	{}	2026-04-27 22:05:00+00	1	03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	0.8
launch__backtesting	scheduled__2026-04-27T22:00:00+00:00	ETHUSDC	ML_SOLID	t	1	03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	2	22	2026-04-27 22:10:00+00	0.8	0.16	\N	{}	f	{}	2026-04-27 22:10:00+00	2	03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	0.8
launch__backtesting	scheduled__2026-04-27T22:00:00+00:00	SOLUSDC	ML_SOLID	t	1	03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	3	35	2026-04-27 22:15:00+00	0.8	0.16	\N	{}	f	{}	2026-04-27 22:15:00+00	3	03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	0.8
launch__backtesting	scheduled__2026-04-27T22:00:00+00:00	XRPUSDC	ML_SOLID	t	1	03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	6	74	2026-04-27 22:30:00+00	0.8	0.16	\N	{}	f	{}	2026-04-27 22:30:00+00	6	03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	0.8
launch__promotion	2026-11-23T22:30:26+00:00	XRPUSDC	SCREENING_OVERFIT	f	1	d7e5046c-d752-6f48-dab2-dccfd9c4405c	1	28	2026-11-23 22:36:35.875+00	\N	\N	\N	{f1_buy}	f	{"sortino": 1}	2026-11-23 22:36:35.875+00	1	d7e5046c-d752-6f48-dab2-dccfd9c4405c	\N
misc__ends	2026-11-23T22:30:31+00:00	ETHUSDC	ML_EXPLOITABLE	t	1	4b6dd074-3e72-44fc-e8dd-1e45e373c46e	1	30	2026-11-23 22:32:47.231+00	Infinity	0.0500000001	\N	{}	f	{"f1": 1}	2026-11-23 22:32:47.231+00	1	4b6dd074-3e72-44fc-e8dd-1e45e373c46e	Infinity
\.
COPY dagsieve.run_summary (dag_id, run_id, start_time, end_time, duration_s, state, n_attempts, n_failed, n_oom, n_disk_full, complete, candidates_total, candidates_passed, n_blocks, n_gated, n_gate_passed, counts_log_id, counts_line, oom_log_id, oom_line, last_log_id) FROM stdin;
launch__backtesting	scheduled__2026-04-26T22:00:00+00:00	2026-04-26 22:00:00+00	2026-04-26 22:40:00+00	2400	success	1	0	0	0	t	6	6	6	6	6	5ca78c60-b802-7cbd-a810-9189ed4c2979	84	\N	\N	5ca78c60-b802-7cbd-a810-9189ed4c2979
launch__backtesting	scheduled__2026-04-28T22:00:00+00:00	2026-04-28 22:00:00+00	2026-04-28 22:40:00+00	2400	success	1	0	0	0	t	6	6	6	6	6	6dcfdf7e-beb3-a851-2058-ea3b29e674c5	84	\N	\N	6dcfdf7e-beb3-a851-2058-ea3b29e674c5
launch__discovery	scheduled__2026-04-29T02:00:00+00:00	2026-04-29 02:00:00+00	2026-04-29 02:30:00+00	1800	success	1	0	0	0	t	\N	\N	1	1	1	\N	\N	\N	\N	cfcea8be-ddc8-dc62-1ffe-7927aee8c645
launch__monitoring	2026-11-23T22:30:27+00:00	2026-11-23 22:36:35.143+00	2026-11-23 22:37:49.738+00	74.595	failed	1	1	0	0	t	\N	\N	0	0	0	\N	\N	\N	\N	829af712-be26-0d7e-8ac9-fffab04a36a9
launch__backtesting	scheduled__2026-04-27T22:00:00+00:00	2026-04-27 22:00:00+00	2026-04-27 22:40:00+00	2400	success	1	0	0	0	t	6	6	6	6	6	03fa6fb8-5bea-d1e7-f5f1-262d87ed673c	84	\N	\N	03fa6fb8-5bea-d1e7-f5f1-262d87ed673c
launch__promotion	2026-11-23T22:30:26+00:00	2026-11-23 22:36:34+00	2026-11-23 22:36:36+00	2	success	1	0	0	0	t	\N	\N	1	1	0	\N	\N	\N	\N	d7e5046c-d752-6f48-dab2-dccfd9c4405c
misc__ends	2026-11-23T22:30:31+00:00	2026-11-23 22:32:42+00	2026-11-23 22:34:09.17+00	87.17	failed	3	3	1	1	t	\N	\N	1	1	1	\N	\N	f4e2e71f-f4af-8212-0d17-33ffd3f07189	19	f4e2e71f-f4af-8212-0d17-33ffd3f07189
\.
COPY dagsieve.schema_version (only_row, version, applied_by, applied_at) FROM stdin;
t	1	dagsieve	2026-11-30 02:19:32.054234+00
\.
COPY dagsieve.taxonomy (code, scope, domain, severity, rank, best, fires_when, meaning, reaction, owner, action, exit_criterion, escalation) FROM stdin;
ML_USELESS	strategy	ml	P2	1	7	f1_delta <= 0	no predictive value	within the day	ML owner	buy_rate > 50 %: labelling; other horizon; HPO objective; feature set last	f1_buy > baseline + 15 %	ML owner
SCREENING_OVERFIT	strategy	ml	P2	2	6	overfit_gap > 0.3	screening and testing diverge	within the day	ML owner	\N	\N	\N
ML_UNSTABLE	strategy	ml	P2	3	5	std_f1_buy > 0.1	unstable between periods	within the day	ML owner	\N	\N	\N
EXECUTION_MISMATCH	strategy	execution	P2	4	4	f1_delta > 0.05 and sortino < 0	model fine, trades lose	within the day	ML owner	sl_pct > 50 %: sl_range 1.2,1.5,1.8,2.0; tp_pct < 20 %: tp_range 1.5,2.0,2.5; timeout_pct > 40 %: more horizons	Sortino > 0 or sl_pct < 40 %	ML owner after 3 tries
ML_MARGINAL	strategy	ml	P3	5	3	f1_delta > 0 and f1_delta <= 0.05	gain too small to survive execution	backlog	\N	\N	\N	\N
ML_EXPLOITABLE	strategy	ml	\N	6	2	f1_delta > 0.05 and f1_delta <= 0.1	usable if the envelope is favourable	\N	\N	\N	\N	\N
ML_SOLID	strategy	ml	\N	7	1	f1_delta > 0.1	solid signal	\N	\N	\N	\N	\N
SL_TOO_TIGHT	strategy	execution	P2	\N	\N	sl_pct > 50	suspected cause, not proved	within the day	ML owner	\N	\N	\N
TP_TOO_AMBITIOUS	strategy	execution	P2	\N	\N	tp_pct < 20	take-profit too far	within the day	ML owner	\N	\N	\N
HORIZON_TOO_SHORT	strategy	execution	P2	\N	\N	timeout_pct > 40	horizon too short	within the day	ML owner	\N	\N	\N
NO_CANDIDATES	run	pipeline	P1	\N	\N	0 candidates passed on a complete run	nothing viable	within the hour	MLOps maintainer	by Sortino: see EXECUTION_MISMATCH; by n_trades: theta too high; by f1: see ML_USELESS; wider grid, other crypto	one candidate passes	ML owner
INFRA_SATURATED	run	infra	P0	\N	\N	OOM kills > 2, or PVC > 85 %, or CPU > 90 %	saturation	immediate	platform owner	one OOM: rerun; repeated: raise memory limits; PVC > 85 %: clean old artifacts	OOM = 0 over 24 h, PVC < 70 %	platform owner
PIPELINE_DEGRADED	pipeline	pipeline	P1	\N	\N	success rate < 70 % over 7 days	pipeline health	within the hour	MLOps maintainer	\N	\N	\N
INCONCLUSIVE	strategy	ml	\N	\N	8	no main code can be reached	fields are missing: nothing can be said	\N	\N	\N	\N	\N
INCONCLUSIVE_TOOLING	strategy	pipeline	\N	\N	\N	verdict says so	the pipeline could not capture its own data	\N	\N	\N	\N	\N
AUDIT_PARTIAL	strategy	pipeline	\N	\N	\N	s22a1_status is SKIPPED	the anchor was not re-proved	\N	\N	\N	\N	\N
MISSING_DEPENDENCY	attempt	pipeline	P1	\N	\N	No module named '...'	a Python package is missing from the image	within the hour	MLOps maintainer	\N	\N	\N
TYPE_CONTRACT	attempt	pipeline	P2	\N	\N	Type requirement mismatch.	a step got another type than it asked for	within the day	ML owner	\N	\N	\N
FEATURE_NAMES	attempt	ml	P0	\N	\N	data did not contain feature names	the model was given data without feature names	immediate	platform owner	\N	\N	\N
SOFT_LABELS	attempt	ml	P0	\N	\N	Unknown label type: continuous	the classifier was given soft labels	immediate	platform owner	\N	\N	\N
GRPC_FORK	attempt	infra	P1	\N	\N	Other threads are currently calling into gRPC, skipping fork() handlers	a fork while gRPC is in use	within the hour	MLOps maintainer	\N	\N	\N
IMPOSSIBLE_SCORE	attempt	ml	P1	\N	\N	best_score=-1000.0	every trial of the search failed	within the hour	MLOps maintainer	\N	\N	\N
STALE_CACHE	attempt	pipeline	P2	\N	\N	Train: N samples with N > 10000	training data of an old cache	within the day	ML owner	\N	\N	\N
SEED_FAILED	attempt	pipeline	P1	\N	\N	event=seed_db_connect_failed, event=seed_apply_failed	reference data were not seeded	within the hour	MLOps maintainer	\N	\N	\N
OOM_KILLED	attempt	infra	P1	\N	\N	signal 9 or exit code 137, not sent by Airflow itself	killed for want of memory	within the hour	MLOps maintainer	\N	\N	\N
DISK_FULL	attempt	infra	P0	\N	\N	No space left on device	a volume is full	immediate	platform owner	\N	\N	\N
TASK_SILENT	attempt	infra	P1	\N	\N	more than 10 minutes between two lines	the task runs and says nothing	within the hour	MLOps maintainer	\N	\N	\N
NO_OUTCOME	attempt	infra	P2	\N	\N	the log ends without an outcome	killed, evicted or cut	within the day	ML owner	\N	\N	\N
\.
COPY dagsieve.threshold (name, signal, family, metric, level, op, value, unit, meaning) FROM stdin;
infra_oom_warning	infra_health	platform	oom_kills	warning	>=	1	kills	a task was killed for want of memory within 24 hours
infra_oom_critical	infra_health	platform	oom_kills	critical	>	2	kills	OOM kills in a loop (24 hours)
infra_cpu_warning	infra_health	platform	cpu_pct	warning	>	70	%	CPU busy
infra_cpu_saturated	infra_health	platform	cpu_pct	setting	>	90	%	INFRA_SATURATED by CPU
infra_pvc_critical	infra_health	platform	pvc_pct	critical	>	85	%	volume full
infra_pods_critical	infra_health	platform	pods_down	critical	>	0	pods	a pod is down
infra_samples_required	infra_health	platform	samples	setting	\N	1	\N	1: without a sample of the last 24 hours infra rules cannot be evaluated; 0: they count as not fired
success_rate_warning	pipeline_success_rate	platform	rate	warning	<=	90	%	finished runs that succeeded, 7 days
success_rate_critical	pipeline_success_rate	platform	rate	critical	<	70	%	finished runs that succeeded, 7 days
latency_warning	pipeline_latency	platform	over_p95_pct	warning	>	30	%	run longer than the p95 of its DAG by more than this; HPO trials > 100 suspect; data source; backtest candles; until duration < p95, else MLOps maintainer
latency_hours_warning	pipeline_latency	platform	hours	warning	>	3	h	run longer than this; HPO trials > 100 suspect; data source; backtest candles; until duration < p95, else MLOps maintainer
latency_critical	pipeline_latency	platform	over_p95_pct	critical	>	100	%	run longer than the p95 of its DAG by more than this; HPO trials > 100 suspect; data source; backtest candles; until duration < p95, else MLOps maintainer
f1_delta_warning	f1_buy_delta_vs_baseline	ml	f1_delta	warning	<	0.15	share	gain over the naive baseline is small
f1_delta_critical	f1_buy_delta_vs_baseline	ml	f1_delta	critical	<=	0	share	no gain over the naive baseline
overfit_gap_warning	screening_testing_gap	ml	overfit_gap	warning	>	0.15	share	screening looks better than testing
overfit_gap_critical	screening_testing_gap	ml	overfit_gap	critical	>	0.30	share	screening and testing diverge
std_f1_buy_warning	std_f1_buy	ml	std_f1_buy	warning	>=	0.05	share	folds differ
std_f1_buy_critical	std_f1_buy	ml	std_f1_buy	critical	>	0.10	share	unstable between folds
sortino_warning	sortino	trading	sortino	warning	<=	0.5	\N	Sortino between 0 and 0.5
sortino_critical	sortino	trading	sortino	critical	<	0	\N	trades lose
sl_pct_warning	sl_pct	trading	sl_pct	warning	>=	35	%	many exits by stop-loss
sl_pct_critical	sl_pct	trading	sl_pct	critical	>	50	%	most exits by stop-loss
timeout_pct_warning	timeout_pct	trading	timeout_pct	warning	>=	30	%	many exits by time-out
timeout_pct_critical	timeout_pct	trading	timeout_pct	critical	>	40	%	too many exits by time-out
model_age_warning	model_freshness	lifecycle	age	warning	>	7	days	age of the last useful model
model_age_critical	model_freshness	lifecycle	age	critical	>	14	days	age of the last useful model
challenger_warning	challenger_count	lifecycle	challengers	warning	>	5	models	registered, not promoted
challenger_critical	challenger_count	lifecycle	challengers	critical	>	10	models	registered, not promoted
success_window	state	state	window	setting	\N	7	days	runs that ended in this time make the success rate
pass_rate_runs	state	state	runs	setting	\N	3	runs	ORANGE when this many complete testing runs in a row pass nothing
negative_sortino_runs	state	state	runs	setting	\N	3	runs	YELLOW when Sortino is negative in this many runs of a crypto in a row
useful_age	state	state	age	setting	\N	3	days	ORANGE when the last useful run is older
silence_hours	state	state	age	setting	\N	36	h	UNKNOWN when no run was loaded for this long
verdict_age	state	state	age	setting	\N	3	days	boards never show green what is older
rule.ML_USELESS	diagnosis	ml	f1_delta	setting	<=	0	share	no gain over the naive baseline: useless up to here, marginal above
rule.ML_EXPLOITABLE	diagnosis	ml	f1_delta	setting	>	0.05	share	marginal up to here, exploitable above; above it a negative Sortino is a mismatch
rule.ML_SOLID	diagnosis	ml	f1_delta	setting	>	0.1	share	exploitable up to here, solid above
rule.ML_UNSTABLE	diagnosis	ml	std_f1_buy	setting	>	0.1	share	folds differ by more
rule.SCREENING_OVERFIT	diagnosis	ml	overfit_gap	setting	>	0.3	share	screening promised more than testing held
rule.EXECUTION_MISMATCH	diagnosis	execution	sortino	setting	<	0	ratio	trades lose although the model is exploitable
rule.SL_TOO_TIGHT	diagnosis	execution	sl_pct	setting	>	50	%	share of exits by stop-loss
rule.TP_TOO_AMBITIOUS	diagnosis	execution	tp_pct	setting	<	20	%	share of exits by take-profit
rule.HORIZON_TOO_SHORT	diagnosis	execution	timeout_pct	setting	>	40	%	share of exits by time-out
\.
COPY dagsieve.universe (crypto_group, crypto) FROM stdin;
btc-core	BTCUSDC
btc-core	ETHUSDC
defi	SOLUSDC
defi	ADAUSDC
defi	BONKUSDC
defi	XRPUSDC
\.
SELECT pg_catalog.setval('dagsieve.load_load_id_seq', 1, true);
ALTER TABLE ONLY dagsieve.correlation
    ADD CONSTRAINT correlation_pkey PRIMARY KEY (log_id, seq);
ALTER TABLE ONLY dagsieve.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (log_id, seq, "time");
ALTER TABLE ONLY dagsieve.event_2026_04
    ADD CONSTRAINT event_2026_04_pkey PRIMARY KEY (log_id, seq, "time");
ALTER TABLE ONLY dagsieve.event_2026_11
    ADD CONSTRAINT event_2026_11_pkey PRIMARY KEY (log_id, seq, "time");
ALTER TABLE ONLY dagsieve.event_early
    ADD CONSTRAINT event_early_pkey PRIMARY KEY (log_id, seq, "time");
ALTER TABLE ONLY dagsieve.event_late
    ADD CONSTRAINT event_late_pkey PRIMARY KEY (log_id, seq, "time");
ALTER TABLE ONLY dagsieve.finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (log_id, seq, code);
ALTER TABLE ONLY dagsieve.infra_sample
    ADD CONSTRAINT infra_sample_pkey PRIMARY KEY (metric, "time");
ALTER TABLE ONLY dagsieve.label
    ADD CONSTRAINT label_pkey PRIMARY KEY (kind, name);
ALTER TABLE ONLY dagsieve.load
    ADD CONSTRAINT load_pkey PRIMARY KEY (load_id);
ALTER TABLE ONLY dagsieve.log
    ADD CONSTRAINT log_pkey PRIMARY KEY (log_id);
ALTER TABLE ONLY dagsieve.reject
    ADD CONSTRAINT reject_pkey PRIMARY KEY (log_id, n);
ALTER TABLE ONLY dagsieve.run_summary
    ADD CONSTRAINT run_summary_pkey PRIMARY KEY (dag_id, run_id);
ALTER TABLE ONLY dagsieve.schema_version
    ADD CONSTRAINT schema_version_pkey PRIMARY KEY (only_row);
ALTER TABLE ONLY dagsieve.taxonomy
    ADD CONSTRAINT taxonomy_pkey PRIMARY KEY (code);
ALTER TABLE ONLY dagsieve.threshold
    ADD CONSTRAINT threshold_pkey PRIMARY KEY (name);
ALTER TABLE ONLY dagsieve.universe
    ADD CONSTRAINT universe_pkey PRIMARY KEY (crypto_group, crypto);
CREATE INDEX correlation_crypto_time ON dagsieve.correlation USING btree (crypto, "time");
CREATE INDEX correlation_passed ON dagsieve.correlation USING btree (crypto, "time") WHERE gate_passed;
CREATE INDEX correlation_time ON dagsieve.correlation USING btree ("time");
CREATE INDEX event_crypto_time ON ONLY dagsieve.event USING btree (crypto, "time") WHERE (crypto IS NOT NULL);
CREATE INDEX event_2026_04_crypto_time_idx ON dagsieve.event_2026_04 USING btree (crypto, "time") WHERE (crypto IS NOT NULL);
CREATE INDEX event_candidates ON ONLY dagsieve.event USING btree (log_id) WHERE (attrs ?| '{candidates_passed,candidates_total}'::text[]);
CREATE INDEX event_2026_04_log_id_idx ON dagsieve.event_2026_04 USING btree (log_id) WHERE (attrs ?| '{candidates_passed,candidates_total}'::text[]);
CREATE INDEX event_name_time ON ONLY dagsieve.event USING btree (name, "time");
CREATE INDEX event_2026_04_name_time_idx ON dagsieve.event_2026_04 USING btree (name, "time");
CREATE INDEX event_2026_11_crypto_time_idx ON dagsieve.event_2026_11 USING btree (crypto, "time") WHERE (crypto IS NOT NULL);
CREATE INDEX event_2026_11_log_id_idx ON dagsieve.event_2026_11 USING btree (log_id) WHERE (attrs ?| '{candidates_passed,candidates_total}'::text[]);
CREATE INDEX event_2026_11_name_time_idx ON dagsieve.event_2026_11 USING btree (name, "time");
CREATE INDEX event_early_crypto_time_idx ON dagsieve.event_early USING btree (crypto, "time") WHERE (crypto IS NOT NULL);
CREATE INDEX event_early_log_id_idx ON dagsieve.event_early USING btree (log_id) WHERE (attrs ?| '{candidates_passed,candidates_total}'::text[]);
CREATE INDEX event_early_name_time_idx ON dagsieve.event_early USING btree (name, "time");
CREATE INDEX event_late_crypto_time_idx ON dagsieve.event_late USING btree (crypto, "time") WHERE (crypto IS NOT NULL);
CREATE INDEX event_late_log_id_idx ON dagsieve.event_late USING btree (log_id) WHERE (attrs ?| '{candidates_passed,candidates_total}'::text[]);
CREATE INDEX event_late_name_time_idx ON dagsieve.event_late USING btree (name, "time");
CREATE INDEX finding_code ON dagsieve.finding USING btree (code, log_id);
CREATE INDEX log_end_time ON dagsieve.log USING btree (end_time);
CREATE INDEX log_incomplete ON dagsieve.log USING btree (end_time) WHERE ((dag_id IS NULL) OR (task_id IS NULL) OR ((run_id IS NULL) AND (logical_date IS NULL)) OR ((role = 'task'::text) AND (NOT complete) AND (state IS NULL)) OR (notes ?| '{log_cut,block_unclosed}'::text[]) OR (start_time IS NULL) OR (lines_rejected > 0));
CREATE INDEX log_run_key ON dagsieve.log USING btree (dag_id, COALESCE(run_id, dagsieve.run_key(logical_date))) WHERE (role = 'task'::text);
CREATE UNIQUE INDEX other_copy_key ON dagsieve.other_copy USING btree (log_id, md5(source));
CREATE INDEX reject_code ON dagsieve.reject USING btree (code);
CREATE INDEX run_code_crypto ON dagsieve.run_code USING btree (crypto, newest_time DESC);
CREATE UNIQUE INDEX run_code_key ON dagsieve.run_code USING btree (dag_id, run_id, COALESCE(crypto, ''::text), main_code, gate_passed);
CREATE INDEX run_code_time ON dagsieve.run_code USING btree (crypto, "time");
CREATE INDEX run_summary_end ON dagsieve.run_summary USING btree (end_time DESC) INCLUDE (state, dag_id);
CREATE INDEX run_summary_infra ON dagsieve.run_summary USING btree (end_time DESC) WHERE ((n_oom > 0) OR (n_disk_full > 0));
CREATE INDEX run_summary_useful ON dagsieve.run_summary USING btree (end_time DESC) WHERE ((candidates_passed > 0) OR (n_gate_passed > 0));
ALTER INDEX dagsieve.event_crypto_time ATTACH PARTITION dagsieve.event_2026_04_crypto_time_idx;
ALTER INDEX dagsieve.event_candidates ATTACH PARTITION dagsieve.event_2026_04_log_id_idx;
ALTER INDEX dagsieve.event_name_time ATTACH PARTITION dagsieve.event_2026_04_name_time_idx;
ALTER INDEX dagsieve.event_pkey ATTACH PARTITION dagsieve.event_2026_04_pkey;
ALTER INDEX dagsieve.event_crypto_time ATTACH PARTITION dagsieve.event_2026_11_crypto_time_idx;
ALTER INDEX dagsieve.event_candidates ATTACH PARTITION dagsieve.event_2026_11_log_id_idx;
ALTER INDEX dagsieve.event_name_time ATTACH PARTITION dagsieve.event_2026_11_name_time_idx;
ALTER INDEX dagsieve.event_pkey ATTACH PARTITION dagsieve.event_2026_11_pkey;
ALTER INDEX dagsieve.event_crypto_time ATTACH PARTITION dagsieve.event_early_crypto_time_idx;
ALTER INDEX dagsieve.event_candidates ATTACH PARTITION dagsieve.event_early_log_id_idx;
ALTER INDEX dagsieve.event_name_time ATTACH PARTITION dagsieve.event_early_name_time_idx;
ALTER INDEX dagsieve.event_pkey ATTACH PARTITION dagsieve.event_early_pkey;
ALTER INDEX dagsieve.event_crypto_time ATTACH PARTITION dagsieve.event_late_crypto_time_idx;
ALTER INDEX dagsieve.event_candidates ATTACH PARTITION dagsieve.event_late_log_id_idx;
ALTER INDEX dagsieve.event_name_time ATTACH PARTITION dagsieve.event_late_name_time_idx;
ALTER INDEX dagsieve.event_pkey ATTACH PARTITION dagsieve.event_late_pkey;
GRANT USAGE ON SCHEMA dagsieve TO dagsieve_writer;
GRANT USAGE ON SCHEMA dagsieve TO dagsieve_reader;
REVOKE ALL ON FUNCTION dagsieve.add_month(month date) FROM PUBLIC;
GRANT ALL ON FUNCTION dagsieve.add_month(month date) TO dagsieve_writer;
REVOKE ALL ON FUNCTION dagsieve.forget_logs(log_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION dagsieve.forget_logs(log_ids uuid[]) TO dagsieve_writer;
REVOKE ALL ON FUNCTION dagsieve.prune(before timestamp with time zone, dry_run boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION dagsieve.refresh_runs(dag_ids text[], run_ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION dagsieve.refresh_runs(dag_ids text[], run_ids text[]) TO dagsieve_writer;
REVOKE ALL ON FUNCTION dagsieve.refresh_runs_of(log_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION dagsieve.refresh_runs_of(log_ids uuid[]) TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.run_code TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.run_code TO dagsieve_reader;
GRANT SELECT ON TABLE dagsieve.run_summary TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.run_summary TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.correlation TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.correlation TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.taxonomy TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.taxonomy TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_strategy TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_strategy TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.universe TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.universe TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.crypto TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.crypto TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.label TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.label TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.run TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.run TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.run_diagnosis TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.run_diagnosis TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_verdict TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_verdict TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.alert_audit TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.alert_audit TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.pipeline_health TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.pipeline_health TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.alert_code TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.alert_code TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.finding TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.finding TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.log TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.log TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.alert_incident TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.alert_incident TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.load TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.load TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_age TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_age TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.alert_ingestion TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.alert_ingestion TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.alert_other TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.alert_other TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.alert_silence TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.alert_silence TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.state TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.state TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_state TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_state TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.alert_state TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.alert_state TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_incident TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_incident TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_annotation TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_annotation TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_attempt TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_attempt TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_dag TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_dag TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_run_diagnosis TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_run_diagnosis TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_diagnosis TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_diagnosis TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.event TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.event TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_event TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_event TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.threshold TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.threshold TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_limit TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_limit TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.infra_sample TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.infra_sample TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.latency TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.latency TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.signal_of_block TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.signal_of_block TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.signal TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.signal TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_signal TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_signal TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_exit TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_exit TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_figure TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_figure TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_finding TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_finding TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_gap TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_gap TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_gate TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_gate TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_infra TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_infra TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_load TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_load TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.completeness TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.completeness TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_missing TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_missing TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_night TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_night TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_pipeline TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_pipeline TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.state_reason TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.state_reason TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_reason TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_reason TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.reject TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.reject TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_reject TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_reject TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_run TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_run TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.state_daily TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.state_daily TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_state_day TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_state_day TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_tile TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_tile TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_tile_history TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_tile_history TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.board_unknown_key TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.board_unknown_key TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.event_early TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.event_early TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.event_late TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.event_late TO dagsieve_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.key_census TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.key_census TO dagsieve_reader;
GRANT USAGE ON SEQUENCE dagsieve.load_load_id_seq TO dagsieve_writer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE dagsieve.other_copy TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.other_copy TO dagsieve_reader;
GRANT SELECT ON TABLE dagsieve.schema_version TO dagsieve_writer;
GRANT SELECT ON TABLE dagsieve.schema_version TO dagsieve_reader;
