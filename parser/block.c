/* block.c - the life of one CORRELATION DATA block: opening line, body lines, end; see block.h for the contract. */
#include "block_inside.h"

#include <stdlib.h>

#include "block_dict.h"
#include "json.h"
#include "mask.h"

_Static_assert(COMPLAINT__N <= 64, "notes are bits of a uint64_t");

struct block *block_new(block_complain *told, void *context)
{
    struct block *block = memory_new(sizeof(*block));
    memset(block, 0, sizeof(*block));
    block->complain = told;
    block->context = context;
    block_names_make(&block->names);
    return block;
}

void block_free(struct block **block)
{
    if (!*block)
        return;
    members_free(&(*block)->extra);
    arena_free(&(*block)->arena);
    struct buf *const bufs[] = { &(*block)->nested, &(*block)->nested_key, &(*block)->room, &(*block)->other,
                                 &(*block)->out, &(*block)->extra_json, &(*block)->notes_json };
    for (size_t i = 0; i < sizeof(bufs) / sizeof(*bufs); i++)
        buf_free(bufs[i]);
    free(*block);
    *block = NULL;
}

void block_complained(struct block *block, enum complaint complaint, struct slice key, struct slice text)
{
    size_t col = key.p >= block->text.p && key.p < block->text.p + block->text.n ? (size_t)(key.p - block->text.p) : 0;
    block->notes |= (uint64_t)1 << complaint;
    block->complain(block->context, complaint, block->line, (int)col + 1, text);
}

/* A clean copy of text in the arena with its secrets masked. */
static struct slice keep_masked(struct block *block, struct slice text, size_t max, int *secrets)
{
    buf_reset(&block->out);
    if (!utf8_clean(utf8_cut(text, max), &block->out))
        text = arena_keep(&block->arena, buf_view(&block->out));
    else
        text = utf8_cut(text, max);
    if (mask_needed(text)) {
        buf_reset(&block->out);
        *secrets += mask_text(text, &block->out);
        text = buf_view(&block->out);
    }
    return arena_keep(&block->arena, text);
}

static struct slice evidence_keep(struct block *block)
{
    int ignored = 0;
    if (!block->evidence.n)
        block->evidence = keep_masked(block, slice_trim(block->text), EVIDENCE_MAX, &ignored);
    return block->evidence;
}

/* Keeps a value in extra: nested ones whole, scalars as text just as printed, missing ones null. */
static void extra_put(struct block *block, struct slice key, struct printed value, bool missing)
{
    struct buf json = { 0 };
    if (missing) {
        buf_text(&json, "null");
    } else if (value.nested) {
        block->secrets += mask_text(value.text, &json);
    } else if (mask_key(key, true)) {
        block->secrets++;
        buf_text(&json, "\"***\"");
    } else {
        json_write_string(keep_masked(block, value.text, value.text.n, &block->secrets), &json);
    }
    members_put(&block->extra, key, buf_view(&json));
    buf_free(&json);
}

static void bad_value(struct block *block, const struct block_pair *pair, struct printed value)
{
    struct buf words = { 0 };
    buf_slice(&words, pair->key);
    buf_char(&words, '=');
    buf_slice(&words, value.text);
    extra_put(block, pair->field->name, value, false);
    block_complained(block, COMPLAINT_bad_value, pair->key, buf_view(&words));
    buf_free(&words);
}

static void known_take(struct block *block, const struct block_pair *pair, struct printed value)
{
    struct given *given = &block->field[pair->field->field];
    struct cell cell = { 0 };
    bool has_unit = false;
    if (given->given) {
        block_complained(block, COMPLAINT_duplicate_key, pair->key, pair->key);
        members_remove(&block->extra, pair->field->name);
    }
    *given = (struct given){ .given = true, .line = block->line, .evidence = evidence_keep(block) };
    switch (value_read(pair->field->unit, value, &block->other, &cell, &has_unit)) {
    case VALUE_taken:
        given->present = true;
        given->has_unit = has_unit;
        if (pair->field->unit == UNIT_text)
            cell.text = keep_masked(block, cell.text, cell.text.n, &block->secrets);
        else
            cell.text = arena_keep(&block->arena, cell.text);
        given->cell = cell;
        break;
    case VALUE_masked:
        block_complained(block, COMPLAINT_masked_value, pair->key, pair->key);
        break;
    case VALUE_bad:
        bad_value(block, pair, value);
        break;
    case VALUE_missing:
        break;
    }
}

