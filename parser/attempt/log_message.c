/* log_message.c - messages and their lines: which part sees what, in which order; see log_inside.h. */
#include "log_inside.h"

#include "parser/event/event.h"
#include "parser/text/ansi.h"
#include "parser/text/json.h"

static void line_pass(struct log *log, struct line *line);

static bool see_notices(struct log *log, const struct line *line)
{
    if (!line->piece && !line->nested && message_oversees(line->message))
        notices_line(&log->notices, line, &log->ctx);
    return false;
}

static bool see_incidents(struct log *log, const struct line *line)
{
    if (!line->nested)
        incidents_line(&log->incidents, line, &log->ctx);
    return false;
}

static bool see_failure(struct log *log, const struct line *line)
{
    failure_line(&log->failure, line, &log->ctx);
    return false;
}

static bool see_outcome(struct log *log, const struct line *line)
{
    if (line_is_own(line))
        outcome_line(&log->outcome, line, &log->ctx);
    return false;
}

static bool see_identity(struct log *log, const struct line *line)
{
    if (!line->piece)
        identity_line(&log->identity, line, &log->ctx);
    return false;
}

/* What is no part of a block, whatever it looks like, may end it all the same. */
static bool see_foreign(struct log *log, const struct line *line, struct slice text)
{
    struct line foreign = *line;
    foreign.text = text;
    foreign.bits = 0;
    if (line->source >= 0)
        blocks_line(&log->blocks, &foreign, &log->ctx);
    return true;
}

static bool see_traceback(struct log *log, const struct line *line)
{
    bool began = traceback_is_open(&log->traceback, line->source);
    if (line->record)
        return false; /* a child's record is no part of what was raised */
    bool by_line = line->message->speaker == SPEAKER_child && (line->first || line->headless);
    if (!began && by_line && (line->bits & pattern_bit(PATTERN_traceback)) && failure_tells(&log->failure, &log->ctx))
        traceback_tell(&log->traceback, line->source);
    bool taken = traceback_line(&log->traceback, line, &log->ctx);
    if (traceback_is_unraised(&log->traceback, line->source))
        failure_forget(&log->failure, log->ctx.line);
    if (!taken)
        return false;
    return began || see_foreign(log, line, line->text);
}

static bool see_echo(struct log *log, const struct line *line)
{
    return see_foreign(log, line, SLICE("echo"));
}

/* The lines of a record's text are looked at in its place, save for what is looked for in any text. */
static bool rendered_lines(struct log *log, const struct line *line)
{
    struct buf words = { 0 }, plain = { 0 };
    struct line inner = *line;
    struct slice rest, text;
    if (line->source < 0 || line->nested || !rendered_is_record(&line->rendered))
        return false;
    json_unescape(line->rendered.said, &words);
    rest = ansi_strip(buf_view(&words), &plain);
    inner.level = line->rendered.level ? line->rendered.level : line->level;
    inner.nested = true;
    if (slice_index(rest, '\n') == (size_t)-1)
        events_beside(&log->events, SLICE(""), line->rendered.object);
    for (bool more = true, first = true; more; first = false) {
        more = slice_cut(&rest, '\n', &text);
        inner.text = slice_trim_right(text);
        inner.first = first;
        line_pass(log, &inner);
    }
    events_beside(&log->events, SLICE(""), SLICE(""));
    blocks_beside(&log->blocks, line->rendered.object, &log->ctx);
    buf_free(&words);
    buf_free(&plain);
    return true;
}

static bool see_rendered(struct log *log, const struct line *line)
{
    context_note(&log->ctx, COMPLAINT_nul_byte, json_has_nul(line->rendered.object));
    return events_rendered(&log->events, line, &log->ctx) || rendered_lines(log, line);
}

static bool see_event(struct log *log, const struct line *line)
{
    return events_line(&log->events, line, &log->ctx);
}

static bool see_block(struct log *log, const struct line *line)
{
    bool piece = blocks_line(&log->blocks, line, &log->ctx);
    log->ctx.matched |= piece;
    return piece;
}

