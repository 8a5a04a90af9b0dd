/* json_escape.c - strings whose escapes are undone. */
#include "json_escape.h"

#include "json.h"
#include "utf8.h"

static unsigned hex_digit(char c)
{
    return (unsigned)(byte_is_digit(c) ? c - '0' : byte_lower(c) - 'a' + 10);
}

/* The four digits of \uXXXX whose backslash stands at `at`; -1 when there is none. */
static int escape_unit(struct slice raw, size_t at)
{
    unsigned unit = 0;
    if (raw.n < at + 6 || raw.p[at] != '\\' || raw.p[at + 1] != 'u')
        return -1;
    for (size_t i = at + 2; i < at + 6; i++)
        unit = unit << 4 | (hex_digit(raw.p[i]) & 15);
    return (int)unit;
}

size_t json_escape_take(struct slice raw, size_t *at, char out[4])
{
    static const char letters[] = "bfnrt", controls[] = "\b\f\n\r\t";
    int unit = escape_unit(raw, *at), low;
    if (unit < 0) {
        char letter = *at + 1 < raw.n ? raw.p[*at + 1] : '\\';
        const char *found = letter ? strchr(letters, letter) : NULL;
        *at = *at + 2 < raw.n ? *at + 2 : raw.n;
        out[0] = found ? controls[found - letters] : letter;
        return 1;
    }
    *at += 6;
    if (unit >= 0xd800 && unit <= 0xdbff && (low = escape_unit(raw, *at)) >= 0xdc00 && low <= 0xdfff) {
        *at += 6;
        return utf8_encode(0x10000 + ((uint32_t)(unit - 0xd800) << 10) + (uint32_t)(low - 0xdc00), out);
    }
    return utf8_encode((uint32_t)unit, out);
}

void json_unescape(struct slice raw, struct buf *out)
{
    for (size_t at = 0; at < raw.n;) {
        size_t mark = slice_index(slice_from(raw, at), '\\');
        size_t run = mark == (size_t)-1 ? raw.n - at : mark;
        buf_add(out, raw.p + at, run);
        at += run;
        if (at < raw.n) {
            char character[4];
            buf_add(out, character, json_escape_take(raw, &at, character));
        }
    }
}

struct slice json_text(struct json_value value, struct buf *space)
{
    if (value.type != JSON_string)
        return SLICE("");
    if (!value.escaped)
        return value.raw;
    buf_reset(space);
    json_unescape(value.raw, space);
    return buf_view(space);
}

bool json_name_is(struct slice raw, struct slice key)
{
    if (slice_index(raw, '\\') == (size_t)-1)
        return slice_eq(raw, key);
    size_t at = 0;
    while (at < raw.n) {
        char character[4] = { raw.p[at] };
        size_t n = 1;
        if (raw.p[at] == '\\')
            n = json_escape_take(raw, &at, character);
        else
            at++;
        if (!slice_starts(key, (struct slice){ character, n }))
            return false;
        key = slice_from(key, n);
    }
    return key.n == 0;
}

static bool byte_is_backslash(char c)
{
    return c == '\\';
}

bool json_has_nul(struct slice text)
{
    static const struct slice escape = SLICE_ROW("\\u0000");
    for (size_t found; (found = slice_find(text, escape)) != (size_t)-1; text = slice_from(text, found + escape.n))
        if ((found - slice_span_back(text, 0, found, byte_is_backslash)) % 2 == 0)
            return true;
    return false;
}
