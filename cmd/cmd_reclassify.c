/* cmd_reclassify.c - today's rules over what is stored, and what changes by it. */
#include "sink/schema/reclassify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "parser/text/glyph.h"
#include "sink/schema/thresholds.h"
#include "sink/schema/schema.h"
#include "commands.h"
#include "progress.h"
#include "stop_signal.h"

static const char *shown(const char *code)
{
    return code[0] ? code : "none (counts of a run)";
}

/* Names of logs are a stranger's words too. */
static void example(const char *text)
{
    struct buf line = { 0 };
    glyph_tame(slice_of(text), &line);
    printf("      %.*s\n", (int)line.n, line.p);
    buf_free(&line);
}

static void say(const struct reclassify_outcome *outcome, const struct rules *rules, bool dry_run, double seconds)
{
    printf("rules:    version %s", rules->version);
    for (int i = 0, n = 0; i < THRESHOLD__N; i++)
        if (strcmp(rules->threshold[i], threshold_rows[i].value) != 0)
            printf("%s%s %s (default %s)", n++ ? ", " : "; ", threshold_rows[i].name, rules->threshold[i], threshold_rows[i].value);
    printf("\nblocks:   %" PRId64 " judged anew: %" PRId64 " with another main code, %" PRId64 " with other findings or missing fields\n", outcome->blocks,
           outcome->main, outcome->others);
    for (int i = 0; i < outcome->changes; i++) {
        const struct reclassify_change *change = &outcome->change[i];
        printf("%s  %-20s -> %-20s %8" PRId64 "\n", i ? "" : "verdicts:\n", shown(change->before), shown(change->after), change->blocks);
        for (int k = 0; k < RECLASSIFY_EXAMPLES && k < change->blocks; k++)
            example(change->example[k]);
    }
    printf("logs:     %" PRId64 " were judged under other rules\ntime:     %.1f s\n", outcome->logs, seconds);
    if (dry_run)
        printf("nothing was changed (--dry-run)\n");
}

void cmd_reclassify(const struct job *job, struct report *report)
{
    struct pg *pg = pg_open(&(struct pg_options){ .conninfo = job->conninfo, .stop = stop_flag(), .report = report });
    struct reclassify_outcome *outcome = memory_new(sizeof(*outcome));
    struct progress clock;
    struct rules rules;
    progress_begin(&clock, PROGRESS_none, false);
    if (pg && schema_require(pg) == 0 && thresholds_read(pg, &rules) == 0 && reclassify(pg, &rules, job->dry_run, stop_flag(), outcome) == 0)
        say(outcome, &rules, job->dry_run, progress_seconds(&clock));
    pg_close(&pg);
    free(outcome);
}
