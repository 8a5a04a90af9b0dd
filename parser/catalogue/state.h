/* state.h - Airflow's words for how an attempt stands, from states.def. */
#ifndef DAGSIEVE_STATE_H
#define DAGSIEVE_STATE_H

#include "parser/text/slice.h"

enum state {
#define STATE(name, attempt, counts, style, meaning) TASK_##name,
#include "states.def"
    TASK__N
};

enum state_counts { COUNTS_NOTHING, COUNTS_SUCCESS, COUNTS_SKIPPED, COUNTS_FAILURE, COUNTS_RETRY, COUNTS_PENDING, COUNTS__N };

struct state_row {
    const char *name, *meaning;
    bool waits; /* the same attempt goes on later */
    enum state_counts counts;
};
extern const struct state_row state_rows[TASK__N];

/* The row of the word in lower case, NULL for a word that has none and for "". */
const struct state_row *state_find(struct slice name);
/* Whether a task that ends in this state is done: it counts as success or failure. */
bool state_is_final(struct slice name);
/* Whether the attempt goes on later. */
bool state_waits(struct slice name);

#endif
