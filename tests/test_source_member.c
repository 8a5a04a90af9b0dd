/* Members of archives, encodings, and what stands around them; whatever the reads give. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "heard.h"
#include "tar.h"

/* What the steps say, a line each. */
static struct buf story_of(struct slice bytes, size_t chunk, const char *skip)
{
    struct report report = { 0 };
    struct source *s = source_memory(bytes, chunk, NULL, &report);
    struct buf story = { 0 };
    struct slice text;
    enum source_step step;
    while ((step = source_next(s, -1, &text)) != SOURCE_END) {
        const struct source_facts *facts = source_facts(s);
        if (step == SOURCE_MEMBER)
            buf_printf(&story, "<%.*s %lld %lld>", SLICE_ARG(text), (long long)facts->size, (long long)facts->mtime.tv_sec);
        if (step == SOURCE_MEMBER && skip && slice_eq(text, slice_of(skip)))
            source_skip(s);
        if (step == SOURCE_LINES)
            buf_slice(&story, text);
        if (step == SOURCE_MEMBER_END)
            buf_printf(&story, "</%.*s%s%s>", SLICE_ARG(facts->member), facts->unended ? " unended" : "", facts->corrupt ? " corrupt" : "");
    }
    buf_printf(&story, "%s", source_facts(s)->corrupt ? complaints[source_facts(s)->complaint].name : "");
    cr_assert_eq(source_next(s, -1, &text), SOURCE_END);
    source_close(&s);
    return story;
}

static void assert_story(struct slice bytes, const char *skip, const char *want)
{
    for (size_t chunk = 0; chunk < 700; chunk += chunk < 5 ? 1 : 123) {
        struct buf story = story_of(bytes, chunk, skip);
        assert_same(buf_view(&story), slice_of(want), "story");
        buf_free(&story);
    }
}

static bool opened(void)
{
    struct buf tar = { 0 };
    tar_end(&tar);
    tar_add(&tar, "a", '0', SLICE(""));
    struct source *s = source_memory(slice_from(buf_view(&tar), 1024), 0, NULL, &(struct report){ 0 });
    struct slice text;
    bool member = source_next(s, -1, &text) == SOURCE_MEMBER;
    source_close(&s);
    buf_free(&tar);
    return member;
}

static void need_libarchive(void)
{
    if (!opened())
        cr_skip_test("libarchive is not built in");
}

#define T "1777462502" /* TAR_TIME */

Test(member, each_is_a_text_of_its_own, .init = need_libarchive)
{
    struct buf tar = { 0 };
    tar_add(&tar, "folder/", '5', SLICE(""));
    tar_add(&tar, "folder/1.log", '0', SLICE("one\ntwo"));
    tar_add(&tar, "empty", '0', SLICE(""));
    tar_add(&tar, "link", '2', SLICE(""));
    tar_add(&tar, "2.log", '0', SLICE("three\n"));
    tar_end(&tar);
    const char *want = "<folder/1.log 7 " T ">one\ntwo</folder/1.log unended><empty 0 " T "></empty><2.log 6 " T ">three\n</2.log>";
    assert_story(buf_view(&tar), NULL, want);
    struct buf packed = gzip(buf_view(&tar));
    assert_story(buf_view(&packed), NULL, want);
    assert_story(buf_view(&tar), "empty", "<folder/1.log 7 " T ">one\ntwo</folder/1.log unended><empty 0 " T "><2.log 6 " T ">three\n</2.log>");
    assert_story(buf_view(&tar), "folder/1.log", "<folder/1.log 7 " T "><empty 0 " T "></empty><2.log 6 " T ">three\n</2.log>");
    buf_free(&packed);
    buf_free(&tar);
}

