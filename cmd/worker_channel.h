/* worker_channel.h - the two pipes between worker_pool.c and one of its workers: paths one way, messages the other. Both ends are the
 * same program, so what crosses is what lies in memory. */
#ifndef DAGSIEVE_WORKER_CHANNEL_H
#define DAGSIEVE_WORKER_CHANNEL_H

#include "pipeline.h"

/* The worker's end. */
struct worker_channel {
    int in, out;
    struct buf path;
    struct buf message; /* while it is sent: by one write, which wakes the parent once */
};

/* What a worker reports. */
enum worker_message {
    WORKER_progress,  /* only figures */
    WORKER_read,      /* the oldest path that was not read is read */
    WORKER_output,    /* bytes for the parent, which follow */
    WORKER_committed, /* all that is read is stored: the worker's death loses nothing of it any more */
    WORKER_done,      /* both */
};

/* A message as it crosses the pipe. */
struct worker_frame {
    enum worker_message message;
    int status;
    struct counts counts;
    int64_t complaints[COMPLAINT__N];
    uint32_t output; /* bytes that follow */
};

/* Waits at most timeout_ms (-1 = for ever) for the next path: 1, 0 when none came in time, -1 when there are no more. An empty path asks
 * to commit what is read. *path lives until the next call. */
int worker_channel_next(struct worker_channel *, int timeout_ms, const char **path);
/* counts and the report's counts are the sums of this worker's life. Ends the process when the message cannot be sent. */
void worker_channel_send(struct worker_channel *, enum worker_message, const struct counts *, const struct report *);

/* Sends bytes, of the oldest path that is not committed. Ends the process when they cannot be sent. */
void worker_channel_output(struct worker_channel *, struct slice bytes);

/* The path after its length; false when the worker is gone. */
bool pipe_write_path(int fd, const char *path);

#endif
