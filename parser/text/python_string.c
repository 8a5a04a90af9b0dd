/* python_string.c - undoes the escapes of Python's string and bytes literals. Knows no quotes. */
#include "python_string.h"

#include "utf8.h"

/* Up to most digits of the base at the beginning of s; how many there are. */
static size_t digits_read(struct slice s, size_t most, unsigned base, uint32_t *value)
{
    size_t n = 0;
    for (*value = 0; n < s.n && n < most; n++) {
        char c = byte_lower(s.p[n]);
        unsigned digit = byte_is_digit(c) ? (unsigned)(c - '0') : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 99;
        if (digit >= base)
            break;
        *value = *value * base + digit;
    }
    return n;
}

/* \xHH, \uXXXX, \UXXXXXXXX at the beginning of s: its length, 0 when it is none. */
static size_t code_read(struct slice s, bool bytes, uint32_t *code)
{
    if (s.n < 2 || s.p[0] != '\\')
        return 0;
    char letter = s.p[1];
    size_t n = letter == 'x' ? 2 : bytes ? 0 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    if (n == 0 || digits_read(slice_from(s, 2), n, 16, code) < n || *code > 0x10ffff)
        return 0;
    return n + 2;
}

static void code_write(uint32_t code, bool bytes, struct buf *out)
{
    char character[4] = { (char)code };
    buf_add(out, character, bytes ? 1 : utf8_encode(code, character));
}

/* The escape at the beginning of s that names a code: its length, 0 when it is none. */
static size_t code_take(struct slice s, bool bytes, struct buf *out)
{
    uint32_t code, low;
    size_t n = code_read(s, bytes, &code), more;
    if (n == 0) {
        n = digits_read(slice_from(s, 1), 3, 8, &code);
        n += n > 0;
    } else if (code >= 0xd800 && code <= 0xdbff && (more = code_read(slice_from(s, n), bytes, &low)) > 0 &&
               low >= 0xdc00 && low <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        n += more;
    }
    if (n)
        code_write(code, bytes, out);
    return n;
}

/* s begins with a backslash; how much of it the escape takes. */
static size_t escape_take(struct slice s, bool bytes, struct buf *out)
{
    static const char letters[] = "abfnrtv\\'\"", meant[] = "\a\b\f\n\r\t\v\\'\"";
    if (s.n < 2) {
        buf_char(out, '\\');
        return 1;
    }
    if (s.p[1] == '\n')
        return 2;
    const char *letter = s.p[1] ? strchr(letters, s.p[1]) : NULL;
    if (letter) {
        buf_char(out, meant[letter - letters]);
        return 2;
    }
    size_t n = code_take(s, bytes, out);
    if (n == 0)
        buf_char(out, '\\');
    return n ? n : 1;
}

void python_string_unescape(struct slice raw, bool bytes, struct buf *out)
{
    while (raw.n) {
        size_t mark = slice_index(raw, '\\');
        struct slice run = slice_part(raw, 0, mark);
        buf_slice(out, run);
        raw = slice_from(raw, run.n);
        if (raw.n)
            raw = slice_from(raw, escape_take(raw, bytes, out));
    }
}

void python_unescape(struct slice raw, struct buf *out)
{
    python_string_unescape(raw, false, out);
}
