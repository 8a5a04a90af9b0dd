/* cmd_explain.c - the catalogues, or what each line of a log was taken for (explain_log.c). Stores nothing. */
#include <stdio.h>

#include "parser/catalogue/notice.h"
#include "parser/catalogue/patterns.h"
#include "parser/head/prefix.h"
#include "commands.h"
#include "explain_log.h"
#include "nearest_word.h"
#include "rule_catalogue.h"

static void explain_rules(const struct job *job, struct report *report)
{
    struct rules rules;
    if (job_rules(job, &rules, report))
        rule_catalogue(stdout, job_colour(job), &rules);
}

static void explain_fields(const struct job *job, struct report *report)
{
    (void)job, (void)report;
    for (int type = 0; type < RECORD__N; type++) {
        const struct schema *schema = &schemas[type];
        printf("%s%s\n", type ? "\n" : "", schema->name);
        for (int i = 0; i < schema->n; i++)
            printf("  %-22s %-12s %s\n", schema->field[i].name, kind_sql(schema->field[i].kind), schema->field[i].help);
    }
}

static void explain_user_patterns(const struct user_patterns *user)
{
    for (int i = 0; i < user->n; i++) {
        const struct user_pattern *row = &user->row[i];
        printf("\n%s  (your own", row->name);
        if (row->severity)
            printf(": incident, %s, %s", row->severity, row->domain);
        printf("%s)\n  looked for: %s\n  pattern:    %s\n  sample:     %s\n", row->is_prefix ? ": prefix" : "",
               row->is_prefix ? "before events and blocks" : row->literals[0] ? row->literals : "on every line", row->pattern, row->sample);
    }
}

static void explain_patterns(const struct job *job, struct report *report)
{
    struct user_patterns *user = job->patterns ? user_patterns_read(job->patterns, report) : NULL;
    for (int i = 0; i < PATTERN__N; i++) {
        const struct pattern_row *row = &pattern_rows[i];
        printf("%s%s", i ? "\n" : "", row->name);
        if (row->severity)
            printf("  (incident, %s, %s)", row->severity, row->domain);
        printf("\n  looked for: %s\n  pattern:    %s\n  sample:     %s\n", row->literals, row->regex, row->sample);
    }
    for (int i = 0; i < notice_rows_n; i++)
        if (notice_rows[i].code < NOTICE__CODES)
            printf("\n%s  (notice: %s)\n  looked for: %s\n  pattern:    %s\n  sample:     %s\n", notice_names[notice_rows[i].code].code,
                   notice_names[notice_rows[i].code].meaning, notice_rows[i].literals, notice_rows[i].regex, notice_rows[i].sample);
    for (int i = 0; i < prefix_rows_n; i++)
        printf("\n%s  (prefix)\n  looked for: before events and blocks\n  pattern:    %s\n  sample:     %s\n", prefix_rows[i].name, prefix_rows[i].regex,
               prefix_rows[i].sample);
    if (user)
        explain_user_patterns(user);
    user_patterns_close(&user);
}

static void explain_complaints(const struct job *job, struct report *report)
{
    (void)job, (void)report;
    static const char *const effects[] = {
        [CLASS_NOTE] = "note",         [CLASS_REJECT] = "reject, 1", [CLASS_USAGE] = "usage, 2",
        [CLASS_INPUT] = "input, 3",    [CLASS_DATABASE] = "database, 4", [CLASS_LOCKED] = "locked, 5",
        [CLASS_WARNING] = "warning",
    };
    for (int i = 0; i < COMPLAINT__N; i++)
        printf("%-20s %-12s %s%s%s\n", complaints[i].name, effects[complaints[i].class], complaints[i].text,
               complaints[i].hint[0] ? "; " : "", complaints[i].hint);
}

void cmd_explain(const struct job *job, struct report *report)
{
    static void (*const explain[])(const struct job *, struct report *) = {
#define CATALOGUE(name) explain_##name,
#include "options.def"
    };
    static const char *const names[] = {
#define CATALOGUE(name) #name,
#include "options.def"
    };
    enum { N = sizeof(names) / sizeof(*names) };
    const char *asked = job->operands[0];
    for (int i = 0; i < N; i++)
        if (strcmp(asked, names[i]) == 0) {
            explain[i](job, report);
            return;
        }
    explain_log(job, asked, nearest_word(asked, names, N), report);
}
