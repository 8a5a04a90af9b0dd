-- Who reads table event beside what lies in other tables asks by these functions. The planner puts each in its place, as if its SELECT
-- stood there; where event is distributed (citus.sql) each is one query over the shards, and what asks it stays on the coordinator.

CREATE OR REPLACE FUNCTION dagsieve.events_of(asked uuid) RETURNS TABLE (
    "time" timestamptz, level text, name text, crypto text, line bigint, attrs jsonb
)
LANGUAGE sql STABLE
AS $$
    SELECT x.time, x.level, x.name, x.crypto, x.line, x.attrs
      FROM dagsieve.event AS x
     WHERE x.log_id = asked
$$;
COMMENT ON FUNCTION dagsieve.events_of(uuid) IS 'the events of a log';

-- The times let the server pass by the other months.
CREATE OR REPLACE FUNCTION dagsieve.events_within(asked uuid, since timestamptz, until timestamptz) RETURNS TABLE (
    "time" timestamptz, name text, crypto text, attrs jsonb
)
LANGUAGE sql STABLE
AS $$
    SELECT x.time, x.name, x.crypto, x.attrs
      FROM dagsieve.event AS x
     WHERE x.log_id = asked
       AND (x.time BETWEEN since AND until OR x.time = '-infinity')
$$;
COMMENT ON FUNCTION dagsieve.events_within(uuid, timestamptz, timestamptz) IS
    'the events of a log between two moments, and those that show no time';

CREATE OR REPLACE FUNCTION dagsieve.events_counting(asked uuid[]) RETURNS TABLE (
    log_id uuid, "time" timestamptz, line bigint, attrs jsonb
)
LANGUAGE sql STABLE
AS $$
    SELECT x.log_id, x.time, x.line, x.attrs
      FROM dagsieve.event AS x
     WHERE x.log_id = ANY (asked) AND x.attrs ?| '{candidates_passed,candidates_total}'
$$;
COMMENT ON FUNCTION dagsieve.events_counting(uuid[]) IS 'the events of logs that count candidates';

CREATE OR REPLACE FUNCTION dagsieve.events_numbered(asked uuid, since integer, until integer) RETURNS TABLE (
    log_id uuid, seq integer
)
LANGUAGE sql STABLE
AS $$
    SELECT x.log_id, x.seq
      FROM dagsieve.event AS x
     WHERE x.log_id = asked AND x.seq BETWEEN since AND until
$$;
COMMENT ON FUNCTION dagsieve.events_numbered(uuid, integer, integer) IS 'which numbers of events a log has in a range';

CREATE OR REPLACE FUNCTION dagsieve.event_keys() RETURNS TABLE (
    key text, n bigint, first_seen timestamptz, last_seen timestamptz
)
LANGUAGE sql STABLE
AS $$
    SELECT e.key, count(*), min(nullif(x.time, '-infinity')), max(nullif(x.time, '-infinity'))
      FROM dagsieve.event AS x
     CROSS JOIN LATERAL jsonb_object_keys(x.attrs) AS e (key)
     GROUP BY e.key
$$;
COMMENT ON FUNCTION dagsieve.event_keys() IS 'the keys of all events';
