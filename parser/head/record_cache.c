/* record_cache.c - records that repeat what was read before; see record_cache.h. */
#include "record_cache.h"

#include "parser/catalogue/airflow.h"
#include "parser/text/scan.h"
#include "stamp_cache.h"

static const struct slice opening = SLICE_ROW("{\"timestamp\":\"");

/* STAMP_AT, STAMP_END: where the stamp stands. LEVEL_AT: where the level's first letter does behind `","level":"`. SHORTEST: bytes that are read from the end. */
enum { STAMP_AT = 14, STAMP_END = STAMP_AT + STAMP_N, LEVEL_AT = STAMP_END + 11, SHORTEST = LEVEL_AT + 1 };

static inline size_t level_place(struct slice line)
{
    return (unsigned char)line.p[LEVEL_AT] % RECORD_LEVELS;
}

static inline size_t record_place(struct slice line, size_t behind)
{
    const char *end = line.p + line.n;
    uint64_t last = bytes_eight(end - 8), before = bytes_eight(end - 24), rest = (uint64_t)behind << 8 | (unsigned char)line.p[LEVEL_AT];
    return hash_place(last ^ rest << 24, before, RECORD_BITS);
}

const struct known_record *record_cache_find(const struct record_cache *cache, struct slice line, struct record_parts *parts)
{
    const char *end = line.p + line.n;
    if (line.n < SHORTEST || !bytes_eq(line.p, opening.p, STAMP_AT) || scan_string(line.p + STAMP_AT, end) != line.p + STAMP_END)
        return NULL;
    size_t before = cache->before[level_place(line)], from = STAMP_END + before;
    const char *close = from < line.n ? scan_string(line.p + from, end) : end;
    size_t behind = (size_t)(end - close);
    const struct known_record *known = &cache->known[record_place(line, behind)];
    if (!behind || known->behind != behind || known->before != before || memcmp(line.p + STAMP_END, known->text, before) != 0 ||
        memcmp(close, known->text + before, behind) != 0)
        return NULL;
    parts->stamp = (struct slice){ line.p + STAMP_AT, STAMP_N };
    parts->text = (struct slice){ line.p + from, (size_t)(close - line.p) - from };
    return known;
}

/* A slice of the bytes that end at `end`, in those that end at `other`. */
static inline struct slice moved(struct slice s, const char *end, const char *other)
{
    return s.n ? (struct slice){ other - (end - s.p), s.n } : SLICE("");
}

static inline struct json_value value_moved(struct json_value value, const char *end, const char *other)
{
    value.raw = moved(value.raw, end, other);
    return value;
}

void record_cache_take(const struct known_record *known, struct slice line, struct slice text, struct head *head)
{
    const char *end = known->text + known->before + known->behind, *other = line.p + line.n;
    head->family = FAMILY_json;
    head->object = line;
    head_take(head, moved(known->file, end, other), known->level, text);
    head->logger = moved(known->logger, end, other);
    head->channel = moved(known->channel, end, other);
    head->error = value_moved(known->error, end, other);
    head->ti_id = value_moved(known->ti_id, end, other);
}

/* Whether s lies in the line from the position on. */
static bool stands_behind(struct slice s, struct slice line, size_t at)
{
    uintptr_t begin = (uintptr_t)line.p;
    return !s.n || ((uintptr_t)s.p >= begin + at && (uintptr_t)s.p + s.n <= begin + line.n);
}

bool record_is_plain(const struct head *head)
{
    const struct airflow_logger *own = airflow_logger_find(head->logger);
    bool users = head->logger.n && (!own || own->says == AIRFLOW_NOTHING), captured = own && own->says == AIRFLOW_ALL && head->channel.n;
    return (users || captured) && head->error.type == JSON_none && head->ti_id.type == JSON_none && !head_is_container_output(head) && head_pod_file(head->file) == POD_none;
}

void record_cache_learn(struct record_cache *cache, struct slice line, const struct json_value *stamp, const struct json_value *text, const struct head *head)
{
    if (line.n < SHORTEST || head->object.n != line.n || text->type != JSON_string || text->escaped || stamp->type != JSON_string || stamp->escaped ||
        stamp->raw.p != line.p + STAMP_AT || stamp->raw.n != STAMP_N || !slice_starts(line, opening) || text->raw.p < line.p + STAMP_END)
        return;
    size_t from = (size_t)(text->raw.p - line.p), close = from + text->raw.n, before = from - STAMP_END, behind = line.n - close;
    const struct slice parts[] = { head->file, head->logger, head->channel, head->error.raw, head->ti_id.raw };
    bool stand = before <= RECORD_BEFORE_MOST && behind <= RECORD_BEHIND_MOST;
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
        stand = stand && stands_behind(parts[i], line, close);
    if (!stand)
        return;
    struct known_record *known = &cache->known[record_place(line, behind)];
    char *end = bytes_copy(bytes_copy(known->text, slice_part(line, STAMP_END, from)), slice_from(line, close));
    const char *other = line.p + line.n;
    cache->before[level_place(line)] = (uint8_t)before;
    known->before = (uint16_t)before;
    known->behind = (uint16_t)behind;
    known->level = head->level;
    known->speaker = speaker_of_logger(head->logger);
    known->plain = record_is_plain(head);
    known->file = moved(head->file, other, end);
    known->logger = moved(head->logger, other, end);
    known->channel = moved(head->channel, other, end);
    known->error = value_moved(head->error, other, end);
    known->ti_id = value_moved(head->ti_id, other, end);
}
