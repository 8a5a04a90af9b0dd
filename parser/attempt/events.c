/* events.c - the event records of a log; see events.h. */
#include "events.h"

#include "parser/catalogue/airflow.h"
#include "parser/text/json.h"

/* A logger that may hold a secret, as it may leave the program: few are named, one after another the same. */
static struct slice logger_shown(struct events *events, struct slice logger)
{
    if (!slice_eq(buf_view(&events->logger), logger)) {
        buf_reset(&events->logger);
        buf_reset(&events->shown);
        buf_slice(&events->logger, logger);
        events->logger_secrets = mask_text(events->event.room.mask, logger, &events->shown);
    }
    events->event.secrets += events->logger_secrets;
    return buf_view(&events->shown);
}

/* The event at hand goes out. */
static bool emit(struct events *events, const struct message *message, struct slice name, enum level level, struct context *ctx)
{
    struct event *event = &events->event;
    struct cell cells[EVENT__N] = { 0 };
    cell_num(&cells[EVENT_seq], ++events->n);
    cell_num(&cells[EVENT_line], ctx->line);
    if (message->has_time)
        cell_time(&cells[EVENT_time], message->time, message->naive);
    if (level != LEVEL_none)
        cell_text(&cells[EVENT_level], slice_of(level_name(level)));
    if (message->logger.n)
        cell_text(&cells[EVENT_logger], message->logger_suspect ? logger_shown(events, buf_view(&message->logger)) : buf_view(&message->logger));
    if (mask_name_needed(ctx->parser->mask, name)) {
        event->secrets++;
        name = SLICE("***");
    }
    cell_text(&cells[EVENT_name], name);
    if (event->has_crypto)
        cell_text(&cells[EVENT_crypto], buf_view(&event->crypto));
    cell_text(&cells[EVENT_attrs], event->attrs);
    context_note(ctx, COMPLAINT_secret_masked, event->secrets);
    attribute_map_close(&event->attributes);
    context_emit(ctx, RECORD_event, cells);
    attribute_map_rest(&event->attributes);
    ctx->matched = true;
    context_why(ctx, "event %.*s", SLICE_ARG(name));
    return true;
}

/* The line from its first event= on, or from where key=value begins behind a prefix, whose level it has; empty when it holds none. Text within
 * somebody's JSON is none. */
static struct slice event_text(const struct line *line, enum level *level, struct context *ctx)
{
    static const struct slice word = SLICE_ROW("event=");
    if (slice_starts(line->text, word)) /* as nearly all do: there is no prefix, and the pattern matches here */
        return line->text;
    if (!context_match(ctx, PATTERN_event, line->text, line->bits) || (line->text.p[0] == '{' && json_read(line->text).type == JSON_object))
        return SLICE("");
    return prefix_cut(ctx->parser->prefixes, line->text, pattern_end(ctx->parser->patterns, PATTERN_event) - word.n, level);
}

static bool event_line(struct events *events, const struct line *line, struct context *ctx)
{
    enum level level = line->level;
    struct slice text = event_text(line, &level, ctx);
    return text.n && event_parse(text, &events->event) && emit(events, line->message, events->event.name, level, ctx);
}

static bool train_samples_line(struct events *events, const struct line *line, struct context *ctx)
{
    enum level level = line->level;
    if (!context_match(ctx, PATTERN_train_samples, line->text, line->bits))
        return false;
    prefix_cut(ctx->parser->prefixes, line->text, pattern_end(ctx->parser->patterns, PATTERN_train_samples), &level);
    struct slice samples = context_group(ctx, PATTERN_train_samples, "samples");
    while (samples.n > 1 && samples.p[0] == '0')
        samples = slice_from(samples, 1);
    event_attrs_begin(&events->event);
    event_attr(&events->event, SLICE("samples"), samples);
    event_attrs_end(&events->event);
    return emit(events, line->message, SLICE("train_samples"), level, ctx);
}

