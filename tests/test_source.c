/* What source.h promises: the same bytes whichever way they come, lines whole, long lines in pieces, faults told
 * and what stood before them kept. Both inflaters are held to it wherever both are built in. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "../parser/buf.h"
#include "../parser/inflate.h"
#include "../parser/source.h"

/* All that a source said, from its first step to its last. */
struct heard {
    struct buf text;
    struct source_facts facts;
    enum source_step last;
    int chunks, longs, rests, broken; /* broken: chunks that end inside a line though more followed */
};

static struct heard hear(struct source *s)
{
    struct heard h = { 0 };
    struct slice text;
    bool open = false;
    for (;;) {
        h.last = source_next(s, -1, &text);
        if (h.last == SOURCE_END || h.last == SOURCE_FAIL)
            break;
        h.broken += open && h.last == SOURCE_LINES;
        open = text.p[text.n - 1] != '\n' && h.last == SOURCE_LINES;
        h.chunks += h.last == SOURCE_LINES;
        h.longs += h.last == SOURCE_LONG;
        h.rests += h.last == SOURCE_REST;
        buf_slice(&h.text, text);
    }
    cr_assert_eq(source_next(s, -1, &text), h.last, "the end stays the end");
    h.facts = *source_facts(s);
    source_close(&s);
    cr_assert_null(s);
    return h;
}

static struct heard hear_bytes(struct slice bytes, size_t chunk, const struct source_limits *limits)
{
    struct report report = { 0 };
    struct heard h = hear(source_memory(bytes, chunk, limits, &report));
    cr_assert_eq(h.broken, 0);
    cr_assert_eq(h.facts.bytes, (int64_t)h.text.n);
    cr_assert_eq(report.status, 0);
    return h;
}

static void heard_free(struct heard *h)
{
    buf_free(&h->text);
}

static struct source_limits limits_with(bool use_zlib)
{
    struct source_limits limits = source_default_limits;
    limits.zlib = use_zlib;
    return limits;
}

/* ---- making input ---- */

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16 & 0x7fff;
}

/* Lines of all lengths up to `longest`, some empty, with words that repeat and bytes that do not. */
static struct buf some_lines(size_t bytes, unsigned longest, unsigned seed)
{
    struct buf b = { 0 };
    while (b.n < bytes) {
        unsigned n = next_random(&seed) % (longest + 1);
        for (unsigned i = 0; i < n; i++) {
            unsigned r = next_random(&seed);
            char c = r % 4 ? "event=hpo trial"[r / 4 % 15] : (char)(r / 4 % 256);
            buf_char(&b, c == '\n' ? ' ' : c);
        }
        buf_char(&b, '\n');
    }
    return b;
}