/* A line of a message is seen by these, in this order, until one takes it: then those further down do not see it. */
enum step { STEP_notices, STEP_incidents, STEP_failure, STEP_outcome, STEP_identity, STEP_traceback, STEP_echo, STEP_rendered, STEP_event, STEP_block };
static const struct {
    bool (*see)(struct log *, const struct line *);
    const char *why;
} steps[] = {
    [STEP_notices] = { see_notices, "before incidents: what is said of another is none of this log's" },
    [STEP_incidents] = { see_incidents, "before all who take lines: known words count wherever they stand, in tracebacks, echoes and events too" },
    [STEP_failure] = { see_failure, "takes nothing: what a child says of its own error counts wherever it stands" },
    [STEP_outcome] = { see_outcome, "before identity: a line counts unless it names another attempt than what was known before it" },
    [STEP_identity] = { see_identity, "takes nothing: what names the attempt is an echo or a print besides" },
    [STEP_traceback] = { see_traceback, "takes its lines, because what stands in a traceback is source code and nobody's print" },
    [STEP_echo] = { see_echo, "takes its lines, because what Airflow repeats is nobody's print" },
    [STEP_rendered] = { see_rendered, "before events, because event= within a record is that record's text" },
    [STEP_event] = { see_event, "before blocks, because an event is neither part of a block nor its end (domain §3.2)" },
    [STEP_block] = { see_block, "last: a block ends at whatever nobody has taken and is no field" },
};

/* Those who may care for the line, as bits. */
static unsigned steps_asked(const struct log *log, const struct line *line)
{
    const struct parser *parser = log->ctx.parser;
    uint64_t bits = line->bits;
    bool raised = traceback_is_open(&log->traceback, line->source) || (bits & pattern_bit(PATTERN_traceback));
    unsigned asked = (unsigned)line->message->echo << STEP_echo | (unsigned)(line->rendered.object.n > 0) << STEP_rendered |
                     (unsigned)raised << STEP_traceback | (unsigned)(line->source >= 0) << STEP_block;
    if (bits & parser->airflow_bits)
        asked |= 1u << STEP_outcome | 1u << STEP_identity;
    if ((bits & pattern_bit(PATTERN_NOTICE)) || log->notices.listing)
        asked |= 1u << STEP_notices;
    if ((bits & parser->failure_bits) || log->failure.dbt_next)
        asked |= 1u << STEP_failure;
    if (bits & parser->signature_bits)
        asked |= 1u << STEP_incidents;
    if (bits & parser->task_bits)
        asked |= 1u << STEP_event;
    if (log->ctx.facts.unread && line->headless)
        asked &= ~(1u << STEP_rendered | 1u << STEP_event | 1u << STEP_block | 1u << STEP_traceback | 1u << STEP_failure | 1u << STEP_incidents);
    return asked;
}

/* Where the line belongs, when something is open or it may begin something; a line without a head to the message before it on its output channel, else to the
 * open block that such a line opened. */
static int source_of(struct log *log, const struct line *line)
{
    struct context *ctx = &log->ctx;
    int left;
    if (!log_busy(log) && !(line->bits & ctx->parser->task_bits))
        return -1;
    int slot = line_source_find(&log->at_hand.sources, line->aside ? SLICE("") : buf_view(&line->message->key), ctx->line, log_busy(log), &left);
    if (left >= 0) {
        blocks_leave(&log->blocks, left, ctx);
        traceback_leave(&log->traceback, left);
    }
    uint32_t native = log->blocks.open & log->blocks.native;
    bool begins = line->bits & (pattern_bit(PATTERN_block) | pattern_bit(PATTERN_traceback));
    if (!line->headless || !native || begins || (log_busy(log) >> slot & 1) || line->message->echo)
        return slot;
    slot = __builtin_ctz(native);
    line_source_use(&log->at_hand.sources, slot, ctx->line);
    return slot;
}

static void line_pass(struct log *log, struct line *line)
{
    line->rendered = rendered_suspects(line->text) ? rendered_read(log->ctx.parser->prefixes, line->text) : (struct rendered){ .level = LEVEL_none };
    line->source = source_of(log, line);
    line->code = line->source >= 0 && traceback_is_code(&log->traceback, line->source, line->text, &log->ctx);
    for (unsigned rest = steps_asked(log, line); rest; rest &= rest - 1)
        if (steps[__builtin_ctz(rest)].see(log, line))
            return;
}

/* An event that structlog's console prints: its pairs may show an incident. */
static bool console_event(struct log *log, const struct head *head, uint64_t bits)
{
    if (!events_console(&log->events, head, &log->at_hand.message, &log->ctx))
        return false;
    if (bits & log->ctx.parser->signature_bits)
        incidents_pairs(&log->incidents, head->message, head->pairs, bits, &log->ctx);
    return true;
}

