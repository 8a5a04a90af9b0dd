/* context.c - how the parts of a log say something; see context.h. */
#include "context.h"

#include "parser/text/decimal.h"
#include "parser/text/utf8.h"

/* Bytes of a line in which a name at its end is looked for, and of one that may be its value. */
enum { ABOVE_MOST = 256, BELOW_MOST = 4096 };

void context_open(struct context *ctx, const struct parser *parser, const struct stream_events *events, struct slice source)
{
    *ctx = (struct context){ .parser = parser, .events = events };
    ctx->source = arena_keep(&ctx->arena, source);
    if (events->opened)
        ctx->handle = events->opened(events->context);
}

void context_close(struct context *ctx)
{
    buf_free(&ctx->clean);
    buf_free(&ctx->shown);
    buf_free(&ctx->why);
    buf_free(&ctx->asked);
    buf_free(&ctx->above);
    buf_free(&ctx->joined);
    arena_free(&ctx->arena);
}

void context_reject(struct context *ctx, enum complaint complaint, int64_t line, int col, struct slice text)
{
    struct cell cells[REJECT__N] = { 0 };
    cell_num(&cells[REJECT_n], ++ctx->n_rejects);
    cell_text(&cells[REJECT_code], slice_of(complaints[complaint].name));
    cell_num(&cells[REJECT_line], line);
    cell_num(&cells[REJECT_col], col);
    cell_text(&cells[REJECT_text], context_keep_masked(ctx, text, EVIDENCE_MAX));
    struct slice bytes = slice_part(text, 0, EVIDENCE_MAX);
    if (utf8_valid(bytes) < bytes.n && !ctx->in_key && !mask_needed(ctx->parser->mask, text))
        cell_text(&cells[REJECT_bytes], bytes);
    context_emit(ctx, RECORD_reject, cells);
    char path[512];
    snprintf(path, sizeof(path), "%.*s", SLICE_ARG(ctx->source));
    complain(ctx->parser->options.report, complaint, &(struct where){ path, line, col }, "%.*s", (int)slice_part(cells[REJECT_text].text, 0, 120).n,
             cells[REJECT_text].text.p);
    context_why(ctx, "rejected: %s", complaints[complaint].name);
}

void context_why_list(struct context *ctx, const char *format, va_list args)
{
    char words[512];
    vsnprintf(words, sizeof(words), format, args);
    if (ctx->why.n)
        buf_text(&ctx->why, "; ");
    buf_text(&ctx->why, words);
}

/* A line that waits for the end of its log; its text and the words about it follow. */
struct asked {
    int64_t line;
    size_t text, what; /* bytes */
};

static void asked_keep(struct context *ctx)
{
    struct asked asked = { ctx->line, ctx->clean.n, ctx->shown.n - 1 };
    if (ctx->line >= ctx->asked_from && ctx->line <= ctx->asked_to)
        return;
    buf_add(&ctx->asked, &asked, sizeof(asked));
    buf_slice(&ctx->asked, buf_view(&ctx->clean));
    buf_add(&ctx->asked, ctx->shown.p, asked.what);
}

/* Appends what the line says, masked, to *clean, where the line above it names a secret; false = it does not. */
static bool mask_below(struct context *ctx, struct slice text, struct slice said)
{
    struct mask *mask = ctx->parser->mask;
    bool within = said.n && said.n <= BELOW_MOST && said.p >= text.p && said.p + said.n <= text.p + text.n && ctx->above.n;
    buf_reset(&ctx->joined);
    buf_slice(&ctx->joined, buf_view(&ctx->above));
    buf_char(&ctx->joined, '\n');
    buf_slice(&ctx->joined, within ? said : SLICE(""));
    if (!within || !mask_needed(mask, buf_view(&ctx->joined)))
        return false;
    mask_text(mask, slice_part(text, 0, (size_t)(said.p - text.p)), &ctx->clean);
    buf_reset(&ctx->shown);
    mask_text(mask, buf_view(&ctx->joined), &ctx->shown);
    size_t end = slice_index(buf_view(&ctx->shown), '\n');
    buf_slice(&ctx->clean, end == (size_t)-1 ? SLICE("***") : slice_from(buf_view(&ctx->shown), end + 1));
    buf_slice(&ctx->clean, slice_from(text, (size_t)(said.p - text.p) + said.n));
    buf_reset(&ctx->shown);
    return true;
}