static bool running_factor_line(struct events *events, const struct line *line, struct context *ctx)
{
    enum level level = line->level;
    size_t at = line->bits & pattern_bit(PATTERN_running_factor) ? slice_find(line->text, SLICE("Running factor=")) : (size_t)-1;
    if (at == (size_t)-1)
        return false;
    struct slice text = slice_trim_left(prefix_cut(ctx->parser->prefixes, line->text, at, &level));
    if (!pattern_match(ctx->parser->patterns, PATTERN_running_factor, text))
        return false;
    event_pairs(context_group(ctx, PATTERN_running_factor, "pairs"), &events->event);
    return emit(events, line->message, SLICE("running_factor"), level, ctx);
}

/* The groups of a match are the attributes, typed as bare values are. One may hold what is a secret only by the words round it. */
static void user_attributes(struct event *event, const struct regex *regex, struct slice text)
{
    const char *name;
    struct slice value;
    bool took_part;
    event_attrs_begin(event);
    for (int i = 0; regex_named(regex, i, &name, &value, &took_part); i++)
        if (took_part && value.n && mask_hides(event->room.mask, text, value))
            event_attr_masked(event, slice_of(name));
        else if (took_part)
            event_attr_text(event, slice_of(name), slice_trim(value));
    event_attrs_end(event);
}

/* Named patterns of the user's own. */
static bool user_line(struct events *events, const struct line *line, struct context *ctx)
{
    const struct user_patterns *user = ctx->parser->options.user_patterns;
    enum level level = line->level;
    bool found = false;
    if (!(line->bits & ctx->parser->task_bits & pattern_bit(PATTERN_USER)))
        return false;
    prefix_cut(ctx->parser->prefixes, line->text, line->text.n, &level);
    for (int i = 0; i < user->n; i++) {
        const struct user_pattern *row = &user->row[i];
        if (row->severity || row->is_prefix || !regex_match(row->regex, line->text))
            continue;
        user_attributes(&events->event, row->regex, line->text);
        found = emit(events, line->message, slice_of(row->name), level, ctx);
    }
    return found;
}

/* A line may be several: an event and what patterns make of it. */
static bool named_line(struct events *events, const struct line *line, struct context *ctx)
{
    bool found = train_samples_line(events, line, ctx);
    found |= running_factor_line(events, line, ctx);
    found |= user_line(events, line, ctx);
    return found;
}

bool events_line(struct events *events, const struct line *line, struct context *ctx)
{
    if (!(line->bits & ctx->parser->task_bits))
        return false;
    bool found = event_line(events, line, ctx);
    found |= named_line(events, line, ctx);
    return found;
}

bool events_rendered(struct events *events, const struct line *line, struct context *ctx)
{
    const struct rendered *rendered = &line->rendered;
    if (!event_name_valid(rendered->said) || !event_members(rendered->object, &events->event))
        return false;
    emit(events, line->message, rendered->said, rendered->level ? rendered->level : line->level, ctx);
    named_line(events, line, ctx);
    return true;
}

static bool logger_is_airflows(struct slice logger)
{
    const struct airflow_logger *found = airflow_logger_find(logger);
    return found && found->only == AIRFLOW_AIRFLOWS;
}

void events_beside(struct events *events, struct slice logger, struct slice beside)
{
    events->event.beside = beside.n && !logger_is_airflows(logger) ? slice_trim(beside) : SLICE("");
}

bool events_record(struct events *events, const struct head *head, const struct message *message, struct context *ctx)
{
    return head->family == FAMILY_json && event_name_valid(head->message) && !logger_is_airflows(head->logger) &&
           event_members(head->object, &events->event) && emit(events, message, head->message, head->level, ctx);
}

bool events_console(struct events *events, const struct head *head, const struct message *message, struct context *ctx)
{
    if (!head->pairs.n || (head->pairs_named && logger_is_airflows(head->logger)))
        return false;
    return event_pairs_console(head->pairs, &events->event) && emit(events, message, head->message, head->level, ctx);
}

void events_open(struct events *events, struct mask *mask)
{
    events->event.room.mask = mask;
}

void events_free(struct events *events)
{
    event_free(&events->event);
    buf_free(&events->logger);
    buf_free(&events->shown);
}
