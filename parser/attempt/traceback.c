/* traceback.c - Python tracebacks, and the error they end in. The last one is the log's error. */
#include "log_inside.h"

void error_set(struct log *log, struct slice type, struct slice message)
{
    struct attempt *attempt = &log->attempt;
    for (size_t i = type.n; i-- > 0;)
        if (type.p[i] == '.') {
            type = slice_from(type, i + 1);
            break;
        }
    attempt->error_message.limit = 2 * ERROR_MAX;
    buf_reset(&attempt->error_type);
    buf_slice(&attempt->error_type, slice_part(type, 0, EVIDENCE_MAX));
    buf_reset(&attempt->error_message);
    buf_slice(&attempt->error_message, slice_part(message, 0, 2 * ERROR_MAX - 1));
}

void traceback_end(struct log *log, struct channel *channel)
{
    if (channel->traceback != TRACEBACK_none)
        log->n_busy--;
    channel->traceback = TRACEBACK_none;
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

static bool header_line(struct log *log, struct channel *channel, struct slice text, uint64_t bits)
{
    if (!(bits & pattern_bit(PATTERN_traceback)) || !pattern_match(log->parser->patterns, PATTERN_traceback, text))
        return false;
    size_t indent = pattern_group(log->parser->patterns, PATTERN_traceback, "indent").n;
    if (channel->traceback == TRACEBACK_none) {
        log->n_busy++;
    } else if (channel->group && indent > channel->indent) {
        channel->traceback = TRACEBACK_gap; /* one of the group's own: the error is the group */
        return true;
    }
    channel->traceback = TRACEBACK_frames;
    channel->indent = indent;
    channel->group = pattern_group(log->parser->patterns, PATTERN_traceback, "group").n;
    log_why(log, "traceback");
    return true;
}

static bool frame_line(struct log *log, struct channel *channel, struct slice text)
{
    struct slice type, message;
    if (!text.n || indent_of(text) > channel->indent) {
        log_why(log, "ignored: in a traceback");
        return true;
    }
    if (!exception_line(slice_from(text, indent_of(text)), &type, &message)) {
        traceback_end(log, channel);
        return false;
    }
    error_set(log, type, message);
    channel->traceback = TRACEBACK_message;
    log_why(log, "exception %.*s", SLICE_ARG(type));
    return true;
}

/* More lines of the exception's text; blank ones count only when more text follows. */
static bool text_line(struct log *log, struct channel *channel, struct slice text)
{
    struct attempt *attempt = &log->attempt;
    bool rule = channel->group && slice_starts(slice_trim_left(text), SLICE("+-"));
    if (channel->group && indent_of(text) >= channel->indent)
        text = slice_from(text, channel->indent);
    if (rule || is_chain_text(text)) {
        channel->traceback = TRACEBACK_gap;
    } else if (channel->traceback == TRACEBACK_message) {
        buf_char(&attempt->error_message, '\n');
        buf_slice(&attempt->error_message, text);
        log_why(log, "text of the exception");
    }
    return true;
}

bool traceback_line(struct log *log, struct channel *channel, struct slice text, uint64_t bits, bool new_message)
{
    if (header_line(log, channel, text, bits))
        return true;
    switch (channel->traceback) {
    case TRACEBACK_frames:
        return frame_line(log, channel, text);
    case TRACEBACK_message:
    case TRACEBACK_gap:
        if (!new_message)
            return text_line(log, channel, text);
        traceback_end(log, channel);
        return false;
    case TRACEBACK_none:
        break;
    }
    return false;
}

static struct slice text_of(struct log *log, struct json_value value)
{
    buf_reset(&log->scratch);
    json_unescape(value.raw, &log->scratch);
    return buf_view(&log->scratch);
}

/* A traceback as one text: its lines go the way of printed ones. */
static void error_text_take(struct log *log, struct slice text)
{
    struct channel *channel = channel_find(log, SLICE("error_detail"));
    struct slice rest = text, line;
    while (rest.n) {
        slice_cut(&rest, '\n', &line);
        traceback_line(log, channel, line, pattern_bit(PATTERN_traceback), false);
    }
    traceback_end(log, channel);
}

void error_detail_take(struct log *log, struct json_value detail)
{
    size_t at = 0;
    struct json_value first;
    if (detail.type == JSON_string) {
        struct buf text = { 0 };
        json_unescape(detail.raw, &text);
        error_text_take(log, buf_view(&text));
        buf_free(&text);
        return;
    }
    if (detail.type != JSON_array || !json_element(detail.raw, &at, &first) || first.type != JSON_object)
        return;
    struct json_value type = json_get(first.raw, SLICE("exc_type")), value = json_get(first.raw, SLICE("exc_value"));
    if (type.type == JSON_string)
        error_set(log, type.raw, value.type == JSON_string ? text_of(log, value) : SLICE(""));
}
