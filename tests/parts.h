/* parts.h - what the tests of the parts of an attempt share: a context without a log, and lines that need no heads. */
#ifndef DAGSIEVE_TESTS_PARTS_H
#define DAGSIEVE_TESTS_PARTS_H

#include "parser/attempt/context.h"
#include "parser/attempt/line.h"

struct part_test {
    struct parser *parser;
    struct stream_events events;
    struct context ctx;
    struct message message; /* of the lines that follow */
    struct buf out;         /* what was emitted, a JSON object a line */
    FILE *nowhere;
    struct report report;
};

void part_begin(struct part_test *);
/* The lines that follow are of a file's message; own: it is Airflow's. */
void part_message(struct part_test *, const char *file, bool own);
/* The next line of that message, of the source of slot 0. */
struct line part_line(struct part_test *, const char *text);
/* A record of Airflow 3, as head.h reads it; its texts live as long as json does. */
struct head part_record(struct part_test *, const char *json, struct head_space *);
/* Appends the present cells of a record to out, as a JSON object. */
void part_show(struct part_test *, enum record_type, struct cell *cells);
void part_end(struct part_test *);

#define EXPECT_OUT(test, text)    cr_expect(slice_has(buf_view(&(test).out), slice_of(text)), "%s is not in\n%.*s", text, SLICE_ARG(buf_view(&(test).out)))
#define EXPECT_NO_OUT(test, text) cr_expect(!slice_has(buf_view(&(test).out), slice_of(text)), "%s is in\n%.*s", text, SLICE_ARG(buf_view(&(test).out)))

#endif
