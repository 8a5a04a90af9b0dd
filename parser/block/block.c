/* block.c - the life of one CORRELATION DATA block: opening line and body lines; see block.h for the contract, block_end.c for its end. */
#include "block_inside.h"

#include <assert.h>
#include <stdlib.h>

#include "parser/text/json.h"
#include "parser/mask/mask.h"
#include "parser/text/utf8.h"

/* What can be wrong with a block stands in the first part of the list, up to this row. */
_Static_assert(COMPLAINT_verdict_differs < 64, "notes are bits of a uint64_t");

void block_complained(struct block *block, enum complaint complaint, struct slice key, struct slice text)
{
    struct slice line = block->here.text;
    bool on_line = line.n && key.p >= line.p && key.p < line.p + line.n;
    bool sought = line.n && complaints[complaint].class == CLASS_REJECT; /* a note has no column */
    size_t at = on_line ? (size_t)(key.p - line.p) : sought ? slice_find(line, key) : 0;
    assert(complaint <= COMPLAINT_verdict_differs);
    block->notes |= (uint64_t)1 << complaint;
    block->complain(block->context, complaint, block->here.evidence.line, at < line.n ? (int)at + 1 : 1, text);
}

static struct slice keep_masked(struct block *block, struct slice text)
{
    return mask_keep(block->mask, text, BLOCK_MAX_BYTES, &block->arena, &block->secrets);
}

/* The kept copy of the line that a field stands on. */
static struct evidence evidence_keep(struct block *block, struct position *place)
{
    int ignored = 0;
    if (!place->evidence.text.n)
        place->evidence.text = mask_keep(block->mask, slice_trim(place->text), EVIDENCE_MAX, &block->arena, &ignored);
    return place->evidence;
}

/* Appends a list or dict whose secrets are masked; should masking break the JSON, or only the text as it was printed show that there is one,
 * nothing of it is kept. */
static void nested_write(struct block *block, struct slice raw, struct slice nested, struct buf *json)
{
    size_t at = json->n;
    int secrets = mask_text(block->mask, nested, json);
    if (secrets ? json_read(slice_from(buf_view(json), at)).type == JSON_none : mask_needed(block->mask, raw)) {
        json->n = at;
        buf_text(json, "\"***\"");
        secrets = 1;
    }
    block->secrets += secrets;
}

/* Keeps a value in extra: nested ones whole, scalars as text just as printed, missing ones null. true when the key was there before. */
static bool extra_put(struct block *block, struct slice key, const struct block_pair *pair, struct printed value, bool missing)
{
    bool secret = mask_name_needed(block->mask, pair->key);
    struct buf *json = attribute_map_begin(&block->extra, secret ? SLICE("***") : key);
    block->secrets += secret;
    if (missing) {
        buf_text(json, "null");
    } else if (value.nested ? mask_nested(block->mask, key, value.text) : mask_pair(block->mask, key, value.text, true)) {
        block->secrets++;
        buf_text(json, "\"***\"");
    } else if (value.nested) {
        nested_write(block, pair->value, value.text, json);
    } else {
        json_write_string(keep_masked(block, value.text), json);
    }
    return attribute_map_end(&block->extra);
}

/* The value is kept as text, the complaint shows it as key=value. */
static void bad_value(struct block *block, const struct block_pair *pair, struct printed value)
{
    struct buf *words = &block->name;
    buf_reset(words);
    buf_slice(words, pair->field->name);
    buf_char(words, '=');
    buf_slice(words, value.nested && mask_needed(block->mask, pair->value) ? pair->value : value.text); /* as printed it shows its secrets */
    extra_put(block, pair->field->name, pair, value, false);
    block_complained(block, COMPLAINT_bad_value, pair->key, buf_view(words));
}

