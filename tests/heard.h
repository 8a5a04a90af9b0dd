/* heard.h - what the tests of sources share: all that a source said, and input to be read. */
#ifndef DAGSIEVE_TESTS_HEARD_H
#define DAGSIEVE_TESTS_HEARD_H

#include <zlib.h>

#include "parser/text/buf.h"
#include "parser/input/source.h"

/* All that a source said, from its first step to its last. */
struct heard {
    struct buf text;
    struct source_facts facts;
    enum source_step last;
    int chunks, longs, rests, broken; /* broken: chunks that end inside a line though more followed */
};

/* Reads a source to its end and closes it. */
struct heard hear(struct source *s);
/* The same of bytes in memory, handed out in pieces of `chunk`; nothing may be complained about. */
struct heard hear_bytes(struct slice bytes, size_t chunk, const struct source_limits *limits);
void heard_free(struct heard *h);
/* The default limits, with zlib or whatever inflater is built in. */
struct source_limits limits_with(bool use_zlib);

unsigned next_random(unsigned *seed);
/* Lines of all lengths up to `longest`, some empty, with words that repeat and bytes that do not. */
struct buf some_lines(size_t bytes, unsigned longest, unsigned seed);
/* One member; head may hold extra field, name and comment. */
void add_member(struct buf *out, struct slice text, int level, gz_header *head);
struct buf gzip(struct slice text);
void assert_same(struct slice got, struct slice want, const char *what);

#endif
