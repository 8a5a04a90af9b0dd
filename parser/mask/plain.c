/* plain.c - undoes what hides the shape of text; see plain.h for the contract. */
#include "plain.h"

#include "parser/text/utf8.h"

enum { SLASHES_MOST = 8 };

static int hex_of(char c)
{
    if (byte_is_digit(c))
        return c - '0';
    c = byte_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that two digits at the position stand for; 0 = none that can be seen. */
static char byte_of(struct slice s, size_t at)
{
    int high = at + 1 < s.n ? hex_of(s.p[at]) : -1, low = at + 1 < s.n ? hex_of(s.p[at + 1]) : -1;
    int byte = high >= 0 && low >= 0 ? high * 16 + low : 0;
    return byte > ' ' && byte < 0x7f && byte != '\\' ? (char)byte : '\0';
}

/* Bytes of ESC at the start of s, as itself or as \u001b, \x1b, \033 print it; 0 = it begins otherwise. */
static size_t escape_length(struct slice s)
{
    static const struct slice printed[] = { SLICE_ROW("\x1b"), SLICE_ROW("\\u001b"), SLICE_ROW("\\u001B"), SLICE_ROW("\\x1b"), SLICE_ROW("\\x1B"), SLICE_ROW("\\033") };
    for (size_t i = 0; i < sizeof(printed) / sizeof(*printed); i++)
        if (slice_starts(s, printed[i]))
            return printed[i].n;
    return 0;
}

/* Bytes of a colour's sequence: ESC [ digits letter; 0 = none. */
static size_t colour_length(struct slice s)
{
    size_t n = escape_length(s);
    if (!n || n >= s.n || s.p[n] != '[')
        return 0;
    for (n++; n < s.n && s.p[n] >= 0x20 && s.p[n] <= 0x3f;)
        n++;
    return n < s.n && s.p[n] >= 0x40 && s.p[n] <= 0x7e ? n + 1 : 0;
}

/* The letter of ASCII that one of full width stands for; 0 = it is none. */
static char letter_of(struct slice s)
{
    unsigned char row = s.n > 2 && s.p[0] == '\xef' ? (unsigned char)s.p[1] : 0, at = row ? (unsigned char)s.p[2] : 0;
    if (row == 0xbc && at >= 0xa1 && at <= 0xba)
        return (char)('A' + at - 0xa1);
    return row == 0xbd && at >= 0x81 && at <= 0x9a ? (char)('a' + at - 0x81) : '\0';
}

/* Letters, blanks and signs beside ASCII's, as ASCII has them. */
static bool glyph_take(struct slice s, size_t *n, struct buf *out)
{
    static const struct {
        struct slice glyph;
        char plain; /* NUL = none */
    } glyphs[] = { { SLICE_ROW("\xc2\xa0"), ' ' }, { SLICE_ROW("\xe2\x80\x8b"), '\0' }, { SLICE_ROW("\xef\xbc\x9d"), '=' }, { SLICE_ROW("\xef\xbc\x9a"), ':' } };
    char letter = letter_of(s);
    *n = 3;
    if (letter)
        return buf_char(out, letter), true;
    for (size_t i = 0; i < sizeof(glyphs) / sizeof(*glyphs); i++)
        if (slice_starts(s, glyphs[i].glyph)) {
            *n = glyphs[i].glyph.n;
            if (glyphs[i].plain)
                buf_char(out, glyphs[i].plain);
            return true;
        }
    return false;
}

/* The character beyond ASCII that \uXXXX at the start of s stands for; 0 = none, or half of one. */
static uint32_t code_of(struct slice s)
{
    uint32_t code = 0;
    for (size_t i = 2; i < 6; i++) {
        int digit = i < s.n ? hex_of(s.p[i]) : -1;
        if (digit < 0)
            return 0;
        code = code * 16 + (uint32_t)digit;
    }
    return code >= 0xa0 && (code < 0xd800 || code > 0xdfff) ? code : 0;
}

/* Takes one escape off the start of s; false where there is none. */
static bool escape_take(struct slice s, size_t *n, struct buf *out)
{
    char byte = '\0', room[4];
    uint32_t code = slice_starts(s, SLICE("\\u")) ? code_of(s) : 0;
    *n = colour_length(s);
    if (*n)
        return true;
    if (code) {
        buf_add(out, room, utf8_encode(code, room));
        *n = 6;
        return true;
    }
    if (slice_starts(s, SLICE("\\u00"))) {
        byte = byte_of(s, 4);
        *n = 6;
    } else if (s.p[0] == '%') {
        byte = byte_of(s, 1);
        *n = 3;
        if (byte && !byte_is_letter(byte) && !strchr("\"':=&,{}_", byte))
            byte = '\0';
    }
    if (byte)
        buf_char(out, byte);
    return byte;
}

/* A quote as XML and HTML write it. */
static bool entity_take(struct slice s, size_t *n, struct buf *out)
{
    static const struct {
        struct slice entity;
        char quote;
    } entities[] = { { SLICE_ROW("&quot;"), '"' }, { SLICE_ROW("&#34;"), '"' },  { SLICE_ROW("&#x22;"), '"' },
                     { SLICE_ROW("&#39;"), '\'' }, { SLICE_ROW("&#x27;"), '\'' }, { SLICE_ROW("&apos;"), '\'' } };
    for (size_t i = 0; i < sizeof(entities) / sizeof(*entities); i++)
        if (slice_starts(s, entities[i].entity)) {
            *n = entities[i].entity.n;
            buf_char(out, entities[i].quote);
            return true;
        }
    return false;
}

/* Bytes of the backslashes at the start of s that only escape the backslash of a \u00XX: JSON within JSON; 0 = it begins otherwise. */
static size_t slashes_before(struct slice s)
{
    size_t n = 0;
    while (n < SLASHES_MOST && n < s.n && s.p[n] == '\\')
        n++;
    return n > 1 && slice_starts(slice_from(s, n), SLICE("u00")) ? n - 1 : 0;
}

void plain_text(struct slice s, struct buf *out)
{
    for (size_t at = 0, n; at < s.n; at += n) {
        char c = s.p[at];
        if (c == '\\' && (n = slashes_before(slice_from(s, at))))
            continue;
        if ((c == '\x1b' || c == '\\' || c == '%') && escape_take(slice_from(s, at), &n, out))
            continue;
        if (c == '&' && entity_take(slice_from(s, at), &n, out))
            continue;
        if ((unsigned char)c >= 0x80 && glyph_take(slice_from(s, at), &n, out))
            continue;
        buf_char(out, c);
        n = 1;
    }
}
