/* test_rules.c - the taxonomy at its borders, exact to the last digit (domain §5). */
#include <criterion/criterion.h>

#include "../parser/decimal.h"
#include "../parser/rules.h"

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
#include "../parser/fields.def"
}

static const char *main_of(const struct verdict *verdict)
{
    return verdict_main(verdict);
}

Test(rules, main_codes_at_under_and_over_each_border)
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

Test(rules, taking_a_field_away_never_turns_unknown_into_yes)
{
    set("f1_buy=0.7 baseline_f1_buy=0.5 sortino=-1 sl_pct=60 tp_pct=10 timeout_pct=30 std_f1_buy=0.2 screening_f1_buy=0.9 last_fold_f1_buy=0.1");
    for (int field = 0; field < CORRELATION__N; field++) {
        struct cell kept = cells[field];
        for (int rule = 0; rule < RULE__N; rule++) {
            cells[field] = kept;
            enum rule_answer before = rule_evaluate(&rules, &rule_rows[rule], cells, NULL);
            cells[field].present = false;
            enum rule_answer after = rule_evaluate(&rules, &rule_rows[rule], cells, NULL);
            cr_expect(after == before || after == RULE_unknown, "%s without %s", rule_rows[rule].code, schemas[RECORD_correlation].field[field].name);
        }
        cells[field] = kept;
    }
}
