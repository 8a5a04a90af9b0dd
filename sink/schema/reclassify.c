/* reclassify.c - stored blocks judged again; see reclassify.h. A cursor hands out portions of blocks; what is new about them goes into two temporary
 * tables, and a few statements apply these at the end. */
#include "reclassify.h"

#include <inttypes.h>
#include <stdlib.h>

#include "parser/text/decimal.h"
#include "parser/text/json.h"
#include "sink/connection/copytext.h"
#include "columns.h"

enum { PORTION = 4000 };

/* Columns of the cursor after those of the block. */
enum { COLUMN_log_id = CORRELATION__N, COLUMN_findings, COLUMN_dag_id, COLUMN_run_id, COLUMN_task_id, COLUMN__N };

struct work {
    struct pg *pg;
    const struct rules *rules;
    struct reclassify_outcome *outcome;
    struct copytext copytext;
    struct buf blocks, findings; /* rows for COPY */
    struct buf text, signature, missing, notes;
};

/* The block at hand, as it is stored and as it is judged now. */
struct block_row {
    const struct pg_rows *rows;
    int row;
    struct cell cells[CORRELATION__N];
    struct verdict verdict;
    struct verdict_finding finding[VERDICT_FINDINGS];
    int n;
};

static struct slice column(const struct block_row *block, int i)
{
    return pg_rows_text(block->rows, block->row, i);
}

static void cells_read(struct block_row *block)
{
    for (int i = 0; i < CORRELATION__N; i++) {
        block->cells[i] = (struct cell){ 0 };
        if (!pg_rows_null(block->rows, block->row, i))
            cell_text(&block->cells[i], column(block, i));
    }
}

static void sort_by_code(struct block_row *block)
{
    for (int i = 1; i < block->n; i++)
        for (int k = i; k > 0 && strcmp(block->finding[k - 1].code, block->finding[k].code) > 0; k--) {
            struct verdict_finding swap = block->finding[k];
            block->finding[k] = block->finding[k - 1];
            block->finding[k - 1] = swap;
        }
}

static void word_add(struct buf *out, struct slice word)
{
    if (word.n && out->n && out->p[out->n - 1] != ';')
        buf_char(out, ' ');
    buf_slice(out, word);
}

/* The findings in the words in which the cursor's query puts the stored ones. */
static void signature_make(struct work *work, const struct block_row *block)
{
    buf_reset(&work->signature);
    for (int i = 0; i < block->n; i++) {
        const struct verdict_finding *finding = &block->finding[i];
        if (i)
            buf_char(&work->signature, ';');
        word_add(&work->signature, slice_of(finding->code));
        word_add(&work->signature, slice_of(finding->role));
        word_add(&work->signature, slice_of(finding->severity ? finding->severity : ""));
        word_add(&work->signature, slice_of(finding->domain));
        word_add(&work->signature, slice_of(finding->field >= 0 ? schemas[RECORD_correlation].field[finding->field].name : ""));
        word_add(&work->signature, finding->threshold ? block->cells[finding->field].text : SLICE(""));
        word_add(&work->signature, slice_of(finding->threshold ? finding->threshold : ""));
    }
}

/* {a,b}: how the server writes an array of plain words; json is ["a","b"]. */
static void array_of_json(struct buf *out, struct slice json)
{
    for (size_t i = 0; i < json.n; i++)
        if (json.p[i] != '"')
            buf_char(out, json.p[i] == '[' ? '{' : json.p[i] == ']' ? '}' : json.p[i]);
}

