/* fuzz_grammar.c - blocks, events, masks and JSON: what comes out is valid JSON and holds no secret. */
#include <assert.h>

#include "parser/block/block.h"
#include "parser/event/event.h"
#include "parser/mask/mask.h"
#include "parser/text/json.h"


int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static struct mask *mask;

static void told(void *context, enum complaint complaint, int64_t line, int col, struct slice text)
{
    (void)context, (void)complaint, (void)line, (void)text;
    assert(col > 0);
}

static void blocks(struct slice text)
{
    static struct block *block;
    if (!block)
        block = block_new(mask, told, NULL);
    struct cell cells[CORRELATION__N] = { 0 };
    struct record record = { &schemas[RECORD_correlation], cells };
    struct slice rest = text, line;
    int64_t number = 1;
    block_begin(block, SLICE("=== CORRELATION DATA ==="), number);
    while (rest.n && slice_cut(&rest, '\n', &line))
        block_line(block, line, ++number);
    block_end(block, true, &record);
    assert(json_read(cells[CORRELATION_extra].text).type == JSON_object);
    assert(json_read(cells[CORRELATION_notes].text).type == JSON_array);
}

static void events(struct slice text)
{
    static struct event event;
    event.room.mask = mask;
    if (event_parse(text, &event))
        assert(json_read(event.attrs).type == JSON_object);
    event_pairs(text, &event);
    assert(json_read(event.attrs).type == JSON_object);
}

static void json(struct slice text)
{
    struct json_value value = json_read(text);
    if (value.type == JSON_none)
        return;
    struct buf once = { 0 }, twice = { 0 };
    json_write_value(value, &once);
    value = json_read(buf_view(&once));
    assert(value.type != JSON_none);
    json_write_value(value, &twice);
    assert(slice_eq(buf_view(&once), buf_view(&twice)));
    buf_free(&once);
    buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct slice text = { (const char *)bytes, n };
    struct buf masked = { 0 }, again = { 0 };
    if (!mask)
        mask = mask_open();
    blocks(text);
    events(text);
    json(text);
    mask_text(mask, text, &masked);
    assert(mask_text(mask, buf_view(&masked), &again) == 0);
    buf_free(&masked);
    buf_free(&again);
    return 0;
}
