/* worker_channel.c - the worker's end of its pipes. */
#include "worker_channel.h"

#include <poll.h>
#include <unistd.h>

#include "whole_io.h"

bool pipe_write_path(int fd, const char *path)
{
    uint32_t n = (uint32_t)strlen(path);
    struct buf both = { 0 };
    buf_add(&both, &n, sizeof(n));
    buf_add(&both, path, n);
    bool whole = write_whole(fd, both.p, both.n);
    buf_free(&both);
    return whole;
}

int worker_channel_next(struct worker_channel *channel, int timeout_ms, const char **path)
{
    struct pollfd ready = { .fd = channel->in, .events = POLLIN };
    uint32_t n;
    if (poll(&ready, 1, timeout_ms) <= 0)
        return 0;
    if (!read_whole(channel->in, &n, sizeof(n)))
        return -1;
    buf_reset(&channel->path);
    buf_reserve(&channel->path, (size_t)n + 1);
    if (!read_whole(channel->in, channel->path.p, n))
        return -1;
    channel->path.p[n] = '\0';
    *path = channel->path.p;
    return 1;
}

void worker_channel_send(struct worker_channel *channel, enum worker_message message, const struct counts *counts, const struct report *report)
{
    struct worker_frame frame;
    /* Every byte set: the frame crosses a pipe whole. */
    memset(&frame, 0, sizeof(frame));
    frame.message = message;
    frame.status = report->status;
    frame.counts = *counts;
    memcpy(frame.complaints, report->count, sizeof(frame.complaints));
    if (!write_whole(channel->out, &frame, sizeof(frame)))
        _exit(EXIT_input); /* the parent is gone, or would wait for this message for ever */
}

void worker_channel_output(struct worker_channel *channel, struct slice bytes)
{
    struct worker_frame frame;
    memset(&frame, 0, sizeof(frame));
    frame.message = WORKER_output;
    frame.output = (uint32_t)bytes.n;
    buf_reset(&channel->message);
    buf_add(&channel->message, &frame, sizeof(frame));
    buf_slice(&channel->message, bytes);
    if (!write_whole(channel->out, channel->message.p, channel->message.n))
        _exit(EXIT_input);
}
