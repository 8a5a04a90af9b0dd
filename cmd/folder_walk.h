/* folder_walk.h - the logs below one folder, in order of name. Links are followed; a loop ends where it meets a folder it came
 * through, and a folder that links reach twice is walked once. */
#ifndef DAGSIEVE_FOLDER_WALK_H
#define DAGSIEVE_FOLDER_WALK_H

#include "inputs.h"

struct walk;

/* folder: as the user gave it. */
struct walk *walk_open(const char *folder, struct report *, struct inputs_facts *);
/* The next log; false at the end. Counts what is skipped and unreadable, not what it hands out. */
bool walk_next(struct walk *, struct input *);
void walk_close(struct walk **);

#endif
