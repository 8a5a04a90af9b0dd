-- Schema dagsieve: what Airflow task logs say, as rows.
-- Repeatable: no table is dropped or rewritten; views and functions of another version give way (upgrade.sql).

-- Citus makes functions over one connection a node, and refuses to in a transaction in which a distributed table was altered over several.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM set_config('citus.multi_shard_modify_mode', 'sequential', true);
    END IF;
END
$$;

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

CREATE TABLE IF NOT EXISTS dagsieve.schema_object (
    kind       text    NOT NULL,
    name       text    NOT NULL,
    definition text    NOT NULL,
    made       text    NOT NULL,
    server     integer NOT NULL,
    PRIMARY KEY (kind, name)
);
COMMENT ON TABLE dagsieve.schema_object IS 'The views and functions that the last schema apply made, and from what: schema check compares';
COMMENT ON COLUMN dagsieve.schema_object.kind       IS 'v a view, f a function';
COMMENT ON COLUMN dagsieve.schema_object.name       IS 'its name';
COMMENT ON COLUMN dagsieve.schema_object.definition IS 'hash of the statement that made it';
COMMENT ON COLUMN dagsieve.schema_object.made       IS 'md5 of the definition as the server wrote it then';
COMMENT ON COLUMN dagsieve.schema_object.server     IS 'major version of that server';
