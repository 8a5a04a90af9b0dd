/* stored.c - what the ledger holds of a log, and which copy wins; see stored.h. */
#include "stored.h"

#include "parser/catalogue/state.h"

/* The columns that the comparison needs, in the order of the query. */
static const enum log_field columns[] = { LOG_source, LOG_state,          LOG_state_inferred, LOG_exit_code,     LOG_signal,
                                          LOG_complete, LOG_lines,        LOG_bytes,          LOG_content_hash, LOG_parser_version,
                                          LOG_rules_version, LOG_size, LOG_state_source,  LOG_start_time };

int stored_read(struct pg *pg, const char *ids, struct stored *out)
{
    static const char sql[] = "SELECT log_id, source, state, state_inferred, exit_code, signal, complete, lines, bytes, content_hash,"
                              " parser_version, rules_version, size, state_source, (extract(epoch FROM start_time) * 1000000)::bigint"
                              " FROM dagsieve.log WHERE log_id = ANY ($1::uuid[])";
    out->rows = pg_query(pg, sql, 1, (const char *const[]){ ids });
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

static bool same_text(const struct record *a, const struct record *b, enum log_field field)
{
    const struct cell *x = &a->cell[field], *y = &b->cell[field];
    return x->present == y->present && (!x->present || slice_eq(x->text, y->text));
}

/* Missing numbers are least. */
static int compare_number(const struct record *a, const struct record *b, enum log_field field)
{
    int64_t x = a->cell[field].present ? a->cell[field].num : -1, y = b->cell[field].present ? b->cell[field].num : -1;
    return (x > y) - (x < y);
}

static bool states(const struct record *log)
{
    return log->cell[LOG_state].present && !(log->cell[LOG_state_inferred].present && log->cell[LOG_state_inferred].num);
}

static int compare_text(struct slice a, struct slice b)
{
    int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* The order of copies: see the head of stored.h. */
static int compare_copies(const struct record *a, const struct record *b)
{
    int order = compare_number(a, b, LOG_complete);
    if (!order)
        order = compare_number(a, b, LOG_lines);
    if (!order)
        order = compare_number(a, b, LOG_bytes);
    if (!order)
        order = states(a) - states(b);
    if (!order && a->cell[LOG_content_hash].present && b->cell[LOG_content_hash].present)
        order = compare_text(a->cell[LOG_content_hash].text, b->cell[LOG_content_hash].text);
    return order;
}

static bool same_bytes(const struct record *a, const struct record *b)
{
    return a->cell[LOG_content_hash].present && same_text(a, b, LOG_content_hash);
}

enum stored_verdict stored_judge(const struct record *fresh, const struct record *old)
{
    if (!old)
        return VERDICT_new;
    if (!same_bytes(fresh, old))
        return compare_copies(fresh, old) > 0 ? VERDICT_replace : VERDICT_worse;
    if (!same_text(fresh, old, LOG_parser_version) || !same_text(fresh, old, LOG_rules_version))
        return VERDICT_replace;
    if (!fresh->cell[LOG_size].present)
        return VERDICT_same;
    /* What a stream has merged may hold rows of several copies: a file makes it clean. Of two files the one whose path
     * comes first stands, whichever was read first. */
    bool earlier = fresh->cell[LOG_source].present && old->cell[LOG_source].present &&
                   compare_text(fresh->cell[LOG_source].text, old->cell[LOG_source].text) < 0;
    return !old->cell[LOG_size].present || earlier ? VERDICT_replace : VERDICT_same;
}

bool stored_lends(const struct record *lender, const struct record *other)
{
    bool final = states(lender) && !state_waits(lender->cell[LOG_state].text);
    bool complete = lender->cell[LOG_complete].present && lender->cell[LOG_complete].num;
    if (!final || !complete || states(other))
        return false;
    /* The same file read again has grown or is read by another version: what it said before is no other copy's word,
     * unless that was lent to it as well. */
    if (same_bytes(lender, other) || same_text(lender, other, LOG_source))
        return lender->cell[LOG_state_source].present;
    return true;
}

void stored_lend(const struct record *lender, struct record *to)
{
    static const enum log_field outcome[] = { LOG_state, LOG_state_inferred, LOG_exit_code, LOG_signal };
    for (size_t i = 0; i < sizeof(outcome) / sizeof(*outcome); i++)
        to->cell[outcome[i]] = lender->cell[outcome[i]];
    bool lent = lender->cell[LOG_state_source].present;
    to->cell[LOG_state_source] = lender->cell[lent ? LOG_state_source : LOG_source];
}
