/* stream_sink.h - a stream's rows are merged into what is stored of their logs. For postgres.h. */
#ifndef DAGSIEVE_STREAM_SINK_H
#define DAGSIEVE_STREAM_SINK_H

#include "store.h"

/* The sink begins with a struct store. NULL: complained about. */
struct sink *stream_sink_open(const struct sink_postgres_options *);

#endif
