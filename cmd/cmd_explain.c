/* cmd_explain.c - the catalogues, or what each line of a log was taken for (explain_log.c). Stores nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "parser/catalogue/failures.h"
#include "parser/catalogue/notice.h"
#include "parser/catalogue/patterns.h"
#include "parser/head/prefix.h"
#include "commands.h"
#include "explain_log.h"
#include "nearest_word.h"
#include "rows_asked.h"
#include "rule_catalogue.h"

/* As row_asked; an empty line goes between two rows that are printed. */
static bool row_apart(struct rows_asked *asked, const char *name)
{
    if (!row_asked(asked, name))
        return false;
    fputs(asked->begun ? "\n" : "", stdout);
    asked->begun = true;
    return true;
}

static void explain_rules(const struct job *job, struct rows_asked *asked, struct report *report)
{
    struct rules rules;
    if (job_rules(job, &rules, report))
        rule_catalogue(stdout, job_colour(job), &rules, asked);
}

static void explain_fields(const struct job *job, struct rows_asked *asked, struct report *report)
{
    (void)job, (void)report;
    for (int type = 0; type < RECORD__N; type++) {
        const struct schema *schema = &schemas[type];
        bool headed = false;
        for (int i = 0; i < schema->n; i++) {
            if (!row_asked(asked, schema->field[i].name))
                continue;
            if (!headed)
                printf("%s%s\n", asked->begun ? "\n" : "", schema->name);
            headed = asked->begun = true;
            printf("  %-22s %-12s %s\n", schema->field[i].name, kind_sql(schema->field[i].kind), schema->field[i].help);
        }
    }
}

static void explain_user_patterns(const struct user_patterns *user, struct rows_asked *asked)
{
    for (int i = 0; i < user->n; i++) {
        const struct user_pattern *row = &user->row[i];
        if (!row_apart(asked, row->name))
            continue;
        printf("%s  (your own", row->name);
        if (row->severity)
            printf(": incident, %s, %s", row->severity, row->domain);
        printf("%s)\n  looked for: %s\n  pattern:    %s\n  sample:     %s\n", row->is_prefix ? ": prefix" : "",
               row->is_prefix ? "before events and blocks" : row->literals[0] ? row->literals : "on every line", row->pattern, row->sample);
    }
}

static void explain_patterns(const struct job *job, struct rows_asked *asked, struct report *report)
{
    struct user_patterns *user = job->patterns && !asked->names ? user_patterns_read(job->patterns, report) : NULL;
    for (int i = 0; i < PATTERN__N; i++) {
        const struct pattern_row *row = &pattern_rows[i];
        if (!row_apart(asked, row->name))
            continue;
        fputs(row->name, stdout);
        if (row->severity)
            printf("  (incident, %s, %s)", row->severity, row->domain);
        printf("\n  looked for: %s\n  pattern:    %s\n  sample:     %s\n", row->literals, row->regex, row->sample);
    }
    for (int i = 0; i < notice_rows_n; i++)
        if (notice_rows[i].code < NOTICE__CODES && row_apart(asked, notice_names[notice_rows[i].code].code))
            printf("%s  (notice: %s)\n  looked for: %s\n  pattern:    %s\n  sample:     %s\n", notice_names[notice_rows[i].code].code,
                   notice_names[notice_rows[i].code].meaning, notice_rows[i].literals, notice_rows[i].regex, notice_rows[i].sample);
    for (int i = 0; i < prefix_rows_n; i++)
        if (row_apart(asked, prefix_rows[i].name))
            printf("%s  (prefix)\n  looked for: before events and blocks\n  pattern:    %s\n  sample:     %s\n", prefix_rows[i].name, prefix_rows[i].regex,
                   prefix_rows[i].sample);
    if (user)
        explain_user_patterns(user, asked);
    user_patterns_close(&user);
}

static void explain_complaints(const struct job *job, struct rows_asked *asked, struct report *report)
{
    (void)job, (void)report;
    static const char *const effects[] = {
        [CLASS_NOTE] = "note",         [CLASS_REJECT] = "reject, 1", [CLASS_USAGE] = "usage, 2",
        [CLASS_INPUT] = "input, 3",    [CLASS_DATABASE] = "database, 4", [CLASS_LOCKED] = "locked, 5",
        [CLASS_WARNING] = "warning",
    };
    for (int i = 0; i < COMPLAINT__N; i++)
        if (row_asked(asked, complaints[i].name))
            printf("%-20s %-12s %s%s%s\n", complaints[i].name, effects[complaints[i].class], complaints[i].text,
                   complaints[i].hint[0] ? "; " : "", complaints[i].hint);
}

