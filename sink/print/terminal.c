/* terminal.c - rows for a terminal; see terminal.h. Knows no records. */
#include "terminal.h"

#include <stdio.h>

#include "parser/text/glyph.h"

static const char *const style_on[] = {
    [STYLE_plain] = "",         [STYLE_bold] = "\033[1m",   [STYLE_dim] = "\033[2m",
    [STYLE_red] = "\033[31m",   [STYLE_alarm] = "\033[1;31m", [STYLE_green] = "\033[32m",
    [STYLE_yellow] = "\033[33m", [STYLE_cyan] = "\033[36m", [STYLE_magenta] = "\033[35m",
};

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
