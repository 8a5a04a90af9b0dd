/* unwrap.h - takes off what kubectl, the container runtime, docker or a log shipper put around a line (airflow-log-formats.md §4). */
#ifndef DAGSIEVE_UNWRAP_H
#define DAGSIEVE_UNWRAP_H

#include <stdint.h>

#include "parser/text/buf.h"

enum output_channel { OUTPUT_unknown, OUTPUT_stdout, OUTPUT_stderr, OUTPUT__N };

struct unwrapped {
    struct slice pod, container; /* empty: not told */
    struct slice text;           /* the payload; may hold several lines when a shipper joined them */
    bool has_time;
    int64_t time;                /* the wrapper's, UTC microseconds */
    enum output_channel channel;
    bool partial;                /* a piece: its line goes on */
    bool wrapped;                /* text is not the line as it was */
    const char *wrappers[4];     /* their names, for explain; NULL behind the last */
};

/* Scratch space; zero is valid. */
struct unwrap_space {
    struct buf text, pod, container;
};
void unwrap_space_free(struct unwrap_space *);

/* Whether a line may have a wrapper at all: a look at its first bytes. */
static inline bool unwrap_suspects(struct slice line)
{
    return line.n && ((line.p[0] == '[' && line.n > 5 && line.p[1] == 'p') || line.p[0] == '{' || byte_is_digit(line.p[0]));
}

/* Slices point into line or space and live until either changes. */
void unwrap_line(struct slice line, struct unwrap_space *space, struct unwrapped *out);

#endif
