/* rule_catalogue.c - dagsieve explain rules: the taxonomy with its thresholds, the manual's sections and the playbook. */
#include "sink/print/screen.h"
#include "sink/print/terminal.h"
#include "sink/print/table_rows.h"
#include "rule_catalogue.h"

enum { CATALOGUE_WIDTH = 120, COLUMN_code = 5, COLUMN_severity = 27, COLUMN_domain = 31, COLUMN_words = 42, COLUMN_section = 104, COLUMN_more = 27, COLUMN_text = 42 };

struct catalogue {
    const struct rules *rules;
    const struct rows_asked *asked;
    const char *heading; /* of the rows that follow; NULL: it is written */
    bool wanted;         /* the row that is being written */
    struct buf out, words;
    struct terminal terminal;
};

static void heading(struct catalogue *catalogue, const char *text)
{
    catalogue->heading = text;
}

/* Whether the row is asked for; the heading goes before the first that is. */
static bool row_begin(struct catalogue *catalogue, const char *name)
{
    catalogue->wanted = row_asked(catalogue->asked, name);
    if (!catalogue->wanted || !catalogue->heading)
        return catalogue->wanted;
    if (catalogue->out.n)
        terminal_line(&catalogue->terminal);
    terminal_rest(terminal_style(&catalogue->terminal, STYLE_bold), slice_of(catalogue->heading));
    terminal_line(&catalogue->terminal);
    catalogue->heading = NULL;
    return true;
}

static void more(struct catalogue *catalogue, const char *about, const char *text)
{
    if (!text[0] || !catalogue->wanted)
        return;
    terminal_at(&catalogue->terminal, COLUMN_more);
    terminal_text(terminal_style(&catalogue->terminal, STYLE_dim), slice_of(about), COLUMN_text - COLUMN_more - 1);
    terminal_wrap(&catalogue->terminal, COLUMN_text, slice_of(text));
}

/* The line of a rule or mark. */
static void row_write(struct catalogue *catalogue, int rank, const char *code, const char *severity, const char *domain, struct slice words, const char *section)
{
    struct terminal *terminal = &catalogue->terminal;
    if (!row_begin(catalogue, code))
        return;
    if (rank)
        terminal_printf(terminal, "%3d", rank);
    terminal_at(terminal, COLUMN_code);
    terminal_text(terminal_style(terminal, code_style(slice_of(code), slice_of(severity))), slice_of(code), COLUMN_severity - COLUMN_code - 1);
    terminal_at(terminal, COLUMN_severity);
    terminal_text(terminal, slice_of(severity), 3);
    terminal_at(terminal, COLUMN_domain);
    terminal_text(terminal, slice_of(domain), COLUMN_words - COLUMN_domain - 1);
    terminal_at(terminal, COLUMN_words);
    terminal_text(terminal, words, COLUMN_section - COLUMN_words - 1);
    terminal_at(terminal, COLUMN_section);
    terminal_text(terminal_style(terminal, STYLE_dim), SLICE("manual "), 7);
    terminal_rest(terminal_style(terminal, STYLE_dim), slice_of(section));
    terminal_line(terminal);
}

static void rule_write(struct catalogue *catalogue, int rank, const struct rule_row *row)
{
    buf_reset(&catalogue->words);
    rule_words(catalogue->rules, row, &catalogue->words);
    row_write(catalogue, rank, row->code, row->severity ? row->severity : "", row->domain, buf_view(&catalogue->words), row->section);
    more(catalogue, "means", row->meaning);
    more(catalogue, "do", row->action);
    more(catalogue, "until", row->exit_criterion);
    more(catalogue, "escalate to", row->escalation);
}

static void main_rules(struct catalogue *catalogue)
{
    heading(catalogue, "The main code of a block: the first that fires; the others that fire are kept as secondary");
    for (int rank = 1; rank <= RULE__N; rank++)
        for (int i = 0; i < RULE__N; i++)
            if (rule_rows[i].main_rank == rank)
                rule_write(catalogue, rank, &rule_rows[i]);
    heading(catalogue, "The cause of EXECUTION_MISMATCH: the first that fires, a hypothesis; alone they are secondary");
    for (int rank = 1; rank <= RULE__N; rank++)
        for (int i = 0; i < RULE__N; i++)
            if (rule_rows[i].cause_rank == rank)
                rule_write(catalogue, rank, &rule_rows[i]);
}