/* A row of carriers or aliases; type: whose errors it is looked for in, besides those of Airflow's own. */
static void print_named(const char *name, const char *what, const char *words, const char *type, const char *sample)
{
    const char *of = *type == '*' ? "any error" : *type ? "errors of Airflow and its providers, and " : "errors of Airflow and its providers";
    printf("%s  (%s)\n  looked for: %s\n  in:         %s%s\n  sample:     %s\n", name, what, words, of, *type == '*' ? "" : type, sample);
}

static void explain_carriers(const struct job *job, struct rows_asked *asked, struct report *report)
{
    (void)job, (void)report;
    static const char *const says[] = {
        [CARRIER_OUTPUT] = "what the child printed",
        [CARRIER_COMMAND] = "what the child printed, else the command",
        [CARRIER_AIRFLOW] = "what the child printed, else what Airflow printed before",
        [CARRIER_MESSAGE] = "what the child printed, else the last line of the error",
        [CARRIER_RAISED] = "the error that the child printed, else the one in the last line",
    };
    for (size_t i = 0; i < failure_carriers_n; i++) {
        const struct failure_carrier *row = &failure_carriers[i];
        if (!row_apart(asked, row->title))
            continue;
        print_named(row->title, "only says that a child failed", row->words.p, row->type, row->sample);
        printf("  becomes:    %s: %s\n", row->named, says[row->from]);
    }
}

static void explain_aliases(const struct job *job, struct rows_asked *asked, struct report *report)
{
    (void)job, (void)report;
    const struct failure_alias *end = failure_aliases + failure_aliases_n;
    for (const struct failure_alias *row = failure_aliases; row < end; row++)
        if (row_apart(asked, row->named)) {
            print_named(row->named, "one failure in each task", row->words.p, row->type, row->sample);
            printf("  becomes:    %s\n", row->named);
        }
}

static void explain_causes(const struct job *job, struct rows_asked *asked, struct report *report)
{
    (void)job, (void)report;
    for (size_t i = 0; i < failure_causes.n; i++) {
        const struct failure_words *row = &failure_causes.row[i];
        if (row_apart(asked, row->words.p))
            printf("%s  (names its cause)\n  sample:     %s\n  becomes:    one failure, wherever it is raised\n", row->words.p, row->sample);
    }
}

static const struct catalogue_row {
    const char *name;
    void (*explain)(const struct job *, struct rows_asked *, struct report *);
} catalogues[] = {
#define CATALOGUE(name) { #name, explain_##name },
#include "options.def"
};

enum { CATALOGUES = sizeof(catalogues) / sizeof(*catalogues) };

/* The rows of that name in all catalogues; false: there is none, and nearest may be meant. */
static bool explain_rows(const struct job *job, const char *asked, const char **nearest, struct report *report)
{
    struct row_names names = { 0 };
    bool found = false;
    for (int i = 0; i < CATALOGUES; i++)
        row_asked(&(struct rows_asked){ .names = &names }, catalogues[i].name); /* of two as near the first is meant */
    for (int i = 0; i < CATALOGUES; i++)
        catalogues[i].explain(job, &(struct rows_asked){ .names = &names }, report);
    for (int i = 0; i < names.n && !found; i++)
        found = strcasecmp(names.name[i], asked) == 0;
    *nearest = nearest_word(asked, names.name, names.n);
    for (int i = 0; i < CATALOGUES && found; i++)
        catalogues[i].explain(job, &(struct rows_asked){ .only = asked }, report);
    free(names.name);
    return found;
}

void cmd_explain(const struct job *job, struct report *report)
{
    const char *asked = job->operands[0], *nearest = NULL;
    for (int i = 0; i < CATALOGUES; i++)
        if (strcmp(asked, catalogues[i].name) == 0) {
            catalogues[i].explain(job, &(struct rows_asked){ 0 }, report);
            return;
        }
    bool named = !strchr(asked, '/') && access(asked, F_OK) < 0 && strcmp(asked, "-") != 0;
    if (!named || !explain_rows(job, asked, &nearest, report))
        explain_log(job, asked, nearest, report);
}
