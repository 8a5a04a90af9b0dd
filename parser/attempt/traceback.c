/* traceback.c - Python tracebacks; see traceback.h. */
#include "traceback.h"

#include "parser/failure/naming.h"
#include "parser/failure/title.h"
#include "traceback_text.h"

enum { ERROR_MAX = 4096, BEFORE_MAX = 512 }; /* bytes before a header that its other lines may have too */

/* Where the error of a traceback goes: Airflow's own, or one that comes before it; what comes after it names nothing. */
static enum printed printed_of(const struct traceback *traceback, enum failing failing, const struct context *ctx)
{
    const struct printed_error *own = &traceback->printed[PRINTED_own];
    if (failing == FAILING_stated)
        return PRINTED_own;
    bool after = own->error.type.n && own->segment == ctx->facts.segments;
    return failing == FAILING_words || after ? PRINTED_aside : PRINTED_other;
}

/* Before 2.2 Airflow's line is the exception's text: the error that it does not begin with is another. */
static bool is_words(const struct message *message, struct slice text)
{
    struct slice words = buf_view(&message->words), rest = text, first;
    slice_cut(&rest, '\n', &first);
    first = slice_trim(first);
    return message->failing == FAILING_words && (first.n ? slice_starts(words, first) : !words.n);
}

static void printed_set(struct traceback *traceback, struct open_traceback *open, const struct message *message, struct slice type, struct slice text,
                        const struct context *ctx)
{
    struct printed_error *printed = &traceback->printed[open->into];
    error_set(&printed->error, type, text, ctx->line);
    if (open->into == PRINTED_aside && is_words(message, text)) {
        open->into = PRINTED_own;
        error_copy(&traceback->printed[PRINTED_own].error, &printed->error);
        printed = &traceback->printed[PRINTED_own];
    }
    printed->segment = ctx->facts.segments;
    printed->line = ctx->line;
    printed->speaker = message->speaker;
}

static bool is_mark_byte(char byte)
{
    return byte == '^' || byte == '~' || byte == ' ';
}

/* Frames that a store took the indentation off (logcli does): "File .., line N, in f", its source code, perhaps a line of marks below it. What follows
 * none of these is the exception. */
static bool flat_line(struct open_traceback *open, struct slice text)
{
    bool file = traceback_is_frame(text);
    bool code = open->after_file && !file && !traceback_names_exception(text);
    bool marks = text.n && slice_span(text, 0, is_mark_byte) == text.n;
    bool flat = file || (open->flat && (code || marks || slice_starts(text, SLICE("[Previous line repeated "))));
    open->after_file = file;
    open->flat = open->flat || file;
    return flat;
}

/* "Traceback (most recent call last):" in a line. */
struct header {
    size_t at, indent; /* where it begins; the blanks and marks before it */
    bool group, behind; /* other words stand before it */
};

static bool header_find(const struct line *line, struct context *ctx, struct header *header)
{
    if (!context_match(ctx, PATTERN_traceback, line->text, line->bits))
        return false;
    struct slice indent = context_group(ctx, PATTERN_traceback, "indent");
    header->indent = indent.n;
    header->group = context_group(ctx, PATTERN_traceback, "group").n;
    header->behind = indent.p != line->text.p;
    header->at = (size_t)(indent.p - line->text.p) + indent.n - (header->group && slice_ends(indent, SLICE("+ ")) ? 2 : 0);
    return true;
}

/* The traceback of the header. */
static void begin(struct traceback *traceback, struct open_traceback *open, const struct line *line, size_t indent, bool group, struct context *ctx)
{
    if (!open->chained)
        open->into = open->unraised ? PRINTED_unraised : printed_of(traceback, line->aside ? FAILING_no : line->message->failing, ctx);
    open->unraised = false;
    printed_begin(traceback->printed, open->into, open->chained, ctx);
    open->state = TRACEBACK_frames;
    open->flat = open->after_file = open->glued = open->chained = open->member = open->boxed = false;
    open->indent = indent;
    open->group = group;
    context_why(ctx, "traceback");
}

