-- Functions that tables, indexes and everything else build on.

-- Now, or the time that is asked for: SET dagsieve.now = '2026-04-29 06:00+00' shows the state of that morning.
CREATE OR REPLACE FUNCTION dagsieve.now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(nullif(current_setting('dagsieve.now', true), '')::timestamptz, pg_catalog.now()) $$;
COMMENT ON FUNCTION dagsieve.now() IS 'the clock, or setting dagsieve.now where it is set';

-- The logical date of Airflow 1.10's layout, where it stands in for a run_id. Immutable: the zone is UTC, no word depends on the locale.
CREATE OR REPLACE FUNCTION dagsieve.run_key(logical_date timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT replace(to_char(logical_date AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '.000000', '') || '+00:00' $$;
COMMENT ON FUNCTION dagsieve.run_key(timestamptz) IS 'a logical date as Airflow writes it, for logs that tell no run_id';

CREATE OR REPLACE FUNCTION dagsieve.made_of(kind text, name text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog
AS $$
    SELECT md5(pg_get_viewdef(c.oid)) FROM pg_class AS c
     WHERE $1 = 'v' AND c.relkind = 'v' AND c.relname = $2 AND c.relnamespace = to_regnamespace('dagsieve')
    UNION ALL
    SELECT md5(string_agg(pg_get_functiondef(p.oid), '' ORDER BY p.oid)) FROM pg_proc AS p
     WHERE $1 = 'f' AND p.proname = $2 AND p.pronamespace = to_regnamespace('dagsieve')
    HAVING count(*) > 0
$$;
COMMENT ON FUNCTION dagsieve.made_of(text, text) IS 'md5 of the definition of a view (v) or function (f) as the server writes it';
