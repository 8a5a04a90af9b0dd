/* head.h - the head of a log line: Airflow 1 and 2's text head(s), Airflow 3's JSON record, Elasticsearch's JSON, structlog's console line
 * (families A to D of airflow-log-formats.md). Says what stands there; judges nothing. */
#ifndef DAGSIEVE_HEAD_H
#define DAGSIEVE_HEAD_H

#include <stdint.h>

#include "parser/text/ansi.h"
#include "parser/text/buf.h"
#include "head_seen.h"
#include "parser/text/json.h"
#include "parser/parser.h"
#include "parser/catalogue/patterns.h"
#include "prefix.h"

enum family {
    FAMILY_none,      /* a continuation or foreign line: no head */
    FAMILY_text,      /* [stamp] {file.py:1} LEVEL - message */
    FAMILY_interface, /* [stamp] LEVEL - message: copied from Airflow 3's web interface */
    FAMILY_console,   /* stamp [level    ] message [logger] key=value */
    FAMILY_json,      /* {"timestamp":..,"level":..,"event":..} */
    FAMILY_elastic,   /* {"asctime":..,"levelname":..,"message":..} */
    FAMILY_bad_json,  /* begins as one of the two above but does not parse */
};

struct head {
    enum family family;
    int nesting;               /* heads found one behind the other */
    bool outer_has_time, outer_zoned, has_time;
    bool comma;                /* the outermost stamp has the comma of Airflow 1.10-2.3.3 */
    bool zulu;                 /* the outermost stamp ends in Z */
    bool bad_time;             /* a stamp has the shape but is impossible: `stamp` */
    struct slice stamp;
    int64_t outer_time, time;  /* outermost and innermost, UTC microseconds */
    enum level level;          /* innermost */
    struct slice outer_file;   /* of the outermost text head */
    struct slice file;         /* of the innermost text head; "filename" of a record */
    struct slice logger;       /* record, console */
    struct slice channel;      /* Airflow 3.0's "chan" */
    struct slice message;      /* first line of it, for a record all of it */
    struct slice object;       /* a record's own JSON text, else empty */
    struct slice pairs;        /* console, structlog's own record (message is its event): key=value behind event and logger */
    bool pairs_named;          /* the logger stood before them */
    struct slice tail;         /* console: key=value behind a sentence and its logger */
    bool unsplit;              /* console, the message has several lines: the end of the first is still on it (head_console_end) */
    const struct origin *origin; /* set: its file and line were seen before (head_seen.h) */
};

/* Scratch space that a head's slices may point into; zero is valid; reused from line to line. */
struct head_space {
    struct buf plain, message, logger, file, literal;
    struct head_seen seen;
    bool carrying;             /* records carry the lines of an Airflow 2 log */
};
void head_space_free(struct head_space *);

/* What heads need to know. */
struct head_reader {
    const struct patterns *patterns;
    const struct timezone_rule *timezone;
};

/* Reads all heads of a line. The head's slices point into line or space and live until either changes. */
void head_read(const struct head_reader *, struct slice line, struct head_space *space, struct head *out);
/* The common shape only, by hand, without PCRE2: [stamp] {file:n} LEVEL - ; false says nothing. The pattern `head` reads the same. */
bool head_read_common(const struct head_reader *, struct slice line, struct head *out);
/* The length of "INFO - " and the like at the beginning of text, 0 when it is none. */
size_t head_level(struct slice text, enum level *);
/* A quick no: false means that no further head, container mark or bytes literal begins the message of a head. */
bool head_may_nest(struct slice message);
/* A line of a message may begin with a console head of a child process; here for one that stands alone. */
bool head_read_console(const struct head_reader *, struct slice line, struct head *out);
/* Takes logger and pairs off a message of one line behind a console head. */
void head_console_end(const struct head_reader *, struct head *);

/* Whether a source file is Airflow's own, whose lines tell an attempt's outcome (domain §3.4); comma: under the head of Airflow 1.10-2.3.3. */
bool file_is_own(struct slice file, bool comma);

#endif
