/* json_escape.h - the escapes of JSON strings; shared by json_escape.c and json_write.c. Others use json.h. */
#ifndef DAGSIEVE_JSON_ESCAPE_H
#define DAGSIEVE_JSON_ESCAPE_H

#include "parser/text/slice.h"

/* Writes the character of the escape at raw.p[*at] and steps over it; its bytes. A pair of surrogates is one character, a
 * lone one U+FFFD. */
size_t json_escape_take(struct slice raw, size_t *at, char out[4]);

#endif
