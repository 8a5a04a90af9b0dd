/* identity_settle.c - what path and content give together, and its columns; see identity.h. */
#include "identity_learn.h"

/* Differences that are no conflict: substitutes of ':', masks, another try_number. */
static bool conflicts(const struct attempt_id *path, const struct attempt_id *content)
{
    if (content->dag_id.n && !ids_agree(path->dag_id, content->dag_id))
        return true;
    if (content->task_id.n && !ids_agree(path->task_id, content->task_id))
        return true;
    if (path->run_id.n && content->run_id.n && !ids_agree(path->run_id, content->run_id))
        return true;
    return path->layout == LAYOUT_dates && content->has_logical_date && path->logical_date / 1000000 != content->logical_date / 1000000;
}

/* The path's, completed by content that agrees with it. */
static void path_settle(const struct attempt_id *path, const struct attempt_id *content, struct settled *settled)
{
    *settled = (struct settled){ .id = *path, .strength = STRENGTH_name, .known = true, .by_date = path->layout == LAYOUT_dates, .conflict = conflicts(path, content) };
    struct attempt_id *id = &settled->id;
    if (!settled->conflict && !id->try_number)
        id->try_number = content->try_number; /* attempt=0.log */
    settled->try_unknown = !id->try_number;
    if (settled->conflict)
        return;
    if (content->run_id.n && !id_is_masked(content->run_id))
        id->run_id = content->run_id; /* whole: ':' as it was */
    if (content->dag_id.n && !id_is_masked(content->dag_id) && content->dag_id.n == path->dag_id.n)
        id->dag_id = content->dag_id;
    if (!id->has_logical_date && content->has_logical_date) {
        id->logical_date = content->logical_date;
        id->has_logical_date = true;
    }
}

static void content_settle(const struct identity *identity, const struct facts *facts, struct settled *settled)
{
    *settled = (struct settled){ .id = identity->content };
    struct attempt_id *id = &settled->id;
    id->try_number = id->try_number ? id->try_number : identity->label_try_number;
    enum strength alone = facts->task_runner ? naming_strength(identity, STRENGTH_start) : STRENGTH_none; /* of the command before the runner */
    enum strength told = identity->strength ? identity->strength : alone;
    bool whole = id->dag_id.n && id->task_id.n && (id->run_id.n || id->has_logical_date) && (!identity->mapped || id->has_map_index);
    settled->known = whole && told;
    /* 2.3 names its files by run_id and prints its try number; what came before, by date, which the run_id has too. */
    bool old = facts->generation != 3 && !facts->heads_zoned && !identity->printed_try_number;
    if (old && facts->generation && !id->has_logical_date)
        id->has_logical_date = run_id_date(id->run_id, &id->logical_date);
    settled->by_date = id->has_logical_date && (!id->run_id.n || old);
    settled->strength = settled->known ? told : STRENGTH_none;
    settled->try_unknown = settled->known && !id->try_number;
    /* Nothing says whose, but a task's it is where its runner speaks (records §2). */
    if (!settled->known)
        *id = (struct attempt_id){ .map_index = -1, .role = facts->task_runner && !facts->not_an_attempt ? ROLE_task : ROLE_other };
}

/* Airflow 3's run_id carries another time. */
static void date_settle(int generation, struct settled *settled)
{
    struct attempt_id *id = &settled->id;
    int64_t date;
    if (generation == 3)
        id->has_logical_date = settled->by_date && id->has_logical_date;
    else if (generation && !id->has_logical_date && run_id_date(id->run_id, &date)) {
        id->logical_date = date;
        id->has_logical_date = true;
    }
}

