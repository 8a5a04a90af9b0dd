/* rule_catalogue.c - dagsieve explain rules: the taxonomy with its limits, the manual's sections and the playbook. */
#include "sink/print/terminal.h"
#include "sink/print/table_rows.h"
#include "rule_catalogue.h"

enum { CATALOGUE_WIDTH = 120, COLUMN_code = 5, COLUMN_severity = 27, COLUMN_domain = 31, COLUMN_words = 42, COLUMN_section = 104, COLUMN_more = 27, COLUMN_text = 42 };

struct catalogue {
    const struct rules *rules;
    struct buf out, words;
    struct pen pen;
};

static void heading(struct catalogue *catalogue, const char *text)
{
    if (catalogue->out.n)
        pen_line(&catalogue->pen);
    pen_rest(pen_in(&catalogue->pen, INK_bold), slice_of(text));
    pen_line(&catalogue->pen);
}

static void more(struct catalogue *catalogue, const char *about, const char *text)
{
    if (!text[0])
        return;
    pen_at(&catalogue->pen, COLUMN_more);
    pen_text(pen_in(&catalogue->pen, INK_dim), slice_of(about), COLUMN_text - COLUMN_more - 1);
    pen_wrap(&catalogue->pen, COLUMN_text, slice_of(text));
}

/* The line of a rule or mark. */
static void row_write(struct catalogue *catalogue, int rank, const char *code, const char *severity, const char *domain, struct slice words, const char *section)
{
    struct pen *pen = &catalogue->pen;
    if (rank)
        pen_printf(pen, "%3d", rank);
    pen_at(pen, COLUMN_code);
    pen_text(pen_in(pen, code_ink(slice_of(code), slice_of(severity))), slice_of(code), COLUMN_severity - COLUMN_code - 1);
    pen_at(pen, COLUMN_severity);
    pen_text(pen, slice_of(severity), 3);
    pen_at(pen, COLUMN_domain);
    pen_text(pen, slice_of(domain), COLUMN_words - COLUMN_domain - 1);
    pen_at(pen, COLUMN_words);
    pen_text(pen, words, COLUMN_section - COLUMN_words - 1);
    pen_at(pen, COLUMN_section);
    pen_text(pen_in(pen, INK_dim), SLICE("manual "), 7);
    pen_rest(pen_in(pen, INK_dim), slice_of(section));
    pen_line(pen);
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

static void limits(struct catalogue *catalogue)
{
    struct pen *pen = &catalogue->pen;
    heading(catalogue, "Limits in force: rows of table threshold, or of the file of --thresholds");
    for (int i = 0; i < LIMIT__N; i++) {
        const struct limit_row *row = &limit_rows[i];
        bool moved = strcmp(catalogue->rules->limit[i], row->value) != 0;
        pen_at(pen, COLUMN_code);
        pen_text(pen, slice_of(row->name), COLUMN_domain - COLUMN_code - 1);
        pen_at(pen, COLUMN_domain);
        pen_text(pen_in(pen, moved ? INK_yellow : INK_plain), slice_of(catalogue->rules->limit[i]), COLUMN_words - COLUMN_domain - 1);
        pen_at(pen, COLUMN_words);
        pen_printf(pen, "%s", row->meaning);
        if (moved)
            pen_printf(pen_in(pen, INK_yellow), " (default %s)", row->value);
        pen_line(pen);
    }
    buf_reset(&catalogue->words);
    buf_printf(&catalogue->words, "version of rules and limits: %s", catalogue->rules->version);
    pen_at(pen, COLUMN_code);
    pen_rest(pen_in(pen, INK_dim), buf_view(&catalogue->words));
    pen_line(pen);
}

static void severities(struct catalogue *catalogue)
{
    static const char *const names[] = { "P0", "P1", "P2", "P3" };
    heading(catalogue, "How soon, and who (manual 8)");
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const struct severity_row *row = severity_find(names[i]);
        pen_at(&catalogue->pen, COLUMN_code);
        pen_text(pen_in(&catalogue->pen, code_ink(SLICE(""), slice_of(names[i]))), slice_of(names[i]), 3);
        pen_at(&catalogue->pen, COLUMN_more);
        pen_printf(&catalogue->pen, "%s%s%s", row->reaction, row->owner ? ", " : "", row->owner ? row->owner : "");
        pen_line(&catalogue->pen);
    }
}

void rule_catalogue(FILE *to, bool colour, const struct rules *rules)
{
    struct catalogue catalogue = { .rules = rules };
    catalogue.pen = (struct pen){ .to = &catalogue.out, .width = CATALOGUE_WIDTH, .colour = colour };
    main_rules(&catalogue);
    other_rules(&catalogue);
    incidents(&catalogue);
    severities(&catalogue);
    limits(&catalogue);
    fwrite(catalogue.out.p, 1, catalogue.out.n, to);
    buf_free(&catalogue.out);
    buf_free(&catalogue.words);
}
