/* cmd_schema.c - the tables as the user asks for them: printed, compared, brought up to date, rid of what is old. */
#include "sink/schema/schema.h"

#include <inttypes.h>

#include "sink/schema/prune.h"
#include "commands.h"
#include "stop_signal.h"

static void action_print(struct pg *pg, const struct job *job)
{
    (void)pg;
    (void)job;
    schema_print(stdout);
}

static void action_check(struct pg *pg, const struct job *job)
{
    (void)job;
    int differences = schema_check(pg, stdout);
    if (differences > 0)
        complain(pg_report(pg), COMPLAINT_schema_older, NULL, "differences: %d", differences);
}

static void action_apply(struct pg *pg, const struct job *job)
{
    (void)job;
    schema_apply(pg);
}

static void action_prune(struct pg *pg, const struct job *job)
{
    struct pg_rows *rows = schema_require(pg) == 0 ? prune(pg, job->older_than, job->dry_run) : NULL;
    if (!rows)
        return;
    printf("%s what ended before %s, rows:\n", job->dry_run ? "would remove" : "removed", pg_rows_text(rows, 0, 0).p);
    for (int i = 0; i < pg_rows_count(rows); i++)
        printf("%-16s %12" PRId64 "%s\n", pg_rows_text(rows, i, 1).p, pg_rows_int(rows, i, 2),
               slice_starts(pg_rows_text(rows, i, 1), SLICE("event_")) ? "  the whole partition" : "");
    if (job->dry_run)
        printf("nothing was changed (--dry-run)\n");
    pg_rows_free(rows);
}

static const struct action {
    const char *name;
    bool connects, read_only, prunes;
    void (*function)(struct pg *, const struct job *);
} actions[] = {
    { "print", false, false, false, action_print },
    { "check", true, true, false, action_check },
    { "apply", true, false, false, action_apply },
    { "prune", true, false, true, action_prune },
};

/* --older-than and --dry-run belong to prune; how much it removes is never left to a default. */
static bool options_fit(const struct job *job, const struct action *action, struct report *report)
{
    if (action->prunes ? job->older_than >= PRUNE_LEAST_DAYS : job->older_than == 0 && !job->dry_run)
        return true;
    complain(report, COMPLAINT_option_value, NULL, action->prunes ? "schema prune needs --older-than, %dd at least: what the state shows rests on these days"
                                                                  : "--older-than and --dry-run are for schema prune", PRUNE_LEAST_DAYS);
    return false;
}

void cmd_schema(const struct job *job, struct report *report)
{
    const struct action *action = NULL;
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
        if (strcmp(job->operands[0], actions[i].name) == 0)
            action = &actions[i];
    if (!action) {
        complain(report, COMPLAINT_operands, NULL, "schema takes print, check, apply or prune, not \"%s\"", job->operands[0]);
        return;
    }
    if (!options_fit(job, action, report))
        return;
    struct pg_options options = { .conninfo = job->conninfo, .read_only = action->read_only, .stop = stop_flag(),
                                  .report = report };
    struct pg *pg = action->connects ? pg_open(&options) : NULL;
    if (pg || !action->connects)
        action->function(pg, job);
    pg_close(&pg);
}
