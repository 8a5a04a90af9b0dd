/* fuzz_line.c - one line through each reader of lines: heads, prefixes, paths. */
#include <assert.h>

#include "parser/head/head.h"
#include "parser/attempt/attempt_id.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void inside(struct slice part, struct slice whole)
{
    assert(part.n <= whole.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static struct head_reader reader;
    static struct head_cache cache;
    if (!reader.patterns)
        reader = (struct head_reader){ patterns_open(), timezone_open("UTC"), prefixes_open(), NULL, &cache };
    struct slice line = { (const char *)bytes, n };
    struct head_space heads = { 0 };
    struct head head = { 0 }, common = { 0 };
    head_read(&reader, line, &heads, &head);
    inside(head.message, line);
    /* The reader of the common shape and the pattern agree. */
    if (head_read_plain(&reader, line, &common)) {
        assert(pattern_match(reader.patterns, PATTERN_head, line));
        assert(slice_eq(pattern_group(reader.patterns, PATTERN_head, "file"), common.file));
        assert(slice_eq(slice_from(line, pattern_end(reader.patterns, PATTERN_head)), common.message));
    }
    enum level level;
    struct slice message, cut = prefix_cut(reader.prefixes, line, n / 2, &level);
    inside(cut, line);
    int form = prefix_before(reader.prefixes, line, n - cut.n, &level);
    assert(!form || prefix_take(reader.prefixes, form, line, &message));
    if (form)
        inside(message, line);
    struct arena arena = { 0 };
    struct attempt_id id;
    attempt_id_from_path(line, &arena, &id);
    arena_free(&arena);
    head_space_free(&heads);
    return 0;
}
