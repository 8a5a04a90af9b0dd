/* head_seen.h - what a log's plain heads repeat: the minute, and source file and line. A head whose bytes were read before
 * means the same again, so it is not read a second time; anything else goes the way of head_read_common. Zero is valid. */
#ifndef DAGSIEVE_HEAD_SEEN_H
#define DAGSIEVE_HEAD_SEEN_H

#include <stdint.h>

#include "parser/text/slice.h"

struct head;
struct head_reader;

enum { ORIGIN_MAX = 48, ORIGINS = 128 };

/* "taskinstance.py:1157": a line of source that logs. */
struct origin {
    char text[ORIGIN_MAX]; /* ASCII */
    size_t n, file_n;      /* bytes; of the file's name */
    bool own;              /* the file is Airflow's own (domain §3.4) */
};

struct head_seen {
    char minute[17]; /* "[2026-04-29T11:35" */
    int64_t minute_micros;
    struct origin origin[ORIGINS];
};

/* As head_read_common, to a head that is zero but for its message. */
bool head_seen_read(struct head_seen *, const struct head_reader *, struct slice line, struct head *);

#endif
