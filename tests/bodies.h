/* bodies.h - what the tests of blocks share: one block, fed with the text of a body, told as one line. */
#ifndef DAGSIEVE_TESTS_BODIES_H
#define DAGSIEVE_TESTS_BODIES_H

#include "parser/block/block.h"

/* Filled by feed(): what the block complained about ("code line:col text" a line), and its record. */
extern struct block *block;
extern struct buf complaint_text;
extern struct cell cells[CORRELATION__N];

/* Before and after each test. */
void bodies_set_up(void);
void bodies_tear_down(void);

/* The cells that say something, as "name=value" joined by blanks; "open" where the block was not closed. Lives until the next call. */
const char *describe(void);
/* Feeds lines to a block until one ends it (blank lines before the first field do not); the answer that ended it, BLOCK_field at the end of
 * the text. The first line must be an opening one. */
enum block_answer feed(const char *text);
/* describe() of a body between an opening line and a clean end. */
const char *read_body(const char *body);

struct sample {
    const char *body, *expected;
};
void check_bodies(const struct sample *samples, size_t n);
#define CHECK_BODIES(samples) check_bodies(samples, sizeof(samples) / sizeof(*(samples)))

#endif
