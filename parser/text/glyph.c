/* glyph.c - see glyph.h. */
#include "glyph.h"

#include <stdio.h>

/* Code points from..to that are shown otherwise than in one column. */
struct range {
    uint32_t from, to;
};

/* Controls, marks without width, and marks that turn the direction of writing. */
static const struct range unshown[] = {
    { 0x00, 0x1f },     { 0x7f, 0x9f },     { 0xad, 0xad },     { 0x61c, 0x61c },   { 0x180e, 0x180e },
    { 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xfeff, 0xfeff }, { 0xe0000, 0xe0fff },
};
static const struct range combining[] = {
    { 0x300, 0x36f }, { 0x1ab0, 0x1aff }, { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
};
static const struct range wide[] = {
    { 0x1100, 0x115f }, { 0x2e80, 0xa4cf }, { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },
    { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1faff }, { 0x20000, 0x3fffd },
};

#define IN(ranges, code) range_has(ranges, sizeof(ranges) / sizeof(*(ranges)), code)

static bool range_has(const struct range *range, size_t n, uint32_t code)
{
    for (size_t i = 0; i < n; i++)
        if (code >= range[i].from && code <= range[i].to)
            return true;
    return false;
}

/* The code point that s begins with and its length in bytes; 0 when the bytes are no UTF-8. */
static size_t decode(struct slice s, uint32_t *code)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    unsigned char first = (unsigned char)s.p[0];
    size_t n = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 0;
    if (n == 0 || n > s.n)
        return 0;
    *code = n == 1 ? first : first & (0x7fU >> n);
    for (size_t i = 1; i < n; i++) {
        unsigned char byte = (unsigned char)s.p[i];
        if ((byte & 0xc0) != 0x80)
            return 0;
        *code = *code << 6 | (byte & 0x3f);
    }
    bool sound = *code >= least[n] && *code <= 0x10ffff && (*code < 0xd800 || *code > 0xdfff);
    return sound ? n : 0;
}

static void glyph_hide(struct glyph *glyph, uint32_t code)
{
    const char *at = code ? strchr("\nn\tt\rr", (int)code) : NULL;
    if (code < 0x20 && at)
        glyph->columns = snprintf(glyph->text, sizeof(glyph->text), "\\%c", at[1]);
    else if (code < 0x80)
        glyph->columns = snprintf(glyph->text, sizeof(glyph->text), "\\x%02x", (unsigned)code);
    else
        glyph->columns = snprintf(glyph->text, sizeof(glyph->text), "\\u%04x", (unsigned)code);
    glyph->n = (size_t)glyph->columns;
}

struct glyph glyph_take(struct slice *rest)
{
    struct glyph glyph = { .n = 1, .columns = 1 };
    unsigned char first = (unsigned char)rest->p[0];
    uint32_t code = first;
    size_t n = first >= 0x20 && first < 0x7f ? 1 : decode(*rest, &code);
    if (n == 0) {
        glyph.columns = snprintf(glyph.text, sizeof(glyph.text), "\\x%02x", (unsigned)first);
        glyph.n = (size_t)glyph.columns;
        n = 1;
    } else if (IN(unshown, code)) {
        glyph_hide(&glyph, code);
    } else {
        memcpy(glyph.text, rest->p, n);
        glyph.n = n;
        glyph.columns = code < 0x300 ? 1 : IN(combining, code) ? 0 : IN(wide, code) ? 2 : 1;
    }
    *rest = slice_from(*rest, n);
    return glyph;
}

void glyph_tame(struct slice text, struct buf *out)
{
    while (text.n) {
        unsigned char first = (unsigned char)text.p[0];
        struct glyph glyph = glyph_take(&text);
        if (first < 0x20 || first == 0x7f)
            buf_char(out, ' ');
        else
            buf_add(out, glyph.text, glyph.n);
    }
}