/* The stored notes with or without verdict_differs, in order. */
static void notes_make(struct work *work, const struct block_row *block)
{
    const struct slice differs = SLICE("verdict_differs");
    struct slice rest = column(block, CORRELATION_notes), word;
    bool put = !block->verdict.differs;
    rest = rest.n > 2 ? slice_part(rest, 1, rest.n - 1) : SLICE("");
    buf_reset(&work->notes);
    buf_char(&work->notes, '{');
    while (rest.n) {
        slice_cut(&rest, ',', &word);
        if (slice_eq(word, differs))
            continue;
        if (!put && strncmp(word.p, differs.p, word.n) > 0) {
            buf_printf(&work->notes, "%s%s", work->notes.n > 1 ? "," : "", differs.p);
            put = true;
        }
        buf_printf(&work->notes, "%s%.*s", work->notes.n > 1 ? "," : "", SLICE_ARG(word));
    }
    if (!put)
        buf_printf(&work->notes, "%s%s", work->notes.n > 1 ? "," : "", differs.p);
    buf_char(&work->notes, '}');
}

static void field_add(struct work *work, struct buf *out, struct slice text)
{
    copytext_text(&work->copytext, out, text);
    buf_char(out, '\t');
}

/* text NULL: a null */
static void maybe_add(struct work *work, struct buf *out, const char *text)
{
    if (text)
        field_add(work, out, slice_of(text));
    else
        buf_text(out, "\\N\t");
}

/* Line and text of a field: the later of two for a derived one, the opening line when it stands nowhere (as parser/judge.c writes them). */
static int64_t evidence_find(const struct block_row *block, const struct verdict_finding *finding, struct buf *text)
{
    struct slice places = block->cells[CORRELATION_places].text, found = SLICE("0");
    struct json_value fields = json_get(places, SLICE("field")), lines = json_get(places, SLICE("line"));
    int64_t line = pg_rows_int(block->rows, block->row, CORRELATION_line), last = -1, order;
    for (uint64_t bits = finding->field < 0 ? 0 : field_bases(finding->field); bits; bits &= bits - 1) {
        struct json_value place = json_get(fields.raw, slice_of(schemas[RECORD_correlation].field[__builtin_ctzll(bits)].name));
        if (place.type == JSON_none || !decimal_integer(place.raw, &order) || order <= last ||
            !decimal_integer(json_get(lines.raw, place.raw).raw, &line))
            continue;
        last = order;
        found = place.raw;
    }
    struct json_value words = json_get(json_get(places, SLICE("text")).raw, found);
    buf_reset(text);
    if (words.type == JSON_string)
        json_unescape(words.raw, text);
    return line;
}

static void finding_add(struct work *work, const struct block_row *block, const struct verdict_finding *finding)
{
    struct buf *out = &work->findings;
    field_add(work, out, column(block, COLUMN_log_id));
    field_add(work, out, column(block, CORRELATION_seq));
    buf_printf(out, "%" PRId64 "\t", evidence_find(block, finding, &work->text));
    field_add(work, out, SLICE("strategy"));
    maybe_add(work, out, finding->code);
    maybe_add(work, out, finding->role);
    maybe_add(work, out, finding->severity);
    maybe_add(work, out, finding->domain);
    maybe_add(work, out, finding->field >= 0 ? schemas[RECORD_correlation].field[finding->field].name : NULL);
    if (finding->threshold)
        field_add(work, out, block->cells[finding->field].text);
    else
        buf_text(out, "\\N\t");
    maybe_add(work, out, finding->threshold);
    if (work->text.n)
        field_add(work, out, buf_view(&work->text));
    else
        buf_text(out, "\\N\t");
    buf_text(out, "1\n");
}

static void block_add(struct work *work, const struct block_row *block)
{
    struct buf *out = &work->blocks;
    field_add(work, out, column(block, COLUMN_log_id));
    field_add(work, out, column(block, CORRELATION_seq));
    maybe_add(work, out, block->verdict.run_level ? NULL : verdict_main(&block->verdict));
    if (block->verdict.run_level)
        buf_text(out, "\\N\t");
    else
        field_add(work, out, buf_view(&work->missing));
    buf_printf(out, "%c\t", block->verdict.audit_partial ? 't' : 'f');
    copytext_text(&work->copytext, out, buf_view(&work->notes));
    buf_char(out, '\n');
    for (int i = 0; i < block->n; i++)
        finding_add(work, block, &block->finding[i]);
}

