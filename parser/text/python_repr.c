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

/* Whether a key of n bytes that stands at the position is one, and not the end of another or a word of a value. */
static bool is_key(struct slice text, size_t at, size_t n)
{
    return at + n < text.n && text.p[at + n] == '=' && (!at || text.p[at - 1] == ' ' || text.p[at - 1] == ',' || text.p[at - 1] == '(');
}

/* The position behind KEY=; SIZE_MAX when it is not there. */
static size_t value_at(struct slice text, struct slice key)
{
    for (size_t at = 0, step; (step = slice_find(slice_from(text, at), key)) != (size_t)-1; at += step + 1)
        if (is_key(text, at + step, key.n))
            return at + step + key.n + 1;
    return (size_t)-1;
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
    size_t at = value_at(text, slice_of(key));
    if (at == (size_t)-1)
        return SLICE("");
    struct slice value = slice_from(text, at);
    bool quoted = value.n && (value.p[0] == '\'' || value.p[0] == '"');
    return quoted ? slice_part(value, 1, quoted_end(value)) : bare(value, text);
}

struct slice python_repr_text(struct slice text, const char *key, struct buf *space)
{
    struct slice value = python_repr_get(text, key);
    bool last = value.n && value.p[-1] == '=' && value.p + value.n == text.p + text.n;
    if (last && (slice_has(text, SLICE(", ")) || !slice_has(text, SLICE(" run_id="))))
        return SLICE("");
    bool quoted = value.n && value.p > text.p && value.p[-1] != '=';
    if (!quoted || slice_index(value, '\\') == (size_t)-1)
        return value;
    buf_reset(space);
    python_unescape(value, space);
    return buf_view(space);
}
