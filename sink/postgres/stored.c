/* stored.c - the rows of the ledger; see stored.h. */
#include "stored.h"

#include <assert.h>

#include "parser/text/utf8.h"
#include "precedence.h"

/* The columns that precedence.h and pieces.h need. */
static const enum log_field columns[] = {
    LOG_source,        LOG_state,         LOG_state_inferred,    LOG_exit_code,   LOG_signal,      LOG_complete,       LOG_lines,         LOG_bytes,
    LOG_content_hash,  LOG_parser_version, LOG_rules_version,    LOG_size,        LOG_state_source, LOG_identity_strength, LOG_notes,      LOG_run_id,
    LOG_start_time,    LOG_end_time,      LOG_state_by,          LOG_real_path,   LOG_error_type,  LOG_error_message,  LOG_failure,       LOG_failure_title,
    LOG_failure_at,    LOG_failure_line,  LOG_logical_date,      LOG_generation,  LOG_operator,    LOG_hostname,       LOG_pod,           LOG_n_debug,
    LOG_n_info,        LOG_n_warning,     LOG_n_error,           LOG_n_critical,  LOG_silence_s,   LOG_silence_at,     LOG_lines_matched, LOG_lines_ignored,
    LOG_lines_rejected, LOG_segments,     LOG_run_timed_out,     LOG_start_printed, LOG_duration_s,
    LOG_waited_at,     LOG_waited_until,  LOG_waited_line,
};

int stored_read(struct pg *pg, const char *ids, struct stored *out)
{
    struct buf sql = { 0 };
    buf_text(&sql, "SELECT log_id");
    for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
        const struct field *field = &schemas[RECORD_log].field[columns[i]];
        buf_printf(&sql, field->kind == KIND_time ? ", (extract(epoch FROM %s) * 1000000)::bigint" : ", %s", field->name);
    }
    buf_text(&sql, " FROM dagsieve.log WHERE log_id = ANY ($1::uuid[])");
    buf_char(&sql, '\0');
    out->rows = pg_query(pg, sql.p, 1, (const char *const[]){ ids });
    buf_free(&sql);
    return out->rows ? 0 : -1;
}

static void read_cell(const struct pg_rows *rows, int row, int column, enum kind kind, struct cell *out)
{
    *out = (struct cell){ 0 };
    if (pg_rows_null(rows, row, column))
        return;
    struct slice text = pg_rows_text(rows, row, column);
    if (kind == KIND_bool)
        cell_num(out, text.p[0] == 't');
    else if (kind == KIND_int || kind == KIND_bigint || kind == KIND_time)
        cell_num(out, pg_rows_int(rows, row, column));
    else
        cell_text(out, text);
}

bool stored_find(const struct stored *s, struct slice log_id, struct record *out)
{
    int row = 0;
    while (row < pg_rows_count(s->rows) && !slice_eq(pg_rows_text(s->rows, row, 0), log_id))
        row++;
    if (row == pg_rows_count(s->rows))
        return false;
    out->schema = &schemas[RECORD_log];
    for (int i = 0; i < LOG__N; i++)
        out->cell[i] = (struct cell){ 0 };
    for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
        read_cell(s->rows, row, (int)i + 1, out->schema->field[columns[i]].kind, &out->cell[columns[i]]);
    return true;
}

void stored_free(struct stored *s)
{
    pg_rows_free(s->rows);
    s->rows = NULL;
}

/* --- writing ---------------------------------------------------------------------------------------------------- */

/* The cell as a parameter: NULL when missing; lives as long as text. */
static const char *parameter(const struct record *log, enum log_field field, struct buf *text)
{
    if (!log->cell[field].present)
        return NULL;
    buf_reset(text);
    struct buf raw = { 0 };
    cell_plain(&raw, log->schema->field[field].kind, &log->cell[field]);
    utf8_clean(buf_view(&raw), text);
    buf_char(text, '\0');
    buf_free(&raw);
    return text->p;
}

/* Runs a statement whose $1 is the log_id and whose other parameters are cells of the record. */
static int call_with_cells(struct pg *pg, const char *sql, const char *id, const struct record *log, int n,
                           const enum log_field fields[])
{
    enum { MOST = 1 + LOG__N };
    assert(n < MOST);
    struct buf texts[MOST] = { 0 };
    const char *values[MOST] = { id };
    for (int i = 0; i < n; i++)
        values[i + 1] = parameter(log, fields[i], &texts[i]);
    int rc = pg_call(pg, sql, n + 1, values);
    for (int i = 0; i < n; i++)
        buf_free(&texts[i]);
    return rc;
}

#define ADD_COPY "INSERT INTO dagsieve.other_copy (log_id, source, size, mtime, parser_version, rules_version, real_path)"
#define NEWEST_STANDS                                                                                            \
    " ON CONFLICT (log_id, md5(source)) DO UPDATE SET size = excluded.size, mtime = excluded.mtime,"             \
    " parser_version = excluded.parser_version, rules_version = excluded.rules_version, real_path = excluded.real_path"

int stored_add_copy(struct pg *pg, const struct record *copy, const char *id)
{
    static const enum log_field fields[] = { LOG_source, LOG_size, LOG_mtime, LOG_parser_version, LOG_rules_version, LOG_real_path };
    static const char sql[] = ADD_COPY " VALUES ($1, $2, $3, $4, $5, $6, $7)" NEWEST_STANDS;
    if (!copy->cell[LOG_size].present || !copy->cell[LOG_mtime].present || !copy->cell[LOG_source].present)
        return 0; /* a stream: nothing to recognise it by */
    return call_with_cells(pg, sql, id, copy, 6, fields);
}