struct settled identity_settle(const struct identity *identity, const struct facts *facts)
{
    struct settled settled;
    if (identity->path.layout)
        path_settle(&identity->path, &identity->content, &settled);
    else
        content_settle(identity, facts, &settled);
    bool headed = identity->heading.named, mid = headed && identity->later; /* a heading in the middle of its source */
    bool shared = identity->shared && (headed || settled.strength == STRENGTH_start);
    if ((mid || shared || identity->printed) && settled.strength)
        settled.strength = STRENGTH_later;
    settled.conflict |= identity->path.layout != LAYOUT_none && identity->disputed;
    date_settle(facts->generation, &settled);
    return settled;
}

void identity_words(const struct settled *settled, struct buf *out)
{
    static const char *const known_by[] = {
        [STRENGTH_later] = "a later line of its source, or an outcome", [STRENGTH_start] = "its first start line, or labels", [STRENGTH_name] = "a name",
    };
    const struct attempt_id *id = &settled->id;
    if (!settled->known) {
        buf_text(out, "of an attempt that nothing names");
        return;
    }
    buf_printf(out, "of %.*s.%.*s", SLICE_ARG(id->dag_id), SLICE_ARG(id->task_id));
    if (id->run_id.n)
        buf_printf(out, " %.*s", SLICE_ARG(id->run_id));
    if (id->map_index >= 0)
        buf_printf(out, " map index %d", id->map_index);
    if (id->try_number)
        buf_printf(out, " try %d", id->try_number);
    buf_printf(out, ", known by %s (strength %d)", known_by[settled->strength], (int)settled->strength);
}

static struct slice log_id(const struct settled *settled, struct slice content_hash, struct context *ctx)
{
    const char *source = ctx->parser->options.source;
    buf_reset(&ctx->clean);
    if (settled->known)
        attempt_id_hash(&settled->id, settled->by_date, settled->try_unknown ? content_hash : SLICE(""), &ctx->clean);
    else
        content_hash_id(source ? slice_of(source) : SLICE(""), content_hash, &ctx->clean);
    return arena_keep(&ctx->arena, buf_view(&ctx->clean));
}

static void ids_write(const struct attempt_id *id, struct context *ctx, struct cell *log)
{
    cell_text(&log[LOG_dag_id], context_keep(ctx, id->dag_id));
    cell_text(&log[LOG_task_id], context_keep(ctx, id->task_id));
    if (id->run_id.n)
        cell_text(&log[LOG_run_id], context_keep(ctx, id->run_id));
    cell_num(&log[LOG_map_index], id->map_index);
    if (id->try_number)
        cell_num(&log[LOG_try_number], id->try_number);
    if (id->has_logical_date)
        cell_num(&log[LOG_logical_date], id->logical_date);
}

void identity_write(const struct settled *settled, struct slice content_hash, struct context *ctx, struct cell *log)
{
    cell_text(&log[LOG_log_id], log_id(settled, content_hash, ctx));
    cell_text(&log[LOG_source], context_keep(ctx, ctx->source));
    cell_text(&log[LOG_role], slice_of(role_name(settled->id.role)));
    if (settled->strength)
        cell_num(&log[LOG_identity_strength], settled->strength);
    if (settled->known)
        ids_write(&settled->id, ctx, log);
}

enum role identity_end(const struct identity *identity, struct slice content_hash, struct context *ctx, struct cell *log)
{
    struct settled settled = identity_settle(identity, &ctx->facts);
    if (settled.conflict || (identity->other_start && settled.strength == STRENGTH_name))
        context_note(ctx, COMPLAINT_identity_conflict, 1);
    if (!settled.known)
        context_note(ctx, COMPLAINT_identity_unknown, 1);
    if (settled.try_unknown)
        context_note(ctx, COMPLAINT_try_unknown, 1);
    identity_write(&settled, content_hash, ctx, log);
    if (identity->operator.n)
        cell_text(&log[LOG_operator], identity->operator);
    /* The log's own word wins over the line above its heading. */
    struct slice hostname = identity->hostname.n || !identity->heading.named ? identity->hostname : identity->heading.host;
    if (hostname.n)
        cell_text(&log[LOG_hostname], hostname);
    return settled.id.role;
}
