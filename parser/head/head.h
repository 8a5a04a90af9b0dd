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

/* What stands before a container's lines where a deferred KubernetesPodOperator resumes. */
static const struct slice head_container_logs = SLICE_ROW("Container logs: ");
/* A quick no: false means that no further head, container mark or bytes literal begins the message of a head. */
static inline bool head_may_nest(struct slice message)
{
    char first = message.n ? message.p[0] : '\0', next = message.n > 1 ? message.p[1] : '\0';
    return first == '[' || first == 'J' || byte_is_digit(first) || (first == 'b' && (next == '\'' || next == '"')) ||
           (first == 'C' && slice_starts(message, head_container_logs));
}
/* head_read of a line that is no common one. */
void head_read_any(const struct head_reader *, struct slice line, struct head_space *space, struct head *out);
/* Reads all heads of a line. The head's slices point into line or space and live until either changes. Most have one that repeats another. */
static inline void head_read(const struct head_reader *reader, struct slice line, struct head_space *space, struct head *out)
{
    struct head_repeat repeat;
    bool repeats = !reader->format && head_cache_repeats(reader->cache, line, &repeat);
    if (!repeats || head_may_nest(slice_from(line, repeat.message_at)) || slice_index(line, '\x1b') != (size_t)-1) {
        head_read_any(reader, line, space, out);
        return;
    }
    *out = (struct head){ .message = line };
    head_repeat_take(&repeat, line, out);
}
/* A line of a message may begin with a console head of a child process; here for one that stands alone. */
bool head_read_console(const struct head_reader *, struct slice line, struct head *out);
/* Takes logger and pairs off a message of one line after a console head. */
void head_console_end(const struct head_reader *, struct head *);

#endif
