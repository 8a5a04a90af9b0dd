/* incident.c - known incidents; see incident.h. */
#include "incident.h"

#include "parser/event/event.h"
#include "parser/text/json.h"
#include "parser/text/regex.h"
#include "parser/text/utf8.h"

/* What is known of a code: its signature's row, or that of the user's own pattern. */
struct naming {
    const char *name, *severity, *domain;
};

static struct naming naming_of(int signature)
{
    const struct pattern_row *row = &pattern_rows[PATTERN__SIGNATURES + signature];
    return (struct naming){ row->name, row->severity, row->domain };
}

static struct naming naming_of_user_pattern(const struct user_patterns *user, int row)
{
    return (struct naming){ user->row[row].name, user->row[row].severity, user->row[row].domain };
}

void incidents_open(struct incidents *incidents, struct context *ctx)
{
    if (ctx->parser->options.user_patterns)
        incidents->user = arena_take(&ctx->arena, sizeof(*incidents->user) * USER_PATTERNS_MAX);
}

/* A pattern of ours or the user's, to be asked for again. */
struct finder {
    const struct patterns *patterns;
    int pattern;
    struct regex *regex; /* NULL = the pattern */
};

static bool finds(const struct finder *finder, struct slice text, size_t *end)
{
    bool found = finder->regex ? regex_match(finder->regex, text) : pattern_match(finder->patterns, finder->pattern, text);
    if (found)
        *end = finder->regex ? regex_end(finder->regex) : pattern_end(finder->patterns, finder->pattern);
    return found;
}

/* Of a long text what is around the match, masked as a whole before it is cut. */
static struct slice keep_around(const struct finder *finder, struct slice text, struct context *ctx)
{
    enum { BEFORE = EVIDENCE_MAX * 3 / 4 };
    struct mask *mask = ctx->parser->mask;
    struct buf masked = { 0 }, ignored = { 0 };
    size_t end = 0;
    mask_text(mask, text, &masked);
    struct slice whole = buf_view(&masked);
    size_t from = finds(finder, whole, &end) && end > EVIDENCE_MAX ? end - BEFORE : 0;
    while (from < whole.n && ((unsigned char)whole.p[from] & 0xc0) == 0x80)
        from++; /* to a whole character */
    struct slice part = utf8_cut(slice_from(whole, from), EVIDENCE_MAX);
    int before = from ? mask_text_cut(mask, text, from, &ignored) : 0;
    buf_reset(&ignored);
    context_note(ctx, COMPLAINT_secret_masked, mask_text_cut(mask, text, from + part.n, &ignored) - before);
    part = context_keep(ctx, part);
    buf_free(&masked);
    buf_free(&ignored);
    return part;
}

/* One more of a code: the evidence of the first is kept; finder: what found it, NULL where it was no pattern. */
static void count(struct incident *incident, const char *name, struct slice evidence, const struct finder *finder, struct context *ctx)
{
    ctx->matched = true;
    context_why(ctx, "incident %s", name);
    incident->last = ctx->line;
    if (incident->count++ > 0)
        return;
    incident->line = ctx->line;
    bool around = finder && evidence.n > EVIDENCE_MAX && !ctx->in_key;
    incident->evidence = around ? keep_around(finder, evidence, ctx) : context_keep_masked(ctx, evidence, EVIDENCE_MAX);
}

static bool seen_here(const struct incident *incident, const struct context *ctx)
{
    return incident->count && incident->last == ctx->line;
}

/* A text to be looked at. */
struct look {
    struct slice text;
    uint64_t bits;
    bool code;  /* source code in a traceback */
    bool again; /* of a line that was looked at: what it shows again counts once */
};