static struct reclassify_change *change_of(struct reclassify_outcome *outcome, struct slice before, const char *after)
{
    for (int i = 0; i < outcome->changes; i++)
        if (slice_eq(before, slice_of(outcome->change[i].before)) && strcmp(after, outcome->change[i].after) == 0)
            return &outcome->change[i];
    if (outcome->changes == RECLASSIFY_CHANGES)
        return NULL;
    struct reclassify_change *change = &outcome->change[outcome->changes++];
    snprintf(change->before, sizeof(change->before), "%.*s", SLICE_ARG(slice_part(before, 0, sizeof(change->before) - 1)));
    snprintf(change->after, sizeof(change->after), "%s", after);
    return change;
}

/* "SOLUSDC in launch__backtesting, manual__.., test_step, block 2" */
static void change_note(struct work *work, const struct block_row *block, struct slice before, const char *after)
{
    struct reclassify_change *change = change_of(work->outcome, before, after);
    if (!change)
        return;
    if (change->blocks < RECLASSIFY_EXAMPLES) {
        struct slice crypto = column(block, CORRELATION_crypto);
        snprintf(change->example[change->blocks], sizeof(change->example[0]), "%.*s in %.*s, %.*s, %.*s, block %.*s",
                 SLICE_ARG(crypto.n ? slice_part(crypto, 0, 30) : SLICE("no crypto")), SLICE_ARG(slice_part(column(block, COLUMN_dag_id), 0, 50)),
                 SLICE_ARG(slice_part(column(block, COLUMN_run_id), 0, 60)), SLICE_ARG(slice_part(column(block, COLUMN_task_id), 0, 50)),
                 SLICE_ARG(column(block, CORRELATION_seq)));
    }
    change->blocks++;
}

static bool verdict_is_stored(const struct work *work, const struct block_row *block, const char *code)
{
    bool missing = block->verdict.run_level ? !column(block, CORRELATION_main_missing).n : slice_eq(column(block, CORRELATION_main_missing), buf_view(&work->missing));
    return slice_eq(column(block, CORRELATION_main_code), slice_of(code)) && missing &&
           slice_eq(column(block, CORRELATION_audit_partial), block->verdict.audit_partial ? SLICE("t") : SLICE("f")) &&
           slice_eq(column(block, CORRELATION_notes), buf_view(&work->notes)) && slice_eq(column(block, COLUMN_findings), buf_view(&work->signature));
}

static void block_judge_again(struct work *work, struct block_row *block)
{
    cells_read(block);
    rules_judge(work->rules, block->cells, &block->verdict);
    block->n = verdict_findings(work->rules, &block->verdict, block->finding);
    sort_by_code(block);
    signature_make(work, block);
    notes_make(work, block);
    buf_reset(&work->text);
    buf_reset(&work->missing);
    fields_json(block->verdict.missing, &work->text);
    array_of_json(&work->missing, buf_view(&work->text));
    const char *code = block->verdict.run_level ? "" : verdict_main(&block->verdict);
    work->outcome->blocks++;
    if (verdict_is_stored(work, block, code))
        return;
    struct slice before = column(block, CORRELATION_main_code);
    if (slice_eq(before, slice_of(code))) {
        work->outcome->others++;
    } else {
        work->outcome->main++;
        change_note(work, block, before, code);
    }
    block_add(work, block);
}

