/* rules.h - the taxonomy of domain §5 as rows: what one block shows. Codes that need many runs stand here too, without a condition:
 * the database judges them. Three-valued as SQL: a false condition settles a rule whatever is missing. */
#ifndef DAGSIEVE_RULES_H
#define DAGSIEVE_RULES_H

#include "record.h"

enum rule_answer { RULE_no, RULE_yes, RULE_unknown };

enum rule_operator { RULE_none, RULE_greater, RULE_greater_equal, RULE_less, RULE_less_equal };

struct rule_condition {
    int field; /* correlation_field */
    enum rule_operator operator;
    const char *limit; /* canonical decimal */
};

enum { RULE_CONDITIONS = 2 };

struct rule_row {
    const char *code, *domain, *severity; /* severity NULL: none */
    int main_rank;   /* 1 = asked first for the main code; 0 = never main */
    int cause_rank;  /* 1 = asked first for the cause of EXECUTION_MISMATCH; 0 = never */
    struct rule_condition condition[RULE_CONDITIONS];
    int shown; /* index of the condition whose field, value and border the finding shows */
    const char *border; /* shown as limit_value */
    const char *meaning, *action, *exit_criterion, *escalation; /* manual §7 and §9; "" where it gives none */
};

enum { RULE__N = 13 };
extern const struct rule_row rule_rows[RULE__N];

/* The codes that may be printed as a verdict: the 13 and INCONCLUSIVE. */
bool rule_code_known(struct slice code);
/* "XXXXXXXX": a hash of all rows and limits, so that a stored verdict says under which it was given. */
void rules_version(struct buf *out);

/* One rule over the cells of a correlation record. missing: set to the correlation_fields that would have to be known, as bits (base fields, never
 * derived ones); may be NULL. */
enum rule_answer rule_evaluate(const struct rule_row *, const struct cell *correlation, uint64_t *missing);
_Static_assert(CORRELATION__N <= 64, "missing fields are bits of a uint64_t");

/* What a block's verdict is made of. */
struct verdict {
    int main;             /* index in rule_rows, -1 = INCONCLUSIVE */
    int cause;            /* index or -1 */
    uint64_t missing;     /* main_missing: fields that rules ranking above the main code lacked */
    uint32_t fired;       /* bits of rule_rows */
    bool run_level;       /* judged by no rule */
    bool audit_partial;
    bool tooling;         /* the pipeline printed INCONCLUSIVE_TOOLING */
};

void rules_judge(const struct cell *correlation, struct verdict *out);

#endif
