/* document.h - JSON documents of any size, of which documents.def says where records stand. Several may follow one another; a value that no row knows
 * is a record itself. */
#ifndef DAGSIEVE_DOCUMENT_H
#define DAGSIEVE_DOCUMENT_H

#include "cutter.h"

/* What stands where a row says: JSON records; texts of lines; a text that is a list of Python's; rows of a table; its columns; a record's fields, each an
 * object. */
enum document_carrier { DOCUMENT_OF_records, DOCUMENT_OF_texts, DOCUMENT_OF_printed, DOCUMENT_OF_rows, DOCUMENT_OF_columns, DOCUMENT_OF_pairs };

struct document_row {
    const char *name;
    enum document_carrier carrier;
    const char *at, *need, *beside, *sample, *record;
};

enum {
#define DOCUMENT(name, carrier, at, need, beside, sample, record) DOCUMENT_##name,
#include "parser/catalogue/documents.def"
    DOCUMENT__N
};
extern const struct document_row document_rows[DOCUMENT__N];

extern const struct cutter_kind document_kind;

/* The row by which such a cutter's document gives records; NULL: none knows it, it is a record itself. */
const struct document_row *document_row_of(const void *cutter);

#endif
