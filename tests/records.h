/* records.h - what the tests share: a parser fed with bytes, its records as JSON lines. */
#ifndef DAGSIEVE_TESTS_RECORDS_H
#define DAGSIEVE_TESTS_RECORDS_H

#include "parser/stream.h"

/* Appends the JSON lines that the bytes give, read in pieces of `chunk` bytes (0 = all at once); path: what stands for the attempt's path. */
void records_of(struct slice bytes, size_t chunk, const char *path, struct buf *out);
/* The same with --timezone. */
void records_in_zone(struct slice bytes, const char *zone, const char *path, struct buf *out);

/* A parser that is listened to. Logs are fed to it one after the other; records and said are of the last one: its JSON lines; each line as explain
 * shows it, and the complaints. */
struct hearing {
    struct buf records, said;
    struct parser *parser;
    struct report report;
    char *words;
    size_t n;
};

void hearing_open(struct hearing *);
void hearing_feed(struct hearing *, struct slice bytes, const char *path);
void hearing_close(struct hearing *);

static inline bool has(const struct buf *records, const char *text)
{
    return slice_has(buf_view(records), slice_of(text));
}

#define EXPECT_HAS(records, text) cr_expect(has(&(records), text), "%s is not in\n%.*s", text, SLICE_ARG(buf_view(&(records))))

#endif
