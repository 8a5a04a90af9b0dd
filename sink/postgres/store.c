/* store.c - transactions, months, COPY that gets round refused rows; see store.h. */
#include "store.h"

#include <assert.h>
#include <stdlib.h>

#include "parser/text/utf8.h"
#include "sink/schema/columns.h"

enum { DEFAULT_MEMORY = 8 * 1024 * 1024, DEFAULT_LOGS = 100, REJECT_TEXT = 1024, REFUSED_FIRST = 1000000000 };

int store_open(struct store *s, const struct sink_postgres_options *options)
{
    s->options = *options;
    if (!s->options.memory)
        s->options.memory = DEFAULT_MEMORY;
    if (!s->options.logs)
        s->options.logs = DEFAULT_LOGS;
    s->pg = pg_open(&options->database);
    if (!s->pg)
        return -1;
    s->batch.text.version = pg_version(s->pg);
    for (int type = 0; type < RECORD__N; type++)
        schema_columns(&s->columns[type], (enum record_type)type);
    return 0;
}

void store_close(struct store *s)
{
    pg_close(&s->pg);
    batch_free(&s->batch);
    for (int type = 0; type < RECORD__N; type++)
        buf_free(&s->columns[type]);
    buf_free(&s->ids);
    buf_free(&s->touched);
    buf_free(&s->log_rows);
    buf_free(&s->refused);
    buf_free(&s->refused_words);
    buf_free(&s->bad_words);
}

/* --- transactions ----------------------------------------------------------------------------------------------- */

int store_months(struct store *s)
{
    for (int month = 0; month < MONTHS; month++) {
        if (!months_has(&s->batch.months, month) || months_has(&s->months, month))
            continue;
        char date[32];
        snprintf(date, sizeof(date), "%04d-%02d-01", 2010 + month / 12, month % 12 + 1);
        if (pg_call(s->pg, "SELECT dagsieve.add_month($1::date)", 1, (const char *const[]){ date }))
            return -1;
        months_add(&s->months, month);
    }
    return 0;
}

void store_ids(struct store *s, int from, int to)
{
    buf_reset(&s->ids);
    for (int i = from; i < to; i++)
        buf_printf(&s->ids, "%c%s", i == from ? '{' : ',', s->batch.log[i].id);
    buf_text(&s->ids, from == to ? "{}" : "}");
    buf_char(&s->ids, '\0');
}

static int compare_keys(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The first half of a log_id, which is a hash, as the key of an advisory lock. */
static int64_t lock_key(const char *id)
{
    char digits[17];
    int n = 0;
    for (const char *p = id; n < 16; p++)
        if (*p != '-')
            digits[n++] = *p;
    digits[16] = '\0';
    return (int64_t)strtoull(digits, NULL, 16);
}

/* Array literal of the logs' keys in ascending order: loaders that wait for one another never wait in a circle. */
static void write_keys(struct store *s, int from, int to, struct buf *out)
{
    size_t n = (size_t)(to - from);
    int64_t *keys = memory_new(n * sizeof(*keys));
    for (int i = from; i < to; i++)
        keys[i - from] = lock_key(s->batch.log[i].id);
    qsort(keys, n, sizeof(*keys), compare_keys);
    buf_char(out, '{');
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(out, ',');
        buf_int(out, keys[i]);
    }
    buf_text(out, "}");
    buf_char(out, '\0');
    free(keys);
}

int store_begin(struct store *s, int from, int to)
{
    buf_reset(&s->refused);
    buf_reset(&s->refused_words);
    buf_reset(&s->log_rows);
    s->n_refused = 0;
    s->months_gone = false;
    for (int i = 0; i < s->batch.n; i++)
        s->batch.log[i].refused = s->batch.log[i].refused_kept;
    s->open = (struct sink_postgres_counts){ 0 };
    store_ids(s, from, to);
    buf_reset(&s->touched);
    buf_slice(&s->touched, buf_view(&s->ids));
    struct buf keys = { 0 };
    write_keys(s, from, to, &keys);
    int rc = pg_run(s->pg, "BEGIN");
    if (rc == 0)
        rc = pg_call(s->pg, "SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) AS key", 1,
                     (const char *const[]){ keys.p });
    buf_free(&keys);
    return rc;
}

int store_commit(struct store *s)
{
    if (pg_call(s->pg, "SELECT dagsieve.refresh_runs_of($1::uuid[])", 1, (const char *const[]){ s->touched.p }) || pg_run(s->pg, "COMMIT"))
        return -1;
    s->open.refused = s->n_refused;
    s->months_again = false;
    sink_postgres_counts_add(&s->counts, &s->open);
    const char *words = s->refused_words.p;
    for (int64_t i = 0; i < s->n_refused; i++, words += strlen(words) + 1)
        complain(pg_report(s->pg), COMPLAINT_refused_by_server, NULL, "%s", words);
    return 0;
}

