/* heard.c - see heard.h. */
#include "heard.h"

#include <criterion/criterion.h>

struct heard hear(struct source *s)
{
    struct heard h = { 0 };
    struct slice text;
    bool open = false;
    for (;;) {
        h.last = source_next(s, -1, &text);
        if (h.last == SOURCE_END || h.last == SOURCE_FAIL)
            break;
        h.broken += open && h.last == SOURCE_LINES;
        open = text.p[text.n - 1] != '\n' && h.last == SOURCE_LINES;
        h.chunks += h.last == SOURCE_LINES;
        h.longs += h.last == SOURCE_LONG;
        h.rests += h.last == SOURCE_REST;
        buf_slice(&h.text, text);
    }
    cr_assert_eq(source_next(s, -1, &text), h.last, "the end stays the end");
    h.facts = *source_facts(s);
    source_close(&s);
    cr_assert_null(s);
    return h;
}

struct heard hear_bytes(struct slice bytes, size_t chunk, const struct source_limits *limits)
{
    struct report report = { 0 };
    struct heard h = hear(source_memory(bytes, chunk, limits, &report));
    cr_assert_eq(h.broken, 0);
    cr_assert_eq(h.facts.bytes, (int64_t)h.text.n);
    cr_assert_eq(report.status, 0);
    return h;
}

void heard_free(struct heard *h)
{
    buf_free(&h->text);
}

struct source_limits limits_with(bool use_zlib)
{
    struct source_limits limits = source_default_limits;
    limits.zlib = use_zlib;
    return limits;
}

unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16 & 0x7fff;
}

struct buf some_lines(size_t bytes, unsigned longest, unsigned seed)
{
    struct buf b = { 0 };
    while (b.n < bytes) {
        unsigned n = next_random(&seed) % (longest + 1);
        for (unsigned i = 0; i < n; i++) {
            unsigned r = next_random(&seed);
            char c = r % 4 ? "event=hpo trial"[r / 4 % 15] : (char)(r / 4 % 256);
            buf_char(&b, c == '\n' ? ' ' : c);
        }
        buf_char(&b, '\n');
    }
    return b;
}

void add_member(struct buf *out, struct slice text, int level, gz_header *head)
{
    z_stream z = { 0 };
    cr_assert_eq(deflateInit2(&z, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    if (head)
        deflateSetHeader(&z, head);
    size_t room = deflateBound(&z, text.n) + 4096;
    cr_assert(buf_reserve(out, room));
    z.next_in = (Bytef *)(uintptr_t)text.p;
    z.avail_in = (uInt)text.n;
    z.next_out = (Bytef *)out->p + out->n;
    z.avail_out = (uInt)room;
    cr_assert_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->n += room - z.avail_out;
    deflateEnd(&z);
}

struct buf gzip(struct slice text)
{
    struct buf b = { 0 };
    add_member(&b, text, 6, NULL);
    return b;
}

void assert_same(struct slice got, struct slice want, const char *what)
{
    cr_assert(slice_eq(got, want), "%s: %zu bytes, wanted %zu", what, got.n, want.n);
}
