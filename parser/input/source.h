/* source.h - bytes of a file or pipe, inflated where they are gzip, as chunks of whole lines. Knows nothing of logs.
 * On a live pipe a line comes out as soon as it is written, also out of gzip. */
#ifndef DAGSIEVE_SOURCE_H
#define DAGSIEVE_SOURCE_H

#include <stdint.h>
#include <time.h>

#include "parser/catalogue/complaint.h"
#include "parser/text/slice.h"

struct source;

struct source_limits {
    size_t max_line;      /* bytes of one line, default 16 MiB at most; what is beyond is handed out as REST */
    int64_t max_ratio;    /* inflated / compressed bytes, default 500, looked at beyond 64 MiB inflated; 0 = none */
    int64_t max_inflated; /* bytes of one gzip input after inflating; 0 = none */
    bool zlib;            /* inflate with zlib even where ISA-L is there (--inflate=zlib, tests) */
};
extern const struct source_limits source_default_limits;

enum source_step {
    SOURCE_LINES, /* text is one or more whole lines, each with its '\n', save the input's last if it has none */
    SOURCE_LONG,  /* text is the first max_line bytes of a longer line, no '\n' */
    SOURCE_REST,  /* text is more bytes of that line; the last of them ends in '\n' (or the input ended): hash and count only */
    SOURCE_IDLE,  /* nothing came for idle_ms (pipes only) */
    SOURCE_END,
    SOURCE_FAIL,  /* could not be read any more; complained about */
};

struct source_facts {
    bool gzip;
    bool unended;          /* the last line had no '\n' */
    bool cut;              /* a gzip stream ended early */
    bool corrupt;          /* gzip is corrupt, or a guard (ratio, total) stopped it; what came before was handed out */
    const char *fault;     /* words for corrupt, such as "invalid block type" */
    int64_t bytes;         /* inflated bytes handed out */
    int64_t size;          /* of the file in bytes; -1 for a pipe */
    struct timespec mtime; /* of the file */
};

/* Opens a path ("-" is stdin, never closed). NULL when it cannot be opened: complained about (not_readable). */
struct source *source_open(const char *path, const struct source_limits *, struct report *);
/* The same over bytes in memory, for tests and fuzzing: chunk = bytes per read, 0 = all at once. */
struct source *source_memory(struct slice bytes, size_t chunk, const struct source_limits *, struct report *);
/* The next step; *text lives until the next call. idle_ms < 0 waits for ever. */
enum source_step source_next(struct source *, int idle_ms, struct slice *text);
/* What is known so far; final after SOURCE_END. Garbage after the last gzip member (zeros, text) is no fault: ignored. */
const struct source_facts *source_facts(const struct source *);
void source_close(struct source **);

#endif
