/* prefilter_windows.h - the quick way of looking for literals, without the instructions that make it quick: those are in prefilter_avx2.c and
 * prefilter_neon.c, the loop around them is in prefilter_walk.h.
 *
 * Of each literal four bytes that are rare in logs are chosen: its window. Windows are shared out to eight buckets. A table a byte of the window tells by
 * the lower half of a byte of text which buckets may have it there: sixteen entries of eight bits, which one instruction looks up for 16 or 32 bytes at
 * once; of the first byte the upper half is looked up too (of the others it would tell little more: the buckets are chosen by what is left). Where all
 * five lookups leave a bit a window may stand: a candidate. Its four bytes are looked up by their hash, then the whole literal is compared; so nothing is
 * reported that is not there. A literal shorter than a window has bytes in it that its bucket lets pass whatever they are.
 *
 * Text is looked at by blocks of 64 bytes, which yield three masks of 64 bits: ends of lines, odd bytes, candidates. What stands behind the last whole
 * block is copied into one padded with zeros. */
#ifndef DAGSIEVE_PREFILTER_WINDOWS_H
#define DAGSIEVE_PREFILTER_WINDOWS_H

#include "prefilter_inside.h"

enum { WINDOW = 4, BUCKETS = 8, BLOCK = 64, WINDOW_HASHES = 1024 };

struct window {
    const struct literal *literal;
    size_t at;     /* in the literal */
    uint64_t times; /* how often its rarest place stands in logs, roughly */
    uint32_t key;  /* its four bytes */
    uint16_t next; /* the row + 1 of another of the same hash */
};

struct windows {
    uint8_t upper[16], lower[WINDOW][16]; /* by half of a byte: a bit a bucket */
    struct window *row;
    int n;
    uint16_t first[WINDOW_HASHES]; /* row + 1 */
    uint16_t narrow;               /* row + 1 of the literals that are shorter than a window */
    bool narrow_first[256];        /* the bytes that one of these begins with */
};

/* What a block holds, a bit a byte. */
struct block_marks {
    uint64_t ends, odd, candidates;
};

/* The literals must outlive it. */
struct windows *windows_open(const struct literals *);
void windows_close(struct windows **);
/* The candidates of the block at `at` of text that are windows of a whole literal, and the patterns of each: most are none. */
uint64_t windows_confirm(const struct windows *, struct slice text, size_t at, uint64_t candidates, uint64_t found[BLOCK]);
/* Notes what the block at `at` of a text holds on its lines; its candidates are confirmed. A line that ends in it is appended to the list, which has room. */
void windows_block(size_t at, struct block_marks, const uint64_t *found, struct prefilter_line *line, struct line_list *);

/* Appends the text's lines. NULL: this machine has no such instructions. */
typedef void windows_lines(const struct windows *, struct slice text, struct line_list *);
windows_lines *windows_lines_avx2(void);
windows_lines *windows_lines_neon(void);

#endif
