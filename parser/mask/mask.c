/* mask.c - finds secrets in text and replaces them; see mask.h for the contract. One walk over the text: at the literals of secrets.def a
 * finder of its own looks closer. Rather masks a word too many than a password too few, but leaves counts (tokens=512), settings
 * (tokenizer=bpe), names of secrets (secret_name=db) and what is masked already. */
#include "mask.h"

#include <stdlib.h>

#include "parser/text/scan.h"
#include "parser/text/utf8.h"
#include "command.h"
#include "insert_rows.h"
#include "name.h"
#include "pair.h"
#include "pgpass.h"
#include "plain.h"
#include "private_key.h"
#include "rows.h"
#include "uri.h"

/* How far a text that is kept in part is looked at, and how far back from there a blank is sought, so that no half of a word ends it. */
enum { KEPT_FROM_MOST = 64 * 1024, WORD_MOST = 4096 };

enum { KNOWN_BITS = 8, KNOWN_MOST = 16 };

/* How often a text is masked at most. */
enum { PASSES_MOST = 8 };

/* A short text that was asked about; zero is none. */
struct known {
    uint64_t head, tail; /* its first and its last bytes */
    uint32_t n;
    enum weight weight; /* of a name */
};

/* Names and words are few and come again and again: short ones are looked at once, unless two share a place. */
struct known_texts {
    struct known at[1 << KNOWN_BITS];
};

struct mask {
    struct rows *rows;
    struct known_texts names, harmless;
    struct buf plain, clean, masked, again;
    bool doubt;
};

/* escapes: one was met, plain text may show more; doubt: what was announced may be a secret with more text after it. */
struct walk {
    struct scan scan;
    struct announced announced;
    bool escapes, doubt;
};

struct mask *mask_open(void)
{
    struct mask *mask = memory_new(sizeof(*mask));
    *mask = (struct mask){ .rows = rows_open() };
    return mask;
}

void mask_close(struct mask **mask)
{
    if (!*mask)
        return;
    rows_close(&(*mask)->rows);
    buf_free(&(*mask)->plain);
    buf_free(&(*mask)->clean);
    buf_free(&(*mask)->masked);
    buf_free(&(*mask)->again);
    free(*mask);
    *mask = NULL;
}

/* The place of a text of at most KNOWN_MOST bytes; true when it stands there. */
static bool known_find(struct known_texts *texts, struct slice text, struct known **place)
{
    uint64_t head = slice_head(text), tail = slice_tail(text);
    struct known *known = &texts->at[hash_place(head, tail, KNOWN_BITS)];
    *place = known;
    return known->n == text.n && known->head == head && known->tail == tail;
}

static void known_set(struct known *place, struct slice text, enum weight weight)
{
    *place = (struct known){ slice_head(text), slice_tail(text), (uint32_t)text.n, weight };
}

/* Whether a secret is where the literal says that one may be. */
static bool is_secret(struct mask *mask, struct walk *walk, struct secret *out)
{
    struct slice text = walk->scan.text;
    const struct announced *announced = &walk->announced;
    switch (announced->row->grammar) {
    case GRAMMAR_name:
        return find_pair(&walk->scan, announced->at, announced->row->announced, out);
    case GRAMMAR_token:
    case GRAMMAR_inner:
        walk->doubt = true;
        return rows_token(mask->rows, announced, text, out);
    case GRAMMAR_uri:
        return find_in_uri(text, announced->at, out);
    case GRAMMAR_dsn:
        return find_before_host(text, announced->at, out);
    case GRAMMAR_pgpass:
        return find_in_pgpass(text, announced->at, out);
    case GRAMMAR_input_value:
        return find_shown(text, announced->at, out);
    case GRAMMAR_command:
        walk->doubt = true;
        return find_on_command_line(&walk->scan, announced->at, announced->n, announced->row->how, out);
    case GRAMMAR_private_key:
        return find_private_key(text, announced->at, out);
    case GRAMMAR_escape:
        walk->escapes = true;
        break;
    }
    return false;
}

