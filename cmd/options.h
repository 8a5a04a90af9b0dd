/* options.h - the rows of options.def as tables, and argv -> struct job. */
#ifndef DAGSIEVE_OPTIONS_H
#define DAGSIEVE_OPTIONS_H

#include "job.h"

struct command_row {
    const char *name, *operands;
    int least, most; /* operands; most -1 = any number */
    const char *summary, *text;
};
extern const struct command_row command_rows[COMMAND__N];

enum option_kind { OPTION_flag, OPTION_text, OPTION_count, OPTION_size, OPTION_choice, OPTION_shard, OPTION_days };

struct option_row {
    const char *name; /* without -- */
    int letter;       /* 0 = none */
    enum option_kind kind;
    const char *argument, *environment, *preset, *help;
    unsigned commands; /* bits 1 << enum command */
    size_t member;     /* offset in struct job */
};
extern const struct option_row option_rows[];
extern const int option_rows_n;

/* Whether the option belongs to the command. */
bool option_in(const struct option_row *, enum command);

/* The command of that name; false when there is none: complained about. */
bool command_find(const char *typed, enum command *, struct report *);

/* Reads the command and its options. false when they make no sense: complained about (status 2). */
bool options_read(int argc, char **argv, struct job *, struct report *);

#endif
