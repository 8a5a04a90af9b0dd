/* console.h - what structlog's console prints of a record of its own: an event of one word, padded, [logger] where there is one, pairs
 * (records.md §4; family C of airflow-log-formats.md). Pairs in a sentence are text. */
#ifndef DAGSIEVE_CONSOLE_H
#define DAGSIEVE_CONSOLE_H

#include "parser/text/slice.h"

/* Slices of the text that was read. */
struct console_record {
    struct slice name, logger, pairs;
};

/* Reads what stands after the stamp and the level; false when it is no such record. */
bool console_record_read(struct slice text, struct console_record *out);

#endif
