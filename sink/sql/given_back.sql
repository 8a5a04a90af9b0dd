-- What was dropped to be made again has its owner and grants back, where it and its columns are still there; what was made is written down.

DO $$
DECLARE
    statement text;
BEGIN
    FOR statement IN
        SELECT format(CASE g.kind WHEN 'v' THEN 'ALTER VIEW %s OWNER TO %s' ELSE 'ALTER FUNCTION %s OWNER TO %s' END, g.object, g.owner)
          FROM pg_temp.was_given AS g
         WHERE g.owner <> quote_ident(current_user)
           AND CASE g.kind WHEN 'v' THEN to_regclass(g.object) IS NOT NULL ELSE to_regprocedure(g.object) IS NOT NULL END
    LOOP
        EXECUTE statement;
    END LOOP;
    FOR statement IN
        SELECT format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', g.object)
          FROM pg_temp.was_given AS g
         WHERE g.kind = 'f' AND g.acl IS NOT NULL AND to_regprocedure(g.object) IS NOT NULL
           AND NOT EXISTS (SELECT FROM aclexplode(g.acl) AS a WHERE a.grantee = 0)
    LOOP
        EXECUTE statement;
    END LOOP;
    FOR statement IN
        SELECT format('GRANT %s%s ON %s %s TO %s%s', a.privilege_type, ' (' || quote_ident(g."column") || ')',
                      CASE g.kind WHEN 'v' THEN 'TABLE' ELSE 'FUNCTION' END, g.object,
                      CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                      CASE WHEN a.is_grantable AND a.grantee <> 0 THEN ' WITH GRANT OPTION' END)
          FROM pg_temp.was_given AS g
         CROSS JOIN LATERAL aclexplode(g.acl) AS a
         WHERE CASE WHEN g.kind = 'f' THEN to_regprocedure(g.object) IS NOT NULL
                    WHEN g."column" IS NULL THEN to_regclass(g.object) IS NOT NULL
                    ELSE EXISTS (SELECT FROM pg_attribute AS c
                                  WHERE c.attrelid = to_regclass(g.object) AND c.attname = g."column" AND NOT c.attisdropped) END
    LOOP
        EXECUTE statement;
    END LOOP;
END
$$;

DELETE FROM dagsieve.schema_object;
INSERT INTO dagsieve.schema_object (kind, name, definition, made, server)
SELECT t.kind, t.name, t.definition, dagsieve.made_of(t.kind, t.name), current_setting('server_version_num')::integer / 10000
  FROM pg_temp.today_object AS t;