static bool header_line(struct traceback *traceback, struct open_traceback *open, const struct line *line, const struct header *header, struct context *ctx)
{
    bool inside = open->state != TRACEBACK_none && open->state != TRACEBACK_asked && open->state != TRACEBACK_told && open->group && header->indent > open->indent;
    if (inside)
        open->state = TRACEBACK_gap; /* one of the group's own: the error is the group */
    else
        begin(traceback, open, line, header->indent, header->group, ctx);
    return true;
}

/* The line without what stood before the header; false: nothing of it stands there. */
static bool bare_line(const struct open_traceback *open, const struct line *line, struct line *bare, const struct context *ctx)
{
    *bare = *line;
    bool prefixed = prefix_kept_take(ctx->parser->prefixes, &open->before, line->text, &bare->text);
    bare->first = line->first || prefixed; /* each line is printed by itself */
    return prefixed;
}

/* Whether a header behind other words may begin another one: not in a frame's source code, nor in an exception's text. */
static bool may_ask(const struct open_traceback *open, const struct line *line, size_t at, const struct context *ctx)
{
    enum level level;
    bool over = open->state == TRACEBACK_none || open->state >= TRACEBACK_over || open->state == TRACEBACK_asked;
    if (open->state == TRACEBACK_frames)
        return prefix_before(ctx->parser->prefixes, line->text, at, &level) != PREFIX_none;
    return over || (open->state == TRACEBACK_message && (line->first || open->prefixed));
}

static bool ask(struct open_traceback *open, const struct line *line, struct context *ctx)
{
    struct header header;
    if (!header_find(line, ctx, &header) || !may_ask(open, line, header.at, ctx))
        return false;
    prefix_keep(ctx->parser->prefixes, line->text, header.at <= BEFORE_MAX ? header.at : 0, &open->before);
    if (prefix_kept_names(ctx->parser->prefixes, &open->before))
        open->before.form = PREFIX_none;
    open->state = TRACEBACK_asked;
    open->group = header.group;
    open->prefixed = open->chained = false;
    context_why(ctx, "traceback, if a frame follows");
    return true;
}

/* Another process writes into the same stream: its line is none of the traceback, and no end of it (domain §3.2). */
static bool is_foreign(const struct line *line, const struct context *ctx)
{
    return line->headless && prefix_begins(ctx->parser->prefixes, line->text);
}

static bool frame_line(struct traceback *traceback, struct open_traceback *open, const struct line *line, struct context *ctx)
{
    struct slice type, message, text = slice_from(line->text, traceback_indent(line->text));
    if (!line->text.n || traceback_indent(line->text) > open->indent || flat_line(open, text)) {
        error_frame(&traceback->printed[open->into].error, text);
        context_why(ctx, "ignored: in a traceback");
        return true;
    }
    if (!traceback_exception(text, &type, &message)) {
        open->state = is_foreign(line, ctx) ? TRACEBACK_frames : TRACEBACK_none;
        return false;
    }
    printed_set(traceback, open, line->message, type, message, ctx);
    open->state = TRACEBACK_message;
    open->by_line = line->first && type.n < text.n; /* a type alone has no words */
    context_why(ctx, "exception %.*s", SLICE_ARG(type));
    return true;
}

/* The line after a header that stood behind other words: Python indents a group's by four columns. */
static bool asked_line(struct traceback *traceback, struct open_traceback *open, const struct line *line, struct context *ctx)
{
    struct line bare;
    open->prefixed = bare_line(open, line, &bare, ctx);
    if (traceback_is_frame(slice_from(bare.text, traceback_indent(bare.text)))) {
        size_t indent = traceback_indent(bare.text), own = indent > 2 ? indent - 2 : 0; /* of a header in an indented line */
        begin(traceback, open, line, !open->group ? own : open->prefixed ? 2 : 4, open->group, ctx);
        return frame_line(traceback, open, &bare, ctx);
    }
    if (open->prefixed || !prefix_begins(ctx->parser->prefixes, line->text))
        open->state = TRACEBACK_none;
    return false;
}

/* The lines of a group's own members: a rule, maybe a traceback, the exception, which stands where frames and members of members do not. */
static void member_line(struct traceback *traceback, struct open_traceback *open, struct slice text)
{
    struct slice type, message, words = slice_from(text, traceback_indent(text));
    if (slice_starts(slice_trim_left(text), SLICE("+-"))) {
        open->member = slice_find(text, SLICE("+--")) == open->indent;
    } else if (open->member && traceback_indent(text) == open->indent + strlen("| ") && traceback_exception(words, &type, &message)) {
        error_member(&traceback->printed[open->into].error, type);
        open->member = false;
    }
}

