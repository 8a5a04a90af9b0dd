/* identity_heading.c - the lines that stand before a log in what the web interface and the API hand out; see identity.h. */
#include "attempt_header.h"
#include "identity_learn.h"

static bool is_heading(struct slice line)
{
    struct slice text = slice_trim(line);
    return !text.n || header_begins(text);
}

/* The API's plain text begins with the host: one word, or a list of it as Python prints that. */
static struct slice host_of(struct slice line)
{
    struct slice text = slice_trim(line);
    bool list = slice_starts(text, SLICE("['")) && slice_ends(text, SLICE("']"));
    return list && text.n > 4 ? slice_part(text, 2, text.n - 2) : text;
}

static bool is_host(struct slice line)
{
    for (size_t i = 0; i < line.n; i++)
        if (!byte_is_word(line.p[i]) && line.p[i] != '.' && line.p[i] != '-' && line.p[i] != ':')
            return false;
    return line.n;
}

/* The interface shows the trigger's lines among the task's: the name of the task's own file stands for both. */
static void name_take(struct identity *identity, const struct attempt_id *name, struct context *ctx)
{
    struct heading *heading = &identity->heading;
    if (heading->named ? !identity->path.part.n || name->part.n : identity->path.layout != LAYOUT_none)
        return;
    heading->named = true;
    learn_name(identity, name, ctx);
}

bool identity_heading(struct identity *identity, struct slice line, struct context *ctx)
{
    struct heading *heading = &identity->heading;
    struct attempt_id name;
    bool first = !heading->begun;
    heading->begun = true;
    if (first && is_host(host_of(line))) {
        heading->host = arena_keep(&ctx->arena, host_of(line));
        return false;
    }
    heading->over = !is_heading(line);
    if (!heading->over && attempt_id_from_header(line, &ctx->arena, &name)) {
        name_take(identity, &name, ctx);
        ctx->matched = true;
        context_why(ctx, "names the attempt");
        return true;
    }
    return false;
}
