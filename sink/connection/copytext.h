/* copytext.h - a record as one row of COPY's text format. What comes out cannot be refused for its content: valid UTF-8
 * without NUL, times in the range of the type, numbers that the server's version knows. */
#ifndef DAGSIEVE_COPYTEXT_H
#define DAGSIEVE_COPYTEXT_H

#include "parser/catalogue/record.h"

/* Zero with version set is a fresh one; scratch is freed with buf_free. */
struct copytext {
    int version; /* of the server, such as 150020. Before 14 numeric has no infinity: +-1e1000 stands for it */
    struct buf scratch;
};

/* Appends the row with its '\n', columns as schema_columns lists them, but for the log_id that goes before a child's columns. An event
 * without a time gets -infinity (sql/tables.sql). */
void copytext_row(struct copytext *, struct buf *out, const struct record *);
/* Appends text as a field: \ and control bytes escaped; bytes that are no UTF-8 and NUL become U+FFFD. */
void copytext_text(struct copytext *, struct buf *out, struct slice text);
/* The same of text that the server takes as it is (copytext_clean). */
void copytext_escape(struct buf *out, struct slice text);
/* What of a text or a JSON value the server takes, before anything is escaped: itself or a view of scratch. */
struct slice copytext_clean(struct copytext *, struct slice text);
struct slice copytext_clean_json(struct copytext *, struct slice text);
/* The cell as its column takes it: one that stands in an index is cut. */
struct cell copytext_cell(enum record_type, int field, struct cell);
/* Whether it is a time that timestamptz and we can write. */
bool copytext_time_fits(const struct cell *);
/* Undoes the escapes of fields: what COPY TO hands out. The word for null, \N, stays. */
void copytext_undo(struct buf *out, struct slice field);

#endif
