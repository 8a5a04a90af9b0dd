/* cmd_load.c - logs -> PostgreSQL: asks the ledger what is known, has the rest read by workers, says what came of it. */
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "sink/postgres/ledger.h"
#include "sink/postgres/load.h"
#include "sink/schema/schema.h"
#include "sink/schema/taxonomy.h"
#include "sink/schema/thresholds.h"
#include "commands.h"
#include "file_queue.h"
#include "load_worker.h"
#include "progress.h"
#include "secret_words.h"
#include "spool.h"
#include "stop_signal.h"
#include "worker_pool.h"

enum {
    LOCK_MS = 1000,   /* how often the shard's lock is looked after */
    RECEIVE_MS = 100, /* how long the parent waits for a message before it looks at signals again */
};

struct load {
    const struct job *job;
    struct report *report;
    struct parser *parser;
    struct pg *pg;
    struct pg *lock; /* has the shard's lock; NULL: only a pipe is read, which needs none */
    struct ledger *ledger; /* NULL: only a pipe is read */
    struct file_queue *queue;
    struct worker_pool *pool;
    struct progress progress;
    int64_t load_id;
    struct spool *spool; /* before stdin; NULL = none */
    bool stored;    /* without workers: all inputs were read to their ends and are stored */
    bool stuck;     /* no process can be had */
    bool lock_lost; /* the shard's lock went with its connection, and another load has it */
    struct progress lock_clock; /* only its clock is used */
    struct counts counts;
};

static struct loader loader_make(const struct load *load)
{
    return (struct loader){ .job = load->job, .parser = load->parser, .report = load->report, .load_id = load->load_id, .ledger = load->ledger };
}

/* ---- with workers ---- */

/* The worker's report is its own: the parent's figures came along with the fork. */
static int worker_main(void *context, struct worker_channel *channel)
{
    const struct load *load = context;
    *load->report = (struct report){ .to = stderr, .max_rejects = load->job->max_rejects, .given = load->report->given, .mask = load->report->mask };
    struct loader loader = loader_make(load);
    return load_worker(&loader, channel);
}

static void path_lost(void *context, int worker, const char *path, bool to_blame, const char *why)
{
    const struct load *load = context;
    (void)worker;
    if (!*stop_flag())
        file_queue_failed(load->queue, path, to_blame, why);
}

/* Hands out as much as the workers can take; false when there is nothing left to hand out. */
static bool hand_out(struct load *load)
{
    char *path;
    bool small;
    while (worker_pool_has_room(load->pool)) {
        if (!file_queue_take(load->queue, &path, &small))
            return false;
        if (worker_pool_give(load->pool, path, small) < 0) {
            complain(load->report, COMPLAINT_no_worker, NULL, "not loaded: %s and what follows", path);
            load->stuck = true;
        }
        free(path);
        if (load->stuck)
            return false;
    }
    return true;
}

static int shard_count(const struct job *job)
{
    return job->shard.count ? (int)job->shard.count : 1;
}

/* Looks after the shard's lock, which goes with its connection; false when another load has it now. */
static bool lock_is_ours(struct load *load)
{
    if (load->lock && !load->lock_lost && progress_due(&load->lock_clock, LOCK_MS))
        load->lock_lost = load_lock_again(load->lock, (int)load->job->shard.index, shard_count(load->job)) < 0;
    return !load->lock_lost;
}

static void load_in_workers(struct load *load, int workers)
{
    struct worker_pool_options options = { .workers = workers, .work = worker_main, .lost = path_lost, .context = load };
    load->pool = worker_pool_open(&options);
    while (!*stop_flag() && !worker_pool_gave_up(load->pool) && lock_is_ours(load)) {
        bool more = hand_out(load);
        if (!more && !worker_pool_pending(load->pool))
            break;
        if (!more)
            worker_pool_ask_commit(load->pool);
        worker_pool_receive(load->pool, RECEIVE_MS);
        worker_pool_counts(load->pool, &load->counts);
        progress_show(&load->progress, &load->counts);
    }
    worker_pool_close(&load->pool, *stop_flag() || load->lock_lost, load->report, &load->counts);
}

/* ---- without ---- */

static void show(void *context, const struct counts *counts)
{
    progress_show(context, counts);
}

/* What earlier loads left in the spool comes first. false: the database gave up. */
static bool drain_spool(struct load *load, struct loader *loader)
{
    struct spool_left left = { 0 };
    bool ok = true;
    while (load->job->spool && spool_next(&left, load->job->spool)) {
        if (!ok || *stop_flag())
            continue;
        int64_t failed = loader->pipeline.counts.failed;
        ok = loader_read_kept(loader, left.path.p, left.identity.n ? left.identity.p : NULL) == 0 && loader_commit(loader) == 0;
        if (ok && !*stop_flag() && loader->pipeline.counts.failed == failed)
            spool_done(&left);
    }
    return ok;
}

