/* log_inside.h - the core of a log that is read: it owns the parts and hands each line round. Shared by log.c (its life), log_plain.c (lines with
 * nothing to look at), log_message.c (messages and their lines) and log_record.c (its end); not for others: log.h is the door. */
#ifndef DAGSIEVE_LOG_INSIDE_H
#define DAGSIEVE_LOG_INSIDE_H

#include "blocks.h"
#include "clock.h"
#include "counts.h"
#include "events.h"
#include "failure.h"
#include "generation.h"
#include "identity.h"
#include "incident.h"
#include "line_source.h"
#include "log.h"
#include "notices.h"
#include "outcome.h"
#include "traceback.h"

enum { TAIL_MOST = 64 };

/* The end of a line that may name what stands on the line below it: password: */
struct line_tail {
    int64_t said; /* its number */
    size_t n;
    char text[TAIL_MOST];
};

/* The log's last line: where it stands while its buffer lives, then a copy. */
struct last_line {
    struct slice here; /* the last that is not blank */
    struct buf kept;
    int64_t said;   /* its number */
    int64_t before; /* that of the last one before it which is not blank */
    struct line_tail tails[2]; /* the last two that may name something */
    int64_t number; /* of the last piece of the last line, blank or not */
};

/* The last head, where it was of a line with nothing to look at: the message is made of it when somebody asks. */
struct plain_head {
    enum plain_kind { PLAIN_none, PLAIN_head, PLAIN_repeat, PLAIN_record } waits;
    struct head head;          /* PLAIN_head; else */
    struct slice line;         /* where it stands, and */
    struct head_repeat repeat; /* PLAIN_repeat: what it tells; a record is read again */
};

/* The line at hand, and the message that it belongs to. */
struct at_hand {
    struct head_space heads;
    struct plain_head plain;
    struct message message;
    struct line_sources sources;
    struct last_line last;
    enum speaker speaker; /* of the last head */
    enum output_channel channel; /* of the last one that was not read the short way */
};

/* What the log's owner is told while it is open. */
struct told {
    bool reading;        /* log_is_reading */
    int64_t time, lines; /* of the log when it was told how it stands */
    int ends;            /* how often how it ended was told */
};

/* log_owns_within. */
struct owned {
    bool within;
    int64_t from, to;
};

struct log {
    struct context ctx;
    struct slice pod; /* in the arena; empty: none */
    struct at_hand at_hand;
    struct told told;
    struct owned owned;
    /* The parts: */
    struct counts counts;
    struct clock clock, text_clock; /* text_clock: of text heads alone, until it is known what Airflow's own lines are */
    struct identity identity;
    struct outcome outcome;
    struct traceback traceback;
    struct notices notices;
    struct failure failure;
    struct incidents incidents;
    struct events events;
    struct blocks blocks;
};

/* Sources of lines that have an open block or traceback, as bits. */
static inline uint32_t log_busy(const struct log *log)
{
    return log->blocks.open | log->traceback.open;
}

/* A line is at hand; the second one tells which way they go. */
static inline void log_number(struct log *log, int64_t number)
{
    if (log->counts.lines == 1)
        log->ctx.falls = number < log->ctx.line;
    log->ctx.line = number;
}

/* log.c: keeps the end of the line at hand. */
void last_line_keep_tail(struct last_line *);

static inline void last_line_note(struct last_line *last, struct slice line, int64_t number)
{
    last->number = number;
    if (slice_span(line, 0, byte_is_space) == line.n)
        return;
    last->here = line;
    last->before = last->said;
    last->said = number;
    char end = line.p[line.n - 1];
    if (line.n <= TAIL_MOST || end == ':' || end == '=' || end == '|' || end == '>' || end == '-')
        last_line_keep_tail(last);
}

/* log.c: whether a line with such a head is a piece of the message before it, not a line of Airflow's log: each log has its own lines in one family. */
bool log_family_is_piece(const struct facts *, enum family);
/* What a head tells besides its message. */
void log_head_note(struct log *, const struct head *);

/* log_message.c: a line with a head, a line without. */
void log_head(struct log *, const struct head *, uint64_t bits);
/* A line that is a piece of the message before it (domain §3.4); head: what it looks like. */
void log_piece(struct log *, const struct log_line *, const struct head *);
void log_headless(struct log *, const struct log_line *, struct slice text);
/* A line without a head comes: where the message before it is a record's, it is none of it. Returns whether that is so. */
bool log_leave_record(struct log *);
/* Makes the message of the last plain head, whose line is about to go. */
void log_settle(struct log *);
/* The same of one that repeats another while a block is open, which sees the line besides. */
void log_settle_block(struct log *);

/* log_record.c: the end of the log; cut: the input ended early. */
void log_end(struct log *, bool cut);

#endif