static void known_take(struct block *block, const struct block_pair *pair, struct printed value)
{
    struct given *given = &block->field[pair->field->field];
    struct cell cell = { 0 };
    bool has_unit = false;
    if (given->given) {
        block_complained(block, COMPLAINT_duplicate_key, pair->key, pair->key);
        attribute_map_remove(&block->extra, pair->field->name);
    }
    *given = (struct given){ .given = true, .evidence = evidence_keep(block, &block->here) };
    switch (value_read(pair->field->unit, value, &block->other, &cell, &has_unit)) {
    case VALUE_taken:
        cell.text = pair->field->unit == UNIT_text ? keep_masked(block, cell.text) : arena_keep(&block->arena, cell.text);
        given->present = true;
        given->has_unit = has_unit;
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
    bool masked = slice_has(value.text, SLICE("***"));
    bool missing = !value.nested && (masked || value_is_missing(value.text));
    buf_reset(&block->name);
    block_name_canonical(pair->key, &block->name);
    block_complained(block, COMPLAINT_unknown_key, pair->key, pair->key);
    if (masked)
        block_complained(block, COMPLAINT_masked_value, pair->key, pair->key);
    if (extra_put(block, buf_view(&block->name), pair, value, missing))
        block_complained(block, COMPLAINT_duplicate_key, pair->key, pair->key);
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

void block_half_take(struct block *block, const struct block_pair *pair)
{
    struct given *given = &block->field[pair->field->field];
    given->present = false;
    if (!given->given)
        *given = (struct given){ .given = true, .evidence = evidence_keep(block, &block->here) };
    bad_value(block, pair, value_printed(pair->value, &block->room));
}

/* A member of a printed object; it may have begun on an earlier line. */
static void member_take(void *context, struct slice key, struct slice value, int order, bool whole)
{
    struct block *block = context;
    struct position here = block->here;
    bool earlier = order != here.evidence.order;
    if (earlier)
        block->here = block->member;
    struct block_pair pair = { .key = key, .field = block_name_find(&block->names, key), .value = value };
    if (whole || !pair.field)
        pair_take(block, &pair);
    else
        block_half_take(block, &pair);
    if (block->dict.is_bare)
        block->last = (struct block_pair){ .field = pair.field, .value = pair.field ? arena_keep(&block->arena, value) : SLICE("") };
    if (earlier)
        block->here = here;
}

static bool walk_take(struct block *block, struct block_walk *walk)
{
    struct block_pair pair;
    bool any = false;
    while (walk->more && block_walk_next(walk, &pair)) {
        pair_take(block, &pair);
        block->last = (struct block_pair){ .field = pair.field };
        any = true;
    }
    return any;
}

struct block *block_new(struct mask *mask, block_complain *tell, void *context)
{
    struct block *block = memory_zeroed(sizeof(*block));
    block->mask = mask;
    block->complain = tell;
    block->context = context;
    block->dict.member = member_take;
    block->dict.context = block;
    block_names_make(&block->names);
    return block;
}

void block_free(struct block **block)
{
    if (!*block)
        return;
    struct block *b = *block;
    struct buf *const bufs[] = { &b->room, &b->other, &b->name, &b->notes_json };
    for (size_t i = 0; i < sizeof(bufs) / sizeof(*bufs); i++)
        buf_free(bufs[i]);
    attribute_map_free(&b->extra);
    arena_free(&b->arena);
    block_dict_free(&b->dict);
    free(b);
    *block = NULL;
}

/* The text without brackets and signs around it: "(SOLUSDC)", ": SOLUSDC". */
static struct slice bare_word(struct slice text)
{
    while (text.n && (byte_is_blank(text.p[0]) || memchr("([{<:-|,;", text.p[0], 9)))
        text = slice_from(text, 1);
    while (text.n && (byte_is_blank(text.p[text.n - 1]) || memchr(")]}>:-|,;", text.p[text.n - 1], 9)))
        text.n--;
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

/* A line of a dict, and what stands behind it there: another one, or pairs. */
static enum dict_answer dict_take(struct block *block, struct slice piece)
{
    struct block_walk walk;
    int order = block->here.evidence.order;
    enum dict_answer answer = block_dict_line(&block->dict, piece, order), next = answer;
    while (next != DICT_not && (piece = slice_from(piece, block->dict.rest)).n) {
        next = piece.p[0] == '{' ? block_dict_line(&block->dict, piece, order) : DICT_not;
        if (next == DICT_member)
            answer = next;
    }
    block_walk_begin(&walk, &block->names, answer == DICT_not ? SLICE("") : piece);
    return walk_take(block, &walk) ? DICT_member : answer;
}

/* The words of the opening line that are no fields: how many stretches have any, and the last of them. */
struct header {
    int n;
    struct slice words;
};

/* Takes the fields of a part of the opening line. */
static void header_take(struct block *block, struct slice part, struct header *header)
{
    struct block_walk walk;
    struct slice stretch, words;
    if (part.n && part.p[0] == '{' && dict_take(block, part) != DICT_not)
        return;
    while (block_line_stretch(&part, &stretch)) {
        block_walk_header(&walk, &block->names, stretch, &words);
        walk_take(block, &walk);
        words = bare_word(words);
        if (words.n)
            *header = (struct header){ header->n + 1, words };
    }
}

bool block_is_opening(struct slice text)
{
    struct slice before, after;
    return block_line_opening(text, &before, &after);
}

void block_begin(struct block *block, struct slice opening, int64_t line)
{
    struct slice before, after;
    arena_reset(&block->arena);
    attribute_map_reset(&block->extra);
    block_dict_reset(&block->dict);
    memset(block->field, 0, sizeof(block->field));
    block->notes = 0;
    block->secrets = block->fields = 0;
    block->last = (struct block_pair){ 0 };
    block->header_crypto = SLICE("");
    block->here = (struct position){ .text = opening, .evidence.line = line };
    block->opening = (struct position){ .evidence = evidence_keep(block, &block->here) };
    if (!block_line_opening(opening, &before, &after))
        return;
    struct header header = { 0 };
    header_take(block, before, &header);
    header_take(block, after, &header);
    if (header.n == 1 && is_crypto_word(header.words))
        block->header_crypto = arena_keep(&block->arena, header.words);
    block->member = block->opening;
}

bool block_has_field(const struct block *block)
{
    return block->fields > 0 || block->dict.state == DICT_value;
}

bool block_is_torn(const struct block *block)
{
    return block->dict.state != DICT_closed && block->dict.braced;
}

void block_torn_tell(struct block *block)
{
    block->here = block->opening;
    block_complained(block, COMPLAINT_lines_wrapped, SLICE(""), SLICE("an object of the block has no end"));
}

void block_wrapped(struct block *block, struct slice rest)
{
    const struct block_field *last = block->last.field;
    struct given *given = last ? &block->field[last->field] : NULL;
    if (!block_line_is_rest(&block->names, slice_trim(rest)))
        return;
    if (given)
        block->here = (struct position){ .evidence = given->evidence };
    if (given && given->present)
        block_half_take(block, &(struct block_pair){ .field = last, .value = given->cell.text });
    block_complained(block, COMPLAINT_lines_wrapped, SLICE(""), SLICE("a line of the block is wrapped"));
}

bool block_ends_at_blank(const struct block *block)
{
    return block->fields > 0 && block->dict.state == DICT_closed;
}

/* Whether it has taken so much that it must be closed now. */
static bool is_full(const struct block *block)
{
    return block->arena.used + block->extra.text.n > BLOCK_MAX_BYTES;
}

/* A line that begins as a name does is neither brackets nor, unless one is open, a piece of a dict. */
static enum block_answer fields_take(struct block *block, struct slice trimmed)
{
    struct block_walk walk;
    struct slice body = block_line_body(trimmed);
    if (block->dict.state != DICT_closed || !body.n || !byte_is_word_start(body.p[0])) {
        struct slice piece = block->dict.state == DICT_value ? trimmed : body;
        enum dict_answer answer = dict_take(block, piece);
        if (answer != DICT_not)
            return answer == DICT_member ? BLOCK_field : BLOCK_neutral;
        if (block_line_is_brackets(piece))
            return BLOCK_neutral;
    }
    block_walk_begin(&walk, &block->names, body);
    return walk_take(block, &walk) ? BLOCK_field : BLOCK_no_field;
}

static enum block_answer body_line(struct block *block, struct slice text, struct slice trimmed, int64_t line)
{
    int order = block->here.evidence.order + 1;
    block->here = (struct position){ .text = text, .evidence = { .line = line, .order = order } };
    enum block_answer answer = fields_take(block, trimmed);
    if (block->dict.state == DICT_value && block->dict.order == order)
        block->member = (struct position){ .evidence = evidence_keep(block, &block->here) };
    return answer == BLOCK_field && is_full(block) ? BLOCK_full : answer;
}

enum block_answer block_line(struct block *block, struct slice text, int64_t line)
{
    struct slice trimmed = slice_trim(text);
    switch (block_line_mark(trimmed)) {
    case MARK_opening:
        return BLOCK_opening;
    case MARK_clean_end:
        return BLOCK_clean_end;
    case MARK_other_end:
        return BLOCK_other_end;
    case MARK_blank:
        return BLOCK_blank;
    case MARK_none:
        break;
    }
    return body_line(block, text, trimmed, line);
}
