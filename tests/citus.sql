-- A stand-in for Citus, for a superuser: what `schema apply` and `schema check` ask of it. Rows stay where they are; calls are written down.
SET allow_system_table_mods = on;
INSERT INTO pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
SELECT 16000, 'citus', 10, 'pg_catalog'::regnamespace, false, 'stand-in' WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus');
CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass, partmethod "char", partkey text);
CREATE TABLE public.citus_calls (n integer GENERATED ALWAYS AS IDENTITY, call text);
CREATE FUNCTION pg_catalog.column_to_column_name(table_name regclass, column_var_text text) RETURNS text
LANGUAGE sql STRICT
AS $$ SELECT column_var_text $$;
CREATE FUNCTION pg_catalog.create_distributed_table(table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash',
                                                    colocate_with text DEFAULT 'default', shard_count integer DEFAULT NULL) RETURNS void
LANGUAGE sql
AS $$
    INSERT INTO public.citus_calls (call)
    VALUES (concat_ws(' ', 'create_distributed_table', table_name, distribution_column, colocate_with, shard_count));
    INSERT INTO pg_catalog.pg_dist_partition VALUES (table_name, left(distribution_type, 1)::"char", distribution_column);
$$;
GRANT SELECT ON pg_catalog.pg_dist_partition TO PUBLIC;
RESET allow_system_table_mods;
