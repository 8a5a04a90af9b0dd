/* identity_learn.c - takes over what lines and records name; see identity_learn.h. */
#include "identity_learn.h"
#include "parser/text/decimal.h"
#include "parser/text/python_repr.h"

static struct slice either(struct slice from_path, struct slice from_content)
{
    return from_path.n ? from_path : from_content;
}

/* What the other parts are to know; a name that the content had to split is split now. */
static void known_set(struct identity *identity, struct context *ctx)
{
    if (identity->path.joined.n && attempt_name_fit(&identity->path, &identity->content, &ctx->arena))
        identity->path.joined = SLICE("");
    ctx->facts.known = (struct known_attempt){ .dag_id = either(identity->path.dag_id, identity->content.dag_id),
                                               .task_id = either(identity->path.task_id, identity->content.task_id),
                                               .by_path = identity->path.layout };
}

void learn_name(struct identity *identity, const struct attempt_id *name, struct context *ctx)
{
    identity->path = *name;
    known_set(identity, ctx);
}

void identity_open(struct identity *identity, struct slice path, struct context *ctx)
{
    identity->content.map_index = -1;
    attempt_id_from_path(path, &ctx->arena, &identity->path);
    known_set(identity, ctx);
}

void identity_forget(struct identity *identity, struct context *ctx)
{
    if (identity->enveloped)
        return;
    identity->content = (struct attempt_id){ .map_index = -1 };
    identity->strength = STRENGTH_none;
    identity->labelled = identity->printed_try_number = identity->printed_date = identity->mapped = false;
    identity->label_try_number = 0;
    known_set(identity, ctx);
}

void identity_free(struct identity *identity)
{
    for (size_t i = 0; i < sizeof(identity->space) / sizeof(*identity->space); i++)
        buf_free(&identity->space[i]);
}

static void id_keep(struct slice *to, struct slice id, struct context *ctx)
{
    if (id.n && (!to->n || (id_is_masked(*to) && !id_is_masked(id))))
        *to = arena_keep(&ctx->arena, id);
}

void learn_run_id(struct identity *identity, struct slice run_id, struct context *ctx)
{
    id_keep(&identity->content.run_id, run_id, ctx);
}

/* The line or record at hand named the attempt. */
static void named_note(struct identity *identity)
{
    if (identity->at_hand > identity->strength)
        identity->strength = identity->at_hand;
}

static void date_set(struct identity *identity, int64_t date)
{
    identity->content.logical_date = date;
    identity->content.has_logical_date = true;
}

void learn_run(struct identity *identity, struct slice run, struct context *ctx)
{
    struct timestamp stamp;
    if (!run.n)
        return;
    if (!timestamp_parse(run, &stamp)) {
        learn_run_id(identity, run, ctx);
        if (ctx->facts.generation == 0)
            ctx->facts.generation = 2;
    } else if (!identity->content.has_logical_date) {
        date_set(identity, stamp.micros);
    }
}

void learn_date(struct identity *identity, struct slice text)
{
    struct timestamp stamp;
    if (timestamp_read(text, &stamp) > 0)
        date_set(identity, stamp.micros);
}

void learn_printed_date(struct identity *identity, struct slice text)
{
    struct timestamp stamp;
    if (timestamp_read(text, &stamp) <= 0)
        return;
    if (!identity->printed_date)
        date_set(identity, stamp.micros);
    else
        identity->disputed |= stamp.micros / 1000000 != identity->content.logical_date / 1000000;
    identity->printed_date = true;
}

void learn_compact_date(struct identity *identity, struct slice text)
{
    int64_t date;
    if (!identity->content.has_logical_date && timestamp_parse_compact(text, &date))
        date_set(identity, date);
}

/* Splits "dag.task": by the dag known already, else at the first dot. */
static void dag_task_split(struct slice dag, struct slice both, struct slice *dag_id, struct slice *task_id)
{
    size_t at = dag.n && dag.n < both.n && both.p[dag.n] == '.' && ids_agree(dag, slice_part(both, 0, dag.n)) ? dag.n : slice_index(both, '.');
    if (at == (size_t)-1)
        at = both.n;
    *dag_id = slice_part(both, 0, at);
    *task_id = slice_from(both, at + 1);
}

void learn_split(struct identity *identity, struct slice dag_id, struct slice task_id, struct context *ctx)
{
    struct attempt_id *content = &identity->content;
    struct buf joined = { 0 };
    struct slice both = dag_task_join(content->dag_id, content->task_id, &joined);
    size_t at = both.n;
    if (dag_id.n && dag_id.n < both.n && slice_starts(both, dag_id))
        at = dag_id.n;
    else if (task_id.n && task_id.n < both.n && slice_ends(both, task_id))
        at = both.n - task_id.n - 1;
    if (content->dag_id.n && content->task_id.n && at && at < both.n && both.p[at] == '.') {
        content->dag_id = arena_keep(&ctx->arena, slice_part(both, 0, at));
        content->task_id = arena_keep(&ctx->arena, slice_from(both, at + 1));
    }
    buf_free(&joined);
    known_set(identity, ctx);
}