int store_recover(struct store *s, int attempt)
{
    if (s->months_gone && attempt == 0) {
        s->months_gone = false;
        s->months_again = true;
        s->months = (struct months){ 0 };
        return pg_run(s->pg, "ROLLBACK") ? pg_complain(s->pg) : 0;
    }
    return pg_recover(s->pg, attempt);
}

/* --- rows ------------------------------------------------------------------------------------------------------- */

static void write_copy(const struct store *s, enum record_type type, bool stage, struct buf *sql)
{
    buf_printf(sql, "COPY %s%s (%.*s) FROM STDIN", stage ? "pg_temp.stage_" : "dagsieve.", schemas[type].name,
               SLICE_ARG(buf_view(&s->columns[type])));
    buf_char(sql, '\0');
}

static int copy_rows(struct store *s, enum record_type type, bool stage, struct slice rows, int64_t *bad_line)
{
    struct buf sql = { 0 };
    write_copy(s, type, stage, &sql);
    int rc = pg_copy_in(s->pg, sql.p, rows, bad_line);
    buf_free(&sql);
    return rc;
}

/* The field of a row of COPY text, as it stands there. */
static struct slice row_field(struct slice row, int field)
{
    struct slice head = { 0 };
    for (int i = 0; i <= field; i++)
        slice_cut(&row, '\t', &head);
    return head;
}

/* Refusals are numbered from a billion, where the numbers of the parser's own rejects never get: these may go on coming. */
static int64_t next_reject(struct store *s, struct slice id)
{
    struct batch_log *log = batch_find(&s->batch, id);
    assert(log);
    return REFUSED_FIRST + log->refused++;
}

/* Keeps a refused row: as a reject of its log, and as words to complain with once that is committed. */
static void keep_refused(struct store *s, enum record_type type, struct slice row)
{
    struct slice id = row_field(row, 0);
    struct buf text = { 0 }, clean = { 0 };
    struct cell cells[REJECT__N] = { 0 };
    buf_printf(&text, "%s, %.*s: ", schemas[type].name, SLICE_ARG(buf_view(&s->bad_words)));
    copytext_undo(&text, slice_part(row, id.n + 1, id.n + 1 + 2 * REJECT_TEXT));
    utf8_clean(buf_view(&text), &clean);
    cell_num(&cells[REJECT_n], next_reject(s, id));
    cell_text(&cells[REJECT_code], slice_of(complaints[COMPLAINT_refused_by_server].name));
    int line = schema_find(&schemas[type], SLICE("line"));
    struct slice number = line >= 0 ? row_field(row, line + 1) : (struct slice){ 0 };
    if (number.n && byte_is_digit(number.p[0]))
        cell_num(&cells[REJECT_line], strtoll(number.p, NULL, 10));
    cell_text(&cells[REJECT_text], utf8_cut(buf_view(&clean), REJECT_TEXT));
    copytext_row(&s->batch.text, &s->refused, id, &(struct record){ &schemas[RECORD_reject], cells });
    buf_printf(&s->refused_words, "row of %s of log %.*s, %.*s", schemas[type].name, SLICE_ARG(id),
               SLICE_ARG(buf_view(&s->bad_words)));
    buf_char(&s->refused_words, '\0');
    s->n_refused++;
    buf_free(&text);
    buf_free(&clean);
}

/* A log record with identity, hash, versions and numbers only: what texts it has, the server would not have. */
static void write_bare_log(struct buf *out, struct slice row)
{
    int column = 0;
    for (int i = 0; i < LOG__N; i++) {
        if (i == LOG_loaded_at)
            continue;
        enum kind kind = schemas[RECORD_log].field[i].kind;
        bool text = kind == KIND_text || kind == KIND_json || kind == KIND_texts || kind == KIND_numeric;
        bool key = i == LOG_content_hash || i == LOG_parser_version || i == LOG_rules_version;
        if (column)
            buf_char(out, '\t');
        buf_slice(out, text && !key ? SLICE("\\N") : row_field(row, column));
        column++;
    }
    buf_char(out, '\n');
}

/* The first n lines of rows. */
static struct slice lines_part(struct slice rows, int64_t n)
{
    struct slice rest = rows, line;
    while (n-- > 0 && rest.n)
        slice_cut(&rest, '\n', &line);
    return slice_part(rows, 0, rows.n - rest.n);
}

static int64_t count_lines(struct slice rows)
{
    int64_t n = 0;
    struct slice line;
    for (; rows.n; n++)
        slice_cut(&rows, '\n', &line);
    return n;
}

/* What becomes of a refused row: its log stays, the row does not. */
static int refuse_row(struct store *s, enum record_type type, bool stage, struct slice row)
{
    int64_t ignored;
    keep_refused(s, type, row);
    if (type != RECORD_log)
        return 0;
    struct buf bare = { 0 };
    write_bare_log(&bare, row);
    int rc = copy_rows(s, type, stage, buf_view(&bare), &ignored);
    buf_free(&bare);
    s->open.rows[type]++;
    return rc;
}

