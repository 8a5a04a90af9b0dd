/* member.c - finds the value beside a name; see member.h for the contract. */
#include "member.h"

#include "letters.h"
#include "sentence.h"
#include "value.h"

/* Bytes of a value that stands before its name. */
enum { VALUE_MOST = 1024, DIGITS_LEAST = 2 };

static size_t blanks_before(struct slice s, size_t at)
{
    return slice_span_back(s, at > NAME_MOST ? at - NAME_MOST : 0, at, byte_is_blank);
}

/* Before the quote, with its backslashes, that ends at the position; at = none does. */
static size_t quote_before(struct slice s, size_t at)
{
    if (!at || !byte_may_quote(s.p[at - 1]))
        return at;
    for (at--; at && s.p[at - 1] == '\\';)
        at--;
    return at;
}

/* Before one of the two words and the sign that parts it from what begins at the position; 0 = another one stands there. */
static size_t key_before(struct slice s, size_t at, const struct slice words[], size_t n)
{
    at = blanks_before(s, at);
    if (!at || (s.p[at - 1] != ':' && s.p[at - 1] != '='))
        return 0;
    size_t end = quote_before(s, blanks_before(s, at - 1)), from = slice_span_back(s, end > NAME_MOST ? end - NAME_MOST : 0, end, byte_is_word);
    for (size_t i = 0; i < n; i++)
        if (slice_eq_nocase(slice_part(s, from, end), words[i]))
            return quote_before(s, from);
    return 0;
}

/* The text in quotes that ends at the position. */
static bool text_before(struct slice s, size_t at, struct secret *out)
{
    size_t to = quote_before(s, at), least = to > VALUE_MOST ? to - VALUE_MOST : 0;
    struct slice quote = slice_part(s, to, at);
    for (size_t from = to; quote.n && from > least && s.p[from - 1] != '\n'; from--)
        if (s.p[from - 1] == quote.p[quote.n - 1] && quote_before(s, from) + quote.n == from) {
            *out = (struct secret){ .from = from, .to = to, .quote = SLICE("") };
            return true;
        }
    return false;
}

bool find_member_before(struct slice s, size_t from, enum weight weight, struct slice name, struct secret *out)
{
    static const struct slice names[] = { SLICE_ROW("name"), SLICE_ROW("key"), SLICE_ROW("ParameterKey") };
    static const struct slice values[] = { SLICE_ROW("value"), SLICE_ROW("val"), SLICE_ROW("ParameterValue") };
    size_t at = key_before(s, quote_before(s, from), names, sizeof(names) / sizeof(*names));
    at = at ? blanks_before(s, at) : 0;
    if (!at || s.p[at - 1] != ',' || !text_before(s, blanks_before(s, at - 1), out))
        return false;
    return key_before(s, quote_before(s, out->from), values, sizeof(values) / sizeof(*values)) &&
           name_hides(weight, name, slice_part(s, out->from, out->to), PRINTED_quoted);
}

/* Whether the word stands in quotes of its own as an element of a list. */
static bool is_element(struct slice s, size_t from, size_t after)
{
    size_t open = quote_before(s, from), before = blanks_before(s, open);
    struct slice next = slice_from(s, slice_span(s, after, byte_is_blank));
    return open < from && before && strchr("([,", s.p[before - 1]) && next.n && strchr(",)]", next.p[0]);
}

bool find_in_list(struct slice s, size_t from, size_t after, enum weight weight, struct slice name, struct secret *out)
{
    struct slice near = slice_part(s, 0, after + AHEAD_MOST);
    if (weight != WEIGHT_password || !is_element(near, from, after) || !value_quoted(near, slice_span(near, after + 1, byte_is_blank)))
        return false;
    enum printed_as as = value_find(near, after + 1, weight, true, out);
    struct slice value = slice_part(near, out->from, out->to);
    size_t end = out->to + quote_at(near, out->to).n;
    if (letters_of(value).digits < DIGITS_LEAST || !is_element(near, out->from, end) || !looks_chosen(value, weight) || !name_hides(weight, name, value, as))
        return false;
    out->quote = SLICE("");
    return true;
}
