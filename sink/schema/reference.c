/* reference.c - seeds of tables taxonomy and threshold that come from the program's own rules and signatures; see reference.h. */
#include "reference.h"

#include "parser/rules/rules.h"
#include "sink/connection/pg.h"

extern const char sql_reference[];

/* One row of table taxonomy; texts NULL or "" are null. */
struct code {
    const char *code, *scope, *domain, *severity;
    int rank, best; /* 0 = none */
    struct slice fires_when;
    const char *meaning, *action, *exit_criterion, *escalation;
};

static void text_add(struct buf *out, const char *text)
{
    buf_text(out, ", ");
    if (text && text[0])
        pg_literal(out, slice_of(text));
    else
        buf_text(out, "NULL");
}

static void number_add(struct buf *out, int number)
{
    if (number)
        buf_printf(out, ", %d", number);
    else
        buf_text(out, ", NULL");
}

static void code_add(struct buf *out, const struct code *code)
{
    const struct severity_row *severity = severity_find(code->severity);
    buf_text(out, out->p[out->n - 1] == ')' ? ",\n    (" : "\n    (");
    pg_literal(out, slice_of(code->code));
    text_add(out, code->scope);
    text_add(out, code->domain);
    text_add(out, code->severity);
    number_add(out, code->rank);
    number_add(out, code->best);
    buf_text(out, ", ");
    pg_literal(out, code->fires_when);
    text_add(out, code->meaning);
    text_add(out, severity ? severity->reaction : NULL);
    text_add(out, severity ? severity->owner : NULL);
    text_add(out, code->action);
    text_add(out, code->exit_criterion);
    text_add(out, code->escalation);
    buf_char(out, ')');
}

static void rules_add(struct buf *out)
{
    struct rules rules;
    struct buf words = { 0 };
    rules_default(&rules);
    for (int i = 0; i < RULE__N; i++) {
        const struct rule_row *row = &rule_rows[i];
        buf_reset(&words);
        rule_words(&rules, row, &words);
        code_add(out, &(struct code){ row->code, row->scope, row->domain, row->severity, row->main_rank, row->best, buf_view(&words), row->meaning,
                                      row->action, row->exit_criterion, row->escalation });
    }
    for (int i = 0; i < MARK__N; i++) {
        const struct mark_row *row = &mark_rows[i];
        code_add(out, &(struct code){ .code = row->code, .scope = "strategy", .domain = row->domain, .best = row->best, .fires_when = slice_of(row->words),
                                      .meaning = row->meaning });
    }
    buf_free(&words);
}

static void signatures_add(struct buf *out)
{
    static const struct code codes[] = {
#define SIGNATURE(name, level, area, literals, regex, sample, words, text) \
    { .code = #name, .scope = "attempt", .domain = area, .severity = level, .fires_when = { words, sizeof(words) - 1 }, .meaning = text },
#include "parser/catalogue/signatures.def"
    };
    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
        code_add(out, &codes[i]);
}

static void taxonomy_add(struct buf *out)
{
    buf_text(out, "INSERT INTO dagsieve.taxonomy (code, scope, domain, severity, rank, best, fires_when, meaning, reaction, owner, action,"
                  " exit_criterion, escalation) VALUES");
    rules_add(out);
    signatures_add(out);
    buf_text(out, "\nON CONFLICT (code) DO NOTHING;\n");
}

static void thresholds_add(struct buf *out)
{
    buf_text(out, "INSERT INTO dagsieve.threshold (name, signal, family, metric, level, op, value, unit, meaning) VALUES");
    for (int i = 0; i < THRESHOLD__N; i++) {
        const struct threshold_row *row = &threshold_rows[i];
        buf_printf(out, "%s\n    ('%s', 'diagnosis', '%s', '%s', 'setting', '%s', %s", i ? "," : "", row->name, row->domain,
                   schemas[RECORD_correlation].field[row->field].name, rule_sign(row->operator), row->value);
        text_add(out, row->unit);
        text_add(out, row->meaning);
        buf_char(out, ')');
    }
    buf_text(out, "\nON CONFLICT (name) DO NOTHING;\n");
}

void schema_reference(struct buf *out)
{
    struct slice rest = slice_of(sql_reference), line;
    while (rest.n) {
        slice_cut(&rest, '\n', &line);
        if (slice_eq(line, SLICE("-- rows of taxonomy"))) {
            taxonomy_add(out);
        } else if (slice_eq(line, SLICE("-- rows of thresholds"))) {
            thresholds_add(out);
        } else {
            buf_slice(out, line);
            buf_char(out, '\n');
        }
    }
}