static void unknown_take(struct block *block, const struct block_pair *pair, struct printed value)
{
    struct buf name = { 0 };
    bool masked = !value.nested && slice_has(value.text, SLICE("***"));
    block_name_canonical(pair->key, &name);
    block_complained(block, COMPLAINT_unknown_key, pair->key, pair->key);
    if (masked)
        block_complained(block, COMPLAINT_masked_value, pair->key, pair->key);
    size_t before = block->extra.n;
    extra_put(block, buf_view(&name), value, masked || (!value.nested && value_is_missing(value.text)));
    if (block->extra.n == before)
        block_complained(block, COMPLAINT_duplicate_key, pair->key, pair->key);
    buf_free(&name);
}

static void pair_take(struct block *block, const struct block_pair *pair)
{
    struct printed value = value_printed(pair->value, &block->room);
    block->fields++;
    if (pair->field)
        known_take(block, pair, value);
    else
        unknown_take(block, pair, value);
}

static bool walk_take(struct block *block, struct block_walk *walk)
{
    struct block_pair pair;
    bool any = false;
    while (block_walk_next(walk, &pair)) {
        pair_take(block, &pair);
        any = true;
    }
    return any;
}

static struct slice unbracketed(struct slice text)
{
    text = slice_trim(text);
    if (text.n > 1 && ((text.p[0] == '(' && text.p[text.n - 1] == ')') || (text.p[0] == '[' && text.p[text.n - 1] == ']')))
        text = slice_trim(slice_part(text, 1, text.n - 1));
    return text;
}

/* One word of three or more capitals and digits, a letter among them: a crypto (domain §3.1). */
static bool is_crypto_word(struct slice text)
{
    bool letter = false;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] >= 'A' && text.p[i] <= 'Z')
            letter = true;
        else if (!byte_is_digit(text.p[i]))
            return false;
    }
    return letter && text.n >= 3;
}

static void header_take(struct block *block, struct slice part)
{
    struct block_walk walk;
    struct slice words;
    block_walk_header(&walk, &block->names, part, &words);
    words = unbracketed(words);
    if (is_crypto_word(words))
        block->header_crypto = arena_keep(&block->arena, words);
    walk_take(block, &walk);
}

bool block_is_opening(struct slice text)
{
    struct slice before, after;
    return block_line_opening(text, &before, &after);
}

void block_begin(struct block *block, struct slice opening, int64_t line)
{
    struct slice before = SLICE(""), after = SLICE("");
    int ignored = 0;
    arena_reset(&block->arena);
    members_reset(&block->extra);
    memset(block->field, 0, sizeof(block->field));
    buf_reset(&block->nested);
    buf_reset(&block->nested_key);
    block->notes = 0;
    block->secrets = block->fields = 0;
    block->in_dict = false;
    block->header_crypto = block->evidence = SLICE("");
    block->opening_line = block->line = line;
    block->text = opening;
    block->opening = keep_masked(block, slice_trim(opening), EVIDENCE_MAX, &ignored);
    if (!block_line_opening(opening, &before, &after))
        return;
    header_take(block, before);
    header_take(block, after);
}

bool block_has_field(const struct block *block)
{
    return block->fields > 0;
}

bool block_is_full(const struct block *block)
{
    return block->arena.used + block->extra.text.n + block->nested.n > BLOCK_MAX_BYTES;
}

