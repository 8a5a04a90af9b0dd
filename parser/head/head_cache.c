/* head_cache.c - plain heads that repeat what was read before; see head_cache.h. */
#include "head_cache.h"

#include "parser/catalogue/airflow.h"
#include "parser/text/utf8.h"

/* "[2026-04-29T11:35:02.123+0000] {": where its parts stand. */
enum { MINUTE_N = 17, SECOND_AT = 18, MILLI_AT = 21, ZONE_AT = 24, ORIGIN_AT = 32, SHORTEST = ORIGIN_AT + 16 };

static bool has_layout(struct slice line)
{
    return line.n > SHORTEST && line.p[0] == '[' && line.p[MINUTE_N] == ':' && line.p[20] == '.' && memcmp(line.p + ZONE_AT, "+0000] {", 8) == 0;
}

/* The digit's value, above 9 when it is none. */
static unsigned digit(char c)
{
    return (unsigned)(unsigned char)c - '0';
}

/* Microseconds since the minute's begin; -1 when they are no such thing. */
static int64_t minute_part(const char *p)
{
    unsigned tens = digit(p[SECOND_AT]), ones = digit(p[SECOND_AT + 1]);
    unsigned a = digit(p[MILLI_AT]), b = digit(p[MILLI_AT + 1]), c = digit(p[MILLI_AT + 2]);
    if (tens > 5 || ones > 9 || a > 9 || b > 9 || c > 9)
        return -1;
    return (int64_t)((tens * 10 + ones) * 1000 + a * 100 + b * 10 + c) * 1000;
}

/* A file and line and the bytes before the brace that ends them, to a place in the table. */
static struct origin *origin_place(struct head_cache *cache, const char *p, size_t n)
{
    uint64_t first, last;
    memcpy(&first, p, sizeof(first));
    memcpy(&last, p + n - sizeof(last), sizeof(last));
    return &cache->origin[((first ^ (last << 1 | last >> 63)) * UINT64_C(0x9e3779b97f4a7c15)) >> 57];
}

/* Bytes of the file and line after the layout; 0 when they are too long to be kept. */
static size_t origin_length(struct slice line)
{
    struct slice rest = slice_part(line, ORIGIN_AT, ORIGIN_AT + ORIGIN_MAX + 1);
    const char *brace = memchr(rest.p, '}', rest.n);
    return brace ? (size_t)(brace - rest.p) : 0;
}

static void remember(struct head_cache *cache, struct slice line, const struct head *head)
{
    int64_t part = has_layout(line) ? minute_part(line.p) : -1;
    size_t n = part < 0 ? 0 : origin_length(line);
    if (part < 0)
        return;
    memcpy(cache->minute, line.p, MINUTE_N);
    cache->minute_micros = head->time - part;
    struct slice text = slice_part(line, ORIGIN_AT, ORIGIN_AT + n);
    if (!n || n > ORIGIN_MAX || head->file.p != text.p || utf8_valid(text) != n)
        return;
    struct origin *origin = origin_place(cache, text.p, n);
    memcpy(origin->text, text.p, n);
    origin->n = n;
    origin->file_n = head->file.n;
    origin->own = airflow_file_find(head->file, false) != NULL;
}

static bool repeated(struct head_cache *cache, struct slice line, struct head *head)
{
    if (!has_layout(line) || memcmp(line.p, cache->minute, MINUTE_N) != 0)
        return false;
    int64_t part = minute_part(line.p);
    size_t n = origin_length(line);
    if (part < 0 || !n)
        return false;
    const struct origin *origin = origin_place(cache, line.p + ORIGIN_AT, n);
    struct slice rest = slice_from(line, ORIGIN_AT + n + 1);
    enum level level;
    if (origin->n != n || memcmp(origin->text, line.p + ORIGIN_AT, n) != 0 || !rest.n || rest.p[0] != ' ')
        return false;
    size_t word = head_level(slice_from(rest, 1), &level);
    if (!word)
        return false;
    head->time = head->outer_time = cache->minute_micros + part;
    head->has_time = head->outer_has_time = head->outer_zoned = true;
    head->file = head->outer_file = slice_part(line, ORIGIN_AT, ORIGIN_AT + origin->file_n);
    head->level = level;
    head->message = slice_from(rest, 1 + word);
    head->nesting = 1;
    head->family = FAMILY_text;
    head->origin = origin;
    return true;
}

bool head_cache_read(struct head_cache *cache, const struct head_reader *reader, struct slice line, struct head *head)
{
    if (repeated(cache, line, head))
        return true;
    if (!head_read_plain(reader, line, head))
        return false;
    remember(cache, line, head);
    return true;
}
