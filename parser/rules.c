/* rules.c - the rule table of domain §5 and its evaluation. */
#include "rules.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdio.h>

#include "decimal.h"

#define FIELD(name) CORRELATION_##name
#define GREATER(name, limit) { FIELD(name), RULE_greater, limit }
#define LESS(name, limit) { FIELD(name), RULE_less, limit }
#define AT_MOST(name, limit) { FIELD(name), RULE_less_equal, limit }

/* Limits of EXECUTION_MISMATCH's playbook (manual §9) stand in the action texts only. */
const struct rule_row rule_rows[RULE__N] = {
    { "ML_USELESS", "ml", "P2", 1, 0, { AT_MOST(f1_delta, "0") }, 0, "0", "no predictive value",
      "buy_rate > 50 %: labelling; other horizon; HPO objective; feature set last", "f1_buy > baseline + 15 %", "ML owner" },
    { "SCREENING_OVERFIT", "ml", "P2", 2, 0, { GREATER(overfit_gap, "0.3") }, 0, "0.3", "screening and testing diverge", "", "", "" },
    { "ML_UNSTABLE", "ml", "P2", 3, 0, { GREATER(std_f1_buy, "0.1") }, 0, "0.1", "unstable between periods", "", "", "" },
    { "EXECUTION_MISMATCH", "execution", "P2", 4, 0, { GREATER(f1_delta, "0.05"), LESS(sortino, "0") }, 1, "0", "model fine, trades lose",
      "sl_pct > 50 %: sl_range 1.2,1.5,1.8,2.0; tp_pct < 20 %: tp_range 1.5,2.0,2.5; timeout_pct > 40 %: more horizons",
      "Sortino > 0 or sl_pct < 40 %", "ML owner after 3 tries" },
    { "ML_MARGINAL", "ml", "P3", 5, 0, { GREATER(f1_delta, "0"), AT_MOST(f1_delta, "0.05") }, 0, "0", "gain too small to survive execution", "", "", "" },
    { "ML_EXPLOITABLE", "ml", NULL, 6, 0, { GREATER(f1_delta, "0.05"), AT_MOST(f1_delta, "0.1") }, 0, "0.05", "usable if the envelope is favourable", "", "", "" },
    { "ML_SOLID", "ml", NULL, 7, 0, { GREATER(f1_delta, "0.1") }, 0, "0.1", "solid signal", "", "", "" },
    { "SL_TOO_TIGHT", "execution", "P2", 0, 1, { GREATER(sl_pct, "50") }, 0, "50", "suspected cause, not proved", "", "", "" },
    { "TP_TOO_AMBITIOUS", "execution", "P2", 0, 2, { LESS(tp_pct, "20") }, 0, "20", "take-profit too far", "", "", "" },
    { "HORIZON_TOO_SHORT", "execution", "P2", 0, 3, { GREATER(timeout_pct, "40") }, 0, "40", "horizon too short", "", "", "" },
    { "PIPELINE_DEGRADED", "pipeline", "P1", 0, 0, { { 0 } }, 0, "", "pipeline health", "", "", "" },
    { "INFRA_SATURATED", "infra", "P0", 0, 0, { { 0 } }, 0, "", "saturation",
      "one OOM: rerun; repeated: raise memory limits; PVC > 85 %: clean old artifacts", "OOM = 0 over 24 h, PVC < 70 %", "platform owner" },
    { "NO_CANDIDATES", "pipeline", "P1", 0, 0, { { 0 } }, 0, "", "nothing viable",
      "by Sortino: see EXECUTION_MISMATCH; by n_trades: theta too high; by f1: see ML_USELESS; wider grid, other crypto", "one candidate passes", "ML owner" },
};

/* Base fields of a field: both operands of a derived one. */
static uint64_t base_fields(int field)
{
    switch (field) {
#define DIFFERENCE(name, a, b, help) \
    case CORRELATION_##name: \
        return (uint64_t)1 << CORRELATION_##a | (uint64_t)1 << CORRELATION_##b;
#include "fields.def"
    default:
        return (uint64_t)1 << field;
    }
}

static uint64_t missing_of(int field, const struct cell *cells)
{
    uint64_t missing = 0;
    for (uint64_t rest = base_fields(field); rest; rest &= rest - 1) {
        int i = __builtin_ctzll(rest);
        if (!cells[i].present || slice_eq(cells[i].text, SLICE("NaN")))
            missing |= (uint64_t)1 << i;
    }
    return missing;
}

