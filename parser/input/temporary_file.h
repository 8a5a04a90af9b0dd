/* temporary_file.h - bytes that do not fit into memory: an unlinked file in TMPDIR, made with the first byte. */
#ifndef DAGSIEVE_TEMPORARY_FILE_H
#define DAGSIEVE_TEMPORARY_FILE_H

#include <stdint.h>

#include "parser/catalogue/complaint.h"
#include "parser/text/slice.h"

/* Zero with `report` set is an empty file. */
struct temporary_file {
    struct report *report;
    int fd;       /* 0 = not made yet */
    int64_t size; /* bytes */
    bool failed;  /* complained about, once (spill_failed); nothing is kept any more */
};

/* Adds bytes at the end; false when it cannot be. */
bool temporary_file_add(struct temporary_file *, struct slice bytes);
/* Writes over bytes that are there. */
bool temporary_file_put(struct temporary_file *, int64_t at, struct slice bytes);
/* Reads n bytes from `at` on; false when they cannot be read. */
bool temporary_file_get(struct temporary_file *, int64_t at, char *to, size_t n);
void temporary_file_close(struct temporary_file *);

#endif
