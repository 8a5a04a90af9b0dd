/* stream_inside.h - one stream while it is read. Shared by stream.c, waiting.c and reading.c; not for others: stream.h is the door. */
#ifndef DAGSIEVE_STREAM_INSIDE_H
#define DAGSIEVE_STREAM_INSIDE_H

#include "backward.h"
#include "branches.h"
#include "choice.h"
#include "overflow.h"
#include "run_merge.h"
#include "width.h"
#include "parser/attempt/stream_sources.h"
#include "parser/envelope/cutter.h"
#include "parser/stream.h"

/* OPEN_MOST: logs that are open at once; lines of further sources wait in a temporary file. */
enum { OPEN_MOST = 256, NO_BRANCH = -1, HEADLESS = 20 /* lines without one head that are worth a note */ };

enum { RECORD_BEGINS = 8 /* bytes that tell a broken record from another line */ };

/* One physical line. */
struct raw_line {
    struct slice text;     /* without its end */
    struct slice physical; /* with it */
    uint64_t bits;         /* prefilter's hits */
    bool unended, cut;     /* as log_line has them */
    bool offered;          /* it was refused as a bare one */
};

/* Lines that carry the chain no more, in stream.pending. */
struct turn {
    int64_t lines, heads;
    struct chain to;       /* that of the first one's head */
};

/* Lines with hits, to the input's end, that are told of, though a task may have printed them. */
enum { FOREIGN_TOLD = 3 };

/* Heads in an envelope that is not the stream's. */
struct foreign {
    int64_t lines, line;   /* line: the number of the first in its source */
    long branch;
    bool sure;             /* they are no task's print */
    bool heads;            /* the stream's own were seen */
    struct buf text;       /* the first */
};

struct stream {
    const struct parser *parser;
    const struct stream_events *events;
    char *name, *path;
    struct buf packed;     /* how to unpack it */
    bool named;            /* the path names an attempt: all text is that attempt's */
    struct choice choice;
    enum direction direction;
    struct branches branches;
    struct stream_sources sources; /* those that have a key */
    struct branches outers; /* sources that have others inside */
    size_t n_open;
    long last;             /* branch of the last line, or NO_BRANCH */
    bool adopts;           /* lines were let go before the chain was chosen: the first source that is named takes their branch */
    int64_t lines, now, fed; /* physical lines; the owner's clock, milliseconds, 0 = it has none, and what it showed when lines came last */
    struct chain_space space;
    /* The bytes that are not hashed yet: whose, and where they begin. */
    long run;
    const char *run_from;
    bool piece;            /* the line was a piece of one */
    bool has_ends;         /* a text has come that is no piece */
    /* Lines of a constant chain that begin alike are of one source. */
    bool constant;
    struct buf same;
    long same_branch;
    /* Labels behind their messages: lines that wait for one, and the branch of the label that was seen last, or NO_BRANCH. */
    bool closes;
    bool label_last;       /* a message of several lines had its label behind the last one alone */
    struct buf pending;
    long labelled;
    struct turn turn;
    struct foreign foreign;
    struct widths widths;
    int64_t turned_at;     /* lines before the envelopes that are in force */
    struct overflow *overflow;
    bool draining;         /* lines come back out of overflow */
    /* documents.c */
    const struct cutter_kind *kind;
    void *cutter;          /* NULL: the input is lines, or what follows is */
    struct buf records, raw;   /* raw: bytes of the document so far, where document_raw */
    bool document_raw, document_gave, broken; /* gave: records came of it; broken: the rest of the input is not read */
    int64_t lost_line;         /* the first record that is left out, its number and how it begins; 0 = none */
    struct buf lost;
    char begins[RECORD_BEGINS]; /* how a record begins on its line, where each line is one; zeros: none was seen */
    /* waiting.c */
    struct buf held;       /* lines that nothing is decided on */
    int64_t held_since;    /* on the owner's clock; 0 = not known yet */
    struct buf mark;       /* a byte order mark: bytes of the first source */
    struct buf unread;     /* the first line that shows a head inside an envelope nobody knows */
    struct buf recipe;     /* how to cut the log out of such lines, where that is known */
    size_t recipe_cut;     /* bytes that it takes off `unread`: no line may lack them */
    int64_t unread_line;
    bool unread_text;      /* a line before it is no JSON */
    bool started, released, refused;
    struct backward *backward;
    struct merge *merge;       /* records that come in runs */
    int64_t entry_line;    /* of a backward stream: the number of the line before */
};

