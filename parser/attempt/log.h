/* log.h - the log of one attempt while it is read: lines in, records out. The door of parser/attempt for parser/stream. */
#ifndef DAGSIEVE_LOG_H
#define DAGSIEVE_LOG_H

#include "attempt_id.h"
#include "parser/stream.h"

struct log;

/* One physical line (or several pieces of one) without its wrappers. */
struct log_line {
    struct slice text;
    int64_t number;        /* in the log, from 1; of the first piece */
    int64_t pieces;        /* physical lines it was put together from */
    bool has_time;         /* the wrapper's */
    int64_t time;
    uint64_t bits;         /* prefilter's hits */
    bool unended;          /* the input's last line, without '\n' */
    bool cut;              /* longer than the limit */
};

/* source: as told to the owner; path: what the attempt's identity is read from, empty = nothing; pod: of a stream of several, else empty. All are copied.
 * The parser and the events must outlive the log. */
struct log *log_open(const struct parser *, const struct stream_events *, struct slice source, struct slice path, struct slice pod);
/* Labels of the envelope, before the first line. They are copied. */
void log_labels(struct log *, const struct attempt_labels *);
/* Physical bytes of the log, hashed and counted; in the order of the input, each byte once. */
void log_bytes(struct log *, struct slice physical);
/* Reads a line. Its text must live until log_keep_last, log_close or the next line. */
void log_line(struct log *, const struct log_line *);
/* The common case of log_line: a line with one plain head and nothing to look at. false: nothing was done, take log_line. */
bool log_line_plain(struct log *, struct slice text, int64_t number);
/* The buffer of the last line is about to go: keeps what the log still needs of it. */
void log_keep_last(struct log *);
/* Ends the log: its remaining records go to the owner, the log record last; cut: the input ended early. */
void log_close(struct log **, bool cut);

/* Counts a complaint of class note. */
void log_note(struct log *, enum complaint, int64_t times);
/* Emits a complaint of class reject; text is masked and cut. */
void log_reject(struct log *, enum complaint, int64_t line, int col, struct slice text);
/* explain: adds words about the line at hand; nothing when nobody listens. */
void log_why(struct log *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Tells the owner of an open log's identity, once, when it is known, and of its incidents so far (stream_tell). */
void log_tell(struct log *, int64_t now, int64_t idle);

#endif
