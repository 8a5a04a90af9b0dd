-- The tables of records. Their columns come from parser/fields.def, the rest is written here.
-- No foreign keys: a child is stored in its log's transaction, and a check a row would cost a third of the speed.

CREATE TABLE IF NOT EXISTS dagsieve.log (
    -- columns of log
    run_key               text GENERATED ALWAYS AS (coalesce(run_id, dagsieve.run_key(logical_date))) STORED,
    PRIMARY KEY (log_id)
);
COMMENT ON TABLE dagsieve.log IS
    'One attempt''s log. Also the ledger: a file whose real path, size, mtime and versions stand here is not read again';
COMMENT ON COLUMN dagsieve.log.run_key IS 'the run_id of runs: run_id, or the logical date where the log tells none';

CREATE TABLE IF NOT EXISTS dagsieve.correlation (
    -- columns of correlation
    PRIMARY KEY (log_id, seq)
);
COMMENT ON TABLE dagsieve.correlation IS 'One CORRELATION DATA block of a log, with its main diagnosis';

-- By month of time. There is no DEFAULT partition (rows in it would block the creation of their month later):
-- the loader calls dagsieve.add_month for the months it is about to fill. The two ends take what has no sane month;
-- an event that shows no time at all has time -infinity, which no range of a board reaches, and lies in event_early.
CREATE TABLE IF NOT EXISTS dagsieve.event (
    -- columns of event
    PRIMARY KEY (log_id, seq, time)
) PARTITION BY RANGE (time);
CREATE TABLE IF NOT EXISTS dagsieve.event_early PARTITION OF dagsieve.event FOR VALUES FROM (MINVALUE) TO ('2010-01-01 00:00:00+00');
CREATE TABLE IF NOT EXISTS dagsieve.event_late  PARTITION OF dagsieve.event FOR VALUES FROM ('2100-01-01 00:00:00+00') TO (MAXVALUE);
COMMENT ON TABLE dagsieve.event IS
    'One event= line, structlog record or named pattern of a log; partitioned by month. time is -infinity where the log shows none';
COMMENT ON TABLE dagsieve.event_early IS 'Events before 2010, and those without a time (-infinity)';
COMMENT ON TABLE dagsieve.event_late  IS 'Events from 2100 on';

-- The role is not part of the key: a code fires at most once a block. It is main or, where another ranks above it,
-- secondary; it is cause only where EXECUTION_MISMATCH is main, and then not secondary; incidents have seq 0 (domain §5.1).
CREATE TABLE IF NOT EXISTS dagsieve.finding (
    -- columns of finding
    PRIMARY KEY (log_id, seq, code)
);
COMMENT ON TABLE dagsieve.finding IS 'One code that fired for a block or for the attempt, with its evidence';

CREATE TABLE IF NOT EXISTS dagsieve.notice (
    -- columns of notice
    PRIMARY KEY (log_id, seq)
);
COMMENT ON TABLE dagsieve.notice IS
    'What the log of a scheduler, executor or triggerer says of an attempt: its own columns name whom it is about, log_id who says it';

CREATE TABLE IF NOT EXISTS dagsieve.reject (
    -- columns of reject
    PRIMARY KEY (log_id, n)
);
COMMENT ON TABLE dagsieve.reject IS 'One piece of a log that could not be used, and why';

CREATE TABLE IF NOT EXISTS dagsieve.other_copy (
    log_id         uuid        NOT NULL,
    source         text        NOT NULL,
    size           bigint      NOT NULL,
    mtime          timestamptz NOT NULL,
    parser_version text,
    rules_version  text,
    real_path      text
);
COMMENT ON TABLE dagsieve.other_copy IS
    'A file that was read and whose log is stored from another, equal or more complete copy: the rest of the ledger, so that it is not '
    'read each night';
