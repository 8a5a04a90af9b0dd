-- A stream adds what is missing. A row is known by its log and its number in it, not by its time: the precision of
-- that depends on the way it came. Where a stream gives a row twice, the later one holds.

INSERT INTO dagsieve.correlation
SELECT DISTINCT ON (s.log_id, s.seq) s.*
  FROM pg_temp.stage_correlation AS s
 WHERE NOT EXISTS (SELECT FROM dagsieve.correlation AS c WHERE c.log_id = s.log_id AND c.seq = s.seq)
 ORDER BY s.log_id, s.seq, s.ctid DESC;

INSERT INTO dagsieve.event
SELECT DISTINCT ON (s.log_id, s.seq) s.*
  FROM pg_temp.stage_event AS s
 WHERE NOT EXISTS (SELECT
                     FROM (SELECT g.log_id, min(g.seq) AS since, max(g.seq) AS until FROM pg_temp.stage_event AS g GROUP BY g.log_id) AS t
                    CROSS JOIN LATERAL dagsieve.events_numbered(t.log_id, t.since, t.until) AS e
                    WHERE e.log_id = s.log_id AND e.seq = s.seq)
 ORDER BY s.log_id, s.seq, s.ctid DESC;

-- What is told of an open log may be told more exactly later, and is counted on.
INSERT INTO dagsieve.notice AS n
SELECT DISTINCT ON (s.log_id, s.seq) s.*
  FROM pg_temp.stage_notice AS s
 ORDER BY s.log_id, s.seq, s.ctid DESC
ON CONFLICT (log_id, seq) DO UPDATE
   SET (dag_id, run_id, logical_date, task_id, map_index, try_number, exit_code, count)
     = (excluded.dag_id, excluded.run_id, excluded.logical_date, excluded.task_id, excluded.map_index, excluded.try_number,
        excluded.exit_code, excluded.count)
 WHERE excluded.count >= n.count AND n IS DISTINCT FROM excluded;

INSERT INTO dagsieve.reject
SELECT DISTINCT ON (s.log_id, s.n) s.*
  FROM pg_temp.stage_reject AS s
 WHERE NOT EXISTS (SELECT FROM dagsieve.reject AS r WHERE r.log_id = s.log_id AND r.n = s.n)
 ORDER BY s.log_id, s.n, s.ctid DESC;

-- An incident that goes on is counted on, never back: a shorter copy has seen less of it. A silence grows. It stands where it was seen
-- first; that there is no outcome, on the last line.
INSERT INTO dagsieve.finding AS f
SELECT DISTINCT ON (s.log_id, s.seq, s.code) s.*
  FROM pg_temp.stage_finding AS s
 ORDER BY s.log_id, s.seq, s.code, s.ctid DESC
ON CONFLICT (log_id, seq, code) DO UPDATE
   SET count = greatest(excluded.count, f.count),
       value = greatest(excluded.value, f.value),
       line = CASE WHEN f.code = 'NO_OUTCOME' THEN greatest(excluded.line, f.line) ELSE least(excluded.line, f.line) END,
       evidence = CASE WHEN f.line IS NULL THEN excluded.evidence
                       WHEN (excluded.line < f.line) = (f.code <> 'NO_OUTCOME') AND excluded.line <> f.line THEN excluded.evidence
                       ELSE f.evidence END
 WHERE excluded.role = 'incident'
   AND (excluded.count > coalesce(f.count, 0) OR excluded.value > f.value OR excluded.line IS DISTINCT FROM f.line);
