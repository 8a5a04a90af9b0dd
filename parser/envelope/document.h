/* document.h - cuts a JSON document of any size into its records (documents.def), as its bytes come; memory is that of one record. */
#ifndef DAGSIEVE_DOCUMENT_H
#define DAGSIEVE_DOCUMENT_H

#include "parser/text/buf.h"

struct document_row {
    const char *name, *at, *need, *beside, *sample, *record;
};

enum {
#define DOCUMENT(name, at, need, beside, sample, record) DOCUMENT_##name,
#include "parser/catalogue/documents.def"
    DOCUMENT__N
};
extern const struct document_row document_rows[DOCUMENT__N];

struct document;

struct document *document_open(void);
/* Reads bytes and appends each record that ends in them to *records, on a line of its own. Returns how many bytes were read: fewer than there are
 * when what follows is no JSON; nothing more is read then. Several documents may follow one another. */
size_t document_feed(struct document *, struct slice bytes, struct buf *records);
/* Whether a row knows the document: records came of it by their path. */
bool document_is_known(const struct document *);
/* Whether a value has begun that has not ended. */
bool document_is_unfinished(const struct document *);
void document_close(struct document **);

#endif
