/* block_inside.h - an open block, shared by block.c (its life), block_end.c (what is settled at its end). Not for others. */
#ifndef DAGSIEVE_BLOCK_INSIDE_H
#define DAGSIEVE_BLOCK_INSIDE_H

#include "block.h"
#include "block_dict.h"
#include "block_line.h"
#include "parser/text/attribute_map.h"

/* What is known of one field. */
struct given {
    bool given, has_unit, present;
    struct cell cell;    /* when present; text in the arena */
    struct evidence evidence;
};

/* A line that fields stand on. */
struct position {
    struct slice text;        /* lives as long as the caller's line does; empty for an earlier line */
    struct evidence evidence; /* its text is the kept copy; empty until it is asked for */
};

struct block {
    struct mask *mask;
    block_complain *complain;
    void *context;
    struct block_names names;
    struct arena arena; /* texts of the open block */
    struct given field[CORRELATION__N];
    struct attribute_map extra;
    struct block_dict dict;
    uint64_t notes; /* bits of enum complaint */
    int secrets, fields;
    struct position opening, here, member; /* member: where the dict's open member began; here: the field at hand */
    struct slice header_crypto;
    struct block_pair last; /* where a line of the dict ended with a bare value; its text in the arena */
    struct buf room, other, name, notes_json;
};

/* Notes the complaint on the block and tells its owner. key: where on the line; may be empty. */
void block_complained(struct block *, enum complaint, struct slice key, struct slice text);

/* What is left of a field's value that was cut gives no reading: a bad value. */
void block_half_take(struct block *, const struct block_pair *);

#endif
