/* copy_in.c - COPY that gets round refused rows; see copy_in.h. */
#include "copy_in.h"

#include <assert.h>
#include <stdlib.h>

#include "parser/text/utf8.h"

enum { REJECT_TEXT = 1024, REFUSED_FIRST = 1000000000 };

int copy_in_months(struct store *s)
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

/* --- one COPY --------------------------------------------------------------------------------------------------- */

static void write_copy(const struct store *s, enum record_type type, enum copy_target target, bool binary, struct buf *sql)
{
    buf_printf(sql, "COPY %s%s (%.*s) FROM STDIN%s", target == COPY_STAGE ? "pg_temp.stage_" : "dagsieve.", schemas[type].name,
               SLICE_ARG(buf_view(&s->columns[type])), binary ? " (FORMAT binary)" : "");
    buf_char(sql, '\0');
}

/* Whether rows of the table are in binary in the batch. */
static bool is_binary(const struct store *s, enum record_type type)
{
    return s->batch.binary && type == RECORD_event;
}

static int copy_rows(struct store *s, enum record_type type, enum copy_target target, bool binary, struct slice rows, int64_t *bad_line)
{
    struct buf sql = { 0 };
    write_copy(s, type, target, binary, &sql);
    int rc = pg_copy_in(s->pg, sql.p, rows, bad_line);
    buf_free(&sql);
    return rc;
}

