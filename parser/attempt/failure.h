/* failure.h - what a failed attempt's child processes said last, and the failure's name (domain §8.1). Lines cost a store each; the rest is paid by attempts that
 * fail, at their end. */
#ifndef DAGSIEVE_FAILURE_H
#define DAGSIEVE_FAILURE_H

#include "context.h"
#include "line.h"
#include "parser/failure/naming.h"

enum { SAID_LINES = 16 }; /* a power of 2 */

/* A line that a child said. */
struct said_line {
    struct slice text; /* in the input's buffer until failure_keep, then in kept */
    struct buf kept;
    int64_t line;
};

struct failure {
    struct said_line said[SAID_LINES];
    unsigned n, n_kept;
    /* What names a child's error by itself, and the line it stood on: */
    struct buf exception, dbt;
    int64_t exception_line, dbt_line;
    int64_t unsaid_line; /* the last one that does not count (failure_forget) */
    bool dbt_next; /* the line below belongs to it */
};

/* A line of somebody's; its text lives until failure_keep. */
static inline void failure_said(struct failure *failure, enum speaker speaker, struct slice text, int64_t line)
{
    if (speaker != SPEAKER_child)
        return;
    struct said_line *said = &failure->said[failure->n++ % SAID_LINES];
    said->text = text;
    said->line = line;
}
/* The line at hand is none of what the child says, whether it has come or is to come. */
void failure_forget(struct failure *, int64_t line);
/* Whether the child's last lines say that Python ignores or only logs the traceback whose header is at hand: these lines are forgotten. */
bool failure_tells(struct failure *, const struct context *);
/* The texts are about to go: keeps what may still be asked for. */
void failure_keep(struct failure *);
/* A line that may name a child's error; takes nothing. */
void failure_line(struct failure *, const struct line *, const struct context *);
/* What is known of the attempt at its end. */
struct failure_facts {
    struct failure_end end;
    const struct error *own, *other; /* of Airflow's failure line; printed by others before it. NULL: none */
    int64_t other_line;
    enum speaker other_speaker;
};
/* Writes failure, failure_title, failure_at of an attempt that failed. */
void failure_write(struct failure *, const struct failure_facts *, struct context *, struct cell *log);
void failure_free(struct failure *);

#endif
