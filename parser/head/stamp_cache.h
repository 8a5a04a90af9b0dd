/* stamp_cache.h - the minute of the last stamp in the spelling of structlog, 2026-01-01T00:01:00.001446Z. One of the same minute differs in its seconds
 * alone; any other spelling is not known here. Zero is valid. */
#ifndef DAGSIEVE_STAMP_CACHE_H
#define DAGSIEVE_STAMP_CACHE_H

#include "parser/text/slice.h"

enum { STAMP_MINUTE = 17, STAMP_POINT = 19, STAMP_N = 27 };

struct stamp_cache {
    char minute[STAMP_MINUTE];
    int64_t micros;
};

/* Microseconds since the minute's begin; -1: the text is spelled otherwise. */
static inline int64_t stamp_seconds(struct slice text)
{
    const char *p = text.p;
    if (text.n != STAMP_N || p[STAMP_N - 1] != 'Z' || p[STAMP_MINUTE] < '0' || p[STAMP_MINUTE] > '5')
        return -1;
    /* "1.234567": a byte above what may be there carries into its highest bit. */
    uint64_t digits = bytes_eight(p + STAMP_POINT - 1) ^ UINT64_C(0x3030303030302e30);
    if ((digits | (digits + UINT64_C(0x7676767676767f76))) & UINT64_C(0x8080808080808080))
        return -1;
    uint64_t pairs = (digits >> 16) * 10 + (digits >> 24), seconds = (uint64_t)(p[STAMP_MINUTE] - '0') * 10 + (digits & 0xff);
    return (int64_t)(seconds * 1000000 + (pairs & 0xff) * 10000 + (pairs >> 16 & 0xff) * 100 + (pairs >> 32 & 0xff));
}

/* The time of a stamp whose minute is the last one's; false: it is another's. */
static inline bool stamp_cache_read(const struct stamp_cache *cache, struct slice text, int64_t *micros)
{
    bool known = text.n == STAMP_N && text.p[0] && bytes_eq(text.p, cache->minute, STAMP_MINUTE); /* a cache that is zero knows no minute */
    int64_t seconds = known ? stamp_seconds(text) : -1;
    *micros = cache->micros + seconds;
    return seconds >= 0;
}

/* Learns the minute of a stamp that was read: micros is its time. */
static inline void stamp_cache_learn(struct stamp_cache *cache, struct slice text, int64_t micros)
{
    int64_t seconds = stamp_seconds(text);
    if (seconds < 0)
        return;
    memcpy(cache->minute, text.p, STAMP_MINUTE);
    cache->micros = micros - seconds;
}

#endif
