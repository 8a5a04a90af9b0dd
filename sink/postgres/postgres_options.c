/* postgres_options.c - see postgres_options.h. */
#include "postgres_options.h"

void sink_postgres_counts_add(struct sink_postgres_counts *to, const struct sink_postgres_counts *more)
{
    for (int type = 0; type < RECORD__N; type++)
        to->rows[type] += more->rows[type];
    to->replaced += more->replaced;
    to->same += more->same;
    to->worse += more->worse;
    to->weaker += more->weaker;
    to->refused += more->refused;
}