void learn_ids(struct identity *identity, struct slice dag_id, struct slice task_id, struct slice run, struct context *ctx)
{
    const struct known_attempt *known = &ctx->facts.known;
    struct attempt_id *content = &identity->content;
    bool guessed = !dag_id.n && task_id.n;
    if (guessed)
        dag_task_split(known->dag_id, task_id, &dag_id, &task_id);
    if (content->dag_id.n && content->task_id.n && !known->by_path && attempt_is_other(known, dag_id, task_id))
        return; /* about another task instance */
    if (!guessed)
        learn_split(identity, dag_id, task_id, ctx);
    id_keep(&content->dag_id, dag_id, ctx);
    id_keep(&content->task_id, task_id, ctx);
    known_set(identity, ctx);
    named_note(identity);
    learn_run(identity, run, ctx);
}

void learn_dag_id(struct identity *identity, struct slice dag_id, struct context *ctx)
{
    learn_split(identity, dag_id, SLICE(""), ctx);
    id_keep(&identity->content.dag_id, dag_id, ctx);
    known_set(identity, ctx);
}

void learn_task_id(struct identity *identity, struct slice task_id, struct context *ctx)
{
    id_keep(&identity->content.task_id, task_id, ctx);
    named_note(identity);
    known_set(identity, ctx);
}

void learn_exactly(struct identity *identity, struct slice dag_id, struct slice task_id, struct context *ctx)
{
    if (id_is_masked(dag_id) || id_is_masked(task_id))
        return;
    identity->content.dag_id = arena_keep(&ctx->arena, dag_id);
    identity->content.task_id = arena_keep(&ctx->arena, task_id);
    named_note(identity);
    known_set(identity, ctx);
}

void learn_map_index(struct identity *identity, struct slice text)
{
    int number;
    if (identity->content.has_map_index || !decimal_small(text, &number))
        return;
    identity->content.map_index = number;
    identity->content.has_map_index = true;
}

void learn_try_number(struct identity *identity, struct slice text)
{
    int number;
    if (!identity->content.try_number && decimal_small(text, &number))
        identity->content.try_number = number;
}

void learn_operator(struct identity *identity, struct slice operator, struct context *ctx)
{
    if (!identity->operator.n)
        identity->operator = context_keep_masked(ctx, operator, EVIDENCE_MAX);
}

void learn_hostname(struct identity *identity, struct slice hostname, struct context *ctx)
{
    if (!identity->hostname.n)
        identity->hostname = context_keep_masked(ctx, hostname, EVIDENCE_MAX);
}

static bool id_is_unlike(struct slice name, struct slice printed)
{
    return name.n && printed.n && !ids_agree(name, printed);
}

/* A run is printed by its id, or by its logical date (1.10-2.1). */
static bool run_is_unlike(const struct attempt_id *name, struct slice run)
{
    struct timestamp stamp;
    if (!run.n || !timestamp_parse(run, &stamp))
        return id_is_unlike(name->run_id, run);
    return name->layout == LAYOUT_dates && name->logical_date / 1000000 != stamp.micros / 1000000;
}

/* A template of the user's own may leave the index out of names. */
static bool index_is_unlike(const struct attempt_id *name, struct slice printed)
{
    int64_t index;
    return name->map_index >= 0 && decimal_integer(printed, &index) && index != name->map_index;
}

void learn_start(struct identity *identity, const struct start_ids *ids)
{
    const struct attempt_id *name = &identity->path;
    bool unlike = ids->is_other || id_is_unlike(name->dag_id, ids->dag_id) || id_is_unlike(name->task_id, ids->task_id) ||
                  run_is_unlike(name, ids->run) || index_is_unlike(name, ids->map_index);
    identity->other_start |= name->layout && unlike;
}

void learn_printed(struct identity *identity, struct slice printed, struct context *ctx)
{
    struct buf *space = identity->space;
    learn_ids(identity, python_repr_text(printed, "dag_id", &space[0]), python_repr_text(printed, "task_id", &space[1]),
              python_repr_text(printed, "run_id", &space[2]), ctx);
    learn_map_index(identity, python_repr_text(printed, "map_index", &space[0]));
    learn_try_number(identity, python_repr_get(printed, "try_number"));
    struct slice hostname = python_repr_get(printed, "hostname"), task = python_repr_get(printed, "task");
    if (hostname.n)
        learn_hostname(identity, hostname, ctx);
    size_t from = slice_index(task, '('), to = slice_index(task, ')');
    if (slice_starts(task, SLICE("<")) && from < to && to != (size_t)-1)
        learn_operator(identity, slice_part(task, from + 1, to), ctx);
}
