-- Retention (dagsieve schema prune): what ended before a moment goes, whole runs only, so that no run is told by half of its logs. For the
-- owner of the tables; in one transaction. A month of events goes as a partition unless a log that stays has an event in it.

CREATE OR REPLACE FUNCTION dagsieve.prune(before timestamptz, dry_run boolean) RETURNS TABLE (what text, n bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    in_months bigint := 0;
    of_old    bigint;
    stays     boolean;
    dag_ids   text[];
    run_ids   text[];
    old_run   text;
    rows_of   constant text := CASE WHEN dry_run THEN 'SELECT count(*) FROM dagsieve.%I AS t WHERE %s'
                                    ELSE 'WITH gone AS (DELETE FROM dagsieve.%I AS t WHERE %s RETURNING 1) SELECT count(*) FROM gone' END;
BEGIN
    IF NOT dry_run THEN -- first, while nothing is held that a load could wait for
        LOCK TABLE dagsieve.event IN ACCESS EXCLUSIVE MODE;
        LOCK TABLE dagsieve.run_summary IN SHARE ROW EXCLUSIVE MODE;
    END IF;
    CREATE TEMPORARY TABLE old_log ON COMMIT DROP AS
    SELECT l.log_id, l.dag_id, l.run_key AS run_id
      FROM dagsieve.log AS l
      LEFT JOIN dagsieve.run_summary AS r ON r.dag_id = l.dag_id AND r.run_id = l.run_key
     WHERE coalesce(r.end_time, l.end_time, l.start_time, l.loaded_at) < before;
    ANALYZE pg_temp.old_log;
    IF NOT dry_run THEN -- what was taken from the database stays in files
        INSERT INTO dagsieve.month_pruned (month)
        SELECT DISTINCT date_trunc('month', coalesce(l.start_time, l.end_time) AT TIME ZONE 'UTC')::date
          FROM pg_temp.old_log AS o JOIN dagsieve.log AS l ON l.log_id = o.log_id
         WHERE isfinite(coalesce(l.start_time, l.end_time))
            ON CONFLICT DO NOTHING;
    END IF;

    FOR what IN SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
                 WHERE i.inhparent = 'dagsieve.event'::regclass AND c.relname ~ '^event_\d{4}_\d\d$'
                   AND (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' <= before
                 ORDER BY c.relname LOOP
        EXECUTE format('WITH event AS MATERIALIZED (SELECT e.log_id, count(*) AS n FROM dagsieve.%I AS e GROUP BY e.log_id)'
                       ' SELECT coalesce(sum(e.n), 0), coalesce(sum(e.n) FILTER (WHERE o.log_id IS NOT NULL), 0),'
                       '        coalesce(bool_or(o.log_id IS NULL AND l.log_id IS NOT NULL), false)'
                       '  FROM event AS e'
                       '  LEFT JOIN pg_temp.old_log AS o ON o.log_id = e.log_id LEFT JOIN dagsieve.log AS l ON l.log_id = e.log_id', what)
           INTO n, of_old, stays;
        CONTINUE WHEN stays;
        IF NOT dry_run THEN
            EXECUTE format('DROP TABLE dagsieve.%I', what);
        END IF;
        in_months := in_months + of_old;
        RETURN NEXT;
    END LOOP;

    FOREACH what IN ARRAY '{event,correlation,finding,notice,reject,other_copy,log}'::text[] LOOP
        EXECUTE format(rows_of, what, 't.log_id IN (SELECT o.log_id FROM pg_temp.old_log AS o)') INTO n;
        n := n - CASE WHEN dry_run AND what = 'event' THEN in_months ELSE 0 END;
        RETURN NEXT;
    END LOOP;

    SELECT 'run_summary', count(*), array_agg(s.dag_id), array_agg(s.run_id) INTO what, n, dag_ids, run_ids
      FROM dagsieve.run_summary AS s WHERE (s.dag_id, s.run_id) IN (SELECT o.dag_id, o.run_id FROM pg_temp.old_log AS o)
        OR s.noticed_by && (SELECT array_agg(o.log_id) FROM pg_temp.old_log AS o);
    IF NOT dry_run AND n > 0 THEN
        PERFORM dagsieve.refresh_runs(dag_ids, run_ids);
    END IF;
    RETURN NEXT;

    what := 'attempt_without_log';
    old_run := format('(SELECT coalesce(max(r.end_time), t.end_time, t.start_time) FROM dagsieve.run_summary AS r'
                      '  WHERE r.dag_id = t.dag_id AND r.run_id = t.run_id) < %L', before);
    EXECUTE format('SELECT array_agg(t.dag_id), array_agg(t.run_id) FROM dagsieve.attempt_without_log AS t WHERE %s', old_run)
       INTO dag_ids, run_ids;
    EXECUTE format(rows_of, what, old_run) INTO n;
    IF NOT dry_run AND n > 0 THEN
        PERFORM dagsieve.refresh_runs(dag_ids, run_ids);
    END IF;
    RETURN NEXT;

    IF NOT dry_run THEN
        DELETE FROM dagsieve.month_changed AS m WHERE m.month < before OR m.changed_at < before;
        DELETE FROM dagsieve.run_in_airflow AS r WHERE r.told_at < before;
    END IF;
    what := 'infra_sample';
    EXECUTE format(rows_of, what, format('t.time < %L', before)) INTO n;
    RETURN NEXT;
    what := 'load';
    EXECUTE format(rows_of, what, format('coalesce(t.ended_at, t.started_at) < %L AND NOT EXISTS (SELECT FROM dagsieve.log AS l'
                                         ' LEFT JOIN pg_temp.old_log AS o ON o.log_id = l.log_id'
                                         ' WHERE l.load_id = t.load_id AND o.log_id IS NULL)', before)) INTO n;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION dagsieve.prune(timestamptz, boolean) IS
    'removes what ended before a moment, or only counts it; a row a table or partition that is touched';
REVOKE EXECUTE ON FUNCTION dagsieve.prune(timestamptz, boolean) FROM PUBLIC;
