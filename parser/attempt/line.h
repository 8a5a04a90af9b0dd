/* line.h - a line of a message as the parts of a log see it. Made by the core, read by the parts. */
#ifndef DAGSIEVE_LINE_H
#define DAGSIEVE_LINE_H

#include "parser/catalogue/failures.h"
#include "parser/head/head.h"
#include "parser/head/head_cache.h"
#include "parser/head/rendered.h"

/* Airflow's own failure line: FAILING_stated since 2.2 and in 3; before, FAILING_words: a message of the exception's text, if that is what follows. */
enum failing { FAILING_no, FAILING_words, FAILING_stated };

/* The message whose lines are being read: what its head said. */
struct message {
    struct buf key;            /* of the source of lines that it is of (domain §3.1); "" = lines without any head */
    enum family family;
    enum level level;
    bool has_time, naive;      /* naive: its stamp had no zone */
    bool echo;                 /* Airflow repeats what it runs or got: nobody's print */
    bool own;                  /* Airflow's own word (domain §3.4) */
    bool single;               /* behind one head, of no captured output: the file or logger of that head says it */
    enum speaker speaker;      /* who prints it */
    enum failing failing;      /* whether it says that the attempt failed, so that the error in it is the attempt's (domain §8.1) */
    bool blank;                /* its first line is empty: the words are on the next ones */
    bool exports;              /* it begins the environment's variables, unquoted: they go on on the next lines (before Airflow 2.6) */
    int64_t time;
    struct buf logger;         /* what event.logger shows */
    bool logger_suspect;       /* it may be or hold a secret */
    struct buf file;
    enum named { NAMED_otherwise, NAMED_by_file, NAMED_by_record } named; /* of what of a head key, logger and file are made: the file, or logger and file */
    struct buf words;          /* its first line, where failing is FAILING_words */
};

/* Whether it is Airflow's own word: its source file behind one head, behind two only as 1.10 and 2.0's job nested them (domain §3.4). */
bool message_is_own(const struct head *, int generation);
/* Begins the message of a head: who speaks, and to whom it may belong. generation: the facts'. */
void message_begin(struct message *, const struct head *, int generation);
/* As message_begin, of a head that repeats another (head_cache.h), where the message before is one of the same file: of the head's text only what that says is
 * new. false: nothing was done. */
bool message_repeat(struct message *, const struct head_repeat *, struct slice file, struct slice text);
/* What an event needs of the message of a known head: its time and logger. message_begin is to come before anybody asks for more. */
void message_outline(struct message *, int64_t time, struct slice logger);
/* A line behind a record is none of its message: it has neither source nor level (domain §3.1), and came when the record did
 * unless its wrapper says when. */
void message_leave(struct message *);
/* Whether it is the word of a scheduler, executor or triggerer. */
bool message_oversees(const struct message *);
/* Whether the message is of a file of Airflow's that is heard for kills alone (airflow.def). */
bool message_only_kills(const struct message *);
void message_free(struct message *);

/* Slots of sources of lines; parts keep what is open in each by slot. */
enum { SOURCES_MAX = 32 };

struct line {
    struct slice text;         /* envelopes, heads and ANSI sequences taken off, blanks at its end too */
    uint64_t bits;             /* the prefilter's hits */
    const struct message *message;
    enum level level;          /* of a head of its own inside the message, else the message's */
    bool headless;             /* no head stands before it */
    bool aside;                /* nor is it of the output channel of the message's head: it is none of its text */
    bool first;                /* of its message */
    bool piece;                /* a record or a child's line inside the message: no word of Airflow's, whatever it says (domain §3.4) */
    bool record;               /* a piece that is a record, not a broken one */
    bool nested;               /* a line of the text of a record that the user rendered as JSON */
    bool code;                 /* source code in a traceback's frames */
    int source;                /* its slot; -1 where nothing is open and nothing in it begins anything */
    struct rendered rendered;  /* the record as JSON that it is, if it is one */
};

/* Whether the line is Airflow's own word on the attempt; what a child process wrote between two heads is none. */
static inline bool line_is_own(const struct line *line)
{
    return line->message->own && !line->piece && (!line->headless || line->message->blank);
}

#endif
