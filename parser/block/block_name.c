/* block_name.c - names of fields in any spelling; see block_name.h for the contract. */
#include "block_name.h"

static const struct block_field block_fields[] = {
#define BLOCK(name, kind, unit, help) { { #name, sizeof(#name) - 1 }, CORRELATION_##name, UNIT_##unit },
#include "parser/catalogue/fields.def"
};

enum { N_FIELDS = sizeof(block_fields) / sizeof(*block_fields), SLOT_BITS = 7, N_SLOTS = 1 << SLOT_BITS };

_Static_assert(N_FIELDS < N_SLOTS / 2, "block_names.slot is too small for fields.def");

/* The canonical spelling in room; n = 0 when it does not fit. */
static struct slice canonical(struct slice spelling, char room[BLOCK_NAME_MAX])
{
    size_t n = 0;
    spelling = slice_trim(spelling);
    for (size_t i = 0; i < spelling.n; i++) {
        char c = spelling.p[i];
        bool blank = byte_is_blank(c);
        if (blank && byte_is_blank(spelling.p[i - 1]))
            continue;
        if (n == BLOCK_NAME_MAX)
            return (struct slice){ room, 0 };
        room[n++] = blank || c == '-' ? '_' : byte_lower(c);
    }
    return (struct slice){ room, n };
}

static size_t first_slot(struct slice name)
{
    return hash_place(slice_head(name), slice_tail(name), SLOT_BITS);
}

void block_names_make(struct block_names *names)
{
    *names = (struct block_names){ { 0 } };
    for (size_t i = 0; i < N_FIELDS; i++) {
        size_t at = first_slot(block_fields[i].name);
        while (names->slot[at])
            at = (at + 1) % N_SLOTS;
        names->slot[at] = (unsigned char)(i + 1);
    }
}

static const struct block_field *find(const struct block_names *names, struct slice name)
{
    for (size_t at = first_slot(name); names->slot[at]; at = (at + 1) % N_SLOTS)
        if (slice_eq(block_fields[names->slot[at] - 1].name, name))
            return &block_fields[names->slot[at] - 1];
    return NULL;
}

const struct block_field *block_name_find(const struct block_names *names, struct slice spelling)
{
    char room[BLOCK_NAME_MAX];
    const struct block_field *field = find(names, spelling); /* most are spelled as they stand here */
    return field ? field : find(names, canonical(spelling, room));
}

void block_name_canonical(struct slice spelling, struct buf *out)
{
    spelling = slice_trim(spelling);
    for (size_t i = 0; i < spelling.n; i++) {
        bool blank = byte_is_blank(spelling.p[i]);
        if (!blank || !byte_is_blank(spelling.p[i - 1]))
            buf_char(out, blank || spelling.p[i] == '-' ? '_' : byte_lower(spelling.p[i]));
    }
}
