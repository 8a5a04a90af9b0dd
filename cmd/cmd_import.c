/* cmd_import.c - reference data from a CSV file into its table. */
#include "sink/schema/import.h"

#include <inttypes.h>
#include <stdio.h>

#include "sink/schema/schema.h"
#include "commands.h"
#include "stop_signal.h"

static void say(const struct job *job, const struct import_kind *kind, const struct import_counts *counts)
{
    printf("%s: %" PRId64 " rows read: %" PRId64 " new, %" PRId64 " changed, %" PRId64 " as they were", import_table(kind), counts->read, counts->added,
           counts->changed, counts->read - counts->added - counts->changed);
    if (counts->removed)
        printf(", %" PRId64 " of the table are gone", counts->removed);
    printf("; %" PRId64 " in the table%s\n", counts->total, job->dry_run ? " it would be" : "");
    if (job->dry_run)
        printf("nothing was changed (--dry-run)\n");
    else if (counts->changed && strcmp(job->operands[0], "threshold") == 0)
        printf("dagsieve reclassify judges what is stored anew, where thresholds of rules have changed\n");
}

void cmd_import(const struct job *job, struct report *report)
{
    const struct import_kind *kind = import_find(job->operands[0]);
    struct import_counts counts;
    if (!kind) {
        complain(report, COMPLAINT_operands, NULL, "import takes universe, infra, threshold or progress, not \"%s\"", job->operands[0]);
        return;
    }
    struct pg *pg = pg_open(&(struct pg_options){ .conninfo = job->conninfo, .stop = stop_flag(), .report = report });
    if (pg && schema_require(pg) == 0 && import_file(pg, kind, job->operands[1], job->dry_run, &counts) == 0)
        say(job, kind, &counts);
    pg_close(&pg);
}
