/* sink.h - records -> somewhere. A sink knows no log format.
 * For each log: begin, then put in any number, then end. flush may come between any two calls. At last close.
 * put copies what it keeps. After end(ok = false) nothing of this log remains, not even what a flush had made visible.
 * A negative return means: already complained about; give this log up (end(false)).
 * end may answer SINK_REPLACE: what this log displaces was stored by another way, and its rows cannot be told from those of
 * this one. Nothing was kept; the log is to be put whole into a sink that replaces. */
#ifndef DAGSIEVE_SINK_H
#define DAGSIEVE_SINK_H

#include "parser/catalogue/complaint.h"
#include "parser/catalogue/record.h"

struct sink;

enum {
    SINK_REPLACE = 1,
    SINK_AGAIN = -2, /* of put and end: what was put of this log went with a connection, which is there again: read it anew */
};

struct sink_ops {
    const char *name;
    int (*begin)(struct sink *, const struct record *log);                             /* whole: the same record as end's */
    int (*put)(struct sink *, const struct record *log, const struct record *child);
    int (*flush)(struct sink *);                                                       /* make visible what came so far */
    int (*end)(struct sink *, const struct record *log, bool ok);                      /* log: whole */
    int (*close)(struct sink **);                                                      /* flushes; nulls the pointer */
    /* The file that log names by source, size and mtime was read to its end and all its logs were put; NULL = does not matter. */
    int (*input)(struct sink *, const struct record *log);
};

/* The first member of each sink's own struct. */
struct sink {
    const struct sink_ops *ops;
};

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
