/* state.c - words of states; see state.h. */
#include "state.h"

enum attempt { ENDED, WAITING };

const struct state_row state_rows[TASK__N] = {
#define STATE(name, attempt, counts, style, meaning) { #name, meaning, attempt == WAITING, COUNTS_##counts },
#include "states.def"
};

const struct state_row *state_find(struct slice name)
{
    for (int i = 0; i < TASK__N; i++)
        if (slice_eq(name, slice_of(state_rows[i].name)))
            return &state_rows[i];
    return NULL;
}

bool state_is_final(struct slice name)
{
    const struct state_row *row = state_find(name);
    return row && row->counts >= COUNTS_SUCCESS && row->counts <= COUNTS_FAILURE;
}

bool state_waits(struct slice name)
{
    const struct state_row *row = state_find(name);
    return row && row->waits;
}
