/* tar.c - see tar.h. */
#include "tar.h"

#include <stdio.h>

enum { BLOCK = 512, SUM_AT = 148, SUM_N = 8 };

static void octal(char *to, int n, unsigned value)
{
    snprintf(to, (size_t)n, "%0*o", n - 1, value);
}

void tar_add(struct buf *tar, const char *name, char type, struct slice text)
{
    char block[BLOCK] = { 0 };
    unsigned sum = SUM_N * ' ';
    snprintf(block, 100, "%s", name);
    octal(block + 100, 8, 0644);
    octal(block + 124, 12, (unsigned)text.n);
    octal(block + 136, 12, TAR_TIME);
    block[156] = type;
    memcpy(block + 257, "ustar\00000", 8);
    for (int i = 0; i < BLOCK; i++)
        sum += i < SUM_AT || i >= SUM_AT + SUM_N ? (unsigned char)block[i] : 0;
    octal(block + SUM_AT, 7, sum);
    buf_add(tar, block, sizeof block);
    buf_slice(tar, text);
    memset(block, 0, sizeof block);
    buf_add(tar, block, (BLOCK - text.n % BLOCK) % BLOCK);
}

void tar_end(struct buf *tar)
{
    static const char zeros[2 * BLOCK];
    buf_add(tar, zeros, sizeof zeros);
}
