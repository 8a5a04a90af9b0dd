/* notices.c - what schedulers, executors and triggerers say of attempts; see notices.h. */
#include "notices.h"

#include <stdlib.h>

#include "parser/text/decimal.h"
#include "parser/text/timestamp.h"
#include "parser/text/utf8.h"

/* At most so many lines lie between a notice and the line that names its attempt exactly. */
enum { NEAR = 100 };

/* What a line says, as slices of it. */
struct said {
    struct slice dag_id, task_id, run, map_index, try_number, pod, exit_code, killed_by;
    bool joined; /* dag_id and task_id are parted by guess */
};

/* "dag.task": a dag's name seldom has a dot, a task's has one in a task group. */
static void dag_task_part(struct slice both, struct said *said)
{
    said->task_id = both;
    said->joined = slice_cut(&said->task_id, '.', &said->dag_id);
}

/* "dag.task.1" */
static void dag_task_try_part(struct slice all, struct said *said)
{
    size_t at = all.n;
    while (at && all.p[at - 1] != '.')
        at--;
    said->try_number = slice_from(all, at);
    dag_task_part(slice_part(all, 0, at ? at - 1 : 0), said);
}

static struct said said_read(const struct notice_patterns *patterns)
{
    struct said said = {
        .dag_id = notice_group(patterns, "dag_id"),         .task_id = notice_group(patterns, "task_id"),
        .run = notice_group(patterns, "run"),               .map_index = notice_group(patterns, "map_index"),
        .try_number = notice_group(patterns, "try_number"), .exit_code = notice_group(patterns, "exit_code"),
        .killed_by = notice_group(patterns, "killed_by"),   .pod = notice_group(patterns, "pod"),
    };
    struct slice both = notice_group(patterns, "dag_task"), all = notice_group(patterns, "dag_task_try");
    if (both.n)
        dag_task_part(both, &said);
    else if (all.n)
        dag_task_try_part(all, &said);
    return said;
}

static struct slice keep_clean(struct notice *notice, struct slice text, struct context *ctx)
{
    buf_reset(&ctx->clean);
    utf8_clean(text, &ctx->clean);
    return arena_keep(&notice->keep, buf_view(&ctx->clean));
}

/* Airflow 1.10 to 2.1 print the logical date for the run. */
static void run_keep(struct notice *notice, struct slice run, struct context *ctx)
{
    struct timestamp stamp;
    if (timestamp_parse(run, &stamp)) {
        notice->about.has_logical_date = true;
        notice->about.logical_date = stamp.micros;
    } else {
        notice->about.run_id = keep_clean(notice, run, ctx);
    }
}

/* A task that is not mapped shows no index. */
static void about_keep(struct notice *notice, const struct said *said, struct context *ctx)
{
    struct attempt_id *about = &notice->about;
    *about = (struct attempt_id){ .dag_id = keep_clean(notice, said->dag_id, ctx), .task_id = keep_clean(notice, said->task_id, ctx), .map_index = -1 };
    run_keep(notice, said->run, ctx);
    about->has_map_index = decimal_small(said->map_index, &about->map_index) || (said->task_id.n && said->run.n);
    decimal_small(said->try_number, &about->try_number);
    notice->pod = keep_clean(notice, said->pod, ctx);
}

static bool same_run(const struct attempt_id *a, const struct attempt_id *b)
{
    return slice_eq(a->run_id, b->run_id) && a->has_logical_date == b->has_logical_date && a->logical_date == b->logical_date;
}

/* Whether what is told in part is about the attempt that is told exactly. */
static bool agrees(const struct attempt_id *about, const struct attempt_id *exact, struct context *ctx)
{
    struct buf *joined = &ctx->clean;
    buf_reset(joined);
    dag_task_join(about->dag_id, about->task_id, joined);
    size_t n = joined->n;
    dag_task_join(exact->dag_id, exact->task_id, joined);
    if (!slice_eq(slice_part(buf_view(joined), 0, n), slice_from(buf_view(joined), n)))
        return false;
    if (about->run_id.n ? !ids_agree(exact->run_id, about->run_id) : about->has_logical_date && about->logical_date != exact->logical_date)
        return false;
    return (!about->has_map_index || !exact->has_map_index || about->map_index == exact->map_index) &&
           (!about->try_number || !exact->try_number || about->try_number == exact->try_number);
}

