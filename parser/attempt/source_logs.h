/* source_logs.h - the lines of one source -> its logs (domain §3.5): one attempt after the other, each a log; what a start prints before it names its
 * attempt waits until it is named. The door of parser/attempt for parser/stream: the functions are those of log.h, whose comments hold. */
#ifndef DAGSIEVE_SOURCE_LOGS_H
#define DAGSIEVE_SOURCE_LOGS_H

#include "log.h"

/* The beginning of what is hidden, for the common case. */
struct source_logs {
    struct log *plain; /* a plain line that is not as long as the source's first is this log's; NULL: who knows */
    size_t first_n;
    bool asks;         /* lines may begin another log; else only one that is as long as the source's first */
};

struct source_logs *source_logs_open(const struct parser *, const struct stream_events *, struct slice source, struct slice path, struct slice pod);
/* What the envelope tells of each of the source's records: all of them are that attempt's. */
void source_logs_labels(struct source_logs *, const struct attempt_labels *);
/* The bytes of the lines since the last call. Where source_logs_may_turn, those before the line are to be given before it. */
void source_logs_bytes(struct source_logs *, struct slice physical);
/* Reads a line; its text must live until source_logs_keep_last, source_logs_close or the next line. */
void source_logs_line(struct source_logs *, const struct log_line *);
/* The common case: see log_line_plain. */
bool source_logs_line_asked(struct source_logs *, struct slice text, int64_t number);
static inline bool source_logs_line_plain(struct source_logs *logs, struct slice text, int64_t number)
{
    return logs->plain && text.n != logs->first_n ? log_line_plain(logs->plain, text, number) : source_logs_line_asked(logs, text, number);
}
void source_logs_keep_last(struct source_logs *);
void source_logs_close(struct source_logs **, bool cut);
void source_logs_note(struct source_logs *, enum complaint, int64_t times);
void source_logs_reject(struct source_logs *, enum complaint, int64_t line, int col, struct slice text);
void source_logs_unread(struct source_logs *);
void source_logs_why(struct source_logs *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void source_logs_tell(struct source_logs *, int64_t now, int64_t idle);
/* Lets go of lines that have waited for long enough. now: milliseconds, of a clock that only moves forward. */
void source_logs_tick(struct source_logs *, int64_t now);

/* false: the line is the open log's. */
bool source_logs_asked_turn(const struct source_logs *, struct slice text, uint64_t bits);
static inline bool source_logs_may_turn(const struct source_logs *logs, struct slice text, uint64_t bits)
{
    return (logs->asks || text.n == logs->first_n) && source_logs_asked_turn(logs, text, bits);
}

#endif
