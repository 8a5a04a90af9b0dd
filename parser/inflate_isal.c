/* inflate_isal.c - gzip members through Intel's ISA-L (igzip), about three times as fast as zlib. Compiled in where the
 * Makefile finds the library (HAVE_ISAL); elsewhere only the NULL at the end is left. */
#include "inflate.h"

#ifdef HAVE_ISAL
#include <isa-l/igzip_lib.h>
#include <limits.h>
#include <stdlib.h>

#include "buf.h"

static void *isal_open(void)
{
    return memory_new(sizeof(struct inflate_state));
}

static void isal_start(void *state)
{
    struct inflate_state *isal = state;
    isal_inflate_init(isal);
    isal->crc_flag = ISAL_GZIP;
}

static uint32_t isal_size(size_t n)
{
    return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

/* Worded as zlib words the same faults, as far as ISA-L tells them apart. */
static const char *isal_fault(int answer)
{
    switch (answer) {
    case ISAL_INVALID_BLOCK: return "invalid block type";
    case ISAL_INVALID_SYMBOL: return "invalid code";
    case ISAL_INVALID_LOOKBACK: return "invalid distance too far back";
    case ISAL_INVALID_WRAPPER: return "incorrect header check";
    case ISAL_UNSUPPORTED_METHOD: return "unknown compression method";
    case ISAL_INCORRECT_CHECKSUM: return "incorrect data check";
    default: return "invalid gzip stream";
    }
}

static enum inflate_status isal_run(void *state, struct inflate_io *io, const char **fault)
{
    struct inflate_state *isal = state;
    isal->next_in = (uint8_t *)(uintptr_t)io->in; /* read only, though declared otherwise */
    isal->avail_in = isal_size(io->n_in);
    isal->next_out = io->out;
    isal->avail_out = isal_size(io->n_out);
    int answer = isal_inflate(isal);
    io->n_in -= (size_t)(isal->next_in - io->in);
    io->n_out -= (size_t)(isal->next_out - io->out);
    io->in = isal->next_in;
    io->out = isal->next_out;
    if (answer < 0) {
        *fault = isal_fault(answer);
        return INFLATE_FAULT;
    }
    return isal->block_state == ISAL_BLOCK_FINISH ? INFLATE_DONE : INFLATE_MORE;
}

static const struct inflate_engine isal_engine = {
    .name = "isa-l", .open = isal_open, .start = isal_start, .run = isal_run, .close = free
};
const struct inflate_engine *const inflate_isal = &isal_engine;
#else
const struct inflate_engine *const inflate_isal = NULL;
#endif
