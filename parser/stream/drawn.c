/* drawn.c - see drawn.h. */
#include "drawn.h"

#include <string.h>

enum {
    LOOKED = 64, RULE_WITHIN = 4, /* lines */
    RECORDS_LEAST = 3, CELLS_BEHIND = 4,
    SKELETON_MOST = 64, NAME_MOST = 64,
    WIDTH_MOST = 32767 /* sed repeats no more */
};

static const char *const bars[] = { "|", "\xe2\x94\x82" /* box drawing, light vertical */ };

/* Whether nothing but what draws a rule stands there: -, +, =, blanks and box drawing. */
static bool is_rule(struct slice line)
{
    size_t strokes = 0;
    bool rule = true;
    for (size_t i = 0; i < line.n && rule; i++) {
        bool box = (unsigned char)line.p[i] == 0xe2 && i + 2 < line.n && ((unsigned char)line.p[i + 1] == 0x94 || (unsigned char)line.p[i + 1] == 0x95);
        rule = box || (line.p[i] && strchr("-+= |", line.p[i]));
        strokes += box || line.p[i] == '-' || line.p[i] == '=';
        i += box ? 2 : 0;
    }
    return rule && strokes >= 3;
}

/* ClickHouse writes the columns' names into the rule at the top. */
static bool is_top(struct slice line)
{
    return slice_starts(line, SLICE("\xe2\x94\x8c\xe2\x94\x80")) || slice_starts(line, SLICE("\xe2\x94\x8f\xe2\x94\x81")) || slice_starts(line, SLICE("\xe2\x95\xad\xe2\x94\x80"));
}

static bool is_log(struct choice *choice, struct slice cell)
{
    return cell.n && choice_shows_head(choice, cell);
}

/* Whether what begins a cell is a log's: a record shows only without the cells behind it. */
static bool begins_log(struct choice *choice, struct slice rest, struct slice bar)
{
    rest = slice_starts(rest, SLICE(" ")) ? slice_from(rest, 1) : rest;
    bool log = is_log(choice, rest);
    for (int i = 0; i < CELLS_BEHIND && !log && rest.n; i++) {
        const char *last = memrchr(rest.p, bar.p[0], rest.n);
        rest = slice_trim_right(slice_part(rest, 0, last ? (size_t)(last - rest.p) : 0));
        log = is_log(choice, rest);
    }
    return log;
}

static size_t count_of(struct slice line, struct slice bar)
{
    size_t n = 0, at;
    for (; (at = slice_find(line, bar)) != (size_t)-1; n++)
        line = slice_from(line, at + bar.n);
    return n;
}

/* How many bars stand before the log's cell of the line; 0: none does, or there is no such cell. */
static size_t cell_find(struct choice *choice, struct slice line, struct slice bar)
{
    size_t n = 0, at;
    while ((at = slice_find(line, bar)) != (size_t)-1) {
        line = slice_from(line, at + bar.n);
        n++;
        if (begins_log(choice, line, bar))
            return n;
    }
    return 0;
}

/* Cells between bars: which is the log's, and how many bars stand behind it on each line. */
static bool bars_write(struct choice *choice, struct slice text, struct slice bar, struct buf *recipe)
{
    struct slice line;
    size_t least = (size_t)-1, before = 0;
    for (int i = 0; i < LOOKED && slice_cut(&text, '\n', &line); i++) {
        size_t n = is_rule(line) ? 0 : count_of(line, bar);
        least = n && n < least ? n : least;
        before = before ? before : cell_find(choice, line, bar);
    }
    if (!before || before > least)
        return false;
    buf_printf(recipe, "sed -n '/^\\([^%s]*%s\\)\\{%zu\\} \\{0,1\\}/{s///; ", bar.p, bar.p, before);
    if (least > before)
        buf_printf(recipe, "s/\\(%s[^%s]*\\)\\{%zu\\}$//; ", bar.p, bar.p, least - before);
    buf_text(recipe, "s/ *$//; p;}' FILE | dagsieve parse -");
    return true;
}

/* Columns of a width, as a rule of dashes below the names has them (az -o table): which is the log's. */
static bool widths_write(struct choice *choice, struct slice rule, struct slice rows, struct buf *recipe)
{
    struct slice line;
    for (int i = 0; i < LOOKED && slice_cut(&rows, '\n', &line); i++)
        for (size_t at = 0, n; at < rule.n; at += n + 2) {
            size_t end = slice_index(slice_from(rule, at), ' ');
            n = end == (size_t)-1 ? rule.n - at : end;
            if (!is_log(choice, slice_part(line, at, at + n)) || at > WIDTH_MOST || n > WIDTH_MOST)
                continue;
            buf_printf(recipe, "sed -n '3,$s/^.\\{%zu\\}\\(.\\{0,%zu\\}\\).*/\\1/; s/ *$//; 3,$p' FILE | dagsieve parse -", at, n);
            return true;
        }
    return false;
}

