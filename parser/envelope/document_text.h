/* document_text.h - a string of a JSON document that is a log's text, of any size: its escapes undone as its bytes come; and a list of Python's that
 * Airflow's API v1 printed into it, [(host, text), ...], taken apart (airflow-log-formats.md §2.5). */
#ifndef DAGSIEVE_DOCUMENT_TEXT_H
#define DAGSIEVE_DOCUMENT_TEXT_H

#include "parser/text/buf.h"

/* Zero is valid. */
struct document_text {
    struct buf json, python; /* bytes of an escape whose rest has not come */
    struct buf plain;
    bool printed, begun, list, tuple, shown, inside;
    char quote;
    int strings; /* of the tuple at hand */
};
void document_text_free(struct document_text *);

/* Whether it is text at all: known of a printed one as soon as it shows a list. */
static inline bool document_text_is(const struct document_text *self)
{
    return self->list || !self->printed;
}

/* A string begins; printed: it is a list of Python's, or gives nothing. */
void document_text_begin(struct document_text *, bool printed);
/* Raw bytes of it, without its quotes; appends the text, as lines, to *out. */
void document_text_add(struct document_text *, struct slice raw, struct buf *out);
/* It ends: so does the line. */
void document_text_end(struct document_text *, struct buf *out);

#endif
