/* buf.c - growable bytes and arenas; see buf.h for the contract. */
#include "buf.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_BLOCK = 16 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t cap;
    _Alignas(16) char bytes[];
};

static void out_of_memory(size_t size)
{
    fprintf(stderr, "dagsieve: error: out of memory\ndetail: %zu bytes could not be had\n", size);
    exit(3);
}

void *memory_new(size_t size)
{
    return memory_resize(NULL, size);
}

void *memory_zeroed(size_t size)
{
    void *p = calloc(1, size ? size : 1);
    if (!p)
        out_of_memory(size);
    return p;
}

void *memory_resize(void *old, size_t size)
{
    void *p = realloc(old, size ? size : 1);
    if (!p)
        out_of_memory(size);
    return p;
}

bool buf_grow(struct buf *b, size_t n)
{
    if (b->failed || (b->limit && b->n + n > b->limit)) {
        b->failed = true;
        return false;
    }
    if (b->n + n > b->cap) {
        size_t cap = b->cap ? b->cap * 2 : 256;
        while (cap < b->n + n)
            cap *= 2;
        b->p = memory_resize(b->p, cap);
        b->cap = cap;
    }
    return true;
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    if (n >= 0 && buf_reserve(b, (size_t)n + 1)) {
        vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
        b->n += (size_t)n;
    }
    va_end(again);
    va_end(args);
}

void buf_number(struct buf *b, int64_t value)
{
    char digits[24];
    size_t at = sizeof(digits);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        digits[--at] = '-';
    buf_add(b, digits + at, sizeof(digits) - at);
}

void buf_free(struct buf *b)
{
    free(b->p);
    *b = (struct buf){ .limit = b->limit };
}

static void arena_use(struct arena *a, struct arena_block *block)
{
    a->blocks = block;
    a->free = block ? block->bytes : NULL;
    a->left = block ? block->cap : 0;
}

void arena_grow(struct arena *a, size_t size)
{
    size_t cap = size > ARENA_BLOCK ? size : ARENA_BLOCK;
    struct arena_block *block = memory_new(sizeof(*block) + cap);
    *block = (struct arena_block){ .next = a->blocks, .cap = cap };
    arena_use(a, block);
}

void arena_reset(struct arena *a)
{
    struct arena_block *keep = NULL;
    for (struct arena_block *block = a->blocks, *next; block; block = next) {
        next = block->next;
        if (!keep && block->cap == ARENA_BLOCK) {
            keep = block;
            keep->next = NULL;
        } else {
            free(block);
        }
    }
    arena_use(a, keep);
    a->used = 0;
}

void arena_free(struct arena *a)
{
    arena_reset(a);
    free(a->blocks);
    *a = (struct arena){ 0 };
}
