/* timestamp.h - time stamps of logs: microseconds since 1970-01-01 00:00 UTC in an int64_t. */
#ifndef DAGSIEVE_TIMESTAMP_H
#define DAGSIEVE_TIMESTAMP_H

#include <stdint.h>

#include "buf.h"
#include "slice.h"

struct timestamp {
    int64_t micros; /* as UTC; when !zoned: the wall clock read as if it were UTC */
    bool zoned;     /* the text names its zone */
};

/* Reads a stamp from the beginning of text; the length read, 0 when there is none, -1 when it has the shape of a stamp
 * but is impossible (month 13, hour 25, year outside 1970-2261). Shapes (airflow-log-formats.md §1, §5.1):
 *   YYYY-MM-DD, then "T", " " or ", ", HH:MM:SS, then optionally [.,] and 1 to 9 digits (cut to microseconds),
 *   then optionally " "? and Z, +HH, +HHMM, +HH:MM, or " UTC" / " GMT" (zoned), which hours may follow (GMT+2, UTC+5:30). Another zone name after a blank
 *   (CET, EDT) is not read. */
int timestamp_read(struct slice text, struct timestamp *out);
/* A quick no: false means that timestamp_read finds none. */
static inline bool timestamp_suspects(struct slice text)
{
    return text.n >= 19 && text.p[4] == '-' && byte_is_digit(text.p[0]) && byte_is_digit(text.p[1]) && byte_is_digit(text.p[2]) && byte_is_digit(text.p[3]);
}
/* 1 to 12 of "Jan" to "Dec", in this spelling alone; 0: no month. */
unsigned timestamp_month(struct slice name);
/* As timestamp_read, and the stamp must be the whole text. */
bool timestamp_parse(struct slice text, struct timestamp *out);
/* Compact form of "Marking task as": YYYYMMDDTHHMMSS, UTC. */
bool timestamp_parse_compact(struct slice text, int64_t *micros);
/* Appends 2026-04-29T11:35:02.123000Z. */
void timestamp_format(int64_t micros, struct buf *out);

/* A zone in which naive stamps are read (--timezone): an IANA name, "UTC" or "+HH:MM". */
struct timezone_rule;
/* NULL when the name is unknown. The rule is the caller's: timezone_close. Uses the system's zone files. */
struct timezone_rule *timezone_open(const char *name);
/* The UTC instant of a naive stamp; in the repeated hour of autumn the first, in the gap of spring the later. */
int64_t timezone_to_utc(const struct timezone_rule *, int64_t naive);
void timezone_close(struct timezone_rule **);

#endif
