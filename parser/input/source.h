/* source.h - bytes of a file or pipe as chunks of whole lines of UTF-8: what they are packed in (packings.def, told by their content) is taken off, and
 * archives are opened, also inside each other. Knows nothing of logs. On a live pipe a line comes out as soon as it is written, also out of gzip. */
#ifndef DAGSIEVE_SOURCE_H
#define DAGSIEVE_SOURCE_H

#include <signal.h>
#include <stdint.h>
#include <time.h>

#include "parser/catalogue/complaint.h"
#include "parser/text/buf.h"
#include "parser/text/slice.h"

struct source;

struct source_limits {
    size_t max_line;      /* bytes of one line, 8 MiB by default; what is beyond is handed out as REST */
    int64_t max_ratio;    /* unpacked / packed bytes, default 500, looked at beyond 64 MiB unpacked; 0 = none */
    int64_t max_inflated; /* bytes of one input after unpacking; 0 = none */
    bool zlib;            /* inflate with zlib even where ISA-L is there (--inflate=zlib, tests) */
    const volatile sig_atomic_t *stop; /* not 0: an archive in a pipe is waited for no longer; NULL = it is */
};
extern const struct source_limits source_default_limits;

enum source_step {
    SOURCE_LINES, /* text is one or more whole lines, each with its '\n', save the input's last if it has none */
    SOURCE_LONG,  /* text is the first max_line bytes of a longer line, no '\n' */
    SOURCE_REST,  /* text is more bytes of that line; the last of them ends in '\n' (or the input ended): hash and count only */
    SOURCE_IDLE,  /* nothing came for idle_ms (pipes only) */
    SOURCE_MEMBER, /* a member of an archive begins, text is its name: its path, behind those of the archives that hold it (a.tar!b.log); what
                      facts tell is from now on the member's. Is it an archive itself, its own members come next, and no end of it */
    SOURCE_MEMBER_END, /* the member's text is over: its facts are final */
    SOURCE_END,
    SOURCE_FAIL,  /* could not be read any more; complained about */
};

struct source_facts {
    bool gzip;
    bool unended;          /* the last line had no '\n' */
    bool archive;          /* an archive: text comes as members */
    bool cut;              /* a gzip stream ended early */
    bool corrupt;          /* it is corrupt, is not opened here, or a guard (ratio, total) stopped it; what came before was handed out */
    enum complaint complaint; /* of corrupt */
    const char *fault;     /* words for corrupt, such as "invalid block type"; lives as long as the source */
    int64_t bytes;         /* unpacked bytes handed out */
    int64_t size;          /* of the file, or member, in bytes; -1 for a pipe, or not told */
    struct timespec mtime; /* of the same */
    struct slice member;   /* the member's path in its archive, without those around; "" = none. Lives until the next step */
};

/* Bytes of the path that name a file: all, but where there is no such file and an archive's member is meant, ARCHIVE!MEMBER. */
size_t source_file_length(const char *path);
/* Opens a path ("-" is stdin, never closed); of ARCHIVE!MEMBER only that member comes, and not_readable is complained about at the end where there
 * is none. NULL when it cannot be opened: complained about (not_readable). */
struct source *source_open(const char *path, const struct source_limits *, struct report *);
/* The same over bytes in memory, for tests and fuzzing: chunk = bytes per read, 0 = all at once. */
struct source *source_memory(struct slice bytes, size_t chunk, const struct source_limits *, struct report *);
/* The next step; *text lives until the next call. idle_ms < 0 waits for ever. */
enum source_step source_next(struct source *, int idle_ms, struct slice *text);
/* Passes over the member that has just begun. */
void source_skip(struct source *);
/* What is known so far; final after SOURCE_END. Text after the last gzip member is read, garbage (zeros and the like) is no fault: ignored. */
const struct source_facts *source_facts(const struct source *);
/* Appends the shell's command that writes the text at hand, out of FILE; nothing where that is the text itself. */
void source_unpack_write(const struct source *, struct buf *out);
/* Bytes of the input that were taken so far, as they are packed. */
int64_t source_taken(const struct source *);
void source_close(struct source **);

#endif