/* Order of a value that may be infinite against a decimal. */
static int compare(struct slice value, struct slice limit)
{
    if (slice_eq(value, SLICE("Infinity")))
        return 1;
    if (slice_eq(value, SLICE("-Infinity")))
        return -1;
    return decimal_compare(value, limit);
}

static enum rule_answer condition_evaluate(const struct rule_condition *condition, const struct cell *cells)
{
    const struct cell *cell = &cells[condition->field];
    if (!cell->present || slice_eq(cell->text, SLICE("NaN")))
        return RULE_unknown;
    int order = compare(cell->text, slice_of(condition->limit));
    switch (condition->operator) {
    case RULE_greater:
        return order > 0 ? RULE_yes : RULE_no;
    case RULE_greater_equal:
        return order >= 0 ? RULE_yes : RULE_no;
    case RULE_less:
        return order < 0 ? RULE_yes : RULE_no;
    case RULE_less_equal:
        return order <= 0 ? RULE_yes : RULE_no;
    default:
        return RULE_unknown;
    }
}

enum rule_answer rule_evaluate(const struct rule_row *rule, const struct cell *cells, uint64_t *missing)
{
    enum rule_answer answer = rule->condition[0].operator == RULE_none ? RULE_no : RULE_yes;
    uint64_t lacking = 0;
    for (int i = 0; i < RULE_CONDITIONS && rule->condition[i].operator != RULE_none; i++) {
        enum rule_answer one = condition_evaluate(&rule->condition[i], cells);
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

static void main_judge(const struct cell *cells, struct verdict *out)
{
    for (int rank = 1; rank <= RULE__N; rank++)
        for (int i = 0; i < RULE__N; i++) {
            if (rule_rows[i].main_rank != rank)
                continue;
            if (rule_evaluate(&rule_rows[i], cells, &out->missing) == RULE_yes) {
                out->main = i;
                return;
            }
        }
}

static void cause_judge(struct verdict *out)
{
    if (out->main < 0 || !slice_eq(slice_of(rule_rows[out->main].code), SLICE("EXECUTION_MISMATCH")))
        return;
    for (int i = 0; i < RULE__N; i++)
        if (rule_rows[i].cause_rank && (out->fired >> i & 1) && (out->cause < 0 || rule_rows[i].cause_rank < rule_rows[out->cause].cause_rank))
            out->cause = i;
}

void rules_judge(const struct cell *cells, struct verdict *out)
{
    *out = (struct verdict){ .main = -1, .cause = -1 };
    out->audit_partial = cells[CORRELATION_s22a1_status].present && slice_eq_nocase(cells[CORRELATION_s22a1_status].text, SLICE("SKIPPED"));
    out->tooling = cells[CORRELATION_verdict].present && slice_eq(cells[CORRELATION_verdict].text, SLICE("INCONCLUSIVE_TOOLING"));
    out->run_level = is_run_level(cells);
    if (out->run_level)
        return;
    for (int i = 0; i < RULE__N; i++)
        if (rule_evaluate(&rule_rows[i], cells, NULL) == RULE_yes)
            out->fired |= (uint32_t)1 << i;
    main_judge(cells, out);
    cause_judge(out);
}

bool rule_code_known(struct slice code)
{
    for (int i = 0; i < RULE__N; i++)
        if (slice_eq(code, slice_of(rule_rows[i].code)))
            return true;
    return slice_eq(code, SLICE("INCONCLUSIVE"));
}

void rules_version(struct buf *out)
{
    XXH3_state_t state;
    XXH3_INITSTATE(&state);
    XXH3_64bits_reset(&state);
    for (int i = 0; i < RULE__N; i++) {
        const struct rule_row *rule = &rule_rows[i];
        char ranks[64];
        int n = snprintf(ranks, sizeof(ranks), "%d %d", rule->main_rank, rule->cause_rank);
        XXH3_64bits_update(&state, rule->code, strlen(rule->code) + 1);
        XXH3_64bits_update(&state, ranks, (size_t)n);
        for (int k = 0; k < RULE_CONDITIONS && rule->condition[k].operator != RULE_none; k++) {
            const struct rule_condition *condition = &rule->condition[k];
            n = snprintf(ranks, sizeof(ranks), "%s %d %s", schemas[RECORD_correlation].field[condition->field].name, condition->operator, condition->limit);
            XXH3_64bits_update(&state, ranks, (size_t)n);
        }
    }
    buf_printf(out, "%016llx", (unsigned long long)XXH3_64bits_digest(&state));
}
