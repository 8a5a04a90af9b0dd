/* test_rules.c - the taxonomy at its thresholds, exact to the last digit (domain §5). */
#include <criterion/criterion.h>
#include <stdio.h>

#include "parser/text/decimal.h"
#include "parser/rules/rules.h"

static struct cell cells[CORRELATION__N];
static struct buf texts[CORRELATION__N];
static struct rules rules;

/* "f1_buy=0.55 sortino=-1": sets the cells, the derived ones too. */
static void set(const char *pairs)
{
    struct slice rest = slice_of(pairs), pair, key;
    rules_default(&rules);
    memset(cells, 0, sizeof(cells));
    while (rest.n) {
        slice_cut(&rest, ' ', &pair);
        slice_cut(&pair, '=', &key);
        int field = schema_find(&schemas[RECORD_correlation], key);
        cr_assert_geq(field, 0, "%.*s", SLICE_ARG(key));
        cell_text(&cells[field], pair);
    }
#define DIFFERENCE(name, a, b, help)                                                                     \
    if (cells[CORRELATION_##a].present && cells[CORRELATION_##b].present) {                              \
        buf_reset(&texts[CORRELATION_##name]);                                                           \
        decimal_subtract(cells[CORRELATION_##a].text, cells[CORRELATION_##b].text, &texts[CORRELATION_##name]); \
        cell_text(&cells[CORRELATION_##name], buf_view(&texts[CORRELATION_##name]));                     \
    }
#include "parser/catalogue/fields.def"
}

static const char *main_of(const struct verdict *verdict)
{
    return verdict_main(verdict);
}

Test(rules, main_codes_at_under_and_over_each_threshold)
{
    static const struct {
        const char *fields, *code;
    } rows[] = {
        { "f1_buy=0.5 baseline_f1_buy=0.5", "ML_USELESS" },
        { "f1_buy=0.4999999999999999999 baseline_f1_buy=0.5", "ML_USELESS" },
        { "f1_buy=0.5000000000000000001 baseline_f1_buy=0.5", "ML_MARGINAL" },
        { "f1_buy=0.55 baseline_f1_buy=0.5", "ML_MARGINAL" },
        { "f1_buy=0.35 baseline_f1_buy=0.3", "ML_MARGINAL" },
        { "f1_buy=0.5500000000000000001 baseline_f1_buy=0.5", "ML_EXPLOITABLE" },
        { "f1_buy=0.6 baseline_f1_buy=0.5", "ML_EXPLOITABLE" },
        { "f1_buy=0.41 baseline_f1_buy=0.31", "ML_EXPLOITABLE" },
        { "f1_buy=0.6000000001 baseline_f1_buy=0.5", "ML_SOLID" },
        { "f1_buy=0.7 baseline_f1_buy=0.5 sortino=-0.0000001", "EXECUTION_MISMATCH" },
        { "f1_buy=0.7 baseline_f1_buy=0.5 sortino=-Infinity", "EXECUTION_MISMATCH" },
        { "f1_buy=0.7 baseline_f1_buy=0.5 sortino=0", "ML_SOLID" },
        { "f1_buy=0.7 baseline_f1_buy=0.5 sortino=NaN", "ML_SOLID" },
        { "f1_buy=0.55 baseline_f1_buy=0.5 sortino=-1", "ML_MARGINAL" },
        { "f1_buy=0.7 baseline_f1_buy=0.5 std_f1_buy=0.1", "ML_SOLID" },
        { "f1_buy=0.7 baseline_f1_buy=0.5 std_f1_buy=0.1000001", "ML_UNSTABLE" },
        { "f1_buy=0.7 baseline_f1_buy=0.5 screening_f1_buy=0.9 last_fold_f1_buy=0.6", "ML_SOLID" },
        { "f1_buy=0.7 baseline_f1_buy=0.5 screening_f1_buy=0.9 last_fold_f1_buy=0.5999", "SCREENING_OVERFIT" },
        { "f1_buy=0.5 baseline_f1_buy=0.5 screening_f1_buy=0.9 last_fold_f1_buy=0.1", "ML_USELESS" },
        { "screening_f1_buy=0.9 last_fold_f1_buy=0.1", "SCREENING_OVERFIT" },
        { "crypto=X", "INCONCLUSIVE" },
        { "f1_buy=0.7", "INCONCLUSIVE" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct verdict verdict;
        set(rows[i].fields);
        rules_judge(&rules, cells, &verdict);
        cr_expect_str_eq(main_of(&verdict), rows[i].code, "%s: %s", rows[i].fields, main_of(&verdict));
    }
}

Test(rules, the_cause_stands_in_its_order_and_only_under_a_mismatch)
{
    static const struct {
        const char *fields, *cause;
    } rows[] = {
        { "f1_buy=0.7 baseline_f1_buy=0.5 sortino=-1 sl_pct=50.01 tp_pct=10 timeout_pct=41", "SL_TOO_TIGHT" },
        { "f1_buy=0.7 baseline_f1_buy=0.5 sortino=-1 sl_pct=50 tp_pct=19.99 timeout_pct=41", "TP_TOO_AMBITIOUS" },
        { "f1_buy=0.7 baseline_f1_buy=0.5 sortino=-1 sl_pct=50 tp_pct=20 timeout_pct=40.1", "HORIZON_TOO_SHORT" },
        { "f1_buy=0.7 baseline_f1_buy=0.5 sortino=-1 sl_pct=50 tp_pct=20 timeout_pct=40", NULL },
        { "f1_buy=0.7 baseline_f1_buy=0.5 sortino=1 sl_pct=60", NULL },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct verdict verdict;
        set(rows[i].fields);
        rules_judge(&rules, cells, &verdict);
        const char *cause = verdict.cause < 0 ? NULL : rule_rows[verdict.cause].code;
        cr_expect(cause == rows[i].cause || (cause && rows[i].cause && strcmp(cause, rows[i].cause) == 0), "%s: %s", rows[i].fields, cause ? cause : "none");
    }
}

Test(rules, fields_that_higher_rules_lacked_are_named_as_base_fields)
{
    struct verdict verdict;
    set("f1_buy=0.7 baseline_f1_buy=0.5");
    rules_judge(&rules, cells, &verdict);
    uint64_t expected = (uint64_t)1 << CORRELATION_sortino | (uint64_t)1 << CORRELATION_std_f1_buy | (uint64_t)1 << CORRELATION_screening_f1_buy |
                        (uint64_t)1 << CORRELATION_last_fold_f1_buy;
    cr_expect_eq(verdict.missing, expected);
    set("f1_buy=0.4 baseline_f1_buy=0.5");
    rules_judge(&rules, cells, &verdict);
    cr_expect_eq(verdict.missing, 0);
    /* A false part settles the mismatch: its Sortino is not missed. */
    set("f1_buy=0.52 baseline_f1_buy=0.5 std_f1_buy=0 screening_f1_buy=0.5 last_fold_f1_buy=0.5");
    rules_judge(&rules, cells, &verdict);
    cr_expect_eq(verdict.missing, 0);
}

Test(rules, another_code_that_the_pipeline_printed_differs_in_any_case)
{
    static const struct {
        const char *fields;
        bool differs, tooling;
    } rows[] = {
        { "f1_buy=0.7 baseline_f1_buy=0.5 verdict=ML_SOLID", false, false },      { "f1_buy=0.7 baseline_f1_buy=0.5 verdict=Ml_Solid", false, false },
        { "f1_buy=0.7 baseline_f1_buy=0.5 verdict=ML_USELESS", true, false },     { "f1_buy=0.7 baseline_f1_buy=0.5 verdict=no_candidates", true, false },
        { "f1_buy=0.7 baseline_f1_buy=0.5 verdict=inconclusive", true, false },   { "f1_buy=0.7 baseline_f1_buy=0.5 verdict=fine", false, false },
        { "f1_buy=0.7 verdict=Inconclusive", false, false },                      { "f1_buy=0.7 verdict=inconclusive_tooling", false, true },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct verdict verdict;
        set(rows[i].fields);
        rules_judge(&rules, cells, &verdict);
        cr_expect_eq(verdict.differs, rows[i].differs, "%s", rows[i].fields);
        cr_expect_eq(verdict.tooling, rows[i].tooling, "%s", rows[i].fields);
    }
}

Test(rules, a_block_with_a_runs_counts_only_is_judged_by_none)
{
    struct verdict verdict;
    set("");
    cell_num(&cells[CORRELATION_candidates_passed], 0);
    rules_judge(&rules, cells, &verdict);
    cr_expect(verdict.run_level);
    cell_text(&cells[CORRELATION_crypto], SLICE("X"));
    rules_judge(&rules, cells, &verdict);
    cr_expect_not(verdict.run_level);
}

/* A field for a rule to look at, so that its value is as said: of a difference the operands, chosen among those that binary floats get wrong. */
static void field_set(int field, struct slice value, struct slice subtrahend)
{
    static struct buf minuend[CORRELATION__N], kept[CORRELATION__N];
    switch (field) {
#define DIFFERENCE(name, a, b, help)                                    \
    case CORRELATION_##name:                                            \
        buf_reset(&minuend[CORRELATION_##a]);                           \
        decimal_add(value, subtrahend, &minuend[CORRELATION_##a]);      \
        cell_text(&cells[CORRELATION_##a], buf_view(&minuend[CORRELATION_##a])); \
        cell_text(&cells[CORRELATION_##b], subtrahend);                 \
        buf_reset(&kept[CORRELATION_##name]);                           \
        decimal_subtract(buf_view(&minuend[CORRELATION_##a]), subtrahend, &kept[CORRELATION_##name]); \
        cell_text(&cells[CORRELATION_##name], buf_view(&kept[CORRELATION_##name]));       \
        return;
#include "parser/catalogue/fields.def"
    default:
        cell_text(&cells[field], value);
    }
}

Test(rules, each_condition_at_just_under_and_just_over_its_threshold)
{
    static const char *const steps[] = { "0", "0.1", "0.001", "0.0000000000000001", "0.00000000000000000000000000001" };
    static const char *const subtrahends[] = { "0", "0.5", "0.1", "0.2", "0.3", "0.07", "0.29", "0.58", "0.57", "0.1234567890123456789" };
    int asked = 0;
    rules_default(&rules);
    for (int rule = 0; rule < RULE__N; rule++)
        for (int c = 0; c < RULE_CONDITIONS && rule_rows[rule].condition[c].operator != RULE_none; c++)
            for (size_t step = 0; step < sizeof(steps) / sizeof(*steps); step++)
                for (int side = -1; side <= 1; side += 2)
                    for (size_t b = 0; b < sizeof(subtrahends) / sizeof(*subtrahends); b++) {
                        const struct rule_condition *condition = &rule_rows[rule].condition[c];
                        struct slice threshold = slice_of(rules.threshold[condition->threshold]);
                        struct buf value = { 0 };
                        if (side < 0)
                            decimal_subtract(threshold, slice_of(steps[step]), &value);
                        else
                            decimal_add(threshold, slice_of(steps[step]), &value);
                        memset(cells, 0, sizeof(cells));
                        field_set(condition->field, buf_view(&value), slice_of(subtrahends[b]));
                        int order = step == 0 ? 0 : side;
                        bool expected = condition->operator == RULE_above ? order > 0 : condition->operator == RULE_below ? order < 0 : order <= 0;
                        cr_assert_eq(condition_evaluate(&rules, condition, cells), expected ? RULE_yes : RULE_no, "%s: %.*s with %s", rule_rows[rule].code,
                                     SLICE_ARG(buf_view(&value)), subtrahends[b]);
                        asked++;
                        buf_free(&value);
                    }
    cr_assert_eq(asked, 13 * 100);
}

Test(rules, moved_thresholds_move_every_rule_that_uses_them)
{
    struct verdict verdict;
    set("f1_buy=0.62 baseline_f1_buy=0.5 std_f1_buy=0 screening_f1_buy=0.6 last_fold_f1_buy=0.5 sortino=-1 sl_pct=49");
    rules_judge(&rules, cells, &verdict);
    cr_expect_str_eq(verdict_main(&verdict), "EXECUTION_MISMATCH");
    cr_expect_eq(verdict.cause, -1);
    cr_assert_null(rules_threshold_set(&rules, SLICE("rule.ML_SOLID"), SLICE("1.2e-1")));
    cr_assert_null(rules_threshold_set(&rules, SLICE("rule.ML_EXPLOITABLE"), SLICE("0.120")));
    cr_assert_null(rules_threshold_set(&rules, SLICE("rule.SL_TOO_TIGHT"), SLICE("48.9")));
    cr_assert_null(rules_settle(&rules));
    rules_judge(&rules, cells, &verdict);
    cr_expect_str_eq(verdict_main(&verdict), "ML_MARGINAL");
    cr_expect(verdict.fired >> CODE_SL_TOO_TIGHT & 1);
    cr_assert_null(rules_threshold_set(&rules, SLICE("rule.ML_SOLID"), SLICE("0.1")));
    cr_expect_str_eq(rules_settle(&rules), "rule.ML_USELESS <= rule.ML_EXPLOITABLE <= rule.ML_SOLID does not hold");
}

static unsigned below(unsigned *seed, unsigned n)
{
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 16) % n;
}

/* Values around the thresholds for the fields that rules look at; each may be missing, or NaN where it may. */
static void random_block(unsigned *seed)
{
    static const char *const shares[] = { "0", "0.3", "0.35", "0.45", "0.5", "0.55", "0.6", "0.61", "0.9" }, *const spreads[] = { "0.05", "0.1", "0.11" },
                             *const ratios[] = { "-0.1", "0", "0.6", "NaN", "-Infinity", "Infinity" }, *const percents[] = { "10", "20", "41", "50", "51" };
    static char pairs[512]; /* the cells look into it */
    pairs[0] = '\0';
    const struct {
        const char *name;
        const char *const *values;
        unsigned n;
    } fields[] = { { "f1_buy", shares, 9 },           { "baseline_f1_buy", shares, 9 }, { "screening_f1_buy", shares, 9 }, { "last_fold_f1_buy", shares, 9 },
                   { "std_f1_buy", spreads, 3 },      { "sortino", ratios, 6 },         { "sl_pct", percents, 5 },         { "tp_pct", percents, 5 },
                   { "timeout_pct", percents, 5 } };
    for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
        if (below(seed, 5)) {
            size_t n = strlen(pairs);
            snprintf(pairs + n, sizeof(pairs) - n, "%s%s=%s", n ? " " : "", fields[i].name, fields[i].values[below(seed, fields[i].n)]);
        }
    set(pairs);
}

static void derived_without(int field)
{
#define DIFFERENCE(name, a, b, help)                                  \
    if (field == CORRELATION_##a || field == CORRELATION_##b)         \
        cells[CORRELATION_##name].present = false;
#include "parser/catalogue/fields.def"
}

/* Removing a field never turns an unknown into an answer, never makes a verdict out of none, and a verdict that changes was provisional before or
 * names the field after. */
Test(rules, random_blocks_without_one_field_know_less_never_more)
{
    unsigned seed = 11;
    int changed = 0;
    for (int round = 0; round < 5000; round++) {
        struct verdict before, after;
        random_block(&seed);
        rules_judge(&rules, cells, &before);
        for (int field = 0; field < CORRELATION__N; field++) {
            struct cell kept[CORRELATION__N];
            if (!cells[field].present || !(schemas[RECORD_correlation].field[field].flags & FIELD_BLOCK))
                continue;
            memcpy(kept, cells, sizeof(kept));
            cells[field].present = false;
            derived_without(field);
            for (int rule = 0; rule < RULE__N; rule++) {
                enum rule_answer knew = rule_evaluate(&rules, &rule_rows[rule], kept, NULL), knows = rule_evaluate(&rules, &rule_rows[rule], cells, NULL);
                cr_assert(knows == knew || knows == RULE_unknown, "%s without %s", rule_rows[rule].code, schemas[RECORD_correlation].field[field].name);
            }
            rules_judge(&rules, cells, &after);
            cr_assert(before.main >= 0 || after.main < 0);
            cr_assert(after.main == before.main || (after.missing >> field & 1), "round %d: %s", round, schemas[RECORD_correlation].field[field].name);
            cr_assert_eq(after.fired & ~before.fired, 0);
            changed += after.main != before.main;
            memcpy(cells, kept, sizeof(kept));
        }
    }
    cr_assert_gt(changed, 1000);
}
