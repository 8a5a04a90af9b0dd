/* store.c - connection, transactions, locks; see store.h. */
#include "store.h"

#include <stdlib.h>

#include "sink/schema/columns.h"

enum { DEFAULT_MEMORY = 8 * 1024 * 1024, DEFAULT_LOGS = 100 };

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
    buf_free(&s->refusals.rows);
    buf_free(&s->refusals.words);
    buf_free(&s->refusals.why);
}

/* --- rows at hand ------------------------------------------------------------------------------------------------- */

void store_ids(struct store *s, int from, int to)
{
    buf_reset(&s->ids);
    for (int i = from; i < to; i++)
        buf_printf(&s->ids, "%c%s", i == from ? '{' : ',', s->batch.log[i].id);
    buf_text(&s->ids, from == to ? "{}" : "}");
    buf_char(&s->ids, '\0');
}

void store_log_row(struct store *s, struct record *log)
{
    if (s->options.load_id)
        cell_num(&log->cell[LOG_load_id], s->options.load_id);
    copytext_row(&s->batch.text, &s->log_rows, log);
}

void store_count_kept(struct store *s, enum decision decision, const struct record *fresh, const struct record *stored)
{
    *(decision == DECISION_same ? &s->open.same : &s->open.worse) += 1;
    s->open.weaker += stored && precedence_compare_strength(fresh, stored) < 0;
}

/* --- transactions ----------------------------------------------------------------------------------------------- */

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
    buf_reset(&s->refusals.rows);
    buf_reset(&s->refusals.words);
    s->refusals.n = 0;
    buf_reset(&s->log_rows);
    s->months_gone = false;
    for (int i = 0; i < s->batch.n; i++)
        s->batch.log[i].refused = s->batch.log[i].refused_kept;
    s->open = (struct sink_postgres_counts){ 0 };
    store_ids(s, from, to);
    buf_reset(&s->touched);
    buf_slice(&s->touched, buf_view(&s->ids));
    struct buf keys = { 0 };
    write_keys(s, from, to, &keys);
    int rc = pg_begin(s->pg);
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
    s->open.refused = s->refusals.n;
    s->months_again = false;
    sink_postgres_counts_add(&s->counts, &s->open);
    const char *words = s->refusals.words.p;
    for (int64_t i = 0; i < s->refusals.n; i++, words += strlen(words) + 1)
        complain(pg_report(s->pg), COMPLAINT_refused_by_server, NULL, "%s", words);
    return 0;
}

bool store_misses_month(struct store *s)
{
    s->months_gone = !s->months_again && strcmp(pg_sqlstate(s->pg), "23514") == 0;
    return s->months_gone;
}

int store_recover(struct store *s, int attempt)
{
    if (s->months_gone && attempt == 0) {
        s->months_gone = false;
        s->months_again = true;
        s->months = (struct months){ 0 };
        return pg_run(s->pg, "ROLLBACK") ? pg_complain(s->pg) : 0;
    }
    s->months = (struct months){ 0 }; /* it may be another server that answers the next time */
    return pg_recover(s->pg, attempt);
}
