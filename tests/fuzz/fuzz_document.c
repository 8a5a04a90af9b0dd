/* fuzz_document.c - a JSON document, whole and in pieces: the same records, and never more than there is. */
#include <assert.h>

#include "parser/envelope/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static size_t cut(struct slice text, size_t piece, struct buf *records)
{
    struct document *document = document_open();
    size_t read = 0;
    for (size_t at = 0; at < text.n; at += piece) {
        struct slice part = slice_part(text, at, at + piece);
        size_t got = document_feed(document, part, records);
        read += got;
        if (got < part.n)
            break;
    }
    document_close(&document);
    return read;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct slice text = { (const char *)bytes, n };
    struct buf whole = { 0 }, pieces = { 0 };
    size_t read = cut(text, n ? n : 1, &whole);
    assert(read <= n);
    assert(cut(text, 3, &pieces) == read);
    assert(slice_eq(buf_view(&whole), buf_view(&pieces)));
    buf_free(&whole);
    buf_free(&pieces);
    return 0;
}