Test(member, what_a_member_is_packed_in_is_taken_off_too, .init = need_libarchive)
{
    struct buf inner = { 0 }, outer = { 0 };
    struct buf packed = gzip(SLICE("one\n"));
    tar_add(&inner, "b.log.gz", '0', buf_view(&packed));
    tar_end(&inner);
    tar_add(&outer, "a.tar", '0', buf_view(&inner));
    tar_add(&outer, "c.log", '0', SLICE("\xff\xfe" "t\0w\0o\0\n\0"));
    tar_end(&outer);
    char want[200];
    snprintf(want, sizeof want, "<a.tar %zu " T "><a.tar!b.log.gz %zu " T ">one\n</b.log.gz><c.log 10 " T ">two\n</c.log>", inner.n, packed.n);
    assert_story(buf_view(&outer), NULL, want);
    buf_free(&packed);
    buf_free(&inner);
    buf_free(&outer);
}

Test(member, an_archive_cut_anywhere_is_told_and_keeps_what_stood_before, .init = need_libarchive)
{
    struct buf tar = { 0 };
    tar_add(&tar, "1.log", '0', SLICE("one\n"));
    tar_add(&tar, "2.log", '0', SLICE("two\n"));
    size_t end = tar.n;
    tar_end(&tar);
    for (size_t cut = 512; cut <= tar.n; cut++) {
        struct buf story = story_of(slice_part(buf_view(&tar), 0, cut), cut % 97, NULL);
        struct slice said = buf_view(&story);
        cr_assert_eq(slice_has(said, SLICE("corrupt")), cut < end + 512, "cut at %zu: %.*s", cut, SLICE_ARG(said));
        cr_assert(cut < 1024 || slice_has(said, SLICE("one\n</1.log>")), "cut at %zu: %.*s", cut, SLICE_ARG(said));
        buf_free(&story);
    }
    buf_free(&tar);
}

/* Whatever their order, and the folder, whole or without those around it. */
Test(member, what_was_rotated_is_one_text_with_its_log_and_comes_last, .init = need_libarchive)
{
    static const char *const folders[] = { "pods/air_t-1_0a1b/base/", "base/", "" }, *const docker[] = { ".2.gz", ".1", "" }, *const kubelet[] = { ".20261130-000001.gz", ".20261130-000002", "" };
    static const int orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 }, { 1, 2, 0 } };
    struct buf packed = gzip(SLICE("1\n"));
    const struct slice texts[] = { buf_view(&packed), SLICE("2\n"), SLICE("3") };
    for (size_t i = 0; i < 3 * 3 * 2; i++) {
        const char *folder = folders[i % 3], *log = i / 9 ? "0a1b-json.log" : "0.log", *const *tails = i / 9 ? docker : kubelet;
        const int *order = orders[i / 3 % 3];
        char path[80], want[200];
        struct buf tar = { 0 };
        for (int k = 0; k < 3; k++) {
            snprintf(path, sizeof(path), "%s%s%s", folder, log, tails[order[k]]);
            tar_add(&tar, path, '0', texts[order[k]]);
        }
        tar_add(&tar, "z.log", '0', SLICE("z\n"));
        tar_end(&tar);
        snprintf(want, sizeof(want), "<z.log 2 " T ">z\n</z.log><%s%s 1 " T ">1\n2\n3</%s%s unended>", folder, log, folder, log);
        assert_story(buf_view(&tar), NULL, want);
        buf_free(&tar);
    }
    buf_free(&packed);
}

