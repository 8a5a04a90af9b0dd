/* cmd_load.c - logs -> PostgreSQL: asks the ledger what is known, hands the rest to workers, says what came of it. */
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "../sink/ledger.h"
#include "../sink/load.h"
#include "../sink/schema.h"
#include "../sink/sink_postgres.h"
#include "cmd.h"
#include "crew.h"
#include "inputs.h"
#include "progress.h"
#include "stop.h"

enum {
    WINDOW = 256,        /* new files that are looked at together: the largest goes first */
    WAIT_S = 60,         /* how long a database that is away is waited for */
    KEEP_FILES = 100,    /* a worker keeps what it has after that many files ... */
    KEEP_MS = 1000,      /* ... or when nothing came for so long */
    LISTEN_MS = 100,
};

/* A file to load. */
struct task {
    char *path;
    int64_t size;
    bool again; /* a worker died over it once */
};

struct load {
    const struct job *job;
    struct report *report;
    struct parser *parser;
    struct pg *pg;
    struct ledger *ledger;
    struct inputs *inputs;
    struct crew *crew;      /* NULL: loaded in this process */
    struct pipeline pipeline;
    struct progress progress;
    struct task window[WINDOW];
    int n_window;
    struct task *lost;      /* handed out once more */
    int n_lost, lost_cap;
    int64_t load_id, known, failed;
    struct counts counts;
};

static struct sink_postgres_options sink_options(const struct load *load)
{
    return (struct sink_postgres_options){ .database = { .conninfo = load->job->conninfo, .wait_s = WAIT_S,  .stop = stop_flag(), .report = load->report },
                                           .load_id = load->load_id };
}

static void tick(void *context, const struct counts *counts)
{
    struct load *load = context;
    progress_show(&load->progress, counts);
}

static struct pipeline pipeline_make(const struct load *load, struct sink *sink)
{
    return (struct pipeline){ .parser = load->parser, .sink = sink, .report = load->report, .limits = job_limits(load->job), .stop = stop_flag() };
}

/* What a worker has stored goes with its word: counts of the sink in place of what was only read. */
static void say(struct crew_seat *seat, enum crew_word word, struct pipeline *pipeline)
{
    pipeline->counts.stored = *sink_postgres_counts(pipeline->sink);
    crew_say(seat, word, &pipeline->counts, pipeline->report);
}

static bool keep(struct crew_seat *seat, struct pipeline *pipeline, int *done)
{
    if (*done && pipeline->sink->ops->flush(pipeline->sink) < 0)
        return false;
    *done = 0;
    say(seat, CREW_kept, pipeline);
    return true;
}

/* The life of a worker. */
static int work(void *context, struct crew_seat *seat)
{
    struct load *load = context;
    struct report *report = load->report; /* this process' own copy; the parser complains to it too */
    *report = (struct report){ .to = stderr, .max_rejects = load->job->max_rejects };
    struct sink_postgres_options options = sink_options(load);
    struct sink *sink = sink_postgres(&options);
    const char *path;
    int done = 0, next = 0;
    if (!sink)
        return report->status;
    struct pipeline pipeline = pipeline_make(load, sink);
    bool ok = true;
    while (ok && !*stop_flag() && (next = crew_next(seat, KEEP_MS, &path)) >= 0) {
        if (next == 0 || !path[0]) {
            ok = keep(seat, &pipeline, &done);
            continue;
        }
        if (pipeline_run(&pipeline, path, NULL) < 0)
            pipeline.counts.failed++;
        ok = !pipeline.failed;
        say(seat, CREW_done, &pipeline);
        if (ok && ++done >= KEEP_FILES)
            ok = keep(seat, &pipeline, &done);
    }
    if (ok)
        ok = keep(seat, &pipeline, &done);
    pipeline_free(&pipeline);
    sink->ops->close(&sink);
    return ok ? report->status : EXIT_database;
}

static void lost_add(struct load *load, const char *path)
{
    if (load->n_lost == load->lost_cap) {
        load->lost_cap = load->lost_cap ? 2 * load->lost_cap : 16;
        load->lost = memory_resize(load->lost, (size_t)load->lost_cap * sizeof(*load->lost));
    }
    char *copy = memory_new(strlen(path) + 1);
    memcpy(copy, path, strlen(path) + 1);
    load->lost[load->n_lost++] = (struct task){ .path = copy };
}