/* More lines of the exception's text; blank ones count only when more text follows. */
static bool text_line(struct traceback *traceback, struct open_traceback *open, struct slice line, struct context *ctx)
{
    struct printed_error *printed = &traceback->printed[open->into];
    struct slice text = line;
    bool rule = open->group && slice_starts(slice_trim_left(text), SLICE("+-"));
    if (open->group && traceback_indent(text) >= open->indent)
        text = slice_from(text, open->indent);
    if (rule || error_is_link(text)) {
        open->chained = !rule;
        if (!rule)
            error_chain(&printed->error, error_is_cause(text));
        open->state = TRACEBACK_gap;
    } else if (open->state == TRACEBACK_message && !(open->glued && error_frame(&printed->error, text))) {
        error_text(&printed->error, text);
        context_why(ctx, "text of the exception");
    }
    if (open->group && open->state == TRACEBACK_gap)
        member_line(traceback, open, line);
    printed->line = ctx->line;
    return true;
}

/* Whether the line, a message of its own, is a line of a group's. */
static bool is_groups(const struct open_traceback *open, struct slice text)
{
    struct slice rest = slice_trim_left(text);
    return open->group && (slice_starts(rest, SLICE("|")) || slice_starts(rest, SLICE("+-")));
}

static bool boxed_line(struct traceback *traceback, struct open_traceback *open, const struct line *line, struct context *ctx)
{
    struct printed_error *printed = &traceback->printed[open->into];
    if (open->boxed && traceback_is_rule(line->text))
        open->state = TRACEBACK_none;
    open->boxed = open->state != TRACEBACK_none;
    error_text(&printed->error, line->text);
    printed->line = ctx->line;
    return true;
}

/* The line is another message than the exception's: of its text only what a child prints line by line. */
static bool next_message(struct traceback *traceback, struct open_traceback *open, const struct line *line, struct context *ctx)
{
    struct error *error = &traceback->printed[open->into].error;
    bool unsaid = open->by_line && !open->chained && title_waits(buf_view(&error->message));
    if (is_groups(open, line->text))
        return text_line(traceback, open, line->text, ctx);
    if (open->boxed || (unsaid && traceback_is_rule(line->text)))
        return boxed_line(traceback, open, line, ctx);
    bool blank = !line->text.n || slice_eq(line->text, SLICE("\"\"\"")); /* what a worker of multiprocessing raised stands in quotes */
    open->state = blank || unsaid || error_is_link(line->text) ? TRACEBACK_over : TRACEBACK_none;
    if (error_is_link(line->text)) {
        error_chain(error, error_is_cause(line->text));
        open->chained = true;
    } else if (unsaid && line->text.n) {
        error_text(error, line->text);
        traceback->printed[open->into].line = ctx->line;
    }
    return open->state == TRACEBACK_over;
}

/* Another process's line that no exception's text is like, though other prefixes may stand in one: klog's, absl's, and logr's JSON (git-sync 3 and 4). */
static bool is_loggers(const struct line *line, const struct context *ctx)
{
    struct slice text = line->text;
    bool record = line->headless && slice_starts(text, SLICE("{\"logger\":")) && slice_has(text, SLICE("\"caller\":{"));
    bool glog = text.n > 5 && strchr("IWEF", text.p[0]) && slice_span(slice_part(text, 1, 5), 0, byte_is_digit) == 4 && text.p[5] == ' ';
    return record || (glog && is_foreign(line, ctx));
}

/* Whether a header is a line of the exception's text: in Airflow's own message words stand before each further traceback. */
static bool is_text(const struct open_traceback *open, const struct line *line)
{
    return open->state == TRACEBACK_message && !open->group && !line->first && line->message->failing == FAILING_stated;
}

/* Whether Python says of the traceback that follows that it ignores or only logs it; in frames it is source code, in Airflow's own message its text. */
static bool tell(struct open_traceback *open, const struct line *line)
{
    if (open->state == TRACEBACK_none || open->state == TRACEBACK_frames || is_text(open, line) || !failure_in(&failure_unraised, line->text))
        return false;
    open->state = TRACEBACK_told;
    open->unraised = true;
    open->group = open->chained = open->prefixed = false;
    return true;
}

