/* error.c - one exception, its place and causes; see error.h. */
#include "error.h"

#include "title.h"

enum { FRAME_MAX = 1024, LIST_MAX = 4096 };

static void put(struct buf *buf, struct slice text, size_t most)
{
    buf_reset(buf);
    buf_slice(buf, slice_part(text, 0, most));
}

static void add_line(struct buf *buf, struct slice line)
{
    if (buf->n + line.n < LIST_MAX) {
        buf_slice(buf, line);
        buf_char(buf, '\n');
    }
}

static struct slice last_component(struct slice type)
{
    size_t n = type.n;
    while (n > 0 && type.p[n - 1] != '.')
        n--;
    return slice_from(type, n);
}

void error_begin(struct error *error, bool chained)
{
    buf_reset(&error->user);
    buf_reset(&error->any);
    buf_reset(&error->members);
    if (!chained)
        buf_reset(&error->causes);
}

/* "lib/python3.11/" somewhere in the path; Fedora's is lib64. */
static bool has_python_lib(struct slice path)
{
    static const struct slice libs[] = { SLICE_ROW("lib/python"), SLICE_ROW("lib64/python") };
    bool has = false;
    for (size_t i = 0; i < sizeof(libs) / sizeof(*libs); i++) {
        size_t at = slice_find(path, libs[i]);
        has = has || (at != (size_t)-1 && slice_has(slice_from(path, at + libs[i].n), SLICE("/")));
    }
    return has;
}

/* Whether the code is the user's own (domain §8.1 "failure_at"). */
static bool is_users(struct slice path, struct slice function)
{
    if (has_python_lib(path) || slice_has(path, SLICE("site-packages/")) || slice_has(path, SLICE("dist-packages/")))
        return false;
    if (slice_ends(path, SLICE(".pyx")) || slice_ends(path, SLICE(".pxi")) || slice_ends(path, SLICE(".pxd")))
        return false;
    if (slice_starts(path, SLICE("<")))
        return (slice_eq(path, SLICE("<string>")) || slice_eq(path, SLICE("<stdin>"))) && slice_eq(function, SLICE("<module>"));
    return true;
}

/* function: empty where a SyntaxError names the line that cannot be read. */
static void frame_set(struct error *error, struct slice path, struct slice line, struct slice function)
{
    struct buf *any = &error->any;
    any->limit = FRAME_MAX;
    buf_reset(any);
    buf_slice(any, path);
    buf_char(any, ':');
    buf_slice(any, line);
    buf_text(any, " in ");
    buf_slice(any, function.n ? function : SLICE("<module>"));
    if (is_users(path, function))
        put(&error->user, buf_view(any), FRAME_MAX);
}

size_t error_path_length(struct slice at)
{
    for (size_t colon = at.n; colon-- > 0;) {
        size_t digits = at.p[colon] == ':' ? slice_span(at, colon + 1, byte_is_digit) : at.n;
        if (digits > colon + 1 && slice_starts(slice_from(at, digits), SLICE(" in ")))
            return colon;
    }
    return at.n;
}

bool error_frame(struct error *error, struct slice text)
{
    struct slice rest = slice_trim(text), path;
    if (!slice_starts(rest, SLICE("File ")))
        return false;
    rest = slice_from(rest, strlen("File "));
    size_t at = slice_find(rest, SLICE(", line "));
    if (at == (size_t)-1)
        return false;
    path = slice_part(rest, 0, at);
    rest = slice_from(rest, at + strlen(", line "));
    bool quoted = path.n > 1 && path.p[0] == '"' && path.p[path.n - 1] == '"';
    if (quoted)
        path = slice_part(path, 1, path.n - 1);
    size_t digits = slice_span(rest, 0, byte_is_digit);
    struct slice line = slice_part(rest, 0, digits), function = slice_from(rest, digits);
    slice_take(&function, ',');
    if (!digits || !(slice_starts(function, SLICE(" in ")) || (quoted && !function.n)))
        return false;
    frame_set(error, path, line, slice_from(function, strlen(" in ")));
    return true;
}

