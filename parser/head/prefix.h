/* prefix.h - what a handler of the user's own writes before a message (domain §3.2): a time stamp, then up to three names or level words,
 * separated by blanks, '-', '|' or ':'. */
#ifndef DAGSIEVE_PREFIX_H
#define DAGSIEVE_PREFIX_H

#include "parser/text/slice.h"

enum { PREFIX_MAX_WORDS = 3 };

enum level { LEVEL_none, LEVEL_debug, LEVEL_info, LEVEL_warning, LEVEL_error, LEVEL_critical, LEVEL__N };

/* The level of a word in any case (WARN, FATAL, EXCEPTION too); LEVEL_none when it is none. */
enum level level_of(struct slice word);
/* Airflow's word, upper case; "" for none. */
const char *level_name(enum level);

/* Length of a prefix with exactly that many words, up to where the message begins (the line's end when it is empty); 0 when the line has
 * none such. *level: of its level word, LEVEL_none when it has none. */
size_t prefix_length(struct slice line, int words, enum level *level);
/* The number of words of the prefix that ends just before position `at`; -1 when what stands before is no prefix. */
int prefix_before(struct slice line, size_t at, enum level *level);

#endif
