-- Logs that were loaded before these tables, or their columns last_time and n_last, were there.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM dagsieve.run_summary WHERE n_last IS NOT NULL AND (last_time IS NOT NULL OR end_time IS NULL))
       AND EXISTS (SELECT FROM dagsieve.log WHERE role = 'task') THEN
        PERFORM dagsieve.refresh_runs(array_agg(k.dag_id), array_agg(k.run_id))
           FROM (SELECT DISTINCT l.dag_id, l.run_key AS run_id
                   FROM dagsieve.log AS l WHERE l.role = 'task') AS k
          WHERE k.dag_id IS NOT NULL AND k.run_id IS NOT NULL;
    END IF;
END
$$;

-- Runs whose notices were no failures yet.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM dagsieve.run_failure WHERE noticed IS NOT NULL) THEN
        PERFORM dagsieve.refresh_runs(array_agg(s.dag_id), array_agg(s.run_id))
           FROM dagsieve.run_summary AS s
          WHERE s.noticed_by IS NOT NULL
         HAVING count(*) > 0;
    END IF;
END
$$;

-- Runs whose attempts without a log were no failures yet.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM dagsieve.run_failure WHERE failure = dagsieve.failure_of_end('no log')) THEN
        PERFORM dagsieve.refresh_runs(array_agg(k.dag_id), array_agg(k.run_id))
           FROM (SELECT DISTINCT w.dag_id, w.run_id
                   FROM dagsieve.attempt_without_log AS w
                  WHERE w.began AND dagsieve.state_is_failed_try(w.counts_as)) AS k
         HAVING count(*) > 0;
    END IF;
END
$$;