bool traceback_is_told_below(struct slice text)
{
    return (text.n && byte_is_blank(text.p[0])) || slice_has(text, SLICE(": <")) || slice_has(text, SLICE("source_traceback:"));
}

/* Any other line than those between the words and the header ends the tale. */
static bool told_line(struct open_traceback *open, const struct line *line)
{
    if (!traceback_is_told_below(line->text))
        open->state = TRACEBACK_none;
    return false;
}

/* What logging prints below an error of its own. */
static bool is_loggings(const struct open_traceback *open, struct slice text)
{
    bool below = open->into == PRINTED_unraised && (open->state == TRACEBACK_message || open->state == TRACEBACK_over);
    return below && (slice_starts(text, SLICE("Call stack:")) || slice_starts(text, SLICE("  ")) || slice_starts(text, SLICE("Message: ")) ||
                     slice_starts(text, SLICE("Arguments: ")));
}

/* An error that carries another one and prints it below, frames first (Ray): the error is that one. */
static bool carries_below(const struct traceback *traceback, const struct open_traceback *open, struct slice text)
{
    const struct error *error = &traceback->printed[open->into].error;
    if (open->state != TRACEBACK_message || open->into != PRINTED_other || !traceback_is_frame(slice_trim_left(text)))
        return false;
    const struct failure_carrier *carrier = failure_carrier_of(error, NULL);
    return carrier && carrier->from == CARRIER_RAISED;
}

/* What a line that is no header is to the traceback. */
static bool inner_line(struct traceback *traceback, struct open_traceback *open, const struct line *line, struct context *ctx)
{
    if (carries_below(traceback, open, line->text)) {
        error_begin(&traceback->printed[open->into].error, false);
        open->state = TRACEBACK_frames;
    }
    if (open->state == TRACEBACK_frames)
        return frame_line(traceback, open, line, ctx);
    if (open->state == TRACEBACK_told)
        return told_line(open, line);
    if (is_loggings(open, line->text)) {
        open->state = TRACEBACK_over;
        return true;
    }
    if (open->state == TRACEBACK_none || (open->state == TRACEBACK_message && is_loggers(line, ctx)))
        return false;
    return line->first || open->state == TRACEBACK_over ? next_message(traceback, open, line, ctx) : text_line(traceback, open, line->text, ctx);
}

/* What the line is to the traceback. */
static bool open_line(struct traceback *traceback, struct open_traceback *open, const struct line *line, struct context *ctx)
{
    struct line bare = *line;
    struct header header;
    if (tell(open, line))
        return false;
    bool others = open->state != TRACEBACK_none && open->prefixed && !bare_line(open, line, &bare, ctx);
    if (others && open->state != TRACEBACK_frames)
        open->state = TRACEBACK_none;
    bool is_header = header_find(&bare, ctx, &header) && !is_text(open, &bare);
    if (is_header && !header.behind) {
        open->prefixed = open->prefixed && !others && open->state != TRACEBACK_none;
        return header_line(traceback, open, &bare, &header, ctx);
    }
    if (is_header && ask(open, line, ctx))
        return false;
    if (open->state == TRACEBACK_asked)
        return asked_line(traceback, open, line, ctx);
    return !others && inner_line(traceback, open, &bare, ctx);
}

/* A traceback as one text: its lines are read as printed ones are. */
static void detail_text(struct traceback *traceback, const struct message *message, struct json_value detail, bool unraised, struct context *ctx)
{
    struct open_traceback open = { .state = TRACEBACK_none, .unraised = unraised };
    struct buf text = { 0 };
    struct slice rest;
    struct line line = { .message = message, .bits = pattern_bit(PATTERN_traceback) };
    json_unescape(detail.raw, &text);
    for (rest = buf_view(&text); rest.n;) {
        slice_cut(&rest, '\n', &line.text);
        open_line(traceback, &open, &line, ctx);
    }
    buf_free(&text);
    buf_free(&open.before.text);
}

