/* log_inside.h - one log while it is read. Shared by the files that make up the reading of a log (log.c, message.c, channel.c, outcome*.c, content.c,
 * incident.c, traceback.c); not for others: log.h is the door. */
#ifndef DAGSIEVE_LOG_INSIDE_H
#define DAGSIEVE_LOG_INSIDE_H

#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include "attempt_id.h"
#include "log.h"
#include "parser/block/block.h"
#include "parser/event/event.h"
#include "parser_inside.h"

/* MASKED_MAX: how far text is looked at for secrets before it is cut. */
enum { MASKED_MAX = 64 * 1024, ERROR_MAX = 4096, CHANNELS_MAX = 32, SILENCE_LIMIT = 600 * 1000000 };

enum traceback_state { TRACEBACK_none, TRACEBACK_frames, TRACEBACK_message, TRACEBACK_gap };

/* A source of lines (domain §3.1): its open block and its traceback. */
struct channel {
    struct buf key;
    int64_t used;              /* line it was used last: the oldest makes room */
    struct block *block;       /* kept for reuse */
    bool open;                 /* block is open */
    int prefix_words;          /* words of the user's prefix before the opening line, -1 = no prefix */
    bool headless;             /* the block's last line had no head */
    bool native;               /* the block's opening line had none */
    int seq;
    int64_t line;
    bool has_time;
    int64_t time;
    enum traceback_state traceback;
    size_t indent;             /* of the traceback's header */
    bool group;                /* of exceptions: tracebacks further in are its parts */
};

/* The message whose lines are being read. */
struct message {
    struct buf key;            /* of its channel; "" = lines without any head */
    enum family family;
    enum level level;
    bool has_time, echo, own;
    bool blank;                /* its first line is empty: the words are on the next ones */
    bool printed;              /* its lines are of a record that the user printed inside it */
    int64_t time;
    struct buf logger;         /* what event.logger shows */
    struct buf file;
};

struct incident {
    int64_t count, line;
    int64_t last;          /* line of the last one */
    int64_t told;          /* count that the owner was told of */
    struct slice evidence; /* in the log's arena */
    struct slice field, value, threshold;
};

/* What Airflow's own lines say of the attempt (domain §3.4). */
struct attempt {
    struct buf state;          /* lower case; empty = none */
    bool stated, refused_only, refused, killed, has_exit_code, terminal, waiting;
    bool from_pod;             /* an Airflow 3 pod's stdout: the end of the text says nothing */
    bool pre_execute, post_execute, started;
    int exit_code;
    const char *signal;
    int generation;
    int segments, return_codes;
    bool has_start_date, has_end_date, heads_zoned, printed_try_number;
    int64_t start_date, end_date;
    struct buf error_type, error_message;
    struct slice operator, hostname;
};

struct log {
    const struct parser *parser;
    const struct stream_events *events;
    void *handle;
    struct arena arena;
    struct slice source, pod;
    struct attempt_id path, content; /* as the path, as the content tells */
    bool content_stamped;
    int stamped_try_number;    /* of Elasticsearch's records; counts where no line tells */
    bool schedulers;           /* the log of a scheduler or DAG processor, not of an attempt */
    int64_t lines, bytes, matched, rejected, n_level[LEVEL__N];
    bool has_heads, has_wrapper_time, has_time;
    int64_t first_time, last_time, latest_time;        /* of outermost heads */
    int64_t wrapper_first, wrapper_last;
    int64_t silence, silence_at;                       /* the longest, microseconds */
    int64_t n_silent, silent_line;                     /* those above the limit, and the line that ended the first */
    int64_t silence_told;                              /* of a log that goes on */
    int64_t notes[COMPLAINT__N];
    int n_rejects, n_blocks, n_events;
    struct channel channel[CHANNELS_MAX];
    int n_channels, n_busy; /* busy: an open block or traceback */
    struct message message;
    struct head plain;         /* nesting > 0: the last head, of a line with nothing to look at; message is made of it when somebody asks */
    struct incident incident[SIGNATURE__N];
    struct incident *user_incident; /* of the user's own signatures, by row of user_patterns; in the arena */
    struct attempt attempt;
    struct head_space space;
    struct event event;
    struct buf scratch, text, masked;
    struct buf last_line;      /* copy, made by log_keep_last */
    struct slice last;         /* the last line, while its buffer lives */
    XXH3_state_t *hash;
    struct log_line current;
    bool line_matched, line_rejected;
    bool cut;                  /* the input ended early */
    bool told;                 /* the owner was told who it is */
    struct buf why;            /* explain: what was made of the current line */
};

