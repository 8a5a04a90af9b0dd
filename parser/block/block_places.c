/* block_places.c - where the fields of a block stand; see block_places.h. */
#include "block_places.h"

#include "block_inside.h"
#include "parser/rules/rules.h"
#include "parser/text/json.h"

struct evidence block_place(const struct block *block, int field)
{
    struct evidence found = block->opening.evidence;
    for (uint64_t bits = field < 0 ? 0 : field_bases(field); bits; bits &= bits - 1) {
        const struct given *given = &block->field[__builtin_ctzll(bits)];
        if (given->given && given->evidence.order > found.order)
            found = given->evidence;
    }
    return found;
}

/* Lines of the block, in order. */
struct places {
    const struct evidence *at[CORRELATION__N + 1];
    int n;
};

static void place_add(struct places *places, const struct evidence *evidence)
{
    int i = places->n;
    while (i > 0 && places->at[i - 1]->order > evidence->order)
        i--;
    if (i > 0 && places->at[i - 1]->order == evidence->order)
        return;
    memmove(&places->at[i + 1], &places->at[i], (size_t)(places->n - i) * sizeof(*places->at));
    places->at[i] = evidence;
    places->n++;
}

static int place_find(const struct places *places, int order)
{
    int i = 0;
    while (places->at[i]->order != order)
        i++;
    return i;
}

/* The fields that stand somewhere. */
static uint64_t places_gather(const struct block *block, struct places *out)
{
    uint64_t given = 0;
    place_add(out, &block->opening.evidence);
    for (uint64_t rest = rules_fields(); rest; rest &= rest - 1) {
        int field = __builtin_ctzll(rest);
        if (!block->field[field].given)
            continue;
        place_add(out, &block->field[field].evidence);
        given |= (uint64_t)1 << field;
    }
    return given;
}

/* The i-th key of an object whose keys count. */
static void number_key(struct buf *out, int i)
{
    buf_text(out, i ? ",\"" : "\"");
    buf_int(out, i);
    buf_text(out, "\":");
}

static void lines_write(const struct places *places, struct buf *out)
{
    buf_text(out, "{\"line\":{");
    for (int i = 0; i < places->n; i++) {
        number_key(out, i);
        buf_int(out, places->at[i]->line);
    }
    buf_text(out, "},\"text\":{");
    for (int i = 0; i < places->n; i++) {
        number_key(out, i);
        json_write_string(places->at[i]->text, out);
    }
}

void block_places_write(const struct block *block, struct buf *out)
{
    struct places places = { .n = 0 };
    uint64_t given = places_gather(block, &places);
    lines_write(&places, out);
    buf_text(out, "},\"field\":{");
    for (const char *comma = "\""; given; given &= given - 1, comma = ",\"") {
        int field = __builtin_ctzll(given);
        buf_text(out, comma);
        buf_text(out, schemas[RECORD_correlation].field[field].name);
        buf_text(out, "\":");
        buf_int(out, place_find(&places, block->field[field].evidence.order));
    }
    buf_text(out, "}}");
}
