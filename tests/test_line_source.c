/* test_line_source.c - sources of lines: which one makes room. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "parser/attempt/line_source.h"

static int find(struct line_sources *sources, int name, int64_t line, uint32_t busy, int *left)
{
    char key[16];
    int n = snprintf(key, sizeof(key), "%d.py", name);
    return line_source_find(sources, (struct slice){ key, (size_t)n }, line, busy, left);
}

Test(line_source, a_key_keeps_its_slot)
{
    struct line_sources sources = { 0 };
    int left, slot = find(&sources, 1, 1, 0, &left);
    cr_expect_neq(find(&sources, 2, 2, 0, &left), slot);
    cr_expect_eq(find(&sources, 1, 3, 0, &left), slot);
    cr_expect_eq(find(&sources, 1, 4, 0, &left), slot);
    cr_expect_eq(left, -1);
    line_sources_free(&sources);
}

Test(line_source, an_idle_one_makes_room_first_and_of_these_the_oldest)
{
    struct line_sources sources = { 0 };
    int left;
    for (int i = 0; i < SOURCES_MAX; i++)
        cr_expect_eq(find(&sources, i, i, 0, &left), i);
    find(&sources, 1, 100, 0, &left); /* used again */
    uint32_t busy = 1;                /* the oldest has something open */
    cr_expect_eq(find(&sources, 100, 101, busy, &left), 2);
    cr_expect_eq(left, 2);
    cr_expect_eq(find(&sources, 2, 102, busy, &left), 3);
    cr_expect_eq(find(&sources, 101, 103, UINT32_MAX, &left), 0);
    line_sources_free(&sources);
}
