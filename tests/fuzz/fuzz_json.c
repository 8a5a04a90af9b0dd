/* fuzz_json.c - any bytes as JSON and as a Python literal. What json_read accepts can be walked to its last member;
 * what the writer makes of it is clean UTF-8, accepted again, holds no key twice and is a fixed point. */
#include <assert.h>
#include <stdlib.h>

#include "parser/text/json.h"
#include "parser/text/utf8.h"
#include "parser/text/literal.h"
#include "parser/text/python_string.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

enum { DEPTH_MOST = 256 };

static bool within(struct slice whole, struct slice part)
{
    return part.p >= whole.p && part.p + part.n <= whole.p + whole.n;
}

static bool step(struct json_value container, size_t *at, struct json_value *value)
{
    struct slice key;
    if (container.type == JSON_array)
        return json_element(container.raw, at, value);
    if (!json_member(container.raw, at, &key, value))
        return false;
    assert(within(container.raw, key));
    return true;
}

/* How many values the value holds, itself included. */
static size_t walk(struct json_value value)
{
    struct {
        struct json_value container;
        size_t at;
    } stack[DEPTH_MOST];
    size_t depth = 0, count = 0;
    for (;;) {
        count++;
        assert(value.type != JSON_none);
        if (value.type >= JSON_array) {
            assert(depth < DEPTH_MOST);
            stack[depth].at = 0;
            stack[depth++].container = value;
        }
        while (depth && !step(stack[depth - 1].container, &stack[depth - 1].at, &value))
            depth--;
        if (depth == 0)
            return count;
        assert(within(stack[depth - 1].container.raw, value.raw));
    }
}

/* Each key of the written object is found by its own name, as the very member it names: none is there twice. */
static void check_keys(struct slice object)
{
    struct slice key;
    struct json_value value;
    struct buf name = { 0 };
    size_t at = 0;
    for (int i = 0; i < 50 && json_member(object, &at, &key, &value); i++) {
        buf_reset(&name);
        json_unescape(key, &name);
        assert(json_name_is(key, buf_view(&name)));
        struct json_value found = json_get(object, buf_view(&name));
        assert(found.type == value.type && found.raw.p == value.raw.p);
    }
    buf_free(&name);
}

/* Writes the value and checks what came out; how many values that holds. */
static size_t check_written(struct json_value value)
{
    struct buf out = { 0 }, again = { 0 };
    json_write_value(value, &out);
    assert(utf8_valid(buf_view(&out)) == out.n);
    struct json_value back = json_read(buf_view(&out));
    assert(back.type != JSON_none);
    if (back.type == JSON_object)
        check_keys(back.raw);
    size_t count = walk(back);
    json_write_value(back, &again);
    assert(slice_eq(buf_view(&out), buf_view(&again)));
    buf_free(&out);
    buf_free(&again);
    return count;
}

static void check_literal(struct slice text, bool json)
{
    struct buf out = { 0 };
    bool sound = literal_to_json(text, &out);
    assert(sound || !json);
    assert(sound == (out.n > 0));
    if (sound)
        check_written(json_read(buf_view(&out)));
    buf_reset(&out);
    python_unescape(text, &out);
    assert(out.n <= 4 * text.n);
    buf_reset(&out);
    utf8_clean(text, &out);
    assert(utf8_valid(buf_view(&out)) == out.n);
    for (size_t n = 0; n <= text.n && n < 40; n++)
        assert(utf8_cut(buf_view(&out), n).n <= n);
    buf_free(&out);
}

/* One pass over an object says what two say. */
static void check_walk(struct slice text, struct json_value value)
{
    struct json_walk one_pass = json_walk(text);
    struct slice key;
    struct json_value member;
    while (json_walk_member(&one_pass, &key, &member))
        assert(within(text, key) && within(text, member.raw));
    assert(one_pass.sound == (value.type == JSON_object));
    assert(!one_pass.sound || slice_eq(one_pass.object, value.raw));
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
    /* A copy that ends where the text ends, so that the sanitizers see a byte too many. */
    char *exact = memory_new(n);
    if (n)
        memcpy(exact, bytes, n);
    struct slice text = { exact, n };
    struct json_value value = json_read(text);
    if (value.type != JSON_none) {
        assert(within(text, value.raw));
        assert(check_written(value) <= walk(value));
    }
    check_walk(text, value);
    check_literal(text, value.type != JSON_none);
    free(exact);
    return 0;
}
