/* rules.c - the evaluation of rules.def over one block (domain §5). */
#include "rules.h"

#include "parser/text/decimal.h"

uint64_t field_bases(int field)
{
    switch (field) {
#define DIFFERENCE(name, a, b, help) \
    case CORRELATION_##name: \
        return (uint64_t)1 << CORRELATION_##a | (uint64_t)1 << CORRELATION_##b;
#include "parser/catalogue/fields.def"
    default:
        return (uint64_t)1 << field;
    }
}

uint64_t rule_fields(const struct rule_row *rule)
{
    uint64_t fields = 0;
    for (int i = 0; i < RULE_CONDITIONS && rule->condition[i].operator != RULE_none; i++)
        fields |= field_bases(rule->condition[i].field);
    return fields;
}

uint64_t rules_fields(void)
{
    uint64_t fields = (uint64_t)1 << CORRELATION_s22a1_status | (uint64_t)1 << CORRELATION_verdict;
    for (int i = 0; i < THRESHOLD__N; i++)
        fields |= field_bases(threshold_rows[i].field);
    return fields;
}

static bool cell_judged(const struct cell *cell)
{
    return cell->present && !slice_eq(cell->text, SLICE("NaN"));
}

static uint64_t missing_of(int field, const struct cell *cells)
{
    uint64_t missing = 0;
    for (uint64_t rest = field_bases(field); rest; rest &= rest - 1) {
        int i = __builtin_ctzll(rest);
        if (!cell_judged(&cells[i]))
            missing |= (uint64_t)1 << i;
    }
    return missing;
}

/* Order of a value that may be infinite against a decimal. */
static int compare(struct slice value, struct slice threshold)
{
    if (slice_eq(value, SLICE("Infinity")))
        return 1;
    if (slice_eq(value, SLICE("-Infinity")))
        return -1;
    return decimal_compare(value, threshold);
}

enum rule_answer condition_evaluate(const struct rules *rules, const struct rule_condition *condition, const struct cell *cells)
{
    const struct cell *cell = &cells[condition->field];
    if (!cell_judged(cell))
        return RULE_unknown;
    int order = compare(cell->text, slice_of(rules->threshold[condition->threshold]));
    switch (condition->operator) {
    case RULE_above:
        return order > 0 ? RULE_yes : RULE_no;
    case RULE_below:
        return order < 0 ? RULE_yes : RULE_no;
    case RULE_at_most:
        return order <= 0 ? RULE_yes : RULE_no;
    case RULE_none:
        break;
    }
    return RULE_unknown;
}

enum rule_answer rule_evaluate(const struct rules *rules, const struct rule_row *rule, const struct cell *cells, uint64_t *missing)
{
    enum rule_answer answer = rule->condition[0].operator == RULE_none ? RULE_no : RULE_yes;
    uint64_t lacking = 0;
    for (int i = 0; i < RULE_CONDITIONS && rule->condition[i].operator != RULE_none; i++) {
        enum rule_answer one = condition_evaluate(rules, &rule->condition[i], cells);
        if (one == RULE_no)
            return RULE_no;
        if (one == RULE_unknown) {
            answer = RULE_unknown;
            lacking |= missing_of(rule->condition[i].field, cells);
        }
    }
    if (missing)
        *missing |= lacking;
    return answer;
}

/* A block that gives a run's counts and nothing else of the table (domain §3.1). */
static bool is_run_level(const struct cell *cells)
{
    bool counts = cells[CORRELATION_candidates_total].present || cells[CORRELATION_candidates_passed].present;
    for (int i = 0; counts && i < CORRELATION__N; i++)
        if ((schemas[RECORD_correlation].field[i].flags & FIELD_BLOCK) && cells[i].present && i != CORRELATION_candidates_total &&
            i != CORRELATION_candidates_passed)
            return false;
    return counts;
}

static void main_judge(const struct rules *rules, const struct cell *cells, struct verdict *out)
{
    for (int rank = 1; rank <= RULE__N; rank++)
        for (int i = 0; i < RULE__N; i++) {
            if (rule_rows[i].main_rank != rank)
                continue;
            if (rule_evaluate(rules, &rule_rows[i], cells, &out->missing) == RULE_yes) {
                out->main = i;
                return;
            }
        }
}

