/* What source.h promises: the same bytes whichever way they come, lines whole, long lines in pieces, faults told
 * and what stood before them kept. Both inflaters are held to it wherever both are built in. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parser/input/inflate.h"
#include "heard.h"

Test(source, hands_out_the_bytes_of_any_small_input)
{
    static const struct {
        const char *text;
        int chunks;
        bool unended;
    } rows[] = {
        { "", 0, false },     { "a", 1, true },       { "\n", 1, false },
        { "a\n", 1, false },  { "a\nb", 1, true },    { "\n\n\n", 1, false },
        { "\x1f", 1, true },  { "\x1f\n", 1, false }, { "\x1f\x8c\n", 1, false },
        { "\r\n", 1, false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct slice text = slice_of(rows[i].text);
        struct heard h = hear_bytes(text, 0, NULL);
        assert_same(buf_view(&h.text), text, rows[i].text);
        cr_expect_geq(h.chunks, rows[i].chunks);
        cr_expect_eq(h.facts.unended, rows[i].unended, "row %zu", i);
        cr_expect_not(h.facts.gzip || h.facts.cut || h.facts.corrupt);
        cr_expect_eq(h.last, SOURCE_END);
        heard_free(&h);
    }
}

Test(source, hands_out_nul_bytes)
{
    struct heard h = hear_bytes(SLICE("a\0b\n\0\n\0"), 2, NULL);
    assert_same(buf_view(&h.text), SLICE("a\0b\n\0\n\0"), "nul");
    cr_expect(h.facts.unended);
    heard_free(&h);
}

Test(source, any_chunking_gives_the_same_bytes_in_whole_lines)
{
    struct buf plain = some_lines(1500, 90, 7);
    struct buf packed = gzip(buf_view(&plain));
    for (size_t chunk = 1; chunk <= 600; chunk += chunk < 40 ? 1 : 37)
        for (int form = 0; form < 3; form++) {
            struct source_limits limits = limits_with(form == 1);
            struct heard h = hear_bytes(buf_view(form == 2 ? &plain : &packed), chunk, &limits);
            assert_same(buf_view(&h.text), buf_view(&plain), "chunked");
            cr_assert_eq(h.facts.gzip, form != 2);
            cr_assert_not(h.facts.cut || h.facts.corrupt || h.facts.unended);
            heard_free(&h);
        }
    buf_free(&plain);
    buf_free(&packed);
}

static char *file_of(struct slice bytes)
{
    static char path[] = "/tmp/test_source.XXXXXX";
    int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, bytes.p, bytes.n), (ssize_t)bytes.n);
    close(fd);
    return path;
}

Test(source, a_large_file_and_its_gzip_give_the_same_bytes)
{
    struct buf plain = some_lines(3000000, 400, 1);
    plain.n -= 3; /* no '\n' at the end */
    struct buf packed = gzip(buf_view(&plain));
    for (int form = 0; form < 3; form++) {
        struct buf *bytes = form == 2 ? &plain : &packed;
        struct source_limits limits = limits_with(form == 1);
        struct report report = { 0 };
        char *path = file_of(buf_view(bytes));
        struct source *s = source_open(path, &limits, &report);
        cr_assert_not_null(s);
        struct heard h = hear(s);
        unlink(path);
        assert_same(buf_view(&h.text), buf_view(&plain), "file");
        cr_expect_eq(h.facts.size, (int64_t)bytes->n);
        cr_expect_gt(h.facts.mtime.tv_sec, 1000000000);
        cr_expect(h.facts.unended);
        cr_expect_lt(h.chunks, 60, "chunks are small: %d", h.chunks);
        heard_free(&h);
        strcpy(path + strlen(path) - 6, "XXXXXX");
    }
    buf_free(&plain);
    buf_free(&packed);
}

/* ---- what cannot be read ---- */

static void assert_not_readable(const char *path)
{
    struct report report = { 0 };
    cr_assert_null(source_open(path, NULL, &report), "%s", path);
    cr_assert_eq(report.count[COMPLAINT_not_readable], 1, "%s", path);
    cr_assert_eq(report.status, EXIT_input);
}

static void swallow_stderr(void)
{
    cr_assert_not_null(freopen("/dev/null", "w", stderr));
}

Test(source, what_cannot_be_opened_is_complained_about, .init = swallow_stderr)
{
    assert_not_readable("/no/such/file.log");
    assert_not_readable("/tmp");
}

Test(source, a_failing_read_keeps_what_came_and_is_complained_about, .init = swallow_stderr)
{
    /* Reading a process' own memory file at address 0 fails with EIO. */
    struct report report = { 0 };
    struct source *s = source_open("/proc/self/mem", NULL, &report);
    cr_assert_not_null(s);
    struct heard h = hear(s);
    cr_expect_eq(h.last, SOURCE_FAIL);
    cr_expect_eq(report.count[COMPLAINT_read_failed], 1);
    cr_expect_eq(report.status, EXIT_input);
}

