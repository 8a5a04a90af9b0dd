/* command.h - passwords on the command lines of known programs: mysql -pSECRET, curl -u user:SECRET. */
#ifndef DAGSIEVE_MASK_COMMAND_H
#define DAGSIEVE_MASK_COMMAND_H

#include "walk.h"

/* The value of a flag of the program whose name, n bytes, stands at the position. flags: "-p -P", each with what follows it: '+' the value is
 * glued to it, else a blank stands before the value; ':' it is user:SECRET, ',' user,SECRET, '=' name=SECRET, masked whole. */
bool find_on_command_line(struct scan *, size_t at, size_t n, const char *flags, struct secret *);

#endif
