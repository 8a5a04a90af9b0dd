/* screen.c - see screen.h. */
#include "screen.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "parser/text/glyph.h"

/* GAP: blanks that part columns of a table. */
enum { COLUMNS_UNKNOWN = 80, INDENT = 4, GAP = 2 };

bool screen_obeys(void)
{
    const char *term = getenv("TERM");
    return term && term[0] && strcmp(term, "dumb") != 0;
}

int screen_columns(FILE *to)
{
    struct winsize size;
    if (!isatty(fileno(to)))
        return 0;
    return ioctl(fileno(to), TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : COLUMNS_UNKNOWN;
}

/* Columns of a word, styles left out. */
static int word_columns(struct slice word)
{
    int columns = 0;
    while (word.n) {
        size_t end = word.p[0] == '\033' ? slice_index(word, 'm') : word.n;
        if (end < word.n)
            word = slice_from(word, end + 1);
        else
            columns += glyph_take(&word).columns;
    }
    return columns;
}

static size_t blanks_at(struct slice text)
{
    size_t n = 0;
    while (n < text.n && text.p[n] == ' ')
        n++;
    return n;
}

/* Where a line goes on: below the text behind its last gap, which is a column of a table, where that leaves half of the screen. */
static int hang_at(int hang, int column, int blanks, int columns)
{
    int at = column + blanks;
    return blanks < GAP ? hang : at > INDENT && at <= columns / 2 ? at : INDENT;
}

/* The word a line begins with; of a path that is longer than the screen as many folders as have room, at least one. */
static struct slice word_of(struct slice line, int room, int columns)
{
    struct slice word = slice_part(line, 0, slice_index(line, ' '));
    size_t fits = 0;
    if (word_columns(word) <= columns - INDENT)
        return word;
    for (size_t at = 0; at < word.n; at++)
        if (word.p[at] == '/' && (!fits || word_columns(slice_part(word, 0, at + 1)) <= room))
            fits = at + 1;
    return fits ? slice_part(word, 0, fits) : word;
}

static void fold_line(struct slice line, int columns, struct buf *out)
{
    int column = 0, hang = INDENT;
    while (line.n) {
        int blanks = (int)blanks_at(line);
        line = slice_from(line, (size_t)blanks);
        hang = hang_at(hang, column, blanks, columns);
        struct slice word = word_of(line, columns - column - blanks, columns);
        int to = hang + word_columns(word) <= columns ? hang : INDENT;
        if ((column > to || !column) && column + blanks + word_columns(word) > columns) {
            if (column)
                buf_char(out, '\n');
            column = 0;
            blanks = to;
            word = word_of(line, columns - to, columns);
        }
        for (int i = 0; i < blanks; i++)
            buf_char(out, ' ');
        buf_slice(out, word);
        column += blanks + word_columns(word);
        line = slice_from(line, word.n);
    }
}

void screen_fold(struct slice text, int columns, struct buf *out)
{
    struct slice line;
    for (bool more = text.n > 0; more;) {
        more = slice_cut(&text, '\n', &line);
        fold_line(line, columns, out);
        if (more)
            buf_char(out, '\n');
    }
}

void screen_write(FILE *to, struct slice text)
{
    int columns = screen_columns(to);
    struct buf folded = { 0 };
    if (columns) {
        screen_fold(text, columns, &folded);
        text = buf_view(&folded);
    }
    if (text.n)
        fwrite(text.p, 1, text.n, to);
    buf_free(&folded);
}
