/* python_repr.c - values of printed objects; see python_repr.h. */
#include "python_repr.h"

#include "python_string.h"

/* Where the quoted text that begins with its quote ends. */
static size_t quoted_end(struct slice text)
{
    size_t at = 1;
    while (at < text.n && text.p[at] != text.p[0])
        at += text.p[at] == '\\' ? 2 : 1;
    return at < text.n ? at : text.n;
}

static bool key_at(struct slice text, size_t at, const char *key, size_t n)
{
    return text.p[at] == key[0] && memcmp(text.p + at, key, n) == 0 && text.p[at + n] == '=' &&
           (!at || text.p[at - 1] == ' ' || text.p[at - 1] == ',' || text.p[at - 1] == '(');
}

/* A value without quotes: up to the next comma; blanks part the facts of Airflow 3's "Task Identity", which has no commas. */
static struct slice bare(struct slice value, struct slice text)
{
    size_t end = slice_find(value, SLICE(", "));
    if (end == (size_t)-1 && slice_has(text, SLICE(" run_id=")) && !slice_has(text, SLICE(", ")))
        end = slice_index(value, ' ');
    return slice_trim(slice_part(value, 0, end));
}

struct slice python_repr_get(struct slice text, const char *key)
{
    size_t n = strlen(key);
    for (size_t at = 0; at + n < text.n; at++) {
        if (!key_at(text, at, key, n))
            continue;
        struct slice value = slice_from(text, at + n + 1);
        bool quoted = value.n && (value.p[0] == '\'' || value.p[0] == '"');
        return quoted ? slice_part(value, 1, quoted_end(value)) : bare(value, text);
    }
    return SLICE("");
}

struct slice python_repr_text(struct slice text, const char *key, struct buf *space)
{
    struct slice value = python_repr_get(text, key);
    bool quoted = value.n && value.p > text.p && value.p[-1] != '=';
    if (!quoted || slice_index(value, '\\') == (size_t)-1)
        return value;
    buf_reset(space);
    python_unescape(value, space);
    return buf_view(space);
}
