/* utf8.c - valid UTF-8 without NUL, which is what PostgreSQL's text can hold. */
#include "utf8.h"

#include "scan.h"

/* Bytes of the character at the beginning of s; 0 when it is bad. *span gets how many bytes are bad: the longest
 * beginning of a character, so that each becomes one U+FFFD (Unicode §3.9, as Python's errors="replace"). */
static size_t utf8_one(struct slice s, size_t *span)
{
    unsigned char lead = (unsigned char)s.p[0], low = 0x80, high = 0xbf;
    size_t need;
    *span = 1;
    if (lead < 0x80)
        return lead != 0;
    if (lead >= 0xc2 && lead <= 0xdf)
        need = 2;
    else if (lead >= 0xe0 && lead <= 0xef)
        need = 3;
    else if (lead >= 0xf0 && lead <= 0xf4)
        need = 4;
    else
        return 0;
    if (lead == 0xe0) /* overlong forms, surrogates, beyond U+10FFFF: known by the second byte */
        low = 0xa0;
    else if (lead == 0xed)
        high = 0x9f;
    else if (lead == 0xf0)
        low = 0x90;
    else if (lead == 0xf4)
        high = 0x8f;
    for (size_t i = 1; i < need; i++, low = 0x80, high = 0xbf) {
        if (i == s.n || (unsigned char)s.p[i] < low || (unsigned char)s.p[i] > high)
            return 0;
        *span = i + 1;
    }
    return need;
}

size_t utf8_valid(struct slice s)
{
    size_t at = 0, span;
    while ((at = scan_ascii(s, at)) < s.n) {
        size_t n = utf8_one(slice_from(s, at), &span);
        if (n == 0)
            return at;
        at += n;
    }
    return s.n;
}

size_t utf8_next(struct slice s, struct slice *character)
{
    size_t span, n = utf8_one(s, &span);
    *character = n ? (struct slice){ s.p, n } : SLICE("\xef\xbf\xbd");
    return n ? n : span;
}

size_t utf8_encode(uint32_t code, char out[4])
{
    if (code >= 0xd800 && code <= 0xdfff)
        code = 0xfffd;
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)((0xf0u << (4 - n) & 0xff) | code);
    return n;
}

bool utf8_clean(struct slice s, struct buf *out)
{
    size_t valid = utf8_valid(s);
    bool clean = valid == s.n;
    for (;;) {
        buf_slice(out, slice_part(s, 0, valid));
        s = slice_from(s, valid);
        if (s.n == 0)
            return clean;
        struct slice mark;
        s = slice_from(s, utf8_next(s, &mark));
        buf_slice(out, mark);
        valid = utf8_valid(s);
    }
}

size_t utf8_count(struct slice s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return n;
}

struct slice utf8_cut(struct slice s, size_t n)
{
    if (s.n <= n)
        return s;
    size_t at = n;
    while (at > 0 && n - at < 3 && ((unsigned char)s.p[at] & 0xc0) == 0x80)
        at--;
    size_t span;
    /* Only a whole character that the cut would split moves it; bad bytes are cut anywhere. */
    bool splits = at < n && utf8_one(slice_from(s, at), &span) > n - at;
    return slice_part(s, 0, splits ? at : n);
}