static int copy_text(struct store *s, enum record_type type, enum copy_target target, struct slice rows, int64_t *bad_line)
{
    return copy_rows(s, type, target, false, rows, bad_line);
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
    buf_printf(&text, "%s, %.*s: ", schemas[type].name, SLICE_ARG(buf_view(&s->refusals.why)));
    copytext_undo(&text, slice_part(row, id.n + 1, id.n + 1 + 2 * REJECT_TEXT));
    utf8_clean(buf_view(&text), &clean);
    cell_num(&cells[REJECT_n], next_reject(s, id));
    cell_text(&cells[REJECT_code], slice_of(complaints[COMPLAINT_refused_by_server].name));
    int line = schema_find(&schemas[type], SLICE("line"));
    struct slice number = line >= 0 ? row_field(row, line + 1) : (struct slice){ 0 };
    if (number.n && byte_is_digit(number.p[0]))
        cell_num(&cells[REJECT_line], strtoll(number.p, NULL, 10));
    cell_text(&cells[REJECT_text], utf8_cut(buf_view(&clean), REJECT_TEXT));
    buf_slice(&s->refusals.rows, id);
    buf_char(&s->refusals.rows, '\t');
    copytext_row(&s->batch.text, &s->refusals.rows, &(struct record){ &schemas[RECORD_reject], cells });
    buf_printf(&s->refusals.words, "row of %s of log %.*s, %.*s", schemas[type].name, SLICE_ARG(id),
               SLICE_ARG(buf_view(&s->refusals.why)));
    buf_char(&s->refusals.words, '\0');
    s->refusals.n++;
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
static int refuse_row(struct store *s, enum record_type type, enum copy_target target, struct slice row)
{
    int64_t ignored;
    keep_refused(s, type, row);
    if (type != RECORD_log)
        return 0;
    struct buf bare = { 0 };
    write_bare_log(&bare, row);
    int rc = copy_text(s, type, target, buf_view(&bare), &ignored);
    buf_free(&bare);
    s->open.rows[type]++;
    return rc;
}

/* What to try of rows of which the server refuses one: those before it, where it says which. Citus counts the lines of a shard: then half of
 * them, until a row is alone. */
static struct slice shorten(struct slice part, int64_t bad_line, bool *refused)
{
    int64_t n = count_lines(part);
    *refused = bad_line > 0 || n == 1;
    return lines_part(part, bad_line > 0 ? bad_line - 1 : n / 2);
}

/* Copies part, or shortens it to what is to be tried next; refused: the row after it is one that the server refuses. */
static int try_rows(struct store *s, enum record_type type, enum copy_target target, struct slice *part, bool *refused)
{
    int64_t bad_line = 0;
    if (pg_run(s->pg, "SAVEPOINT rows"))
        return -1;
    if (part->n == 0 || copy_text(s, type, target, *part, &bad_line) == 0) {
        s->open.rows[type] += count_lines(*part);
        return pg_run(s->pg, "RELEASE rows");
    }
    struct slice before = shorten(*part, bad_line, refused);
    if ((type == RECORD_event && store_misses_month(s)) || pg_fault(s->pg) != PG_FAULT_content || before.n == part->n)
        return -1;
    buf_reset(&s->refusals.why);
    buf_printf(&s->refusals.why, "SQLSTATE %s, %s", pg_sqlstate(s->pg), pg_words(s->pg));
    *part = before;
    return pg_run(s->pg, "ROLLBACK TO rows; RELEASE rows");
}

/* COPY dies whole with its first bad row: a savepoint keeps the transaction, what stood before the row is sent again
 * alone, then what comes after it. */
static int copy_in_text(struct store *s, enum record_type type, enum copy_target target, struct slice rows)
{
    struct slice part = rows, row; /* part: what is tried now */
    bool refused = false;
    while (rows.n) {
        size_t tried = part.n;
        if (try_rows(s, type, target, &part, &refused))
            return -1;
        if (part.n < tried)
            continue;
        rows = slice_from(rows, part.n);
        if (refused) {
            slice_cut(&rows, '\n', &row);
            if (refuse_row(s, type, target, row))
                return -1;
        }
        part = rows;
        refused = false;
    }
    return 0;
}

/* Rows in binary; where one of them is refused, all are sent again as text, in which it is found. */
static int copy_in_binary(struct store *s, enum record_type type, enum copy_target target, struct slice rows)
{
    struct buf text = { 0 };
    int64_t ignored;
    if (pg_run(s->pg, "SAVEPOINT rows"))
        return -1;
    if (copy_rows(s, type, target, true, rows, &ignored) == 0) {
        s->open.rows[type] += copybinary_count(rows);
        return pg_run(s->pg, "RELEASE rows");
    }
    if (store_misses_month(s) || pg_fault(s->pg) != PG_FAULT_content || pg_run(s->pg, "ROLLBACK TO rows; RELEASE rows"))
        return -1;
    copybinary_undo(type, rows, &text);
    int rc = copy_in_text(s, type, target, buf_view(&text));
    buf_free(&text);
    return rc;
}

int copy_in_rows(struct store *s, enum record_type type, enum copy_target target, struct slice rows)
{
    return is_binary(s, type) && rows.n ? copy_in_binary(s, type, target, rows) : copy_in_text(s, type, target, rows);
}

int copy_in_begin(struct store *s, enum record_type type)
{
    struct buf sql = { 0 };
    write_copy(s, type, COPY_TABLE, is_binary(s, type), &sql);
    int rc = pg_copy_begin(s->pg, sql.p);
    buf_free(&sql);
    return rc;
}

int copy_in_end(struct store *s, enum record_type type, struct slice rows, size_t at)
{
    int64_t ignored;
    if (pg_copy_end(s->pg, rows, at, &ignored))
        return -1;
    s->open.rows[type] += is_binary(s, type) ? copybinary_count(rows) : count_lines(rows);
    return 0;
}

int copy_in_logs(struct store *s)
{
    return copy_in_rows(s, RECORD_log, COPY_TABLE, buf_view(&s->log_rows));
}

int copy_in_refusals(struct store *s, enum copy_target target)
{
    int64_t ignored;
    if (s->refusals.rows.n == 0)
        return 0;
    s->open.rows[RECORD_reject] += count_lines(buf_view(&s->refusals.rows));
    return copy_text(s, RECORD_reject, target, buf_view(&s->refusals.rows), &ignored);
}
