/* printed.h - the errors that the tracebacks of an attempt ended in, by who printed them (domain §8.1). */
#ifndef DAGSIEVE_PRINTED_H
#define DAGSIEVE_PRINTED_H

#include "context.h"
#include "parser/failure/error.h"

/* own: under Airflow's failure line; other: the last one of anybody else's before it; before: the last one before that; aside: after Airflow's own, it names
 * nothing; unraised: Python ignores or only logs it. */
enum printed { PRINTED_own, PRINTED_other, PRINTED_before, PRINTED_aside, PRINTED_unraised, PRINTED__N };

/* Lines of a child's ordinary output behind an error: behind more it was handled (domain §8.1). */
enum { ORDINARY_MOST = 5 };

struct printed_error {
    struct error error;
    int segment;         /* one of an earlier segment does not count */
    int64_t began, line; /* where its header stood, where its text ended */
    enum speaker speaker;
};

/* A traceback of this kind begins; chained: it is a link of the one before it. */
void printed_begin(struct printed_error[static PRINTED__N], enum printed, bool chained, const struct context *);
/* That of the segment at hand; NULL: there is none. */
const struct printed_error *printed_find(const struct printed_error[static PRINTED__N], enum printed, const struct context *);
/* Whether the last one only says that a child failed (torchrun, accelerate, a script that runs others), and the child printed its own just before: the error
 * is PRINTED_before. */
bool printed_carries(const struct printed_error[static PRINTED__N], const struct context *);

#endif
