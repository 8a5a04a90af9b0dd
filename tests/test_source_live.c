/* test_source_live.c - live pipes: a line comes out as soon as it is written, signals or not. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "parser/input/inflate.h"
#include "heard.h"

enum { LINES = 4, PAUSE_MS = 150 };

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Writes a line, waits, writes the next; as gzip flushed after each line where packed. Then lives on, pipe open. */
static void write_slowly(int fd, bool packed)
{
    z_stream z = { 0 };
    deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    for (int i = 0; i < LINES; i++) {
        char line[64], out[256];
        int n = snprintf(line, sizeof line, "line %d\n", i);
        z.next_in = (Bytef *)line;
        z.avail_in = (uInt)n;
        z.next_out = (Bytef *)out;
        z.avail_out = sizeof out;
        deflate(&z, Z_SYNC_FLUSH);
        const char *bytes = packed ? out : line;
        if (write(fd, bytes, packed ? sizeof out - z.avail_out : (size_t)n) < 0)
            _exit(1);
        usleep(PAUSE_MS * 1000);
    }
    pause();
}

static void assert_lines_come_at_once(bool packed, bool use_zlib)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    pid_t writer = fork();
    if (writer == 0)
        write_slowly(ends[1], packed);
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    struct source_limits limits = limits_with(use_zlib);
    struct report report = { 0 };
    struct source *s = source_open("-", &limits, &report);
    int64_t start = now_ms();
    struct slice text;
    for (int i = 0; i < LINES; i++) {
        char line[64];
        snprintf(line, sizeof line, "line %d\n", i);
        enum source_step step;
        while ((step = source_next(s, 20, &text)) == SOURCE_IDLE) {}
        cr_assert_eq(step, SOURCE_LINES);
        assert_same(text, slice_of(line), line);
        cr_assert_lt(now_ms() - start, (i + 1) * PAUSE_MS + 100, "line %d is late", i);
    }
    int64_t idle = now_ms();
    cr_expect_eq(source_next(s, 300, &text), SOURCE_IDLE);
    cr_expect_geq(now_ms() - idle, 295);
    cr_expect_eq(source_next(s, 0, &text), SOURCE_IDLE, "0 does not wait");
    cr_expect_eq(source_facts(s)->size, -1);
    kill(writer, SIGKILL);
    waitpid(writer, NULL, 0);
    cr_expect_eq(source_next(s, -1, &text), SOURCE_END);
    cr_expect_eq(source_facts(s)->cut, packed);
    source_close(&s);
    close(ends[0]);
}

Test(source, a_line_on_a_live_pipe_comes_out_at_once, .timeout = 20)
{
    assert_lines_come_at_once(false, false);
}

Test(source, a_flushed_line_on_a_live_gzip_pipe_comes_out_at_once, .timeout = 20)
{
    assert_lines_come_at_once(true, false);
    assert_lines_come_at_once(true, true);
}

static void on_alarm(int number)
{
    (void)number;
}

Test(source, signals_neither_end_nor_prolong_the_wait, .timeout = 20)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    dup2(ends[0], STDIN_FILENO);
    struct sigaction quick = { .sa_handler = on_alarm };
    sigaction(SIGALRM, &quick, NULL);
    struct report report = { 0 };
    struct source *s = source_open("-", NULL, &report);
    struct slice text;
    ualarm(20000, 20000);
    int64_t start = now_ms();
    cr_expect_eq(source_next(s, 200, &text), SOURCE_IDLE);
    int64_t waited = now_ms() - start;
    cr_expect(waited >= 195 && waited < 400, "waited %d ms", (int)waited);
    cr_assert_eq(write(ends[1], "tail", 4), 4);
    close(ends[1]);
    cr_expect_eq(source_next(s, -1, &text), SOURCE_LINES);
    assert_same(text, SLICE("tail"), "tail");
    cr_expect(source_facts(s)->unended);
    ualarm(0, 0);
    source_close(&s);
}

Test(source, a_pipe_that_never_blocks_is_waited_for, .timeout = 20)
{
    int ends[2];
    cr_assert_eq(pipe2(ends, O_NONBLOCK), 0);
    dup2(ends[0], STDIN_FILENO);
    struct report report = { 0 };
    struct source *s = source_open("-", NULL, &report);
    struct slice text;
    cr_expect_eq(source_next(s, 10, &text), SOURCE_IDLE);
    cr_assert_eq(write(ends[1], "\x1f", 1), 1);
    cr_expect_eq(source_next(s, 10, &text), SOURCE_IDLE, "half the magic bytes say nothing yet");
    close(ends[1]);
    cr_expect_eq(source_next(s, -1, &text), SOURCE_LINES);
    assert_same(text, SLICE("\x1f"), "one byte");
    source_close(&s);
}
