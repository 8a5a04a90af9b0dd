/* title.c - the line that names an error; see title.h. */
#include "title.h"

#include "parser/catalogue/failures.h"
#include "varying.h"

enum { DATA_NEAR = 128, LISTS_DEEP = 4 }; /* bytes before data in which a row's words stand; lists in lists */
#define NO_LIST ((size_t)-1)

static const struct slice number_mark = SLICE_ROW("<n>");

/* Without the marks at its end, a few of them. */
static struct slice without_marks(struct slice text)
{
    size_t least = text.n > 6 ? text.n - 6 : 0;
    while (text.n > least && memchr(" =:'\"([<", text.p[text.n - 1], 8))
        text.n--;
    return text;
}

/* What stands before the number at `at`, without what may stand between a code and its words. */
static struct slice code_words(struct slice text, size_t at)
{
    size_t point = at && text.p[at - 1] == '.'; /* StatusCode.404 */
    struct slice before = without_marks(slice_part(text, 0, at - point));
    const struct failure_words *link = failure_ends(&failure_code_links, before);
    return link ? without_marks(slice_part(before, 0, before.n - link->words.n)) : before;
}

/* Whether a number between the two is a status of HTTP: no count ("returned 404 rows"), and behind a word that stands alone (no KeyError). */
static bool is_status(struct slice before, struct slice rest)
{
    const struct failure_words *row = failure_ends(&failure_codes_http, before);
    bool counts = rest.n > 1 && rest.p[0] == ' ' && byte_is_letter(rest.p[1]) && !slice_starts(rest, SLICE(" for "));
    return row && !counts && (before.n == row->words.n || !byte_is_letter(before.p[before.n - row->words.n - 1]));
}

/* Whether the number at `at` is a code: "exit code 3", "404 Not Found". */
static bool is_code(struct slice text, size_t at, size_t n)
{
    struct slice before = code_words(text, at), rest = slice_from(text, at + n);
    if (failure_ends(&failure_codes_behind, before))
        return true;
    if (n != 3 || text.p[at] < '1' || text.p[at] > '5' || slice_span(text, at, byte_is_digit) < at + n)
        return false;
    return failure_begins(&failure_codes_before, rest) || is_status(before, rest);
}

static const struct varying *varying_at(struct slice text, size_t at, size_t *n)
{
    for (size_t i = 0; i < varying_n; i++)
        if ((*n = varying[i].length(text, at)))
            return &varying[i];
    return NULL;
}

static bool data_follows(const struct failure_data *row, struct slice before)
{
    struct slice near = slice_from(before, before.n > DATA_NEAR ? before.n - DATA_NEAR : 0);
    return row->then.n ? slice_ends(near, row->then) && slice_has(near, row->words) : slice_ends(near, row->words);
}

/* The row whose words end at `at`; they all end in one of these bytes. */
static const struct failure_data *data_at(struct slice text, size_t at)
{
    if (!at || !(byte_is_quote(text.p[at - 1]) || memchr(" ([", text.p[at - 1], 3)))
        return NULL;
    for (size_t i = 0; i < failure_data_n; i++)
        if (data_follows(&failure_data[i], slice_part(text, 0, at)))
            return &failure_data[i];
    return NULL;
}

static size_t data_length(const struct failure_data *row, struct slice text, size_t at)
{
    size_t end = at;
    while (end < text.n && !(text.p[end] && strchr(row->ends, text.p[end])))
        end++;
    return end - at;
}

/* A number in a list, as Python and numpy print it, at the beginning of the text; its length, 0: none. */
static size_t list_number(struct slice text)
{
    static const struct slice numbers[] = { SLICE_ROW("<n>"), SLICE_ROW("nan"), SLICE_ROW("inf"), SLICE_ROW("-nan"), SLICE_ROW("-inf"), SLICE_ROW("NaN") };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
        if (slice_starts(text, numbers[i]))
            return numbers[i].n;
    return 0;
}

/* "[1, 2, 3]", "[1, nan]", "[[1], [2, None]]" and "[1, 2]" are all a list of numbers. open: where the bracket stands in out. */
static void list_close(struct buf *out, size_t open)
{
    static const struct slice none = SLICE_ROW("None");
    struct slice inside = slice_from(buf_view(out), open + 1);
    bool any = false;
    while (inside.n) {
        size_t number = list_number(inside), empty = slice_starts(inside, none) ? none.n : 0;
        any |= number > 0;
        if (!number && !empty && !memchr(" ,.[]()", inside.p[0], 7))
            return;
        inside = slice_from(inside, number ? number : empty ? empty : 1);
    }
    if (!any)
        return;
    out->n = open + 1;
    buf_text(out, "<n>..");
}

/* Scheme and host stay, what follows them goes. */
static size_t url_add(struct slice text, size_t at, size_t scheme, struct buf *out)
{
    size_t host = at + scheme, path, end;
    for (path = host; path < text.n && !byte_is_blank(text.p[path]) && !memchr("/?#'\"`)>,;", text.p[path], 10); path++)
        ;
    for (end = path; end < text.n && !byte_is_blank(text.p[end]) && !memchr("'\"`)>", text.p[end], 5); end++)
        ;
    while (end > path && memchr(".,;:", text.p[end - 1], 4))
        end--;
    buf_slice(out, slice_part(text, at, host));
    title_add(slice_part(text, host, path), out); /* has no scheme: this goes no deeper */
    if (end > path && memchr("/?#", text.p[path], 3))
        buf_text(out, end - path > 1 ? "/<url>" : "/");
    return end - at;
}

