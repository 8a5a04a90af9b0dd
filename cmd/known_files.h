/* known_files.h - whether the ledger knows a file, by whichever name it was given before: as it is given now, by its real path, by that from the current folder. */
#ifndef DAGSIEVE_KNOWN_FILES_H
#define DAGSIEVE_KNOWN_FILES_H

#include <time.h>

#include "parser/text/buf.h"
#include "sink/postgres/ledger.h"

/* Zero with ledger set is a fresh one; a ledger of NULL knows nothing. Remembers the last folder, so that files of one cost one look. */
struct known_files {
    const struct ledger *ledger; /* not owned */
    struct buf folder, real;     /* a folder as given, and its real path */
    struct buf current, name;
};

/* path: of a file, or ARCHIVE!MEMBER. Only where it is not known as it stands are links followed. */
bool known_files_has(struct known_files *, const char *path, int64_t size, struct timespec mtime);
void known_files_free(struct known_files *);

#endif
