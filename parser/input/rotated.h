/* rotated.h - rotated files of containers: kubelet's parts of /var/log/pods/NAMESPACE_POD_UID/CONTAINER/N.log, N.log.YYYYMMDD-HHMMSS, the older ones with .gz,
 * and those of Docker's ID/ID-json.log, ID-json.log.1 (max-file), ID-json.log.1.gz (compress). They and that log are one source (domain §3.5): it is read with
 * them, they are not read alone. */
#ifndef DAGSIEVE_ROTATED_H
#define DAGSIEVE_ROTATED_H

#include <stdbool.h>

#include "parser/text/slice.h"

/* Paths of the parts before that file, oldest first, then NULL; as far back as they are packed in an order that can be read on: plain ones behind packed
 * ones. NULL: there are none. Free with rotated_free. */
char **rotated_before(const char *path);
void rotated_free(char **parts);
/* Whether the path is such a part, and the file that it belongs to is there. It has a '/' then. */
bool rotated_belongs(const char *path);

/* The same of an archive's members, whose folders may be left out (0.log alone is kubelet's, ID-json.log Docker's). log: the path of the log that it is, or
 * belongs to. */
bool rotated_member(struct slice path, struct slice *log);
/* Orders members of one log, the oldest first, the log itself last. */
int rotated_compare(struct slice a, struct slice b);
/* The first of them, in order, from which on all can be read on. */
size_t rotated_readable(const struct slice *member, size_t n);

#endif
