-- The verdicts of a run by crypto: a row a main code, kept by a load for the runs it touched, as run_summary is (refresh_runs).

CREATE TABLE IF NOT EXISTS dagsieve.run_code (
    dag_id        text NOT NULL,
    run_id        text NOT NULL,
    crypto        text,
    main_code     text NOT NULL,
    gate_passed   boolean NOT NULL,
    n_blocks      integer NOT NULL,
    log_id        uuid NOT NULL,
    seq           integer NOT NULL,
    line          bigint NOT NULL,
    time          timestamptz,
    sortino       numeric,
    f1_delta      numeric,
    cause_code    text,
    main_missing  text[],
    audit_partial boolean NOT NULL,
    gate_reasons  jsonb NOT NULL,
    newest_time   timestamptz,
    newest_seq    integer NOT NULL,
    newest_log_id uuid NOT NULL,
    newest_sortino numeric
);
COMMENT ON TABLE dagsieve.run_code IS
    'The blocks of a run, by crypto, main code and gates, with the best of each: what run_diagnosis chooses from';
COMMENT ON COLUMN dagsieve.run_code.dag_id         IS 'Airflow''s dag_id';
COMMENT ON COLUMN dagsieve.run_code.run_id         IS 'as in run_summary';
COMMENT ON COLUMN dagsieve.run_code.crypto         IS 'crypto of the blocks, null where they name none';
COMMENT ON COLUMN dagsieve.run_code.main_code      IS 'main diagnosis of the blocks';
COMMENT ON COLUMN dagsieve.run_code.gate_passed    IS 'the blocks passed the gates';
COMMENT ON COLUMN dagsieve.run_code.n_blocks       IS 'how many blocks';
COMMENT ON COLUMN dagsieve.run_code.log_id         IS 'log of the best of them: highest Sortino, then f1_delta, then the first in time';
COMMENT ON COLUMN dagsieve.run_code.seq            IS 'its number in that log';
COMMENT ON COLUMN dagsieve.run_code.line           IS 'line that its main code rests on';
COMMENT ON COLUMN dagsieve.run_code.time           IS 'when it was printed';
COMMENT ON COLUMN dagsieve.run_code.sortino        IS 'its Sortino';
COMMENT ON COLUMN dagsieve.run_code.f1_delta       IS 'its f1_delta';
COMMENT ON COLUMN dagsieve.run_code.cause_code     IS 'its cause, where it is EXECUTION_MISMATCH';
COMMENT ON COLUMN dagsieve.run_code.main_missing   IS 'fields that rules of higher rank lacked';
COMMENT ON COLUMN dagsieve.run_code.audit_partial  IS 'one of the blocks rests on a partial audit';
COMMENT ON COLUMN dagsieve.run_code.gate_reasons   IS 'reasons of rejection with their counts';
COMMENT ON COLUMN dagsieve.run_code.newest_time    IS 'when the newest of the blocks was printed';
COMMENT ON COLUMN dagsieve.run_code.newest_seq     IS 'its number in its log';
COMMENT ON COLUMN dagsieve.run_code.newest_log_id  IS 'its log';
COMMENT ON COLUMN dagsieve.run_code.newest_sortino IS 'its Sortino';

