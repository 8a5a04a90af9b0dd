/* context.h - what the parts of a log share, and all that they share: what the parser knows, the facts that one part learns and another needs, and
 * the ways to say something. Parts include this and line.h, never each other. */
#ifndef DAGSIEVE_CONTEXT_H
#define DAGSIEVE_CONTEXT_H

#include "attempt_id.h"
#include "parser/catalogue/record.h"
#include "parser/stream.h"
#include "parser_inside.h"

/* Facts of a log that more than one part needs. Who learns them stands before the colon. */
struct facts {
    enum family own_lines; /* heads: what Airflow's own lines are in this log (text, json, elastic); none = it has not spoken yet */
    int generation;        /* heads, identity: Airflow's major version as the lines show it; 0 = not known yet */
    bool heads_zoned;      /* heads: outermost stamps carry their zone */
    bool not_an_attempt;   /* identity: the log of a scheduler or DAG processor, which speaks of many attempts and is none */
    bool unread;           /* stream, heads: lines without a head stand in an envelope that nothing opens */
    bool task_runner;      /* outcome: Airflow's task runner has spoken: this is a task's log, whoever's it is */
    bool airflow_kills;    /* outcome: what ends the task from now on was sent by Airflow itself */
    int64_t notice_line;   /* notices: the line at hand speaks of whom it names: no incident of this log (domain §3.4) */
    int segments;          /* outcome: begun so far (domain §3.4); what was said in an earlier one does not count */
    int64_t segment_line;  /* outcome: the line by which the last one began */
    bool has_start_date, has_end_date;
    int64_t start_date, end_date; /* outcome: printed, UTC, whole seconds */
    int64_t stamp;         /* heads: the newest outermost one that is not a plain line's */
    int64_t shift;         /* outcome: microseconds by which stamps without a zone are read too early, as a printed date beside one proves */
    struct known_attempt known;   /* identity: whose log it is, as far as is known */
};

/* An incident that a part found without a signature's text. The slices need to live until it is handed on. */
struct found {
    enum signature signature;
    int64_t line, count;
    struct slice evidence;
    struct slice field, value, threshold; /* empty: none; in the arena */
};

struct context {
    const struct parser *parser;
    const struct stream_events *events;
    void *handle;             /* the owner's, of this log */
    struct slice source;      /* as complaints name it; in the arena */
    struct arena arena;       /* lives as long as the log */
    struct facts facts;
    int64_t line;             /* the physical line at hand */
    bool falls;               /* each line stands before the one that came before it: a stream whose newest line comes first (domain §3.5) */
    bool matched, rejected;   /* it is a piece of a record; it lost text to a reject */
    int64_t notes[COMPLAINT__N];
    int n_rejects;
    bool key_open, in_key;    /* lines of a private key follow; the line at hand may be one */
    struct buf clean, shown, why, asked; /* asked: lines that explain tells about at the end */
    int64_t asked_from, asked_to; /* lines of another log among these, which come again; 0 = none */
    struct buf above, joined; /* what the line above said, whose value may stand on this one; both */
};

/* Whether a physical line came with or after another one. */
static inline bool context_is_since(const struct context *ctx, int64_t line, int64_t since)
{
    return ctx->falls && since ? line <= since : line >= since;
}

/* source is copied; parser and events must outlive the context. */
void context_open(struct context *, const struct parser *, const struct stream_events *, struct slice source);
void context_close(struct context *);

/* Hands a child record to the log's owner; the cells need to live until it returns. */
static inline void context_emit(struct context *ctx, enum record_type type, struct cell *cells)
{
    struct record record = { &schemas[type], cells };
    ctx->events->child(ctx->events->context, ctx->handle, &record);
}
/* Counts a complaint of class note. */
static inline void context_note(struct context *ctx, enum complaint complaint, int64_t times)
{
    ctx->notes[complaint] += times;
}
/* Emits a complaint of class reject; text is masked and cut. */
void context_reject(struct context *, enum complaint, int64_t line, int col, struct slice text);
/* Whether somebody listens to what is made of each line (explain). */
static inline bool context_explains(const struct context *ctx)
{
    return ctx->parser->options.explain;
}
/* Microseconds to add to stamps of the log that have no zone; 0 where they have one, or nothing proves that they are read wrongly. */
static inline int64_t context_shift(const struct context *ctx)
{
    return ctx->facts.heads_zoned ? 0 : ctx->facts.shift;
}
/* Adds words about the line at hand; for who has asked whether somebody listens. */
void context_why_list(struct context *, const char *format, va_list) __attribute__((format(printf, 2, 0)));
/* The same; nothing when nobody listens. */
__attribute__((format(printf, 2, 3))) static inline void context_why(struct context *ctx, const char *format, ...)
{
    va_list args;
    if (!context_explains(ctx))
        return;
    va_start(args, format);
    context_why_list(ctx, format, args);
    va_end(args);
}
/* Whether the line above, or its end, names a secret that stands on this line, which then is in ctx->clean, masked. */
bool context_mask_below(struct context *, struct slice above, struct slice text, struct head_space *);
/* The line at hand and the words about it go to the listener, masked, and are forgotten. */
void context_explain(struct context *, struct slice text, struct head_space *);

/* The lines that wait for the end of another log wait for that of this one: its lines come again, as this one's. */
void context_explain_take(struct context *, struct context *from);
/* The lines that wait for the end of the log go to the listener, with words on whose they are. */
void context_explain_whose(struct context *, struct slice whose);

/* Text as valid UTF-8, in the arena. */
struct slice context_keep(struct context *, struct slice text);
/* The same with its secrets masked (and counted), at most max bytes. */
struct slice context_keep_masked(struct context *, struct slice text, size_t max);
/* The same of text that stands behind a name, which may say that all of it is a secret. */
struct slice context_keep_value(struct context *, struct slice name, struct slice text, size_t max);
/* A new line is at hand: whether a private key goes on in it. Its lines, each maybe behind a head of its own, are masked by themselves. */
void context_key_line(struct context *, struct slice text, uint64_t bits);
static inline void context_follow_key(struct context *ctx, struct slice text, uint64_t bits)
{
    ctx->in_key = ctx->key_open;
    if (ctx->in_key || (bits & pattern_bit(PATTERN_private_key)))
        context_key_line(ctx, text, bits);
}
/* Microseconds as a decimal of seconds, in the arena. */
struct slice context_keep_seconds(struct context *, int64_t micros);

/* Whether a line with these hits holds the pattern: its groups can then be asked for. */
static inline bool context_match(const struct context *ctx, int pattern, struct slice text, uint64_t bits)
{
    return (bits & pattern_bit(pattern)) && pattern_match(ctx->parser->patterns, pattern, text);
}
/* A group of the last match. */
static inline struct slice context_group(const struct context *ctx, int pattern, const char *name)
{
    return pattern_group(ctx->parser->patterns, pattern, name);
}

#endif