bool context_mask_below(struct context *ctx, struct slice above, struct slice text, struct head_space *heads)
{
    struct head head;
    head_read(&ctx->parser->heads, text, heads, &head);
    buf_reset(&ctx->clean);
    buf_reset(&ctx->above);
    buf_slice(&ctx->above, above);
    bool below = mask_below(ctx, text, head.message);
    context_note(ctx, COMPLAINT_secret_masked, below);
    return below;
}

void context_explain(struct context *ctx, struct slice text, struct head_space *heads)
{
    struct head head;
    head_read(&ctx->parser->heads, text, heads, &head);
    struct slice said = head.message;
    const struct parser_options *options = &ctx->parser->options;
    struct mask *mask = ctx->parser->mask;
    buf_reset(&ctx->clean);
    buf_reset(&ctx->shown);
    if ((!ctx->in_key || !mask_key_line(text, &ctx->clean)) && !mask_below(ctx, text, said))
        mask_text(mask, text, &ctx->clean);
    buf_reset(&ctx->above);
    buf_slice(&ctx->above, slice_from(said, said.n > ABOVE_MOST ? said.n - ABOVE_MOST : 0));
    mask_text(mask, ctx->why.n ? buf_view(&ctx->why) : SLICE("ignored"), &ctx->shown);
    buf_char(&ctx->shown, '\0');
    if (ctx->line < options->explain_from || ctx->line > options->explain_to)
        options->explain(options->explain_context, ctx->line, buf_view(&ctx->clean), ctx->shown.p);
    else
        asked_keep(ctx);
    buf_reset(&ctx->why);
}

void context_explain_take(struct context *ctx, struct context *from)
{
    struct asked first, last = { 0 };
    struct slice rest = buf_view(&from->asked);
    if (!rest.n)
        return;
    for (memcpy(&first, rest.p, sizeof(first)); rest.n; rest = slice_from(rest, sizeof(last) + last.text + last.what))
        memcpy(&last, rest.p, sizeof(last));
    ctx->asked_from = ctx->asked_to && ctx->asked_from < first.line ? ctx->asked_from : first.line;
    ctx->asked_to = ctx->asked_to > last.line ? ctx->asked_to : last.line;
    buf_slice(&ctx->asked, buf_view(&from->asked));
    buf_reset(&from->asked);
}

void context_explain_whose(struct context *ctx, struct slice whose)
{
    const struct parser_options *options = &ctx->parser->options;
    struct slice rest = buf_view(&ctx->asked);
    while (rest.n) {
        struct asked asked;
        memcpy(&asked, rest.p, sizeof(asked));
        struct slice text = slice_part(rest, sizeof(asked), sizeof(asked) + asked.text), what = slice_part(slice_from(rest, sizeof(asked) + asked.text), 0, asked.what);
        buf_reset(&ctx->shown);
        buf_printf(&ctx->shown, "%.*s; %.*s%c", SLICE_ARG(what), SLICE_ARG(whose), 0);
        options->explain(options->explain_context, asked.line, text, ctx->shown.p);
        rest = slice_from(rest, sizeof(asked) + asked.text + asked.what);
    }
    buf_reset(&ctx->asked);
}

struct slice context_keep(struct context *ctx, struct slice text)
{
    buf_reset(&ctx->clean);
    utf8_clean(text, &ctx->clean);
    return arena_keep(&ctx->arena, buf_view(&ctx->clean));
}

struct slice context_keep_masked(struct context *ctx, struct slice text, size_t max)
{
    int secrets = 0;
    buf_reset(&ctx->clean);
    if (ctx->in_key && mask_key_line(text, &ctx->clean)) {
        secrets++;
        text = buf_view(&ctx->clean);
    }
    text = mask_keep(ctx->parser->mask, text, max, &ctx->arena, &secrets);
    context_note(ctx, COMPLAINT_secret_masked, secrets);
    return text;
}

struct slice context_keep_value(struct context *ctx, struct slice name, struct slice text, size_t max)
{
    if (!mask_pair(ctx->parser->mask, name, text, true))
        return context_keep_masked(ctx, text, max);
    context_note(ctx, COMPLAINT_secret_masked, 1);
    return SLICE("***");
}

void context_key_line(struct context *ctx, struct slice text, uint64_t bits)
{
    ctx->key_open = (ctx->in_key && !mask_key_closes(text)) || ((bits & pattern_bit(PATTERN_private_key)) && mask_key_opens(text));
}

struct slice context_keep_seconds(struct context *ctx, int64_t micros)
{
    buf_reset(&ctx->clean);
    decimal_seconds(micros, &ctx->clean);
    return arena_keep(&ctx->arena, buf_view(&ctx->clean));
}