/* What goes on a word of which n bytes stand before `at`: a character, or the point within its number ("python3.9"); 0: nothing. */
static size_t word_step(struct slice text, size_t at, size_t n)
{
    bool point = n && byte_is_digit(text.p[at - 1]) && at + 1 < text.n && text.p[at] == '.' && byte_is_digit(text.p[at + 1]);
    return point ? 1 : word_character(text, at);
}

/* What stands at `at`, the end of no word within: what varies as its mark, else a word or a byte as it is; its length. */
static size_t piece_add(struct slice text, size_t at, struct buf *out)
{
    size_t n = 0, step;
    size_t scheme = url_scheme(text, at);
    if (scheme)
        return url_add(text, at, scheme, out);
    const struct varying *kind = varying_at(text, at, &n);
    if (kind && !(slice_eq(slice_of(kind->mark), number_mark) && is_code(text, at, n))) {
        buf_slice(out, slice_part(text, at, at + (kind->kept ? kind->kept(text, at) : 0)));
        buf_text(out, kind->mark);
        return n;
    }
    for (; (step = word_step(text, at + n, n)) != 0; n += step)
        ;
    n = n ? n : 1;
    buf_slice(out, slice_part(text, at, at + n));
    return n;
}

void title_add(struct slice text, struct buf *out)
{
    size_t open[LISTS_DEEP], depth = 0, at = 0; /* NO_LIST: of a bracket that begins none */
    while (at < text.n) {
        const struct failure_data *data = data_at(text, at);
        if (data) { /* with the byte that ends it, so that the row is not met again */
            size_t n = data_length(data, text, at);
            buf_text(out, "<data>");
            buf_slice(out, slice_part(text, at + n, at + n + 1));
            at += n + 1;
            continue;
        }
        if (text.p[at] == ']' && depth && depth-- <= LISTS_DEEP && open[depth] != NO_LIST)
            list_close(out, open[depth]);
        if (text.p[at] == '[' && depth++ < LISTS_DEEP)
            open[depth - 1] = at && word_character(text, at - 1) ? NO_LIST : out->n;
        at += piece_add(text, at, out);
    }
}

/* Of "OperationalError: (psycopg2.OperationalError) .." what stands behind the brackets: SQLAlchemy names again what it wraps. Its beginning to *type. */
static struct slice behind_wrapped(struct slice title, struct slice *type)
{
    size_t colon = slice_find(title, SLICE(": ("));
    struct slice rest = slice_from(title, colon == (size_t)-1 ? title.n : colon + strlen(": (")), name;
    slice_cut(&rest, ')', &name);
    *type = slice_part(title, 0, colon == (size_t)-1 ? 0 : colon + strlen(": "));
    bool same = type->n && name.n > colon && name.p[name.n - colon - 1] == '.' && slice_ends(name, slice_part(title, 0, colon)) && slice_starts(rest, SLICE(" "));
    return same ? slice_from(rest, 1) : slice_from(title, type->n);
}

/* "No space left on device" is one cause, whatever file Python names behind it. */
static struct slice without_file(struct slice title)
{
    size_t at = slice_find(title, SLICE(": '<data>'"));
    return at != (size_t)-1 && failure_ends(&failure_causes, slice_part(title, 0, at)) ? slice_part(title, 0, at) : title;
}

void title_key(struct slice title, struct buf *out)
{
    struct slice type, rest = behind_wrapped(title, &type);
    buf_slice(out, type);
    for (size_t at; (at = slice_find(rest, SLICE("<n> "))) != (size_t)-1;) {
        size_t unit = at + strlen("<n> "), end = slice_span(rest, unit, byte_is_letter);
        bool size = failure_is(&failure_sizes, slice_part(rest, unit, end)) != NULL;
        buf_slice(out, slice_part(rest, 0, size ? at + number_mark.n : end));
        rest = slice_from(rest, end);
    }
    buf_slice(out, without_file(rest));
}

static bool is_rule_byte(char byte)
{
    return byte == '=' || byte == '-';
}

/* The next line that is neither empty nor a rule. */
static struct slice line_next(struct slice *rest)
{
    struct slice line = SLICE("");
    while (rest->n && !line.n) {
        slice_cut(rest, '\n', &line);
        line = slice_trim(line);
        if (slice_span(line, 0, is_rule_byte) == line.n)
            line = SLICE("");
    }
    return line;
}

/* A first line that says nothing: a row of the list and at most one word behind it. */
static bool says_nothing(struct slice first)
{
    const struct failure_words *row = failure_begins(&failure_joins, first);
    return row && !slice_has(slice_from(first, row->words.n), SLICE(" "));
}

/* Whether a message's first line does not say it all. */
static bool is_open(struct slice first)
{
    return !first.n || slice_ends(first, SLICE(":")) || says_nothing(first);
}

bool title_waits(struct slice message)
{
    struct slice first, rest = message;
    slice_cut(&rest, '\n', &first);
    return is_open(slice_trim(first)) && !slice_trim(rest).n;
}

void title_line(struct slice type, struct slice message, struct buf *out)
{
    struct slice first, rest = message;
    slice_cut(&rest, '\n', &first);
    first = slice_trim(first);
    struct slice next = is_open(first) ? line_next(&rest) : SLICE("");
    if (next.n && says_nothing(first)) {
        first = SLICE("");
        slice_take(&next, ':');
        next = slice_trim(next);
    }
    buf_slice(out, type);
    if (type.n && (first.n || next.n))
        buf_text(out, ": ");
    buf_slice(out, first);
    if (first.n && next.n)
        buf_char(out, ' ');
    buf_slice(out, next);
}
