/* identity_record.c - members by which records say which task instance they are of (airflow-log-formats.md §3.2); see identity.h. */
#include "identity_learn.h"
#include "parser/text/decimal.h"
#include "parser/text/json.h"
#include "parser/text/python_repr.h"

/* Members of Airflow's own records that print a task instance. */
static const struct printed_member {
    struct slice event, member, logger;
    int pattern;
    enum strength strength;
} printed_members[] = {
    { SLICE_ROW("Executing workload"), SLICE_ROW("workload"), SLICE_ROW("__main__"), PATTERN_workload, STRENGTH_start }, /* a pod's first word */
    { SLICE_ROW("Pushing xcom"), SLICE_ROW("ti"), SLICE_ROW("task"), PATTERN_runtime_instance, STRENGTH_later },
};

/* Airflow 3.0 calls the user's loggers "task" too: the printed form has to fit as well. */
static bool is_said(const struct printed_member *row, struct slice said, const struct head *head)
{
    return slice_eq_nocase(said, row->event) && head->nesting <= 1 && !head->channel.n && (!head->logger.n || slice_eq(head->logger, row->logger));
}

/* A start's task instance. */
static void start_take(struct identity *identity, struct slice printed)
{
    struct buf *space = identity->space, index = { 0 };
    learn_start(identity, &(struct start_ids){ .dag_id = python_repr_text(printed, "dag_id", &space[0]), .task_id = python_repr_text(printed, "task_id", &space[1]),
                                               .run = python_repr_text(printed, "run_id", &space[2]), .map_index = python_repr_text(printed, "map_index", &index) });
    buf_free(&index);
}

static void printed_take(struct identity *identity, const struct printed_member *row, const struct head *head, struct context *ctx)
{
    struct json_value value = json_get(head->object, row->member);
    struct buf text = { 0 };
    if (value.type != JSON_string)
        return;
    json_unescape(value.raw, &text);
    identity->at_hand = naming_strength(identity, row->strength);
    if (pattern_match(ctx->parser->patterns, row->pattern, buf_view(&text))) {
        struct slice printed = context_group(ctx, row->pattern, "facts");
        if (row->strength == STRENGTH_start)
            start_take(identity, printed);
        learn_printed(identity, printed, ctx);
    }
    buf_free(&text);
}

/* Class of the operator from its logger: airflow.task.operators.<module>.<Class>. */
static void operator_take(struct identity *identity, struct slice logger, struct context *ctx)
{
    if (identity->operator.n || !slice_starts(logger, SLICE("airflow.task.operators.")))
        return;
    size_t at = logger.n;
    while (at && logger.p[at - 1] != '.')
        at--;
    learn_operator(identity, slice_from(logger, at), ctx);
}

/* 3.3 stamps its own records with all of them; a user's record may have one or the other. */
static void members_take(struct identity *identity, const struct head *head, struct context *ctx)
{
    struct slice object = head->object;
    static const char *const keys[] = { "dag_id", "task_id", "run_id" };
    struct slice ids[3];
    if (head->ti_id.type == JSON_none)
        return;
    for (int i = 0; i < 3; i++) {
        struct json_value value = json_get(object, slice_of(keys[i]));
        if (value.type != JSON_string)
            return;
        ids[i] = json_text(value, &identity->space[i]);
    }
    identity->at_hand = naming_strength(identity, STRENGTH_start);
    learn_ids(identity, ids[0], ids[1], ids[2], ctx);
    struct json_value try_number = json_get(object, SLICE("try_number")), map_index = json_get(object, SLICE("map_index"));
    learn_try_number(identity, try_number.type == JSON_number ? try_number.raw : SLICE(""));
    learn_map_index(identity, map_index.type == JSON_number ? map_index.raw : SLICE(""));
}

void identity_record(struct identity *identity, const struct head *head, struct context *ctx)
{
    operator_take(identity, head->logger, ctx);
    members_take(identity, head, ctx);
    struct slice said = slice_trim_right(head->message);
    for (size_t i = 0; i < sizeof(printed_members) / sizeof(*printed_members); i++)
        if (is_said(&printed_members[i], said, head))
            printed_take(identity, &printed_members[i], head, ctx);
}

/* As Elasticsearch's records have it: 2020_07_14T00_00_00_000000, UTC. */
static void underscored_date_take(struct identity *identity, struct slice text)
{
    char iso[] = "0000-00-00T00:00:00.000000";
    if (identity->content.has_logical_date || text.n != sizeof(iso) - 1)
        return;
    for (size_t i = 0; i < text.n; i++)
        if (iso[i] == '0' || iso[i] == 'T')
            iso[i] = text.p[i];
    learn_date(identity, slice_of(iso));
}

void identity_envelope(struct identity *identity, const struct attempt_labels *labels, struct context *ctx)
{
    identity->at_hand = STRENGTH_start;
    identity->enveloped = true;
    learn_exactly(identity, labels->dag_id, labels->task_id, ctx);
    learn_run(identity, labels->run, ctx);
    learn_map_index(identity, labels->map_index);
    learn_try_number(identity, labels->try_number);
}

void identity_labels(struct identity *identity, struct slice object, struct context *ctx)
{
    static const char *const keys[] = { "dag_id", "task_id", "execution_date", "try_number" };
    struct slice text[4];
    if (identity->labelled)
        return;
    for (int i = 0; i < 4; i++) {
        struct json_value value = json_get(object, slice_of(keys[i]));
        if (value.type != JSON_string || value.escaped)
            return;
        text[i] = value.raw;
    }
    identity->labelled = true;
    identity->at_hand = naming_strength(identity, STRENGTH_start);
    learn_ids(identity, text[0], text[1], SLICE(""), ctx);
    underscored_date_take(identity, text[2]);
    if (!decimal_small(text[3], &identity->label_try_number))
        identity->label_try_number = 0;
}
