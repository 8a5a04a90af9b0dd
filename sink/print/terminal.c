/* terminal.c - rows for a terminal; see terminal.h. Knows no records. */
#include "terminal.h"

#include <stdio.h>

static const char *const style_on[] = {
    [STYLE_plain] = "",         [STYLE_bold] = "\033[1m",   [STYLE_dim] = "\033[2m",
    [STYLE_red] = "\033[31m",   [STYLE_alarm] = "\033[1;31m", [STYLE_green] = "\033[32m",
    [STYLE_yellow] = "\033[33m", [STYLE_cyan] = "\033[36m", [STYLE_magenta] = "\033[35m",
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

int terminal_columns(struct slice text, int most)
{
    int columns = 0;
    while (text.n && columns <= most)
        columns += glyph_take(&text).columns;
    return columns;
}

struct terminal *terminal_style(struct terminal *terminal, enum style style)
{
    terminal->style = style;
    return terminal;
}

void terminal_at(struct terminal *terminal, int column)
{
    terminal->want = column > terminal->column || terminal->column == 0 ? column : terminal->column + 1;
}

void terminal_gap(struct terminal *terminal, int blanks)
{
    if (terminal->want < terminal->column + blanks)
        terminal->want = terminal->column + blanks;
}

/* Blanks come only before text, so that no line ends in them. */
static void move(struct terminal *terminal)
{
    for (; terminal->column < terminal->want; terminal->column++)
        buf_char(terminal->to, ' ');
}

static int room_left(const struct terminal *terminal)
{
    int from = terminal->want > terminal->column ? terminal->want : terminal->column;
    return terminal->width - from;
}

static void write_cut(struct terminal *terminal, struct slice text, int room)
{
    bool cut = terminal_columns(text, room) > room;
    int end = terminal->column + (cut ? room - 2 : room);
    while (text.n) {
        struct glyph glyph = glyph_take(&text);
        if (terminal->column + glyph.columns > end)
            break;
        buf_add(terminal->to, glyph.text, glyph.n);
        terminal->column += glyph.columns;
    }
    if (cut) {
        buf_add(terminal->to, "..", 2);
        terminal->column += 2;
    }
}

void terminal_text(struct terminal *terminal, struct slice text, int room)
{
    const char *on = terminal->colour ? style_on[terminal->style] : "";
    terminal->style = STYLE_plain;
    if (room > room_left(terminal))
        room = room_left(terminal);
    if (text.n == 0 || room <= 0 || (room <= 2 && terminal_columns(text, room) > room))
        return;
    move(terminal);
    buf_text(terminal->to, on);
    write_cut(terminal, text, room);
    if (*on)
        buf_text(terminal->to, "\033[0m");
}

void terminal_right(struct terminal *terminal, struct slice text, int room)
{
    int columns = terminal_columns(text, room - 1);
    int from = terminal->want > terminal->column ? terminal->want : terminal->column;
    terminal->want = from + (columns < room ? room - columns : 1);
    terminal_text(terminal, text, room - 1);
    terminal->want = from + room;
}

void terminal_rest(struct terminal *terminal, struct slice text)
{
    terminal_text(terminal, text, terminal->width);
}

void terminal_printf(struct terminal *terminal, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    terminal_rest(terminal, slice_of(text));
}

void terminal_line(struct terminal *terminal)
{
    buf_char(terminal->to, '\n');
    terminal->column = terminal->want = 0;
}

/* Bytes of text that fit into room columns, up to the blank before the word that does not; at least a word. */
static size_t wrap_length(struct slice text, int room)
{
    size_t fits = 0;
    for (size_t at = 0; at <= text.n; at++) {
        if (at < text.n && text.p[at] != ' ')
            continue;
        if (fits && terminal_columns(slice_part(text, 0, at), room + 1) > room)
            break;
        fits = at;
    }
    return fits ? fits : text.n;
}

void terminal_wrap(struct terminal *terminal, int column, struct slice text)
{
    enum style style = terminal->style;
    do {
        int from = terminal->want > column ? terminal->want : column;
        size_t n = wrap_length(text, terminal->width - (terminal->column >= from ? terminal->column + 1 : from));
        terminal_at(terminal_style(terminal, style), column);
        terminal_rest(terminal, slice_part(text, 0, n));
        terminal_line(terminal);
        text = slice_trim_left(slice_from(text, n));
    } while (text.n);
}
