/* notices.h - what schedulers, executors and triggerers say of attempts (domain §3.4, records §6b): no outcome of the log that says it, and no
 * incident of it. The rows are those of parser/catalogue/notices.def. */
#ifndef DAGSIEVE_NOTICES_H
#define DAGSIEVE_NOTICES_H

#include "attempt_id.h"
#include "context.h"
#include "line.h"

/* Notices that are still counted; of a log that has more of them at a time the oldest goes out. */
enum { NOTICES_OPEN = 64 };

/* One that may be said again. */
struct notice {
    enum notice_code code;
    struct attempt_id about; /* whom; empty slices, 0 and false: not told */
    bool has_exit_code, has_time;
    int exit_code;
    int64_t time, line, count;
    int64_t told;            /* the count that an open log's owner was told; 0: none, or whom it is about is surer by now */
    struct slice pod, evidence; /* empty: not told */
    struct arena keep;       /* its texts */
};

struct notices {
    struct notice *open;     /* a ring of NOTICES_OPEN; NULL: none yet */
    int64_t begun, gone;     /* so far; the open ones are between */
    int seq;
    bool has_own;            /* of those emitted one is about the log's own attempt */
    enum notice_code own;    /* the surest of them */
    bool listing;            /* lines without a head name an attempt each */
    struct notice exact;     /* names an attempt exactly, on its line */
    bool pods;               /* such lines tell the pod: of a notice that tells one too only a line with its pod is the attempt */
};

/* A line of a message of who may say such (airflow.def). */
void notices_line(struct notices *, const struct line *, struct context *);
/* Whether some are kept that were not emitted. */
static inline bool notices_wait(const struct notices *notices)
{
    return notices->gone < notices->begun;
}
/* Tells the owner of an open log those that name whom they are about, as they stand so far. */
void notices_tell(struct notices *, struct context *);
/* Emits those that are left; own: the attempt whose log says it, completes what the lines leave out; NULL: none. */
void notices_end(struct notices *, const struct attempt_id *own, struct context *);
void notices_free(struct notices *);

#endif
