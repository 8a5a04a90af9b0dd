/* verify.c - see verify.h. Some hundred logs are asked for at a time. */
#include "verify.h"

#include <inttypes.h>
#include <stdlib.h>

#include "parser/text/glyph.h"
#include "sink/postgres/batch.h"
#include "sink/postgres/precedence.h"
#include "sink/postgres/stored.h"

enum { AT_ONCE = 200 };

/* A log that was put: its packed record stands in `packed`. */
struct seen {
    char id[LOG_ID_LENGTH + 1];
    size_t from, to;
    int64_t rows[RECORD_log];
};

struct verify_sink {
    struct sink sink; /* first */
    struct pg *pg;
    FILE *out;
    struct verify_counts counts;
    struct seen seen[AT_ONCE];
    int n;
    struct buf packed, ids, words;
    bool open;
};

static struct verify_sink *verify_of(struct sink *sink)
{
    return (struct verify_sink *)sink;
}

/* --- what is wrong with one log --------------------------------------------------------------------------------- */

static void add_number(struct buf *words, const char *what, int64_t fresh, int64_t stored)
{
    if (fresh != stored)
        buf_printf(words, "%s%" PRId64 " %s, %" PRId64 " stored", words->n ? "; " : "", fresh, what, stored);
}

static void add_version(struct buf *words, const char *what, const struct record *fresh, const struct record *old, enum log_field field)
{
    struct slice ours = fresh->cell[field].text, theirs = old->cell[field].text;
    if (!slice_eq(ours, theirs))
        buf_printf(words, "%s%s %.*s, stored by %.*s", words->n ? "; " : "", what, SLICE_ARG(ours), SLICE_ARG(theirs));
}

/* The same bytes: versions, figures and numbers of rows must be the same. Rules judge
 * blocks only: of a log without one their version differs in nothing, and is told only beside what does. stored: numbers of rows by type. */
static void compare_same(struct buf *words, const struct seen *seen, const struct record *fresh, const struct record *old, const int64_t *stored)
{
    static const char *const names[RECORD_log] = { "blocks", "events", "findings", "rejects" };
    add_version(words, "parser", fresh, old, LOG_parser_version);
    add_number(words, "lines", fresh->cell[LOG_lines].num, old->cell[LOG_lines].num);
    add_number(words, "bytes", fresh->cell[LOG_bytes].num, old->cell[LOG_bytes].num);
    for (int type = 0; type < RECORD_log; type++)
        add_number(words, names[type], seen->rows[type], stored[type]);
    if (seen->rows[RECORD_correlation] || words->n)
        add_version(words, "rules", fresh, old, LOG_rules_version);
}

static void say(struct verify_sink *v, const struct record *fresh, const char *what)
{
    struct buf line = { 0 };
    glyph_tame(fresh->cell[LOG_source].text, &line);
    fprintf(v->out, "%.*s: %s\n", (int)line.n, line.p, what);
    buf_free(&line);
}

static void judge(struct verify_sink *v, const struct seen *seen, const struct record *old, const int64_t *stored)
{
    struct cell cells[LOG__N];
    struct record fresh = { &schemas[RECORD_log], cells };
    record_unpack(slice_part(buf_view(&v->packed), seen->from, seen->to), &fresh);
    v->counts.logs++;
    buf_reset(&v->words);
    if (!old) {
        v->counts.missing++;
        say(v, &fresh, "missing");
        return;
    }
    int strength = precedence_compare_strength(&fresh, old);
    if (strength > 0)
        buf_printf(&v->words, "identity of strength %" PRId64 ", stored from one of %" PRId64, cells[LOG_identity_strength].num,
                   old->cell[LOG_identity_strength].num);
    else if (strength == 0 && slice_eq(cells[LOG_content_hash].text, old->cell[LOG_content_hash].text))
        compare_same(&v->words, seen, &fresh, old, stored);
    else if (precedence_decide(&fresh, old) == DECISION_replace)
        buf_printf(&v->words, "%" PRId64 " lines, stored from a less complete copy of %" PRId64, cells[LOG_lines].num, old->cell[LOG_lines].num);
    else {
        v->counts.better++;
        return;
    }
    buf_char(&v->words, '\0');
    *(v->words.n > 1 ? &v->counts.different : &v->counts.whole) += 1;
    if (v->words.n > 1)
        say(v, &fresh, v->words.p);
}

/* --- the database ----------------------------------------------------------------------------------------------- */