Test(source, a_file_that_shrinks_while_read_just_ends)
{
    struct buf plain = some_lines(900000, 100, 3);
    char *path = file_of(buf_view(&plain));
    struct report report = { 0 };
    struct source *s = source_open(path, NULL, &report);
    struct slice text;
    cr_assert_eq(source_next(s, -1, &text), SOURCE_LINES);
    size_t first = text.n;
    cr_assert_eq(truncate(path, (off_t)first), 0);
    unlink(path);
    struct heard h = hear(s);
    cr_expect_eq(h.last, SOURCE_END);
    cr_expect_eq(report.status, 0);
    buf_free(&plain);
    heard_free(&h);
}

/* ---- limits ---- */

static struct buf line_of(size_t n)
{
    struct buf b = { 0 };
    buf_text(&b, "before\n");
    for (size_t i = 0; i < n; i++)
        buf_char(&b, (char)('a' + i % 26));
    buf_text(&b, "\nafter\n");
    return b;
}

Test(source, a_line_beyond_the_limit_comes_in_pieces)
{
    static const size_t limits_of_line[] = { 1, 10, 100, 300000 };
    for (size_t l = 0; l < sizeof limits_of_line / sizeof *limits_of_line; l++)
        for (int by = -1; by <= 2; by++)
            for (size_t chunk = 0; chunk <= 100; chunk = chunk ? chunk * 10 : 1) {
                struct source_limits limits = { .max_line = limits_of_line[l] > 6 ? limits_of_line[l] : 6 };
                struct buf text = line_of(limits.max_line + (size_t)by);
                struct heard h = hear_bytes(buf_view(&text), chunk, &limits);
                assert_same(buf_view(&h.text), buf_view(&text), "long line");
                cr_assert_eq(h.longs, by > 0, "limit %zu by %d", limits.max_line, by);
                cr_assert_eq(h.rests > 0, by > 0);
                heard_free(&h);
                buf_free(&text);
            }
}

Test(source, the_first_piece_is_as_long_as_the_limit_and_the_last_ends_the_line)
{
    struct source_limits limits = { .max_line = 1000 };
    struct buf text = line_of(900000);
    struct report report = { 0 };
    struct source *s = source_memory(buf_view(&text), 0, &limits, &report);
    struct slice piece;
    cr_assert_eq(source_next(s, -1, &piece), SOURCE_LINES);
    assert_same(piece, SLICE("before\n"), "before");
    cr_assert_eq(source_next(s, -1, &piece), SOURCE_LONG);
    cr_assert_eq(piece.n, 1000);
    size_t rest = 0;
    while (source_next(s, -1, &piece) == SOURCE_REST)
        rest += piece.n;
    cr_assert_eq(rest, 900000 - 1000 + 1);
    assert_same(piece, SLICE("after\n"), "after");
    source_close(&s);
    buf_free(&text);
}

Test(source, a_long_line_without_end_is_unended)
{
    struct source_limits limits = { .max_line = 4 };
    for (size_t chunk = 0; chunk < 4; chunk++) {
        struct heard h = hear_bytes(SLICE("abcdefgh"), chunk, &limits);
        cr_expect_eq(h.longs, 1);
        cr_expect(h.facts.unended);
        heard_free(&h);
    }
}

Test(source, a_bomb_is_stopped_by_the_ratio)
{
    struct buf packed = { 0 }, zeros = { 0 };
    buf_reserve(&zeros, 200 << 20);
    memset(zeros.p, 'a', 200 << 20);
    zeros.n = 200 << 20;
    add_member(&packed, buf_view(&zeros), 9, NULL);
    buf_free(&zeros);
    for (int form = 0; form < 2; form++) {
        struct source_limits limits = limits_with(form);
        limits.max_ratio = 500;
        struct report report = { 0 };
        struct source *s = source_memory(buf_view(&packed), 0, &limits, &report);
        struct slice piece;
        enum source_step step;
        while ((step = source_next(s, -1, &piece)) == SOURCE_LONG || step == SOURCE_REST) {}
        cr_expect_eq(step, SOURCE_END);
        cr_expect(source_facts(s)->corrupt);
        cr_expect_str_eq(source_facts(s)->fault, "inflates beyond the limit of the ratio");
        cr_expect_gt(source_facts(s)->bytes, 64 << 20);
        cr_expect_lt(source_facts(s)->bytes, 66 << 20);
        source_close(&s);
    }
    buf_free(&packed);
}

Test(source, the_total_is_limited_to_the_byte)
{
    struct buf plain = some_lines(600000, 80, 2);
    struct buf packed = gzip(buf_view(&plain));
    for (int form = 0; form < 2; form++)
        for (int by = -1; by <= 1; by++) {
            struct source_limits limits = limits_with(form);
            limits.max_inflated = (int64_t)plain.n + by;
            struct heard h = hear_bytes(buf_view(&packed), 0, &limits);
            cr_expect_eq(h.facts.corrupt, by < 0, "by %d", by);
            cr_expect_eq(h.text.n, by < 0 ? plain.n - 1 : plain.n);
            heard_free(&h);
        }
    buf_free(&plain);
    buf_free(&packed);
}
