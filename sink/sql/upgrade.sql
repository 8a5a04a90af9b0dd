-- Views and functions hold nothing: one that is not today's (pg_temp.today_object lists those) is dropped, with those of ours that build
-- on it, and made again by the statements that follow; given_back.sql restores its owner and grants. Where something of the user's own
-- builds on it, it stays to be replaced in place, which the server allows as long as columns are added at the end only; else the server
-- names what is in the way.

CREATE TEMPORARY TABLE gives_way ON COMMIT DROP AS
WITH RECURSIVE ours AS ( -- the views and functions in the schema that are, or once were, the program's
    SELECT c.kind, c.catalog, c.oid, t.columns,
           t.definition IS DISTINCT FROM s.definition
           OR s.made <> md5(CASE c.kind WHEN 'v' THEN pg_get_viewdef(c.oid) ELSE pg_get_functiondef(c.oid) END) AS stale
      FROM (SELECT 'v' AS kind, 'pg_class'::regclass AS catalog, v.oid, v.relname::text AS name FROM pg_class AS v
             WHERE v.relkind = 'v' AND v.relnamespace = to_regnamespace('dagsieve')
            UNION ALL
            SELECT 'f', 'pg_proc'::regclass, p.oid, p.proname::text FROM pg_proc AS p
             WHERE p.pronamespace = to_regnamespace('dagsieve')) AS c
      LEFT JOIN pg_temp.today_object AS t ON t.kind = c.kind AND t.name = c.name
      LEFT JOIN dagsieve.schema_object AS s ON s.kind = c.kind AND s.name = c.name
     WHERE t.name IS NOT NULL OR s.name IS NOT NULL
), builds_on AS ( -- what depends on them: a view by its rule
    SELECT DISTINCT d.refclassid, d.refobjid, CASE WHEN r.oid IS NULL THEN d.classid ELSE 'pg_class'::regclass END AS classid,
           coalesce(r.ev_class, d.objid) AS objid
      FROM ours AS o
      JOIN pg_depend AS d ON d.refclassid = o.catalog AND d.refobjid = o.oid AND d.deptype = 'n'
      LEFT JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
), held AS ( -- those that something else builds on
    SELECT b.refclassid AS catalog, b.refobjid AS oid FROM builds_on AS b
     WHERE NOT EXISTS (SELECT FROM ours AS o WHERE o.catalog = b.classid AND o.oid = b.objid)
    UNION
    SELECT b.refclassid, b.refobjid FROM held AS h JOIN builds_on AS b ON b.classid = h.catalog AND b.objid = h.oid
), shape AS ( -- the columns that views have
    SELECT o.oid, array_agg(a.attname::text ORDER BY a.attnum) AS columns
      FROM ours AS o JOIN pg_attribute AS a ON a.attrelid = o.oid AND a.attnum > 0
     WHERE o.kind = 'v'
     GROUP BY o.oid
), falls AS (
    SELECT o.catalog, o.oid FROM ours AS o LEFT JOIN shape AS h ON h.oid = o.oid
     WHERE o.stale AND ((o.catalog, o.oid) NOT IN (SELECT x.catalog, x.oid FROM held AS x)
                        OR o.kind = 'v' AND h.columns IS DISTINCT FROM o.columns[1 : cardinality(h.columns)])
    UNION
    SELECT b.classid, b.objid FROM falls AS f JOIN builds_on AS b ON b.refclassid = f.catalog AND b.refobjid = f.oid
     WHERE (b.classid, b.objid) IN (SELECT o.catalog, o.oid FROM ours AS o)
)
SELECT o.kind, o.oid, CASE o.kind WHEN 'v' THEN o.oid::regclass::text ELSE o.oid::regprocedure::text END AS object
  FROM falls AS f JOIN ours AS o ON o.catalog = f.catalog AND o.oid = f.oid;

-- Whose they are and who may do what with them; a function's acl without PUBLIC says that it was taken away.
CREATE TEMPORARY TABLE was_given ON COMMIT DROP AS
SELECT g.kind, g.object, quote_ident(pg_get_userbyid(coalesce(c.relowner, p.proowner))) AS owner,
       coalesce(c.relacl, p.proacl) AS acl, NULL::text AS "column"
  FROM pg_temp.gives_way AS g
  LEFT JOIN pg_class AS c ON g.kind = 'v' AND c.oid = g.oid
  LEFT JOIN pg_proc AS p ON g.kind = 'f' AND p.oid = g.oid
UNION ALL
SELECT g.kind, g.object, NULL, a.attacl, a.attname
  FROM pg_temp.gives_way AS g JOIN pg_attribute AS a ON g.kind = 'v' AND a.attrelid = g.oid AND a.attacl IS NOT NULL;

DO $$
DECLARE
    statement text;
BEGIN
    FOR statement IN
        SELECT CASE g.kind WHEN 'v' THEN 'DROP VIEW ' ELSE 'DROP FUNCTION ' END || string_agg(g.object, ', ')
          FROM pg_temp.gives_way AS g GROUP BY g.kind ORDER BY g.kind DESC
    LOOP
        EXECUTE statement;
    END LOOP;
END
$$;
