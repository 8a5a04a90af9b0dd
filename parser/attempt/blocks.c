/* blocks.c - the blocks of a log; see blocks.h. */
#include "blocks.h"

#include "parser/block/block.h"
#include "parser/block/block_places.h"
#include "parser/event/event.h"
#include "parser/text/json.h"
#include "parser/text/scan.h"

static void complained(void *context, enum complaint complaint, int64_t line, int col, struct slice text)
{
    if (complaints[complaint].class == CLASS_REJECT)
        context_reject(context, complaint, line, col, text);
    else
        context_note(context, complaint, 1);
}

static void finding_emit(const struct open_block *open, const struct cell *block, const struct verdict_finding *finding, struct context *ctx)
{
    struct cell cells[FINDING__N] = { 0 };
    struct evidence evidence = block_place(open->block, finding->field);
    cell_num(&cells[FINDING_seq], open->seq);
    cell_num(&cells[FINDING_line], evidence.line);
    cell_text(&cells[FINDING_scope], SLICE("strategy"));
    cell_text(&cells[FINDING_code], slice_of(finding->code));
    cell_text(&cells[FINDING_role], slice_of(finding->role));
    if (finding->severity)
        cell_text(&cells[FINDING_severity], slice_of(finding->severity));
    cell_text(&cells[FINDING_domain], slice_of(finding->domain));
    if (finding->field >= 0)
        cell_text(&cells[FINDING_field], slice_of(schemas[RECORD_correlation].field[finding->field].name));
    if (finding->threshold) {
        cell_text(&cells[FINDING_value], block[finding->field].text);
        cell_text(&cells[FINDING_limit_value], slice_of(finding->threshold));
    }
    cell_text(&cells[FINDING_evidence], evidence.text);
    cell_num(&cells[FINDING_count], 1);
    context_emit(ctx, RECORD_finding, cells);
}

/* Adds a note of the block's whole. */
static void note(const struct open_block *open, enum complaint complaint, struct record *record, struct context *ctx)
{
    context_note(ctx, complaint, 1);
    block_note(open->block, complaint, record);
}

/* What the rules say, into the record; the views live as long as *text. */
static void verdict_write(const struct open_block *open, const struct verdict *verdict, struct cell *cells, struct buf *text)
{
    buf_reset(text);
    fields_json(verdict->missing, text);
    size_t missing = text->n;
    block_places_write(open->block, text);
    cell_num(&cells[CORRELATION_audit_partial], verdict->audit_partial);
    cell_text(&cells[CORRELATION_places], slice_from(buf_view(text), missing));
    if (verdict->run_level)
        return;
    cell_text(&cells[CORRELATION_main_code], slice_of(verdict_main(verdict)));
    cell_text(&cells[CORRELATION_main_missing], slice_part(buf_view(text), 0, missing));
}

/* The rules over a finished block: its record and its findings go out. */
static void judge(struct blocks *blocks, const struct open_block *open, struct record *record, struct context *ctx)
{
    const struct rules *rules = &ctx->parser->rules;
    struct verdict verdict;
    struct verdict_finding findings[VERDICT_FINDINGS];
    rules_judge(rules, record->cell, &verdict);
    verdict_write(open, &verdict, record->cell, &blocks->text);
    if (verdict.differs)
        note(open, COMPLAINT_verdict_differs, record, ctx);
    context_emit(ctx, RECORD_correlation, record->cell);
    int n = verdict_findings(rules, &verdict, findings);
    for (int i = 0; i < n; i++)
        finding_emit(open, record->cell, &findings[i], ctx);
}

static bool is_open(const struct blocks *blocks, int source)
{
    return blocks->open >> source & 1;
}

/* Words behind somebody's text, and no field: a sentence that names a block. */
static bool is_none(const struct open_block *open)
{
    return open->before.text.n && open->before.form == PREFIX_none && !block_has_field(open->block);
}

