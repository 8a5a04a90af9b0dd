/* traceback.h - Python tracebacks, by source of lines, and the error they end in: the last one is the log's. */
#ifndef DAGSIEVE_TRACEBACK_H
#define DAGSIEVE_TRACEBACK_H

#include "context.h"
#include "line.h"
#include "parser/text/json.h"

enum traceback_state { TRACEBACK_none, TRACEBACK_frames, TRACEBACK_message, TRACEBACK_gap };

/* One that is being read. */
struct open_traceback {
    enum traceback_state state;
    size_t indent; /* of its header */
    bool flat, after_file; /* its frames are not indented; the line before was a frame's first */
    bool group;    /* of exceptions: tracebacks further in are its parts */
};

struct traceback {
    struct open_traceback of[SOURCES_MAX];
    uint32_t open;  /* sources that have one, as bits */
    int segment;    /* the error's: one of an earlier segment does not count */
    struct buf error_type, error_message;
};

/* true while the line belongs to a traceback of its source: then nobody else looks at it. */
bool traceback_line(struct traceback *, const struct line *, struct context *);
/* Whether the source (-1: none) has one. */
static inline bool traceback_is_open(const struct traceback *traceback, int source)
{
    return source >= 0 && traceback->open >> source & 1;
}
/* Whether the source is in a traceback's frames, where a line that is indented is source code. */
static inline bool traceback_in_frames(const struct traceback *traceback, int source)
{
    return traceback->of[source].state == TRACEBACK_frames;
}
/* The members error_detail or exception of a record (JSON_none: it has none). */
void traceback_detail(struct traceback *, struct json_value detail, struct context *);
/* The source is forgotten. */
void traceback_leave(struct traceback *, int source);
/* Writes error_type and error_message, unless the attempt succeeded. */
void traceback_end(struct traceback *, bool succeeded, struct context *, struct cell *log);
void traceback_free(struct traceback *);

#endif
