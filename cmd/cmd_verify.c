/* cmd_verify.c - is all that is in the logs in the database? Reads the logs again and compares; writes nothing but its answer. */
#include <inttypes.h>
#include <stdio.h>

#include "sink/schema/thresholds.h"
#include "sink/schema/schema.h"
#include "sink/read/verify.h"
#include "airflow_page.h"
#include "commands.h"
#include "read_inputs.h"
#include "stop_signal.h"

/* What is wrong with the input is for load to say; only what hinders the comparison counts here. */
static void compare(const struct job *job, const struct parser *parser, struct report *of_input, struct pg *pg, struct report *report)
{
    struct sink *sink = sink_verify(pg, stdout);
    struct pipeline pipeline = { .parser = parser, .sink = sink, .report = of_input, .limits = job_limits(job) };
    read_inputs(job, &pipeline);
    sink->ops->flush(sink);
    const struct verify_counts *counts = sink_verify_counts(sink);
    printf("verified: %" PRId64 " logs, %" PRId64 " stored as they are, %" PRId64 " from a more complete copy, %" PRId64 " missing, %" PRId64 " different\n",
           counts->logs, counts->whole, counts->better, counts->missing, counts->different);
    if ((counts->missing || counts->different) && report->status < EXIT_rejected)
        report->status = EXIT_rejected;
    sink->ops->close(&sink);
    pipeline_free(&pipeline);
}

/* The thresholds of the rules are those of the database, as for load. */
static bool prepare(struct pg *pg, struct parser *parser)
{
    struct rules rules = *parser_rules(parser);
    if (schema_require(pg) || thresholds_read(pg, &rules))
        return false;
    parser_rules_use(parser, &rules);
    return pg_pooled(pg) || pg_run(pg, "SET default_transaction_read_only = on") == 0 || pg_complain(pg) == 0;
}

/* Against Airflow's word no log is read. */
static void compare_airflow(const struct job *job, struct report *report)
{
    struct pg_options database = { .conninfo = job->conninfo, .read_only = !job->record_gaps, .stop = stop_flag(), .report = report };
    struct pg *pg = NULL;
    if (job->n_operands)
        complain(report, COMPLAINT_operands, NULL, "--airflow compares what is stored: it takes no path");
    else if ((pg = pg_open(&database)) && schema_require(pg) == 0)
        airflow_page(job, pg, report);
    pg_close(&pg);
}

void cmd_verify(const struct job *job, struct report *report)
{
    if (job->airflow) {
        compare_airflow(job, report);
        return;
    }
    if (job->record_gaps || job->since || job->page == PAGE_json) {
        complain(report, COMPLAINT_operands, NULL, "--record, --since and --format are for --airflow");
        return;
    }
    struct report of_input = { .to = stderr, .mask = report->mask }; /* max_rejects 0: rejects are not shown */
    struct parser_options options = job_parser_options(job, &of_input);
    struct pg_options database = { .conninfo = job->conninfo, .read_only = true, .stop = stop_flag(), .report = report };
    struct parser *parser = job_parser(job, &options);
    struct pg *pg = parser ? pg_open(&database) : NULL;
    if (pg && prepare(pg, parser))
        compare(job, parser, &of_input, pg, report);
    if (of_input.status > report->status && of_input.status != EXIT_rejected)
        report->status = of_input.status;
    pg_close(&pg);
    parser_close(&parser);
}