/* Takes part in whole, or tells by part what stands before the first row that the server refuses. */
static int try_rows(struct store *s, enum record_type type, bool stage, struct slice *part, bool *refused)
{
    int64_t bad_line = 0;
    *refused = false;
    if (pg_run(s->pg, "SAVEPOINT rows"))
        return -1;
    if (part->n == 0 || copy_rows(s, type, stage, *part, &bad_line) == 0) {
        s->open.rows[type] += count_lines(*part);
        return pg_run(s->pg, "RELEASE rows");
    }
    s->months_gone = !s->months_again && type == RECORD_event && strcmp(pg_sqlstate(s->pg), "23514") == 0;
    struct slice before = lines_part(*part, bad_line - 1);
    if (pg_fault(s->pg) != PG_FAULT_content || bad_line == 0 || before.n == part->n || s->months_gone)
        return -1;
    buf_reset(&s->bad_words);
    buf_printf(&s->bad_words, "SQLSTATE %s, %s", pg_sqlstate(s->pg), pg_words(s->pg));
    *part = before;
    *refused = true;
    return pg_run(s->pg, "ROLLBACK TO rows; RELEASE rows");
}

/* COPY dies whole with its first bad row: a savepoint keeps the transaction, what stood before the row is sent again
 * alone, then what comes after it. */
int store_rows(struct store *s, enum record_type type, bool stage, struct slice rows)
{
    struct slice part = rows, row; /* part: what is tried now; the row behind it, if any, is refused */
    while (rows.n) {
        bool refused;
        if (try_rows(s, type, stage, &part, &refused))
            return -1;
        if (refused)
            continue;
        rows = slice_from(rows, part.n);
        if (rows.n) {
            slice_cut(&rows, '\n', &row);
            if (refuse_row(s, type, stage, row))
                return -1;
        }
        part = rows;
    }
    return 0;
}

int store_copy_begin(struct store *s, enum record_type type)
{
    struct buf sql = { 0 };
    write_copy(s, type, false, &sql);
    int rc = pg_copy_begin(s->pg, sql.p);
    buf_free(&sql);
    return rc;
}

int store_copy_end(struct store *s, enum record_type type, struct slice rows, size_t at)
{
    int64_t ignored;
    if (pg_copy_end(s->pg, rows, at, &ignored))
        return -1;
    s->open.rows[type] += count_lines(rows);
    return 0;
}

void store_log_row(struct store *s, const struct record *log)
{
    copytext_row(&s->batch.text, &s->log_rows, (struct slice){ 0 }, log);
}

int store_log_rows(struct store *s)
{
    return store_rows(s, RECORD_log, false, buf_view(&s->log_rows));
}

int store_refused(struct store *s, bool stage)
{
    int64_t ignored;
    if (s->refused.n == 0)
        return 0;
    s->open.rows[RECORD_reject] += count_lines(buf_view(&s->refused));
    return copy_rows(s, RECORD_reject, stage, buf_view(&s->refused), &ignored);
}

/* --- the ledger ------------------------------------------------------------------------------------------------- */

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
static int call_with_cells(struct store *s, const char *sql, const char *id, const struct record *log, int n,
                           const enum log_field fields[])
{
    enum { MOST = 8 };
    assert(n < MOST);
    struct buf texts[MOST] = { 0 };
    const char *values[MOST] = { id };
    for (int i = 0; i < n; i++)
        values[i + 1] = parameter(log, fields[i], &texts[i]);
    int rc = pg_call(s->pg, sql, n + 1, values);
    for (int i = 0; i < n; i++)
        buf_free(&texts[i]);
    return rc;
}

int store_other_copy(struct store *s, const struct record *fresh, const char *id)
{
    static const enum log_field fields[] = { LOG_source, LOG_size, LOG_mtime, LOG_parser_version, LOG_rules_version };
    static const char other_file[] =
        "INSERT INTO dagsieve.other_copy (log_id, source, size, mtime, parser_version, rules_version) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (log_id, md5(source)) DO UPDATE SET size = excluded.size, mtime = excluded.mtime,"
        " parser_version = excluded.parser_version, rules_version = excluded.rules_version";
    if (!fresh->cell[LOG_size].present || !fresh->cell[LOG_mtime].present || !fresh->cell[LOG_source].present)
        return 0; /* a stream: nothing to recognise it by */
    return call_with_cells(s, other_file, id, fresh, 5, fields);
}

int store_touched(struct store *s, const struct record *fresh, const char *id)
{
    static const enum log_field fields[] = { LOG_size, LOG_mtime };
    return call_with_cells(s, "UPDATE dagsieve.log SET size = $2, mtime = $3 WHERE log_id = $1", id, fresh, 2, fields);
}

int store_lent_state(struct store *s, const struct record *lender, const char *id)
{
    static const enum log_field fields[] = { LOG_state, LOG_exit_code, LOG_signal, LOG_source };
    return call_with_cells(s,
                           "UPDATE dagsieve.log SET state = $2, state_inferred = false, exit_code = $3, signal = $4,"
                           " state_source = $5 WHERE log_id = $1",
                           id, lender, 4, fields);
}
