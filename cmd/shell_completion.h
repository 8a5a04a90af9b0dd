/* shell_completion.h - options.def as completions of shells. */
#ifndef DAGSIEVE_SHELL_COMPLETION_H
#define DAGSIEVE_SHELL_COMPLETION_H

/* Each writes to stdout the file that the shell is to read: commands, their options, the words that an option or a
 * command takes, and files where a path is due. */
void completion_bash(void);
void completion_zsh(void);
void completion_fish(void);

#endif
