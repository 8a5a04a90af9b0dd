/* cmd_export.c - what is stored as files that Spark, Trino, DuckDB and ClickHouse read without PostgreSQL. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "sink/lake/export.h"
#include "sink/schema/schema.h"
#include "commands.h"
#include "stop_signal.h"

static void say(const char *table, const struct lake_count *count)
{
    printf("%-12s %10" PRId64 " row%s in %" PRId64 " month%s", table, count->rows, count->rows == 1 ? "" : "s", count->months, count->months == 1 ? "" : "s");
    if (count->kept)
        printf(", %" PRId64 " with pruned logs stay%s", count->kept, count->kept == 1 ? "s" : "");
    printf("\n");
}

void cmd_export(const struct job *job, struct report *report)
{
    struct lake_count counts[LAKE_TABLES];
    struct pg *pg = pg_open(&(struct pg_options){ .conninfo = job->conninfo, .read_only = true, .stop = stop_flag(), .report = report });
    signal(SIGPIPE, SIG_IGN); /* a DuckDB that is gone is seen by its pipe */
    if (pg && schema_require(pg) == 0 && lake_export(pg, job->operands[0], (enum lake_format)job->lake, job->loaded, stop_flag(), counts) == 0)
        for (int i = 0; i < LAKE_TABLES; i++)
            say(schemas[lake_tables[i]].name, &counts[i]);
    pg_close(&pg);
}
