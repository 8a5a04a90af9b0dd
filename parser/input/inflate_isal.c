/* inflate_isal.c - gzip members through Intel's ISA-L (igzip), about three times as fast as zlib. Compiled in where the
 * Makefile finds the library (HAVE_ISAL); elsewhere only the NULL at the end is left. */
#include "inflate.h"

#ifdef HAVE_ISAL
#include <isa-l/igzip_lib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "parser/text/buf.h"

#include <zlib.h>

/* The header is read here, byte by byte: ISA-L 2.30 loses its place when a header comes in pieces, and does not mind the flags that
 * RFC 1952 §2.3.1.2 reserves and zlib refuses. */
enum header_stage { HEADER_fixed, HEADER_extra_length, HEADER_extra, HEADER_name, HEADER_comment, HEADER_crc, HEADER_end };
enum { FLAG_crc = 2, FLAG_extra = 4, FLAG_name = 8, FLAG_comment = 16, FLAGS_reserved = 0xe0, FIXED_LENGTH = 10 };

struct header {
    enum header_stage stage;
    unsigned at;          /* bytes of this stage so far */
    unsigned flags, extra_length, stored_crc;
    uLong crc;
    const char *fault;
};

struct isal {
    struct inflate_state inflate;
    struct header header;
    unsigned char last[4]; /* bytes of input; at the end of a member its length, which ISA-L 2.30 does not always compare */
    uint32_t length;       /* of the member so far, modulo 2^32 */
};

static void *isal_open(void)
{
    return memory_new(sizeof(struct isal));
}

static void isal_start(void *state)
{
    struct isal *isal = state;
    isal_inflate_init(&isal->inflate);
    isal->inflate.crc_flag = ISAL_GZIP_NO_HDR_VER;
    isal->header = (struct header){ .crc = crc32(0, NULL, 0) };
    isal->length = 0;
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
    case ISAL_INCORRECT_CHECKSUM: return "incorrect data check";
    default: return "invalid gzip stream";
    }
}

static void header_next(struct header *h)
{
    static const struct {
        enum header_stage stage;
        unsigned flag;
    } optional[] = { { HEADER_extra_length, FLAG_extra }, { HEADER_extra, FLAG_extra }, { HEADER_name, FLAG_name },
                     { HEADER_comment, FLAG_comment }, { HEADER_crc, FLAG_crc } };
    h->at = 0;
    for (size_t i = 0; i < sizeof(optional) / sizeof(*optional); i++)
        if (optional[i].stage > h->stage && (h->flags & optional[i].flag) && !(optional[i].stage == HEADER_extra && h->extra_length == 0)) {
            h->stage = optional[i].stage;
            return;
        }
    h->stage = HEADER_end;
}

static void fixed_byte(struct header *h, unsigned byte)
{
    static const unsigned char magic[] = { 0x1f, 0x8b };
    if (h->at < 2 && byte != magic[h->at])
        h->fault = "incorrect header check";
    else if (h->at == 2 && byte != 8)
        h->fault = "unknown compression method";
    else if (h->at == 3 && (byte & FLAGS_reserved))
        h->fault = "unknown header flags set";
    if (h->at == 3)
        h->flags = byte;
    if (++h->at == FIXED_LENGTH)
        header_next(h);
}

static void crc_byte(struct header *h, unsigned byte)
{
    h->stored_crc |= byte << 8 * h->at;
    if (++h->at < 2)
        return;
    if (h->stored_crc != (h->crc & 0xffff))
        h->fault = "header crc mismatch";
    header_next(h);
}

static void header_byte(struct header *h, unsigned char byte)
{
    if (h->stage != HEADER_crc)
        h->crc = crc32(h->crc, &byte, 1);
    switch (h->stage) {
    case HEADER_fixed:
        fixed_byte(h, byte);
        break;
    case HEADER_extra_length:
        h->extra_length |= (unsigned)byte << 8 * h->at;
        if (++h->at == 2)
            header_next(h);
        break;
    case HEADER_extra:
        if (++h->at == h->extra_length)
            header_next(h);
        break;
    case HEADER_name:
    case HEADER_comment:
        if (byte == 0)
            header_next(h);
        break;
    case HEADER_crc:
        crc_byte(h, byte);
        break;
    case HEADER_end:
        break;
    }
}

static void last_keep(struct isal *isal, const unsigned char *in, size_t n)
{
    if (n >= sizeof(isal->last)) {
        memcpy(isal->last, in + n - sizeof(isal->last), sizeof(isal->last));
        return;
    }
    memmove(isal->last, isal->last + n, sizeof(isal->last) - n);
    memcpy(isal->last + sizeof(isal->last) - n, in, n);
}

static bool length_is_right(const struct isal *isal)
{
    const unsigned char *b = isal->last;
    return isal->length == (b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24);
}

static enum inflate_status isal_run(void *state, struct inflate_io *io, const char **fault)
{
    struct inflate_state *inflate = &((struct isal *)state)->inflate;
    struct header *header = &((struct isal *)state)->header;
    for (; header->stage != HEADER_end && io->n_in && !header->fault; io->in++, io->n_in--)
        header_byte(header, *io->in);
    if ((*fault = header->fault))
        return INFLATE_FAULT;
    if (header->stage != HEADER_end)
        return INFLATE_MORE;
    inflate->next_in = (uint8_t *)(uintptr_t)io->in; /* read only, though declared otherwise */
    inflate->avail_in = isal_size(io->n_in);
    inflate->next_out = io->out;
    inflate->avail_out = isal_size(io->n_out);
    int answer = isal_inflate(inflate);
    last_keep(state, io->in, (size_t)(inflate->next_in - io->in));
    ((struct isal *)state)->length += (uint32_t)(inflate->next_out - io->out);
    io->n_in -= (size_t)(inflate->next_in - io->in);
    io->n_out -= (size_t)(inflate->next_out - io->out);
    io->in = inflate->next_in;
    io->out = inflate->next_out;
    if (answer < 0) {
        *fault = isal_fault(answer);
        return INFLATE_FAULT;
    }
    if (inflate->block_state != ISAL_BLOCK_FINISH)
        return INFLATE_MORE;
    if (length_is_right(state))
        return INFLATE_DONE;
    *fault = "incorrect length check";
    return INFLATE_FAULT;
}

static const struct inflate_engine isal_engine = {
    .name = "isa-l", .open = isal_open, .start = isal_start, .run = isal_run, .close = free
};
const struct inflate_engine *const inflate_isal = &isal_engine;
#else
const struct inflate_engine *const inflate_isal = NULL;
#endif
