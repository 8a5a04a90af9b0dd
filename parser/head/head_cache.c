/* head_cache.c - plain heads that repeat what was read before; see head_cache.h. */
#include "head_cache.h"

#include "parser/catalogue/airflow.h"
#include "parser/text/scan.h"
#include "parser/text/utf8.h"

/* "[2026-04-29T11:35:02.123+0000] {": where its parts stand. LEVEL_N: of " INFO - ". */
enum { MINUTE_AT = 16, SECOND_AT = 18, MILLI_AT = 21, ZONE_AT = 24, SHORTEST = ORIGIN_AT + 16, LEVEL_N = 8 };

static inline uint64_t word_at(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof(word));
    return word;
}

/* The stamp without its seconds and milliseconds. */
static inline struct minute minute_of(const char *p)
{
    static const uint8_t stays[8] = { 0xff, 0xff, 0, 0, 0xff, 0, 0, 0 };
    return (struct minute){ .word = { word_at(p), word_at(p + 8), word_at(p + 16) & word_at((const char *)stays), word_at(p + ZONE_AT) } };
}

static inline bool is_minute(const struct minute *minute, const char *p)
{
    struct minute own = minute_of(p);
    return own.word[0] == minute->word[0] && own.word[1] == minute->word[1] && own.word[2] == minute->word[2] && own.word[3] == minute->word[3];
}

/* The digit's value, above 9 when it is none. */
static inline unsigned digit(char c)
{
    return (unsigned)(unsigned char)c - '0';
}

/* Microseconds since the minute's begin; -1 when they are no such thing. */
static inline int64_t minute_part(const char *p)
{
    unsigned tens = digit(p[SECOND_AT]), ones = digit(p[SECOND_AT + 1]);
    unsigned a = digit(p[MILLI_AT]), b = digit(p[MILLI_AT + 1]), c = digit(p[MILLI_AT + 2]);
    if (tens > 5 || ones > 9 || a > 9 || b > 9 || c > 9)
        return -1;
    return (int64_t)((tens * 10 + ones) * 1000 + a * 100 + b * 10 + c) * 1000;
}

/* A file and line and the bytes before the brace that ends them, to a place in the table. */
static inline size_t origin_place(const char *p, size_t n)
{
    uint64_t first = word_at(p), last = word_at(p + n - sizeof(last));
    return (size_t)(((first ^ (last << 1 | last >> 63)) * UINT64_C(0x9e3779b97f4a7c15)) >> 53);
}

_Static_assert(ORIGINS == 1 << (64 - 53), "origin_place");

static inline bool is_origin(const struct origin *origin, const char *p, size_t n)
{
    if (origin->n != n || n < 8)
        return origin->n == n && memcmp(origin->text, p, n) == 0;
    for (size_t i = 0; i + 8 < n; i += 8)
        if (word_at(origin->text + i) != word_at(p + i))
            return false;
    return word_at(origin->text + n - 8) == word_at(p + n - 8);
}

/* Bytes of the file and line after the layout; 0 when they are too long to be kept. */
static inline size_t origin_length(struct slice line)
{
    size_t end = line.n - ORIGIN_AT > ORIGIN_MAX ? ORIGIN_AT + ORIGIN_MAX + 1 : line.n;
    size_t brace = scan_byte((struct slice){ line.p, end }, ORIGIN_AT, '}');
    return brace < end ? brace - ORIGIN_AT : 0;
}

/* Bytes of the level and the dash behind it; 0: none. */
static inline size_t level_length(struct slice line, size_t at, enum level *level)
{
    if (line.n - at >= LEVEL_N && memcmp(line.p + at, " INFO - ", LEVEL_N) == 0) {
        *level = LEVEL_info;
        return LEVEL_N;
    }
    size_t word = at < line.n && line.p[at] == ' ' ? head_level(slice_from(line, at + 1), level) : 0;
    return word ? word + 1 : 0;
}

bool head_cache_repeats(const struct head_cache *cache, struct slice line, struct head_repeat *out)
{
    if (line.n <= SHORTEST)
        return false;
    const struct minute *minute = &cache->minute[(uint8_t)line.p[MINUTE_AT] % MINUTES];
    int64_t part = is_minute(minute, line.p) ? minute_part(line.p) : -1;
    size_t n = part < 0 ? 0 : origin_length(line);
    if (!n)
        return false;
    const struct origin *origin = &cache->origin[origin_place(line.p + ORIGIN_AT, n)];
    size_t level = is_origin(origin, line.p + ORIGIN_AT, n) ? level_length(line, ORIGIN_AT + n + 1, &out->level) : 0;
    if (!level)
        return false;
    out->time = minute->micros + part;
    out->file_n = origin->file_n;
    out->message_at = ORIGIN_AT + n + 1 + level;
    out->own = origin->own;
    out->speaker = origin->speaker;
    return true;
}

static bool has_layout(struct slice line)
{
    return line.n > SHORTEST && line.p[0] == '[' && line.p[SECOND_AT - 1] == ':' && line.p[MILLI_AT - 1] == '.' && memcmp(line.p + ZONE_AT, "+0000] {", 8) == 0;
}

static void remember(struct head_cache *cache, struct slice line, const struct head *head)
{
    int64_t part = has_layout(line) ? minute_part(line.p) : -1;
    size_t n = part < 0 ? 0 : origin_length(line);
    if (part < 0)
        return;
    struct minute *minute = &cache->minute[(uint8_t)line.p[MINUTE_AT] % MINUTES];
    *minute = minute_of(line.p);
    minute->micros = head->time - part;
    struct slice text = slice_part(line, ORIGIN_AT, ORIGIN_AT + n);
    if (!n || n > ORIGIN_MAX || head->file.p != text.p || utf8_valid(text) != n)
        return;
    struct origin *origin = &cache->origin[origin_place(text.p, n)];
    memcpy(origin->text, text.p, n);
    origin->n = (uint8_t)n;
    origin->file_n = (uint8_t)head->file.n;
    origin->own = airflow_file_find(head->file, false) != NULL;
    origin->speaker = speaker_of_file(head->file, false);
}

bool head_cache_read(const struct head_reader *reader, struct slice line, struct head *head)
{
    struct head_repeat repeat;
    if (head_cache_repeats(reader->cache, line, &repeat)) {
        head_repeat_take(&repeat, line, head);
        return true;
    }
    if (!head_read_plain(reader, line, head))
        return false;
    remember(reader->cache, line, head);
    return true;
}