static void other_rules(struct catalogue *catalogue)
{
    heading(catalogue, "What many logs show: judged in the database");
    for (int i = 0; i < RULE__N; i++)
        if (!rule_rows[i].main_rank && !rule_rows[i].cause_rank)
            rule_write(catalogue, 0, &rule_rows[i]);
    heading(catalogue, "Beside or instead of a code");
    for (int i = 0; i < MARK__N; i++) {
        row_write(catalogue, 0, mark_rows[i].code, "", mark_rows[i].domain, slice_of(mark_rows[i].words), mark_rows[i].section);
        more(catalogue, "means", mark_rows[i].meaning);
    }
}

static void incidents(struct catalogue *catalogue)
{
    heading(catalogue, "Incidents: what any line of an attempt may show");
#define SIGNATURE(code, severity, domain, literals, regex, sample, words, meaning) \
    row_write(catalogue, 0, #code, severity, domain, SLICE(words), "17");               \
    more(catalogue, "means", meaning);
#include "parser/catalogue/signatures.def"
}

static void thresholds(struct catalogue *catalogue)
{
    struct terminal *terminal = &catalogue->terminal;
    heading(catalogue, "Thresholds in force: rows of table threshold, or of the file of --thresholds");
    for (int i = 0; i < THRESHOLD__N; i++) {
        const struct threshold_row *row = &threshold_rows[i];
        if (!row_begin(catalogue, row->name))
            continue;
        bool moved = strcmp(catalogue->rules->threshold[i], row->value) != 0;
        terminal_at(terminal, COLUMN_code);
        terminal_text(terminal, slice_of(row->name), COLUMN_domain - COLUMN_code - 1);
        terminal_at(terminal, COLUMN_domain);
        terminal_text(terminal_style(terminal, moved ? STYLE_yellow : STYLE_plain), slice_of(catalogue->rules->threshold[i]), COLUMN_words - COLUMN_domain - 1);
        terminal_at(terminal, COLUMN_words);
        terminal_printf(terminal, "%s", row->meaning);
        if (moved)
            terminal_printf(terminal_style(terminal, STYLE_yellow), " (default %s)", row->value);
        terminal_line(terminal);
    }
    if (catalogue->asked->only || catalogue->asked->names)
        return;
    buf_reset(&catalogue->words);
    buf_printf(&catalogue->words, "version of rules and thresholds: %s", catalogue->rules->version);
    terminal_at(terminal, COLUMN_code);
    terminal_rest(terminal_style(terminal, STYLE_dim), buf_view(&catalogue->words));
    terminal_line(terminal);
}

static void severities(struct catalogue *catalogue)
{
    heading(catalogue, "How soon, and who (manual 8)");
    for (int i = 0; i < SEVERITY__N; i++) {
        const struct severity_row *row = &severity_rows[i];
        if (!row_begin(catalogue, row->name))
            continue;
        terminal_at(&catalogue->terminal, COLUMN_code);
        terminal_text(terminal_style(&catalogue->terminal, code_style(SLICE(""), slice_of(row->name))), slice_of(row->name), 3);
        terminal_at(&catalogue->terminal, COLUMN_more);
        terminal_printf(&catalogue->terminal, "%s%s%s", row->reaction, row->owner ? ", " : "", row->owner ? row->owner : "");
        terminal_line(&catalogue->terminal);
    }
}

void rule_catalogue(FILE *to, bool colour, const struct rules *rules, const struct rows_asked *asked)
{
    struct catalogue catalogue = { .rules = rules, .asked = asked };
    catalogue.terminal = (struct terminal){ .to = &catalogue.out, .width = CATALOGUE_WIDTH, .colour = colour };
    main_rules(&catalogue);
    other_rules(&catalogue);
    incidents(&catalogue);
    severities(&catalogue);
    thresholds(&catalogue);
    screen_write(to, buf_view(&catalogue.out));
    buf_free(&catalogue.out);
    buf_free(&catalogue.words);
}
