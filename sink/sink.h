/* sink.h - records -> somewhere. A sink knows no log format.
 * For each log: begin, then put in any number, then end. flush may come between any two calls. At last close.
 * A child waits outside of the sink until its log is known, encoded as this sink will need it: so that each of its cells is written
 * once. put copies what it keeps. After end(ok = false) nothing of this log remains, not even what a flush had made visible.
 * A negative return means: already complained about; give this log up (end(false)).
 * end may answer SINK_REPLACE: what this log displaces was stored by another way, and its rows cannot be separated from those of
 * this one. Nothing was kept; the log is to be put whole into a sink that replaces. */
#ifndef DAGSIEVE_SINK_H
#define DAGSIEVE_SINK_H

#include "parser/catalogue/complaint.h"
#include "parser/catalogue/record.h"

struct sink;

enum {
    SINK_REPLACE = 1,
    SINK_AGAIN = -2, /* of put and end: what was put of this log went with a connection, which is there again: read it once more */
};

struct sink_ops {
    const char *name;
    int (*begin)(struct sink *, const struct record *log);                             /* whole: the same record as end's */
    /* Appends the child in the form that put takes; knows not of which log it is. NULL: put takes it packed (record_pack). */
    void (*encode)(struct sink *, const struct record *child, struct buf *to);
    int (*put)(struct sink *, const struct record *log, enum record_type, struct slice encoded);
    int (*flush)(struct sink *);                                                       /* make visible what came so far */
    int (*end)(struct sink *, const struct record *log, bool ok);                      /* log: whole */
    int (*close)(struct sink **);                                                      /* flushes; nulls the pointer */
    /* The file that log names by source, size and mtime was read to its end and all its logs were put; NULL = does not matter. */
    int (*input)(struct sink *, const struct record *log);
    /* How an open log that was begun stands by now; not whole. NULL = does not matter. */
    int (*grow)(struct sink *, const struct record *log);
};

/* The first member of each sink's own struct. */
struct sink {
    const struct sink_ops *ops;
};

static inline void sink_encode(struct sink *sink, const struct record *child, struct buf *to)
{
    if (sink->ops->encode)
        sink->ops->encode(sink, child, to);
    else
        record_pack(to, child);
}

/* Puts a child that need not wait. */
static inline int sink_put(struct sink *sink, const struct record *log, const struct record *child)
{
    struct buf encoded = { 0 };
    sink_encode(sink, child, &encoded);
    int rc = sink->ops->put(sink, log, record_type(child), buf_view(&encoded));
    buf_free(&encoded);
    return rc;
}

/* Counts per record type and drops: the sink for measuring. */
struct sink *sink_null(void);
/* How many records of a type came in logs that ended well. */
int64_t sink_null_count(const struct sink *, enum record_type);
/* One JSON object a line (records.md §1) to the stream, which stays open. A stream cannot take back: end(false) drops
 * only what no flush and no full buffer (64 KiB) has written yet. The same holds for CSV. */
struct sink *sink_jsonl(FILE *to, struct report *);
/* RFC 4180 with a header line, records of one type only. */
struct sink *sink_csv(FILE *to, enum record_type only, struct report *);
/* What a person wants to read: one row a log, its blocks, events, findings and rejects beneath. colour: ANSI. */
struct sink *sink_table(FILE *to, bool colour, struct report *);

#endif
