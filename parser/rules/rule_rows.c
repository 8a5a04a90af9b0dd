/* rule_rows.c - the rows of rules.def as tables. */
#include "rules.h"

#define NOTHING { 0 }
#define ON(name, comparison, threshold) { CORRELATION_##name, RULE_##comparison, THRESHOLD_##threshold }
const struct rule_row rule_rows[RULE__N] = {
#define RULE(code, scope, domain, severity, main, cause, best, section, first, second, shown, words, meaning, action, exit, escalation) \
    { #code, scope, domain, severity, main, cause, best, section, { first, second }, shown ? shown - 1 : 0, words, meaning, action, exit, escalation },
#include "parser/catalogue/rules.def"
};

const struct mark_row mark_rows[MARK__N] = {
#define MARK(code, domain, best, section, words, meaning) { #code, domain, best, section, words, meaning },
#include "parser/catalogue/rules.def"
};

const struct severity_row severity_rows[SEVERITY__N] = {
#define SEVERITY(name, reaction, owner) { name, reaction, owner },
#include "parser/catalogue/rules.def"
};

const struct severity_row *severity_find(const char *name)
{
    for (int i = 0; name && i < SEVERITY__N; i++)
        if (strcmp(severity_rows[i].name, name) == 0)
            return &severity_rows[i];
    return NULL;
}

const struct threshold_row threshold_rows[THRESHOLD__N] = {
#define THRESHOLD(name, domain, field, operator, value, unit, meaning) \
    { "rule." #name, domain, CORRELATION_##field, RULE_##operator, value, unit, meaning },
#include "parser/catalogue/rules.def"
};
