/* cmd_explain.c - what each line of a log was taken for, and the catalogues behind that. Stores nothing. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "parser/catalogue/patterns.h"
#include "parser/head/prefix.h"
#include "parser/text/glyph.h"
#include "sink/print/terminal.h"
#include "commands.h"
#include "pipeline.h"
#include "rule_catalogue.h"
#include "stop_signal.h"
#include "verdict_trace.h"

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

/* What is asked of one log. */
struct question {
    int64_t line; /* 0 = all lines */
    struct terminal terminal;
    struct buf out, tamed;
};

static void answer(void *context, int64_t line, struct slice text, const char *what)
{
    struct question *question = context;
    if (question->line && question->line != line)
        return;
    buf_reset(&question->out);
    buf_reset(&question->tamed);
    glyph_tame(slice_trim_right(text), &question->tamed);
    terminal_printf(&question->terminal, "%6" PRId64, line);
    terminal_at(&question->terminal, 8);
    terminal_rest(&question->terminal, slice_of(what));
    terminal_at(&question->terminal, 50);
    terminal_gap(&question->terminal, 2);
    terminal_rest(&question->terminal, buf_view(&question->tamed));
    terminal_line(&question->terminal);
    fwrite(question->out.p, 1, question->out.n, stdout);
}

/* Columns of the terminal that stdout is; where it is none a line has no end. */
static int screen_width(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO))
        return INT_MAX;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

static void explain_path(const struct job *job, const char *path, int64_t line, struct report *report)
{
    struct question question = { .line = line };
    question.terminal = (struct terminal){ .to = &question.out, .width = screen_width() };
    struct parser_options options = job_parser_options(job, report);
    options.explain = answer;
    options.explain_context = &question;
    struct parser *parser = job_parser(job, &options);
    if (!parser)
        return;
    struct pipeline pipeline = { .parser = parser, .sink = verdict_trace_open(stdout, job_colour(job), line, parser_rules(parser)), .report = report, .limits = job_limits(job),
                                 .stop = stop_flag() };
    pipeline_read(&pipeline, path, job->path);
    pipeline_free(&pipeline);
    pipeline.sink->ops->close(&pipeline.sink);
    parser_close(&parser);
    buf_free(&question.out);
    buf_free(&question.tamed);
}

/* Takes ":LINE" off the end of a path that does not exist as it stands; the line, 0 when there is none. */
static int64_t split_line(char *path)
{
    char *colon = strrchr(path, ':');
    if (!colon || !colon[1] || access(path, F_OK) == 0 || colon[1 + strspn(colon + 1, "0123456789")])
        return 0;
    *colon = '\0';
    return strtoll(colon + 1, NULL, 10);
}

void cmd_explain(const struct job *job, struct report *report)
{
    static const struct {
        const char *name;
        void (*explain)(const struct job *, struct report *);
    } catalogues[] = {
        { "rules", explain_rules }, { "fields", explain_fields }, { "patterns", explain_patterns }, { "complaints", explain_complaints }
    };
    char *asked = job->operands[0];
    for (size_t i = 0; i < sizeof(catalogues) / sizeof(catalogues[0]); i++) {
        if (strcmp(asked, catalogues[i].name) == 0) {
            catalogues[i].explain(job, report);
            return;
        }
    }
    int64_t line = split_line(asked);
    explain_path(job, asked, line, report);
}
