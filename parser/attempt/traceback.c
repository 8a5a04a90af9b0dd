/* traceback.c - Python tracebacks; see traceback.h. */
#include "traceback.h"

enum { ERROR_MAX = 4096 };

static void error_set(struct traceback *traceback, struct slice type, struct slice message, const struct context *ctx)
{
    for (size_t i = type.n; i-- > 0;)
        if (type.p[i] == '.') {
            type = slice_from(type, i + 1);
            break;
        }
    traceback->segment = ctx->facts.segments;
    traceback->error_message.limit = 2 * ERROR_MAX;
    buf_reset(&traceback->error_type);
    buf_slice(&traceback->error_type, slice_part(type, 0, EVIDENCE_MAX));
    buf_reset(&traceback->error_message);
    buf_slice(&traceback->error_message, slice_part(message, 0, 2 * ERROR_MAX - 1));
}

static size_t indent_of(struct slice text)
{
    size_t n = 0;
    while (n < text.n && (text.p[n] == ' ' || text.p[n] == '\t' || text.p[n] == '|' || text.p[n] == '+'))
        n++;
    return n;
}

static bool is_name_byte(char byte)
{
    return byte_is_letter(byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

/* Marks: of a DAG file my-dag.py, of a class in f.<locals>, of Ray's TaskError(ValueError). */
static bool is_type_byte(char byte)
{
    return is_name_byte(byte) || byte_is_digit(byte) || byte == '.' || (byte && strchr("-<>()", byte));
}

static bool is_mark_byte(char byte)
{
    return byte == '^' || byte == '~' || byte == ' ';
}

/* "package.Type: message" or "Type" alone, as Python ends a traceback. */
static bool exception_line(struct slice text, struct slice *type, struct slice *message)
{
    size_t n = 0;
    while (n < text.n && is_type_byte(text.p[n]))
        n++;
    if (!n || !is_name_byte(text.p[0]) || (n < text.n && (text.p[n] != ':' || (n + 1 < text.n && text.p[n + 1] != ' '))))
        return false;
    *type = slice_part(text, 0, n);
    *message = slice_trim_left(slice_from(text, n + 1));
    return true;
}

static bool is_chain_text(struct slice text)
{
    return slice_starts(text, SLICE("The above exception was the direct cause")) || slice_starts(text, SLICE("During handling of the above exception"));
}

/* A line that is an exception rather than a frame's source code, by its name (domain §3.1). */
static bool is_named_exception(struct slice text)
{
    static const char *const ends[] = { "Error", "Exception", "Interrupt", "Exit", "Timeout", "Warning" };
    struct slice type, message;
    bool named = false;
    for (size_t i = 0; exception_line(text, &type, &message) && i < sizeof(ends) / sizeof(*ends); i++)
        named = named || slice_ends(type, slice_of(ends[i]));
    return named;
}

/* Frames that a store took the indentation off (logcli does): "File .., line N, in f", its source code, perhaps a line of marks below it. What follows
 * none of these is the exception. */
static bool flat_line(struct open_traceback *open, struct slice text)
{
    bool file = slice_starts(text, SLICE("File \"")) && slice_has(text, SLICE(", line "));
    bool code = open->after_file && !file && !is_named_exception(text);
    bool marks = text.n && slice_span(text, 0, is_mark_byte) == text.n;
    bool flat = file || (open->flat && (code || marks || slice_starts(text, SLICE("[Previous line repeated "))));
    open->after_file = file;
    open->flat = open->flat || file;
    return flat;
}

static bool header_line(struct open_traceback *open, struct slice text, uint64_t bits, struct context *ctx)
{
    if (!context_match(ctx, PATTERN_traceback, text, bits))
        return false;
    size_t indent = context_group(ctx, PATTERN_traceback, "indent").n;
    if (open->state != TRACEBACK_none && open->group && indent > open->indent) {
        open->state = TRACEBACK_gap; /* one of the group's own: the error is the group */
        return true;
    }
    open->state = TRACEBACK_frames;
    open->flat = open->after_file = false;
    open->indent = indent;
    open->group = context_group(ctx, PATTERN_traceback, "group").n;
    context_why(ctx, "traceback");
    return true;
}

static bool frame_line(struct traceback *traceback, struct open_traceback *open, struct slice text, struct context *ctx)
{
    struct slice type, message;
    if (!text.n || indent_of(text) > open->indent || flat_line(open, slice_from(text, indent_of(text)))) {
        context_why(ctx, "ignored: in a traceback");
        return true;
    }
    if (!exception_line(slice_from(text, indent_of(text)), &type, &message)) {
        open->state = TRACEBACK_none;
        return false;
    }
    error_set(traceback, type, message, ctx);
    open->state = TRACEBACK_message;
    context_why(ctx, "exception %.*s", SLICE_ARG(type));
    return true;
}

/* More lines of the exception's text; blank ones count only when more text follows. */
static bool text_line(struct traceback *traceback, struct open_traceback *open, struct slice text, struct context *ctx)
{
    bool rule = open->group && slice_starts(slice_trim_left(text), SLICE("+-"));
    if (open->group && indent_of(text) >= open->indent)
        text = slice_from(text, open->indent);
    if (rule || is_chain_text(text)) {
        open->state = TRACEBACK_gap;
    } else if (open->state == TRACEBACK_message) {
        buf_char(&traceback->error_message, '\n');
        buf_slice(&traceback->error_message, text);
        context_why(ctx, "text of the exception");
    }
    return true;
}

/* What the line is to the traceback; new_message: its text cannot go on here. */
static bool open_line(struct traceback *traceback, struct open_traceback *open, struct slice text, uint64_t bits, bool new_message, struct context *ctx)
{
    if (header_line(open, text, bits, ctx))
        return true;
    if (open->state == TRACEBACK_frames)
        return frame_line(traceback, open, text, ctx);
    if (open->state == TRACEBACK_none)
        return false;
    if (!new_message)
        return text_line(traceback, open, text, ctx);
    open->state = TRACEBACK_none;
    return false;
}

bool traceback_line(struct traceback *traceback, const struct line *line, struct context *ctx)
{
    uint32_t bit = (uint32_t)1 << line->source;
    struct open_traceback *open = &traceback->of[line->source];
    bool taken = open_line(traceback, open, line->text, line->bits, line->first, ctx);
    traceback->open = open->state == TRACEBACK_none ? traceback->open & ~bit : traceback->open | bit;
    return taken;
}

void traceback_leave(struct traceback *traceback, int source)
{
    traceback->open &= ~((uint32_t)1 << source);
    traceback->of[source].state = TRACEBACK_none;
}

/* A traceback as one text: its lines are read as printed ones are. */
static void detail_text(struct traceback *traceback, struct json_value detail, struct context *ctx)
{
    struct open_traceback open = { .state = TRACEBACK_none };
    struct buf text = { 0 };
    struct slice rest, line;
    json_unescape(detail.raw, &text);
    for (rest = buf_view(&text); rest.n;) {
        slice_cut(&rest, '\n', &line);
        open_line(traceback, &open, line, pattern_bit(PATTERN_traceback), false, ctx);
    }
    buf_free(&text);
}

/* [{"exc_type": .., "exc_value": ..}, ..]: the first is the error. */
static void detail_list(struct traceback *traceback, struct json_value detail, struct context *ctx)
{
    size_t at = 0;
    struct json_value first;
    struct buf text = { 0 };
    if (!json_element(detail.raw, &at, &first) || first.type != JSON_object)
        return;
    struct json_value type = json_get(first.raw, SLICE("exc_type")), value = json_get(first.raw, SLICE("exc_value"));
    if (value.type == JSON_string)
        json_unescape(value.raw, &text);
    if (type.type == JSON_string)
        error_set(traceback, type.raw, buf_view(&text), ctx);
    buf_free(&text);
}

void traceback_detail(struct traceback *traceback, struct json_value detail, struct context *ctx)
{
    if (detail.type == JSON_string)
        detail_text(traceback, detail, ctx);
    else if (detail.type == JSON_array)
        detail_list(traceback, detail, ctx);
}

void traceback_end(struct traceback *traceback, bool succeeded, struct context *ctx, struct cell *log)
{
    if (!traceback->error_type.n || traceback->segment != ctx->facts.segments || succeeded)
        return;
    cell_text(&log[LOG_error_type], context_keep(ctx, buf_view(&traceback->error_type)));
    /* "password: x" looks like an exception's line too */
    cell_text(&log[LOG_error_message], context_keep_value(ctx, buf_view(&traceback->error_type), slice_trim_right(buf_view(&traceback->error_message)), ERROR_MAX));
}

void traceback_free(struct traceback *traceback)
{
    buf_free(&traceback->error_type);
    buf_free(&traceback->error_message);
}
