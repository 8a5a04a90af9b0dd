/* head_cache.h - what plain heads repeat: the minute, and source file and line. A head whose bytes were read before means the same again, whatever log it is
 * in, so it is not read a second time; anything else is read by head_read_plain. One for all logs of a process; zero is valid. */
#ifndef DAGSIEVE_HEAD_CACHE_H
#define DAGSIEVE_HEAD_CACHE_H

#include <stdint.h>

#include "head_plain.h"

/* ORIGIN_AT: where the origin stands in a line. */
enum { ORIGIN_AT = 32, ORIGIN_MAX = 48, ORIGINS = 2048, MINUTES = 16 };

/* "taskinstance.py:1157": a line of source that logs. */
struct origin {
    char text[ORIGIN_MAX]; /* ASCII */
    uint8_t n, file_n;     /* bytes; of the file's name */
    bool own;              /* the file is Airflow's own (domain §3.4) */
    enum speaker speaker;
};

/* "[2026-04-29T11:35:00.000+0000] {", seconds and milliseconds taken out. */
struct minute {
    uint64_t word[4];
    int64_t micros;
};

struct head_cache {
    struct minute minute[MINUTES];
    struct origin origin[ORIGINS];
};

/* What a repeated head tells that others do not. */
struct head_repeat {
    int64_t time;
    size_t file_n, message_at;
    enum level level;
    bool own;
    enum speaker speaker;
};

/* Whether the line's head repeats what was read. */
bool head_cache_repeats(const struct head_cache *, struct slice line, struct head_repeat *);
/* Writes it to a head that is zero but for what such heads hold. */
static inline void head_repeat_take(const struct head_repeat *repeat, struct slice line, struct head *head)
{
    head->family = FAMILY_text;
    head->nesting = 1;
    head->outer_has_time = head->outer_zoned = head->has_time = true;
    head->outer_time = head->time = repeat->time;
    head->level = repeat->level;
    head->file = head->outer_file = slice_part(line, ORIGIN_AT, ORIGIN_AT + repeat->file_n);
    head->message = slice_from(line, repeat->message_at);
    head->origin = repeat->own ? ORIGIN_own : ORIGIN_foreign;
    head->speaker = repeat->speaker;
}

/* As head_read_plain, to a head that is zero but for its message. */
bool head_cache_read(const struct head_reader *, struct slice line, struct head *);

#endif
