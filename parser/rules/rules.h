/* rules.h - the taxonomy of domain §5 (rules.def): what one block shows. Codes that need many runs stand here too, without a condition:
 * the database judges them. Three-valued as SQL: a false condition settles a rule whatever is missing. */
#ifndef DAGSIEVE_RULES_H
#define DAGSIEVE_RULES_H

#include "parser/catalogue/complaint.h"
#include "parser/catalogue/record.h"

enum rule_answer { RULE_no, RULE_yes, RULE_unknown };

enum rule_operator { RULE_none, RULE_above, RULE_below, RULE_at_most };

enum rule_threshold {
#define THRESHOLD(name, domain, field, operator, value, unit, meaning) THRESHOLD_##name,
#include "parser/catalogue/rules.def"
    THRESHOLD__N
};

/* A threshold as rules.def has it. */
struct threshold_row {
    const char *name; /* of its row in table threshold: "rule.ML_SOLID" */
    const char *domain;
    int field; /* correlation_field that is compared with it */
    enum rule_operator operator;
    const char *value; /* the default, a canonical decimal */
    const char *unit, *meaning;
};
extern const struct threshold_row threshold_rows[THRESHOLD__N];

struct rule_condition {
    int field; /* correlation_field */
    enum rule_operator operator;
    enum rule_threshold threshold;
};

enum { RULE_CONDITIONS = 2 };

struct rule_row {
    const char *code, *scope, *domain, *severity; /* severity NULL: none */
    int main_rank;   /* 1 = asked first for the main code; 0 = never main */
    int cause_rank;  /* 1 = asked first for the cause of EXECUTION_MISMATCH; 0 = never */
    int best;        /* order among the best strategies of a run, 1 = best; 0 = none */
    const char *section; /* of the manual */
    struct rule_condition condition[RULE_CONDITIONS];
    int shown; /* index of the condition whose field, value and threshold the finding shows */
    const char *words; /* the condition where the views judge, else "" */
    const char *meaning, *action, *exit_criterion, *escalation; /* manual §7 and §9; "" where it gives none */
};

enum rule_code {
#define RULE(code, scope, domain, severity, main, cause, best, section, first, second, shown, words, meaning, action, exit, escalation) CODE_##code,
#include "parser/catalogue/rules.def"
    RULE__N
};
extern const struct rule_row rule_rows[RULE__N];

/* What stands beside or instead of a code. */
struct mark_row {
    const char *code, *domain;
    int best;
    const char *section, *words, *meaning;
};
enum rule_mark {
#define MARK(code, domain, best, section, words, meaning) MARK_##code,
#include "parser/catalogue/rules.def"
    MARK__N
};
extern const struct mark_row mark_rows[MARK__N];

/* How soon somebody must act, and who (manual §8), the most urgent first. */
struct severity_row {
    const char *name, *reaction, *owner; /* owner NULL: nobody is named */
};
enum { SEVERITY__N = 4 };
extern const struct severity_row severity_rows[SEVERITY__N];
/* NULL for no severity. */
const struct severity_row *severity_find(const char *name);

/* The thresholds in force. Zero is not valid: rules_default. */
enum { THRESHOLD_MAX = 31 }; /* digits and signs of a threshold */
struct rules {
    char threshold[THRESHOLD__N][THRESHOLD_MAX + 1]; /* canonical decimals */
    char version[17];                    /* a hash of all rows and thresholds, so that a stored verdict says under which it was given */
};
void rules_default(struct rules *);
/* Moves a threshold: name as in threshold_row. NULL when it fits, else what is wrong with it (a literal). rules_settle comes after the last one. */
const char *rules_threshold_set(struct rules *, struct slice name, struct slice value);
/* Makes the version; NULL, or what is wrong with the thresholds together (a literal). */
const char *rules_settle(struct rules *);
/* Moves the thresholds that a CSV file names (columns name and value, others of table threshold may stand there) and settles them; false:
 * complained about (bad_row, bad_thresholds, not_readable). */
bool rules_read(struct rules *, const char *path, struct report *);
/* Whether a threshold of that name is one of ours, known or not ("rule."). */
bool rules_threshold_ours(struct slice name);
/* The threshold's index, -1 when there is none. */
int rules_threshold_find(struct slice name);

/* The codes that may be printed as a verdict: the 13 and INCONCLUSIVE. */
bool rule_code_known(struct slice code);
/* "f1_delta > 0.05 and sortino < 0" under the thresholds, or the words of a rule that the views judge. */
void rule_words(const struct rules *, const struct rule_row *, struct buf *out);
/* ">", "<" or "<=". */
const char *rule_sign(enum rule_operator);

/* One rule over the cells of a correlation record. missing: set to the correlation_fields that would have to be known, as bits (base fields, never
 * derived ones); may be NULL. */
enum rule_answer rule_evaluate(const struct rules *, const struct rule_row *, const struct cell *correlation, uint64_t *missing);
/* One condition of it. */
enum rule_answer condition_evaluate(const struct rules *, const struct rule_condition *, const struct cell *correlation);
_Static_assert(CORRELATION__N <= 64, "missing fields are bits of a uint64_t");

/* What a block's verdict is made of. */
struct verdict {
    int main;             /* index in rule_rows, -1 = INCONCLUSIVE */
    int cause;            /* index or -1 */
    uint64_t missing;     /* main_missing: fields that rules ranking above the main code lacked */
    uint32_t fired;       /* bits of rule_rows */
    bool run_level;       /* judged by no rule, no main code */
    bool audit_partial;
    bool tooling;         /* the pipeline printed INCONCLUSIVE_TOOLING */
    bool differs;         /* the pipeline printed a code that is not the main one */
};

void rules_judge(const struct rules *, const struct cell *correlation, struct verdict *out);
/* The main code's name; INCONCLUSIVE where there is none. */
const char *verdict_main(const struct verdict *);
/* The fields that a field is made of, as bits: both operands of a derived one, else itself. */
uint64_t field_bases(int field);
/* The fields that one rule looks at, as bits: base fields. */
uint64_t rule_fields(const struct rule_row *);
/* The fields that rules and marks look at, as bits: base fields, never derived ones. */
uint64_t rules_fields(void);
/* Names of fields as a JSON array, sorted. */
void fields_json(uint64_t bits, struct buf *out);

/* A finding of the verdict (records.md §5); its evidence is where the field stands. */
struct verdict_finding {
    const char *code, *role, *severity, *domain; /* severity NULL: none */
    int field;                /* correlation_field that decided, -1 = none */
    const char *threshold;       /* NULL: none; then the value is not shown either */
};
enum { VERDICT_FINDINGS = RULE__N + MARK__N };
/* All findings of a block, main first, into VERDICT_FINDINGS rows; how many. Texts live as long as the rules. */
int verdict_findings(const struct rules *, const struct verdict *, struct verdict_finding *out);

#endif
