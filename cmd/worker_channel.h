/* worker_channel.h - what goes over the pipes between worker_pool.c and its workers. Not for others. */
#ifndef DAGSIEVE_WORKER_CHANNEL_H
#define DAGSIEVE_WORKER_CHANNEL_H

#include "worker_pool.h"

struct crew_seat {
    int in, out;
    struct buf path;
};

/* A worker's word; both ends are the same program. */
struct crew_word_frame {
    enum crew_word word;
    int status;
    struct counts counts;
    int64_t complaints[COMPLAINT__N];
};

/* All n bytes; false at the end of the pipe, or when it fails. */
bool crew_read_whole(int fd, void *into, size_t n);
/* The path behind its length; false when the worker is gone. */
bool crew_write_path(int fd, const char *path);

#endif
