/* head_cache.h - what a log's plain heads repeat: the minute, and source file and line. A head whose bytes were read before
 * means the same again, so it is not read a second time; anything else is read by head_read_plain. Zero is valid. */
#ifndef DAGSIEVE_HEAD_CACHE_H
#define DAGSIEVE_HEAD_CACHE_H

#include <stdint.h>

#include "head_plain.h"

enum { ORIGIN_MAX = 48, ORIGINS = 128 };

/* "taskinstance.py:1157": a line of source that logs. */
struct origin {
    char text[ORIGIN_MAX]; /* ASCII */
    size_t n, file_n;      /* bytes; of the file's name */
    bool own;              /* the file is Airflow's own (domain §3.4) */
};

struct head_cache {
    char minute[17]; /* "[2026-04-29T11:35" */
    int64_t minute_micros;
    struct origin origin[ORIGINS];
};

/* As head_read_plain, to a head that is zero but for its message. */
bool head_cache_read(struct head_cache *, const struct head_reader *, struct slice line, struct head *);

#endif