/* The first secret that begins at or after from. */
static bool find_secret(struct mask *mask, struct walk *walk, size_t from, struct secret *out)
{
    if (walk->announced.at < from)
        walk->announced = (struct announced){ .at = from };
    if (walk->scan.row && walk->scan.row >= from && find_in_next_row(&walk->scan, out))
        return true;
    while (rows_next(mask->rows, walk->scan.text, &walk->announced))
        if (is_secret(mask, walk, out) && out->from >= from && out->to > out->from)
            return true;
    return false;
}

static void write_mask(struct slice quote, struct buf *out)
{
    buf_slice(out, quote);
    buf_text(out, "***");
    buf_slice(out, quote);
}

static int mask_as_is(struct mask *mask, struct slice text, size_t most, struct buf *out, bool *escapes)
{
    struct walk walk = { .scan.text = text };
    struct secret secret;
    size_t done = 0, before = out->n;
    int n = 0;
    while (find_secret(mask, &walk, done, &secret) && out->n - before + (secret.from - done) < most) {
        buf_slice(out, slice_part(text, done, secret.from));
        write_mask(secret.quote, out);
        done = secret.to;
        n++;
    }
    if (out->n - before < most)
        buf_slice(out, slice_part(text, done, done + (most - (out->n - before))));
    *escapes = walk.escapes;
    return n;
}

/* first: no literal stands before it. */
static bool needed_as_is(struct mask *mask, struct slice text, size_t first, bool *escapes)
{
    struct walk walk = { .scan.text = text, .announced.at = first };
    struct secret secret;
    bool found = find_secret(mask, &walk, 0, &secret);
    *escapes = walk.escapes;
    mask->doubt = mask->doubt || walk.scan.open || (!found && (walk.doubt || rows_at_end(mask->rows, text)));
    return found;
}

static struct slice plain_of(struct mask *mask, struct slice text)
{
    buf_reset(&mask->plain);
    plain_text(text, &mask->plain);
    return buf_view(&mask->plain);
}

static int mask_once(struct mask *mask, struct slice text, size_t most, struct buf *out)
{
    size_t before = out->n;
    bool escapes, ignored;
    int n = mask_as_is(mask, text, most, out, &escapes);
    if (!escapes || !needed_as_is(mask, plain_of(mask, text), 0, &ignored))
        return n;
    out->n = before;
    return mask_as_is(mask, buf_view(&mask->plain), most, out, &ignored);
}

/* Where one secret swallowed the name of the next, that one is seen only now: what comes out needs no more masking. */
int mask_text_cut(struct mask *mask, struct slice text, size_t most, struct buf *out)
{
    size_t before = out->n;
    int n = mask_once(mask, text, most, out);
    for (int i = 0; n && i < PASSES_MOST && mask_needed(mask, slice_from(buf_view(out), before)); i++) {
        buf_reset(&mask->again);
        buf_slice(&mask->again, slice_from(buf_view(out), before));
        out->n = before;
        n += mask_once(mask, buf_view(&mask->again), most, out);
    }
    return n;
}

int mask_text(struct mask *mask, struct slice text, struct buf *out)
{
    return mask_text_cut(mask, text, SIZE_MAX / 2, out);
}

/* Doubts a text without a secret that ends with a literal; else it is known from now on, where short. False always: it needs no masking. */
static bool ends_open(struct mask *mask, struct slice text, struct known *place)
{
    if (rows_at_end(mask->rows, text))
        mask->doubt = true;
    else if (text.n <= KNOWN_MOST)
        known_set(place, text, WEIGHT_none);
    return false;
}

