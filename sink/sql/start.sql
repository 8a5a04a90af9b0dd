-- Schema dagsieve: what Airflow task logs say, as rows.
-- Repeatable and additive: nothing here drops or rewrites what is there.

CREATE SCHEMA IF NOT EXISTS dagsieve;
COMMENT ON SCHEMA dagsieve IS 'What Airflow task logs say, sieved by dagsieve';

CREATE TABLE IF NOT EXISTS dagsieve.schema_version (
    only_row   boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    version    integer     NOT NULL,
    applied_by text        NOT NULL DEFAULT session_user,
    applied_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE dagsieve.schema_version IS 'The one row tells which version of the schema this is';
COMMENT ON COLUMN dagsieve.schema_version.only_row   IS 'true: there is one row only';
COMMENT ON COLUMN dagsieve.schema_version.version    IS 'version of the schema; a program refuses one that it does not know';
COMMENT ON COLUMN dagsieve.schema_version.applied_by IS 'role that applied it last';
COMMENT ON COLUMN dagsieve.schema_version.applied_at IS 'when that was';

-- Now, or the time that is asked for: SET dagsieve.now = '2026-04-29 06:00+00' shows the state of that morning.
CREATE OR REPLACE FUNCTION dagsieve.now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(nullif(current_setting('dagsieve.now', true), '')::timestamptz, pg_catalog.now()) $$;
COMMENT ON FUNCTION dagsieve.now() IS 'the clock, or setting dagsieve.now where it is set';
