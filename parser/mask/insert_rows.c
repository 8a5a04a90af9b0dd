/* insert_rows.c - secrets in the rows of an INSERT; see insert_rows.h for the contract. */
#include "insert_rows.h"

#include "value.h"

/* Bytes of the list of columns before and behind a name, and of a row that are looked at. */
enum { LIST_MOST = 256, ROW_MOST = 2048 };

static bool byte_is_listed(char c)
{
    return byte_is_word(c) || byte_is_space(c) || c == ',' || c == '.' || c == '-' || byte_may_quote(c) || c == '\\' || c == '[' || c == ']';
}

/* Whether columns are listed round the name; how many are before it. */
static bool column_of(struct slice s, size_t from, size_t *column)
{
    size_t least = from > LIST_MOST ? from - LIST_MOST : 0, at = slice_span_back(s, least, from, byte_is_listed);
    if (!at || s.p[at - 1] != '(')
        return false;
    for (*column = 0; at < from; at++)
        *column += s.p[at] == ',';
    return true;
}

/* After the ") VALUES" behind a list of columns; 0 = it is none. */
static size_t values_begin(struct slice s, size_t at)
{
    static const struct slice word = SLICE_ROW("values");
    struct slice near = slice_part(s, 0, at + LIST_MOST);
    at = slice_span(near, at, byte_is_listed);
    if (at >= near.n || near.p[at] != ')')
        return 0;
    at = slice_span(near, at + 1, byte_is_blank);
    return slice_eq_nocase(slice_part(near, at, at + word.n), word) ? at + word.n : 0;
}

/* The end of the value at the position: the comma or the bracket behind it; texts in quotes and brackets are skipped. */
static size_t cell_end(struct slice s, size_t at)
{
    while (at < s.n && s.p[at] != '\n' && s.p[at] != ',' && s.p[at] != ')') {
        struct slice quote = quote_at(s, at);
        size_t end = quote.n ? quoted_end(s, at + quote.n, quote) : at;
        if (quote.n)
            at = end + quote_at(s, end).n;
        else
            at = s.p[at] == '(' || s.p[at] == '[' ? nested_end(s, at) : at + 1;
    }
    return at;
}

/* The secret that a value is, or the whole of an expression with a text in it: crypt('x', ..). Not NULL, $1, ?, %s. */
static bool cell_hides(struct slice s, size_t from, size_t to, enum weight weight, struct secret *secret)
{
    struct slice cell = slice_part(s, from, to);
    *secret = (struct secret){ .from = from, .to = from + slice_trim_right(cell).n, .quote = SLICE("") };
    if (value_quoted(cell, 0)) {
        value_find(slice_part(s, 0, to), from, WEIGHT_password, true, secret);
        return name_hides(weight, SLICE("-"), slice_part(s, secret->from, secret->to), PRINTED_quoted);
    }
    cell = slice_part(cell, 0, secret->to - from);
    bool number = slice_span(cell, 0, byte_is_digit) == cell.n;
    return cell.n && !slice_has(cell, SLICE("***")) && (number ? weight == WEIGHT_password : slice_index(cell, '\'') < cell.n);
}

/* The cell of the column in the row that begins at *at, which then stands behind the row; false = it is no secret. */
static bool find_in_row(const struct scan *scan, size_t *at, struct secret *secret)
{
    struct slice row = slice_part(scan->text, 0, *at + ROW_MOST);
    bool found = false;
    size_t from = *at + 1, to = from;
    for (size_t i = 0;; i++, from = to + 1) {
        from = slice_span(row, from, byte_is_blank);
        to = cell_end(row, from);
        if (i == scan->column)
            found = cell_hides(row, from, to, scan->column_weight, secret);
        if (to >= row.n || row.p[to] != ',')
            break;
    }
    *at = to + 1;
    return found;
}

bool find_in_next_row(struct scan *scan, struct secret *secret)
{
    struct slice s = scan->text;
    while (scan->row) {
        size_t at = slice_span(s, scan->row, byte_is_blank);
        at = slice_span(s, at + (at < s.n && s.p[at] == ','), byte_is_blank);
        scan->row = 0;
        if (at >= s.n || s.p[at] != '(')
            return false;
        bool found = find_in_row(scan, &at, secret);
        scan->row = at < s.n ? at : 0;
        if (found)
            return true;
    }
    return false;
}

bool find_in_column(struct scan *scan, size_t from, size_t to, enum weight weight, struct secret *secret)
{
    size_t column;
    if (weight < WEIGHT_coin || !column_of(scan->text, from, &column))
        return false;
    scan->row = values_begin(scan->text, to);
    scan->column = column;
    scan->column_weight = weight;
    return find_in_next_row(scan, secret);
}
