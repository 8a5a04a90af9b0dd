/* packing.c - see packing.h. Tar has no magic that all of its kinds share, but a checksum; UTF-16 and UTF-32 have a mark, or zeros between letters. */
#include "packing.h"

#include <stdint.h>
#include <strings.h>

#include "parser/text/shell.h"

const struct packing_row packing_rows[PACKING__N] = {
#define PACKING(name, kind, libarchive, at, magic, suffix, recipe) \
    [PACKING_##name] = { #name, PACKING_##kind, at, { magic, sizeof(magic) - 1 }, { suffix, sizeof(suffix) - 1 }, recipe },
#include "packings.def"
};

static bool magic_is(const struct packing_row *row, struct slice begin)
{
    if (!row->magic.n || begin.n < row->at + row->magic.n)
        return false;
    for (size_t i = 0; i < row->magic.n; i++)
        if (row->magic.p[i] != '?' && row->magic.p[i] != begin.p[row->at + i])
            return false;
    return true;
}

/* The number in octal digits that a tar header holds, -1 where there is none. */
static long octal_read(const char *p, size_t n)
{
    long value = 0;
    size_t i = 0;
    while (i < n && p[i] == ' ')
        i++;
    if (i == n || p[i] < '0' || p[i] > '7')
        return -1;
    for (; i < n && p[i] >= '0' && p[i] <= '7'; i++)
        value = value * 8 + (p[i] - '0');
    return value;
}

/* A header's bytes, those of its checksum as blanks, sum up to the checksum. */
static bool is_tar(struct slice begin)
{
    enum { HEADER = 512, SUM_AT = 148, SUM_N = 8 };
    if (begin.n < HEADER || !begin.p[0])
        return false;
    long sum = SUM_N * ' ';
    for (size_t i = 0; i < HEADER; i++)
        if (i < SUM_AT || i >= SUM_AT + SUM_N)
            sum += (unsigned char)begin.p[i];
    return sum == octal_read(begin.p + SUM_AT, SUM_N);
}

/* UTF-16 and UTF-32 are told by as many bytes, where there are as many: fewer may look like it and the next ones not. */
enum { WIDE_LOOK = 64 };

/* Letters of ASCII, one in each `unit` bytes, there at `at`, and zeros around it, as far as can be seen. */
static bool has_zeros(struct slice begin, size_t unit, size_t at)
{
    enum { LEAST = 4 };
    size_t n = begin.n < WIDE_LOOK ? begin.n - begin.n % unit : WIDE_LOOK;
    for (size_t i = 0; i < n; i++)
        if ((begin.p[i] == '\0') != (i % unit != at) || (unsigned char)begin.p[i] > 0x7e)
            return false;
    return n >= LEAST * unit;
}

static bool is_utf16_little(struct slice begin)
{
    return slice_starts(begin, SLICE("\xff\xfe")) ? !slice_starts(begin, SLICE("\xff\xfe\0\0")) : has_zeros(begin, 2, 0);
}

static bool is_utf16_big(struct slice begin)
{
    return slice_starts(begin, SLICE("\xfe\xff")) || has_zeros(begin, 2, 1);
}

static bool is_utf32_little(struct slice begin)
{
    return slice_starts(begin, SLICE("\xff\xfe\0\0")) || has_zeros(begin, 4, 0);
}

static bool is_utf32_big(struct slice begin)
{
    return slice_starts(begin, SLICE("\0\0\xfe\xff")) || has_zeros(begin, 4, 3);
}

/* The first line is the header that tail writes. */
static bool is_tail(struct slice begin)
{
    struct slice line;
    return slice_cut(&begin, '\n', &line) && slice_starts(line, SLICE("==> ")) && slice_ends(slice_trim_right(line), SLICE(" <=="));
}

/* A line of a log is told by the date near its begin. */
static bool has_date(struct slice line)
{
    enum { DATE_BY = 64 };
    static const char shape[] = "0000-00-00";
    line = slice_part(line, 0, line.n < DATE_BY ? line.n : DATE_BY);
    for (; line.n >= sizeof(shape) - 1; line = slice_from(line, 1)) {
        size_t i = 0;
        while (shape[i] && (shape[i] == '0' ? byte_is_digit(line.p[i]) : line.p[i] == shape[i]))
            i++;
        if (!shape[i])
            return true;
    }
    return false;
}

/* Whether two lines begin alike, whatever their digits are. */
static bool begin_alike(struct slice a, struct slice b)
{
    enum { ALIKE = 16 };
    size_t i = 0;
    while (i < ALIKE && i < a.n && i < b.n && (a.p[i] == b.p[i] || (byte_is_digit(a.p[i]) && byte_is_digit(b.p[i]))))
        i++;
    return i == ALIKE;
}

/* What stands before the first newline is several lines with a date, alike, a carriage return alone behind each. A progress bar's have none. */
static bool has_carriage_returns(struct slice begin)
{
    struct slice first = SLICE(""), line, all = begin;
    slice_cut(&all, '\n', &begin);
    while (slice_cut(&begin, '\r', &line)) {
        first = !first.n && has_date(line) ? line : first;
        if (first.n && first.p != begin.p && has_date(begin) && begin_alike(first, begin))
            return true;
    }
    return false;
}

/* Each of the first lines is followed by an empty one, and several have a date, alike: two newlines end a line. */
static bool has_blank_lines(struct slice begin)
{
    enum { LINES = 12, LEAST = 6 };
    struct slice first = SLICE(""), line;
    int n = 0, alike = 0;
    for (; n < LINES && slice_cut(&begin, '\n', &line); n++) {
        bool empty = line.n == 0 || slice_eq(line, SLICE("\r"));
        if (!empty && n % 2)
            return false;
        bool dated = !empty && has_date(line);
        first = dated && !first.n ? line : first;
        alike += dated && begin_alike(first, line);
    }
    return n >= LEAST && alike >= LEAST / 2;
}

static bool is_early(enum packing packing, struct slice begin)
{
    return packing >= PACKING_utf16_little && packing <= PACKING_utf32_big && begin.n < WIDE_LOOK;
}

enum packing packing_of(struct slice begin, bool whole)
{
    static bool (*const looks[PACKING__N])(struct slice) = {
        [PACKING_tar] = is_tar, [PACKING_utf16_little] = is_utf16_little, [PACKING_utf16_big] = is_utf16_big,
        [PACKING_utf32_little] = is_utf32_little, [PACKING_utf32_big] = is_utf32_big, [PACKING_tail] = is_tail, [PACKING_carriage_returns] = has_carriage_returns,
        [PACKING_blank_lines] = has_blank_lines
    };
    for (int i = 0; i < PACKING__N; i++)
        if (magic_is(&packing_rows[i], begin) || (looks[i] && looks[i](begin)))
            return is_early((enum packing)i, begin) && !whole ? PACKING_unsure : (enum packing)i;
    bool sure = whole || begin.n >= PACKING_BEGIN || slice_index(begin, '\n') != SIZE_MAX;
    return sure ? PACKING_none : PACKING_unsure;
}

static bool is_archive(enum packing_kind kind)
{
    return kind == PACKING_FORMAT || kind == PACKING_SEEKING;
}

/* The row whose suffix ends the name; NULL = none. */
static const struct packing_row *suffix_row(struct slice name)
{
    for (int i = 0; i < PACKING__N; i++) {
        struct slice suffix = packing_rows[i].suffix;
        if (suffix.n && name.n >= suffix.n && strncasecmp(name.p + name.n - suffix.n, suffix.p, suffix.n) == 0)
            return &packing_rows[i];
    }
    return NULL;
}

struct slice packing_bare_name(struct slice name)
{
    const struct packing_row *row = suffix_row(name);
    return row && !is_archive(row->kind) ? slice_part(name, 0, name.n - row->suffix.n) : name;
}

bool packing_names_archive(struct slice name)
{
    const struct packing_row *row = suffix_row(packing_bare_name(name));
    return row && is_archive(row->kind);
}

void packing_command_write(enum packing packing, struct slice member, struct buf *out)
{
    struct slice command = slice_of(packing_rows[packing].recipe);
    bool first = !out->n;
    if (!first && slice_ends(command, SLICE(" <"))) /* a pipe is what it reads */
        command.n -= 2;
    buf_printf(out, "%s%.*s%s", first ? "" : " | ", SLICE_ARG(command), first ? " FILE" : is_archive(packing_rows[packing].kind) ? " -" : "");
    if (!is_archive(packing_rows[packing].kind))
        return;
    buf_text(out, " '");
    for (size_t i = 0; i < member.n; i++)
        shell_byte_write(member.p[i], out);
    buf_char(out, '\'');
}
