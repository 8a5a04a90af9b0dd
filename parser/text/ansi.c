/* ansi.c - takes CSI (ESC [ ... letter) and OSC (ESC ] ... BEL or ESC \) sequences out of text. */
#include "ansi.h"

enum { ESC = '\x1b', BEL = '\a' };

static size_t csi_length(struct slice s)
{
    size_t i = 2;
    while (i < s.n && s.p[i] >= 0x30 && s.p[i] <= 0x3f)
        i++;
    while (i < s.n && s.p[i] >= 0x20 && s.p[i] <= 0x2f)
        i++;
    return i < s.n && s.p[i] >= 0x40 && s.p[i] <= 0x7e ? i + 1 : 0;
}

/* 0 where it does not end on its line; *open is then how far was looked. */
static size_t osc_length(struct slice s, const char **open)
{
    size_t i = 2;
    for (; i < s.n && s.p[i] != '\n'; i++) {
        if (s.p[i] == BEL)
            return i + 1;
        if (s.p[i] == ESC && i + 1 < s.n && s.p[i + 1] == '\\')
            return i + 2;
    }
    *open = s.p + i;
    return 0;
}

/* Bytes of the sequence at the start of s; 1 for an ESC that begins none. Up to `open` no OSC ends. */
static size_t sequence_length(struct slice s, const char **open)
{
    size_t n = 0;
    if (s.n > 1 && s.p[1] == '[')
        n = csi_length(s);
    else if (s.n > 1 && s.p[1] == ']' && s.p >= *open)
        n = osc_length(s, open);
    return n ? n : 1;
}

struct slice ansi_strip_from(struct slice text, size_t at, struct buf *scratch)
{
    const char *open = text.p;
    buf_reset(scratch);
    while (at != (size_t)-1) {
        buf_slice(scratch, slice_part(text, 0, at));
        text = slice_from(text, at);
        text = slice_from(text, sequence_length(text, &open));
        at = slice_index(text, ESC);
    }
    buf_slice(scratch, text);
    return buf_view(scratch);
}

size_t ansi_colours_end(struct slice text, size_t at)
{
    static const char *const escapes[] = { "\x1b[", "\\u001b[", "\\u001B[", "\\x1b[", "\\033[", "^[[" };
    for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes);) {
        size_t from = at + strlen(escapes[i]);
        if (!slice_starts(slice_from(text, at), slice_of(escapes[i++])))
            continue;
        while (from < text.n && (byte_is_digit(text.p[from]) || text.p[from] == ';'))
            from++;
        if (from == text.n || text.p[from] != 'm')
            return at;
        at = from + 1;
        i = 0;
    }
    return at;
}
