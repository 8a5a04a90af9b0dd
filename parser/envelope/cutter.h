/* cutter.h - inputs that are no lines: a JSON document, a table, YAML, the journal's export, frames. A cutter takes their bytes as they come and gives records, each a line
 * of its own, which the rows of envelopes.def read like any other line (domain §3.5). Memory is that of one record. */
#ifndef DAGSIEVE_CUTTER_H
#define DAGSIEVE_CUTTER_H

#include "envelope.h"

/* Bytes that one record may have. */
enum { RECORD_MOST = 8 * 1024 * 1024 };

struct cutter_kind {
    const char *words; /* for people: "JSON document" */
    /* Whether an input that begins with these bytes, the first lines, is of the kind; cut: they are the begin of a longer line. */
    bool (*begins)(const struct envelopes *, struct slice text, bool cut);
    void *(*open)(void);
    /* Reads bytes and appends each record that ends in them to *records, a line each. Returns how many were read: fewer than there are when what
     * follows is not of the kind; nothing more is read then. */
    size_t (*feed)(void *cutter, struct slice bytes, struct buf *records);
    /* The input is over: appends what is left. false: a record has begun that has not ended. */
    bool (*end)(void *cutter, struct buf *records);
    /* Whether nothing has begun that has not ended: what follows may be of another kind. */
    bool (*between)(const void *cutter);
    /* Whether a record was left out: it is broken, or longer than RECORD_MOST. */
    bool (*lost)(const void *cutter);
    void (*close)(void *cutter);
};

extern const struct cutter_kind *const cutter_kinds[]; /* ended by NULL */

/* The kind of an input that begins so; NULL: it is lines. */
const struct cutter_kind *cutter_find(const struct envelopes *, struct slice text, bool cut);

#endif