/* One member; head may hold extra field, name and comment. */
static void add_member(struct buf *out, struct slice text, int level, gz_header *head)
{
    z_stream z = { 0 };
    cr_assert_eq(deflateInit2(&z, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    if (head)
        deflateSetHeader(&z, head);
    size_t room = deflateBound(&z, text.n) + 4096;
    cr_assert(buf_reserve(out, room));
    z.next_in = (Bytef *)(uintptr_t)text.p;
    z.avail_in = (uInt)text.n;
    z.next_out = (Bytef *)out->p + out->n;
    z.avail_out = (uInt)room;
    cr_assert_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->n += room - z.avail_out;
    deflateEnd(&z);
}

static struct buf gzip(struct slice text)
{
    struct buf b = { 0 };
    add_member(&b, text, 6, NULL);
    return b;
}

static void assert_same(struct slice got, struct slice want, const char *what)
{
    cr_assert(slice_eq(got, want), "%s: %zu bytes, wanted %zu", what, got.n, want.n);
}

/* ---- plain ---- */

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

/* ---- gzip ---- */

Test(source, members_one_after_the_other_are_one_text)
{
    struct buf packed = { 0 };
    gz_header head = { .name = (Bytef *)"attempt=1.log", .comment = (Bytef *)"kept by kubelet", .hcrc = 1,
                       .extra = (Bytef *)"AB\4\0wxyz", .extra_len = 8, .time = 1700000000, .os = 3 };
    add_member(&packed, SLICE("first\nsec"), 6, &head);
    add_member(&packed, SLICE(""), 9, NULL);
    add_member(&packed, SLICE("ond\n"), 0, NULL);
    add_member(&packed, SLICE("third\n"), 1, &head);
    for (size_t chunk = 0; chunk < 50; chunk++)
        for (int form = 0; form < 2; form++) {
            struct source_limits limits = limits_with(form);
            struct heard h = hear_bytes(buf_view(&packed), chunk, &limits);
            assert_same(buf_view(&h.text), SLICE("first\nsecond\nthird\n"), "members");
            cr_assert_not(h.facts.cut || h.facts.corrupt);
            heard_free(&h);
        }
    buf_free(&packed);
}

Test(source, garbage_behind_the_last_member_is_no_fault)
{
    static const char zeros[700];
    const struct slice tails[] = { { zeros, 1 }, { zeros, 700 }, SLICE("text\n"), SLICE("\x1f\x8c"), SLICE("\x8b\x1f") };
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        for (size_t chunk = 0; chunk < 4; chunk++)
            for (int form = 0; form < 2; form++) {
                struct source_limits limits = limits_with(form);
                struct buf packed = gzip(SLICE("a\nb\n"));
                buf_slice(&packed, tails[i]);
                struct heard h = hear_bytes(buf_view(&packed), chunk, &limits);
                assert_same(buf_view(&h.text), SLICE("a\nb\n"), "before the garbage");
                cr_assert_not(h.facts.cut || h.facts.corrupt, "tail %zu", i);
                heard_free(&h);
                buf_free(&packed);
            }
}

Test(source, a_gzip_cut_anywhere_hands_out_what_came_before)
{
    struct buf plain = some_lines(700, 60, 11);
    struct buf packed = gzip(buf_view(&plain));
    size_t first = packed.n;
    add_member(&packed, SLICE("second\n"), 6, NULL);
    for (size_t cut = 2; cut < packed.n; cut++) {
        size_t length[2];
        for (int form = 0; form < 2; form++) {
            struct source_limits limits = limits_with(form);
            struct heard h = hear_bytes(slice_part(buf_view(&packed), 0, cut), cut % 3, &limits);
            cr_assert(h.facts.gzip);
            cr_assert_not(h.facts.corrupt, "cut at %zu: %s", cut, h.facts.fault);
            cr_assert_eq(h.facts.cut, cut != first, "cut at %zu", cut);
            cr_assert_eq(h.last, SOURCE_END);
            size_t both = h.text.n < plain.n ? h.text.n : plain.n;
            cr_assert_eq(memcmp(h.text.p ? h.text.p : "", plain.p, both), 0, "cut at %zu", cut);
            if (h.text.n)
                cr_assert_eq(h.facts.unended, h.text.p[h.text.n - 1] != '\n');
            if (cut >= first)
                cr_assert_geq(h.text.n, plain.n);
            length[form] = h.text.n;
            heard_free(&h);
        }
        cr_assert_eq(length[0], length[1], "cut at %zu: %zu bytes or %zu", cut, length[0], length[1]);
    }
    buf_free(&plain);
    buf_free(&packed);
}

/* Which bytes of a header may change without harm: time stamp (4..7), level hint (8), system (9); and the flag FTEXT, bit 24. */
static bool harmless(size_t at)
{
    return at >= 4 && at <= 9;
}

static void assert_fault_told(const struct heard *h, size_t at, struct slice plain)
{
    cr_assert_eq(h->last, SOURCE_END);
    /* What changes nothing that counts (padding bits, FTEXT, the header's notes) leaves the text whole. */
    cr_assert(h->facts.corrupt || h->facts.cut || slice_eq(buf_view(&h->text), plain), "byte %zu", at);
    cr_assert_eq(h->facts.corrupt, h->facts.fault != NULL);
    if (harmless(at))
        assert_same(buf_view(&h->text), plain, "harmless");
}

/* The two may notice a fault a few symbols apart, so one may hand out more; what both hand out is the same. */
static void assert_agree(const struct heard *a, const struct heard *b, size_t at)
{
    size_t both = a->text.n < b->text.n ? a->text.n : b->text.n;
    bool bad = a->facts.corrupt || a->facts.cut;
    cr_assert_eq(bad, b->facts.corrupt || b->facts.cut, "byte %zu: %s or %s", at, a->facts.fault, b->facts.fault);
    cr_assert(both == 0 || memcmp(a->text.p, b->text.p, both) == 0, "byte %zu", at);
}

Test(source, a_gzip_corrupt_anywhere_is_told_and_keeps_what_stood_before)
{
    struct buf plain = some_lines(700, 60, 5);
    struct buf packed = gzip(buf_view(&plain));
    for (size_t i = 16; i < packed.n * 8; i++) {
        struct heard h[2];
        if (i == 24)
            continue;
        packed.p[i / 8] ^= (char)(1 << i % 8);
        for (int form = 0; form < 2; form++) {
            struct source_limits limits = limits_with(form);
            h[form] = hear_bytes(buf_view(&packed), i % 4, &limits);
            assert_fault_told(&h[form], i / 8, buf_view(&plain));
        }
        packed.p[i / 8] ^= (char)(1 << i % 8);
        assert_agree(&h[0], &h[1], i / 8);
        heard_free(&h[0]);
        heard_free(&h[1]);
    }
    buf_free(&plain);
    buf_free(&packed);
}

Test(source, a_fault_in_the_second_member_keeps_the_first)
{
    for (int form = 0; form < 2; form++) {
        struct source_limits limits = limits_with(form);
        struct buf packed = gzip(SLICE("first\n"));
        size_t second = packed.n;
        add_member(&packed, SLICE("second\n"), 6, NULL);
        packed.p[second + 10] = 7; /* block type 3 */
        struct heard h = hear_bytes(buf_view(&packed), 0, &limits);
        assert_same(buf_view(&h.text), SLICE("first\n"), "first member");
        cr_expect_str_eq(h.facts.fault, "invalid block type");
        heard_free(&h);
        buf_free(&packed);
    }
}

Test(source, crc_and_length_are_checked)
{
    for (size_t back = 1; back <= 8; back++)
        for (int form = 0; form < 2; form++) {
            struct source_limits limits = limits_with(form);
            struct buf packed = gzip(SLICE("some\nlines\n"));
            packed.p[packed.n - back] ^= 0x40;
            struct heard h = hear_bytes(buf_view(&packed), 0, &limits);
            assert_same(buf_view(&h.text), SLICE("some\nlines\n"), "all is handed out");
            cr_expect(h.facts.corrupt);
            heard_free(&h);
            buf_free(&packed);
        }
}

Test(source, both_inflaters_agree_on_random_data)
{
    if (!inflate_isal)
        cr_skip_test("ISA-L is not built in");
    for (unsigned seed = 1; seed <= 60; seed++) {
        struct buf plain = some_lines(seed * 5000, seed * 13, seed);
        struct buf packed = { 0 };
        size_t half = plain.n / 3;
        add_member(&packed, slice_part(buf_view(&plain), 0, half), (int)(seed % 10), NULL);
        add_member(&packed, slice_from(buf_view(&plain), half), (int)(seed / 10), NULL);
        for (int form = 0; form < 2; form++) {
            struct source_limits limits = limits_with(form);
            struct heard h = hear_bytes(buf_view(&packed), seed * 101 % 7001, &limits);
            assert_same(buf_view(&h.text), buf_view(&plain), "random");
            cr_assert_not(h.facts.cut || h.facts.corrupt);
            heard_free(&h);
        }
        buf_free(&plain);
        buf_free(&packed);
    }
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

/* ---- live pipes ---- */

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
