/* ledger.h - which files are stored already: read in bulk from the database, asked without a query a file. */
#ifndef DAGSIEVE_LEDGER_H
#define DAGSIEVE_LEDGER_H

#include <time.h>

#include "sink/connection/pg.h"

struct ledger;

/* Reads what was stored by these versions (a log without a block was judged by no rules: any will do): 16 bytes a file in
 * memory. NULL: complained about. */
struct ledger *ledger_read(struct pg *, const char *parser_version, const char *rules_version);
/* Whether the file of this real path was stored with this size and modification time (in microseconds, as the database keeps it). */
bool ledger_knows(const struct ledger *, const char *path, int64_t size, struct timespec mtime);
int64_t ledger_files(const struct ledger *);
void ledger_free(struct ledger **);

#endif