static void end(struct blocks *blocks, int source, bool clean, struct context *ctx)
{
    struct open_block *open = &blocks->of[source];
    struct cell cells[CORRELATION__N] = { 0 };
    struct record record = { &schemas[RECORD_correlation], cells };
    if (!is_open(blocks, source))
        return;
    blocks->open &= ~((uint32_t)1 << source);
    if (is_none(open)) {
        blocks->n -= open->seq == blocks->n;
        context_why(ctx, "block %d is none: no field, and no prefix before its words", open->seq);
        return;
    }
    clean = clean && !block_is_torn(open->block);
    block_end(open->block, clean, &record);
    if (!clean)
        note(open, COMPLAINT_block_unclosed, &record, ctx);
    cell_num(&cells[CORRELATION_seq], open->seq);
    cell_num(&cells[CORRELATION_line], open->line);
    if (open->has_time)
        cell_time(&cells[CORRELATION_time], open->time, open->naive);
    context_note(ctx, COMPLAINT_secret_masked, block_secrets(open->block));
    judge(blocks, open, &record, ctx);
}

/* The same; an object that is still open was cut, unless its line is the log's last. */
static void end_told(struct blocks *blocks, int source, bool clean, struct context *ctx)
{
    if (is_open(blocks, source) && block_is_torn(blocks->of[source].block) && blocks->of[source].last < ctx->line)
        block_torn_tell(blocks->of[source].block);
    end(blocks, source, clean, ctx);
}

/* The line without the prefix that the opening line had too. */
static struct slice body_text(const struct open_block *open, struct slice text, const struct context *ctx)
{
    struct slice message;
    prefix_kept_take(ctx->parser->prefixes, &open->before, text, &message);
    return message;
}

static void start(struct blocks *blocks, const struct line *line, struct context *ctx)
{
    struct open_block *open = &blocks->of[line->source];
    uint32_t bit = (uint32_t)1 << line->source;
    size_t at = scan_text(line->text, SLICE("==="));
    end_told(blocks, line->source, false, ctx);
    if (!open->block)
        open->block = block_new(ctx->parser->mask, complained, ctx);
    prefix_keep(ctx->parser->prefixes, line->text, at, &open->before);
    open->headless = line->headless;
    open->seq = ++blocks->n;
    open->line = ctx->line;
    open->last = 0;
    open->has_time = line->message->has_time;
    open->time = line->message->time;
    open->naive = line->message->naive;
    blocks->open |= bit;
    blocks->native = line->headless ? blocks->native | bit : blocks->native & ~bit;
    block_begin(open->block, body_text(open, line->text, ctx), ctx->line);
    context_why(ctx, "opens block %d", open->seq);
}

/* The line ends the block, unless it has no head and the block's line before had one: then it is somebody else's. */
static bool end_by(struct blocks *blocks, const struct line *line, const char *why, struct context *ctx)
{
    const struct open_block *open = &blocks->of[line->source];
    if (line->headless && !open->headless)
        return false;
    context_why(ctx, "ends block %d: %s", open->seq, why);
    end_told(blocks, line->source, false, ctx);
    return true;
}

/* A prefix of another form than the block's, or where it has none: without a head it is another logger's line, neither piece nor end. */
static bool another_prefix(struct blocks *blocks, const struct line *line, struct context *ctx)
{
    if (!line->headless)
        end_by(blocks, line, "another prefix", ctx);
    return false;
}

/* A line with fields. */
static bool field_line(struct blocks *blocks, const struct line *line, bool full, struct context *ctx)
{
    struct open_block *open = &blocks->of[line->source];
    context_why(ctx, "field of block %d", open->seq);
    open->headless = line->headless;
    open->last = ctx->line;
    if (full)
        end(blocks, line->source, false, ctx);
    return true;
}

