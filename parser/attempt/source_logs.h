/* source_logs.h - the lines of one source -> its logs (domain §3.5): one attempt after the other, each a log; what a start prints before it names its
 * attempt waits until it is named. The door of parser/attempt for parser/stream: the functions are those of log.h, whose comments hold. */
#ifndef DAGSIEVE_SOURCE_LOGS_H
#define DAGSIEVE_SOURCE_LOGS_H

#include "attempt_header.h"
#include "part_label.h"
#include "piece_order.h"
#include "repeated.h"
#include "shared_attempts.h"

/* Others read it by the functions below. */
struct source_logs {
    struct buf source, path, pod;
    struct parts parts;
    uint64_t bits;         /* hits that a line which begins a log may have; 0 where a name gives the attempt: all text is that attempt's */
    struct buf first;      /* the first line that has a stamp; empty: none, or too long */
    int64_t first_time;
    struct piece_order pieces; /* any: where a name gives the attempt */
    bool plain;            /* plain lines go to the open log */
    bool headings;         /* the source has them: what the web interface or the API handed out */
    bool holds;            /* lines wait */
    bool passes;           /* the last one did not, but went to the open log */
    int passed;            /* such lines */
    bool begun;            /* a line with a stamp came */
    struct begins *begins; /* these two are made for the first line that may begin a log */
    struct hold *hold;
    struct begin held;     /* what the lines that wait name together */
    bool printed;          /* all of them are what tasks print too (struct begin) */
    bool runner;           /* one of them is the task runner's */
    bool told;             /* one of them comes only after the line that tells the try */
    struct buf why;
    struct repeated repeated;
};

/* among: the other sources of the stream; NULL: it tells of none. */
struct source_logs *source_logs_open(const struct parser *, const struct stream_events *, struct stream_sources *among, struct slice source, struct slice path, struct slice pod);
/* As parts_printed. */
void source_logs_printed(struct source_logs *);
/* What the envelope tells of each of the source's records: all of them are that attempt's. */
void source_logs_labels(struct source_logs *, const struct attempt_labels *);
/* The bytes of the lines since the last call. Where source_logs_may_turn, those before the line are to be given before it. */
void source_logs_bytes(struct source_logs *, struct slice physical);
/* Whether the line is the source's first one again. */
static inline bool source_logs_is_first(const struct source_logs *logs, struct slice text)
{
    return text.n && slice_eq(text, buf_view(&logs->first));
}
/* Whether a line may be another log's whatever it says: the open one is done, or may be a task's print. */
static inline bool source_logs_is_doubted(const struct source_logs *logs)
{
    return logs->parts.open->foreign || log_is_done(logs->parts.open->log);
}
/* Whether it is worth asking what the line says of whose it is; bits: its hits. */
static inline bool source_logs_is_asked(const struct source_logs *logs, struct slice text, uint64_t bits)
{
    return logs->bits && ((bits & logs->bits) || begins_near(text) || part_label_of(&logs->parts, text) == LABEL_other);
}
/* Whether the line may begin another log. */
static inline bool source_logs_may_begin(const struct source_logs *logs, struct slice text, uint64_t bits)
{
    bool doubted = logs->bits && source_logs_is_doubted(logs), leaves = piece_order_leaves(&logs->pieces, text);
    return logs->holds || doubted || leaves || source_logs_is_first(logs, text) || (logs->headings && header_begins(text)) || source_logs_is_asked(logs, text, bits);
}
/* false: the line is the open log's. */
static inline bool source_logs_may_turn(struct source_logs *logs, struct slice text, uint64_t bits)
{
    return repeated_asks(&logs->repeated, &logs->parts, text) || source_logs_may_begin(logs, text, bits);
}
/* Where nothing names the source's attempt: where its second record begins, if the line has two; 0: it has not. A file that ended without a newline stands before
 * another one then. */
static inline size_t source_logs_glued(const struct source_logs *logs, struct slice text)
{
    return logs->bits && text.n && text.p[0] == '{' ? begins_glued(text) : 0;
}
/* Reads a line of the open log; its text must live until source_logs_keep_last, source_logs_end or the next line. */
void source_logs_go_on(struct source_logs *, const struct log_line *);
/* Reads one that may begin another log, or came before. */
void source_logs_turn(struct source_logs *, const struct log_line *);
/* Reads a line. */
static inline void source_logs_line(struct source_logs *logs, const struct log_line *line)
{
    if (source_logs_may_turn(logs, line->text, line->bits))
        source_logs_turn(logs, line);
    else
        source_logs_go_on(logs, line);
}
/* The common case: see log_line_plain. A record may say whose it is. */
bool source_logs_record_plain(struct source_logs *, struct slice text, int64_t number);
static inline bool source_logs_line_plain(struct source_logs *logs, struct slice text, int64_t number, uint64_t bits)
{
    if (!logs->plain || source_logs_is_first(logs, text) || piece_order_leaves(&logs->pieces, text))
        return false;
    if (text.n && text.p[0] == '{')
        return !bits && source_logs_record_plain(logs, text, number);
    return parts_line_plain(&logs->parts, text, number, bits);
}
void source_logs_keep_last(struct source_logs *);
/* The input is over; shared_attempts_settle may come before source_logs_close. */
void source_logs_end(struct source_logs *, bool cut);
void source_logs_close(struct source_logs **);
void source_logs_note(struct source_logs *, enum complaint, int64_t times);
void source_logs_reject(struct source_logs *, enum complaint, int64_t line, int col, struct slice text);
void source_logs_unread(struct source_logs *);
void source_logs_why(struct source_logs *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void source_logs_tell(struct source_logs *, int64_t now, int64_t idle);
/* Lets go of lines that have waited for long enough. now: milliseconds, of a clock that only moves forward. */
void source_logs_tick(struct source_logs *, int64_t now);

#endif
