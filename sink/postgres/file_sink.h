/* file_sink.h - a file's log replaces what is stored of it. For postgres.h. */
#ifndef DAGSIEVE_FILE_SINK_H
#define DAGSIEVE_FILE_SINK_H

#include "store.h"

/* The sink begins with a struct store. NULL: complained about. */
struct sink *file_sink_open(const struct sink_postgres_options *);

#endif
