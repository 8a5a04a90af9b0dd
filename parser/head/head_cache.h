/* head_cache.h - what plain heads repeat: the minute, and source file, line and level. A head whose bytes were read before means the same again, whatever log it is
 * in, so it is not read a second time; anything else is read by head_read_plain. One for all logs of a process; zero is valid. */
#ifndef DAGSIEVE_HEAD_CACHE_H
#define DAGSIEVE_HEAD_CACHE_H

#include <stdint.h>

#include "head_plain.h"
#include "record_cache.h"
#include "record_members.h"
#include "stamp_cache.h"

/* ORIGIN_AT: where the origin stands in a line; ORIGIN_MAX: bytes of file and line. */
enum { ORIGIN_AT = 32, ORIGIN_MAX = 48, ORIGIN_BITS = 11, MINUTES = 16 };

/* What an origin tells: a word of eight bytes. */
struct origin_says {
    uint16_t message_at;    /* where the message begins in a line */
    uint8_t brace, file_n;  /* bytes before the brace; of the file's name */
    uint8_t level, speaker; /* enum level, enum speaker */
    bool own;               /* the file is Airflow's own (domain §3.4) */
    bool pod;               /* it is a head_pod_file */
};

/* "taskinstance.py:1157} INFO - ": a line of source that logs. */
struct origin {
    struct origin_says says;
    char text[ORIGIN_MAX + sizeof("} CRITICAL - ")]; /* ASCII */
};

/* "[2026-04-29T11:35:00.000+0000] {", seconds and milliseconds taken out. */
struct minute {
    uint64_t word[4];
    int64_t micros;
};

struct head_cache {
    struct minute minute[MINUTES];
    struct origin origin[1 << ORIGIN_BITS];
    struct record_keys keys;
    struct record_cache records;
    struct stamp_cache stamp; /* of records */
};

/* What a repeated head tells that others do not. */
struct head_repeat {
    int64_t time;
    struct origin_says origin;
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
    head->level = (enum level)repeat->origin.level;
    head->file = head->outer_file = slice_part(line, ORIGIN_AT, ORIGIN_AT + (size_t)repeat->origin.file_n);
    head->message = slice_from(line, repeat->origin.message_at);
    head->origin = repeat->origin.own ? ORIGIN_own : ORIGIN_foreign;
    head->speaker = (enum speaker)repeat->origin.speaker;
}

/* As head_read_plain, to a head that is zero but for its message. */
bool head_cache_read(const struct head_reader *, struct slice line, struct head *);

#endif