/* The user's own: one bit announces them all. */
static void look_user(struct incidents *incidents, const struct look *look, struct context *ctx)
{
    const struct user_patterns *user = ctx->parser->options.user_patterns;
    for (int i = 0; i < user->n; i++) {
        struct finder finder = { .regex = user->row[i].regex };
        size_t end;
        if (user->row[i].severity && !(look->again && seen_here(&incidents->user[i], ctx)) && finds(&finder, look->text, &end))
            count(&incidents->user[i], user->row[i].name, look->text, &finder, ctx);
    }
}

static void look_at(struct incidents *incidents, const struct look *look, struct context *ctx)
{
    uint64_t bits = ctx->facts.notice_line == ctx->line ? 0 : look->bits & ctx->parser->signature_bits;
    if (bits & pattern_bit(PATTERN_USER))
        look_user(incidents, look, ctx);
    for (uint64_t rest = bits & ~pattern_bit(PATTERN_USER); rest; rest &= rest - 1) {
        int pattern = __builtin_ctzll(rest);
        struct incident *incident = &incidents->known[pattern - PATTERN__SIGNATURES];
        /* A kill by Airflow itself, or a code line that only spells it, is no lack of memory. */
        if (pattern == PATTERN__SIGNATURES + SIGNATURE_OOM_KILLED && (look->code || ctx->facts.airflow_kills))
            continue;
        struct finder finder = { .patterns = ctx->parser->patterns, .pattern = pattern };
        size_t end;
        if (!(look->again && seen_here(incident, ctx)) && finds(&finder, look->text, &end))
            count(incident, pattern_rows[pattern].name, look->text, &finder, ctx);
    }
}

void incidents_line(struct incidents *incidents, const struct line *line, struct context *ctx)
{
    const struct rendered *rendered = &line->rendered;
    look_at(incidents, &(struct look){ line->text, line->bits, .code = line->code }, ctx);
    if (rendered->object.n)
        incidents_members(incidents, event_name_valid(rendered->said) ? rendered->said : SLICE(""), rendered->object, line->bits, ctx);
}

void incidents_rest(struct incidents *incidents, struct slice text, uint64_t bits, struct context *ctx)
{
    look_at(incidents, &(struct look){ text, bits, .again = true }, ctx);
}

/* Exceptions of error_detail, those of a group too, each by its own text: its frames are no evidence. */
static void look_exceptions(struct incidents *incidents, struct json_value detail, uint64_t bits, int depth, struct context *ctx)
{
    enum { DEEPEST = 8 };
    struct json_value element;
    struct buf text = { 0 };
    for (size_t at = 0; detail.type == JSON_array && depth < DEEPEST && json_element(detail.raw, &at, &element);)
        look_exceptions(incidents, element, bits, depth + 1, ctx);
    if (detail.type != JSON_object)
        return;
    json_unescape(json_get(detail.raw, SLICE("exc_type")).raw, &text);
    buf_text(&text, ": ");
    json_unescape(json_get(detail.raw, SLICE("exc_value")).raw, &text);
    incidents_rest(incidents, buf_view(&text), bits, ctx);
    buf_free(&text);
    look_exceptions(incidents, json_get(detail.raw, SLICE("exceptions")), bits, depth + 1, ctx);
}

void incidents_members(struct incidents *incidents, struct slice name, struct slice object, uint64_t bits, struct context *ctx)
{
    struct slice key;
    struct json_value value;
    struct buf line = { 0 };
    if (!(bits & ctx->parser->signature_bits))
        return;
    if (name.n)
        buf_printf(&line, "event=%.*s ", SLICE_ARG(name));
    for (size_t at = 0; json_member(object, &at, &key, &value);) {
        if (slice_eq(key, SLICE("event")) || slice_eq(key, SLICE("message")) || slice_eq(key, SLICE("workload")))
            continue;
        if (value.type == JSON_array && (slice_eq(key, SLICE("error_detail")) || slice_eq(key, SLICE("exception"))))
            look_exceptions(incidents, value, bits, 0, ctx);
        buf_slice(&line, key);
        buf_char(&line, '=');
        json_unescape(value.raw, &line);
        buf_char(&line, ' ');
    }
    incidents_rest(incidents, buf_view(&line), bits, ctx);
    buf_free(&line);
}

