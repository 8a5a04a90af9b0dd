/* identity_text.c - lines by which Airflow 1 and 2 say which task instance a process runs (airflow-log-formats.md §3); see identity.h. */
#include "identity_learn.h"
#include "parser/catalogue/airflow.h"
#include "parser/text/decimal.h"
#include "parser/text/python_repr.h"

/* A line that matched a pattern, whose groups can be asked for. */
struct said {
    int pattern;
    const struct line *line;
};

static struct slice group(const struct said *said, const struct context *ctx, const char *name)
{
    return context_group(ctx, said->pattern, name);
}

/* Airflow 3's first line in the web interface. */
static void task_identity_take(struct identity *identity, const struct said *said, struct context *ctx)
{
    learn_printed(identity, group(said, ctx, "facts"), ctx);
}

static void not_an_attempt(struct identity *identity, struct context *ctx)
{
    identity->schedules = true;
    ctx->facts.not_an_attempt = !identity->path.layout;
}

/* A scheduler speaks of many task instances before any runs; a DAG processor calls back for some. */
static bool may_be_anothers(struct identity *identity, const struct line *line, struct context *ctx)
{
    const struct airflow_file *file = airflow_file_find(buf_view(&line->message->file), true);
    bool schedules = file && file->says == AIRFLOW_SCHEDULES;
    if (schedules && !identity->content.dag_id.n)
        not_an_attempt(identity, ctx);
    return !identity->path.layout && (schedules || identity->schedules);
}

/* Of those that a task may start next, Airflow says with DEBUG whether their dependencies are met. */
static bool is_start(const struct said *said)
{
    static const struct slice start = SLICE_ROW("Dependencies all met for ");
    return said->pattern != PATTERN_task_instance || (slice_starts(said->line->text, start) && said->line->level != LEVEL_debug);
}

static void task_instance_take(struct identity *identity, const struct said *said, struct context *ctx)
{
    struct slice both = group(said, ctx, "dag_task"), run = group(said, ctx, "run"), index = group(said, ctx, "map_index");
    if (may_be_anothers(identity, said->line, ctx))
        return;
    bool is_other = attempt_is_other(&ctx->facts.known, SLICE(""), both);
    if (is_start(said))
        learn_start(identity, &(struct start_ids){ .run = run, .map_index = index, .is_other = is_other });
    if (is_other)
        return;
    learn_map_index(identity, index.n ? index : SLICE("-1"));
    learn_ids(identity, SLICE(""), both, run, ctx);
}

/* 1.10 printed its template unfilled: "Running %s on host %s <TaskInstance..> HOST". The line names the task instance too, whoever prints it. */
static void on_host_take(struct identity *identity, const struct said *said, struct context *ctx)
{
    struct slice hostname = group(said, ctx, "hostname");
    if (group(said, ctx, "unfilled").n && !ctx->facts.generation)
        ctx->facts.generation = 1;
    if (context_match(ctx, PATTERN_task_instance, said->line->text, said->line->bits)) {
        struct said instance = { PATTERN_task_instance, said->line };
        if (attempt_is_other(&ctx->facts.known, SLICE(""), group(&instance, ctx, "dag_task")))
            return;
        if (!said->line->message->own)
            task_instance_take(identity, &instance, ctx);
    }
    learn_hostname(identity, hostname, ctx);
}

static void executing_take(struct identity *identity, const struct said *said, struct context *ctx)
{
    struct slice date = group(said, ctx, "date");
    learn_operator(identity, group(said, ctx, "operator"), ctx);
    identity->mapped |= slice_has(said->line->text, SLICE("<Mapped("));
    if (date.n > 10 && date.p[10] == ' ' && !ctx->facts.generation)
        ctx->facts.generation = 2; /* 1.10-2.1 print a T */
    learn_split(identity, SLICE(""), group(said, ctx, "task_id"), ctx);
    if (!identity->content.has_logical_date)
        learn_date(identity, date);
}

/* The command line is exact where a TaskInstance's "dag.task" was split by guess. */
static void running_task_take(struct identity *identity, const struct said *said, struct context *ctx)
{
    struct slice dag = group(said, ctx, "dag_id"), task = group(said, ctx, "task_id");
    if (!ctx->facts.generation)
        ctx->facts.generation = group(said, ctx, "tasks").n ? 2 : 1;
    struct slice run = group(said, ctx, "run");
    bool is_other = attempt_is_other(&ctx->facts.known, dag, task);
    identity->other_start |= is_other;
    learn_start(identity, &(struct start_ids){ .run = run });
    if (is_other)
        return;
    learn_exactly(identity, dag, task, ctx);
    learn_run(identity, run, ctx);
}

static void variable_compare(struct identity *identity, struct slice name, struct slice value)
{
    struct start_ids ids = { .dag_id = slice_eq(name, SLICE("DAG_ID")) ? value : SLICE(""),
                             .task_id = slice_eq(name, SLICE("TASK_ID")) ? value : SLICE(""),
                             .run = slice_eq(name, SLICE("DAG_RUN_ID")) ? value : SLICE("") };
    learn_start(identity, &ids);
}

