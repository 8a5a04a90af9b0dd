/* private_key.c - bodies of private keys; see private_key.h for the contract. */
#include "private_key.h"

#include "letters.h"
#include "value.h"

/* A body without its END is known by a word of LEAST bytes. */
enum { LABEL_MOST = 48, LEAST = 16, HEADERS_MOST = 8, WORD_LEAST = 8 };

/* Headers of encrypted PEM (RFC 1421) and of OpenPGP's armour (RFC 4880 §6.2), which an empty line parts from the body. */
static const struct slice headers[] = { SLICE_ROW("Proc-Type:"), SLICE_ROW("DEK-Info:"), SLICE_ROW("Version:"), SLICE_ROW("Comment:"),
                                        SLICE_ROW("Hash:"),      SLICE_ROW("Charset:"),  SLICE_ROW("MessageID:") };

static const struct slice dashes = SLICE_ROW("-----");

static bool byte_is_base64(char c)
{
    return byte_is_letter(c) || byte_is_digit(c) || c == '+' || c == '/' || c == '=';
}

/* Whether -----BEGIN .. PRIVATE stands before the word KEY at the position. */
static bool begins_before(struct slice s, size_t at)
{
    struct slice head = slice_part(s, at > LABEL_MOST ? at - LABEL_MOST : 0, at);
    size_t begin = slice_find(head, SLICE("-----BEGIN "));
    return begin != (size_t)-1 && slice_ends(head, SLICE("PRIVATE ")) && slice_index(slice_from(head, begin), '\n') == (size_t)-1;
}

static bool header_begins(struct slice s)
{
    for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++)
        if (slice_starts(s, headers[i]))
            return true;
    return false;
}

/* After ends of lines, as themselves or as JSON has them, and blanks. */
static size_t skip_line_ends(struct slice s, size_t at)
{
    while (at < s.n && (byte_is_blank(s.p[at]) || slice_starts(slice_from(s, at), SLICE("\\n")) || slice_starts(slice_from(s, at), SLICE("\\r"))))
        at += s.p[at] == '\\' ? 2 : 1;
    return at;
}

/* After the headers before a body; at = there is none. */
static size_t skip_headers(struct slice s, size_t at)
{
    size_t next = skip_line_ends(s, at);
    for (int i = 0; i < HEADERS_MOST && next < s.n && header_begins(slice_from(s, next)); i++) {
        while (next < s.n && s.p[next] != '\n' && s.p[next] != '\\')
            next++;
        at = next;
        next = skip_line_ends(s, at);
    }
    return at;
}

/* After the words of base64, blanks, and what JSON makes of the ends of lines; at = there is no word long enough to be a key's. */
static size_t words_end(struct slice s, size_t at)
{
    size_t end = at, next = at;
    while (next < s.n) {
        size_t from = next;
        while (from < s.n && (byte_is_blank(s.p[from]) || s.p[from] == '\\' || (from > at && s.p[from - 1] == '\\' && (s.p[from] == 'n' || s.p[from] == 'r'))))
            from++;
        next = from;
        while (next < s.n && byte_is_base64(s.p[next]))
            next++;
        if (next - from < (end > at ? 2 : LEAST))
            break;
        end = next;
        if (next - from < LEAST) /* the last line of a key may be short */
            break;
    }
    return end;
}

/* After a body without its END, headers before it included; at = there is none. */
static size_t body_end(struct slice s, size_t at)
{
    size_t from = skip_headers(s, at), end = words_end(s, from);
    return end > from ? end : at;
}

bool find_private_key(struct slice s, size_t at, struct secret *out)
{
    if (!begins_before(s, at))
        return false;
    size_t from = at + slice_find(slice_from(s, at), dashes) + dashes.n;
    struct slice rest = slice_from(s, from);
    size_t next = slice_find(rest, dashes);
    bool ended = next != (size_t)-1 && slice_starts(slice_from(rest, next), SLICE("-----END"));
    *out = (struct secret){ .from = from, .to = ended ? from + next : body_end(s, from), .quote = SLICE("") };
    struct slice body = slice_part(s, from, out->to);
    return slice_trim(body).n && !slice_has(body, SLICE("***"));
}

