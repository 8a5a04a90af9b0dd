-- Writes down that logs have left their months or were changed in them (times: when each began, else ended); one without a time has none.
CREATE OR REPLACE FUNCTION dagsieve.note_months(times timestamptz[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO dagsieve.month_changed (month)
    SELECT DISTINCT m.month
      FROM unnest(times) AS t (time)
     CROSS JOIN LATERAL (SELECT date_trunc('month', t.time AT TIME ZONE 'UTC')::date AS month) AS m
     WHERE isfinite(t.time)
       AND NOT EXISTS (SELECT FROM dagsieve.month_changed AS l WHERE l.month = m.month AND l.changed_at > now() - interval '1 hour')
$$;
COMMENT ON FUNCTION dagsieve.note_months(timestamptz[]) IS 'writes down that logs of these times have left their months or were changed';

-- Creates the partition of event for a month; false when it was there. Runs with the owner's rights, so that the
-- loader's role needs none over the table. A table of its own is made and then attached: that lets other loaders
-- go on writing, where CREATE TABLE ... PARTITION OF would wait for all of them and stop them meanwhile.
CREATE OR REPLACE FUNCTION dagsieve.add_month(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
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
COMMENT ON FUNCTION dagsieve.add_month(date) IS 'creates the month''s partition of event where it is missing';
REVOKE EXECUTE ON FUNCTION dagsieve.add_month(date) FROM PUBLIC;