bool mask_needed(struct mask *mask, struct slice text)
{
    bool escapes, ignored;
    struct known *place = NULL;
    if (text.n <= KNOWN_MOST && known_find(&mask->harmless, text, &place))
        return false;
    size_t first = rows_first(mask->rows, text);
    if (first == text.n)
        return ends_open(mask, text, place);
    return needed_as_is(mask, text, first, &escapes) || (escapes && needed_as_is(mask, plain_of(mask, text), 0, &ignored));
}

bool mask_doubt(struct mask *mask)
{
    bool doubt = mask->doubt;
    mask->doubt = false;
    return doubt;
}

static enum weight weight_of(struct mask *mask, struct slice name)
{
    struct known *place;
    if (name.n > KNOWN_MOST)
        return rows_weight(mask->rows, name);
    if (!known_find(&mask->names, name, &place))
        known_set(place, name, rows_weight(mask->rows, name));
    return place->weight;
}

bool mask_name_plain(struct mask *mask, struct slice name)
{
    return weight_of(mask, name) == WEIGHT_none;
}

bool mask_announces_none(const struct mask *mask, struct slice text)
{
    return rows_first(mask->rows, text) == text.n && !rows_at_end(mask->rows, text);
}

/* Where the name means a secret but the value is none, or goes on, the text round them tells more: auth=('user', 'x'). */
static bool hides(struct mask *mask, struct slice key, struct slice value, enum printed_as as)
{
    enum weight weight = weight_of(mask, key);
    bool found = weight && name_hides(weight, key, value, as);
    mask->doubt = mask->doubt || (weight && (!found || weight_goes_on(weight)));
    return found;
}

bool mask_pair(struct mask *mask, struct slice key, struct slice value, bool is_text)
{
    return hides(mask, key, value, is_text ? PRINTED_quoted : PRINTED_bare);
}

bool mask_nested(struct mask *mask, struct slice key, struct slice value)
{
    return hides(mask, key, value, PRINTED_nested);
}

bool mask_hides(struct mask *mask, struct slice text, struct slice part)
{
    struct walk walk = { .scan.text = text };
    struct secret secret;
    size_t from = (size_t)(part.p - text.p), to = from + part.n;
    for (size_t done = 0; find_secret(mask, &walk, done, &secret) && secret.from < to; done = secret.to)
        if (secret.to > from)
            return true;
    return false;
}

/* The head of a text from which most bytes are kept. */
static struct slice head_of(struct slice text, size_t most)
{
    size_t near = most > KEPT_FROM_MOST ? most : KEPT_FROM_MOST, end = near;
    if (text.n <= near)
        return text;
    while (end > near - WORD_MOST && !byte_is_blank(text.p[end - 1]))
        end--;
    return utf8_cut(text, end > near - WORD_MOST ? end : near);
}

struct slice mask_keep(struct mask *mask, struct slice text, size_t most, struct arena *arena, int *secrets)
{
    text = head_of(text, most);
    buf_reset(&mask->clean);
    if (scan_ascii(text, 0) < text.n && !utf8_clean(text, &mask->clean))
        text = buf_view(&mask->clean);
    if (mask_needed(mask, text)) {
        buf_reset(&mask->masked);
        *secrets += mask_text_cut(mask, text, most + 4, &mask->masked);
        text = buf_view(&mask->masked);
    }
    return arena_keep(arena, text.n > most ? utf8_cut(text, most) : text);
}

bool mask_key_opens(struct slice line)
{
    return private_key_opens(line);
}

bool mask_key_closes(struct slice line)
{
    return private_key_closes(line);
}

bool mask_key_line(struct slice line, struct buf *out)
{
    struct slice body = private_key_body(line);
    if (!body.n)
        return false;
    size_t from = (size_t)(body.p - line.p);
    buf_slice(out, slice_part(line, 0, from));
    buf_text(out, "***");
    buf_slice(out, slice_from(line, from + body.n));
    return true;
}

bool mask_key_has(struct slice line)
{
    return private_key_body(line).n > 0;
}