/* The nested value is whole (or given up): it goes the way of others. */
void block_nested_end(struct block *block)
{
    struct block_pair pair = { .key = buf_view(&block->nested_key), .value = slice_trim(buf_view(&block->nested)) };
    if (!block->nested_key.n)
        return;
    if (pair.value.n && pair.value.p[pair.value.n - 1] == ',')
        pair.value = slice_trim_right(slice_part(pair.value, 0, pair.value.n - 1));
    pair.field = block_name_find(&block->names, pair.key);
    pair_take(block, &pair);
    buf_reset(&block->nested);
    buf_reset(&block->nested_key);
}

static void nested_begin(struct block *block, struct slice key, struct slice value)
{
    buf_slice(&block->nested_key, key);
    buf_slice(&block->nested, value);
    evidence_keep(block);
}

static enum block_answer nested_line(struct block *block, struct slice text)
{
    buf_char(&block->nested, '\n');
    buf_slice(&block->nested, text);
    if (dict_depth(buf_view(&block->nested)) <= 0)
        block_nested_end(block);
    return BLOCK_field;
}

/* "key": value pieces of an object; a value that stays open goes on over the next lines. */
static bool pieces_take(struct block *block, struct slice inside)
{
    struct block_pair pair;
    struct slice piece;
    bool any = false;
    while (dict_piece(&inside, &piece)) {
        if (!dict_pair(piece, &pair.key, &pair.value))
            return any;
        any = true;
        pair.field = block_name_find(&block->names, pair.key);
        if (dict_depth(pair.value) > 0)
            nested_begin(block, pair.key, pair.value);
        else
            pair_take(block, &pair);
    }
    return any;
}

/* A line of an object that is pretty-printed: its own braces taken off. */
static bool object_line(struct block *block, struct slice text)
{
    struct slice key, value, piece, rest;
    bool opens = text.n && text.p[0] == '{';
    if (!opens && !block->in_dict)
        return false;
    if (opens)
        text = slice_trim_left(slice_from(text, 1));
    bool closes = dict_depth(text) < 0;
    while (text.n && dict_depth(text) < 0 && (text.p[text.n - 1] == '}' || text.p[text.n - 1] == ','))
        text = slice_trim_right(slice_part(text, 0, text.n - 1));
    rest = text;
    if (!dict_piece(&rest, &piece) || !dict_pair(piece, &key, &value))
        return false;
    block->in_dict = !closes;
    return pieces_take(block, text);
}

static enum block_answer fields_take(struct block *block, struct slice text)
{
    struct block_walk walk;
    struct slice inside, line = slice_trim(text);
    if (dict_whole(line, &inside))
        return pieces_take(block, inside) ? BLOCK_field : BLOCK_neutral;
    if (block_line_is_brackets(line)) {
        block->in_dict = dict_depth(line) > 0 || (block->in_dict && dict_depth(line) == 0);
        return BLOCK_neutral;
    }
    if (object_line(block, line))
        return BLOCK_field;
    block_walk_begin(&walk, &block->names, text);
    return walk_take(block, &walk) ? BLOCK_field : BLOCK_no_field;
}

enum block_answer block_line(struct block *block, struct slice text, int64_t line)
{
    block->text = text;
    block->line = line;
    block->evidence = SLICE("");
    enum block_mark mark = block_line_mark(text);
    if (block_is_opening(text) || mark == MARK_clean_end || mark == MARK_other_end)
        block_nested_end(block);
    if (block_is_opening(text))
        return BLOCK_opening;
    if (mark == MARK_clean_end)
        return BLOCK_clean_end;
    if (mark == MARK_other_end)
        return BLOCK_other_end;
    if (block->nested_key.n)
        return nested_line(block, text);
    if (mark == MARK_blank)
        return BLOCK_blank;
    if (slice_starts(slice_trim_left(text), SLICE("Traceback (most recent call last)")))
        return BLOCK_no_field;
    return fields_take(block, text);
}
