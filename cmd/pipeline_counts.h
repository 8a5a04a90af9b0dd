/* pipeline_counts.h - what has passed through a pipeline, or several. */
#ifndef DAGSIEVE_PIPELINE_COUNTS_H
#define DAGSIEVE_PIPELINE_COUNTS_H

#include "parser/catalogue/record.h"
#include "sink/postgres/postgres.h"

/* What has passed; all are sums over the life of a pipeline. */
struct counts {
    int64_t inputs;             /* read to their end */
    int64_t failed;             /* inputs that were not */
    int64_t known;              /* members of archives that were stored already */
    int64_t skipped;            /* members of archives whose names are no log's */
    int64_t matched;            /* lines in which something of Airflow's was seen, of this pipeline's own logs */
    int64_t lines, bytes;       /* physical lines, inflated bytes */
    int64_t taken;              /* bytes of files, as they are packed */
    int64_t records[RECORD__N]; /* that the sink has taken */
    struct sink_postgres_counts stored; /* of what is committed, where the sink is a database */
};

void counts_add(struct counts *sum, const struct counts *more);

#endif