/* Whether somebody may care for a line of a message. */
static bool is_asked(const struct log *log, const struct head *head, uint64_t bits)
{
    return bits || log_busy(log) || log->failure.dbt_next || log->notices.listing || head->pairs.n || rendered_suspects(head->message);
}

/* A line of a message, which may have a console head of its own. */
static void head_line(struct log *log, const struct head *head, uint64_t bits, bool first)
{
    if (!is_asked(log, head, bits))
        return;
    struct slice behind = head->pairs.n ? head->pairs : head->tail;
    struct line line = { .text = slice_trim_right(head->message), .bits = bits, .message = &log->at_hand.message, .level = head->level, .first = first };
    if (bits & pattern_bit(PATTERN_event))
        events_beside(&log->events, head->logger, head->family == FAMILY_json ? head->object : head->tail);
    if (!head->pairs.n || !console_event(log, head, bits))
        line_pass(log, &line);
    events_beside(&log->events, SLICE(""), SLICE(""));
    if (bits & pattern_bit(PATTERN_block))
        blocks_beside(&log->blocks, slice_trim(head->tail), &log->ctx);
    if (behind.n)
        incidents_rest(&log->incidents, (struct slice){ head->message.p, (size_t)(behind.p - head->message.p) + behind.n }, bits, &log->ctx);
}

static void head_lines(struct log *log, const struct head *head, uint64_t bits)
{
    const struct head_reader *reader = &log->ctx.parser->heads;
    struct slice rest = head->message, line;
    bool more = slice_cut(&rest, '\n', &line);
    if (!more) {
        head_line(log, head, bits, true);
        return;
    }
    struct head part = *head;
    part.object = SLICE(""); /* its members stand beside the whole */
    part.message = line;
    if (head->unsplit)
        head_console_end(reader, &part);
    head_line(log, &part, bits, true);
    while (more) {
        more = slice_cut(&rest, '\n', &line);
        part = (struct head){ .level = head->level, .message = line };
        if (head->family == FAMILY_json)
            head_read_console(reader, line, &part);
        head_line(log, &part, bits, false);
    }
}

/* A record is its text, line by line or as an event; then its members are seen: by incidents (what text and members both show counts once), traceback,
 * outcome, identity. */
static void record(struct log *log, const struct head *head, uint64_t bits)
{
    struct context *ctx = &log->ctx;
    struct found found;
    bool json = head->family == FAMILY_json;
    if (head->pairs.n || !events_record(&log->events, head, &log->at_hand.message, ctx))
        head_lines(log, head, bits);
    if (bits & pattern_bit(PATTERN_block))
        blocks_beside(&log->blocks, head->object, ctx);
    if (bits & ctx->parser->signature_bits)
        incidents_members(&log->incidents, json && event_name_valid(head->message) ? head->message : SLICE(""), head->object, bits, ctx);
    traceback_detail(&log->traceback, &log->at_hand.message, head->error, head->error.type != JSON_none && failure_in(&failure_unraised, head->message), ctx);
    if (!json) {
        identity_labels(&log->identity, head->object, ctx);
        return;
    }
    if (outcome_record(&log->outcome, head, ctx, &found))
        incidents_add_once(&log->incidents, &found, ctx);
    identity_record(&log->identity, head, ctx);
}

static void head_explain(struct log *log, const struct head *head)
{
    static const char *const families[] = {
        [FAMILY_none] = "", [FAMILY_text] = "head", [FAMILY_interface] = "head of the web interface", [FAMILY_console] = "console head",
        [FAMILY_json] = "JSON record", [FAMILY_elastic] = "Elasticsearch record", [FAMILY_bad_json] = "",
    };
    context_why(&log->ctx, "%s%s%s%s%s", log->at_hand.message.own ? "Airflow's " : "", families[head->family], head->nesting > 1 ? ", nested" : "",
                head->level == LEVEL_none ? "" : " ", head->level == LEVEL_none ? "" : level_name(head->level));
    if (log->at_hand.message.echo)
        context_why(&log->ctx, "echo, not looked at");
}

void log_settle(struct log *log)
{
    const struct plain_head *plain = &log->at_hand.plain;
    struct head_space space = { 0 }; /* that of the line at hand may be in use */
    struct head head = { 0 };
    switch (plain->waits) {
    case PLAIN_none:
        return;
    case PLAIN_head:
        head = plain->head;
        break;
    case PLAIN_repeat:
        head_repeat_take(&plain->repeat, plain->line, &head);
        break;
    case PLAIN_record:
        head_read(&log->ctx.parser->heads, plain->line, &space, &head);
        break;
    }
    log_head(log, &head, 0);
    head_space_free(&space);
}

