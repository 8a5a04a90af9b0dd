/* fuzz_archive.c - any bytes as something packed: the first picks the bytes a read gives, which members are passed over, and what stands around the
 * rest (nothing, or one of the archives and compressions, so that it is reached without its magic being guessed). The order of steps that source.h
 * promises must hold, what comes out is bounded, and nothing hangs or is read out of bounds. */
#include <assert.h>
#include <string.h>

#include "parser/catalogue/packing.h"
#include "parser/input/source.h"
#include "parser/text/buf.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

enum { MOST = 1 << 20 };

static size_t chunk_of(unsigned char pick)
{
    static const size_t sizes[4] = { 0, 1, 61, 4096 };
    return sizes[pick & 3];
}

/* The bytes behind the magic of a packing, or as they are. */
static struct buf dress(unsigned char pick, struct slice bytes)
{
    struct buf file = { 0 };
    size_t row = pick >> 3;
    if (row < PACKING__N)
        buf_slice(&file, packing_rows[row].magic);
    buf_slice(&file, bytes);
    return file;
}

/* Where the steps stand; each must fit the one before. */
struct walk {
    bool in_member, told;
    int64_t members, bytes;
};

static void walk_step(struct walk *w, enum source_step step, const struct source_facts *facts, struct slice text)
{
    assert(step != SOURCE_IDLE && step != SOURCE_FAIL);
    assert(facts->corrupt == (facts->fault != NULL) && !(facts->corrupt && facts->cut));
    if (step == SOURCE_MEMBER) {
        assert(facts->archive);
        assert(text.n >= facts->member.n);
        w->in_member = true;
        w->members++;
    } else if (step == SOURCE_MEMBER_END) {
        assert(w->in_member);
        w->in_member = false;
    } else {
        assert(text.n > 0 && (w->in_member || !facts->archive));
        w->bytes += (int64_t)text.n;
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
    if (!n)
        return 0;
    struct source_limits limits = { .max_line = 4096, .max_inflated = MOST };
    struct report report = { 0 };
    struct slice text;
    struct walk walk = { 0 };
    struct buf file = dress(bytes[0], (struct slice){ (const char *)bytes + 1, n - 1 });
    struct source *s = source_memory(buf_view(&file), chunk_of(bytes[0]), &limits, &report);
    enum source_step step;
    while ((step = source_next(s, -1, &text)) != SOURCE_END && step != SOURCE_FAIL) {
        walk_step(&walk, step, source_facts(s), text);
        if (step == SOURCE_MEMBER && (bytes[0] & 4) && walk.members % 2) {
            source_skip(s);
            walk.in_member = false;
        }
    }
    assert(walk.bytes <= MOST);
    source_close(&s);
    buf_free(&file);
    return 0;
}