/* A table of one column, psql's, whose cells stand behind a blank. */
static bool column_write(struct choice *choice, struct slice row, struct buf *recipe)
{
    if (!slice_starts(row, SLICE(" ")) || !is_log(choice, slice_from(row, 1)))
        return false;
    buf_text(recipe, "sed -n '3,$s/^ //p' FILE | dagsieve parse -");
    return true;
}

static bool table_write(struct choice *choice, struct slice text, struct buf *recipe)
{
    const struct slice whole = text;
    struct slice line;
    bool rule = false, found = false;
    for (int i = 0; i < RULE_WITHIN && !rule && slice_cut(&text, '\n', &line) && !choice_shows_head(choice, line); i++) {
        rule = is_rule(line) || is_top(line);
        if (rule && i == 1 && line.p[0] == '-')
            found = widths_write(choice, line, text, recipe) || column_write(choice, slice_part(text, 0, slice_index(text, '\n')), recipe);
    }
    for (size_t i = 0; rule && !found && i < sizeof(bars) / sizeof(*bars); i++)
        found = bars_write(choice, whole, slice_of(bars[i]), recipe);
    return found;
}

/* What stands between the words of a line, a run of one mark once: lines that begin records have the same. */
static struct slice skeleton(struct slice line, char *space)
{
    size_t n = 0;
    for (size_t i = 0; i < line.n && n < SKELETON_MOST; i++)
        if (!byte_is_letter(line.p[i]) && !byte_is_digit(line.p[i]) && (!n || space[n - 1] != line.p[i]))
            space[n++] = line.p[i];
    return (struct slice){ space, n };
}

static bool is_name_byte(char byte)
{
    return byte_is_letter(byte) || byte_is_digit(byte) || byte == '_' || byte == '.' || byte == '@';
}

/* Where a field's value begins, behind its name and '=', ':' or '|' and the blanks that pad it; 0: it is no field. */
static size_t value_find(struct slice line)
{
    size_t begin = slice_span(line, 0, byte_is_blank), end = slice_span(line, begin, is_name_byte), at = slice_span(line, end, byte_is_blank);
    bool field = end > begin && end - begin <= NAME_MOST && at < line.n && strchr("=:|", line.p[at]);
    return field ? slice_span(line, at + 1, byte_is_blank) : 0;
}

/* Whether each line that begins like the first is followed by one field of that name before the next. */
static bool is_regular(struct slice text, struct slice name)
{
    char of_first[SKELETON_MOST], of_line[SKELETON_MOST];
    struct slice line, first = SLICE("");
    int records = 0, fields = 0;
    bool regular = true;
    for (int i = 0; i < LOOKED && regular && slice_cut(&text, '\n', &line); i++) {
        if (!first.n)
            first = skeleton(line, of_first);
        bool begins = first.n && slice_eq(skeleton(line, of_line), first);
        regular = !begins || fields == records;
        records += begins;
        fields += slice_starts(slice_trim_left(line), name);
        regular = regular && fields <= records;
    }
    return regular && fields >= RECORDS_LEAST;
}

/* Records of a field a line, each begun by a line of the same form, which is no field. */
static bool fields_write(struct choice *choice, struct slice text, struct buf *recipe)
{
    const struct slice whole = text;
    struct slice line;
    bool found = false;
    size_t at = 0;
    for (int i = 0; i < LOOKED && !found && slice_cut(&text, '\n', &line); i++) {
        at = value_find(line);
        if (i == 0 && at)
            return false;
        found = at && is_log(choice, slice_from(line, at));
    }
    if (!found)
        return false;
    struct slice name = slice_trim_left(slice_part(line, 0, at));
    if (!is_regular(whole, name))
        return false;
    buf_printf(recipe, "sed -n 's/^ *%.*s//p' FILE | dagsieve parse -", SLICE_ARG(name));
    return true;
}

bool drawn_find(struct choice *choice, struct slice text, struct buf *recipe)
{
    return text.n && (table_write(choice, text, recipe) || fields_write(choice, text, recipe));
}