static void load_in_process(struct load *load)
{
    struct loader loader = loader_make(load);
    struct input input;
    loader.tick = show;
    loader.context = &load->progress;
    bool ok = loader_open(&loader) == 0 && drain_spool(load, &loader);
    while (ok && !*stop_flag() && lock_is_ours(load) && file_queue_next(load->queue, &input))
        ok = loader_read(&loader, input.path, load->job->path) == 0;
    load->stored = ok && loader_commit(&loader) == 0 && !*stop_flag() && !loader.pipeline.counts.failed;
    if (loader.pipeline.sink)
        loader_counts(&loader, &load->counts);
    loader_close(&loader);
}

/* ---- the load as a whole ---- */

static void print_summary(const struct load *load)
{
    const struct sink_postgres_counts *stored = &load->counts.stored;
    const struct file_queue_figures files = file_queue_figures(load->queue);
    double seconds = progress_seconds(&load->progress);
    int64_t rows = 0;
    for (int type = 0; type < RECORD__N; type++)
        rows += stored->rows[type];
    printf("files:  %" PRId64 " read, %" PRId64 " known already, %" PRId64 " left out by name, %" PRId64 " failed\n",
           load->counts.inputs, files.known + load->counts.known, files.inputs->skipped + load->counts.skipped, load->counts.failed + files.given_up + files.inputs->unreadable);
    printf("logs:   %" PRId64 " new, %" PRId64 " replaced, %" PRId64 " unchanged, %" PRId64 " less complete than what is stored\n",
           stored->rows[RECORD_log] - stored->replaced, stored->replaced, stored->same, stored->worse);
    printf("rows:   %" PRId64 " blocks, %" PRId64 " events, %" PRId64 " findings, %" PRId64 " rejects",
           stored->rows[RECORD_correlation], stored->rows[RECORD_event], stored->rows[RECORD_finding], stored->rows[RECORD_reject]);
    if (stored->rows[RECORD_notice])
        printf(", %" PRId64 " notices", stored->rows[RECORD_notice]);
    printf("\n");
    printf("time:   %.1f s, %.0f MB/s, %.0f rows/s\n", seconds, (double)load->counts.bytes / 1e6 / seconds, (double)rows / seconds);
    if (!rows && load->report->status < EXIT_input && !*stop_flag())
        printf("nothing was new\n");
    if (stored->rows[RECORD_reject])
        printf("look:   SELECT r.* FROM dagsieve.reject r JOIN dagsieve.log USING (log_id) WHERE load_id = %" PRId64 "\n", load->load_id);
}

/* A signal came: what is kept of what was asked for. */
static void tell_stopped(const struct load *load)
{
    const struct file_queue_figures files = file_queue_figures(load->queue);
    const struct counts *counts = &load->counts;
    int64_t left = files.inputs->files - files.known - counts->inputs - counts->failed;
    complain(load->report, COMPLAINT_stopped, NULL,
             "signal %d; stored: %" PRId64 " logs of %" PRId64 " inputs read to their ends; not stored: %" PRId64 " of those found, and what was not yet looked for",
             (int)*stop_flag(), counts->stored.rows[RECORD_log], counts->inputs, left > 0 ? left : 0);
}

/* Once a load, whatever the number of workers. */
static void tell_weaker(const struct load *load)
{
    int64_t n = load->counts.stored.weaker;
    if (n)
        complain(load->report, COMPLAINT_identity_weaker, NULL, "%" PRId64 " log%s, stored from a copy that a name vouches for or that begins with it", n,
                 n == 1 ? "" : "s");
}

/* The command line as table load keeps it: no connection string, no secret in a path. */
static void options_text(const struct job *job, int workers, struct buf *out)
{
    struct buf typed = { 0 };
    buf_printf(&typed, "load -j %d", workers);
    if (job->shard.count)
        buf_printf(&typed, " --shard %" PRId64 "/%" PRId64, job->shard.index, job->shard.count);
    if (job->files_from)
        buf_printf(&typed, " --files-from %s", job->files_from);
    for (int i = 0; i < job->n_operands; i++)
        buf_printf(&typed, " %s", job->operands[i]);
    secret_words_mask(buf_view(&typed), out);
    buf_free(&typed);
    buf_char(out, '\0');
}

