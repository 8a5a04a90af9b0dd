/* context.c - how the parts of a log say something; see context.h. */
#include "context.h"

#include "parser/text/decimal.h"
#include "parser/text/mask.h"
#include "parser/text/utf8.h"

/* How far text is looked at for secrets before it is cut. */
enum { MASKED_MAX = 64 * 1024 };

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
    buf_free(&ctx->masked);
    buf_free(&ctx->why);
    arena_free(&ctx->arena);
}

void context_emit(struct context *ctx, enum record_type type, struct cell *cells)
{
    struct record record = { &schemas[type], cells };
    ctx->events->child(ctx->events->context, ctx->handle, &record);
}

void context_note(struct context *ctx, enum complaint complaint, int64_t times)
{
    ctx->notes[complaint] += times;
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
    if (utf8_valid(bytes) < bytes.n && !mask_needed(slice_part(text, 0, MASKED_MAX)))
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

void context_explain(struct context *ctx, struct slice text)
{
    const struct parser_options *options = &ctx->parser->options;
    buf_char(&ctx->why, '\0');
    options->explain(options->explain_context, ctx->line, text, ctx->why.n > 1 ? ctx->why.p : "ignored");
    buf_reset(&ctx->why);
}

struct slice context_keep(struct context *ctx, struct slice text)
{
    buf_reset(&ctx->clean);
    utf8_clean(text, &ctx->clean);
    return arena_keep(&ctx->arena, buf_view(&ctx->clean));
}

/* Text is masked before it is cut, so that no half of a secret stays. */
struct slice context_keep_masked(struct context *ctx, struct slice text, size_t max)
{
    struct slice near = utf8_cut(text, MASKED_MAX);
    buf_reset(&ctx->clean);
    if (!utf8_clean(near, &ctx->clean))
        near = buf_view(&ctx->clean);
    if (mask_needed(near)) {
        buf_reset(&ctx->masked);
        context_note(ctx, COMPLAINT_secret_masked, mask_text_cut(near, max + 4, &ctx->masked));
        near = buf_view(&ctx->masked);
    }
    return arena_keep(&ctx->arena, utf8_cut(near, max));
}

struct slice context_keep_seconds(struct context *ctx, int64_t micros)
{
    buf_reset(&ctx->clean);
    decimal_seconds(micros, &ctx->clean);
    return arena_keep(&ctx->arena, buf_view(&ctx->clean));
}
