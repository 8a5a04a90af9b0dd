/* log_look.h - whether a file is a log of Airflow, told by its first lines: its name need not be one's. */
#ifndef DAGSIEVE_LOG_LOOK_H
#define DAGSIEVE_LOG_LOOK_H

#include "job.h"

/* What its first lines show; the higher the surer. */
enum log_look { LOOK_NOTHING, LOOK_TRACES, LOOK_HEADS };

/* Reads as much as one chunk of the source. The parser's complaints are its owner's to keep quiet. */
enum log_look log_look(const struct job *, const struct parser *, const char *path, struct report *);

#endif
