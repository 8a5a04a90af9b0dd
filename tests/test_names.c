/* test_names.c - words before lines that name sources, and words that tell lines apart. */
#include <criterion/criterion.h>

#include "heard.h"
#include "records.h"

#define START(dag) "{\"timestamp\":\"2026-04-29T11:35:01Z\",\"level\":\"info\",\"event\":\"Executing workload\",\"workload\":\"ExecuteTask(ti=TaskInstanceDTO(id=UUID('01a0'), " \
                   "task_id='t', dag_id='" dag "', run_id='r', try_number=1, map_index=-1))\"}"

/* 24 lines behind `names` words in turn, which end in a letter or a number; the first of them starts; each of them where `each`. */
static void rotation_add(int names, char first, bool each, struct buf *out)
{
    static const char *const starts[] = { START("a"), START("b"), START("c"), START("d") };
    for (int i = 0; i < 24; i++) {
        buf_printf(out, "pid%c | ", first + i % names);
        if (i == 0 || (each && i < names))
            buf_printf(out, "%s\n", starts[i]);
        else
            buf_printf(out, "{\"timestamp\":\"2026-04-29T11:35:%02dZ\",\"level\":\"info\",\"event\":\"event=x n=%d\",\"logger\":\"x\"}\n", i + 2, i);
    }
}

Test(names, numbers_that_go_round_line_by_line_are_none_of_sources)
{
    static const struct {
        int names;
        char first;
        bool each;
        int logs;
    } rows[] = { { 3, '0', false, 1 }, { 4, '0', false, 1 }, { 3, '0', true, 3 }, { 2, '0', false, 2 }, { 3, 'a', false, 3 } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct buf text = { 0 }, out = { 0 };
        int logs = 0;
        rotation_add(rows[i].names, rows[i].first, rows[i].each, &text);
        records_of(buf_view(&text), 0, NULL, &out);
        for (size_t at = 0, next; (next = slice_find(slice_from(buf_view(&out), at), SLICE("\"record\":\"log\""))) != (size_t)-1; at += next + 1)
            logs++;
        cr_expect_eq(logs, rows[i].logs, "%zu: %d\n%.*s", i, logs, SLICE_ARG(buf_view(&out)));
        buf_free(&out);
        buf_free(&text);
    }
}
