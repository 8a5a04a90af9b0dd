/* status_level.c - see status_level.h. The last row of each list stands for every other word. */
#include "status_level.h"

static const struct state_level states[] = {
    { "GREEN", "OK", 0, STYLE_green },        { "YELLOW", "WARNING", 1, STYLE_yellow }, { "ORANGE", "CRITICAL", 2, STYLE_red },
    { "RED", "CRITICAL", 2, STYLE_alarm },    { "UNKNOWN", "UNKNOWN", 3, STYLE_magenta },
};

static const struct signal_level signals[] = {
    { "ok", "", STYLE_green }, { "warning", "!", STYLE_yellow }, { "critical", "!!", STYLE_red }, { "unknown", "", STYLE_magenta },
};

const struct state_level *state_level_find(struct slice state)
{
    const struct state_level *row = states, *last = states + sizeof(states) / sizeof(*states) - 1;
    while (row < last && !slice_eq(state, slice_of(row->state)))
        row++;
    return row;
}

const struct signal_level *signal_level_find(struct slice level)
{
    const struct signal_level *row = signals, *last = signals + sizeof(signals) / sizeof(*signals) - 1;
    while (row < last && !slice_eq(level, slice_of(row->level)))
        row++;
    return row;
}
