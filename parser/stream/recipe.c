/* recipe.c - see recipe.h. */
#include "recipe.h"

#include "parser/text/json.h"

enum { DEPTH_MOST = 8 };

static bool is_name_byte(char byte)
{
    return byte_is_letter(byte) || byte_is_digit(byte) || byte == '_';
}

/* ".name", or ."@name" where jq wants quotes. */
static void name_add(struct slice raw, struct buf *path)
{
    bool plain = raw.n && !byte_is_digit(raw.p[0]) && slice_span(raw, 0, is_name_byte) == raw.n;
    buf_printf(path, plain ? ".%.*s" : ".\"%.*s\"", SLICE_ARG(raw));
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

bool recipe_find(struct slice line, bool (*shows)(struct slice text, bool words), struct buf *out)
{
    struct buf path = { 0 };
    struct json_value value = json_read(line);
    size_t bracket = slice_index(line, '[');
    bool found = value.type && path_find(value, 0, shows, &path);
    if (found)
        buf_printf(out, "jq -r '%.*s' FILE | dagsieve parse -", SLICE_ARG(buf_view(&path)));
    else if (!value.type && bracket != (size_t)-1 && bracket + 1 < line.n && byte_is_digit(line.p[bracket + 1]))
        buf_text(out, "sed 's/^[^[]*//' FILE | dagsieve parse -");
    buf_free(&path);
    return out->n;
}
