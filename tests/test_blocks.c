/* test_blocks.c - the blocks of a log by source of lines, without a log; what a line is to a block: test_block.c. */
#include <criterion/criterion.h>

#include "parser/attempt/blocks.h"
#include "parts.h"

static bool say(struct part_test *test, struct blocks *blocks, int source, const char *text)
{
    struct line line = part_line(test, text);
    line.source = source;
    return blocks_line(blocks, &line, &test->ctx);
}

static bool say_headless(struct part_test *test, struct blocks *blocks, const char *text)
{
    struct line line = part_line(test, text);
    line.headless = true;
    return blocks_line(blocks, &line, &test->ctx);
}

Test(blocks, a_finished_block_is_a_record_and_its_findings)
{
    struct part_test test;
    struct blocks blocks = { 0 };
    part_begin(&test);
    cr_expect_not(say(&test, &blocks, 0, "f1_buy=0.4"));
    cr_expect(say(&test, &blocks, 0, "=== CORRELATION DATA ==="));
    cr_expect(say(&test, &blocks, 0, "crypto=SOLUSDC f1_buy=0.4 baseline_f1_buy=0.3 sortino=-0.1"));
    cr_expect(say(&test, &blocks, 0, "==="));
    EXPECT_OUT(test, "\"record\":\"correlation\",\"seq\":1,\"line\":2");
    EXPECT_OUT(test, "\"closed\":true");
    EXPECT_OUT(test, "\"record\":\"finding\",\"seq\":1");
    EXPECT_OUT(test, "\"role\":\"main\"");
    cr_expect_eq(blocks.open, 0);
    blocks_free(&blocks);
    part_end(&test);
}

Test(blocks, sources_have_one_each_and_end_in_order_of_opening)
{
    struct part_test test;
    struct blocks blocks = { 0 };
    part_begin(&test);
    say(&test, &blocks, 3, "=== CORRELATION DATA ===");
    say(&test, &blocks, 1, "=== CORRELATION DATA ===");
    say(&test, &blocks, 3, "crypto=AAA");
    say(&test, &blocks, 1, "crypto=BBB");
    cr_expect_eq(blocks.open, 1u << 3 | 1u << 1);
    blocks_end(&blocks, &test.ctx);
    size_t first = slice_find(buf_view(&test.out), SLICE("\"crypto\":\"AAA\"")), second = slice_find(buf_view(&test.out), SLICE("\"crypto\":\"BBB\""));
    cr_expect(first < second && second != (size_t)-1);
    cr_expect_eq(test.ctx.notes[COMPLAINT_block_unclosed], 2);
    blocks_free(&blocks);
    part_end(&test);
}

Test(blocks, a_line_without_a_head_does_not_end_one_of_lines_with_heads)
{
    struct part_test test;
    struct blocks blocks = { 0 };
    part_begin(&test);
    say(&test, &blocks, 0, "=== CORRELATION DATA ===");
    say(&test, &blocks, 0, "f1_buy=0.4");
    cr_expect_not(say_headless(&test, &blocks, "no field at all"));
    cr_expect_eq(blocks.open, 1);
    cr_expect(say_headless(&test, &blocks, "sortino=1"));
    cr_expect_not(say_headless(&test, &blocks, "no field at all"));
    cr_expect_eq(blocks.open, 0);
    blocks_free(&blocks);
    part_end(&test);
}

Test(blocks, the_opening_lines_prefix_is_taken_off_each_line)
{
    struct part_test test;
    struct blocks blocks = { 0 };
    part_begin(&test);
    say(&test, &blocks, 0, "2026-04-29 11:35:02,123 - INFO - === CORRELATION DATA ===");
    cr_expect(say(&test, &blocks, 0, "2026-04-29 11:35:02,124 - INFO - f1_buy=0.4"));
    cr_expect(say(&test, &blocks, 0, "2026-04-29 11:35:02,125 - INFO - ==="));
    EXPECT_OUT(test, "\"f1_buy\":0.4");
    blocks_free(&blocks);
    part_end(&test);
}

Test(blocks, a_source_that_is_left_ends_its_block_and_its_slot_is_used_again)
{
    struct part_test test;
    struct blocks blocks = { 0 };
    part_begin(&test);
    say(&test, &blocks, 0, "=== CORRELATION DATA ===");
    blocks_leave(&blocks, 0, &test.ctx);
    EXPECT_OUT(test, "\"closed\":false");
    say(&test, &blocks, 0, "=== CORRELATION DATA ===");
    blocks_leave(&blocks, 0, &test.ctx);
    blocks_leave(&blocks, 0, &test.ctx);
    cr_expect_eq(blocks.n, 2);
    EXPECT_OUT(test, "\"seq\":2");
    blocks_free(&blocks);
    part_end(&test);
}
