/* traceback.h - Python tracebacks, by source of lines, and the errors they end in: the last one of Airflow's own failure line (domain §8.1), and the last one
 * that anybody else printed before it. */
#ifndef DAGSIEVE_TRACEBACK_H
#define DAGSIEVE_TRACEBACK_H

#include "context.h"
#include "line.h"
#include "parser/text/json.h"
#include "printed.h"

/* over: its text is, but a link of its chain may follow, each line a message of its own. asked: its header stood behind other words: a frame must follow. told: Python's own
 * words of one that it ignores or only logs were read; its header may follow. */
enum traceback_state { TRACEBACK_none, TRACEBACK_asked, TRACEBACK_frames, TRACEBACK_message, TRACEBACK_gap, TRACEBACK_over, TRACEBACK_told };

/* One that is being read. */
struct open_traceback {
    enum traceback_state state;
    size_t indent; /* of its header */
    struct prefix_kept before; /* what stands before its header: a logger's prefix, or whatever is printed before it */
    bool prefixed; /* that stands before its other lines too: one without it is another process's */
    bool flat, after_file; /* its frames are not indented; the line before was a frame's first */
    bool group;    /* of exceptions: tracebacks further in are its parts */
    bool member;   /* what follows is the next member's */
    bool by_line;  /* the exception is a message of its own, and has words: a child prints line by line */
    bool glued;    /* the web interface's: frames follow the exception */
    bool boxed;    /* its text stands between two rules, each line a message of its own */
    bool chained;  /* the next traceback is a link of the same chain */
    enum printed into; /* whose error it is */
    bool unraised; /* Python told before the header that it ignores or only logs what follows */
};

struct traceback {
    struct open_traceback of[SOURCES_MAX];
    uint32_t open;  /* sources that have one, as bits */
    struct printed_error printed[PRINTED__N];
};

/* true while the line belongs to a traceback of its source: then nobody else looks at it. */
bool traceback_line(struct traceback *, const struct line *, struct context *);
/* Whether the source (-1: none) has one. */
static inline bool traceback_is_open(const struct traceback *traceback, int source)
{
    return source >= 0 && traceback->open >> source & 1;
}
/* Whether the source's lines at hand are of a traceback that Python itself says was ignored or only logged. */
static inline bool traceback_is_unraised(const struct traceback *traceback, int source)
{
    const struct open_traceback *open = &traceback->of[source];
    return open->state != TRACEBACK_none && (open->unraised || open->into == PRINTED_unraised);
}
/* Whether the text is source code: indented, in the frames of its source's traceback. */
static inline bool traceback_is_code(const struct traceback *traceback, int source, struct slice text, const struct context *ctx)
{
    const struct open_traceback *open = &traceback->of[source];
    if (open->state == TRACEBACK_frames && open->prefixed)
        prefix_kept_take(ctx->parser->prefixes, &open->before, text, &text);
    return open->state == TRACEBACK_frames && text.n && byte_is_blank(text.p[0]);
}
/* Python said in closed lines before the header at hand that it ignores or only logs what follows. */
static inline void traceback_tell(struct traceback *traceback, int source)
{
    traceback->of[source].unraised = true;
}
/* Whether the line may stand between those words and the header: "future: <Task ..>", frames of where it was made. */
bool traceback_is_told_below(struct slice text);
/* The members error_detail or exception of a record (JSON_none: it has none). unraised: its text says that it is only told of. */
void traceback_detail(struct traceback *, const struct message *, struct json_value detail, bool unraised, struct context *);
/* Airflow's failure line as its web interface shows it, the exception glued to its words; frames follow. source: of the lines that follow. */
void traceback_interface(struct traceback *, const struct message *, int source, struct slice text, struct context *);
/* The source is forgotten. */
void traceback_leave(struct traceback *, int source);
/* The error of Airflow's own failure line, of the last segment; NULL: there is none. */
const struct error *traceback_own(const struct traceback *, const struct context *);
/* The last one that anybody else printed before it, or, where that only says that a child failed, what the child had printed; *line: where the last one ended;
 * NULL: there is none. */
const struct error *traceback_other(const struct traceback *, const struct context *, int64_t *line, enum speaker *);
/* Writes error_type and error_message. any: without a failure line the last error counts (of a log that is no task's). */
void traceback_end(struct traceback *, bool any, struct context *, struct cell *log);
void traceback_free(struct traceback *);

#endif