Test(member, a_rotated_part_whose_log_is_not_there_or_that_cannot_be_read_on_is_a_text_of_its_own, .init = need_libarchive)
{
    struct buf tar = { 0 }, packed = gzip(SLICE("2\n"));
    tar_add(&tar, "air_t-1_0a1b/base/1.log.20261130-000001", '0', SLICE("a\n"));
    tar_add(&tar, "0.log", '0', SLICE("3\n"));
    tar_add(&tar, "0.log.20261130-000001", '0', SLICE("1\n"));
    tar_add(&tar, "0.log.20261130-000002.gz", '0', buf_view(&packed));
    tar_end(&tar);
    char want[300];
    snprintf(want, sizeof(want), "<0.log.20261130-000001 2 " T ">1\n</0.log.20261130-000001><0.log 2 " T ">2\n3\n</0.log>"
             "<air_t-1_0a1b/base/1.log.20261130-000001 2 " T ">a\n</air_t-1_0a1b/base/1.log.20261130-000001>");
    assert_story(buf_view(&tar), NULL, want);
    /* Cut in the last one: what stood before is there, and the fault is told. */
    struct buf story = story_of(slice_part(buf_view(&tar), 0, tar.n - 1024 - 512), 0, NULL);
    cr_expect(slice_has(buf_view(&story), SLICE("3\n</0.log corrupt>")), "%s", story.p);
    buf_free(&story);
    buf_free(&tar);
    buf_free(&packed);
}

Test(member, archives_stand_inside_each_other_so_deep_and_no_deeper, .init = need_libarchive)
{
    struct buf tar = { 0 };
    tar_add(&tar, "1.log", '0', SLICE("one\n"));
    tar_end(&tar);
    for (int depth = 1; depth < 16; depth++) {
        struct buf story = story_of(buf_view(&tar), 0, NULL);
        cr_expect_eq(slice_has(buf_view(&story), SLICE("one\n")), depth <= 10, "%d", depth);
        cr_expect_neq(slice_has(buf_view(&story), SLICE("one\n")), slice_has(buf_view(&story), SLICE("corrupt")), "%d", depth);
        buf_free(&story);
        struct buf outer = { 0 };
        tar_add(&outer, "a.tar", '0', buf_view(&tar));
        tar_end(&outer);
        buf_free(&tar);
        tar = outer;
    }
    buf_free(&tar);
}

Test(encoding, utf16_becomes_utf8)
{
    static const struct {
        struct slice bytes, text;
    } rows[] = {
        { SLICE("\xff\xfe" "a\0\n\0"), SLICE("a\n") },
        { SLICE("\xfe\xff\0a\0\n"), SLICE("a\n") },
        { SLICE("a\0b\0c\0d\0\r\0\n\0"), SLICE("abcd\r\n") },
        { SLICE("\0a\0b\0c\0d\0\n"), SLICE("abcd\n") },
        { SLICE("\xff\xfe\xe9\0\xac\x20\x3d\xd8\x00\xde"), SLICE("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80") },
        { SLICE("\xff\xfe\x3d\xd8" "a\0\x00\xde"), SLICE("\xef\xbf\xbd" "a\xef\xbf\xbd") }, /* halves of pairs */
        { SLICE("\xff\xfe" "a\0\x3d\xd8"), SLICE("a\xef\xbf\xbd") },
        { SLICE("\xff\xfe" "a\0b"), SLICE("a\xef\xbf\xbd") },
        { SLICE("\xff\xfe\xff\xfe"), SLICE("\xef\xbb\xbf") }, /* only the first mark is one */
        { SLICE("\xff\xfe"), SLICE("") },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t chunk = 0; chunk < 6; chunk++) {
            struct heard h = hear_bytes(rows[i].bytes, chunk, NULL);
            assert_same(buf_view(&h.text), rows[i].text, "utf-16");
            heard_free(&h);
        }
}

