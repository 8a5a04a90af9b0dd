/* blocks.h - the CORRELATION DATA blocks of a log, by source of lines: which lines open, feed and end one (domain §3.1), and what is said of a finished
 * one: its record, its verdict, its findings (domain §5.1). What a line is to a block: parser/block. */
#ifndef DAGSIEVE_BLOCKS_H
#define DAGSIEVE_BLOCKS_H

#include "context.h"
#include "line.h"

struct block;

/* A block of a source. */
struct open_block {
    struct block *block; /* kept for reuse */
    int seq;
    int64_t line;        /* the opening one */
    bool has_time, naive;
    int64_t time;
    struct prefix_kept before; /* what stands before the opening words */
    bool headless;       /* its last line had no head */
    int64_t last;        /* the last line that had fields; 0 = none yet */
};

struct blocks {
    struct open_block of[SOURCES_MAX];
    uint32_t open;   /* sources that have one, as bits */
    uint32_t native; /* those whose opening line had no head */
    int n;           /* opened so far */
    struct buf text;
};

/* What the line is to the block of its source; true when it is a piece of one. */
bool blocks_line(struct blocks *, const struct line *, struct context *);
/* What a renderer put beside a line's text: the object of the record that it is of, or holds, or the console's pairs. Where the text has just opened a block,
 * what is the user's own there is fields of it, as text renderers would print it behind the words (records §4). */
void blocks_beside(struct blocks *, struct slice beside, struct context *);
/* The source is forgotten: its block ends. */
void blocks_leave(struct blocks *, int source, struct context *);
/* The end of the log: what is open ends, in order of opening lines. */
void blocks_end(struct blocks *, struct context *);
void blocks_free(struct blocks *);

#endif