void error_set(struct error *error, struct slice type, struct slice message, int64_t line)
{
    error->line = line;
    error->message.limit = ERROR_KEPT;
    put(&error->type, last_component(type), LIST_MAX / 4);
    put(&error->message, message, ERROR_KEPT - 1);
}

void error_text(struct error *error, struct slice line)
{
    buf_char(&error->message, '\n');
    buf_slice(&error->message, line);
}

static void cause_add(struct error *error, struct slice type, struct slice message)
{
    struct buf line = { 0 };
    title_line(last_component(type), message, &line);
    add_line(&error->causes, buf_view(&line));
    buf_free(&line);
}

void error_chain(struct error *error, bool is_cause)
{
    if (is_cause)
        cause_add(error, buf_view(&error->type), buf_view(&error->message));
    else
        buf_reset(&error->causes);
}

void error_member(struct error *error, struct slice type)
{
    add_line(&error->members, last_component(type));
}

/* A member that is a list; an empty one where it is none. */
static struct slice list_of(struct slice entry, struct slice key)
{
    struct json_value value = json_get(entry, key);
    return value.type == JSON_array ? value.raw : SLICE("[]");
}

static void frames_read(struct error *error, struct slice frames)
{
    struct json_value frame;
    struct buf path = { 0 }, name = { 0 };
    for (size_t at = 0; json_element(frames, &at, &frame);) {
        buf_reset(&path);
        buf_reset(&name);
        json_unescape(json_get(frame.raw, SLICE("filename")).raw, &path);
        json_unescape(json_get(frame.raw, SLICE("name")).raw, &name);
        frame_set(error, buf_view(&path), json_get(frame.raw, SLICE("lineno")).raw, buf_view(&name));
    }
    buf_free(&path);
    buf_free(&name);
}

/* exceptions: a list of each member's own list. */
static void members_read(struct error *error, struct slice exceptions)
{
    struct json_value list, first;
    for (size_t at = 0, inner = 0; json_element(exceptions, &at, &list); inner = 0)
        if (list.type == JSON_array && json_element(list.raw, &inner, &first) && first.type == JSON_object)
            error_member(error, json_get(first.raw, SLICE("exc_type")).raw);
}

/* The message, as a traceback prints it: of a SyntaxError without "(file, line N)", which exc_value has. */
static void value_read(struct slice entry, struct buf *text)
{
    struct json_value syntax = json_get(entry, SLICE("syntax_error"));
    bool is_syntax = syntax.type == JSON_object;
    struct json_value value = is_syntax ? json_get(syntax.raw, SLICE("msg")) : json_get(entry, SLICE("exc_value"));
    buf_reset(text);
    if (value.type == JSON_string)
        json_unescape(value.raw, text);
    else if (is_syntax)
        buf_text(text, "<no detail available>");
}

/* The line that cannot be read, of a SyntaxError: "?" is a file without a name; a line of 0 is none, the error was raised as any other is. */
static void syntax_read(struct error *error, struct slice entry)
{
    struct json_value syntax = json_get(entry, SLICE("syntax_error"));
    struct buf text = { 0 };
    struct slice line = syntax.type == JSON_object ? json_get(syntax.raw, SLICE("lineno")).raw : SLICE("0");
    struct slice path = syntax.type == JSON_object ? json_text(json_get(syntax.raw, SLICE("filename")), &text) : SLICE("");
    if (!slice_eq(line, SLICE("0")))
        frame_set(error, slice_eq(path, SLICE("?")) ? SLICE("<string>") : path, line, SLICE(""));
    buf_free(&text);
}