void incidents_pairs(struct incidents *incidents, struct slice name, struct slice pairs, uint64_t bits, struct context *ctx)
{
    struct buf line = { 0 };
    buf_printf(&line, "event=%.*s %.*s", SLICE_ARG(name), SLICE_ARG(pairs));
    look_at(incidents, &(struct look){ buf_view(&line), bits, .again = false }, ctx);
    buf_free(&line);
}

void incidents_add(struct incidents *incidents, const struct found *found, struct context *ctx)
{
    struct incident *incident = &incidents->known[found->signature];
    ctx->line = found->line;
    count(incident, naming_of((int)found->signature).name, found->evidence, NULL, ctx);
    incident->count += found->count - 1;
    incident->field = found->field;
    incident->value = found->value;
    incident->threshold = found->threshold;
}

void incidents_add_once(struct incidents *incidents, const struct found *found, struct context *ctx)
{
    if (!seen_here(&incidents->known[found->signature], ctx))
        incidents_add(incidents, found, ctx);
}

static void record_make(const struct incident *incident, struct naming naming, struct cell *cells)
{
    cell_num(&cells[FINDING_seq], 0);
    cell_num(&cells[FINDING_line], incident->line);
    cell_text(&cells[FINDING_scope], SLICE("attempt"));
    cell_text(&cells[FINDING_code], slice_of(naming.name));
    cell_text(&cells[FINDING_role], SLICE("incident"));
    cell_text(&cells[FINDING_severity], slice_of(naming.severity));
    cell_text(&cells[FINDING_domain], slice_of(naming.domain));
    if (incident->field.n) {
        cell_text(&cells[FINDING_field], incident->field);
        cell_text(&cells[FINDING_value], incident->value);
        cell_text(&cells[FINDING_limit_value], incident->threshold);
    }
    cell_text(&cells[FINDING_evidence], incident->evidence);
    cell_num(&cells[FINDING_count], incident->count);
}

static void emit(const struct incident *incident, struct naming naming, struct context *ctx)
{
    struct cell cells[FINDING__N] = { 0 };
    if (!incident->count)
        return;
    record_make(incident, naming, cells);
    context_emit(ctx, RECORD_finding, cells);
}

void incidents_end(const struct incidents *incidents, struct context *ctx)
{
    const struct user_patterns *user = ctx->parser->options.user_patterns;
    for (int i = 0; i < SIGNATURE__N; i++)
        emit(&incidents->known[i], naming_of(i), ctx);
    for (int i = 0; user && i < user->n; i++)
        emit(&incidents->user[i], naming_of_user_pattern(user, i), ctx);
}

static void tell(const struct incident *incident, struct naming naming, struct context *ctx)
{
    struct cell cells[FINDING__N] = { 0 };
    record_make(incident, naming, cells);
    ctx->events->early(ctx->events->context, ctx->handle, &(struct record){ &schemas[RECORD_finding], cells });
}

static void tell_grown(struct incident *incident, struct naming naming, struct context *ctx)
{
    if (incident->count > incident->told)
        tell(incident, naming, ctx);
    incident->told = incident->count;
}

void incidents_tell(struct incidents *incidents, struct context *ctx)
{
    const struct user_patterns *user = ctx->parser->options.user_patterns;
    for (int i = 0; i < SIGNATURE__N; i++)
        tell_grown(&incidents->known[i], naming_of(i), ctx);
    for (int i = 0; user && i < user->n; i++)
        tell_grown(&incidents->user[i], naming_of_user_pattern(user, i), ctx);
}

void incident_tell(const struct found *found, struct context *ctx)
{
    struct incident incident = { .count = found->count, .line = found->line, .evidence = found->evidence, .field = found->field,
                                 .value = found->value, .threshold = found->threshold };
    tell(&incident, naming_of((int)found->signature), ctx);
}
