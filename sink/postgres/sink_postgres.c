/* sink_postgres.c - picks the way into the database; the ways are sink_postgres_file.c and sink_postgres_stream.c. */
#include "sink_postgres.h"

#include "store.h"

struct sink *sink_postgres(const struct sink_postgres_options *options)
{
    return options->stream ? sink_postgres_stream(options) : sink_postgres_file(options);
}

const struct sink_postgres_counts *sink_postgres_counts(const struct sink *sink)
{
    return &((const struct store *)sink)->counts;
}

void sink_postgres_counts_add(struct sink_postgres_counts *to, const struct sink_postgres_counts *more)
{
    for (int type = 0; type < RECORD__N; type++)
        to->rows[type] += more->rows[type];
    to->replaced += more->replaced;
    to->same += more->same;
    to->worse += more->worse;
    to->refused += more->refused;
}