/* What another says exactly. */
static void complete(struct notice *notice, const struct attempt_id *exact)
{
    struct attempt_id told = notice->about;
    struct attempt_id *about = &notice->about;
    *about = *exact;
    about->dag_id = arena_keep(&notice->keep, exact->dag_id);
    about->task_id = arena_keep(&notice->keep, exact->task_id);
    about->run_id = arena_keep(&notice->keep, exact->run_id);
    about->try_number = exact->try_number ? exact->try_number : told.try_number;
    about->map_index = exact->has_map_index ? exact->map_index : told.map_index;
    about->has_map_index = true;
    notice->told = 0;
}

static void cells_write(const struct notice *notice, int seq, struct cell *cells)
{
    const struct attempt_id *about = &notice->about;
    const struct {
        int field;
        struct slice text;
    } texts[] = { { NOTICE_dag_id, about->dag_id },   { NOTICE_run_id, about->run_id },
                  { NOTICE_task_id, about->task_id }, { NOTICE_evidence, notice->evidence } };
    cell_num(&cells[NOTICE_seq], seq);
    cell_num(&cells[NOTICE_line], notice->line);
    cell_num(&cells[NOTICE_count], notice->count);
    cell_text(&cells[NOTICE_code], slice_of(notice_names[notice->code].code));
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        if (texts[i].text.n)
            cell_text(&cells[texts[i].field], texts[i].text);
    if (notice->has_time)
        cell_num(&cells[NOTICE_time], notice->time);
    if (about->has_logical_date && !about->run_id.n)
        cell_num(&cells[NOTICE_logical_date], about->logical_date);
    if (about->has_map_index)
        cell_num(&cells[NOTICE_map_index], about->map_index);
    if (about->try_number)
        cell_num(&cells[NOTICE_try_number], about->try_number);
    if (notice->has_exit_code)
        cell_num(&cells[NOTICE_exit_code], notice->exit_code);
}

/* The oldest one goes out; one that names nobody is about the log's own attempt, else about none. */
static void oldest_emit(struct notices *notices, const struct attempt_id *own, struct context *ctx)
{
    struct notice *notice = &notices->open[notices->gone++ % NOTICES_OPEN];
    const struct attempt_id *about = &notice->about;
    struct cell cells[NOTICE__N] = { 0 };
    if (own && (!about->dag_id.n || (about->task_id.n && agrees(about, own, ctx)))) {
        complete(notice, own);
        notices->own = notices->has_own && notices->own < notice->code ? notices->own : notice->code;
        notices->has_own = true;
    }
    if (!about->dag_id.n)
        return;
    cells_write(notice, ++notices->seq, cells);
    context_emit(ctx, RECORD_notice, cells);
}

static bool other_pod(const struct notice *a, const struct notice *b)
{
    return a->pod.n && b->pod.n && !slice_eq(a->pod, b->pod);
}

static bool same_word(const struct notice *a, const struct notice *b)
{
    const struct attempt_id *x = &a->about, *y = &b->about;
    return a->code == b->code && slice_eq(x->dag_id, y->dag_id) && slice_eq(x->task_id, y->task_id) && same_run(x, y) &&
           x->has_map_index == y->has_map_index && x->map_index == y->map_index && x->try_number == y->try_number &&
           a->has_exit_code == b->has_exit_code && a->exit_code == b->exit_code && !other_pod(a, b);
}

/* Counted where it was said before. */
static bool said_again(struct notices *notices, const struct notice *fresh)
{
    for (int64_t i = notices->gone; i < notices->begun; i++) {
        struct notice *notice = &notices->open[i % NOTICES_OPEN];
        if (same_word(notice, fresh)) {
            notice->count++;
            return true;
        }
    }
    return false;
}

static void exit_code_read(struct notice *notice, const struct said *said)
{
    int signal;
    notice->has_exit_code = decimal_small(said->exit_code, &notice->exit_code);
    if (decimal_small(said->killed_by, &signal)) {
        notice->has_exit_code = true;
        notice->exit_code = -signal;
    }
}

/* An empty place in the ring. */
static struct notice *notice_begin(struct notices *notices, struct context *ctx)
{
    if (!notices->open)
        notices->open = memory_zeroed(sizeof(*notices->open) * NOTICES_OPEN);
    if (notices->begun - notices->gone == NOTICES_OPEN)
        oldest_emit(notices, NULL, ctx);
    struct notice *notice = &notices->open[notices->begun % NOTICES_OPEN];
    struct arena keep = notice->keep;
    arena_reset(&keep);
    *notice = (struct notice){ .keep = keep, .count = 1, .line = ctx->line };
    return notice;
}

