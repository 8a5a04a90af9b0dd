/* status_level.h - how bad a state or a signal is, for eyes and for monitoring: a row a word of the views. */
#ifndef DAGSIEVE_STATUS_LEVEL_H
#define DAGSIEVE_STATUS_LEVEL_H

#include "sink/print/terminal.h"

/* The global state. plugin and exit_status are those of monitoring plugins. */
struct state_level {
    const char *state, *plugin;
    int exit_status;
    enum style style;
};

/* The level of one signal; mark stands beside its figure, for colours do not reach every eye. */
struct signal_level {
    const char *level, *mark;
    enum style style;
};

/* What is no word of the list is UNKNOWN, unknown. */
const struct state_level *state_level_find(struct slice state);
const struct signal_level *signal_level_find(struct slice level);

#endif