-- The rows of run_code for these runs. A missing or NaN Sortino is worst, equal ones: the first in time (domain §5.2).
CREATE OR REPLACE FUNCTION dagsieve.run_codes_computed(dag_ids text[], run_ids text[]) RETURNS TABLE (
    dag_id text, run_id text, crypto text, main_code text, gate_passed boolean, n_blocks integer, log_id uuid, seq integer,
    line bigint, "time" timestamptz, sortino numeric, f1_delta numeric, cause_code text, main_missing text[], audit_partial boolean,
    gate_reasons jsonb, newest_time timestamptz, newest_seq integer, newest_log_id uuid, newest_sortino numeric
)
LANGUAGE sql STABLE
AS $$
    WITH asked AS (
        SELECT DISTINCT k.dag_id, k.run_id
          FROM unnest(dag_ids, run_ids) AS k (dag_id, run_id)
    ), block AS MATERIALIZED ( -- place 1: the best of its group, age 1: the newest
        SELECT t.dag_id AS dag, t.run_id AS run, c.crypto, c.main_code, coalesce(c.gate_passed, false) AS passed, c.log_id, c.seq, c.time,
               c.line, nullif(c.sortino, 'NaN') AS sortino, c.f1_delta, c.main_missing, c.audit_partial, c.gate_reason,
               row_number() OVER (PARTITION BY t.dag_id, t.run_id, c.crypto, c.main_code, coalesce(c.gate_passed, false)
                                  ORDER BY nullif(c.sortino, 'NaN') DESC NULLS LAST, c.f1_delta DESC NULLS LAST, c.time, c.log_id,
                                           c.seq) AS place,
               row_number() OVER (PARTITION BY t.dag_id, t.run_id, c.crypto, c.main_code, coalesce(c.gate_passed, false)
                                  ORDER BY c.time DESC NULLS LAST, c.seq DESC, c.log_id DESC) AS age
          FROM asked AS t
         CROSS JOIN LATERAL (SELECT x.log_id
                               FROM dagsieve.log AS x
                              WHERE x.dag_id = t.dag_id AND x.run_key = t.run_id AND x.role = 'task'
                                AND (x.try_number IS NOT NULL OR NOT dagsieve.is_inside_another(x.log_id))
                             OFFSET 0) AS l
         CROSS JOIN LATERAL (SELECT x.crypto, x.main_code, x.gate_passed, x.log_id, x.seq, x.time, x.line, x.sortino, x.f1_delta,
                                    x.main_missing, x.audit_partial, x.gate_reason
                               FROM dagsieve.correlation AS x
                              WHERE x.log_id = l.log_id AND x.main_code IS NOT NULL
                             OFFSET 0) AS c
    ), grouped AS (
        SELECT b.dag, b.run, b.crypto, b.main_code, b.passed, count(*)::integer AS n,
               bool_or(coalesce(b.audit_partial, false)) AS audit_partial,
               (array_agg(b.log_id) FILTER (WHERE b.place = 1))[1] AS log_id, max(b.seq) FILTER (WHERE b.place = 1) AS seq,
               max(b.line) FILTER (WHERE b.place = 1) AS line, max(b.time) FILTER (WHERE b.place = 1) AS time,
               max(b.sortino) FILTER (WHERE b.place = 1) AS sortino, max(b.f1_delta) FILTER (WHERE b.place = 1) AS f1_delta,
               max(b.main_missing) FILTER (WHERE b.place = 1) AS main_missing,
               array_agg(b.gate_reason ORDER BY b.gate_reason) FILTER (WHERE b.gate_reason IS NOT NULL) AS reasons,
               max(b.time) FILTER (WHERE b.age = 1) AS newest_time, max(b.seq) FILTER (WHERE b.age = 1) AS newest_seq,
               (array_agg(b.log_id) FILTER (WHERE b.age = 1))[1] AS newest_log_id,
               max(b.sortino) FILTER (WHERE b.age = 1) AS newest_sortino
          FROM block AS b
         GROUP BY 1, 2, 3, 4, 5
    )
    SELECT g.dag, g.run, g.crypto, g.main_code, g.passed, g.n, g.log_id, g.seq, coalesce(f.line, g.line), g.time, g.sortino, g.f1_delta,
           f.cause, g.main_missing, g.audit_partial,
           coalesce((SELECT jsonb_object_agg(r.reason, r.n)
                       FROM (SELECT x.reason, count(*) AS n
                               FROM unnest(g.reasons) AS x (reason)
                              GROUP BY x.reason) AS r), '{}'),
           g.newest_time, g.newest_seq, g.newest_log_id, g.newest_sortino
      FROM grouped AS g
     CROSS JOIN LATERAL (SELECT max(m.line) FILTER (WHERE m.code = g.main_code) AS line,
                                max(m.code) FILTER (WHERE m.role = 'cause') AS cause
                           FROM dagsieve.finding AS m
                          WHERE m.log_id = g.log_id AND m.seq = g.seq) AS f
$$;
COMMENT ON FUNCTION dagsieve.run_codes_computed(text[], text[]) IS 'the rows of run_code for these runs, from their blocks';

CREATE OR REPLACE FUNCTION dagsieve.refresh_codes(dags text[], runs text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM dagsieve.run_code AS s -- by the index, run by run, also by a plan that was made while the table was empty
     WHERE s.ctid = ANY (ARRAY(SELECT c.ctid
                                 FROM unnest(dags, runs) AS t (dag_id, run_id)
                                CROSS JOIN LATERAL (SELECT x.ctid
                                                      FROM dagsieve.run_code AS x
                                                     WHERE x.dag_id = t.dag_id AND x.run_id = t.run_id
                                                    OFFSET 0) AS c));
    INSERT INTO dagsieve.run_code (
           dag_id, run_id, crypto, main_code, gate_passed, n_blocks, log_id, seq, line, time, sortino, f1_delta, cause_code,
           main_missing, audit_partial, gate_reasons, newest_time, newest_seq, newest_log_id, newest_sortino
    ) SELECT
           dag_id, run_id, crypto, main_code, gate_passed, n_blocks, log_id, seq, line, time, sortino, f1_delta, cause_code,
           main_missing, audit_partial, gate_reasons, newest_time, newest_seq, newest_log_id, newest_sortino
      FROM dagsieve.run_codes_computed(dags, runs);
END
$$;
COMMENT ON FUNCTION dagsieve.refresh_codes(text[], text[]) IS
    'brings run_code up to date for these runs, where nothing but verdicts of their blocks has changed';
REVOKE EXECUTE ON FUNCTION dagsieve.refresh_codes(text[], text[]) FROM PUBLIC;
