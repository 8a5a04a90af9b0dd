/* begins.h - what a line of a source says of whose log it is of (domain §3.5): asked before the line is read, so that it gets into the right one. Reads
 * the line as a log that knows nothing yet would. */
#ifndef DAGSIEVE_BEGINS_H
#define DAGSIEVE_BEGINS_H

#include "identity.h"
#include "parser/catalogue/airflow.h"
#include "parser/text/scan.h"

enum begin_kind {
    BEGIN_none,
    BEGIN_before,  /* a start prints it before it names its attempt; or it names one, and alone begins no log: Running <TaskInstance ..> */
    BEGIN_names,   /* a line of the task runner that names the attempt, or its try */
    BEGIN_outcome, /* a word on the outcome, maybe with the attempt's name */
    BEGIN_label,   /* a record of Airflow 3.2 or later that says of which attempt it is */
};

/* The slices live until begins_forget. */
struct begin {
    enum begin_kind kind;
    enum family family;   /* of its head */
    struct attempt_id id; /* as far as the line tells */
    struct slice label;   /* a record's: the id that the attempt has in Airflow's database; empty = none */
    struct slice workload; /* the same id, where a start of Airflow 3 prints it in what it executes: records of its process need not have it */
    bool closes;          /* the label is of the supervisor's last word on the process */
    int place;            /* of a start (airflow.def); -1: it has none */
    bool printed;         /* tasks print such a line too: it is of a start only where the next one is as well */
    bool process;         /* a task process of Airflow 3 begins, and need not say whose it is */
    const struct airflow_words *once; /* the row of a start's line that one start says once; NULL: another one */
    bool again;           /* the task's process says what it runs, behind the start */
    bool resumes;         /* after a deferral: its try is that of the start before it */
    bool any_try;         /* its try is not to be compared */
    bool has_time;
    int64_t time;         /* of the outermost head */
};

static inline bool begin_is_start(const struct begin *begin)
{
    return begin->kind == BEGIN_before || begin->kind == BEGIN_names;
}

struct begins {
    struct context ctx;   /* its own: nothing that is learned here gets into a log */
    struct head_space heads;
    struct message message;
};

void begins_open(struct begins *, const struct parser *);
void begins_close(struct begins *);
/* Lines that are worth asking about have one of these hits, or begins_near is true: the message is perhaps a start's. */
uint64_t begins_bits(void);
/* Where " - " stands first; the text's size: nowhere. */
static inline size_t begins_dash(struct slice text)
{
    size_t at = scan_byte(text, 0, '-');
    while (at < text.n && !(at && at + 1 < text.n && text.p[at - 1] == ' ' && text.p[at + 1] == ' '))
        at = scan_byte(text, at + 1, '-');
    return at < text.n ? at - 1 : text.n;
}
/* Where the message of the line's outermost head begins, roughly. */
static inline struct slice begins_message(struct slice text)
{
    enum { HEAD_MAX = 200 };
    static const struct slice record = SLICE_ROW("\"event\":"), console = SLICE_ROW("] ");
    char first = text.n ? text.p[0] : '\0';
    struct slice head = slice_part(text, 0, HEAD_MAX);
    if (first == '[') {
        size_t dash = begins_dash(head);
        return slice_trim_left(slice_from(text, dash < head.n ? dash + strlen(" - ") : text.n));
    }
    const struct slice *mark = first == '{' ? &record : byte_is_digit(first) ? &console : NULL;
    size_t at = mark ? slice_find(head, *mark) : (size_t)-1;
    if (at == (size_t)-1)
        return SLICE("");
    struct slice message = slice_trim_left(slice_from(text, at + mark->n));
    return first == '{' ? slice_from(message, 1) : message;
}
static inline bool begins_near(struct slice text)
{
    return airflow_start_find(begins_message(text));
}
/* Whether the record seems to have that label or another one; ends: so may the supervisor's last word. Only begins_read knows. */
enum labelled { LABEL_none, LABEL_same, LABEL_other };
enum labelled begins_record_label(struct slice text, struct slice label, bool ends);
static inline enum labelled begins_label(struct slice text, struct slice label, bool ends)
{
    return text.n && text.p[0] == '{' ? begins_record_label(text, label, ends) : LABEL_none;
}
/* Where a record ends at which another one begins, or a console line; 0: nowhere. */
size_t begins_glued(struct slice text);
/* false: the line is none of a heading, which names the attempt of the log behind it. */
bool begins_heading(struct begins *, struct slice text, struct begin *out);
/* Sets *stamp to the record's, where it begins with that. */
void begins_stamp(struct slice text, int64_t *stamp);
struct begin begins_read(struct begins *, struct slice text, uint64_t bits);
/* Copies the names of its attempt, and its label, to the arena. */
void begin_keep(struct begin *, struct arena *);
/* Copies what a line named, so that it lives until begins_forget too. */
void begins_keep(struct begins *, struct begin *);
/* What was read so far may go. */
void begins_forget(struct begins *);

/* Whether both name attempts, and other ones; what either does not tell is alike. */
bool begin_is_other(const struct attempt_id *ours, const struct begin *);
/* Whether the line cannot be of the start whose lines tell `held`: it names another attempt, comes before them, or says once more what a start says once. */
bool begin_is_another(const struct begin *held, const struct begin *);
/* Adds what `to` does not tell yet. */
void begin_complete(struct begin *to, const struct begin *more);

/* Whether the line may be the first with a stamp of a source that is read from its beginning; a task's own line is not (domain §3.5). A record's labels
 * tell whose it is, wherever it stands. */
bool begins_source(const struct parser *, struct slice text);

#endif
