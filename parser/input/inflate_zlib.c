/* inflate_zlib.c - gzip members through zlib: there on every machine, the measure for the other one. */
#include "inflate.h"

#include <stdlib.h>
#include <zlib.h>

#include "parser/text/buf.h"

static voidpf zlib_take(voidpf unused, uInt n, uInt size)
{
    (void)unused;
    return memory_new((size_t)n * size);
}

static void zlib_drop(voidpf unused, voidpf p)
{
    (void)unused;
    free(p);
}

static void *zlib_open(void)
{
    enum { GZIP_ONLY = 16 + MAX_WBITS };
    z_stream *z = memory_new(sizeof *z);
    *z = (z_stream){ .zalloc = zlib_take, .zfree = zlib_drop };
    inflateInit2(z, GZIP_ONLY); /* cannot fail: memory_new ends the program */
    return z;
}

static void zlib_start(void *state)
{
    inflateReset(state);
}

static uInt zlib_size(size_t n)
{
    return n < UINT_MAX ? (uInt)n : UINT_MAX;
}

static enum inflate_status zlib_run(void *state, struct inflate_io *io, const char **fault)
{
    z_stream *z = state;
    z->next_in = (z_const Bytef *)(uintptr_t)io->in; /* zlib before ZLIB_CONST takes no const */
    z->avail_in = zlib_size(io->n_in);
    z->next_out = io->out;
    z->avail_out = zlib_size(io->n_out);
    int answer = inflate(z, Z_SYNC_FLUSH);
    io->n_in -= (size_t)(z->next_in - io->in);
    io->n_out -= (size_t)(z->next_out - io->out);
    io->in = z->next_in;
    io->out = z->next_out;
    if (answer == Z_STREAM_END)
        return INFLATE_DONE;
    if (answer == Z_OK || answer == Z_BUF_ERROR)
        return INFLATE_MORE;
    *fault = z->msg ? z->msg : "invalid gzip stream";
    return INFLATE_FAULT;
}

static void zlib_close(void *state)
{
    inflateEnd(state);
    free(state);
}

const struct inflate_engine inflate_zlib = {
    .name = "zlib", .open = zlib_open, .start = zlib_start, .run = zlib_run, .close = zlib_close
};
