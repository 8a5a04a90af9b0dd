/* import.c - reference data into its tables; see import.h. Rows are checked here, so that a fault has its line and column; the server sees only rows
 * that it can take. */
#include "import.h"

#include <stdlib.h>

#include "parser/text/decimal.h"
#include "parser/text/timestamp.h"
#include "sink/connection/copytext.h"
#include "thresholds.h"

enum { TEXT_MOST = 200, COLUMNS_MOST = 4, SHOWN_MOST = 20 };

enum check { CHECK_text, CHECK_number, CHECK_positive, CHECK_time, CHECK_metric, CHECK_role, CHECK_threshold };

struct import_kind {
    const char *name, *table;
    int n_stored; /* the first columns are stored, the others may stand in the file */
    struct csv_column columns[CSV_COLUMNS];
    enum check check[COLUMNS_MOST];
    const char *preset[COLUMNS_MOST]; /* what stands for an empty value; NULL: it must be there */
    const char *temporary; /* columns of the table that COPY fills; line comes last */
    const char *keys;
    const char *removes, *upserts; /* queries that return a row (added) a changed row; removes NULL: nothing goes */
};

static const struct import_kind kinds[] = {
    { "universe", "universe", 2, { { "crypto_group", true }, { "crypto", true } }, { CHECK_text, CHECK_text }, { NULL },
      "crypto_group text, crypto text", "crypto_group, crypto",
      /* The file is the whole universe: what it does not name is no longer watched. */
      "DELETE FROM dagsieve.universe AS u WHERE NOT EXISTS (SELECT FROM import_row AS r WHERE r.crypto_group = u.crypto_group AND r.crypto = u.crypto)"
      " RETURNING 1",
      "INSERT INTO dagsieve.universe (crypto_group, crypto) SELECT crypto_group, crypto FROM import_row ON CONFLICT DO NOTHING RETURNING true" },
    { "infra", "infra_sample", 3, { { "time", true }, { "metric", true }, { "value", true } }, { CHECK_time, CHECK_metric, CHECK_positive }, { NULL },
      "time timestamptz, metric text, value numeric", "metric, time", NULL,
      "INSERT INTO dagsieve.infra_sample AS s (time, metric, value) SELECT time, metric, value FROM import_row"
      " ON CONFLICT (metric, time) DO UPDATE SET value = excluded.value WHERE s.value <> excluded.value RETURNING xmax = 0" },
    { "threshold", "threshold", 2,
      { { "name", true }, { "value", true }, { "signal", false }, { "family", false }, { "metric", false }, { "level", false }, { "op", false },
        { "unit", false }, { "meaning", false } },
      { CHECK_threshold, CHECK_number }, { NULL }, "name text, value numeric", "name", NULL,
      "UPDATE dagsieve.threshold AS t SET value = r.value FROM import_row AS r WHERE r.name = t.name AND r.value <> t.value RETURNING false" },
    { "progress", "progress", 4, { { "event_name", true }, { "role", true }, { "attribute", false }, { "dag_id", false } },
      { CHECK_text, CHECK_role, CHECK_text, CHECK_text }, { NULL, NULL, "", "finetune__pte" },
      "event_name text, role text, attribute text, dag_id text", "dag_id, event_name, role", NULL,
      "INSERT INTO dagsieve.progress AS p (dag_id, event_name, role, attribute)"
      " SELECT dag_id, event_name, role, nullif(attribute, '') FROM import_row"
      " ON CONFLICT (dag_id, event_name, role) DO UPDATE SET attribute = excluded.attribute WHERE p.attribute IS DISTINCT FROM excluded.attribute"
      " RETURNING xmax = 0" },
};