static int prepare(struct work *work)
{
    struct buf sql = { 0 };
    buf_text(&sql, "SET LOCAL lock_timeout = '500ms'; LOCK TABLE dagsieve.finding, dagsieve.correlation, dagsieve.log IN SHARE ROW EXCLUSIVE MODE;"
                   " SET LOCAL lock_timeout = 0;"
                   " CREATE TEMPORARY TABLE verdict (log_id uuid, seq integer, main_code text, main_missing text[], audit_partial boolean, notes text[])"
                   " ON COMMIT DROP;"
                   " CREATE TEMPORARY TABLE verdict_finding ON COMMIT DROP AS SELECT log_id, seq, line, scope, code, role, severity, domain, field, value,"
                   " limit_value, evidence, count FROM dagsieve.finding WHERE false;"
                   " DECLARE block NO SCROLL CURSOR FOR SELECT ");
    for (int i = 0; i < CORRELATION__N; i++) {
        buf_text(&sql, "c.");
        schema_name(&sql, schemas[RECORD_correlation].field[i].name);
        buf_text(&sql, ", ");
    }
    buf_text(&sql, "c.log_id, (SELECT string_agg(concat_ws(' ', f.code, f.role, f.severity, f.domain, f.field, f.value, f.limit_value), ';' ORDER BY f.code COLLATE \"C\")"
                   " FROM dagsieve.finding AS f WHERE f.log_id = c.log_id AND f.seq = c.seq), l.dag_id, l.run_key, l.task_id"
                   " FROM dagsieve.correlation AS c JOIN dagsieve.log AS l ON l.log_id = c.log_id WHERE l.rules_version IS DISTINCT FROM ");
    pg_literal(&sql, slice_of(work->rules->version));
    buf_char(&sql, '\0');
    int rc = pg_begin(work->pg) || pg_run(work->pg, sql.p) ? -1 : 0;
    buf_free(&sql);
    return rc;
}

/* A load that is under way may have some of the tables and wait for others: this one steps back before the server looks for a deadlock.
 * 0, or -1: pg_fault tells. */
static int begin(struct work *work)
{
    enum { TRIES = 24 };
    int rc = prepare(work);
    for (int attempt = 0; rc && pg_fault(work->pg) == PG_FAULT_again && attempt < TRIES; attempt++) {
        if (pg_run(work->pg, "ROLLBACK") || !pg_pause(work->pg, attempt / 4))
            return -1;
        rc = prepare(work);
    }
    return rc;
}

static int rows_send(struct work *work)
{
    int64_t bad_line;
    if (pg_copy_in(work->pg, "COPY verdict FROM STDIN", buf_view(&work->blocks), &bad_line) ||
        pg_copy_in(work->pg, "COPY verdict_finding FROM STDIN", buf_view(&work->findings), &bad_line))
        return -1;
    buf_reset(&work->blocks);
    buf_reset(&work->findings);
    return 0;
}

/* All blocks, a portion at a time; 1 when it is to stop. */
static int judge_all(struct work *work, const volatile sig_atomic_t *stop)
{
    char fetch[48];
    snprintf(fetch, sizeof(fetch), "FETCH %d FROM block", PORTION);
    for (;;) {
        struct pg_rows *rows = pg_query(work->pg, fetch, 0, NULL);
        struct block_row block = { .rows = rows };
        if (!rows)
            return -1;
        int n = pg_rows_count(rows);
        for (block.row = 0; block.row < n; block.row++)
            block_judge_again(work, &block);
        pg_rows_free(rows);
        if ((work->blocks.n && rows_send(work)) || n == 0)
            return n == 0 ? 0 : -1;
        if (stop && *stop)
            return 1;
    }
}

/* Logs without a block were judged by no rules, and are not touched: there are many of them. */
#define WITH_BLOCKS " AND EXISTS (SELECT FROM dagsieve.correlation AS c WHERE c.log_id = l.log_id)"