/* whose.c: which source a line is of. */
/* Sets what holds as long as the chain does. */
void chain_settle(struct stream *);
/* The branch that the line is of: of what it carries, else that of the line before it. *taken: how many envelopes it carries. */
long reading_branch(struct stream *, struct slice text, struct payload *payload, int *taken);
/* The branch of lines that no envelope names. */
long reading_nameless(struct stream *);
/* Whether a line with that label (NO_BRANCH: it has none) is of another source than the labelled one before it; begins: it has a head. */
bool label_is_anothers(struct stream *, long label, bool begins);

/* reading.c: lines that the choice is made for. */
/* Reads whole lines; cut: one, longer than the limit. */
void reading_lines(struct stream *, struct slice chunk, bool cut);
/* The log of the branch, opened where there is none. */
struct source_logs *reading_log(struct stream *, long branch);
/* The bytes so far are hashed; their buffer is about to go. */
void reading_settle(struct stream *, const char *upto);

/* Lines that wait for a label, or for more that are like them, wait no longer. */
void reading_pending(struct stream *);
/* Lines whose last pieces do not come; whether there were any. unended: the input ended before them. */
bool reading_pieces_settle(struct stream *, struct branch *, bool unended);

/* ending.c: the end. */
/* Closes the logs that are open, then those that wait in the temporary file. cut: the input ended early; unended: its last line has no end. */
void reading_close(struct stream *, bool cut, bool unended);
/* Closes logs of which nothing came since then, on the owner's clock. */
void reading_close_quiet(struct stream *, int64_t since);

/* documents.c: inputs that are no lines. */
/* Looks whether the input, which begins with text, is one, or one that cannot be read; cut: text is the begin of a longer line. */
void documents_begin(struct stream *, struct slice text, bool cut);
/* Reads bytes of it; returns the records that end in them, as lines. They live until the next call. Where what follows is of another kind, the rest is text;
 * where a document breaks off that gave records, the rest is not read. */
struct slice documents_feed(struct stream *, struct slice text);
/* The input is over: whether it was cut inside a document, or one was broken. *text: lines that were no document after all. */
bool documents_end(struct stream *, struct slice *text);
/* A line of a stream whose lines are records; taken: it is one. One that begins as they do and is none is broken: told once. */
void documents_line(struct stream *, const struct raw_line *, bool taken);
void documents_close(struct stream *);

/* turning.c: lines in another envelope than the stream's. */
/* Takes a line that carries nothing of the chain, where it may be the first of others, or follows one; false: it is text. */
bool turning_keeps(struct stream *, const struct raw_line *);
/* Whether the lines kept are of another envelope; over: no more come. */
bool turning_is_made(const struct stream *, bool over);
/* Whether lines are kept, and the line carries the chain again. */
bool turning_is_off(struct stream *, struct slice text);
/* The stream begins anew with the envelopes of the lines kept. */
void turning_begin(struct stream *);
/* The lines kept are text. */
void turning_drop(struct stream *);
/* Notes a line with hits, text its payload, line its number, that shows no head of its own but one in another envelope. */
void turning_note(struct stream *, const struct raw_line *, struct slice text, int64_t line);

/* waiting.c: lines that nothing is decided on yet, and streams that come backward. */
/* Takes lines as long as something is undecided; returns those that it leaves to reading_lines. */
struct slice waiting_feed(struct stream *, struct slice lines);
/* Nothing more is waited for: what the lines so far tell, decides. */
void waiting_release(struct stream *);
/* The end of the input. */
void waiting_end(struct stream *);

#endif
