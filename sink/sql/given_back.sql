-- What was dropped to be made again has its owner and grants back, where it and its columns are still there; what was made is written down.

CREATE TEMPORARY TABLE given_back ON COMMIT DROP AS
SELECT g.*, CASE g.kind WHEN 'v' THEN to_regclass(g.object)::oid ELSE to_regprocedure(g.object)::oid END AS made_again
  FROM pg_temp.was_given AS g;

DO $$
DECLARE
    statement text;
BEGIN
    FOR statement IN
        SELECT format(CASE g.kind WHEN 'v' THEN 'ALTER VIEW %s OWNER TO %s' ELSE 'ALTER FUNCTION %s OWNER TO %s' END, g.object, g.owner)
          FROM pg_temp.given_back AS g
         WHERE g.made_again IS NOT NULL AND g.owner <> quote_ident(current_user)
        UNION ALL
        SELECT format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', g.object)
          FROM pg_temp.given_back AS g
         WHERE g.made_again IS NOT NULL AND g.kind = 'f' AND g.acl IS NOT NULL
           AND NOT EXISTS (SELECT FROM aclexplode(g.acl) AS a WHERE a.grantee = 0)
        UNION ALL
        SELECT format('GRANT %s%s ON %s %s TO %s%s', a.privilege_type, ' (' || quote_ident(g."column") || ')',
                      CASE g.kind WHEN 'v' THEN 'TABLE' ELSE 'FUNCTION' END, g.object,
                      CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                      CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END)
          FROM pg_temp.given_back AS g
         CROSS JOIN LATERAL aclexplode(g.acl) AS a
         WHERE g.made_again IS NOT NULL
           AND (g."column" IS NULL OR EXISTS (SELECT FROM pg_attribute AS c
                                               WHERE c.attrelid = g.made_again AND c.attname = g."column" AND NOT c.attisdropped))
    LOOP
        EXECUTE statement;
    END LOOP;
END
$$;

DELETE FROM dagsieve.schema_object;
INSERT INTO dagsieve.schema_object (kind, name, definition, made, server)
SELECT t.kind, t.name, t.definition, dagsieve.made_of(t.kind, t.name), current_setting('server_version_num')::integer / 10000
  FROM pg_temp.today_object AS t;