bool private_key_opens(struct slice text)
{
    struct slice head = slice_part(text, 0, slice_find(text, SLICE("PRIVATE KEY")));
    if (head.n == text.n)
        return false;
    struct slice begun = slice_from(text, head.n);
    size_t begin = slice_find(slice_from(head, head.n > LABEL_MOST ? head.n - LABEL_MOST : 0), SLICE("-----BEGIN "));
    return begin != (size_t)-1 && !slice_has(begun, SLICE("-----END")) && slice_has(begun, dashes);
}

/* Whether what stands before the position is the line's begin or the end of a head: "INFO - ", "[x] ", "x: ". */
static bool is_after_head(struct slice line, size_t at)
{
    size_t end = slice_span_back(line, 0, at, byte_is_blank);
    return !end || (end < at && strchr("-]}:|", line.p[end - 1]));
}

/* Whether a word of a key's line begins at the position: base64 up to a blank, with letters of both cases and digits. */
static bool key_word_begins(struct slice s, size_t at)
{
    size_t end = slice_span(s, at, byte_is_base64);
    struct letters n = letters_of(slice_part(s, at, end));
    return end >= at + WORD_LEAST && (end == s.n || byte_is_blank(s.p[end])) && letters_mixed(&n, 1);
}

/* The text of a record of structlog, where all of it may be a key's. */
static struct slice record_body(struct slice line)
{
    size_t event = slice_find(line, SLICE("\"event\":"));
    struct slice rest = slice_from(line, event == (size_t)-1 ? line.n : event + strlen("\"event\":"));
    size_t from = slice_span(rest, 0, byte_is_blank) + 1, to = slice_span(rest, from, byte_is_base64);
    if (from >= rest.n || rest.p[from - 1] != '"')
        return slice_from(line, line.n);
    if (key_word_begins(rest, from))
        to = quoted_end(rest, from, slice_part(rest, from - 1, from));
    return slice_part(rest, from, to < rest.n && rest.p[to] == '"' ? to : from);
}

/* From the first word of a key behind the line's head on, other words behind it. */
static struct slice words_body(struct slice line)
{
    for (size_t at = slice_span(line, 0, byte_is_blank); at < line.n; at = slice_span(line, at, byte_is_blank)) {
        if (key_word_begins(line, at) && is_after_head(line, at))
            return slice_from(line, at);
        while (at < line.n && !byte_is_blank(line.p[at]))
            at++;
    }
    return slice_from(line, line.n);
}

struct slice private_key_body(struct slice line)
{
    line = slice_trim_right(line);
    if (line.n && line.p[0] == '{')
        return record_body(line);
    size_t from = slice_span_back(line, 0, line.n, byte_is_base64);
    return from < line.n && is_after_head(line, from) ? slice_from(line, from) : words_body(line);
}

/* Whether a header stands at the line's begin, behind a head, or as a record's text. */
static bool has_header(struct slice line)
{
    for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
        size_t at = slice_find(line, headers[i]);
        if (at != (size_t)-1 && (is_after_head(line, at) || line.p[at - 1] == '"'))
            return true;
    }
    return false;
}

/* Whether the line says nothing, a head before that or not: "", "INFO - ", a record with an empty text. */
static bool is_empty_line(struct slice line)
{
    struct slice text = slice_trim(line);
    size_t event = text.n && text.p[0] == '{' ? slice_find(text, SLICE("\"event\":")) : (size_t)-1;
    if (event != (size_t)-1)
        return slice_starts(slice_trim_left(slice_from(text, event + strlen("\"event\":"))), SLICE("\"\""));
    return is_after_head(line, line.n) || slice_ends(text, SLICE(" -"));
}

bool private_key_closes(struct slice line)
{
    if (slice_has(line, SLICE("-----END")))
        return true;
    return !is_empty_line(line) && !has_header(line) && private_key_body(line).n < LEAST;
}