static void variable_take(struct identity *identity, struct slice name, struct slice value, struct context *ctx)
{
    if (slice_eq(name, SLICE("DAG_ID")))
        learn_dag_id(identity, value, ctx);
    else if (slice_eq(name, SLICE("TASK_ID")))
        learn_task_id(identity, value, ctx);
    else if (slice_eq(name, SLICE("DAG_RUN_ID")))
        learn_run_id(identity, value, ctx);
    else if (slice_eq(name, SLICE("TRY_NUMBER"))) {
        learn_try_number(identity, value); /* a start tells it first: what a task prints is no other try */
        identity->printed_try_number = true;
    } else if (slice_eq(name, SLICE("EXECUTION_DATE")) || slice_eq(name, SLICE("LOGICAL_DATE")))
        learn_printed_date(identity, value);
}

/* AIRFLOW_CTX_*: one on a line, or all on one, quoted. They name the dag and task exactly. */
static void environment_take(struct identity *identity, const struct said *said, struct context *ctx)
{
    const struct patterns *patterns = ctx->parser->patterns;
    struct slice rest = said->line->text;
    do {
        struct slice quoted = pattern_group(patterns, PATTERN_environment, "quoted"), bare = pattern_group(patterns, PATTERN_environment, "bare");
        size_t end = pattern_end(patterns, PATTERN_environment);
        struct slice name = pattern_group(patterns, PATTERN_environment, "name"), value = quoted.p && quoted.n ? quoted : bare;
        ctx->matched = true;
        variable_compare(identity, name, value);
        variable_take(identity, name, value, ctx);
        rest = slice_from(rest, end);
    } while (pattern_match(patterns, PATTERN_environment, rest));
}

static void starting_attempt_take(struct identity *identity, const struct said *said, struct context *ctx)
{
    learn_try_number(identity, group(said, ctx, "try_number"));
}

static void marked_take(struct identity *identity, const struct said *said, struct context *ctx)
{
    struct slice printed = group(said, ctx, "facts");
    if (!printed.n || attempt_is_other(&ctx->facts.known, python_repr_get(printed, "dag_id"), python_repr_get(printed, "task_id")))
        return;
    learn_printed(identity, printed, ctx);
    learn_compact_date(identity, python_repr_get(printed, "execution_date"));
    if (ctx->facts.generation == 0 && slice_has(printed, SLICE("run_id=")))
        ctx->facts.generation = 2;
}

static bool by_interface(const struct line *line)
{
    return line->message->family == FAMILY_interface;
}

/* Airflow's own, the print of 1.10-2.2, a pod's raw stdout. */
static bool by_process(const struct line *line)
{
    const struct message *message = line->message;
    return message->own || message->family == FAMILY_none ||
           (message->family != FAMILY_json && slice_eq(buf_view(&message->file), SLICE("logging_mixin.py")));
}

/* One line since 2.6; before, a line each. */
static bool by_export(const struct line *line)
{
    return line->message->own && !line->piece && (!line->headless || line->message->exports);
}

/* The same, of files and lines that speak of the outcome. */
static bool by_airflow_whole(const struct line *line)
{
    return line_is_own(line) && !message_only_kills(line->message);
}

/* The lines that name an attempt, in this order: what is exact comes after what is guessed and corrects it. */
static const struct naming {
    int pattern;
    bool (*by)(const struct line *); /* who may say it */
    void (*take)(struct identity *, const struct said *, struct context *);
    enum strength strength;
} namings[] = {
    { PATTERN_starting_attempt, by_airflow_whole, starting_attempt_take, STRENGTH_none },
    { PATTERN_marking, by_airflow_whole, marked_take, STRENGTH_later },
    { PATTERN_pausing, by_airflow_whole, marked_take, STRENGTH_later },
    { PATTERN_task_identity, by_interface, task_identity_take, STRENGTH_start },
    { PATTERN_on_host, by_process, on_host_take, STRENGTH_none } /* alone it begins no log */,
    { PATTERN_task_instance, line_is_own, task_instance_take, STRENGTH_start },
    { PATTERN_executing, line_is_own, executing_take, STRENGTH_start },
    { PATTERN_running_task, line_is_own, running_task_take, STRENGTH_start },
    { PATTERN_environment, by_export, environment_take, STRENGTH_start },
};

/* "Running <TaskInstance ..>": the command that comes before the task's runner. Alone it makes no log of a task (domain §3.5). */
static bool is_command(const struct line *line)
{
    const struct airflow_file *file = airflow_file_find(buf_view(&line->message->file), true);
    return file && file->says == AIRFLOW_STARTS;
}

void identity_line(struct identity *identity, const struct line *line, struct context *ctx)
{
    if (!line->bits || ctx->facts.own_lines == FAMILY_json)
        return;
    if (line->message->family == FAMILY_text && !identity->content.dag_id.n && context_match(ctx, PATTERN_dag_processor, line->text, line->bits))
        not_an_attempt(identity, ctx);
    if (ctx->facts.not_an_attempt)
        return;
    for (size_t i = 0; i < sizeof(namings) / sizeof(*namings); i++)
        if ((line->bits & pattern_bit(namings[i].pattern)) && namings[i].by(line) && context_match(ctx, namings[i].pattern, line->text, line->bits)) {
            identity->at_hand = is_command(line) ? STRENGTH_none : naming_strength(identity, namings[i].strength);
            namings[i].take(identity, &(struct said){ namings[i].pattern, line }, ctx);
        }
}
