/* posixzone.h - the zone rule in POSIX's TZ notation, such as "CET-1CEST,M3.5.0,M10.5.0/3", that stands at the end of
 * a zone file and holds for all the years after its table (RFC 8536 §3.3). */
#ifndef DAGSIEVE_POSIXZONE_H
#define DAGSIEVE_POSIXZONE_H

#include <stdint.h>

#include "slice.h"

/* The day and second of a change: 'M' the week-th weekday of a month (week 5: the last), 'J' day 1-365 without the
 * leap day, 'n' day 0-365 with it. */
struct posixzone_rule {
    char form;
    int month, week, day;
    int64_t clock; /* seconds after that day's local midnight, -167 h to 167 h */
};

struct posixzone {
    int64_t offset;     /* seconds east of UTC, standard time */
    bool dst;
    int64_t dst_offset; /* in summer, between start and end */
    struct posixzone_rule start, end;
};

struct posixzone_change {
    int64_t utc;
    int64_t offset; /* from then on */
};

/* false when text is no such rule. */
bool posixzone_parse(struct slice text, struct posixzone *out);
/* The two changes of a year, in order of time. */
void posixzone_year(const struct posixzone *, int year, struct posixzone_change out[2]);

#endif
