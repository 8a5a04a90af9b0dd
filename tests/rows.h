/* rows.h - records made by hand for the tests of the database: a log and its children, field by field. */
#ifndef DAGSIEVE_TESTS_ROWS_H
#define DAGSIEVE_TESTS_ROWS_H

#include "parser/catalogue/record.h"

/* A record with its cells; texts are those given, which must outlive it. */
struct row {
    struct record record;
    struct cell cells[64];
};

struct row row_new(enum record_type);
/* The cell is a number (time, int, bigint, bool) or a text. */
void row_num(struct row *, const char *field, int64_t num);
void row_text(struct row *, const char *field, const char *text);
void row_slice(struct row *, const char *field, struct slice text);

/* A log; the same id gives the same log_id; lines also make bytes (80 a line); complete and success, stated; a
 * file of that source and size = bytes, with an mtime; versions "p1", "r1". hash is content_hash. */
struct row row_log(int id, const char *source, int lines, const char *hash);
/* An event with number seq at that time (microseconds). */
struct row row_event(int seq, int64_t time, const char *name);

/* Makes begin, put and end know the record: its address may have changed by return. */
const struct record *row_record(struct row *);

#endif
