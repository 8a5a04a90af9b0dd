/* commands.h - the commands, one in each cmd_*.c; main.c calls the one that was asked for. */
#ifndef DAGSIEVE_COMMANDS_H
#define DAGSIEVE_COMMANDS_H

#include "job.h"

/* Each does its command to the end. What it has to complain about goes to report, which has the exit status. */
#define COMMAND(name, operands, least, most, summary, text) void cmd_##name(const struct job *, struct report *);
#include "options.def"

#endif