/* Of a pipe the ledger knows nothing: its first rows do not wait until a large one is read. */
static bool needs_ledger(const struct job *job)
{
    for (int i = 0; i < job->n_operands; i++)
        if (strcmp(job->operands[i], "-") != 0)
            return true;
    return job->files_from;
}

static void store_figures(const struct load *load)
{
    const struct sink_postgres_counts *stored = &load->counts.stored;
    const struct file_queue_figures files = file_queue_figures(load->queue);
    struct load_figures figures = {
        .status = *stop_flag() ? 128 + *stop_flag() : load->report->status,
        .files = files.inputs->files,
        .skipped = files.known + load->counts.known,
        .failed = load->counts.failed + files.given_up + files.inputs->unreadable,
        .logs = stored->rows[RECORD_log],
        .replaced = stored->replaced,
        .kept = stored->same + stored->worse,
        .lines = load->counts.lines,
        .bytes = load->counts.bytes,
        .blocks = stored->rows[RECORD_correlation],
        .events = stored->rows[RECORD_event],
        .findings = stored->rows[RECORD_finding],
        .rejects = stored->rows[RECORD_reject],
    };
    load_end(load->pg, load->load_id, &figures);
}

static void load_files(struct load *load)
{
    const struct job *job = load->job;
    int workers = job_workers(job, job->workers);
    struct buf options = { 0 };
    options_text(job, workers, &options);
    load->load_id = load_begin(load->pg, options.p, (int)job->shard.index, shard_count(job));
    buf_free(&options);
    load->queue = load->load_id < 0 ? NULL : file_queue_open(job, load->ledger, &load->progress, load->report);
    if (!load->queue)
        return;
    progress_begin(&load->progress, (enum progress_mode)job->progress, false);
    if (job_reads_one(job))
        load_in_process(load);
    else
        load_in_workers(load, workers);
    progress_end(&load->progress, &load->counts);
    file_queue_complain_none(load->queue, &load->counts);
    tell_weaker(load);
    if (*stop_flag())
        tell_stopped(load);
    store_figures(load);
    print_summary(load);
}

static void load_free(struct load *load)
{
    file_queue_close(&load->queue);
    ledger_free(&load->ledger);
    pg_close(&load->lock);
    pg_close(&load->pg);
    parser_close(&load->parser);
    free(load);
}

/* Codes of the user's own signatures, so that views can name severity and domain. */
static int add_codes(struct load *load)
{
    const struct user_patterns *user = parser_user_patterns(load->parser);
    for (int i = 0; user && i < user->n; i++) {
        const struct user_pattern *row = &user->row[i];
        if (row->severity && taxonomy_add(load->pg, row->name, row->severity, row->domain, row->pattern, row->meaning[0] ? row->meaning : row->sample))
            return -1;
    }
    return 0;
}

/* One loader of files a shard at a time. Any number of pipes go on beside it: each transaction locks the logs that it touches. */
static bool take_lock(struct load *load, const struct pg_options *database)
{
    struct pg_options again = *database;
    again.wrote = true;
    if (!needs_ledger(load->job))
        return true;
    load->lock = pg_open(&again);
    return load->lock && load_lock(load->lock, (int)load->job->shard.index, shard_count(load->job)) == 0;
}

/* Schema, lock, thresholds of the rules and ledger; false: complained about. */
static bool prepare(struct load *load, const struct pg_options *database)
{
    struct rules rules;
    if (schema_require(load->pg) || !take_lock(load, database) || thresholds_read(load->pg, &rules) || add_codes(load))
        return false;
    parser_rules_use(load->parser, &rules);
    if (!needs_ledger(load->job))
        return true;
    load->ledger = ledger_read(load->pg, parser_whole_version(load->parser), parser_rules_version(load->parser));
    return load->ledger != NULL;
}

void cmd_load(const struct job *job, struct report *report)
{
    struct parser_options options = job_parser_options(job, report);
    struct pg_options database = { .conninfo = job->conninfo, .wait_s = loader_wait(job), .stop = stop_flag(), .report = report };
    struct load *load = memory_new(sizeof(*load));
    *load = (struct load){ .job = job, .report = report, .parser = job_parser(job, &options) };
    signal(SIGPIPE, SIG_IGN); /* a worker that is gone is seen by its pipe */
    bool spools = job->spool && job_reads_stdin(job) && load->parser;
    if (spools)
        load->spool = spool_open(job->spool, job->spool_max, job->path, report);
    if (load->parser && (!spools || load->spool) && (load->pg = pg_open(&database)) && prepare(load, &database))
        load_files(load);
    spool_close(&load->spool, load->stored);
    load_free(load);
}
