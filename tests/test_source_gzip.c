/* test_source_gzip.c - gzip as life has it: several members, garbage behind, cut, corrupt; both inflaters agree. */
#include <criterion/criterion.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "parser/input/inflate.h"
#include "heard.h"

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
    const struct slice tails[] = { { zeros, 1 }, { zeros, 700 }, SLICE("\x1f\x8c"), SLICE("\x8b\x1f") };
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

Test(source, text_behind_the_last_member_is_read)
{
    for (size_t chunk = 0; chunk < 9; chunk++) {
        struct buf packed = gzip(SLICE("a\nb"));
        buf_text(&packed, "ehind\nmore\n");
        struct heard h = hear_bytes(buf_view(&packed), chunk, NULL);
        assert_same(buf_view(&h.text), SLICE("a\nbehind\nmore\n"), "text behind");
        cr_expect_not(h.facts.cut || h.facts.corrupt);
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

static int drop(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

static void file_make(const char *folder, const char *name, struct slice text)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "we");
    cr_assert_not_null(file, "%s", path);
    cr_assert_eq(fwrite(text.p, 1, text.n, file), text.n);
    fclose(file);
}

/* Of the file with the parts beside it all four lines are read, in order. */
static struct source_facts assert_four(const char *path, const char *what)
{
    struct report report = { 0 };
    struct source *source = source_open(path, NULL, &report);
    cr_assert_not_null(source);
    struct heard h = hear(source);
    assert_same(buf_view(&h.text), SLICE("1\n2\n3\n4\n"), what);
    heard_free(&h);
    return h.facts;
}

Test(source, what_kubelet_rotated_is_read_before_its_file)
{
    char folder[] = "/tmp/ns_pod_XXXXXX", base[64], path[128];
    struct buf first = gzip(SLICE("1\n")), second = gzip(SLICE("2\n"));
    cr_assert_not_null(mkdtemp(folder));
    snprintf(base, sizeof(base), "%s/base", folder);
    cr_assert_eq(mkdir(base, 0755), 0);
    file_make(base, "0.log.20261124-000002.gz", buf_view(&second));
    file_make(base, "0.log.20261124-000001.gz", buf_view(&first));
    file_make(base, "0.log.20261124-000003", SLICE("3\n"));
    file_make(base, "0.log.20261124-000003.tmp", SLICE("x\n"));
    file_make(base, "10.log.20261124-000003", SLICE("x\n"));
    file_make(base, "0.log", SLICE("4\n"));
    snprintf(path, sizeof(path), "%s/0.log", base);
    struct source_facts facts = assert_four(path, "parts in order");
    cr_expect_eq(facts.size, 2);
    cr_expect_not(facts.cut || facts.corrupt);
    /* Plain ones before packed ones cannot be read on. */
    file_make(base, "0.log.20261124-000000", SLICE("0\n"));
    assert_four(path, "what can be read on");
    nftw(folder, drop, 16, FTW_DEPTH | FTW_PHYS);
    buf_free(&first);
    buf_free(&second);
}

Test(source, what_docker_rotated_is_read_before_its_file)
{
    char folder[] = "/tmp/XXXXXX", id[32], name[64], path[128];
    static const char *const tails[] = { "", ".1", ".2.gz", ".10.gz", ".x" };
    struct buf second = gzip(SLICE("2\n")), tenth = gzip(SLICE("1\n"));
    const struct slice texts[] = { SLICE("4\n"), SLICE("3\n"), buf_view(&second), buf_view(&tenth), SLICE("x\n") };
    cr_assert_not_null(mkdtemp(folder));
    snprintf(id, sizeof(id), "%s", folder + strlen("/tmp/"));
    for (size_t i = 0; i < sizeof(tails) / sizeof(*tails); i++) {
        snprintf(name, sizeof(name), "%s-json.log%s", id, tails[i]);
        file_make(folder, name, texts[i]);
    }
    snprintf(path, sizeof(path), "%s/%s-json.log", folder, id);
    assert_four(path, "the highest number first");
    nftw(folder, drop, 16, FTW_DEPTH | FTW_PHYS);
    buf_free(&second);
    buf_free(&tenth);
}
