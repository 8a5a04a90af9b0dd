/* recipe.c - see recipe.h. */
#include "recipe.h"

#include "parser/text/ansi.h"
#include "parser/text/json.h"
#include "parser/text/shell.h"
#include "parser/text/timestamp.h"

enum { DEPTH_MOST = 8, PREFIX_MOST = 100 };

static bool is_name_byte(char byte)
{
    return byte_is_letter(byte) || byte_is_digit(byte) || byte == '_';
}

/* ".name", or ."@name" where jq wants quotes. */
static void name_add(struct slice raw, struct buf *path)
{
    bool plain = raw.n && !byte_is_digit(raw.p[0]) && slice_span(raw, 0, is_name_byte) == raw.n;
    buf_text(path, plain ? "." : ".\"");
    for (size_t i = 0; i < raw.n; i++)
        shell_byte_write(raw.p[i], path);
    buf_text(path, plain ? "" : "\"");
}

/* Whether the array has a number or a time beside its string, as asciinema's [0.1, "o", "text"]: each element has a place of its own. */
static bool is_tuple(struct json_value array)
{
    struct json_value value;
    struct timestamp ignored;
    size_t at = 0;
    bool place = false, string = false;
    while (array.type == JSON_array && json_element(array.raw, &at, &value)) {
        bool stamp = value.type == JSON_string && timestamp_parse(value.raw, &ignored);
        place = place || stamp || value.type == JSON_number;
        string = string || (value.type == JSON_string && !stamp);
    }
    return place && string;
}

/* What looks for the first string that shows it, and the path to that. */
struct finder {
    bool (*shows)(struct slice text, bool words);
    struct buf *path;
    struct slice text; /* the string's, raw */
    bool loose;        /* an element before it has no such path: jq must pass over that */
};

static bool path_find(struct finder *finder, struct json_value from, int depth);

/* Whether the value has it; the path is as it was where it has not. member: its name where it is an object's, `number` its place. */
static bool step_find(struct finder *finder, struct json_value value, const struct slice *member, bool tuple, int number, int depth)
{
    struct buf *path = finder->path;
    const size_t before = path->n;
    const bool was_loose = finder->loose;
    finder->loose = finder->loose || (!member && !tuple && number && value.type != JSON_string);
    if (member)
        name_add(*member, path);
    else if (tuple)
        buf_printf(path, before ? "[%d]" : ".[%d]", number);
    else
        buf_text(path, before ? "[]" : ".[]");
    if (finder->loose)
        buf_char(path, '?');
    if (path_find(finder, value, depth + 1))
        return true;
    path->n = before;
    finder->loose = was_loose;
    return false;
}

static bool path_find(struct finder *finder, struct json_value from, int depth)
{
    struct slice name = SLICE("");
    struct json_value value;
    size_t at = 0;
    int number = 0;
    bool object = from.type == JSON_object, tuple = is_tuple(from), found = false;
    finder->text = from.raw;
    if (from.type == JSON_string)
        return finder->shows(from.raw, true);
    while (!found && depth < DEPTH_MOST && (object ? json_member(from.raw, &at, &name, &value) : from.type == JSON_array && json_element(from.raw, &at, &value)))
        found = step_find(finder, value, object ? &name : NULL, tuple, number++, depth);
    return found;
}

/* What closes a line whose text is opened by the byte before it, and what sed takes off for it. */
static const struct closing {
    char opens, closes;
    const char *cut;
} closings[] = { { '"', '"', "; s/\"$//" }, { '\'', '\'', "; s/.$//" }, { '(', ')', "; s/)$//" }, { '>', '>', "; s/<[^<]*>$//" },
                { ' ', '|', "; s/ *|$//" } };

/* NULL: nothing closes the text that begins at `at`. */
static const struct closing *closing_of(struct slice line, size_t at)
{
    const bool cell = slice_index(slice_part(line, 0, at), '|') != (size_t)-1;
    for (size_t i = 0; at && i < sizeof(closings) / sizeof(*closings); i++)
        if (line.p[at - 1] == closings[i].opens && line.p[line.n - 1] == closings[i].closes && (cell || closings[i].closes != '|'))
            return &closings[i];
    return NULL;
}

static size_t span_of(struct slice line, size_t at, char byte)
{
    while (at < line.n && line.p[at] == byte)
        at++;
    return at;
}