/* A worker died with this path not kept: the one it was at work on is tried once more, then given up. */
static void lost(void *context, const char *path, bool to_blame, const char *why)
{
    struct load *load = context;
    for (int i = 0; i < load->n_lost && to_blame; i++)
        if (strcmp(load->lost[i].path, path) == 0 && load->lost[i].again) {
            complain(load->report, COMPLAINT_worker_died, &(struct where){ .path = path }, "%s", why);
            load->failed++;
            return;
        }
    if (to_blame)
        complain(load->report, COMPLAINT_worker_again, &(struct where){ .path = path }, "%s", why);
    lost_add(load, path);
    load->lost[load->n_lost - 1].again = false;
}

static bool in_shard(const struct load *load, const char *path)
{
    const struct shard *shard = &load->job->shard;
    uint64_t hash = 1469598103934665603u; /* FNV-1a: the same on every machine */
    if (shard->count <= 1)
        return true;
    for (; *path; path++)
        hash = (hash ^ (unsigned char)*path) * 1099511628211u;
    return (int64_t)(hash % (uint64_t)shard->count) == shard->index;
}

/* The next file that the ledger does not know. */
static bool next_new(struct load *load, struct input *input)
{
    while (inputs_next(load->inputs, input)) {
        load->progress.inputs_total = inputs_facts(load->inputs)->files;
        load->progress.size_total = inputs_facts(load->inputs)->bytes;
        if (!input->is_stdin && !in_shard(load, input->path))
            continue;
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
    while (load->n_window < WINDOW && next_new(load, &input)) {
        char *copy = memory_new(strlen(input.path) + 1);
        memcpy(copy, input.path, strlen(input.path) + 1);
        load->window[load->n_window++] = (struct task){ .path = copy, .size = input.size };
    }
}

/* Takes the largest file out of the window; lost ones go before. */
static bool task_take(struct load *load, struct task *out)
{
    for (int i = 0; i < load->n_lost; i++)
        if (!load->lost[i].again) {
            load->lost[i].again = true;
            *out = (struct task){ .path = memory_new(strlen(load->lost[i].path) + 1) };
            memcpy(out->path, load->lost[i].path, strlen(load->lost[i].path) + 1);
            return true;
        }
    if (load->n_window < WINDOW / 2)
        window_fill(load);
    int best = 0;
    for (int i = 1; i < load->n_window; i++)
        if (load->window[i].size > load->window[best].size)
            best = i;
    if (!load->n_window)
        return false;
    *out = load->window[best];
    load->window[best] = load->window[--load->n_window];
    return true;
}

static bool going(const struct load *load)
{
    return !*stop_flag() && !crew_gave_up(load->crew);
}

static void crew_show(struct load *load)
{
    crew_counts(load->crew, &load->counts);
    progress_show(&load->progress, &load->counts);
}

static void crew_run(struct load *load, int workers)
{
    struct crew_options options = { .workers = workers, .work = work, .lost = lost, .context = load };
    struct task task;
    load->crew = crew_open(&options);
    while (going(load)) {
        bool none = false;
        while (crew_has_room(load->crew) && !none) {
            none = !task_take(load, &task);
            if (!none) {
                crew_give(load->crew, task.path);
                load->progress.size_done += task.size;
                free(task.path);
            }
        }
        if (none && !crew_pending(load->crew))
            break;
        if (none)
            crew_ask_keep(load->crew);
        crew_listen(load->crew, LISTEN_MS);
        crew_show(load);
    }
    crew_counts(load->crew, &load->counts);
    struct counts last;
    crew_counts(load->crew, &last);
    crew_close(&load->crew, *stop_flag() != 0, load->report);
    load->counts = last;
}

static void alone_run(struct load *load)
{
    struct sink_postgres_options options = sink_options(load);
    struct sink *sink = sink_postgres(&options);
    struct input input;
    if (!sink)
        return;
    load->pipeline = pipeline_make(load, sink);
    load->pipeline.tick = tick;
    load->pipeline.context = load;
    while (!*stop_flag() && !load->pipeline.failed && next_new(load, &input)) {
        if (pipeline_run(&load->pipeline, input.path, load->job->path) < 0)
            load->pipeline.counts.failed++;
        load->progress.size_done += input.size > 0 ? input.size : 0;
    }
    sink->ops->flush(sink);
    load->counts = load->pipeline.counts;
    load->counts.stored = *sink_postgres_counts(sink);
    pipeline_free(&load->pipeline);
    sink->ops->close(&sink);
}

/* Six lines at most. */
static void summary(const struct load *load)
{
    const struct sink_postgres_counts *stored = &load->counts.stored;
    double seconds = progress_seconds(&load->progress);
    int64_t rows = 0;
    for (int type = 0; type < RECORD__N; type++)
        rows += stored->rows[type];
    printf("files:   %" PRId64 " read, %" PRId64 " known already, %" PRId64 " left out by name, %" PRId64 " failed\n", load->counts.inputs, load->known,
           inputs_facts(load->inputs)->skipped, load->counts.failed + load->failed);
    printf("logs:    %" PRId64 " new, %" PRId64 " replaced, %" PRId64 " unchanged, %" PRId64 " less complete than what is stored\n",
           stored->rows[RECORD_log] - stored->replaced, stored->replaced, stored->same, stored->worse);
    printf("rows:    %" PRId64 " blocks, %" PRId64 " events, %" PRId64 " findings, %" PRId64 " rejects\n", stored->rows[RECORD_correlation],
           stored->rows[RECORD_event], stored->rows[RECORD_finding], stored->rows[RECORD_reject]);
    printf("time:    %.1f s, %.0f MB/s, %.0f rows/s\n", seconds, (double)load->counts.bytes / 1e6 / seconds, (double)rows / seconds);
    if (!rows && !load->report->status)
        printf("nothing was new\n");
    if (stored->rows[RECORD_reject])
        printf("rejects: SELECT * FROM dagsieve.reject WHERE log_id IN (SELECT log_id FROM dagsieve.log WHERE load_id = %" PRId64 ");\n", load->load_id);
}

/* The operands, as table load keeps them. */
static void words(const struct job *job, struct buf *out)
{
    buf_printf(out, "load -j %" PRId64, job->workers);
    for (int i = 0; i < job->n_operands; i++)
        buf_printf(out, " %s", job->operands[i]);
    if (job->files_from)
        buf_printf(out, " --files-from %s", job->files_from);
    buf_char(out, '\0');
}

static bool reads_stdin(const struct job *job)
{
    for (int i = 0; i < job->n_operands; i++)
        if (strcmp(job->operands[i], "-") == 0)
            return true;
    return false;
}

static void figures(const struct load *load, struct load_figures *out)
{
    const struct sink_postgres_counts *stored = &load->counts.stored;
    *out = (struct load_figures){ .status = load->report->status, .files = inputs_facts(load->inputs)->files, .skipped = load->known,
                                  .failed = load->counts.failed + load->failed, .logs = stored->rows[RECORD_log], .replaced = stored->replaced,
                                  .kept = stored->same + stored->worse, .lines = load->counts.lines, .bytes = load->counts.bytes,
                                  .blocks = stored->rows[RECORD_correlation], .events = stored->rows[RECORD_event],
                                  .findings = stored->rows[RECORD_finding], .rejects = stored->rows[RECORD_reject] };
}

static void run(struct load *load)
{
    const struct job *job = load->job;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int workers = job->workers > 0 ? (int)job->workers : cores > 0 ? (int)cores : 1;
    struct buf options = { 0 };
    struct load_figures last;
    words(job, &options);
    load->load_id = load_begin(load->pg, options.p, (int)job->shard.index, job->shard.count ? (int)job->shard.count : 1);
    buf_free(&options);
    load->inputs = load->load_id < 0 ? NULL : inputs_open(job->operands, job->files_from, load->report);
    if (!load->inputs)
        return;
    progress_begin(&load->progress, (enum progress_mode)job->progress, false);
    if (workers == 1 || reads_stdin(job) || job->path)
        alone_run(load);
    else
        crew_run(load, workers);
    progress_end(&load->progress, &load->counts);
    figures(load, &last);
    load_end(load->pg, load->load_id, &last);
    summary(load);
}

static void load_free(struct load *load)
{
    for (int i = 0; i < load->n_lost; i++)
        free(load->lost[i].path);
    for (int i = 0; i < load->n_window; i++)
        free(load->window[i].path);
    free(load->lost);
    inputs_close(&load->inputs);
    ledger_free(&load->ledger);
    pg_close(&load->pg);
    parser_close(&load->parser);
    free(load);
}

void load_run(const struct job *job, struct report *report)
{
    struct parser_options options = job_parser_options(job, report);
    struct pg_options database = { .conninfo = job->conninfo, .wait_s = WAIT_S, .stop = stop_flag(), .report = report };
    if (!job->n_operands && !job->files_from) {
        complain(report, COMPLAINT_operands, NULL, "load takes at least one path, or -");
        return;
    }
    struct load *load = memory_new(sizeof(*load));
    *load = (struct load){ .job = job, .report = report, .parser = parser_open(&options) };
    if (load->parser && (load->pg = pg_open(&database)) && schema_require(load->pg) == 0 &&
        load_lock(load->pg, (int)job->shard.index, job->shard.count ? (int)job->shard.count : 1) == 0 &&
        (load->ledger = ledger_read(load->pg, parser_version, parser_rules_version(load->parser))))
        run(load);
    load_free(load);
}