/* Whether the line that names an attempt exactly is about that of the notice: one of the two is the line at hand. */
static bool is_exactly(const struct notices *notices, const struct notice *notice, struct context *ctx)
{
    const struct notice *exact = &notices->exact;
    bool pod_told = !notice->pod.n || !notices->pods || slice_eq(notice->pod, exact->pod);
    return exact->line && ctx->line - exact->line <= NEAR && ctx->line - notice->line <= NEAR && pod_told && agrees(&notice->about, &exact->about, ctx);
}

static void notice_add(struct notices *notices, enum notice_code code, const struct said *said, const struct line *line, struct context *ctx)
{
    struct notice *notice = notice_begin(notices, ctx);
    int secrets = 0;
    notice->code = code;
    notice->has_time = line->message->has_time;
    notice->time = line->message->time;
    about_keep(notice, said, ctx);
    if (said->joined && is_exactly(notices, notice, ctx))
        complete(notice, &notices->exact.about);
    exit_code_read(notice, said);
    context_why(ctx, "notice %s", notice_names[code].code);
    if (said_again(notices, notice))
        return;
    notice->evidence = mask_keep(ctx->parser->mask, line->text, EVIDENCE_MAX, &notice->keep, &secrets);
    context_note(ctx, COMPLAINT_secret_masked, secrets);
    notices->begun++;
}

/* The oldest notice before it that tells the same dag, task and try but no run; NULL: none, or a notice has that run by now. */
static struct notice *waits_for(const struct notices *notices, struct context *ctx)
{
    struct notice *found = NULL;
    for (int64_t i = notices->gone; i < notices->begun; i++) {
        struct notice *notice = &notices->open[i % NOTICES_OPEN];
        const struct attempt_id *about = &notice->about;
        if (!about->try_number || !is_exactly(notices, notice, ctx))
            continue;
        if (about->run_id.n || about->has_logical_date)
            return NULL;
        found = found ? found : notice;
    }
    return found;
}

static void exact_set(struct notices *notices, const struct said *said, struct context *ctx)
{
    struct notice *exact = &notices->exact, *waiting;
    arena_reset(&exact->keep);
    exact->line = ctx->line;
    about_keep(exact, said, ctx);
    notices->pods = notices->pods || exact->pod.n;
    if ((waiting = waits_for(notices, ctx)))
        complete(waiting, &exact->about);
}

/* A line of a list: a task instance alone. */
static void listed(struct notices *notices, const struct line *line, struct context *ctx)
{
    struct said said = { 0 };
    if (!context_match(ctx, PATTERN_task_instance, line->text, line->bits))
        return;
    dag_task_part(context_group(ctx, PATTERN_task_instance, "dag_task"), &said);
    said.run = context_group(ctx, PATTERN_task_instance, "run");
    said.map_index = context_group(ctx, PATTERN_task_instance, "map_index");
    ctx->matched = true;
    notice_add(notices, NOTICE_STUCK_QUEUED, &said, line, ctx);
}

void notices_line(struct notices *notices, const struct line *line, struct context *ctx)
{
    struct notice_patterns *patterns = ctx->parser->notices;
    if (!line->headless && line->first)
        notices->listing = false;
    else if (notices->listing)
        listed(notices, line, ctx);
    if (line->headless || !(line->bits & pattern_bit(PATTERN_NOTICE)))
        return;
    const struct notice_row *row = notice_match(patterns, line->text);
    if (!row)
        return;
    struct said said = said_read(patterns);
    ctx->facts.notice_line = ctx->line;
    if (row->code == NOTICE_LIST)
        notices->listing = true;
    else if (row->code == NOTICE_KEY)
        exact_set(notices, &said, ctx);
    else
        notice_add(notices, row->code, &said, line, ctx);
}

void notices_tell(struct notices *notices, struct context *ctx)
{
    int seq = notices->seq;
    for (int64_t i = notices->gone; i < notices->begun; i++) {
        struct notice *notice = &notices->open[i % NOTICES_OPEN];
        struct cell cells[NOTICE__N] = { 0 };
        if (!notice->about.dag_id.n)
            continue;
        cells_write(notice, ++seq, cells);
        if (notice->told != notice->count)
            ctx->events->early(ctx->events->context, ctx->handle, &(struct record){ &schemas[RECORD_notice], cells });
        notice->told = notice->count;
    }
}

void notices_end(struct notices *notices, const struct attempt_id *own, struct context *ctx)
{
    while (notices->gone < notices->begun)
        oldest_emit(notices, own, ctx);
}

void notices_free(struct notices *notices)
{
    for (int i = 0; notices->open && i < NOTICES_OPEN; i++)
        arena_free(&notices->open[i].keep);
    arena_free(&notices->exact.keep);
    free(notices->open);
}