const struct import_kind *import_find(const char *name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

const char *import_table(const struct import_kind *kind)
{
    return kind->table;
}

/* Rows on their way. */
struct import {
    struct pg *pg;
    const struct import_kind *kind;
    const struct import_source *source;
    struct pg_rows *known; /* names of thresholds, and whether each is a number of days, runs or attempts */
    bool counts_up;        /* the row at hand is such a number: never below zero */
    struct buf rows; /* COPY text */
    struct copytext copytext;
    struct import_counts *counts;
};

static const char *const metrics[] = { "pvc_pct", "cpu_pct", "pods_down", "oom_kills", "challenger_count", NULL };
static const char *const roles[] = { "progress", "trial", "total", "score", "error", "samples", NULL };

static bool is_among(struct slice text, const char *const words[])
{
    while (*words && !slice_eq(text, slice_of(*words)))
        words++;
    return *words != NULL;
}

static bool threshold_find(struct import *import, struct slice text)
{
    for (int i = 0; i < pg_rows_count(import->known); i++)
        if (slice_eq(text, pg_rows_text(import->known, i, 0))) {
            import->counts_up = slice_eq(pg_rows_text(import->known, i, 1), SLICE("t"));
            return true;
        }
    return false;
}

/* People write 2026-04-29 06:00+00 as well: seconds may be left out. */
static bool time_parse(struct slice text, struct timestamp *out)
{
    const size_t minutes = sizeof("2026-04-29 06:00") - 1;
    char longer[48];
    if (timestamp_parse(text, out))
        return true;
    if (text.n < minutes || text.n > sizeof(longer) - 3 || (text.n > minutes && (text.p[minutes] == '.' || text.p[minutes] == ',')))
        return false;
    memcpy(longer, text.p, minutes);
    memcpy(longer + minutes, ":00", 3);
    memcpy(longer + minutes + 3, text.p + minutes, text.n - minutes);
    return timestamp_parse((struct slice){ longer, text.n + 3 }, out);
}

/* Appends the value to rows as COPY takes it; NULL, or what is wrong with it. */
static const char *value_add(struct import *import, enum check check, struct slice text)
{
    struct timestamp time;
    size_t at = import->rows.n;
    switch (check) {
    case CHECK_text:
        copytext_text(&import->copytext, &import->rows, text);
        return text.n > TEXT_MOST ? "is too long" : NULL;
    case CHECK_metric:
        copytext_text(&import->copytext, &import->rows, text);
        return is_among(text, metrics) ? NULL : "is no metric: pvc_pct, cpu_pct, pods_down, oom_kills or challenger_count";
    case CHECK_role:
        copytext_text(&import->copytext, &import->rows, text);
        return is_among(text, roles) ? NULL : "is no role: progress, trial, total, score, error or samples";
    case CHECK_threshold:
        copytext_text(&import->copytext, &import->rows, text);
        return threshold_find(import, text) ? NULL : "is no name in table threshold";
    case CHECK_time:
        if (!time_parse(text, &time))
            return "is no time such as 2026-04-29T06:00:00Z";
        timestamp_format(time.micros, &import->rows);
        return NULL;
    case CHECK_number:
    case CHECK_positive:
        if (text.n > TEXT_MOST || !decimal_parse(text, &import->rows))
            return "is no number";
        return (check == CHECK_positive || import->counts_up) && import->rows.p[at] == '-' ? "is below zero" : NULL;
    }
    return NULL;
}

static bool row_take(void *context, const struct csv_row *row)
{
    struct import *import = context;
    bool ok = true;
    import->counts_up = false;
    for (int i = 0; i < import->kind->n_stored; i++) {
        const char *preset = import->kind->preset[i];
        struct slice text = row->value[i].n || !preset ? row->value[i] : slice_of(preset);
        const char *wrong = text.n || preset ? value_add(import, import->kind->check[i], text) : "is missing";
        if (wrong)
            ok = csv_refuse(row, i, "%s %.*s%s%s", import->kind->columns[i].name, SLICE_ARG(slice_part(text, 0, 64)), text.n ? " " : "", wrong);
        buf_char(&import->rows, '\t');
    }
    buf_int(&import->rows, row->line);
    buf_char(&import->rows, '\n');
    import->counts->read++;
    return ok;
}

/* Rows that name the same thing: the first stands, each further one is complained about. */
static int twice_check(struct import *import, const char *path)
{
    char sql[512];
    snprintf(sql, sizeof(sql),
             "SELECT line, first FROM (SELECT line, min(line) OVER (PARTITION BY %s) AS first FROM import_row) AS r WHERE line > first ORDER BY line LIMIT %d",
             import->kind->keys, SHOWN_MOST);
    struct pg_rows *rows = pg_query(import->pg, sql, 0, NULL);
    if (!rows)
        return pg_complain(import->pg);
    int n = pg_rows_count(rows);
    for (int i = 0; i < n; i++)
        complain(pg_report(import->pg), COMPLAINT_bad_row, &(struct where){ path, pg_rows_int(rows, i, 0), 1 }, "the same %s as %s %lld", import->kind->keys,
                 import->source->query ? "in the query's row" : "on line", (long long)pg_rows_int(rows, i, 1));
    pg_rows_free(rows);
    return n ? -1 : 0;
}

static int rows_send(struct import *import)
{
    char sql[512];
    int64_t bad_line;
    snprintf(sql, sizeof(sql), "CREATE TEMPORARY TABLE import_row (%s, line bigint) ON COMMIT DROP", import->kind->temporary);
    if (pg_begin(import->pg) || pg_run(import->pg, sql) || pg_copy_in(import->pg, "COPY import_row FROM STDIN", buf_view(&import->rows), &bad_line) ||
        pg_run(import->pg, "ANALYZE import_row"))
        return pg_complain(import->pg);
    return 0;
}

static int table_change(struct import *import)
{
    struct import_counts *counts = import->counts;
    char sql[128];
    struct pg_rows *removed = import->kind->removes ? pg_query(import->pg, import->kind->removes, 0, NULL) : NULL;
    if (import->kind->removes && !removed)
        return pg_complain(import->pg);
    counts->removed = removed ? pg_rows_count(removed) : 0;
    pg_rows_free(removed);
    struct pg_rows *rows = pg_query(import->pg, import->kind->upserts, 0, NULL);
    if (!rows)
        return pg_complain(import->pg);
    for (int i = 0; i < pg_rows_count(rows); i++)
        counts->added += pg_rows_text(rows, i, 0).p[0] == 't';
    counts->changed = pg_rows_count(rows) - counts->added;
    pg_rows_free(rows);
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM dagsieve.%s", import->kind->table);
    if (!(rows = pg_query(import->pg, sql, 0, NULL)))
        return pg_complain(import->pg);
    counts->total = pg_rows_int(rows, 0, 0);
    pg_rows_free(rows);
    return 0;
}

/* Of several series the worst counts (domain §10). */
static int highest_keep(struct import *import)
{
    static const char sql[] = "DELETE FROM import_row AS r WHERE EXISTS (SELECT FROM import_row AS o WHERE o.metric = r.metric AND o.time = r.time"
                              " AND (o.value > r.value OR o.value = r.value AND o.ctid < r.ctid))";
    return pg_run(import->pg, sql) ? pg_complain(import->pg) : 0;
}

static int send(struct import *import, bool dry_run)
{
    struct rules rules;
    if (rows_send(import) || (import->source->prometheus && highest_keep(import)) || twice_check(import, import->source->path) || table_change(import))
        return -1;
    if (import->known && thresholds_read(import->pg, &rules)) /* the rules must still be able to judge by them */
        return -1;
    if (pg_run(import->pg, dry_run ? "ROLLBACK" : "COMMIT"))
        return pg_complain(import->pg);
    return 0;
}

static bool rows_read(struct import *import)
{
    const struct import_source *source = import->source;
    const struct csv_column *columns = import->kind->columns;
    int n = 0;
    while (n < CSV_COLUMNS && columns[n].name)
        n++;
    if (source->query)
        return import_query(source, columns, n, row_take, import);
    if (source->prometheus)
        return import_prometheus(source, pg_report(import->pg), import->counts, row_take, import);
    return csv_file_read(source->path, columns, n, pg_report(import->pg), row_take, import);
}

int import_rows(struct pg *pg, const struct import_kind *kind, const struct import_source *source, bool dry_run, struct import_counts *counts)
{
    struct import import = { .pg = pg, .kind = kind, .source = source, .counts = counts, .copytext = { .version = pg_version(pg) } };
    int rc = -1;
    *counts = (struct import_counts){ 0 };
    if (kind->check[0] == CHECK_threshold && !(import.known = pg_query(pg, "SELECT name, signal IN ('state', 'failure') FROM dagsieve.threshold", 0, NULL)))
        pg_complain(pg);
    else if (rows_read(&import) && (rc = send(&import, dry_run)))
        pg_run(pg, "ROLLBACK");
    pg_rows_free(import.known);
    buf_free(&import.rows);
    buf_free(&import.copytext.scratch);
    return rc;
}