/* A record that a child printed as JSON: its logger puts a traceback into a member (structlog's exception, python-json-logger's exc_info, loguru's text). */
static bool record_line(struct traceback *traceback, const struct line *line, struct context *ctx)
{
    struct slice key, object = slice_from(line->text, slice_index(line->text, '{'));
    struct json_value value, record = json_read(object);
    bool found = false;
    for (size_t at = 0; record.type == JSON_object && json_member(record.raw, &at, &key, &value);) {
        if (value.type != JSON_string || !slice_has(value.raw, SLICE("Traceback (most recent call last)")))
            continue;
        detail_text(traceback, line->message, value, failure_in(&failure_unraised, line->text), ctx);
        found = true;
    }
    return found;
}

bool traceback_line(struct traceback *traceback, const struct line *line, struct context *ctx)
{
    uint32_t bit = (uint32_t)1 << line->source;
    struct open_traceback *open = &traceback->of[line->source];
    if ((line->bits & pattern_bit(PATTERN_traceback)) && rendered_suspects(line->text) && record_line(traceback, line, ctx))
        return false;
    bool taken = open_line(traceback, open, line, ctx);
    open->unraised = open->unraised && (open->state == TRACEBACK_told || open->state == TRACEBACK_asked);
    open->chained = open->chained && open->state != TRACEBACK_none;
    traceback->open = open->state == TRACEBACK_none ? traceback->open & ~bit : traceback->open | bit;
    return taken;
}

void traceback_leave(struct traceback *traceback, int source)
{
    traceback->open &= ~((uint32_t)1 << source);
    traceback->of[source].state = TRACEBACK_none;
    traceback->of[source].chained = false;
}

void traceback_detail(struct traceback *traceback, const struct message *message, struct json_value detail, bool unraised, struct context *ctx)
{
    if (detail.type == JSON_string) {
        detail_text(traceback, message, detail, unraised, ctx);
    } else if (detail.type == JSON_array) {
        struct printed_error *printed = &traceback->printed[unraised ? PRINTED_unraised : printed_of(traceback, message->failing, ctx)];
        if (!error_detail_read(&printed->error, detail.raw, ctx->line))
            return;
        printed->segment = ctx->facts.segments;
        printed->line = ctx->line;
        printed->speaker = message->speaker;
    }
}

void traceback_interface(struct traceback *traceback, const struct message *message, int source, struct slice text, struct context *ctx)
{
    struct open_traceback *open = &traceback->of[source];
    struct slice type, words;
    if (!traceback_exception(slice_trim_left(text), &type, &words))
        return;
    *open = (struct open_traceback){ .state = TRACEBACK_message, .glued = true, .into = PRINTED_own, .before = open->before };
    traceback->open |= (uint32_t)1 << source;
    error_begin(&traceback->printed[PRINTED_own].error, false);
    printed_set(traceback, open, message, type, words, ctx);
}

const struct error *traceback_own(const struct traceback *traceback, const struct context *ctx)
{
    const struct printed_error *own = printed_find(traceback->printed, PRINTED_own, ctx);
    return own ? &own->error : NULL;
}

const struct error *traceback_other(const struct traceback *traceback, const struct context *ctx, int64_t *line, enum speaker *speaker)
{
    const struct printed_error *other = printed_find(traceback->printed, PRINTED_other, ctx);
    if (!other)
        return NULL;
    *line = other->line;
    if (printed_carries(traceback->printed, ctx))
        other = &traceback->printed[PRINTED_before];
    *speaker = other->speaker;
    return &other->error;
}

void traceback_end(struct traceback *traceback, bool any, struct context *ctx, struct cell *log)
{
    const struct printed_error *other = any ? printed_find(traceback->printed, PRINTED_other, ctx) : NULL;
    const struct error *error = traceback_own(traceback, ctx);
    if (!error && !other)
        return;
    error = error ? error : &other->error;
    cell_text(&log[LOG_error_type], context_keep_masked(ctx, buf_view(&error->type), EVIDENCE_MAX));
    /* "password: x" looks like an exception's line too */
    cell_text(&log[LOG_error_message], context_keep_value(ctx, buf_view(&error->type), slice_trim_right(buf_view(&error->message)), ERROR_MAX));
}

void traceback_free(struct traceback *traceback)
{
    for (size_t i = 0; i < sizeof(traceback->printed) / sizeof(*traceback->printed); i++)
        error_free(&traceback->printed[i].error);
    for (int i = 0; i < SOURCES_MAX; i++)
        buf_free(&traceback->of[i].before.text);
}