static bool body_line(struct blocks *blocks, const struct line *line, struct context *ctx)
{
    struct open_block *open = &blocks->of[line->source];
    struct slice body = body_text(open, line->text, ctx);
    if (body.n == line->text.n && prefix_begins(ctx->parser->prefixes, line->text))
        return another_prefix(blocks, line, ctx);
    enum block_answer answer = block_line(open->block, body, ctx->line);
    switch (answer) {
    case BLOCK_field:
    case BLOCK_full:
        return field_line(blocks, line, answer == BLOCK_full, ctx);
    case BLOCK_neutral:
        open->headless = line->headless;
        return true;
    case BLOCK_clean_end:
        context_why(ctx, "ends block %d", open->seq);
        end_told(blocks, line->source, true, ctx);
        return true;
    case BLOCK_other_end:
        return end_by(blocks, line, "another === line", ctx);
    case BLOCK_blank:
        if (block_ends_at_blank(open->block))
            end_by(blocks, line, "blank line", ctx);
        return false;
    case BLOCK_no_field:
        if (!line->first && ctx->line - open->last <= 1)
            block_wrapped(open->block, body);
        end_by(blocks, line, "no field", ctx);
        return false;
    case BLOCK_opening:
        break;
    }
    return false;
}

bool blocks_line(struct blocks *blocks, const struct line *line, struct context *ctx)
{
    if (context_match(ctx, PATTERN_block, line->text, line->bits) && block_is_opening(line->text)) {
        start(blocks, line, ctx);
        return true;
    }
    return is_open(blocks, line->source) && body_line(blocks, line, ctx);
}

/* The members of the user's own, as an object. */
static void members_write(struct slice object, struct buf *out)
{
    struct slice key;
    struct json_value value;
    buf_reset(out);
    for (size_t at = 0; json_member(object, &at, &key, &value);) {
        const char *quote = value.type == JSON_string ? "\"" : "";
        if (!event_member_reserved(key))
            buf_printf(out, "%s\"%.*s\":%s%.*s%s", out->n ? "," : "{", SLICE_ARG(key), quote, SLICE_ARG(value.raw), quote);
    }
    if (out->n)
        buf_char(out, '}');
}

/* The user's pairs of those that the console printed. */
static void pairs_write(struct slice text, struct buf *out)
{
    struct pair_walk walk;
    struct pair pair;
    buf_reset(out);
    pair_begin(&walk, text, NULL);
    while (pair_next(&walk, &pair))
        if (event_pair_is_users(&pair))
            buf_slice(out, (struct slice){ pair.key.p, (size_t)(walk.rest.p - pair.key.p) }); /* up to the next one */
}

void blocks_beside(struct blocks *blocks, struct slice beside, struct context *ctx)
{
    struct buf *members = &blocks->text;
    for (uint32_t rest = blocks->open; rest; rest &= rest - 1) {
        struct open_block *open = &blocks->of[__builtin_ctz(rest)];
        if (open->seq != blocks->n || open->line != ctx->line)
            continue;
        (slice_starts(beside, SLICE("{")) ? members_write : pairs_write)(beside, members);
        if (members->n)
            block_line(open->block, buf_view(members), ctx->line);
    }
}

void blocks_leave(struct blocks *blocks, int source, struct context *ctx)
{
    end(blocks, source, false, ctx);
}

void blocks_end(struct blocks *blocks, struct context *ctx)
{
    while (blocks->open) {
        int first = __builtin_ctz(blocks->open);
        for (uint32_t rest = blocks->open; rest; rest &= rest - 1)
            if (blocks->of[__builtin_ctz(rest)].seq < blocks->of[first].seq)
                first = __builtin_ctz(rest);
        end_told(blocks, first, false, ctx);
    }
}

void blocks_free(struct blocks *blocks)
{
    for (int i = 0; i < SOURCES_MAX; i++) {
        block_free(&blocks->of[i].block);
        buf_free(&blocks->of[i].before.text);
    }
    buf_free(&blocks->text);
}
