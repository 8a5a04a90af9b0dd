/* pipeline_counts.c - see pipeline_counts.h. */
#include "pipeline_counts.h"

void counts_add(struct counts *sum, const struct counts *more)
{
    sum->inputs += more->inputs;
    sum->failed += more->failed;
    sum->known += more->known;
    sum->skipped += more->skipped;
    sum->matched += more->matched;
    sink_postgres_counts_add(&sum->stored, &more->stored);
    sum->lines += more->lines;
    sum->bytes += more->bytes;
    sum->taken += more->taken;
    for (int type = 0; type < RECORD__N; type++)
        sum->records[type] += more->records[type];
}