/* Where the number or the run of blanks ends that stands there, which may be longer or shorter on other lines; `at` where neither does. */
static size_t varying_end(struct slice line, size_t at)
{
    if (at < line.n && byte_is_digit(line.p[at]))
        return slice_span(line, at, byte_is_digit);
    size_t end = span_of(line, at, ' ');
    return end > at + 1 ? end : at;
}

static size_t tabs_count(struct slice text)
{
    size_t n = 0;
    for (size_t at = 0; at < text.n; at++)
        n += text.p[at] == '\t';
    return n;
}

/* Fields behind the text of a table whose fields tabs part; 0: it is the last, or none of a table. */
static size_t fields_behind(struct slice line, size_t at)
{
    return at && line.p[at - 1] == '\t' ? tabs_count(slice_from(line, at)) : 0;
}

/* Whether the text is a field of CSV: quoted where it has a comma, its quotes doubled. */
static bool is_csv_field(struct slice line, size_t at)
{
    return at && line.p[at - 1] == ',';
}

/* Whether nothing but blanks stands before the text: a copy that was indented, whose own indents are the log's. */
static bool is_indented(struct slice line, size_t at)
{
    return at == span_of(line, 0, ' ');
}

/* sed's command that leaves one field of each line. */
static void fields_write(struct slice line, size_t at, struct buf *out)
{
    buf_printf(out, "sed 's/^\\([^\\t]*\\t\\)\\{%zu\\}//; s/\\(\\t[^\\t]*\\)\\{%zu\\}$//' FILE | dagsieve parse -", tabs_count(slice_part(line, 0, at)), fields_behind(line, at));
}

/* sed's command that takes off what stands before `at`, whatever numbers it has, on each line, and what closes it behind. */
static void sed_write(struct slice line, size_t at, struct buf *out)
{
    if (fields_behind(line, at)) {
        fields_write(line, at, out);
        return;
    }
    if (is_indented(line, at)) {
        buf_printf(out, "sed 's/^ \\{0,%zu\\}//' FILE | dagsieve parse -", at);
        return;
    }
    buf_text(out, "sed 's/^");
    for (size_t i = 0, end; i < at; i++) {
        char c = line.p[i];
        if ((end = varying_end(line, i)) > i) {
            buf_text(out, c == ' ' ? " *" : "[0-9]*");
            i = end - 1;
        } else if ((unsigned char)c < ' ')
            buf_char(out, '.');
        else {
            if (strchr(".*[]^$\\/", c))
                buf_char(out, '\\');
            shell_byte_write(c, out);
        }
    }
    const struct closing *closing = closing_of(line, at);
    buf_printf(out, "//%s' FILE | dagsieve parse -", closing ? closing->cut : is_csv_field(line, at) ? "; /^\"/{s/^\"//;s/\"$//;s/\"\"/\"/g;}" : "");
}

/* Whether the bracket opens a colour, or holds a number as a process's: sed takes off whatever number it is. */
static bool is_passed(struct slice line, size_t at)
{
    size_t end = slice_span(line, at + 1, byte_is_digit);
    return (at && line.p[at - 1] == '\x1b') || (end > at + 1 && end < line.n && line.p[end] == ']');
}

/* The first bracket but those of colours and numbers; the line's length where none is, or no stamp begins behind it. */
static size_t bracket_find(struct slice line)
{
    size_t at = slice_index(line, '[');
    while (at != (size_t)-1 && is_passed(line, at)) {
        size_t next = slice_index(slice_from(line, at + 1), '[');
        at = next == (size_t)-1 ? next : at + 1 + next;
    }
    size_t stamp = at == (size_t)-1 ? line.n : ansi_colours_end(line, at + 1);
    bool escaped = stamp > at + 1 && line.p[at + 1] != '\x1b'; /* colours that only something else can undo */
    return stamp < line.n && !escaped && byte_is_digit(line.p[stamp]) ? at : line.n;
}

/* Whether what stands at `at` goes on to the line's end as it is: no escapes that a quoted text has, nothing behind its closing quote, no field behind it. */
static bool is_plain(struct slice line, size_t at)
{
    bool quoted = at && (line.p[at - 1] == '"' || line.p[at - 1] == '\'');
    return !quoted || (closing_of(line, at) && slice_index(slice_from(line, at), '\\') == (size_t)-1);
}

