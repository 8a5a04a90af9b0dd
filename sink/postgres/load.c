/* load.c - lock and row of a load; see load.h. */
#include "load.h"

#include <inttypes.h>
#include <stdlib.h>

#include "parser/text/utf8.h"

enum { SHARDS_MAX = 10000, LOCK_ATTEMPTS = 7 };

/* 1: taken, 0: another has it, -1: complained about. The lock is the transaction's, which stays open: so it goes with the load also where
 * a pooler keeps the session. */
static int try_lock(struct pg *pg, int shard, int shards)
{
    char sql[128];
    snprintf(sql, sizeof(sql), "SELECT pg_try_advisory_xact_lock(%d, %d)", PG_LOCK_class, PG_LOCK_shard + shards * SHARDS_MAX + shard);
    struct pg_rows *rows = pg_begin(pg) ? NULL : pg_query(pg, sql, 0, NULL);
    if (!rows)
        return pg_complain(pg);
    bool taken = slice_eq(pg_rows_text(rows, 0, 0), SLICE("t"));
    pg_rows_free(rows);
    return taken || pg_run(pg, "ROLLBACK") == 0 ? taken : pg_complain(pg);
}

static int refused(struct pg *pg, int shard, int shards)
{
    complain(pg_report(pg), COMPLAINT_already_running, NULL, "part %d of %d", shard, shards);
    return -1;
}

int load_lock(struct pg *pg, int shard, int shards)
{
    int taken = try_lock(pg, shard, shards);
    return taken == 0 ? refused(pg, shard, shards) : taken < 0 ? -1 : 0;
}

int load_lock_again(struct pg *pg, int shard, int shards)
{
    if (pg_alive(pg))
        return 0;
    if (pg_reopen(pg))
        return -1;
    int taken = try_lock(pg, shard, shards);
    for (int attempt = 0; taken == 0 && attempt < LOCK_ATTEMPTS && pg_pause(pg, attempt); attempt++)
        taken = try_lock(pg, shard, shards);
    return taken == 0 ? refused(pg, shard, shards) : taken < 0 ? -1 : 0;
}

int64_t load_begin(struct pg *pg, const char *options, int shard, int shards)
{
    char part[16], parts[16];
    snprintf(part, sizeof(part), "%d", shard);
    snprintf(parts, sizeof(parts), "%d", shards);
    static const char sql[] = "INSERT INTO dagsieve.load (version, options, shard, shards) VALUES ($1, $2, $3, $4) RETURNING load_id";
    struct buf told = { 0 };
    utf8_clean(slice_of(options), &told);
    buf_char(&told, '\0');
    struct pg_rows *rows = pg_query(pg, sql, 4, (const char *const[]){ DAGSIEVE_VERSION, told.p, part, parts });
    buf_free(&told);
    if (!rows)
        return pg_complain(pg);
    int64_t id = pg_rows_int(rows, 0, 0);
    pg_rows_free(rows);
    return id;
}

int load_end(struct pg *pg, int64_t load_id, const struct load_figures *f)
{
    struct buf sql = { 0 };
    buf_printf(&sql,
               "UPDATE dagsieve.load SET ended_at = clock_timestamp(), status = %" PRId64 ", files = %" PRId64 ", skipped = %" PRId64
               ", failed = %" PRId64 ", logs = %" PRId64 ", replaced = %" PRId64 ", kept = %" PRId64 ", lines = %" PRId64 ", bytes = %" PRId64
               ", blocks = %" PRId64 ", events = %" PRId64 ", findings = %" PRId64 ", rejects = %" PRId64 " WHERE load_id = %" PRId64,
               f->status, f->files, f->skipped, f->failed, f->logs, f->replaced, f->kept, f->lines, f->bytes, f->blocks, f->events, f->findings,
               f->rejects, load_id);
    buf_char(&sql, '\0');
    int rc = 0;
    for (int attempt = 0; pg_run(pg, sql.p); attempt++) /* the workers may have outlived the server: so does the last word */
        if ((rc = pg_recover(pg, attempt)))
            break;
    buf_free(&sql);
    return rc;
}
