/* fuzz_source.c - any bytes as an input: the first picks the bytes a read gives, the inflater and the limits; the others
 * are the file. What source.h promises must hold, gzip or not, and nothing may hang or be read out of bounds. What is packed
 * otherwise is fuzz_archive.c's. */
#include <assert.h>
#include <string.h>

#include "parser/catalogue/packing.h"
#include "parser/input/source.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

/* Bits 0-3: bytes a read (0 = all at once); 4: zlib; 5: short lines only; 6: an inflated total. */
static struct source_limits limits_of(unsigned char pick)
{
    struct source_limits limits = source_default_limits;
    limits.zlib = pick & 0x10;
    limits.max_line = pick & 0x20 ? 5 : 4096;
    limits.max_inflated = pick & 0x40 ? 300 : 1 << 20;
    return limits;
}

static size_t chunk_of(unsigned char pick)
{
    static const size_t sizes[16] = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 31, 64, 100, 1000, 4096 };
    return sizes[pick & 0x0f];
}

/* What was heard up to a step; the step after it must fit. */
struct heard {
    int64_t bytes;
    enum source_step last;
    bool unended; /* the last text did not end in '\n' */
};

static void hear(struct heard *h, enum source_step step, struct slice text, const struct source_limits *limits)
{
    assert(text.n > 0);
    bool in_line = h->last == SOURCE_LONG || (h->last == SOURCE_REST && h->unended);
    assert((step == SOURCE_REST) == in_line);
    assert(step == SOURCE_REST || !h->unended); /* only the input's last line has no end */
    assert(step != SOURCE_LONG || text.n == limits->max_line);
    assert(step == SOURCE_LINES || !memchr(text.p, '\n', text.n - 1));
    h->unended = text.p[text.n - 1] != '\n';
    h->bytes += (int64_t)text.n;
    h->last = step;
}

static void check_lines(struct slice text, size_t max_line)
{
    struct slice line;
    for (bool more = true; more && text.n;) {
        more = slice_cut(&text, '\n', &line);
        assert(line.n <= max_line);
    }
}

static void check_facts(const struct source_facts *facts, const struct heard *h, struct slice file,
                        const struct source_limits *limits)
{
    assert(facts->bytes == h->bytes);
    assert(facts->unended == h->unended);
    assert(facts->corrupt == (facts->fault != NULL));
    assert(!facts->corrupt || !facts->cut);
    assert(facts->gzip || (!facts->cut && !facts->corrupt && facts->bytes == (int64_t)file.n));
    assert(facts->gzip == slice_starts(file, SLICE("\x1f\x8b")));
    assert(!facts->gzip || facts->bytes <= limits->max_inflated);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
    if (!n)
        return 0;
    struct source_limits limits = limits_of(bytes[0]);
    struct slice file = { (const char *)bytes + 1, n - 1 }, text;
    struct report report = { 0 };
    enum packing packing = packing_of(file, true);
    if (packing != PACKING_none && packing != PACKING_gzip)
        return 0;
    struct source *s = source_memory(file, chunk_of(bytes[0]), &limits, &report);
    struct heard h = { .last = SOURCE_LINES };
    enum source_step step;
    while ((step = source_next(s, -1, &text)) != SOURCE_END && !source_facts(s)->archive) {
        assert(step == SOURCE_LINES || step == SOURCE_LONG || step == SOURCE_REST);
        hear(&h, step, text, &limits);
        if (step == SOURCE_LINES)
            check_lines(text, limits.max_line);
    }
    if (!source_facts(s)->archive)
        check_facts(source_facts(s), &h, file, &limits);
    source_close(&s);
    return 0;
}
