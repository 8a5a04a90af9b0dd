/* record_cache.h - what Airflow 3's records repeat: all but their stamp and their text.
 *
 * One line of source writes the same members round a text that changes: what stands before it (the level) and behind it (logger, file, line) was mostly read
 * before, and means the same again. The bytes are compared whole; a text with an escape, or any other record, is read member by member
 * (record_members.h). What is read is the same with all that is known and with nothing (tests/test_head_cache.c holds the two together).
 *
 * Most such records tell nothing but their text: a user's logger speaks, or captured output. Where nothing is looked for in that text either, they are counted and
 * timed and no head is made of them: log_line_plain, as for a line of Airflow 2's whose head repeats another. Which records these are is asked once, when one is
 * learned (record_is_plain): parts of a log ask a record's members for labels (ti_id), errors, what Airflow's own loggers say and containers' output, and for no
 * others. Records mean the same on both ways (tests/test_stream.c holds the two together). */
#ifndef DAGSIEVE_RECORD_CACHE_H
#define DAGSIEVE_RECORD_CACHE_H

#include <stdint.h>

#include "head_plain.h"

/* Bytes that are kept of what stands between stamp and text, and of what stands behind the text. */
enum { RECORD_BEFORE_MOST = 40, RECORD_BEHIND_MOST = 312, RECORD_BITS = 8, RECORD_LEVELS = 8 };

/* A record whose parts are not its stamp and its text. */
struct known_record {
    uint16_t before, behind; /* bytes; behind = 0: none is known here */
    char text[RECORD_BEFORE_MOST + RECORD_BEHIND_MOST];
    enum level level;
    enum speaker speaker;
    bool plain;                         /* its text is all that it tells (record_is_plain) */
    struct slice file, logger, channel; /* of text */
    struct json_value error, ti_id;     /* the same */
};

/* One for all logs of a process; zero is valid. */
struct record_cache {
    struct known_record known[1 << RECORD_BITS];
    uint8_t before[RECORD_LEVELS]; /* bytes between stamp and text the last time, by the level's first letter */
};

/* What changes from record to record: slices of the line. */
struct record_parts {
    struct slice stamp, text;
};

/* The known record that the line repeats; NULL: none, and *parts is of no account. */
const struct known_record *record_cache_find(const struct record_cache *, struct slice line, struct record_parts *parts);
/* Writes what it tells to a head that has its time: what head_take takes, logger, channel, error and ti_id, as slices of the line. */
void record_cache_take(const struct known_record *, struct slice line, struct slice text, struct head *);
/* Whether a record with that head tells nothing but its text, whatever that is: a user's logger or captured output speaks, of no pod, without label and error.
 * No part of a log asks such a record for a member. */
bool record_is_plain(const struct head *);
/* Learns a record whose head was read; stamp and text: its members. One of another layout is left out. */
void record_cache_learn(struct record_cache *, struct slice line, const struct json_value *stamp, const struct json_value *text, const struct head *);

#endif
