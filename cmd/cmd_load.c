/* cmd_load.c - logs -> PostgreSQL: asks the ledger what is known, has the rest read by workers, says what came of it. */
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "sink/postgres/ledger.h"
#include "sink/schema/thresholds.h"
#include "sink/postgres/load.h"
#include "sink/schema/schema.h"
#include "sink/schema/taxonomy.h"
#include "commands.h"
#include "worker_pool.h"
#include "inputs.h"
#include "progress.h"
#include "spool.h"
#include "loader.h"
#include "stop_signal.h"

enum {
    WINDOW = 256,       /* new files that are looked at together: the largest goes first */
    COMMIT_FILES = 100, /* a worker commits what it has after that many files ... */
    COMMIT_MS = 1000,   /* ... or when nothing came for so long */
    PROGRESS_MS = 200,  /* how often a worker says how far it is */
    LOCK_MS = 1000,     /* how often the shard's lock is looked after */
    RECEIVE_MS = 100,   /* how long the parent waits for a message before it looks at signals again */
    DEATHS = 2,         /* workers that may die over one file */
};

/* A new file. */
struct new_file {
    char *path;
    int64_t size;
};

/* A file that a worker died over. */
struct failed_file {
    char *path;
    int deaths;   /* of workers that were at work on it */
    bool waiting; /* to be handed out again */
};

struct load {
    const struct job *job;
    struct report *report;
    struct parser *parser;
    struct pg *pg;
    struct ledger *ledger; /* NULL: only a pipe is read */
    struct inputs *inputs;
    struct worker_pool *pool;
    struct progress progress;
    struct new_file window[WINDOW];
    int n_window;
    struct failed_file *failed_file;
    int n_failed_files, failed_files_cap;
    int64_t load_id;
    int64_t known; /* files that the ledger knows */
    int64_t given_up;
    struct spool *spool; /* before stdin; NULL = none */
    bool kept;      /* without workers: all inputs were read to their ends and are stored */
    bool stuck;     /* no process can be had */
    bool lock_lost;  /* the shard's lock went with its connection, and another load has it */
    struct progress lock_clock; /* only its clock is used */
    struct counts counts;
};

static char *text_copy(const char *text)
{
    size_t n = strlen(text) + 1;
    return memcpy(memory_new(n), text, n);
}

static struct loader loader_make(const struct load *load)
{
    return (struct loader){ .job = load->job, .parser = load->parser, .report = load->report, .load_id = load->load_id };
}

/* ---- the worker's side ---- */

/* A worker: its loader, and the pipes to the parent. */
struct worker {
    struct loader loader;
    struct worker_channel *channel;
    struct progress clock; /* only its clock is used */
    int done;              /* files read and not yet committed */
};

static void send(struct worker *worker, enum worker_message message)
{
    struct counts counts;
    loader_counts(&worker->loader, &counts);
    worker_channel_send(worker->channel, message, &counts, worker->loader.report);
}

static void send_progress(void *context, const struct counts *counts)
{
    struct worker *worker = context;
    (void)counts;
    if (progress_due(&worker->clock, PROGRESS_MS))
        send(worker, WORKER_progress);
}

static bool commit(struct worker *worker)
{
    if (worker->done && loader_commit(&worker->loader) < 0)
        return false;
    worker->done = 0;
    send(worker, WORKER_committed);
    return true;
}

/* Reads what it is handed until there is no more; whether the database held. */
static bool read_paths(struct worker *worker)
{
    const char *path;
    for (int next; !*stop_flag() && (next = worker_channel_next(worker->channel, COMMIT_MS, &path)) >= 0;) {
        bool ok = true;
        if (next == 0 || !path[0]) {
            ok = commit(worker);
        } else {
            ok = loader_read(&worker->loader, path, NULL) == 0;
            worker->done++;
            if (ok && !*stop_flag())
                send(worker, WORKER_read);
            if (ok && worker->done >= COMMIT_FILES)
                ok = commit(worker);
        }
        if (!ok)
            return false;
    }
    return commit(worker);
}

/* The life of a worker. Its report is its own: the parent's figures came along with the fork. */
static int worker_main(void *context, struct worker_channel *channel)
{
    struct load *load = context;
    *load->report = (struct report){ .to = stderr, .max_rejects = load->job->max_rejects };
    struct worker worker = { .loader = loader_make(load), .channel = channel };
    worker.loader.tick = send_progress;
    worker.loader.context = &worker;
    bool ok = loader_open(&worker.loader) == 0 && read_paths(&worker);
    loader_close(&worker.loader);
    return ok ? load->report->status : EXIT_database;
}

/* ---- the parent's side ---- */

