/* postgres.h - records -> PostgreSQL, in one of two ways (design §5). A file's rows replace what is stored of its log, unless the stored
 * copy is more complete (precedence.h). A stream's rows are merged: what is missing is added, what is there stays.
 *
 * Exactly once: identity is log_id, content_hash and the versions; the ledger row is the log row and is committed with its children. A
 * commit whose result is unknown (the connection went) is simply done again: under the log's lock the ledger then shows that it was done. */
#ifndef DAGSIEVE_POSTGRES_H
#define DAGSIEVE_POSTGRES_H

#include "postgres_options.h"

/* NULL: complained about. Does not look at the schema's version (schema_require) and takes no lock of a shard (load_lock). A log is
 * committed when a later flush or close has returned 0. */
struct sink *sink_postgres(const struct sink_postgres_options *);
/* Of what is committed; lives as long as the sink. */
const struct sink_postgres_counts *sink_postgres_counts(const struct sink *);

#endif
