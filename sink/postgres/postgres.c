/* postgres.c - picks the way into the database: see postgres.h. */
#include "postgres.h"

#include "file_sink.h"
#include "stream_sink.h"

struct sink *sink_postgres(const struct sink_postgres_options *options)
{
    return options->stream ? stream_sink_open(options) : file_sink_open(options);
}

const struct sink_postgres_counts *sink_postgres_counts(const struct sink *sink)
{
    return &((const struct store *)sink)->counts;
}
