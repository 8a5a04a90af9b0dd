/* explain_log.h - why the lines of a log are read as they are. */
#ifndef DAGSIEVE_EXPLAIN_LOG_H
#define DAGSIEVE_EXPLAIN_LOG_H

#include "job.h"

/* asked: PATH, PATH:LINE, PATH:FROM-TO or PATH:LINE:COLUMN. nearest: the name in a catalogue that may have been meant where there is no such file, or NULL. */
void explain_log(const struct job *, const char *asked, const char *nearest, struct report *);

#endif
