/* fuzz_cutter.c - a document, a table, frames, whole and in pieces: the same records, and never more than there is. The first byte is the kind. */
#include <assert.h>

#include "parser/envelope/cutter.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static size_t cut(const struct cutter_kind *kind, struct slice text, size_t piece, struct buf *records, bool *ended)
{
    void *cutter = kind->open();
    size_t read = 0;
    for (size_t at = 0; at < text.n; at += piece) {
        struct slice part = slice_part(text, at, at + piece);
        size_t got = kind->feed(cutter, part, records);
        read += got;
        if (got < part.n)
            break;
    }
    *ended = kind->end(cutter, records);
    kind->close(cutter);
    return read;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static struct envelopes *envelopes;
    struct slice text = { (const char *)bytes + !!n, n - !!n };
    struct buf whole = { 0 }, pieces = { 0 };
    bool ended, ended_in_pieces;
    int kinds = 0;
    if (!envelopes)
        envelopes = envelopes_open();
    while (cutter_kinds[kinds])
        kinds++;
    const struct cutter_kind *kind = cutter_kinds[n ? bytes[0] % kinds : 0];
    cutter_find(envelopes, text, n & 1);
    size_t read = cut(kind, text, n ? n : 1, &whole, &ended);
    assert(read <= n);
    assert(cut(kind, text, 3, &pieces, &ended_in_pieces) == read && ended == ended_in_pieces);
    assert(slice_eq(buf_view(&whole), buf_view(&pieces)));
    buf_free(&whole);
    buf_free(&pieces);
    return 0;
}
