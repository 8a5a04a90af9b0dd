/* head_cache.c - plain heads that repeat what was read before; see head_cache.h. */
#include "head_cache.h"

#include "parser/catalogue/airflow.h"
#include "parser/text/scan.h"
#include "parser/text/utf8.h"

/* "[2026-04-29T11:35:02.123+0000] {": where its parts stand. */
enum { MINUTE_AT = 16, SECOND_AT = 18, MILLI_AT = 21, ZONE_AT = 24, SHORTEST = ORIGIN_AT + 16 };

/* The stamp without its seconds and milliseconds. */
static inline struct minute minute_of(const char *p)
{
    static const uint8_t stays[8] = { 0xff, 0xff, 0, 0, 0xff, 0, 0, 0 };
    return (struct minute){ .word = { bytes_eight(p), bytes_eight(p + 8), bytes_eight(p + 16) & bytes_eight((const char *)stays), bytes_eight(p + ZONE_AT) } };
}

static inline bool is_minute(const struct minute *minute, const char *p)
{
    struct minute own = minute_of(p);
    return own.word[0] == minute->word[0] && own.word[1] == minute->word[1] && own.word[2] == minute->word[2] && own.word[3] == minute->word[3];
}

/* Microseconds since the minute's begin, of "02.123"; -1 when they are no such thing. A byte above what a digit may be there carries into its highest bit. */
static inline int64_t minute_part(const char *p)
{
    uint64_t digits = (bytes_eight(p + SECOND_AT - 2) >> 16) ^ UINT64_C(0x3030302e3030);
    if ((digits | (digits + UINT64_C(0x7676767f767a))) & UINT64_C(0x808080808080))
        return -1;
    uint64_t pairs = digits * 10 + (digits >> 8);
    return (int64_t)((pairs & 0xff) * 1000 + (pairs >> 24 & 0xff) * 10 + (digits >> 40)) * 1000;
}

/* An origin, its brace n bytes behind its begin and a level's word behind that, to a place in the table. */
static inline size_t origin_place(const char *p, size_t n)
{
    uint64_t first = bytes_eight(p), last = bytes_eight(p + n - sizeof(last)), level = bytes_eight(p + n + 1);
    return hash_place(first ^ (level << 2 | level >> 62), last, ORIGIN_BITS);
}

/* Where the brace stands behind the layout; 0 when that is too far away for an origin that is kept, or too near the line's end for a level. */
static inline size_t origin_brace(struct slice line)
{
    size_t end = line.n - ORIGIN_AT > ORIGIN_MAX ? ORIGIN_AT + ORIGIN_MAX + 1 : line.n;
    size_t brace = scan_byte((struct slice){ line.p, end }, ORIGIN_AT, '}');
    return brace < end && brace + sizeof(uint64_t) < line.n ? brace - ORIGIN_AT : 0;
}

bool head_cache_repeats(const struct head_cache *cache, struct slice line, struct head_repeat *out)
{
    if (line.n <= SHORTEST)
        return false;
    const struct minute *minute = &cache->minute[(uint8_t)line.p[MINUTE_AT] % MINUTES];
    int64_t part = is_minute(minute, line.p) ? minute_part(line.p) : -1;
    size_t brace = part < 0 ? 0 : origin_brace(line);
    if (!brace)
        return false;
    const char *text = line.p + ORIGIN_AT;
    const struct origin *origin = &cache->origin[origin_place(text, brace)];
    const struct origin_says says = origin->says;
    if (says.brace != brace || says.message_at > line.n || !bytes_eq(origin->text, text, (size_t)says.message_at - ORIGIN_AT))
        return false;
    out->time = minute->micros + part;
    out->origin = says;
    return true;
}

static bool has_layout(struct slice line)
{
    return line.n > SHORTEST && line.p[0] == '[' && line.p[SECOND_AT - 1] == ':' && line.p[MILLI_AT - 1] == '.' && memcmp(line.p + ZONE_AT, "+0000] {", 8) == 0;
}

static struct origin_says origin_says(struct slice line, size_t brace, const struct head *head)
{
    return (struct origin_says){ .message_at = (uint16_t)(head->message.p - line.p), .brace = (uint8_t)brace, .file_n = (uint8_t)head->file.n,
                                 .level = (uint8_t)head->level, .speaker = (uint8_t)speaker_of_file(head->file, false),
                                 .own = airflow_file_find(head->file, false) != NULL, .pod = head_pod_file(head->file) != POD_none };
}

/* A message that is empty may lack the blank before it: that origin is none to be kept. */
static void origin_remember(struct head_cache *cache, struct slice line, const struct head *head)
{
    size_t brace = origin_brace(line);
    struct slice text = { line.p + ORIGIN_AT, (size_t)(head->message.p - line.p) - ORIGIN_AT };
    if (!brace || head->file.p != text.p || text.p[text.n - 1] != ' ' || text.n > sizeof(((struct origin *)0)->text) || utf8_valid(text) != text.n)
        return;
    struct origin *origin = &cache->origin[origin_place(text.p, brace)];
    memcpy(origin->text, text.p, text.n);
    origin->says = origin_says(line, brace, head);
}

static void remember(struct head_cache *cache, struct slice line, const struct head *head)
{
    int64_t part = has_layout(line) ? minute_part(line.p) : -1;
    if (part < 0)
        return;
    struct minute *minute = &cache->minute[(uint8_t)line.p[MINUTE_AT] % MINUTES];
    *minute = minute_of(line.p);
    minute->micros = head->time - part;
    origin_remember(cache, line, head);
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