Test(encoding, tail_of_several_files_says_whose_each_line_is)
{
    static const struct {
        struct slice bytes, text;
    } rows[] = {
        { SLICE("==> a/1.log <==\none\n\ntwo\n\n==> b/2.log <==\nthree"), SLICE("==> a/1.log <== one\n==> a/1.log <== \n==> a/1.log <== two\n==> b/2.log <== three") },
        { SLICE("==> 1.log <==\r\none\r\n\r\n==> 2.log <==\r\ntwo\r\n"), SLICE("==> 1.log <== one\r\n==> 2.log <== two\r\n") },
        { SLICE("==> 1.log <==\n==> is no header\n=\n==> 2.log <==\n\n==> 1.log <==\nback\n"), SLICE("==> 1.log <== ==> is no header\n==> 1.log <== =\n==> 1.log <== back\n") },
        { SLICE("==> a b.txt <==\none\n"), SLICE("==> a_b.txt <== one\n") },
        { SLICE("one\n==> 1.log <==\ntwo\n"), SLICE("one\n==> 1.log <==\ntwo\n") },
        { SLICE("==> Downloading\none\n"), SLICE("==> Downloading\none\n") },
        { SLICE("==> 1.log <==\n"), SLICE("") },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t chunk = 0; chunk < 9; chunk++) {
            struct heard h = hear_bytes(rows[i].bytes, chunk, NULL);
            assert_same(buf_view(&h.text), rows[i].text, "tail");
            heard_free(&h);
        }
}

#define RETURNED(end) "[2026-04-29T11:35:02.123+0000] {a.py:1} INFO - one" end "[2026-04-29T11:35:03.456+0000] {a.py:1} INFO - two" end

Test(encoding, carriage_returns_or_two_newlines_that_end_lines_become_one)
{
    static const struct {
        struct slice bytes, text;
        size_t first; /* bytes that tell it, where the first line does not */
    } rows[] = {
        { SLICE(RETURNED("\r")), SLICE(RETURNED("\n")), 0 },
        { SLICE(RETURNED("\r") "  more\r\r\nthree\n\rfour"), SLICE(RETURNED("\n") "  more\n\nthree\n\nfour"), 0 },
        { SLICE(RETURNED("\n\n") RETURNED("\n\n") "\n\n  more\n\nend"), SLICE(RETURNED("\n") RETURNED("\n") "\n  more\nend"), 250 },
        { SLICE(RETURNED("\r\n\r\n") RETURNED("\r\n\r\n") "b\r\n\r\n"), SLICE(RETURNED("\r\n") RETURNED("\r\n") "b\r\n"), 250 },
        { SLICE(RETURNED("\r\n") " 10%\r 20%\r\n"), SLICE(RETURNED("\r\n") " 10%\r 20%\r\n"), 0 },
        { SLICE(" 10%\r 20%\n" RETURNED("\n")), SLICE(" 10%\r 20%\n" RETURNED("\n")), 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t chunk = 0; chunk < 9; chunk++) {
            struct heard h = hear_bytes(rows[i].bytes, chunk && rows[i].first ? rows[i].first + chunk : chunk, NULL);
            assert_same(buf_view(&h.text), rows[i].text, "carriage returns");
            heard_free(&h);
        }
}

Test(encoding, long_utf16_in_any_chunks)
{
    struct buf wide = { 0 }, want = { 0 };
    buf_add(&wide, "\xff\xfe", 2);
    for (int i = 0; i < 40000; i++) {
        buf_add(&wide, "\x3d\xd8\x00\xde" "a\0\n\0", 8);
        buf_text(&want, "\xf0\x9f\x98\x80" "a\n");
    }
    for (size_t chunk = 1; chunk < 70000; chunk = chunk * 3 + 1) {
        struct heard h = hear_bytes(buf_view(&wide), chunk, NULL);
        assert_same(buf_view(&h.text), buf_view(&want), "long");
        heard_free(&h);
    }
    buf_free(&wide);
    buf_free(&want);
}

Test(packing, what_is_not_opened_is_told_with_what_opens_it)
{
    struct report report = { 0 };
    struct slice text;
    struct source *s = source_memory(SLICE("Rar!\x1a\x07\x01\0rest\nof it\n"), 0, NULL, &report);
    cr_expect_eq(source_next(s, -1, &text), SOURCE_END);
    cr_expect(source_facts(s)->corrupt);
    cr_expect_eq(source_facts(s)->complaint, COMPLAINT_envelope_unknown);
    cr_expect(slice_has(slice_of(source_facts(s)->fault), SLICE("unrar p -inul FILE | dagsieve parse -")));
    source_close(&s);
}
