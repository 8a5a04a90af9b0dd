/* outcome_state.h - what words of either kind do to an outcome. Shared by outcome_text.c and outcome_record.c. */
#ifndef DAGSIEVE_OUTCOME_STATE_H
#define DAGSIEVE_OUTCOME_STATE_H

#include "outcome.h"

/* A stated word is never displaced by an inferred one. */
void outcome_state(struct outcome *, struct slice state, bool stated, struct context *);
/* Below 0: the number of a signal. */
void outcome_exit_code(struct outcome *, int code, struct context *);
/* Words that sys.exit was given; their first line counts. */
void outcome_exit_text(struct outcome *, struct slice given, struct context *);
/* One that is no number of 32 bits, or a signal without a number here: the process failed, its code is not known. */
void outcome_exit_code_unread(struct outcome *, struct context *);
/* Another segment of the file begins: what was said before does not count. */
void outcome_segment(struct outcome *, struct context *);
/* "SIGKILL" -> 9; 0 when it is none. */
int signal_number(struct slice name);

#endif
