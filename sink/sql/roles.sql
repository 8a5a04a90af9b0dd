-- dagsieve_writer loads, dagsieve_reader reads (Grafana). Both may log in and have no password until one is set:
-- limits set for a role hold only for who logs in as that role. Without the right to create roles they are left out.
DO $$
BEGIN
    IF to_regrole('dagsieve_writer') IS NULL THEN
        CREATE ROLE dagsieve_writer LOGIN;
        COMMENT ON ROLE dagsieve_writer IS 'loads logs with dagsieve';
    END IF;
    IF to_regrole('dagsieve_reader') IS NULL THEN
        CREATE ROLE dagsieve_reader LOGIN;
        COMMENT ON ROLE dagsieve_reader IS 'reads what dagsieve has loaded; for Grafana';
        ALTER ROLE dagsieve_reader SET default_transaction_read_only = on;
        ALTER ROLE dagsieve_reader SET statement_timeout = '30s';
        ALTER ROLE dagsieve_reader SET jit = off; -- its views are read in less time than compiling them takes
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE WARNING 'roles dagsieve_writer and dagsieve_reader are left out: %', SQLERRM;
    WHEN duplicate_object OR unique_violation THEN
        NULL; -- made in another database at the same moment
END
$$;

DO $$
BEGIN
    IF to_regrole('dagsieve_writer') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA dagsieve TO dagsieve_writer;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA dagsieve TO dagsieve_writer;
        REVOKE INSERT, UPDATE, DELETE ON dagsieve.schema_version, dagsieve.schema_object FROM dagsieve_writer;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA dagsieve TO dagsieve_writer;
        IF (SELECT p.prosecdef FROM pg_proc AS p WHERE p.oid = 'dagsieve.refresh_runs(text[], text[])'::regprocedure) THEN
            REVOKE INSERT, UPDATE, DELETE ON dagsieve.run_summary, dagsieve.run_code, dagsieve.run_failure FROM dagsieve_writer;
        END IF; -- else it writes them itself (citus.sql)
        GRANT EXECUTE ON FUNCTION dagsieve.add_month(date), dagsieve.refresh_runs(text[], text[]), dagsieve.refresh_runs_of(uuid[]),
              dagsieve.refresh_codes(text[], text[]), dagsieve.forget_logs(uuid[]),
              dagsieve.record_without_log(timestamptz, jsonb) TO dagsieve_writer;
    END IF;
    IF to_regrole('dagsieve_reader') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA dagsieve TO dagsieve_reader;
        GRANT SELECT ON ALL TABLES IN SCHEMA dagsieve TO dagsieve_reader;
    END IF;
END
$$;