COMMENT ON COLUMN dagsieve.other_copy.log_id         IS 'the log of which it is a copy';
COMMENT ON COLUMN dagsieve.other_copy.source         IS 'path as given';
COMMENT ON COLUMN dagsieve.other_copy.size           IS 'size in bytes of the file';
COMMENT ON COLUMN dagsieve.other_copy.mtime          IS 'modification time of the file';
COMMENT ON COLUMN dagsieve.other_copy.parser_version IS 'version of the parser that read it';
COMMENT ON COLUMN dagsieve.other_copy.rules_version  IS 'version of the rules under which it was judged';
COMMENT ON COLUMN dagsieve.other_copy.real_path      IS 'its path from the root, its folder''s links followed; null where source is it';

CREATE TABLE IF NOT EXISTS dagsieve.attempt_without_log (
    dag_id     text    NOT NULL,
    run_id     text    NOT NULL,
    task_id    text    NOT NULL,
    map_index  integer NOT NULL,
    try_number integer NOT NULL,
    state      text,
    counts_as  text,
    start_time timestamptz,
    end_time   timestamptz,
    began      boolean NOT NULL,
    PRIMARY KEY (dag_id, run_id, task_id, map_index, try_number)
);
COMMENT ON TABLE dagsieve.attempt_without_log IS
    'What Airflow''s metadata database knows and no log tells (dagsieve verify --airflow --record); runs count it until a log comes';
COMMENT ON COLUMN dagsieve.attempt_without_log.dag_id     IS 'Airflow''s dag_id';
COMMENT ON COLUMN dagsieve.attempt_without_log.run_id     IS 'Airflow''s run_id';
COMMENT ON COLUMN dagsieve.attempt_without_log.task_id    IS 'Airflow''s task_id';
COMMENT ON COLUMN dagsieve.attempt_without_log.map_index  IS '-1 where the task is not mapped';
COMMENT ON COLUMN dagsieve.attempt_without_log.try_number IS 'which try';
COMMENT ON COLUMN dagsieve.attempt_without_log.state      IS 'Airflow''s word; null for an earlier try of which Airflow keeps no row';
COMMENT ON COLUMN dagsieve.attempt_without_log.counts_as  IS 
    'what its run counts it as: upstream_failed as failed, removed as skipped; null: it was under way, or Airflow keeps no row of it';
COMMENT ON COLUMN dagsieve.attempt_without_log.start_time IS 'when it began, as Airflow knows';
COMMENT ON COLUMN dagsieve.attempt_without_log.end_time   IS 
    'when it ended, as Airflow knows; without a start or an end, when its last try or its run did';
COMMENT ON COLUMN dagsieve.attempt_without_log.began      IS
    'false: it was under way, or never ran and leaves no log by nature (upstream_failed, skipped or removed without a start, '
    'EmptyOperator)';

CREATE TABLE IF NOT EXISTS dagsieve.run_in_airflow (
    dag_id  text        NOT NULL,
    run_id  text        NOT NULL,
    state   text        NOT NULL,
    told_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (dag_id, run_id)
);
COMMENT ON TABLE dagsieve.run_in_airflow IS
    'Runs that were under way or failed when Airflow''s metadata database was asked (dagsieve verify --airflow --record): the former have '
    'no state, the latter are failed, whatever their attempts tell, until it is asked again, or a later line comes';
COMMENT ON COLUMN dagsieve.run_in_airflow.dag_id  IS 'Airflow''s dag_id';
COMMENT ON COLUMN dagsieve.run_in_airflow.run_id  IS 'Airflow''s run_id';
COMMENT ON COLUMN dagsieve.run_in_airflow.state   IS 'Airflow''s word: queued, running or failed';
COMMENT ON COLUMN dagsieve.run_in_airflow.told_at IS 'when it was asked';

