/* What bytes are packed in, by their first ones; and which names that gives. */
#include <criterion/criterion.h>

#include "parser/catalogue/packing.h"
#include "tar.h"

#define DATED "[2026-04-29T11:35:02.123+0000] {a.py:1} INFO - "

Test(packing, is_told_by_the_first_bytes)
{
    static const struct {
        struct slice begin;
        enum packing packing;
    } rows[] = {
        { SLICE("\x1f\x8b"), PACKING_gzip },
        { SLICE("\xfd" "7zXZ\0\0"), PACKING_xz },
        { SLICE("\x28\xb5\x2f\xfd$"), PACKING_zstd },
        { SLICE("BZh91AY&SY"), PACKING_bzip2 },
        { SLICE("BZh9\x17rE8P\x90"), PACKING_bzip2_empty },
        { SLICE("BZhello, said the log\n"), PACKING_none },
        { SLICE("\x04\x22\x4d\x18"), PACKING_lz4 },
        { SLICE("LZIP\x01"), PACKING_lzip },
        { SLICE("\x1f\x9d\x90"), PACKING_compress },
        { SLICE("PK\x03\x04"), PACKING_zip },
        { SLICE("7z\xbc\xaf\x27\x1c"), PACKING_seven_zip },
        { SLICE("Rar!\x1a\x07\x00"), PACKING_rar },
        { SLICE("\xff\xfe[\0"), PACKING_utf16_little },
        { SLICE("\xfe\xff\0["), PACKING_utf16_big },
        { SLICE("[\0" "2\0" "0\0" "2\0" "6\0"), PACKING_utf16_little },
        { SLICE("\0[\0" "2\0" "0\0" "2\0" "6"), PACKING_utf16_big },
        { SLICE("\xff\xfe\0\0[\0\0\0\n\0\0\0"), PACKING_utf32_little },
        { SLICE("\0\0\xfe\xff\0\0\0["), PACKING_utf32_big },
        { SLICE("[\0\0\0" "2\0\0\0" "0\0\0\0" "2\0\0\0"), PACKING_utf32_little },
        { SLICE("\0\0\0[" "\0\0\0" "2" "\0\0\0" "0" "\0\0\0" "2"), PACKING_utf32_big },
        { SLICE("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\n"), PACKING_none },
        { SLICE("a\0b\n\0\n\0"), PACKING_none },
        { SLICE("[2026-04-29T11:35:02.123+0000]\n"), PACKING_none },
        { SLICE("[2026-04-29T11:35:02.123+0000]"), PACKING_unsure },
        { SLICE("[2026-04-29T11:35:02.123+0000] {a.py:1} INFO - a\r[2026-04-29T11:35:03.000+0000] {a.py:1} INFO - b\r"), PACKING_carriage_returns },
        { SLICE("*** a file\r[2026-04-29 11:35:02,123] {a.py:1} INFO - a\r  b\r[2026-04-29 11:35:03,123] {b.py:1} INFO - a\rc\nd"), PACKING_carriage_returns },
        { SLICE("{\"timestamp\":\"2026-04-29T11:35:02\"}\r{\"timestamp\":\"2026-04-29T11:35:03\"}\r\n"), PACKING_carriage_returns },
        { SLICE("[2026-04-29T11:35:02.123+0000] {a.py:1} INFO - a\r\n[2026-04-29T11:35:03.000+0000] {a.py:1} INFO - b\r\n"), PACKING_none },
        { SLICE("[2026-04-29T11:35:02.123+0000] {a.py:1} INFO -  10%|#         | 1/10\r  20%|##        | 2/10\r\n"), PACKING_none },
        { SLICE(" 10%|#         | 1/10 [00:01<00:09]\r 20%|##        | 2/10 [00:02<00:08]\r[2026-04-29T11:35:03.000+0000] {a.py:1}\n"), PACKING_none },
        { SLICE(DATED "a\n\n" DATED "b\n\n" DATED "c\n\n"), PACKING_blank_lines },
        { SLICE(DATED "a\r\n\r\n" DATED "b\r\n\r\n" DATED "c\r\n\r\n  more\r\n"), PACKING_blank_lines },
        { SLICE(DATED "a\n\n" DATED "b\n\n" DATED "c\n"), PACKING_none },
        { SLICE(DATED "a\n\n" DATED "b\n" DATED "c\n\n" DATED "d\n\n"), PACKING_none },
        { SLICE("a\n\nb\n\nc\n\nd\n\n"), PACKING_none },
        { SLICE("\x1f"), PACKING_unsure },
        { SLICE(""), PACKING_unsure },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum packing whole = packing_of(rows[i].begin, true), far = packing_of(rows[i].begin, false);
        bool wide = whole >= PACKING_utf16_little && whole <= PACKING_utf32_big; /* so few bytes of more do not tell it */
        cr_expect_eq(far, wide ? PACKING_unsure : rows[i].packing, "row %zu: %d", i, far);
        cr_expect(whole == rows[i].packing || (rows[i].packing == PACKING_unsure && whole == PACKING_none), "row %zu: %d", i, whole);
    }
}

