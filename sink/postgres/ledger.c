/* ledger.c - a set of 128-bit fingerprints of (real path, size, mtime), open addressing. */
#include "ledger.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdlib.h>
#include <sys/mman.h>

enum { FEWEST = 1024, MOST_AT_FIRST = 1 << 24 }; /* slots */

struct ledger {
    XXH128_hash_t *slot; /* all zero = free */
    size_t n, cap;       /* cap: a power of two */
    struct buf key;
};

static XXH128_hash_t fingerprint(struct buf *key, struct slice path, int64_t size, int64_t mtime)
{
    buf_reset(key);
    buf_slice(key, path);
    buf_char(key, '\0');
    buf_int(key, size);
    buf_char(key, ' ');
    buf_int(key, mtime);
    return XXH3_128bits(key->p, key->n);
}

static XXH128_hash_t *slot_of(const struct ledger *ledger, XXH128_hash_t hash)
{
    size_t at = (size_t)hash.low64 & (ledger->cap - 1);
    while ((ledger->slot[at].low64 || ledger->slot[at].high64) && !XXH128_isEqual(ledger->slot[at], hash))
        at = (at + 1) & (ledger->cap - 1);
    return &ledger->slot[at];
}

/* Free ones. Each look is at another page: large pages save a fifth of what is not the walk's. */
static XXH128_hash_t *slots_new(size_t cap)
{
    enum { LARGE_PAGE = 1 << 21, WORTH_IT = 8 * LARGE_PAGE };
    size_t size = cap * sizeof(XXH128_hash_t);
    void *slots = size < WORTH_IT ? NULL : aligned_alloc(LARGE_PAGE, size);
    if (slots)
        madvise(slots, size, MADV_HUGEPAGE);
    else
        slots = memory_new(size);
    return memset(slots, 0, size);
}

static void grow(struct ledger *ledger, size_t cap)
{
    struct ledger old = *ledger;
    ledger->cap = cap;
    ledger->slot = slots_new(cap);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slot[i].low64 || old.slot[i].high64)
            *slot_of(ledger, old.slot[i]) = old.slot[i];
    free(old.slot);
}

/* Size, time, real path. */
static bool row_take(void *context, struct slice row)
{
    static const int64_t epoch_2000 = 946684800000000; /* microseconds from 1970, of which the server counts from 2000 */
    struct ledger *ledger = context;
    int64_t size = pg_binary_int(pg_binary_field(&row)), mtime = pg_binary_int(pg_binary_field(&row)) + epoch_2000;
    if (4 * (ledger->n + 1) > 3 * ledger->cap)
        grow(ledger, 2 * ledger->cap);
    XXH128_hash_t hash = fingerprint(&ledger->key, pg_binary_field(&row), size, mtime);
    XXH128_hash_t *slot = slot_of(ledger, hash);
    ledger->n += !(slot->low64 || slot->high64);
    *slot = hash;
    return true;
}

/* Makes room for as many files as the server thinks there are: growing holds the old and the new set at once. */
static int make_room(struct pg *pg, struct ledger *ledger)
{
    static const char sql[] = "SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint FROM pg_class"
                              " WHERE oid IN (to_regclass('dagsieve.log'), to_regclass('dagsieve.other_copy'))";
    struct pg_rows *rows = pg_query(pg, sql, 0, NULL);
    if (!rows)
        return pg_complain(pg);
    size_t n = (size_t)pg_rows_int(rows, 0, 0);
    pg_rows_free(rows);
    size_t cap = FEWEST;
    while (cap < MOST_AT_FIRST && 3 * cap < 4 * n)
        cap *= 2;
    grow(ledger, cap);
    return 0;
}

/* Adds the files of one table. In binary nothing is written out and read in again: a third of the server's time. */
static int read_table(struct pg *pg, struct ledger *ledger, const char *table, const char *parser_version, const char *rules_version)
{
    struct buf sql = { 0 };
    buf_printf(&sql,
               "COPY (SELECT size, mtime, coalesce(real_path, source) FROM dagsieve.%s AS l"
               " WHERE size IS NOT NULL AND mtime IS NOT NULL AND source IS NOT NULL AND parser_version = ",
               table);
    pg_literal(&sql, slice_of(parser_version));
    buf_text(&sql, " AND (rules_version = ");
    pg_literal(&sql, slice_of(rules_version));
    buf_text(&sql, " OR NOT EXISTS (SELECT FROM dagsieve.correlation AS c WHERE c.log_id = l.log_id))) TO STDOUT (FORMAT binary)");
    buf_char(&sql, '\0');
    int rc = pg_copy_out(pg, sql.p, row_take, ledger) ? pg_complain(pg) : 0;
    buf_free(&sql);
    return rc;
}

struct ledger *ledger_read(struct pg *pg, const char *parser_version, const char *rules_version)
{
    struct ledger *ledger = memory_zeroed(sizeof(*ledger));
    if (make_room(pg, ledger) || read_table(pg, ledger, "log", parser_version, rules_version) ||
        read_table(pg, ledger, "other_copy", parser_version, rules_version))
        ledger_free(&ledger);
    return ledger;
}

bool ledger_knows(const struct ledger *ledger, const char *path, int64_t size, struct timespec mtime)
{
    struct buf key = { 0 };
    XXH128_hash_t hash = fingerprint(&key, slice_of(path), size, (int64_t)mtime.tv_sec * 1000000 + mtime.tv_nsec / 1000);
    buf_free(&key);
    return XXH128_isEqual(*slot_of(ledger, hash), hash);
}

int64_t ledger_files(const struct ledger *ledger)
{
    return (int64_t)ledger->n;
}

void ledger_free(struct ledger **ledger)
{
    if (!*ledger)
        return;
    free((*ledger)->slot);
    buf_free(&(*ledger)->key);
    free(*ledger);
    *ledger = NULL;
}
