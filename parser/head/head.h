/* head.h - the head of a log line: Airflow 1 and 2's text head(s), Airflow 3's JSON record, Elasticsearch's JSON, structlog's console line
 * (families A to D of airflow-log-formats.md). Says what stands there; judges nothing. */
#ifndef DAGSIEVE_HEAD_H
#define DAGSIEVE_HEAD_H

#include "head_cache.h"
#include "head_plain.h"
#include "parser/text/buf.h"

/* Scratch space that a head's slices may point into; zero is valid; reused from line to line. */
struct head_space {
    struct buf plain, message, logger, file, literal;
    bool carrying;             /* records carry the lines of an Airflow 2 log */
};
void head_space_free(struct head_space *);

/* Reads all heads of a line. The head's slices point into line or space and live until either changes. */
void head_read(const struct head_reader *, struct slice line, struct head_space *space, struct head *out);
/* A quick no: false means that no further head, container mark or bytes literal begins the message of a head. */
bool head_may_nest(struct slice message);
/* A line of a message may begin with a console head of a child process; here for one that stands alone. */
bool head_read_console(const struct head_reader *, struct slice line, struct head *out);
/* Takes logger and pairs off a message of one line after a console head. */
void head_console_end(const struct head_reader *, struct head *);

#endif