/* Number of rows of each kind of the logs at hand; rejects that only the server made are not the log's. */
static struct pg_rows *read_counts(struct verify_sink *v)
{
    static const char sql[] = "WITH event AS MATERIALIZED (" /* a query of its own: it may be distributed (citus.sql) */
                              " SELECT t.log_id, count(*) AS n FROM dagsieve.event AS t WHERE t.log_id = ANY ($1::uuid[]) GROUP BY t.log_id)"
                              " SELECT l.log_id, (SELECT count(*) FROM dagsieve.correlation AS t WHERE t.log_id = l.log_id),"
                              " coalesce((SELECT t.n FROM event AS t WHERE t.log_id = l.log_id), 0),"
                              " (SELECT count(*) FROM dagsieve.finding AS t WHERE t.log_id = l.log_id),"
                              " (SELECT count(*) FROM dagsieve.notice AS t WHERE t.log_id = l.log_id),"
                              " (SELECT count(*) FROM dagsieve.reject AS t WHERE t.log_id = l.log_id AND n < 1000000000)"
                              "  FROM dagsieve.log AS l WHERE l.log_id = ANY ($1::uuid[])";
    return pg_query(v->pg, sql, 1, (const char *const[]){ v->ids.p });
}

/* false: the log is not among them. */
static bool counts_find(const struct pg_rows *rows, const char *id, int64_t out[RECORD_log])
{
    for (int row = 0; row < pg_rows_count(rows); row++) {
        if (!slice_eq(pg_rows_text(rows, row, 0), (struct slice){ id, LOG_ID_LENGTH }))
            continue;
        for (int type = 0; type < RECORD_log; type++)
            out[type] = pg_rows_int(rows, row, type + 1);
        return true;
    }
    return false;
}

static int compare_once(struct verify_sink *v)
{
    struct stored stored = { 0 };
    struct pg_rows *counts = stored_read(v->pg, v->ids.p, &stored) ? NULL : read_counts(v);
    for (int i = 0; counts && i < v->n; i++) {
        struct cell cells[LOG__N];
        struct record old = { &schemas[RECORD_log], cells };
        int64_t rows[RECORD_log];
        bool known = stored_find(&stored, (struct slice){ v->seen[i].id, LOG_ID_LENGTH }, &old) && counts_find(counts, v->seen[i].id, rows);
        judge(v, &v->seen[i], known ? &old : NULL, rows);
    }
    stored_free(&stored);
    pg_rows_free(counts);
    return counts ? 0 : -1;
}

static int verify_flush(struct sink *sink)
{
    struct verify_sink *v = verify_of(sink);
    int n = v->n - v->open;
    if (n <= 0 || v->open)
        return 0;
    buf_reset(&v->ids);
    for (int i = 0; i < n; i++)
        buf_printf(&v->ids, "%c%s", i ? ',' : '{', v->seen[i].id);
    buf_add(&v->ids, "}", 2);
    for (int attempt = 0; compare_once(v); attempt++)
        if (pg_recover(v->pg, attempt))
            return -1;
    v->n = 0;
    buf_reset(&v->packed);
    return 0;
}

/* --- the sink --------------------------------------------------------------------------------------------------- */

static int verify_begin(struct sink *sink, const struct record *log)
{
    struct verify_sink *v = verify_of(sink);
    if (v->n == AT_ONCE && verify_flush(sink))
        return -1;
    struct seen *seen = &v->seen[v->n++];
    *seen = (struct seen){ 0 };
    memcpy(seen->id, log->cell[LOG_log_id].text.p, LOG_ID_LENGTH);
    v->open = true;
    return 0;
}

/* They are counted, no more. */
static void verify_encode(struct sink *sink, const struct record *child, struct buf *to)
{
    (void)sink, (void)child, (void)to;
}

static int verify_put(struct sink *sink, const struct record *log, enum record_type type, struct slice nothing)
{
    struct verify_sink *v = verify_of(sink);
    (void)log, (void)nothing;
    v->seen[v->n - 1].rows[type]++;
    return 0;
}

static int verify_end(struct sink *sink, const struct record *log, bool ok)
{
    struct verify_sink *v = verify_of(sink);
    if (!v->open)
        return 0;
    v->open = false;
    if (!ok) {
        v->n--;
        return 0;
    }
    v->seen[v->n - 1].from = v->packed.n;
    record_pack(&v->packed, log);
    v->seen[v->n - 1].to = v->packed.n;
    return 0;
}

static int verify_close(struct sink **sink)
{
    struct verify_sink *v = verify_of(*sink);
    int rc = verify_flush(*sink);
    buf_free(&v->packed);
    buf_free(&v->ids);
    buf_free(&v->words);
    free(v);
    *sink = NULL;
    return rc;
}

struct sink *sink_verify(struct pg *pg, FILE *to)
{
    static const struct sink_ops ops = { "verify", verify_begin, verify_encode, verify_put, verify_flush, verify_end, verify_close, NULL, NULL };
    struct verify_sink *v = memory_new(sizeof(*v));
    *v = (struct verify_sink){ .sink.ops = &ops, .pg = pg, .out = to };
    return &v->sink;
}

const struct verify_counts *sink_verify_counts(const struct sink *sink)
{
    return &((const struct verify_sink *)sink)->counts;
}
