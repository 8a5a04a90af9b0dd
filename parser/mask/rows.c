/* rows.c - the rows of secrets.def, found by a table of the first three bytes of their literals; see rows.h for the contract.
 * A text of a log is looked at byte by byte, and hardly any has a secret: the three bytes from each on are a number, a product of which is an
 * index of the table; few rows share a place of it. Patterns are compiled when they are first needed. */
#include "rows.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "parser/text/buf.h"
#include "parser/text/regex.h"

enum { GRAM = 3, PLACES_BITS = 13, LITERALS_MOST = 1023, BUCKETS_MOST = 511, TOKEN_MOST = 1024, INNER_MOST = 128 };

static const struct secret_row all[] = {
    { "\x1b[0|\x1b[1|\x1b[2|\x1b[3|\x1b[4|\x1b[5|\x1b[7|\x1b[9|\x1b[m|\\u0|\\x1b|\\033|%22|%27|%3a|%3d|%26|"
      "%41|%4b|%50|%53|%54|%5f|%61|%65|%6b|%6f|%70|%72|%73|%74|%77|"
      "\xc2\xa0=|\xc2\xa0:|\xe2\x80\x8b|\xef\xbc\x9d|\xef\xbc\x9a|\xef\xbc\xab|\xef\xbc\xb0|\xef\xbc\xb3|\xef\xbc\xb4|"
      "\xef\xbd\x8b|\xef\xbd\x90|\xef\xbd\x93|\xef\xbd\x94|"
      "&quot;|&#34;|&#x22;|&#39;|&#x27;|&apos;", GRAMMAR_escape, "" },
#define EXCEPT(announced, words, harmless) { announced, GRAMMAR_name, words },
#define NAME(kind, announced, how, weight, sample, masked, harmless) { announced, GRAMMAR_name, how },
#define TOKEN(kind, announced, how, sample, masked, harmless) { announced, GRAMMAR_token, how },
#define INNER(kind, announced, how, sample, masked, harmless) { announced, GRAMMAR_inner, how },
#define COMMAND(kind, announced, how, sample, masked, harmless) { announced, GRAMMAR_command, how },
#define GRAMMAR(kind, announced, how, sample, masked, harmless) { announced, GRAMMAR_##how, "" },
#include "parser/catalogue/secrets.def"
};

enum { ROWS = sizeof(all) / sizeof(*all) };

struct literal {
    struct slice text;
    const struct secret_row *row;
    uint16_t next; /* of its bucket; 0 = none */
};

struct rows {
    uint16_t bucket[1 << PLACES_BITS]; /* by place: the bucket of its literals; 0 = there is none. The table stays in the nearest cache */
    uint16_t first[BUCKETS_MOST + 1];
    uint32_t gram[BUCKETS_MOST + 1]; /* of a bucket: the three bytes of all its literals; 0 = they differ */
    int n_buckets;
    struct literal literal[LITERALS_MOST + 1]; /* from 1 */
    int n;
    struct regex *pattern[ROWS];
};

/* The three bytes at p in small letters, of which four can be read. */
static inline uint32_t gram_at(const char *p)
{
    return (bytes_four(p) | 0x202020u) & 0xffffffu;
}

/* The place of the three bytes at p, of which four can be read. */
static inline unsigned place_of(const char *p)
{
    return (uint32_t)((bytes_four(p) | 0x202020u) * (2654435761u << 8)) >> (32 - PLACES_BITS); /* the fourth byte falls out at the top */
}

static bool is_there(struct slice text, size_t at, struct slice literal)
{
    if (text.n - at < literal.n)
        return false;
    for (size_t i = 0; i < literal.n; i++)
        if (byte_lower(text.p[at + i]) != literal.p[i])
            return false;
    return true;
}

/* Names share their literals, and are one for the table. */
static bool name_is_known(const struct rows *rows, struct slice text)
{
    for (int i = 1; i <= rows->n; i++)
        if (rows->literal[i].row->grammar == GRAMMAR_name && slice_eq(rows->literal[i].text, text))
            return true;
    return false;
}

static void literal_add(struct rows *rows, struct slice text, const struct secret_row *row)
{
    char room[4] = { 0 };
    if (row->grammar == GRAMMAR_name && name_is_known(rows, text))
        return;
    assert(text.n >= GRAM && rows->n < LITERALS_MOST);
    memcpy(room, text.p, GRAM);
    uint16_t *bucket = &rows->bucket[place_of(room)];
    if (!*bucket) {
        bool shared = rows->n_buckets == BUCKETS_MOST; /* the last one, by those that are left */
        rows->n_buckets += !shared;
        *bucket = (uint16_t)rows->n_buckets;
        rows->gram[*bucket] = shared ? 0 : gram_at(room);
    } else if (rows->gram[*bucket] != gram_at(room)) {
        rows->gram[*bucket] = 0;
    }
    rows->literal[++rows->n] = (struct literal){ text, row, rows->first[*bucket] };
    rows->first[*bucket] = (uint16_t)rows->n;
}

struct rows *rows_open(void)
{
    struct rows *rows = memory_zeroed(sizeof(*rows));
    for (int i = 0; i < ROWS; i++) {
        struct slice rest = slice_of(all[i].announced), literal;
        while (rest.n) {
            slice_cut(&rest, '|', &literal);
            literal_add(rows, literal, &all[i]);
        }
    }
    return rows;
}

