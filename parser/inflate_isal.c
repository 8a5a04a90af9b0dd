/* inflate_isal.c - gzip members through Intel's ISA-L (igzip), about three times as fast as zlib. Compiled in where the
 * Makefile finds the library (HAVE_ISAL); elsewhere only the NULL at the end is left. */
#include "inflate.h"

#ifdef HAVE_ISAL
#include <isa-l/igzip_lib.h>
#include <stdbool.h>
#include <stdlib.h>

#include "buf.h"

enum {
    RESERVED_FLAGS = 0xe0,
    RESERVED_FLAG_SET = -100, /* beside ISA-L's own answers */
};

struct isal {
    struct inflate_state inflate;
    struct isal_gzip_header header;
    bool in_header;
};

static void *isal_open(void)
{
    return memory_new(sizeof(struct isal));
}

static void isal_start(void *state)
{
    struct isal *isal = state;
    isal_inflate_init(&isal->inflate);
    isal_gzip_header_init(&isal->header);
    isal->inflate.crc_flag = ISAL_GZIP;
    isal->in_header = true;
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
    case RESERVED_FLAG_SET: return "unknown header flags set";
    default: return "invalid gzip stream";
    }
}

/* The header is read by itself: isal_inflate() forgets a header's CRC when the header comes in two pieces (2.30), and
 * does not mind the flags that RFC 1952 §2.3.1.2 reserves and zlib refuses. */
static int isal_step(struct isal *isal)
{
    if (isal->in_header) {
        int answer = isal_read_gzip_header(&isal->inflate, &isal->header);
        if (answer >= 0 && isal->header.flags & RESERVED_FLAGS)
            return RESERVED_FLAG_SET;
        if (answer != ISAL_DECOMP_OK)
            return answer;
        isal->in_header = false;
    }
    return isal_inflate(&isal->inflate);
}

static enum inflate_status isal_run(void *state, struct inflate_io *io, const char **fault)
{
    struct inflate_state *inflate = &((struct isal *)state)->inflate;
    inflate->next_in = (uint8_t *)(uintptr_t)io->in; /* read only, though declared otherwise */
    inflate->avail_in = isal_size(io->n_in);
    inflate->next_out = io->out;
    inflate->avail_out = isal_size(io->n_out);
    int answer = isal_step(state);
    io->n_in -= (size_t)(inflate->next_in - io->in);
    io->n_out -= (size_t)(inflate->next_out - io->out);
    io->in = inflate->next_in;
    io->out = inflate->next_out;
    if (answer < 0) {
        *fault = isal_fault(answer);
        return INFLATE_FAULT;
    }
    return inflate->block_state == ISAL_BLOCK_FINISH ? INFLATE_DONE : INFLATE_MORE;
}

static const struct inflate_engine isal_engine = {
    .name = "isa-l", .open = isal_open, .start = isal_start, .run = isal_run, .close = free
};
const struct inflate_engine *const inflate_isal = &isal_engine;
#else
const struct inflate_engine *const inflate_isal = NULL;
#endif
