/* cmd_import.c - reference data from a CSV file, an answer of Prometheus or a query into its table. */
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
    if (counts->not_numbers)
        printf(", %" PRId64 " NaN or infinite left out", counts->not_numbers);
    if (counts->refused)
        printf(", %" PRId64 " refused", counts->refused);
    printf("; %" PRId64 " in the table%s\n", counts->total, job->dry_run ? " it would be" : "");
    if (job->dry_run)
        printf("nothing was changed (--dry-run)\n");
    else if (counts->changed && strcmp(job->operands[0], "threshold") == 0)
        printf("dagsieve reclassify judges what is stored anew, where thresholds of rules have changed\n");
}

/* Whether the words fit together; complains where not. */
static bool is_sound(const struct job *job, const struct import_kind *kind, struct report *report)
{
    bool prometheus = job->reading == READING_prometheus;
    const char *wrong = !kind                                ? "import takes universe, infra, threshold or progress"
                        : !job->query && job->n_operands < 2 ? "import takes a FILE, or --query SQL"
                        : job->query && job->n_operands > 1  ? "--query stands in place of FILE"
                        : job->from && !job->query           ? "--from is the database that --query asks"
                        : prometheus && job->query           ? "--format prometheus is of a FILE"
                        : prometheus && strcmp(job->operands[0], "infra") ? "--format prometheus is for import infra"
                        : job->metric && !prometheus         ? "--metric is for --format prometheus"
                                                             : NULL;
    if (wrong)
        complain(report, COMPLAINT_operands, NULL, "%s%s%s%s", wrong, kind ? "" : ", not \"", kind ? "" : job->operands[0], kind ? "" : "\"");
    return !wrong;
}

static struct pg *open_database(const char *conninfo, bool of_others, struct report *report)
{
    return pg_open(&(struct pg_options){ .conninfo = conninfo, .read_only = of_others, .of_others = of_others, .stop = stop_flag(), .report = report });
}

void cmd_import(const struct job *job, struct report *report)
{
    const struct import_kind *kind = import_find(job->operands[0]);
    struct import_source source = { .path = job->query ? "query" : job->operands[1], .prometheus = job->reading == READING_prometheus,
                                    .metric = job->metric, .query = job->query };
    struct import_counts counts;
    if (!is_sound(job, kind, report))
        return;
    struct pg *pg = open_database(job->conninfo, false, report);
    bool ready = pg && schema_require(pg) == 0;
    source.from = ready && job->query ? open_database(job->from ? job->from : job->conninfo, true, report) : NULL;
    if (ready && (source.from || !job->query) && import_rows(pg, kind, &source, job->dry_run, &counts) == 0)
        say(job, kind, &counts);
    pg_close(&source.from);
    pg_close(&pg);
}
