/* spool.h - a live pipe goes on while the database is away: a process of its own takes what comes on stdin to a file in the spool's
 * folder and hands it on from there, at the reader's pace. The file is a copy of the stream from its begin; it goes when all of it
 * is kept, else the next load with the same folder reads it (spool_next), as often as it takes: what is stored twice is there once.
 * When the file has reached its limit, what follows is taken only as fast as it is read: the writer waits, nothing is dropped. */
#ifndef DAGSIEVE_SPOOL_H
#define DAGSIEVE_SPOOL_H

#include <dirent.h>

#include "parser/text/buf.h"
#include "parser/catalogue/complaint.h"

struct spool;

/* Puts itself before stdin. identity: the path that the stream stands for, NULL = none. NULL when the folder cannot be used:
 * complained about. */
struct spool *spool_open(const char *folder, int64_t max, const char *identity, struct report *);
/* kept: all of the stream is stored and committed. */
void spool_close(struct spool **, bool kept);

/* What earlier loads left in a folder. */
struct spool_left {
    DIR *dir;
    int lock;
    struct buf path, identity; /* of the one at hand, NUL-terminated; identity empty = none */
};

/* The next file that no living load has open; false at the end, which frees. */
bool spool_next(struct spool_left *, const char *folder);
/* The one at hand is stored: it goes. */
void spool_done(struct spool_left *);

#endif
