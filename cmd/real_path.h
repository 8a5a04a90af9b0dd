/* real_path.h - by which name the ledger keeps a file, whatever way led to it: the path of its folder from the root, without links, and its own name. */
#ifndef DAGSIEVE_REAL_PATH_H
#define DAGSIEVE_REAL_PATH_H

#include "parser/text/buf.h"

/* Zero is a fresh one. Remembers the last folder, so that files of one cost one look. */
struct real_path {
    struct buf folder, real; /* a folder as given, and its real path */
    struct buf path;
};

/* Of a file, or of ARCHIVE!MEMBER; as given where the folder cannot be followed. Lives until the next call. */
const char *real_path_of(struct real_path *, const char *path);
/* Appends a path as a database can keep it: a byte that is not UTF-8 as \xff, so that two paths stay two. */
void real_path_write(struct slice path, struct buf *out);
void real_path_free(struct real_path *);

#endif
