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

/* A quick no: false means that the text begins with no head but a record's or one of --log-format. */
static inline bool head_suspects(struct slice text)
{
    return timestamp_suspects(text.n && text.p[0] == '[' ? slice_from(text, 1) : text);
}
/* A quick no: false means that no further head, container mark or bytes literal begins the message of a head; pod: its file is a head_pod_file. */
static inline bool head_may_nest(struct slice message, bool pod)
{
    char first = message.n ? message.p[0] : '\0';
    return first == 'J' || (pod && (first == '[' || first == 'b' || first == 'C')) || head_suspects(message);
}
/* head_read of a line that is no common one. */
void head_read_any(const struct head_reader *, struct slice line, struct head_space *space, struct head *out);
/* Reads all heads of a line. The head's slices point into line or space and live until either changes. Most have one that repeats another. */
static inline void head_read(const struct head_reader *reader, struct slice line, struct head_space *space, struct head *out)
{
    struct head_repeat repeat;
    bool repeats = !reader->format && head_cache_repeats(reader->cache, line, &repeat);
    if (!repeats || head_may_nest(slice_from(line, repeat.origin.message_at), repeat.origin.pod) || slice_index(line, '\x1b') != (size_t)-1) {
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
/* Whether a line that does not parse begins as a JSON record of Airflow's. */
bool head_begins_record(struct slice line);

#endif
