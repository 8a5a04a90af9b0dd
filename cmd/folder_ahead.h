/* folder_ahead.h - processes that list folders ahead of a walk: where each look at a file is a question over a network, many are under way at a time. They
 * hold nothing but what they are asked for; a walk without them is the same, only slower. */
#ifndef DAGSIEVE_FOLDER_AHEAD_H
#define DAGSIEVE_FOLDER_AHEAD_H

#include "folder_list.h"

struct folder_ahead;

/* Some folders that one process was asked for, in their order. */
struct folder_batch {
    struct folder_batch *next; /* the walk's own */
    int process, n, taken;     /* folders asked for, and taken */
    struct buf reply;          /* listings, each after its length, as far as they have come */
    int came;
    size_t at;                 /* of the next listing in reply */
    struct folder_batch *later; /* of the same process */
};

/* NULL: no process can be had. */
struct folder_ahead *folder_ahead_open(void);
/* Most folders of a batch, so that n are spread over all processes. */
int folder_ahead_share(size_t n);
/* paths: n of them, each NUL-terminated. NULL when enough is asked for already, or nobody is there to ask. */
struct folder_batch *folder_ahead_ask(struct folder_ahead *, struct slice paths, int n);
/* The next listing of the batch, waited for; false: its process is gone. Lives until the next one is taken. */
bool folder_ahead_take(struct folder_ahead *, struct folder_batch *, struct slice *listing);
void folder_ahead_drop(struct folder_ahead *, struct folder_batch *);
void folder_ahead_close(struct folder_ahead **);

#endif
