/* catalog.c - see catalog.h. */
#include "catalog.h"

/* Rows (kind, name, column, type). */
static const char things[] =
    "SELECT CASE c.relkind WHEN 'v' THEN 'v' ELSE 't' END, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)"
    "  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " WHERE c.relnamespace = to_regnamespace('dagsieve') AND c.relkind IN ('r', 'p', 'v')"
    " UNION ALL SELECT 'i', relname, '', '' FROM pg_class WHERE relnamespace = to_regnamespace('dagsieve') AND relkind IN ('i', 'I')"
    " UNION ALL SELECT 'f', proname, '', '' FROM pg_proc WHERE pronamespace = to_regnamespace('dagsieve')"
    " UNION ALL SELECT 'c', relname, '', '' FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relname = 'pg_dist_partition'";

/* Citus' own catalogue; method n: tables that are whole on every node, or on the coordinator alone; h: by the hash of a column; r and a: by its ranges. */
static const char distributed[] =
    "SELECT string_agg(concat_ws(' by ', p.logicalrelid::regclass::text, k.name)"
    "                  || CASE p.partmethod WHEN 'h' THEN '' WHEN 'a' THEN ' (method append, not hash)' WHEN 'r' THEN ' (method range, not hash)'"
    "                                       WHEN 'n' THEN ' (not distributed: on the coordinator alone, or whole on every node)'"
    "                                       ELSE ' (method ' || p.partmethod::text || ', not hash)' END, ', ' ORDER BY c.relname)"
    "  FROM pg_catalog.pg_dist_partition AS p JOIN pg_class AS c ON c.oid = p.logicalrelid"
    " CROSS JOIN LATERAL (SELECT CASE WHEN p.partmethod <> 'n' THEN column_to_column_name(p.logicalrelid, p.partkey) END AS name) AS k"
    " WHERE c.relnamespace = to_regnamespace('dagsieve') AND NOT c.relispartition AND (p.partmethod <> 'n' OR c.relname = 'event')"
    "   AND (c.relname, p.partmethod, k.name) IS DISTINCT FROM ('event', 'h', 'log_id')";

/* One that was changed since by hand has no hash. Another major version of the server writes the same definition in other words. */
static const char definitions[] =
    "SELECT o.kind, o.name, '', CASE WHEN o.server <> current_setting('server_version_num')::integer / 10000"
    "                                  OR o.made = dagsieve.made_of(o.kind, o.name) THEN o.definition ELSE '' END"
    "  FROM dagsieve.schema_object AS o";

struct pg_rows *catalog_read(struct pg *pg)
{
    return pg_query(pg, things, 0, NULL);
}

int catalog_find(const struct pg_rows *rows, char kind, struct slice name, struct slice column)
{
    for (int i = 0; rows && i < pg_rows_count(rows); i++)
        if (pg_rows_text(rows, i, 0).p[0] == kind && slice_eq(pg_rows_text(rows, i, 1), name) &&
            (column.n == 0 || slice_eq(pg_rows_text(rows, i, 2), column)))
            return i;
    return -1;
}

struct pg_rows *catalog_definitions(struct pg *pg, const struct pg_rows *have)
{
    bool known = catalog_find(have, 't', SLICE("schema_object"), SLICE("")) >= 0 && catalog_find(have, 'f', SLICE("made_of"), SLICE("")) >= 0;
    return pg_query(pg, known ? definitions : "SELECT WHERE false", 0, NULL);
}

struct pg_rows *catalog_distributed(struct pg *pg, const struct pg_rows *have)
{
    bool citus = catalog_find(have, 'c', SLICE("pg_dist_partition"), SLICE("")) >= 0;
    return pg_query(pg, citus ? distributed : "SELECT NULL", 0, NULL);
}

struct slice catalog_type(const struct pg_rows *rows, int row)
{
    return pg_rows_text(rows, row, 3);
}
