/* log.h - the log of one attempt while it is read: lines in, records out. source_logs.h gives it its lines. */
#ifndef DAGSIEVE_LOG_H
#define DAGSIEVE_LOG_H

#include "attempt_id.h"
#include "parser/envelope/payload.h"
#include "parser/head/head.h"
#include "parser/stream.h"

struct log;

/* One physical line (or several pieces of one) without its wrappers. */
struct log_line {
    struct slice text;
    int64_t number;        /* in the log, from 1; of the first piece */
    int64_t pieces;        /* physical lines it was put together from */
    bool has_time;         /* the wrapper's */
    int64_t time;
    enum output_channel channel; /* the wrapper's */
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
/* Reads a line. Its text must live until log_keep_last, log_close or the next line. true: the lines that follow may be plain ones. */
bool log_line(struct log *, const struct log_line *);
/* The bits that a plain line may have: an event is one, where it has a head that is known and nothing else. */
#define LOG_PLAIN_BITS pattern_bit(PATTERN_event)
/* The common case of log_line: a line with one plain head, or none, or a plain record, and nothing to look at but an event or, for an open block, its text; only
 * where the last log_line was true. false: nothing was done, take log_line; so where no name gives the attempt and the line begins the work. */
bool log_line_plain(struct log *, struct slice text, int64_t number, uint64_t bits);
/* The buffer of the last line is about to go: keeps what the log still needs of it. */
void log_keep_last(struct log *);
/* Ends the log: its remaining records go to the owner, the log record last; cut: the input ended early. */
void log_close(struct log **, bool cut);

/* Counts a complaint of class note. */
void log_note(struct log *, enum complaint, int64_t times);
/* Emits a complaint of class reject; text is masked and cut. */
void log_reject(struct log *, enum complaint, int64_t line, int col, struct slice text);
/* Its lines stand in an envelope that nothing opens, up to the first head: opening words inside them begin no block (domain §3.5). */
void log_unread(struct log *);
/* explain: tells of a line that is passed over, since it came before. */
void log_passes(struct log *, const struct log_line *);
/* Its last lines, of which nothing was made, had come before. */
void log_uncount(struct log *, int64_t lines);
/* Lines that came before end before their last one: what is open ends here. */
void log_breaks(struct log *);
/* explain: adds words about the line at hand; nothing when nobody listens. */
void log_why(struct log *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What a log shows so far. */
struct log_shows {
    struct attempt_id id;  /* by its name, else its content; its slices live as long as the log */
    bool named;            /* a name gives the attempt */
    bool headed;           /* that name is in its heading */
    bool heading;          /* the lines before the log itself still come */
    bool other_start;      /* a name gives the attempt, and a start of another one came: text */
    bool over;             /* a word on its outcome came */
    bool exited, returned; /* its process has returned; and no word came since */
    bool pod;              /* it is the output of a pod of Airflow 3's, which runs nothing else */
    bool closed;           /* the supervisor of its process said how it ended; in a file, its last group has: nothing more comes */
    bool process;          /* a process of Airflow 3's began, whoever's */
    bool waits, ends;      /* a process that begins goes on with it; is another attempt's: so in a file of Airflow 3's, where no word tells a success */
    bool busy, block;      /* something is open that lines without a head go on with; a block is */
    bool has_time, has_wrapper_time;
    int64_t first, last;   /* stamps of outermost heads */
    int64_t wrapper_last;  /* of the wrapper's, as far as lines were not plain */
    int64_t number, lines; /* of its last line; how many it has */
};
struct log_shows log_shows(const struct log *);
/* Whether its process has ended, and the attempt does not wait to go on: what comes much later, and is no start, is not its own. */
bool log_is_done(const struct log *);
/* Appends log_id as it is known so far. Nothing: no attempt is named, its try is not, or the owner was told of the log (log_tell). */
void log_attempt(const struct log *, struct buf *out);
/* Whether a line with such a head is a piece of a message, not a line of Airflow's (domain §3.4), as far as is known. */
bool log_is_piece(const struct log *, enum family);
/* Its attempt is named by a later start line of its source, not the first (domain §3.5). */
void log_is_later(struct log *);
/* Some of its lines came behind another attempt's start: that one's task may have printed them. Unless a name tells, the log is known by a later line (domain §3.5). */
void log_is_shared(struct log *);
/* Its source's name may be a task's print: it tells no more than a later line. */
void log_is_printed(struct log *);
/* The lines of another log, which goes, are given to this one: explain tells of them once. */
void log_takes(struct log *, struct log *from);
/* The lines that follow came in between: one with a head whose stamp lies outside from..to is what the log's task printed, a piece of the message before it.
 * log_owns: all of them are the log's own again. */
void log_owns_within(struct log *, int64_t from, int64_t to);
void log_owns(struct log *);
/* The lines that follow came before those of its last segment, and so have lower numbers. */
void log_goes_back(struct log *);
/* It may be another reading of an attempt that the owner has a log of: it is not told of (log_tell) before its end. */
void log_is_reading(struct log *, bool reading);
/* Whether a is the more complete reading of an attempt: complete, then of surer identity, then stated, then more lines (domain §3.5). What another task
 * printed of a whole attempt is thus no better reading of it. cut: the input ended early in a. */
bool log_is_better(const struct log *a, bool cut, const struct log *b);
/* How surely it is known whose the log is: identity_strength, 0 where it has none. */
int log_strength(const struct log *);
/* Ends the log without a trace: the owner is to forget what it has of it. */
void log_drop(struct log **);
/* Tells the owner of an open log's identity, once, when it is known, and of its incidents so far (stream_tell). */
void log_tell(struct log *, int64_t now, int64_t idle);

#endif
