/* failure_counter.h - the failures of the logs that were read, by their hash: how many attempts, and an example. Zero is an empty one. */
#ifndef DAGSIEVE_FAILURE_COUNTER_H
#define DAGSIEVE_FAILURE_COUNTER_H

#include "parser/catalogue/record.h"
#include "terminal.h"

/* Failures that are told apart; attempts of more are only counted, so that no logs can grow it. SHOWN: of them, the most frequent. */
enum { FAILURES_KEPT = 1000, FAILURES_SHOWN = 20 };

struct failure_counter {
    struct counted_failure {
        char hash[17];
        struct slice title, at, example; /* in the arena; at may be empty; example: path:line */
        int64_t n, order;                /* attempts; the how manieth to come */
    } *row;                              /* a table of slots by hash; NULL: none yet */
    struct arena arena;
    int64_t n, attempts, others;         /* failures; attempts of all; of those that are not told apart */
};

/* A log record, which may have no failure. */
void failure_counter_add(struct failure_counter *, const struct record *log);
/* Writes a heading and the failures, the most frequent first, of as many the first to come; nothing when there are none. */
void failure_counter_show(const struct failure_counter *, struct terminal *);
void failure_counter_free(struct failure_counter *);

#endif