CREATE TABLE IF NOT EXISTS dagsieve.month_changed (
    month      date        NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE dagsieve.month_changed IS
    'Months that a log has left, or in which one was changed without being stored anew: dagsieve export --since writes them again. At most '
    'about a row an hour and month';
COMMENT ON COLUMN dagsieve.month_changed.month      IS
    'first day of the month, UTC, in which the attempt had begun as far as was known';
COMMENT ON COLUMN dagsieve.month_changed.changed_at IS 'when';

CREATE TABLE IF NOT EXISTS dagsieve.month_pruned (
    month date PRIMARY KEY
);
COMMENT ON TABLE dagsieve.month_pruned IS
    'Months from which dagsieve schema prune has taken logs: files of them that dagsieve export has written hold more than the database, '
    'and stay';
COMMENT ON COLUMN dagsieve.month_pruned.month IS 'first day of the month, UTC';

CREATE TABLE IF NOT EXISTS dagsieve.load (
    load_id    bigint      GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    started_at timestamptz NOT NULL DEFAULT now(),
    ended_at   timestamptz,
    version    text        NOT NULL,
    options    text        NOT NULL,
    shard      integer     NOT NULL DEFAULT 0,
    shards     integer     NOT NULL DEFAULT 1,
    status     integer,
    files      bigint      NOT NULL DEFAULT 0,
    skipped    bigint      NOT NULL DEFAULT 0,
    failed     bigint      NOT NULL DEFAULT 0,
    logs       bigint      NOT NULL DEFAULT 0,
    replaced   bigint      NOT NULL DEFAULT 0,
    kept       bigint      NOT NULL DEFAULT 0,
    lines      bigint      NOT NULL DEFAULT 0,
    bytes      bigint      NOT NULL DEFAULT 0,
    blocks     bigint      NOT NULL DEFAULT 0,
    events     bigint      NOT NULL DEFAULT 0,
    findings   bigint      NOT NULL DEFAULT 0,
    rejects    bigint      NOT NULL DEFAULT 0
);
COMMENT ON TABLE dagsieve.load IS 'One run of the loader; ended_at is null while it runs, and for ever when it was killed';
COMMENT ON COLUMN dagsieve.load.load_id    IS 'number of the load';
COMMENT ON COLUMN dagsieve.load.started_at IS 'when it began';
COMMENT ON COLUMN dagsieve.load.ended_at   IS 'when it ended';
COMMENT ON COLUMN dagsieve.load.version    IS 'version of the program';
COMMENT ON COLUMN dagsieve.load.options    IS 'its options and operands, without the connection';
COMMENT ON COLUMN dagsieve.load.shard      IS 'which part of the logs it took, from 0';
COMMENT ON COLUMN dagsieve.load.shards     IS 'of how many parts';
COMMENT ON COLUMN dagsieve.load.status IS
    'exit status: 0 all kept, 1 some input rejected, 2 usage, 3 input not readable, 4 database, 5 locked';
COMMENT ON COLUMN dagsieve.load.files      IS 'files seen';
COMMENT ON COLUMN dagsieve.load.skipped    IS 'files that the ledger knew';
COMMENT ON COLUMN dagsieve.load.failed     IS 'files that could not be read or stored';
COMMENT ON COLUMN dagsieve.load.logs       IS 'logs stored, new ones and replaced ones';
COMMENT ON COLUMN dagsieve.load.replaced   IS 'of these, logs that were there before';
COMMENT ON COLUMN dagsieve.load.kept       IS 'logs left as they were: the stored copy is equal or more complete';
COMMENT ON COLUMN dagsieve.load.lines      IS 'lines of log text read';
COMMENT ON COLUMN dagsieve.load.bytes      IS 'bytes of log text read';
COMMENT ON COLUMN dagsieve.load.blocks     IS 'CORRELATION DATA blocks stored';
COMMENT ON COLUMN dagsieve.load.events     IS 'events stored';
COMMENT ON COLUMN dagsieve.load.findings   IS 'findings stored';
COMMENT ON COLUMN dagsieve.load.rejects    IS 'rejects stored';