Test(packing, what_is_said_of_the_first_bytes_is_not_taken_back_by_more)
{
    static const char marked[] = "\xff\xfe\0\0\x02\0\0\0", letters[] = "[\0" "2\0" "0\0" "2\0" "6 said the log, and this is no UTF-16 at all, whatever it began with\n";
    const struct slice texts[] = { { marked, sizeof(marked) - 1 }, { letters, sizeof(letters) - 1 } };
    for (size_t i = 0; i < 2; i++)
        for (size_t n = 0; n < texts[i].n; n++) {
            enum packing packing = packing_of(slice_part(texts[i], 0, n), false);
            cr_expect(packing == PACKING_unsure || packing == packing_of(texts[i], true), "text %zu, %zu bytes: %d", i, n, packing);
        }
}

Test(packing, tar_is_told_by_its_checksum)
{
    struct buf tar = { 0 };
    tar_add(&tar, "a name\nof two lines", '0', SLICE("text"));
    struct slice begin = buf_view(&tar);
    cr_expect_eq(packing_of(begin, false), PACKING_tar);
    cr_expect_eq(packing_of(slice_part(begin, 0, 511), true), PACKING_none);
    tar.p[3] ^= 1;
    cr_expect_eq(packing_of(begin, false), PACKING_none);
    buf_reset(&tar);
    tar_add(&tar, "1.log", '0', SLICE(""));
    cr_expect_eq(packing_of(slice_part(buf_view(&tar), 0, 511), false), PACKING_unsure);
    buf_free(&tar);
}

Test(packing, a_name_without_what_a_compression_adds)
{
    static const struct {
        const char *name, *bare;
        bool archive;
    } rows[] = {
        { "1.log", "1.log", false },          { "1.log.gz", "1.log", false },  { "1.log.XZ", "1.log", false }, { "1.log.zst", "1.log", false },
        { "1.log.bz2", "1.log", false },      { ".gz", "", false },         { "a.tar", "a.tar", true },     { "a.tar.gz", "a.tar", true },
        { "a.tgz", "a.tgz", true },           { "a.zip", "a.zip", true },      { "a.7z", "a.7z", true },       { "a.rar", "a", false },
        { "target", "target", false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect(slice_eq(packing_bare_name(slice_of(rows[i].name)), slice_of(rows[i].bare)), "%s", rows[i].name);
        cr_expect_eq(packing_names_archive(slice_of(rows[i].name)), rows[i].archive, "%s", rows[i].name);
    }
}

Test(packing, every_row_that_is_opened_elsewhere_says_by_what)
{
    for (int i = 0; i < PACKING__N; i++)
        cr_expect(packing_rows[i].kind == PACKING_GZIP || packing_rows[i].recipe[0], "%s", packing_rows[i].name);
}

Test(packing, the_commands_that_take_it_off_one_behind_the_other)
{
    struct buf out = { 0 };
    packing_command_write(PACKING_zip, SLICE("it's.gz"), &out);
    packing_command_write(PACKING_gzip, SLICE(""), &out);
    packing_command_write(PACKING_tar, SLICE("a/1.log"), &out);
    packing_command_write(PACKING_carriage_returns, SLICE(""), &out);
    cr_expect(slice_eq(buf_view(&out), SLICE("unzip -p FILE 'it'\\''s.gz' | gzip -dc | tar -xOf - 'a/1.log' | tr '\\r' '\\n'")), "%.*s", SLICE_ARG(buf_view(&out)));
    buf_free(&out);
}
