-- Citus: table event is distributed by log_id, all else stays on the coordinator. Nothing happens where the extension is not.
-- A function that reads a distributed table must be PL/pgSQL; what the functions of events.sql ask stays the same. A query over the shards
-- goes on by the connections of its role: the functions that a load calls in its transaction run as the loader, who would not see there
-- the rows that it has just copied, were they the owner's; roles.sql gives it the rights. A plan is made for given parameters only. What
-- drops months of events goes over one connection a node.
DO $$
DECLARE
    reader record;
    called text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_dist_partition AS p WHERE p.logicalrelid = 'dagsieve.event'::regclass) THEN
        PERFORM create_distributed_table('dagsieve.event', 'log_id', colocate_with => 'none', shard_count => 8);
    END IF;
    FOR reader IN
        SELECT p.oid::regprocedure AS called, format('%I(%s)', p.proname, pg_get_function_arguments(p.oid)) AS declared,
               pg_get_function_result(p.oid) AS result, p.prosrc AS query
          FROM pg_proc AS p
          JOIN pg_language AS l ON l.oid = p.prolang
         WHERE p.pronamespace = 'dagsieve'::regnamespace AND l.lanname = 'sql' AND p.prosrc ~ '\mdagsieve\.event\M'
         ORDER BY p.proname
    LOOP
        EXECUTE format('CREATE OR REPLACE FUNCTION dagsieve.%s RETURNS %s LANGUAGE plpgsql STABLE AS %L', reader.declared, reader.result,
                       E'#variable_conflict use_column\nBEGIN\n    RETURN QUERY' || reader.query || E';\nEND\n');
    END LOOP;
    FOREACH called IN ARRAY '{"refresh_runs(text[], text[])","refresh_runs_of(uuid[])","refresh_codes(text[], text[])",'
                            '"forget_logs(uuid[])","record_without_log(timestamptz, jsonb)"}'::text[] LOOP
        EXECUTE format('ALTER FUNCTION dagsieve.%s SECURITY INVOKER', called);
    END LOOP;
    ALTER FUNCTION dagsieve.refresh_runs(text[], text[]) RESET plan_cache_mode;
    ALTER FUNCTION dagsieve.prune(timestamptz, boolean) SET citus.multi_shard_modify_mode = 'sequential';
END
$$;
