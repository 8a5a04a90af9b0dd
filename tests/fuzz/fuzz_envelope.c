/* fuzz_envelope.c - one line through each row of envelopes.def, and the search for a chain. */
#include <assert.h>

#include "parser/envelope/chain.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static bool is_head(void *context, struct slice text)
{
    (void)context;
    return slice_starts(text, SLICE("HEAD"));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static struct envelopes *envelopes;
    if (!envelopes)
        envelopes = envelopes_open();
    struct slice line = { (const char *)bytes, n };
    struct chain_space space = { 0 };
    struct chain chain;
    for (int row = 0; row < ENVELOPE__N; row++) {
        struct payload payload = { 0 };
        if (!envelope_take(envelopes, row, line, &space.level[0], &payload))
            continue;
        assert(payload.text.n <= n);
        chain = (struct chain){ .n = 1, .row = { row }, .stamp_n = { payload.stamp_n } };
        assert(chain_take(envelopes, &chain, line, &space, &payload) == 1);
    }
    if (chain_find(envelopes, line, &space, is_head, NULL, &chain)) {
        struct payload payload;
        assert(chain_take(envelopes, &chain, line, &space, &payload) == chain.n);
        assert(is_head(NULL, payload.text));
    }
    chain_space_free(&space);
    return 0;
}
