/* literal_flat.c - see literal_flat.h for the contract. */
#include "literal_flat.h"

#include "attribute_map.h"
#include "decimal.h"
#include "literal_word.h"

/* The longest that a byte of a literal becomes: inf, "Infinity". */
enum { GROWS_MOST = 4 };

/* names: a bit for each name of a dict. */
struct flat {
    const char *p, *end;
    char *to;
    uint64_t names;
};

static inline bool at(const struct flat *flat, char c)
{
    return flat->p < flat->end && *flat->p == c;
}

static inline void blanks_skip(struct flat *flat)
{
    while (at(flat, ' '))
        flat->p++;
}

/* A string that stands in JSON as it is but for its quotes. */
static bool string_take(struct flat *flat)
{
    const char *p = flat->p;
    char quote = *p++, *to = flat->to;
    *to++ = '"';
    while (p < flat->end && *p != quote && (signed char)*p >= 0x20 && *p != '"' && *p != '\\')
        *to++ = *p++;
    if (p == flat->end || *p != quote)
        return false;
    *to++ = '"';
    flat->to = to;
    flat->p = p + 1;
    return true;
}

static bool byte_is_of_number(char c)
{
    return byte_is_digit(c) || c == '.' || c == '-';
}

static bool number_take(struct flat *flat)
{
    struct slice rest = { flat->p, (size_t)(flat->end - flat->p) }, number = slice_part(rest, 0, slice_span(rest, 0, byte_is_of_number));
    size_t n = decimal_plain(number);
    flat->to = bytes_copy(flat->to, slice_part(number, 0, n));
    flat->p += number.n;
    return n > 0;
}

static bool word_take(struct flat *flat)
{
    struct slice rest = { flat->p, (size_t)(flat->end - flat->p) }, word = slice_part(rest, 0, slice_span(rest, 0, byte_is_dotted));
    struct slice json = literal_word(word, false);
    flat->to = bytes_copy(flat->to, json);
    flat->p += word.n;
    return json.n > 0;
}

static bool item_take(struct flat *flat)
{
    if (flat->p == flat->end)
        return false;
    if (byte_is_quote(*flat->p))
        return string_take(flat);
    return byte_is_of_number(*flat->p) ? number_take(flat) : word_take(flat);
}

/* The name of a dict's member, and its colon. */
static bool name_take(struct flat *flat)
{
    const char *json = flat->to;
    if (flat->p == flat->end || !byte_is_quote(*flat->p) || !string_take(flat))
        return false;
    struct slice name = { json, (size_t)(flat->to - json) };
    uint64_t bit = attribute_key_of(name).bit;
    bool again = flat->names & bit;
    flat->names |= bit;
    blanks_skip(flat);
    if (again || !at(flat, ':'))
        return false;
    flat->p++;
    *flat->to++ = ':';
    blanks_skip(flat);
    return true;
}

/* All between the brackets, and the one that closes them. */
static bool items_take(struct flat *flat, bool dict)
{
    char close = dict ? '}' : ']';
    for (bool more = true; more;) {
        blanks_skip(flat);
        if ((dict && !name_take(flat)) || !item_take(flat))
            return false;
        blanks_skip(flat);
        more = at(flat, ',');
        if (!more && !at(flat, close))
            return false;
        *flat->to++ = *flat->p++;
    }
    return flat->p == flat->end;
}

bool literal_flat(struct slice text, struct buf *out)
{
    if (text.n < 3 || (text.p[0] != '[' && text.p[0] != '{') || out->limit || !buf_reserve(out, GROWS_MOST * text.n))
        return false;
    struct flat flat = { .p = text.p + 1, .end = text.p + text.n, .to = out->p + out->n };
    *flat.to++ = text.p[0];
    if (!items_take(&flat, text.p[0] == '{'))
        return false;
    out->n = (size_t)(flat.to - out->p);
    return true;
}