static void cause_judge(struct verdict *out)
{
    if (out->main != CODE_EXECUTION_MISMATCH)
        return;
    for (int i = 0; i < RULE__N; i++)
        if (rule_rows[i].cause_rank && (out->fired >> i & 1) && (out->cause < 0 || rule_rows[i].cause_rank < rule_rows[out->cause].cause_rank))
            out->cause = i;
}

/* Whether the text is a code that a verdict may be. */
static bool is_known(struct slice text, bool (*equal)(struct slice, struct slice))
{
    for (int i = 0; i < RULE__N; i++)
        if (equal(text, slice_of(rule_rows[i].code)))
            return true;
    return equal(text, slice_of(mark_rows[MARK_INCONCLUSIVE].code));
}

void rules_judge(const struct rules *rules, const struct cell *cells, struct verdict *out)
{
    const struct cell *printed = &cells[CORRELATION_verdict];
    *out = (struct verdict){ .main = -1, .cause = -1 };
    out->audit_partial = cells[CORRELATION_s22a1_status].present && slice_eq_nocase(cells[CORRELATION_s22a1_status].text, SLICE("SKIPPED"));
    out->tooling = printed->present && slice_eq_nocase(printed->text, slice_of(mark_rows[MARK_INCONCLUSIVE_TOOLING].code));
    out->run_level = is_run_level(cells);
    if (out->run_level)
        return;
    for (int i = 0; i < RULE__N; i++)
        if (rule_evaluate(rules, &rule_rows[i], cells, NULL) == RULE_yes)
            out->fired |= (uint32_t)1 << i;
    main_judge(rules, cells, out);
    cause_judge(out);
    out->differs = printed->present && is_known(printed->text, slice_eq_nocase) && !slice_eq_nocase(printed->text, slice_of(verdict_main(out)));
}

const char *verdict_main(const struct verdict *verdict)
{
    return verdict->main >= 0 ? rule_rows[verdict->main].code : mark_rows[MARK_INCONCLUSIVE].code;
}

void fields_json(uint64_t bits, struct buf *out)
{
    const char *names[CORRELATION__N];
    int n = 0;
    for (; bits; bits &= bits - 1) {
        const char *name = schemas[RECORD_correlation].field[__builtin_ctzll(bits)].name;
        int at = n++;
        for (; at > 0 && strcmp(names[at - 1], name) > 0; at--)
            names[at] = names[at - 1];
        names[at] = name;
    }
    buf_char(out, '[');
    for (int i = 0; i < n; i++) {
        buf_text(out, i ? ",\"" : "\"");
        buf_text(out, names[i]);
        buf_char(out, '"');
    }
    buf_char(out, ']');
}

static struct verdict_finding finding_of_rule(const struct rules *rules, int rule, const char *role)
{
    const struct rule_row *row = &rule_rows[rule];
    const struct rule_condition *shown = &row->condition[row->shown];
    return (struct verdict_finding){ row->code, role, row->severity, row->domain, shown->field, rules->threshold[shown->threshold] };
}

static struct verdict_finding finding_of_mark(enum rule_mark mark, const char *role, int field)
{
    return (struct verdict_finding){ .code = mark_rows[mark].code, .role = role, .domain = mark_rows[mark].domain, .field = field };
}

int verdict_findings(const struct rules *rules, const struct verdict *verdict, struct verdict_finding *out)
{
    int n = 0;
    if (!verdict->run_level)
        out[n++] = verdict->main >= 0 ? finding_of_rule(rules, verdict->main, "main") : finding_of_mark(MARK_INCONCLUSIVE, "main", -1);
    if (verdict->cause >= 0)
        out[n++] = finding_of_rule(rules, verdict->cause, "cause");
    for (int i = 0; i < RULE__N; i++)
        if ((verdict->fired >> i & 1) && i != verdict->main && i != verdict->cause)
            out[n++] = finding_of_rule(rules, i, "secondary");
    if (verdict->audit_partial)
        out[n++] = finding_of_mark(MARK_AUDIT_PARTIAL, "secondary", CORRELATION_s22a1_status);
    if (verdict->tooling)
        out[n++] = finding_of_mark(MARK_INCONCLUSIVE_TOOLING, "secondary", CORRELATION_verdict);
    return n;
}

bool rule_code_known(struct slice code)
{
    return is_known(code, slice_eq);
}
