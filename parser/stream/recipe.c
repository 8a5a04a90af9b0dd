/* recipe.c - see recipe.h. */
#include "recipe.h"

#include "parser/text/ansi.h"
#include "parser/text/json.h"

enum { DEPTH_MOST = 8, PREFIX_MOST = 100 };

static bool is_name_byte(char byte)
{
    return byte_is_letter(byte) || byte_is_digit(byte) || byte == '_';
}

/* A byte of what stands between single quotes in the shell. */
static void byte_quote(char c, struct buf *out)
{
    if (c == '\'')
        buf_text(out, "'\\''");
    else
        buf_char(out, c);
}

/* ".name", or ."@name" where jq wants quotes. */
static void name_add(struct slice raw, struct buf *path)
{
    bool plain = raw.n && !byte_is_digit(raw.p[0]) && slice_span(raw, 0, is_name_byte) == raw.n;
    buf_text(path, plain ? "." : ".\"");
    for (size_t i = 0; i < raw.n; i++)
        byte_quote(raw.p[i], path);
    buf_text(path, plain ? "" : "\"");
}

/* The path to the first string that shows it; path is as it was where there is none. */
static bool path_find(struct json_value from, int depth, bool (*shows)(struct slice text, bool words), struct buf *path)
{
    struct slice name = SLICE("");
    struct json_value value;
    size_t at = 0, before = path->n;
    bool object = from.type == JSON_object;
    if (from.type == JSON_string)
        return shows(from.raw, true);
    while (depth < DEPTH_MOST && (object ? json_member(from.raw, &at, &name, &value) : from.type == JSON_array && json_element(from.raw, &at, &value))) {
        if (object)
            name_add(name, path);
        else
            buf_text(path, before ? "[]" : ".[]");
        if (path_find(value, depth + 1, shows, path))
            return true;
        path->n = before;
    }
    return false;
}

/* What sed has to take off the line's end besides: what closes that which opens before the log's own text at `at`. */
static const char *tail_cut(struct slice line, size_t at)
{
    static const struct {
        char opens, closes;
        const char *cut;
    } pairs[] = { { '"', '"', "; s/\"$//" }, { '\'', '\'', "; s/.$//" }, { '(', ')', "; s/)$//" }, { '>', '>', "; s/<[^<]*>$//" } };
    for (size_t i = 0; at && i < sizeof(pairs) / sizeof(*pairs); i++)
        if (line.p[at - 1] == pairs[i].opens && line.p[line.n - 1] == pairs[i].closes)
            return pairs[i].cut;
    return "";
}

/* sed's command that takes off what stands before `at`, whatever numbers it has, on each line that has it, and what closes it behind. */
static void sed_write(struct slice line, size_t at, struct buf *out)
{
    buf_text(out, "sed 's/^");
    for (size_t i = 0; i < at; i++) {
        char c = line.p[i];
        if (byte_is_digit(c)) {
            i = slice_span(line, i, byte_is_digit) - 1;
            buf_text(out, "[0-9]*");
        } else if ((unsigned char)c < ' ')
            buf_char(out, '.');
        else {
            if (strchr(".*[]^$\\/", c))
                buf_char(out, '\\');
            byte_quote(c, out);
        }
    }
    buf_printf(out, "//%s' FILE | dagsieve parse -", tail_cut(line, at));
}

/* The first bracket but those of colours, where a stamp begins behind it; the line's length else. */
static size_t bracket_find(struct slice line)
{
    size_t at = slice_index(line, '[');
    while (at != (size_t)-1 && at && line.p[at - 1] == '\x1b') {
        size_t next = slice_index(slice_from(line, at + 1), '[');
        at = next == (size_t)-1 ? next : at + 1 + next;
    }
    size_t stamp = at == (size_t)-1 ? line.n : ansi_colours_end(line, at + 1);
    return stamp < line.n && byte_is_digit(line.p[stamp]) ? at : line.n;
}

bool recipe_find(struct slice line, bool (*shows)(struct slice text, bool words), struct buf *out)
{
    struct buf path = { 0 };
    struct json_value value = json_read(line);
    size_t bracket = bracket_find(line), record = slice_find(line, SLICE("{\""));
    bool found = value.type && path_find(value, 0, shows, &path);
    if (found && !path.n)
        buf_char(&path, '.'); /* the line is a string itself */
    if (found)
        buf_printf(out, "jq -r '%.*s' FILE | dagsieve parse -", SLICE_ARG(buf_view(&path)));
    else if (!value.type && bracket < line.n && bracket <= PREFIX_MOST)
        sed_write(line, bracket, out);
    else if (!value.type && record != (size_t)-1 && record && record <= PREFIX_MOST)
        sed_write(line, record, out);
    buf_free(&path);
    return out->n;
}
