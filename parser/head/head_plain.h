/* head_plain.h - what a head holds, the parts that all heads share, and the plain head that most lines have. Below head.h and head_cache.h. */
#ifndef DAGSIEVE_HEAD_PLAIN_H
#define DAGSIEVE_HEAD_PLAIN_H

#include <stdint.h>

#include "parser/catalogue/failures.h"
#include "parser/catalogue/patterns.h"
#include "parser/text/json.h"
#include "parser/text/slice.h"
#include "parser/text/timestamp.h"
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

/* What is known of a head's source file because its bytes were seen before (head_cache.h). */
enum origin_known { ORIGIN_unknown, ORIGIN_foreign, ORIGIN_own };

struct head {
    enum family family;
    int nesting;               /* heads found one after the other */
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
    bool nul;                  /* a string of the record holds a NUL byte, as JSON writes it */
    struct slice message;      /* first line of it, for a record all of it */
    struct slice object;       /* a record's own JSON text, else empty */
    struct json_value error;   /* its member error_detail, else exception */
    struct json_value ti_id;   /* its label; a task's own record may lack it */
    struct slice pairs;        /* console, structlog's own record (message is its event): key=value after event and logger */
    bool pairs_named;          /* the logger stood before them */
    struct slice tail;         /* console: key=value after a sentence and its logger */
    bool unsplit;              /* console, the message has several lines: the end of the first is still on it (head_console_end) */
    enum origin_known origin;  /* whether the file is one of Airflow's own */
    enum speaker speaker;      /* who prints it, where origin is known */
};

/* Whether it is a plain head alone, whose source file was seen before. */
static inline bool head_is_known(const struct head *head)
{
    return head->origin && head->nesting == 1 && head->family == FAMILY_text;
}

/* What reading a head needs. */
struct head_reader {
    const struct patterns *patterns;
    const struct timezone_rule *timezone;
    const struct prefixes *prefixes;
    const struct log_format *format; /* the platform's own (--log-format); NULL: none */
    struct head_cache *cache;
};

/* Reads the plain head [stamp] {file:n} LEVEL - by hand, without PCRE2. false: it is another one, or none. The pattern `head` reads the same. */
bool head_read_plain(const struct head_reader *, struct slice line, struct head *out);
/* The length of "INFO - " and the like at the beginning of text, 0 when it is none. */
size_t head_level(struct slice text, enum level *);

/* Sets the head's time; a stamp without a zone is the reader's, or UTC when Airflow 3 wrote it (naive_is_utc). */
void head_time_take(const struct head_reader *, const struct timestamp *, bool naive_is_utc, struct head *);
/* Notes what the spelling of the outermost stamp says of Airflow's version. */
void head_spelling_take(struct slice stamp, struct head *);
/* What a source file prints of containers: their lines behind "[base] ", or where a deferred KubernetesPodOperator resumes. */
enum pod_file { POD_none, POD_output, POD_resumed };
enum pod_file head_pod_file(struct slice file);
/* By the source file, or by the logger where Airflow 3 names no file (3.0) or the supervisor's (3.1's pods). */
bool head_is_container_output(const struct head *);
/* Adds a head: one more is nested, and what stands after it is the message. */
void head_take(struct head *, struct slice file, enum level, struct slice message);

#endif
