/* inflate.h - one gzip member out of memory into memory; the same four calls over ISA-L and over zlib, so that source.c
 * takes the faster one and tests compare both. Refuses to read files and to look beyond a member's end. */
#ifndef DAGSIEVE_INFLATE_H
#define DAGSIEVE_INFLATE_H

#include <stddef.h>

/* Both cursors move; n_out == 0 afterwards means that there may be more to take without new input. */
struct inflate_io {
    const unsigned char *in;
    size_t n_in;
    unsigned char *out;
    size_t n_out;
};

enum inflate_status {
    INFLATE_MORE,  /* wants more input or more room */
    INFLATE_DONE,  /* the member's last byte is taken, its CRC and length are right */
    INFLATE_FAULT, /* *fault says why; what was written to out before it counts */
};

struct inflate_engine {
    const char *name;
    void *(*open)(void);
    void (*start)(void *state); /* before each member, the first too */
    enum inflate_status (*run)(void *state, struct inflate_io *, const char **fault); /* *fault is a constant */
    void (*close)(void *state);
};

extern const struct inflate_engine inflate_zlib;
extern const struct inflate_engine *const inflate_isal; /* NULL where ISA-L was not there at build */

#endif
