/* document_rows.h - tables inside JSON documents, as records: lists of values whose columns stand beside them, by rows or by columns, and lists of fields. */
#ifndef DAGSIEVE_DOCUMENT_ROWS_H
#define DAGSIEVE_DOCUMENT_ROWS_H

#include "parser/text/json.h"

/* Arrays that are columns of a table, or may be, until the last of them has come. Zeroed, with a limit, is empty. */
struct document_columns {
    struct buf held; /* "[ARRAY,ARRAY", of no more bytes than its limit: failed tells more */
    size_t n;        /* arrays */
};

/* Whether each element is an object with the members field and value. */
bool document_are_pairs(struct slice array);
/* Appends the record of such fields, a line. */
void document_pairs_write(struct slice pairs, struct buf *records);
/* Appends the record of a row's values, a line; columns: a list of names, or of objects with a member name. */
void document_row_write(struct slice columns, struct slice row, struct buf *records);

/* Whether one of the columns has that name. */
bool document_has_column(struct slice columns, struct slice name);
/* Whether the array cannot be a row: it has another number of values than there are columns. */
bool document_is_column(struct slice columns, struct slice array);
void document_columns_add(struct document_columns *, struct slice array);
/* Appends a record for each row of what was added, and forgets it. Arrays that are more or fewer than the columns were rows after all. false: rows were left
 * out, for their names would make them more than `most` bytes, or what was added was more than its limit. */
bool document_columns_write(struct document_columns *, struct slice columns, size_t most, struct buf *records);

#endif