static struct failed_file *failed_file_of(struct load *load, const char *path)
{
    for (int i = 0; i < load->n_failed_files; i++)
        if (strcmp(load->failed_file[i].path, path) == 0)
            return &load->failed_file[i];
    if (load->n_failed_files == load->failed_files_cap) {
        load->failed_files_cap = load->failed_files_cap ? 2 * load->failed_files_cap : 16;
        load->failed_file = memory_resize(load->failed_file, (size_t)load->failed_files_cap * sizeof(*load->failed_file));
    }
    load->failed_file[load->n_failed_files] = (struct failed_file){ .path = text_copy(path) };
    return &load->failed_file[load->n_failed_files++];
}

/* A worker died with this path not committed. The one it was at work on is tried once more, then given up; the others are innocent. */
static void lost(void *context, const char *path, bool to_blame, const char *why)
{
    struct load *load = context;
    if (*stop_flag())
        return;
    struct failed_file *file = failed_file_of(load, path);
    file->deaths += to_blame;
    file->waiting = file->deaths < DEATHS;
    if (!file->waiting)
        load->given_up++;
    if (to_blame)
        complain(load->report, file->waiting ? COMPLAINT_worker_again : COMPLAINT_worker_died, &(struct where){ .path = path }, "%s", why);
}

/* Of the path: the same on every machine that sees the logs under the same names. */
static bool in_shard(const struct shard *shard, const char *path)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *path; path++)
        hash = (hash ^ (unsigned char)*path) * 1099511628211u;
    return shard->count <= 1 || (int64_t)(hash % (uint64_t)shard->count) == shard->index;
}

/* The next input of this shard that the ledger does not know. */
static bool next_new(struct load *load, struct input *input)
{
    while (inputs_next(load->inputs, input)) {
        load->progress.inputs_total = inputs_facts(load->inputs)->files;
        load->progress.size_total = inputs_facts(load->inputs)->bytes;
        if (!input->is_stdin && !in_shard(&load->job->shard, input->path)) {
            load->progress.size_done += input->size > 0 ? input->size : 0;
            continue;
        }
        if (input->size < 0 || !ledger_knows(load->ledger, input->path, input->size, input->mtime))
            return true;
        load->known++;
        load->progress.size_done += input->size;
    }
    return false;
}

static void window_fill(struct load *load)
{
    struct input input;
    while (load->n_window < WINDOW && !*stop_flag() && next_new(load, &input))
        load->window[load->n_window++] = (struct new_file){ .path = text_copy(input.path), .size = input.size };
}

/* What is to be read next: what a worker that died had not committed, then the largest file of the window. */
static bool file_take(struct load *load, struct new_file *out)
{
    for (int i = 0; i < load->n_failed_files; i++) {
        if (load->failed_file[i].waiting) {
            load->failed_file[i].waiting = false;
            *out = (struct new_file){ .path = text_copy(load->failed_file[i].path) };
            return true;
        }
    }
    if (load->n_window < WINDOW / 2)
        window_fill(load);
    if (!load->n_window)
        return false;
    int largest = 0;
    for (int i = 1; i < load->n_window; i++)
        if (load->window[i].size > load->window[largest].size)
            largest = i;
    *out = load->window[largest];
    load->window[largest] = load->window[--load->n_window];
    return true;
}

