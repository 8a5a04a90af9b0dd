/* cmd_schema.c - the tables as the user asks for them: printed, compared, brought up to date. */
#include "../sink/schema.h"

#include "cmd.h"
#include "stop.h"

static void schema_run_print(struct pg *pg, struct report *report)
{
    (void)pg;
    (void)report;
    schema_print(stdout);
}

static void schema_run_check(struct pg *pg, struct report *report)
{
    int differences = schema_check(pg, stdout);
    if (differences > 0)
        complain(report, COMPLAINT_schema_older, NULL, "differences: %d", differences);
}

static void schema_run_apply(struct pg *pg, struct report *report)
{
    (void)report;
    schema_apply(pg);
}

static const struct action {
    const char *name;
    bool connects, read_only;
    void (*run)(struct pg *, struct report *);
} actions[] = {
    { "print", false, false, schema_run_print },
    { "check", true, true, schema_run_check },
    { "apply", true, false, schema_run_apply },
};

void schema_run(const struct job *job, struct report *report)
{
    const struct action *action = NULL;
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
        if (strcmp(job->operands[0], actions[i].name) == 0)
            action = &actions[i];
    if (!action) {
        complain(report, COMPLAINT_operands, NULL, "schema takes print, check or apply, not \"%s\"", job->operands[0]);
        return;
    }
    struct pg_options options = { .conninfo = job->conninfo, .read_only = action->read_only, .stop = stop_flag(),
                                  .report = report };
    struct pg *pg = action->connects ? pg_open(&options) : NULL;
    if (pg || !action->connects)
        action->run(pg, report);
    pg_close(&pg);
}