void rows_close(struct rows **rows)
{
    if (!*rows)
        return;
    for (int i = 0; i < ROWS; i++)
        regex_close(&(*rows)->pattern[i]);
    free(*rows);
    *rows = NULL;
}

/* The first literal of those from `next` on that stands at the position. */
static bool stands_at(const struct rows *rows, struct slice text, size_t at, unsigned next, struct announced *out)
{
    for (; next; next = rows->literal[next].next)
        if (is_there(text, at, rows->literal[next].text)) {
            *out = (struct announced){ at, rows->literal[next].text.n, rows->literal[next].row, rows->literal[next].next };
            return true;
        }
    return false;
}

/* The first position from at on that has the three bytes of a literal; text.n = none. A secret has a byte after its literal, so that four
 * can be read wherever one may stand. */
static inline size_t place_next(const struct rows *rows, struct slice text, size_t at)
{
    for (; at + GRAM < text.n; at++) {
        unsigned bucket = rows->bucket[place_of(text.p + at)];
        if (bucket && (!rows->gram[bucket] || rows->gram[bucket] == gram_at(text.p + at)))
            return at;
    }
    return text.n;
}

size_t rows_first(const struct rows *rows, struct slice text)
{
    return place_next(rows, text, 0);
}

bool rows_next(const struct rows *rows, struct slice text, struct announced *out)
{
    if (out->row && stands_at(rows, text, out->at, out->next, out))
        return true;
    for (size_t at = out->at + (out->row != NULL); (at = place_next(rows, text, at)) < text.n; at++)
        if (stands_at(rows, text, at, rows->first[rows->bucket[place_of(text.p + at)]], out))
            return true;
    return false;
}

/* The literals of the last three bytes: there is no fourth to be read. */
static unsigned place_last(const struct rows *rows, struct slice text)
{
    char room[4] = { 0 };
    memcpy(room, text.p + text.n - GRAM, GRAM);
    return rows->first[rows->bucket[place_of(room)]];
}

bool rows_at_end(const struct rows *rows, struct slice text)
{
    struct announced ignored;
    return text.n >= GRAM && stands_at(rows, text, text.n - GRAM, place_last(rows, text), &ignored);
}

static enum weight weight_of(const struct announced *announced, struct slice name)
{
    return announced->row->grammar == GRAMMAR_name ? name_weight(name, announced->row->announced) : WEIGHT_none;
}

/* A name alone, with the sign behind it that some are announced with (pw=, pin=). */
enum weight rows_weight(const struct rows *rows, struct slice name)
{
    char room[NAME_MOST + 2];
    struct slice last = slice_from(name, name.n > NAME_MOST ? name.n - NAME_MOST : 0), text = { room, last.n + 2 };
    struct announced found = { 0 };
    enum weight weight = WEIGHT_none;
    if (!name.n)
        return weight;
    memcpy(room, last.p, last.n);
    room[last.n] = room[last.n + 1] = '=';
    while (!weight && rows_next(rows, text, &found))
        weight = weight_of(&found, last);
    return weight;
}

/* The pattern, made to match at its text's begin, and the secret to be all of it where no group says otherwise. */
static struct regex *pattern_of(struct rows *rows, const struct secret_row *row)
{
    struct regex **pattern = &rows->pattern[row - all];
    struct buf text = { 0 };
    char wrong[128];
    size_t at = 0;
    if (*pattern)
        return *pattern;
    buf_printf(&text, strstr(row->how, "(?<secret>") ? "^(?:%s)" : "^(?<secret>%s)", row->how);
    *pattern = regex_open(buf_view(&text), wrong, sizeof(wrong), &at);
    if (!*pattern) {
        fprintf(stderr, "dagsieve: error: secrets.def: %s does not compile at %zu: %s\n", row->how, at, wrong);
        abort();
    }
    buf_free(&text);
    return *pattern;
}

static bool byte_is_token(char c)
{
    return byte_is_word(c) || (c && strchr("-+/=.~%", c));
}

/* Whether the literal, n bytes, is a part of a longer word than it: not the name of a call, auth(. */
static bool is_within_word(struct slice text, size_t at, size_t n)
{
    return at && byte_is_word(text.p[at]) && byte_is_word(text.p[at - 1]) &&
           !(text.p[at + n - 1] == '(' && byte_is_word(text.p[at + n - 2]));
}

static bool byte_is_inner(char c)
{
    return byte_is_word(c) || (c && strchr("-+/.~", c));
}

bool rows_token(struct rows *rows, const struct announced *announced, struct slice text, struct secret *out)
{
    size_t at = announced->at;
    bool inner = announced->row->grammar == GRAMMAR_inner;
    if (!inner && is_within_word(text, at, announced->n))
        return false;
    if (inner)
        at = slice_span_back(text, at > INNER_MOST ? at - INNER_MOST : 0, at, byte_is_inner);
    struct slice near = slice_part(text, at, at + TOKEN_MOST);
    struct regex *pattern = pattern_of(rows, announced->row);
    if (!regex_match(pattern, near))
        return false;
    struct slice secret = regex_group(pattern, "secret");
    size_t from = (size_t)(secret.p - text.p), to = from + secret.n;
    if (to == at + near.n) /* it may be longer than what was looked at */
        while (to < text.n && byte_is_token(text.p[to]))
            to++;
    *out = (struct secret){ .from = from, .to = to, .quote = SLICE("") };
    return secret.n && !slice_has(secret, SLICE("***"));
}
