/* frames.c - takes the headers out of Docker's raw stream; see frames.h. Header: channel 0..2, three zeros, length in big-endian order. A channel's
 * piece may end inside a line while the other goes on: each channel's lines are put together apart. */
#include "frames.h"

#include <stdlib.h>

enum { HEADER_BYTES = 8, CHANNELS = 3 };

struct frames {
    unsigned char header[HEADER_BYTES];
    size_t n_header; /* bytes of it so far */
    size_t left;     /* bytes of the piece that have not come */
    struct buf line[CHANNELS];
};

static bool header_fits(const unsigned char *header, size_t n)
{
    bool fits = !n || header[0] < CHANNELS;
    for (size_t i = 1; i < n && i < 4; i++)
        fits = fits && header[i] == 0;
    return fits;
}

static bool frames_begins(const struct envelopes *envelopes, struct slice text, bool cut)
{
    unsigned char header[HEADER_BYTES] = { CHANNELS };
    (void)envelopes;
    (void)cut;
    if (text.n > HEADER_BYTES)
        memcpy(header, text.p, sizeof(header));
    return header_fits(header, sizeof(header));
}

static void *frames_open(void)
{
    struct frames *self = memory_zeroed(sizeof(*self));
    return self;
}

static void frames_close(void *cutter)
{
    struct frames *self = cutter;
    for (int i = 0; i < CHANNELS; i++)
        buf_free(&self->line[i]);
    free(self);
}

static size_t length_of(const unsigned char *header)
{
    return (size_t)header[4] << 24 | (size_t)header[5] << 16 | (size_t)header[6] << 8 | header[7];
}

/* Whole lines go on; what has no end yet waits, up to RECORD_MOST bytes. */
static void piece_take(struct buf *line, struct slice bytes, struct buf *records)
{
    const char *newline = bytes.n ? memrchr(bytes.p, '\n', bytes.n) : NULL;
    size_t whole = newline ? (size_t)(newline - bytes.p) + 1 : 0;
    if (whole || line->n + bytes.n > RECORD_MOST) {
        buf_slice(records, buf_view(line));
        buf_reset(line);
    }
    buf_add(records, bytes.p, whole);
    buf_slice(line, slice_from(bytes, whole));
}

static size_t frames_feed(void *cutter, struct slice bytes, struct buf *records)
{
    struct frames *self = cutter;
    size_t at = 0;
    while (at < bytes.n) {
        if (self->left) {
            struct slice piece = slice_part(bytes, at, at + self->left);
            piece_take(&self->line[self->header[0]], piece, records);
            self->left -= piece.n;
            at += piece.n;
            continue;
        }
        self->header[self->n_header++] = (unsigned char)bytes.p[at];
        if (!header_fits(self->header, self->n_header))
            return at;
        at++;
        if (self->n_header == HEADER_BYTES) {
            self->left = length_of(self->header);
            self->n_header = 0;
        }
    }
    return at;
}

static bool frames_between(const void *cutter)
{
    const struct frames *self = cutter;
    return !self->left && !self->n_header;
}

static bool frames_end(void *cutter, struct buf *records)
{
    struct frames *self = cutter;
    for (int i = 0; i < CHANNELS; i++) {
        buf_slice(records, buf_view(&self->line[i]));
        if (self->line[i].n)
            buf_char(records, '\n');
        buf_reset(&self->line[i]);
    }
    return frames_between(self);
}

/* What is longer than RECORD_MOST goes on in pieces. */
static bool frames_lost(const void *cutter)
{
    (void)cutter;
    return false;
}

const struct cutter_kind frames_kind = { "Docker's raw stream", frames_begins, frames_open, frames_feed, frames_end, frames_between, frames_lost, frames_close };