static int apply(struct work *work)
{
    static const char changes[] =
        "CLOSE block; ANALYZE verdict;"
        " UPDATE dagsieve.log AS l SET notes = CASE WHEN n.times > 0 THEN jsonb_set(l.notes, '{verdict_differs}', to_jsonb(n.times)) ELSE l.notes - 'verdict_differs' END"
        " FROM (SELECT c.log_id, count(*) FILTER (WHERE 'verdict_differs' = ANY (coalesce(v.notes, c.notes))) AS times,"
        "              bool_or('verdict_differs' = ANY (v.notes) <> ('verdict_differs' = ANY (c.notes))) AS other"
        "         FROM dagsieve.correlation AS c LEFT JOIN verdict AS v USING (log_id, seq) WHERE c.log_id IN (SELECT log_id FROM verdict) GROUP BY c.log_id) AS n"
        " WHERE n.other AND l.log_id = n.log_id;"
        " UPDATE dagsieve.correlation AS c SET main_code = v.main_code, main_missing = v.main_missing, audit_partial = v.audit_partial, notes = v.notes"
        " FROM verdict AS v WHERE c.log_id = v.log_id AND c.seq = v.seq AND (c.main_code, c.main_missing, c.audit_partial, c.notes)"
        " IS DISTINCT FROM (v.main_code, v.main_missing, v.audit_partial, v.notes);"
        " DELETE FROM dagsieve.finding AS f USING verdict AS v WHERE f.log_id = v.log_id AND f.seq = v.seq AND f.scope = 'strategy';"
        " INSERT INTO dagsieve.finding (log_id, seq, line, scope, code, role, severity, domain, field, value, limit_value, evidence, count)"
        " SELECT log_id, seq, line, scope, code, role, severity, domain, field, value, limit_value, evidence, count FROM verdict_finding;"
        " CREATE TEMPORARY TABLE touched ON COMMIT DROP AS SELECT DISTINCT l.dag_id, l.run_key AS run_id"
        " FROM verdict AS v JOIN dagsieve.log AS l USING (log_id) WHERE l.role = 'task' AND l.dag_id IS NOT NULL;"
        " SELECT dagsieve.refresh_codes(array_agg(dag_id), array_agg(run_id)) FROM touched HAVING count(*) > 0";
    const char *version[] = { work->rules->version };
    if (pg_run(work->pg, changes) ||
        pg_call(work->pg, "UPDATE dagsieve.other_copy AS l SET rules_version = $1 WHERE rules_version IS DISTINCT FROM $1" WITH_BLOCKS, 1, version) < 0)
        return -1;
    struct pg_rows *logs = pg_query(work->pg,
                                    "WITH done AS (UPDATE dagsieve.log AS l SET rules_version = $1 WHERE rules_version IS DISTINCT FROM $1" WITH_BLOCKS
                                    " RETURNING coalesce(l.start_time, l.end_time) AS time)"
                                    " SELECT count(*), dagsieve.note_months(array_agg(d.time)) FROM done AS d",
                                    1, version);
    if (!logs)
        return -1;
    work->outcome->logs = pg_rows_int(logs, 0, 0);
    pg_rows_free(logs);
    return 0;
}

static int by_blocks(const void *a, const void *b)
{
    const struct reclassify_change *one = a, *other = b;
    if (one->blocks != other->blocks)
        return one->blocks < other->blocks ? 1 : -1;
    int order = strcmp(one->before, other->before);
    return order ? order : strcmp(one->after, other->after);
}

int reclassify(struct pg *pg, const struct rules *rules, bool dry_run, const volatile sig_atomic_t *stop, struct reclassify_outcome *outcome)
{
    struct work work = { .pg = pg, .rules = rules, .outcome = outcome, .copytext = { .version = pg_version(pg) } };
    *outcome = (struct reclassify_outcome){ 0 };
    int rc = begin(&work);
    if (rc == 0)
        rc = judge_all(&work, stop);
    if (rc == 0)
        rc = apply(&work);
    if (rc == 0 && !dry_run)
        rc = pg_run(pg, "COMMIT");
    if (rc < 0)
        pg_complain(pg);
    if (rc || dry_run)
        pg_run(pg, "ROLLBACK");
    qsort(outcome->change, (size_t)outcome->changes, sizeof(outcome->change[0]), by_blocks);
    struct buf *const bufs[] = { &work.blocks, &work.findings, &work.text, &work.signature, &work.missing, &work.notes, &work.copytext.scratch };
    for (size_t i = 0; i < sizeof(bufs) / sizeof(*bufs); i++)
        buf_free(bufs[i]);
    return rc ? -1 : 0;
}
