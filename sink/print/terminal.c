/* pen.c - rows for a terminal; see pen.h. Knows no records. */
#include "terminal.h"

#include <stdio.h>

static const char *const ink_on[] = {
    [INK_plain] = "",         [INK_bold] = "\033[1m",   [INK_dim] = "\033[2m",
    [INK_red] = "\033[31m",   [INK_alarm] = "\033[1;31m", [INK_green] = "\033[32m",
    [INK_yellow] = "\033[33m", [INK_cyan] = "\033[36m", [INK_magenta] = "\033[35m",
};

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

/* What is shown for the character at the head of a text. */
struct glyph {
    char text[12];
    size_t n;
    int columns;
};

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

/* Takes one character off *rest. */
static struct glyph glyph_take(struct slice *rest)
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

int pen_columns(struct slice text, int most)
{
    int columns = 0;
    while (text.n && columns <= most)
        columns += glyph_take(&text).columns;
    return columns;
}

struct pen *pen_in(struct pen *pen, enum ink ink)
{
    pen->ink = ink;
    return pen;
}

void pen_at(struct pen *pen, int column)
{
    pen->want = column > pen->column || pen->column == 0 ? column : pen->column + 1;
}

void pen_gap(struct pen *pen, int blanks)
{
    if (pen->want < pen->column + blanks)
        pen->want = pen->column + blanks;
}

/* Blanks come only before text, so that no line ends in them. */
static void move(struct pen *pen)
{
    for (; pen->column < pen->want; pen->column++)
        buf_char(pen->to, ' ');
}

static int room_left(const struct pen *pen)
{
    int from = pen->want > pen->column ? pen->want : pen->column;
    return pen->width - from;
}

static void write_cut(struct pen *pen, struct slice text, int room)
{
    bool cut = pen_columns(text, room) > room;
    int end = pen->column + (cut ? room - 2 : room);
    while (text.n) {
        struct glyph glyph = glyph_take(&text);
        if (pen->column + glyph.columns > end)
            break;
        buf_add(pen->to, glyph.text, glyph.n);
        pen->column += glyph.columns;
    }
    if (cut) {
        buf_add(pen->to, "..", 2);
        pen->column += 2;
    }
}

void pen_text(struct pen *pen, struct slice text, int room)
{
    const char *on = pen->colour ? ink_on[pen->ink] : "";
    pen->ink = INK_plain;
    if (room > room_left(pen))
        room = room_left(pen);
    if (text.n == 0 || room <= 0 || (room <= 2 && pen_columns(text, room) > room))
        return;
    move(pen);
    buf_text(pen->to, on);
    write_cut(pen, text, room);
    if (*on)
        buf_text(pen->to, "\033[0m");
}

void pen_right(struct pen *pen, struct slice text, int room)
{
    int columns = pen_columns(text, room - 1);
    int from = pen->want > pen->column ? pen->want : pen->column;
    pen->want = from + (columns < room ? room - columns : 1);
    pen_text(pen, text, room - 1);
    pen->want = from + room;
}

void pen_rest(struct pen *pen, struct slice text)
{
    pen_text(pen, text, pen->width);
}

void pen_printf(struct pen *pen, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    pen_rest(pen, slice_of(text));
}

void pen_line(struct pen *pen)
{
    buf_char(pen->to, '\n');
    pen->column = pen->want = 0;
}

/* Bytes of text that fit into room columns, up to the blank before the word that does not; at least a word. */
static size_t wrap_length(struct slice text, int room)
{
    size_t fits = 0;
    for (size_t at = 0; at <= text.n; at++) {
        if (at < text.n && text.p[at] != ' ')
            continue;
        if (fits && pen_columns(slice_part(text, 0, at), room + 1) > room)
            break;
        fits = at;
    }
    return fits ? fits : text.n;
}

void pen_wrap(struct pen *pen, int column, struct slice text)
{
    enum ink ink = pen->ink;
    do {
        int from = pen->want > column ? pen->want : column;
        size_t n = wrap_length(text, pen->width - (pen->column >= from ? pen->column + 1 : from));
        pen_at(pen_in(pen, ink), column);
        pen_rest(pen, slice_part(text, 0, n));
        pen_line(pen);
        text = slice_trim_left(slice_from(text, n));
    } while (text.n);
}