int stored_set(struct pg *pg, const struct record *log, const char *id, int n, const enum log_field fields[])
{
    struct buf sql = { 0 };
    for (int i = 0; i < n; i++)
        buf_printf(&sql, "%s %s = $%d", i ? "," : "UPDATE dagsieve.log SET", schemas[RECORD_log].field[fields[i]].name, i + 2);
    buf_text(&sql, " WHERE log_id = $1");
    buf_char(&sql, '\0');
    int rc = call_with_cells(pg, sql.p, id, log, n, fields);
    buf_free(&sql);
    return rc;
}

int stored_override_state(struct pg *pg, const struct record *stating, const struct record *old, const char *id)
{
    static const enum log_field fields[] = { LOG_state,      LOG_state_inferred, LOG_exit_code, LOG_signal,        LOG_state_source, LOG_state_by,
                                             LOG_error_type, LOG_error_message,  LOG_failure,   LOG_failure_title, LOG_failure_at,   LOG_failure_line };
    struct cell cells[LOG__N];
    struct record overridden = { old->schema, cells };
    memcpy(cells, old->cell, sizeof(cells));
    precedence_override_state(stating, &overridden);
    return stored_set(pg, &overridden, id, sizeof(fields) / sizeof(*fields), fields);
}

int stored_set_run(struct pg *pg, const struct record *fresh, const char *id)
{
    struct buf text = { 0 };
    const char *run = parameter(fresh, LOG_run_id, &text);
    struct pg_rows *rows = pg_query(pg, "UPDATE dagsieve.log SET run_id = $2 WHERE log_id = $1 RETURNING dag_id, dagsieve.run_key(logical_date)", 2,
                                    (const char *const[]){ id, run });
    buf_free(&text);
    int rc = rows ? 0 : -1;
    if (rc == 0 && pg_rows_count(rows) && !pg_rows_null(rows, 0, 0) && !pg_rows_null(rows, 0, 1))
        rc = pg_call(pg, "SELECT dagsieve.refresh_runs(ARRAY[$1], ARRAY[$2])", 2,
                     (const char *const[]){ pg_rows_text(rows, 0, 0).p, pg_rows_text(rows, 0, 1).p });
    pg_rows_free(rows);
    return rc;
}

int stored_leave_month(struct pg *pg, const char *id)
{
    return pg_call(pg, "SELECT dagsieve.note_months(ARRAY[coalesce(start_time, end_time)]) FROM dagsieve.log WHERE log_id = $1", 1, &id);
}

/* The months that the rows leave are written down (note_months). */
int stored_delete_log(struct pg *pg, const char *ids)
{
    return pg_call(pg,
                   "WITH gone AS (DELETE FROM dagsieve.log WHERE log_id = ANY ($1::uuid[]) RETURNING coalesce(start_time, end_time) AS time)"
                   " SELECT dagsieve.note_months(array_agg(g.time)) FROM gone AS g HAVING count(*) > 0",
                   1, &ids);
}

int stored_delete_rows(struct pg *pg, const char *id)
{
    static const enum record_type children[] = { RECORD_correlation, RECORD_event, RECORD_finding, RECORD_notice, RECORD_reject };
    for (size_t i = 0; i < sizeof(children) / sizeof(*children); i++) {
        char sql[96];
        snprintf(sql, sizeof(sql), "DELETE FROM dagsieve.%s WHERE log_id = $1", schemas[children[i]].name);
        if (pg_call(pg, sql, 1, &id))
            return -1;
    }
    return 0;
}

int stored_delete(struct pg *pg, const char *ids)
{
    static const char *const sql[] = {
        ADD_COPY " SELECT log_id, source, size, mtime, parser_version, rules_version, real_path FROM dagsieve.log"
        "  WHERE log_id = ANY ($1::uuid[]) AND source IS NOT NULL AND size IS NOT NULL AND mtime IS NOT NULL" NEWEST_STANDS,
        "DELETE FROM dagsieve.event WHERE log_id = ANY ($1::uuid[])",
        "DELETE FROM dagsieve.correlation WHERE log_id = ANY ($1::uuid[])",
        "DELETE FROM dagsieve.finding WHERE log_id = ANY ($1::uuid[])",
        "DELETE FROM dagsieve.notice WHERE log_id = ANY ($1::uuid[])",
        "DELETE FROM dagsieve.reject WHERE log_id = ANY ($1::uuid[])",
    };
    for (size_t i = 0; i < sizeof(sql) / sizeof(*sql); i++)
        if (pg_call(pg, sql[i], 1, (const char *const[]){ ids }))
            return -1;
    return stored_delete_log(pg, ids);
}

int stored_tidy_copies(struct pg *pg, const char *ids)
{
    return pg_call(pg,
                   "DELETE FROM dagsieve.other_copy AS o USING dagsieve.log AS l"
                   " WHERE o.log_id = ANY ($1::uuid[]) AND l.log_id = o.log_id AND coalesce(l.real_path, l.source) = coalesce(o.real_path, o.source)",
                   1, (const char *const[]){ ids });
}
