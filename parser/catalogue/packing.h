/* packing.h - what bytes are packed in (packings.def), by the first of them. */
#ifndef DAGSIEVE_PACKING_H
#define DAGSIEVE_PACKING_H

#include <stdbool.h>

#include "parser/text/buf.h"
#include "parser/text/slice.h"

enum packing {
#define PACKING(name, kind, libarchive, at, magic, suffix, recipe) PACKING_##name,
#include "packings.def"
    PACKING__N,
    PACKING_none = PACKING__N, /* plain text */
    PACKING_unsure,            /* more bytes are needed */
};

enum packing_kind { PACKING_GZIP, PACKING_FILTER, PACKING_FORMAT, PACKING_SEEKING, PACKING_TEXT, PACKING_UNREAD };

struct packing_row {
    const char *name;
    enum packing_kind kind;
    size_t at;
    struct slice magic;
    struct slice suffix;
    const char *recipe;
};
extern const struct packing_row packing_rows[PACKING__N];

/* Bytes after which nothing is unsure any more. */
enum { PACKING_BEGIN = 512 };

/* begin: the first bytes; whole: no more will come. Never unsure once PACKING_BEGIN bytes, or a line of text, are there. */
enum packing packing_of(struct slice begin, bool whole);
/* The name without the suffix of a compression (1.log of 1.log.gz), whatever its case; archives keep theirs. */
struct slice packing_bare_name(struct slice name);
/* Whether the name, without the suffix of a compression, is an archive's. */
bool packing_names_archive(struct slice name);

/* Appends the shell's command that takes it off: of FILE, or behind a command that is there, of what that writes. member: of an archive. */
void packing_command_write(enum packing, struct slice member, struct buf *out);

#endif