/* Hands out as much as the workers can take; false when there is nothing left to hand out. */
static bool hand_out(struct load *load)
{
    struct new_file file;
    while (worker_pool_has_room(load->pool)) {
        if (!file_take(load, &file))
            return false;
        if (worker_pool_give(load->pool, file.path) < 0) {
            complain(load->report, COMPLAINT_no_worker, NULL, "not loaded: %s and what follows", file.path);
            load->stuck = true;
        }
        load->progress.size_done += file.size > 0 ? file.size : 0;
        free(file.path);
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
static bool still_ours(struct load *load)
{
    if (!load->lock_lost && progress_due(&load->lock_clock, LOCK_MS))
        load->lock_lost = load_hold(load->pg, (int)load->job->shard.index, shard_count(load->job)) < 0;
    return !load->lock_lost;
}

static void load_in_workers(struct load *load, int workers)
{
    struct worker_pool_options options = { .workers = workers, .work = worker_main, .lost = lost, .context = load };
    load->pool = worker_pool_open(&options);
    while (!*stop_flag() && !worker_pool_gave_up(load->pool) && still_ours(load)) {
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
        ok = loader_read(loader, left.path.p, left.identity.n ? left.identity.p : NULL) == 0 && loader_commit(loader) == 0;
        if (ok && !*stop_flag() && loader->pipeline.counts.failed == failed)
            spool_done(&left);
    }
    return ok;
}

static void load_here(struct load *load)
{
    struct loader loader = loader_make(load);
    struct input input;
    loader.tick = show;
    loader.context = &load->progress;
    bool ok = loader_open(&loader) == 0 && drain_spool(load, &loader);
    while (ok && !*stop_flag() && still_ours(load) && next_new(load, &input)) {
        ok = loader_read(&loader, input.path, load->job->path) == 0;
        load->progress.size_done += input.size > 0 ? input.size : 0;
    }
    load->kept = ok && loader_commit(&loader) == 0 && !*stop_flag() && !loader.pipeline.counts.failed;
    if (loader.pipeline.sink)
        loader_counts(&loader, &load->counts);
    loader_close(&loader);
}

/* ---- the load as a whole ---- */

static void print_summary(const struct load *load)
{
    const struct sink_postgres_counts *stored = &load->counts.stored;
    const struct inputs_facts *facts = inputs_facts(load->inputs);
    double seconds = progress_seconds(&load->progress);
    int64_t rows = 0;
    for (int type = 0; type < RECORD__N; type++)
        rows += stored->rows[type];
    printf("files:  %" PRId64 " read, %" PRId64 " known already, %" PRId64 " left out by name, %" PRId64 " failed\n",
           load->counts.inputs, load->known, facts->skipped, load->counts.failed + load->given_up + facts->unreadable);
    printf("logs:   %" PRId64 " new, %" PRId64 " replaced, %" PRId64 " unchanged, %" PRId64 " less complete than what is stored\n",
           stored->rows[RECORD_log] - stored->replaced, stored->replaced, stored->same, stored->worse);
    printf("rows:   %" PRId64 " blocks, %" PRId64 " events, %" PRId64 " findings, %" PRId64 " rejects\n",
           stored->rows[RECORD_correlation], stored->rows[RECORD_event], stored->rows[RECORD_finding], stored->rows[RECORD_reject]);
    printf("time:   %.1f s, %.0f MB/s, %.0f rows/s\n", seconds, (double)load->counts.bytes / 1e6 / seconds, (double)rows / seconds);
    if (!rows && load->report->status < EXIT_input)
        printf("nothing was new\n");
    if (stored->rows[RECORD_reject])
        printf("look:   SELECT r.* FROM dagsieve.reject r JOIN dagsieve.log USING (log_id) WHERE load_id = %" PRId64 "\n", load->load_id);
}

/* The command line as table load keeps it: no connection string. */
static void options_text(const struct job *job, int workers, struct buf *out)
{
    buf_printf(out, "load -j %d", workers);
    if (job->shard.count)
        buf_printf(out, " --shard %" PRId64 "/%" PRId64, job->shard.index, job->shard.count);
    if (job->files_from)
        buf_printf(out, " --files-from %s", job->files_from);
    for (int i = 0; i < job->n_operands; i++)
        buf_printf(out, " %s", job->operands[i]);
    buf_char(out, '\0');
}

static bool reads_stdin(const struct job *job)
{
    for (int i = 0; i < job->n_operands; i++)
        if (strcmp(job->operands[i], "-") == 0)
            return true;
    return false;
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
    const struct inputs_facts *facts = inputs_facts(load->inputs);
    struct load_figures figures = {
        .status = *stop_flag() ? 128 + *stop_flag() : load->report->status,
        .files = facts->files,
        .skipped = load->known,
        .failed = load->counts.failed + load->given_up + facts->unreadable,
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
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int workers = job->workers > 0 ? (int)job->workers : cores > 0 ? (int)cores : 1;
    if (reads_stdin(job) || job->path || job->spool)
        workers = 1;
    struct buf options = { 0 };
    options_text(job, workers, &options);
    load->load_id = load_begin(load->pg, options.p, (int)job->shard.index, shard_count(job));
    buf_free(&options);
    load->inputs = load->load_id < 0 ? NULL : inputs_open(job->operands, job->files_from, load->report);
    if (!load->inputs)
        return;
    progress_begin(&load->progress, (enum progress_mode)job->progress, false);
    if (workers == 1)
        load_here(load);
    else
        load_in_workers(load, workers);
    progress_end(&load->progress, &load->counts);
    inputs_complain_none(load->inputs, load->report);
    store_figures(load);
    print_summary(load);
}

static void load_free(struct load *load)
{
    for (int i = 0; i < load->n_failed_files; i++)
        free(load->failed_file[i].path);
    for (int i = 0; i < load->n_window; i++)
        free(load->window[i].path);
    free(load->failed_file);
    inputs_close(&load->inputs);
    ledger_free(&load->ledger);
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

/* Schema, lock, thresholds of the rules and ledger; false: complained about. */
static bool prepare(struct load *load)
{
    const struct shard *shard = &load->job->shard;
    struct rules rules;
    if (schema_require(load->pg) || load_lock(load->pg, (int)shard->index, shard_count(load->job)) ||
        thresholds_read(load->pg, &rules) || add_codes(load))
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
    bool spools = job->spool && reads_stdin(job) && load->parser;
    if (spools)
        load->spool = spool_open(job->spool, job->spool_max, job->path, report);
    if (load->parser && (!spools || load->spool) && (load->pg = pg_open(&database)) && prepare(load))
        load_files(load);
    spool_close(&load->spool, load->kept);
    load_free(load);
}
