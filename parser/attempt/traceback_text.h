/* traceback_text.h - what a line of a Python traceback is, by its text alone. */
#ifndef DAGSIEVE_TRACEBACK_TEXT_H
#define DAGSIEVE_TRACEBACK_TEXT_H

#include "parser/text/slice.h"

/* The blanks and a group's marks that it begins with. */
size_t traceback_indent(struct slice text);
/* "package.Type: message" or "Type" alone, as Python ends a traceback; false: it is neither. */
bool traceback_exception(struct slice text, struct slice *type, struct slice *message);
/* Whether the line is an exception by its name (domain §3.1), "ValueError: x". */
bool traceback_names_exception(struct slice text);
/* "File "PATH", line N ..". */
bool traceback_is_frame(struct slice text);
/* "=====": torchrun's exception stands between two. */
bool traceback_is_rule(struct slice text);

#endif