/* A scheduler's log speaks of many task instances and is none's, unless its path says so. */
static inline bool log_is_nobodys(const struct log *log)
{
    return log->schedulers && !log->path.layout;
}
void log_emit(struct log *, enum record_type, struct cell *cells);
/* Cleans and masks text into the arena, at most max bytes; secrets are counted. */
struct slice log_keep_masked(struct log *, struct slice text, size_t max);
/* message.c: the lines of messages. */
void message_head(struct log *, const struct head *, uint64_t bits);
/* Makes the message of the last plain head, whose line is about to go. */
void message_settle(struct log *);
void message_continue(struct log *, struct slice text, uint64_t bits);
void event_emit(struct log *, struct slice name, enum level level);

/* channel.c: blocks, by source of lines. */
struct channel *channel_find(struct log *, struct slice key);
/* Where a line without a head belongs: to the message before it, else to the open block that such a line opened. */
struct channel *channel_find_headless(struct log *, uint64_t bits);
/* What the line is to the channel's block; true when the line is a piece of one. */
bool channel_line(struct log *, struct channel *, struct slice text, bool headless, uint64_t bits);
void channels_close(struct log *);

/* traceback.c */
/* true while the line belongs to a traceback (then nobody else looks at it). */
bool traceback_line(struct log *, struct channel *, struct slice text, uint64_t bits, bool new_message);
void traceback_end(struct log *, struct channel *);
void error_set(struct log *, struct slice type, struct slice message);
/* exception or error_detail of a record. */
void error_detail_take(struct log *, struct json_value detail);

/* outcome.c (Airflow 1 and 2), outcome_record.c (Airflow 3) */
void outcome_line(struct log *, struct slice text, uint64_t bits);
void outcome_record(struct log *, const struct head *);
void outcome_segment(struct log *);
void outcome_state(struct log *, struct slice state, bool stated);
void outcome_exit_code(struct log *, int code);
void outcome_end(struct log *);
const char *signal_name_of(int number);

/* content.c: identity and facts from content */
void content_line(struct log *, struct slice text, uint64_t bits);
void content_facts(struct log *, struct slice facts); /* dag_id=.., task_id='..' */
void content_stamps(struct log *, struct slice object); /* the members that Airflow gives each record for Elasticsearch */
void content_ids(struct log *, struct slice dag_id, struct slice task_id, struct slice run);
/* Whether a line that names this dag and task (empty: names none) is about another attempt. */
bool content_is_other(const struct log *, struct slice dag_id, struct slice task_id);
struct slice fact_get(struct slice facts, const char *key);

/* incident.c */
void incident_look(struct log *, struct slice text, uint64_t bits, bool code_line);
/* A line with what stands behind its message, the members of a record whose text was looked at: what they show besides. */
void incident_look_tail(struct log *, struct slice line, uint64_t bits);
void incident_look_members(struct log *, struct slice event, struct slice object, uint64_t bits);
void incident_add(struct log *, enum signature, struct slice evidence);
void incidents_emit(struct log *);
/* Tells the owner of those that have grown since they were told last. */
void incidents_tell(struct log *);
/* Tells of one that may not be the last word. */
void incident_tell(struct log *, enum signature, const struct incident *);

/* judge.c: rules over a finished block */
void block_judge(struct log *, struct channel *, struct cell *cells);

/* summary.c: the log record */
void summary_emit(struct log *);

#endif