void log_settle_block(struct log *log)
{
    struct plain_head *plain = &log->at_hand.plain;
    struct message *message = &log->at_hand.message;
    struct slice file = slice_part(plain->line, ORIGIN_AT, ORIGIN_AT + (size_t)plain->repeat.origin.file_n), text = slice_from(plain->line, plain->repeat.origin.message_at);
    if (!message_repeat(message, &plain->repeat, file, text)) {
        log_settle(log);
        return;
    }
    plain->waits = PLAIN_none;
    struct line line = { .text = slice_trim_right(text), .message = message, .level = message->level, .first = true };
    line.source = source_of(log, &line);
    (message->echo ? see_echo : see_block)(log, &line);
}

/* The web interface glues the exception to the words; its frames come on lines without a head. */
static void glued_error(struct log *log, const struct head *head)
{
    int left, slot = line_source_find(&log->at_hand.sources, buf_view(&log->at_hand.message.key), log->ctx.line, log_busy(log), &left);
    if (left >= 0) {
        blocks_leave(&log->blocks, left, &log->ctx);
        traceback_leave(&log->traceback, left);
    }
    traceback_interface(&log->traceback, &log->at_hand.message, slot, slice_from(head->message, strlen("Task failed with exception")), &log->ctx);
}

static void interface_line(struct log *log, const struct head *head)
{
    struct found found;
    if (outcome_interface(&log->outcome, head, &log->ctx, &found))
        incidents_add_once(&log->incidents, &found, &log->ctx);
}

void log_head(struct log *log, const struct head *head, uint64_t bits)
{
    struct facts *facts = &log->ctx.facts;
    log->at_hand.plain.waits = PLAIN_none;
    message_begin(&log->at_hand.message, head, facts->generation);
    if (context_explains(&log->ctx))
        head_explain(log, head);
    if (head->family == FAMILY_interface && head->nesting == 1 && !facts->own_lines && !log->counts.has_records)
        interface_line(log, head);
    if (head->object.n)
        record(log, head, bits);
    else
        head_line(log, head, bits, true);
    if (head->family == FAMILY_interface && log->at_hand.message.failing)
        glued_error(log, head); /* at last: the line itself would end what it opens */
}

/* The words of Elasticsearch's records and of console lines stand behind their heads; all others are looked at as they are. */
void log_piece(struct log *log, const struct log_line *physical, const struct head *head)
{
    bool worded = head->family == FAMILY_elastic || head->family == FAMILY_console || log->owned.within;
    bool console = head->family == FAMILY_console && head->pairs.n;
    enum level level = head->level == LEVEL_none ? log->at_hand.message.level : head->level;
    struct slice rest = worded ? head->message : physical->text, text;
    log_settle(log);
    context_why(&log->ctx, "piece of the message before it");
    if (console && console_event(log, head, physical->bits))
        return;
    for (bool more = true; more;) {
        more = worded && slice_cut(&rest, '\n', &text);
        struct line line = { .text = slice_trim_right(worded ? text : rest), .bits = physical->bits, .message = &log->at_hand.message, .level = level,
                             .headless = true, .piece = true, .record = head->family != FAMILY_bad_json };
        line_pass(log, &line);
    }
}

bool log_leave_record(struct log *log)
{
    struct message *message = &log->at_hand.message;
    log_settle(log);
    bool behind = message->family == FAMILY_json || message->family == FAMILY_elastic;
    if (behind)
        message_leave(message);
    return behind;
}

/* What a container's process writes to stderr comes between the lines of a message that it writes to stdout. */
static bool is_aside(const struct log *log, const struct log_line *physical)
{
    return physical->channel && log->at_hand.channel && physical->channel != log->at_hand.channel;
}

void log_headless(struct log *log, const struct log_line *physical, struct slice text)
{
    struct message *message = &log->at_hand.message;
    bool behind = log_leave_record(log), no_heads = !log->counts.has_heads;
    if (no_heads || (message->family == FAMILY_none && physical->has_time)) {
        message->has_time = physical->has_time;
        message->time = physical->time;
        message->naive = false;
    }
    struct line line = { .text = slice_trim_right(text), .bits = physical->bits, .message = message, .level = message->level, .headless = true,
                         .aside = is_aside(log, physical), .first = behind || no_heads };
    line_pass(log, &line);
}
