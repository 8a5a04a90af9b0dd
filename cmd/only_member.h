/* only_member.h - an archive that is named itself and holds one file: it stands for that file, as gzip does. */
#ifndef DAGSIEVE_ONLY_MEMBER_H
#define DAGSIEVE_ONLY_MEMBER_H

#include "parser/text/buf.h"

/* What is read of a file that the user named: itself; of an archive whose only member has a name that is no log's, ARCHIVE!MEMBER, which lives in *out. left_out: where
 * it is empty, takes the names of several such members, for a shell. Hidden members do not count (the Finder's __MACOSX/._NAME). */
const char *only_member_path(const char *path, struct buf *out, struct buf *left_out);

#endif
