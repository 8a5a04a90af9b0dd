/* python_string.h - the escapes of Python's string and bytes literals. */
#ifndef DAGSIEVE_PYTHON_STRING_H
#define DAGSIEVE_PYTHON_STRING_H

#include "buf.h"
#include "slice.h"

/* Undoes the escapes of a Python string or bytes literal's inside. */
void python_unescape(struct slice raw, struct buf *out);
/* As python_unescape; in a bytes literal \xHH and \ooo are bytes, and \u is no escape. Unknown escapes and
 * \N{...} stay as they are. */
void python_string_unescape(struct slice raw, bool bytes, struct buf *out);

#endif