/* The first record that goes on to the line's end; the line's length where there is none. */
static size_t record_find(struct slice line)
{
    size_t at = slice_find(line, SLICE("{\""));
    if (at == (size_t)-1)
        return line.n;
    bool whole = json_read(slice_part(line, at, line.n - (closing_of(line, at) != NULL))).type == JSON_object;
    return whole ? at : line.n;
}

/* How many bytes sed has to take off; 0: it cannot. */
static size_t prefix_length(struct slice line)
{
    size_t record = record_find(line), bracket = bracket_find(line);
    if (record < bracket)
        return record <= PREFIX_MOST ? record : 0;
    bool table = fields_behind(line, bracket);
    if (bracket > 1 && bracket < line.n && line.p[bracket - 1] == '"' && is_csv_field(line, bracket - 1) && closing_of(line, bracket))
        bracket--;
    return bracket < line.n && (table || bracket <= PREFIX_MOST) && is_plain(line, bracket) ? bracket : 0;
}

/* jq's command for the path; '.' where the line is a string itself, -j where the text has its own end of line. */
static void jq_write(const struct finder *finder, bool part, struct buf *out)
{
    struct slice path = finder->path->n ? buf_view(finder->path) : SLICE(".");
    buf_printf(out, "jq -%c '%s%.*s%s' FILE | dagsieve parse -", slice_ends(finder->text, SLICE("\\n")) ? 'j' : 'r', part ? ".. | " : "", SLICE_ARG(path),
               part || finder->loose ? " | strings" : "");
}

bool recipe_find(struct slice line, enum recipe_of of, bool (*shows)(struct slice text, bool words), struct buf *out, size_t *cut)
{
    struct buf path = { 0 };
    struct finder finder = { .shows = shows, .path = &path, .loose = of == RECIPE_of_part };
    struct json_value value = json_read(line);
    bool found = value.type && path_find(&finder, value, 0);
    *cut = value.type ? 0 : prefix_length(line);
    if (found)
        jq_write(&finder, of == RECIPE_of_part, out);
    else if (*cut)
        sed_write(line, *cut, out);
    buf_free(&path);
    return out->n;
}

/* What is left of the line when sed has taken off what closes the text of the first one. */
static struct slice closing_off(const struct closing *closing, struct slice text)
{
    bool closed = closing && text.n && (closing->closes == '\'' || text.p[text.n - 1] == closing->closes);
    size_t end = text.n;
    if (closed && closing->opens == '>')
        while (end > 1 && text.p[end - 1] != '<')
            end--;
    return slice_part(text, 0, closed ? end - 1 : end);
}

/* The field of the line that stands where the first one's text does; false: it has not so many. */
static bool field_fits(struct slice first, size_t cut, struct slice line, struct slice *left)
{
    size_t before = tabs_count(slice_part(first, 0, cut)), behind = fields_behind(first, cut), n = tabs_count(line);
    *left = line;
    for (size_t i = 0; i < before && n >= before + behind; i++)
        *left = slice_from(*left, slice_index(*left, '\t') + 1);
    for (size_t i = 0; i < behind && n >= before + behind; i++)
        left->n = (size_t)((const char *)memrchr(left->p, '\t', left->n) - left->p);
    return n >= before + behind;
}

bool recipe_fits(struct slice first, size_t cut, struct slice line, struct slice *left)
{
    if (fields_behind(first, cut))
        return field_fits(first, cut, line, left);
    size_t at = 0, end;
    bool indented = is_indented(first, cut);
    for (size_t i = 0; i < cut; i = end) {
        end = indented ? i : varying_end(first, i);
        if (indented && (at == line.n || line.p[at] != ' ')) /* an empty line, or one that lost its blanks */
            break;
        if (end > i)
            at = first.p[i] == ' ' ? span_of(line, at, ' ') : slice_span(line, at, byte_is_digit);
        else if (at == line.n || line.p[at++] != first.p[end++])
            return false;
    }
    *left = closing_off(closing_of(first, cut), slice_from(line, at));
    if (is_csv_field(first, cut) && left->n > 1 && left->p[0] == '"' && left->p[left->n - 1] == '"')
        *left = slice_part(*left, 1, left->n - 1);
    return true;
}