/* The traceback of a worker (multiprocessing, concurrent.futures) as the text of an exception: its error is the cause. */
static void worker_read(struct error *error, struct slice text)
{
    struct slice type = SLICE(""), message = SLICE(""), line;
    bool frames = false;
    while (text.n) {
        struct slice from = text;
        slice_cut(&text, '\n', &line);
        bool indented = line.n && byte_is_blank(line.p[0]), raised = frames && line.n && !indented;
        if (raised) { /* more lines of its message may follow */
            message = slice_trim_left(slice_from(from, slice_index(line, ':') + 1));
            type = slice_part(line, 0, slice_index(line, ':'));
        } else if (error_is_cause(line)) {
            cause_add(error, type, message);
        } else if (error_is_link(line)) {
            buf_reset(&error->causes);
        }
        frames = indented || (frames && !raised);
    }
    if (type.n)
        cause_add(error, type, message);
}

/* What raised it explicitly follows, the nearest first. */
static void causes_read(struct error *error, struct slice list, size_t at)
{
    struct json_value entry, is_cause;
    struct buf text = { 0 }, nearest = { 0 };
    while (json_element(list, &at, &entry) && entry.type == JSON_object) {
        is_cause = json_get(entry.raw, SLICE("is_cause"));
        if (is_cause.type != JSON_bool || !slice_eq(is_cause.raw, SLICE("true")))
            break;
        struct slice type = json_get(entry.raw, SLICE("exc_type")).raw;
        value_read(entry.raw, &text);
        put(&nearest, buf_view(&error->causes), LIST_MAX);
        buf_reset(&error->causes);
        if (slice_ends(type, SLICE("RemoteTraceback")))
            worker_read(error, buf_view(&text));
        else
            cause_add(error, type, buf_view(&text));
        buf_slice(&error->causes, buf_view(&nearest));
    }
    buf_free(&text);
    buf_free(&nearest);
}

bool error_detail_read(struct error *error, struct slice list, int64_t line)
{
    size_t at = 0;
    struct json_value first, note;
    struct buf text = { 0 };
    if (!json_element(list, &at, &first) || first.type != JSON_object)
        return false;
    struct json_value type = json_get(first.raw, SLICE("exc_type"));
    if (type.type == JSON_string) {
        error_begin(error, false);
        value_read(first.raw, &text);
        error_set(error, type.raw, buf_view(&text), line);
        frames_read(error, list_of(first.raw, SLICE("frames")));
        syntax_read(error, first.raw);
        members_read(error, list_of(first.raw, SLICE("exceptions")));
        causes_read(error, list, at);
    }
    struct slice notes = list_of(first.raw, SLICE("exc_notes"));
    for (size_t i = 0; !slice_trim(buf_view(&error->message)).n && json_element(notes, &i, &note);) {
        buf_reset(&text);
        json_unescape(note.raw, &text);
        error_text(error, buf_view(&text));
    }
    buf_free(&text);
    return type.type == JSON_string;
}

struct slice error_exit_given(struct slice behind)
{
    struct slice given = slice_trim_right(behind);
    int open = 1;
    for (size_t i = 0; i < given.n; i++)
        open += (given.p[i] == '(') - (given.p[i] == ')');
    bool closed = open <= 0 && slice_ends(given, SLICE(")"));
    return slice_part(given, 0, given.n - closed);
}

void error_copy(struct error *error, const struct error *from)
{
    error_set(error, buf_view(&from->type), buf_view(&from->message), from->line);
    put(&error->user, buf_view(&from->user), FRAME_MAX);
    put(&error->any, buf_view(&from->any), FRAME_MAX);
    put(&error->causes, buf_view(&from->causes), LIST_MAX);
    put(&error->members, buf_view(&from->members), LIST_MAX);
}

void error_reset(struct error *error)
{
    buf_reset(&error->type);
    buf_reset(&error->message);
    error_begin(error, false);
}

void error_free(struct error *error)
{
    buf_free(&error->type);
    buf_free(&error->message);
    buf_free(&error->user);
    buf_free(&error->any);
    buf_free(&error->causes);
    buf_free(&error->members);
}
