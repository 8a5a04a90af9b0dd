/* block_inside.h - an open block, shared by block.c (its life), block_end.c (what is settled at its end). Not for others. */
#ifndef DAGSIEVE_BLOCK_INSIDE_H
#define DAGSIEVE_BLOCK_INSIDE_H

#include "block.h"
#include "block_line.h"
#include "members.h"

enum { EVIDENCE_MAX = 1024 };

/* What is known of one field. */
struct given {
    bool given, has_unit, present;
    struct cell cell;    /* when present; text in the arena */
    int64_t line;
    struct slice evidence;
};

struct block {
    block_complain *complain;
    void *context;
    struct block_names names;
    struct arena arena; /* texts of the open block */
    struct given field[CORRELATION__N];
    struct members extra;
    uint64_t notes; /* bits of enum complaint */
    int secrets, fields;
    int64_t opening_line, line;
    struct slice opening, header_crypto, text, evidence; /* text: the line at hand; evidence: its kept copy, when made */
    bool in_dict;
    struct buf nested, nested_key; /* a value over several lines; key empty = none */
    struct buf room, other, out, extra_json, notes_json;
};

/* Notes the complaint on the block and tells its owner. key: where on the line; may be empty. */
void block_complained(struct block *, enum complaint, struct slice key, struct slice text);
/* Ends a value that goes on over several lines. */
void block_nested_end(struct block *);

#endif
