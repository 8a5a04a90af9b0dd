/* test_block_value.c - values of a CORRELATION DATA block (domain §3.1): units, ranges, missing words, wrappers, booleans, gates. */
#include <criterion/criterion.h>

#include "parser/block/block_value.h"

static struct buf room, other, text;

static void tear_down(void)
{
    buf_free(&room);
    buf_free(&other);
    buf_free(&text);
}

TestSuite(block_value, .fini = tear_down);

/* The value as text; "missing", "masked" or "bad". */
static const char *read_value(enum unit unit, const char *printed)
{
    static const char *const states[] = { [VALUE_missing] = "missing", [VALUE_masked] = "masked", [VALUE_bad] = "bad" };
    struct cell cell = { 0 };
    bool has_unit;
    enum value_state state = value_read(unit, value_printed(slice_of(printed), &room), &other, &cell, &has_unit);
    if (state != VALUE_taken)
        return states[state];
    buf_reset(&text);
    cell_plain(&text, unit == UNIT_integer ? KIND_bigint : unit == UNIT_boolean ? KIND_bool : KIND_text, &cell);
    buf_char(&text, '\0');
    return text.p;
}

struct sample {
    enum unit unit;
    const char *printed, *expected;
};

static void check(const struct sample *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *found = read_value(samples[i].unit, samples[i].printed);
        cr_expect_str_eq(found, samples[i].expected, "%s as unit %d: expected %s, found %s", samples[i].printed, samples[i].unit,
                         samples[i].expected, found);
    }
}

#define CHECK(samples) check(samples, sizeof(samples) / sizeof(*(samples)))

Test(block_value, shares_are_0_to_1_after_units)
{
    static const struct sample samples[] = {
        { UNIT_share, "0.412", "0.412" },   { UNIT_share, "41.2%", "0.412" },    { UNIT_share, "41.2 %", "0.412" },
        { UNIT_share, "41.2pts", "0.412" }, { UNIT_share, "41.2 pts", "0.412" }, { UNIT_share, "100%", "1" },
        { UNIT_share, "1", "1" },           { UNIT_share, "0", "0" },            { UNIT_share, "1.0000001", "bad" },
        { UNIT_share, "100.1%", "bad" },    { UNIT_share, "-0.1", "bad" },       { UNIT_share, "-0.0", "0" },
        { UNIT_share, "41.2", "bad" },      { UNIT_share, "1e-05", "0.00001" },  { UNIT_share, "0.50", "0.5" },
        { UNIT_share, "abc", "bad" },       { UNIT_share, "0.4 approx", "bad" }, { UNIT_share, "%", "bad" },
        { UNIT_share, "0,41", "bad" },      { UNIT_share, "0.4x", "bad" },       { UNIT_share, "--0.4", "bad" },
        { UNIT_share, "0.4%%", "bad" },     { UNIT_share, "=0.4", "bad" },
    };
    CHECK(samples);
}

Test(block_value, percent_fields_are_0_to_100_with_or_without_units)
{
    static const struct sample samples[] = {
        { UNIT_percent, "52.3", "52.3" },   { UNIT_percent, "52.3%", "52.3" }, { UNIT_percent, "52.3pts", "52.3" },
        { UNIT_percent, "10 pts", "10" },   { UNIT_percent, "100", "100" },    { UNIT_percent, "100.01", "bad" },
        { UNIT_percent, "-1", "bad" },      { UNIT_percent, "0", "0" },        { UNIT_percent, "fifty", "bad" },
        { UNIT_percent, "0.523", "0.523" }, { UNIT_percent, "52.3 points", "bad" },
    };
    CHECK(samples);
}

Test(block_value, stop_loss_and_take_profit_are_percent_by_nature)
{
    static const struct sample samples[] = {
        { UNIT_amount, "1.5%", "1.5" }, { UNIT_amount, "1.5", "1.5" },  { UNIT_amount, "2.0", "2" },
        { UNIT_amount, "250", "250" },  { UNIT_amount, "-1.5", "-1.5" }, { UNIT_amount, "wide", "bad" },
    };
    CHECK(samples);
}

Test(block_value, spread_and_threshold_take_percent_and_a_spread_is_0_or_more)
{
    static const struct sample samples[] = {
        { UNIT_spread, "0.05", "0.05" }, { UNIT_spread, "5%", "0.05" },   { UNIT_spread, "-0.01", "bad" }, { UNIT_spread, "1.5", "1.5" },
        { UNIT_factor, "0.55", "0.55" }, { UNIT_factor, "55%", "0.55" }, { UNIT_factor, "2", "2" },       { UNIT_factor, "-0.1", "-0.1" },
        { UNIT_factor, "inf", "missing" }, { UNIT_factor, "-20%", "-0.2" }, { UNIT_amount, "-1.5%", "-1.5" },
    };
    CHECK(samples);
}

Test(block_value, sortino_alone_may_be_negative_infinite_or_nan_and_takes_no_unit)
{
    static const struct sample samples[] = {
        { UNIT_ratio, "-1.37", "-1.37" },   { UNIT_ratio, "3.4", "3.4" },         { UNIT_ratio, "inf", "Infinity" },
        { UNIT_ratio, "-inf", "-Infinity" }, { UNIT_ratio, "+inf", "Infinity" },  { UNIT_ratio, "nan", "NaN" },
        { UNIT_ratio, "NaN", "NaN" },       { UNIT_ratio, "Infinity", "Infinity" }, { UNIT_ratio, "-Infinity", "-Infinity" },
        { UNIT_ratio, "1.2%", "bad" },      { UNIT_ratio, "None", "missing" },    { UNIT_ratio, "-", "missing" },
        { UNIT_ratio, "N/A", "missing" },   { UNIT_ratio, "", "missing" },        { UNIT_ratio, "***", "masked" },
        { UNIT_ratio, "1e-05", "0.00001" }, { UNIT_ratio, "np.float64(nan)", "NaN" }, { UNIT_ratio, "Decimal('-Infinity')", "-Infinity" },
        { UNIT_ratio, "infinite", "bad" },
    };
    CHECK(samples);
}

Test(block_value, integers_are_plain_digits)
{
    static const struct sample samples[] = {
        { UNIT_integer, "132", "132" },     { UNIT_integer, "132.0", "132" },  { UNIT_integer, "132.00", "132" },
        { UNIT_integer, "0", "0" },         { UNIT_integer, "1e3", "bad" },    { UNIT_integer, "1,523", "bad" },
        { UNIT_integer, "1_523", "bad" },   { UNIT_integer, "5.5", "bad" },    { UNIT_integer, "132.", "bad" },
        { UNIT_integer, "-5", "bad" },      { UNIT_integer, "+5", "bad" },     { UNIT_integer, "12%", "bad" },
        { UNIT_integer, "12 pts", "bad" },  { UNIT_integer, "many", "bad" },   { UNIT_integer, "12 trades", "bad" },
        { UNIT_integer, "9223372036854775807", "9223372036854775807" },        { UNIT_integer, "9223372036854775808", "bad" },
        { UNIT_integer, "nan", "missing" }, { UNIT_integer, "numpy.int64(3)", "3" }, { UNIT_integer, "'132'", "132" },
    };
    CHECK(samples);
}

Test(block_value, booleans_in_any_case)
{
    static const struct sample samples[] = {
        { UNIT_boolean, "true", "true" },  { UNIT_boolean, "TRUE", "true" },   { UNIT_boolean, "Yes", "true" },   { UNIT_boolean, "1", "true" },
        { UNIT_boolean, "False", "false" }, { UNIT_boolean, "no", "false" },   { UNIT_boolean, "0", "false" },    { UNIT_boolean, "maybe", "bad" },
        { UNIT_boolean, "2", "bad" },      { UNIT_boolean, "null", "missing" }, { UNIT_boolean, "np.True_", "true" },
        { UNIT_boolean, "np.bool_(False)", "false" }, { UNIT_boolean, "1.0", "bad" }, { UNIT_boolean, "PASS", "bad" },
    };
    CHECK(samples);
}

Test(block_value, missing_words_in_any_case_for_every_unit)
{
    static const char *const words[] = { "None", "null", "nan", "inf", "N/A", "-", "", "''", "NONE", "n/a", "-inf", "\"None\"" };
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        for (int unit = UNIT_text; unit <= UNIT_boolean; unit++)
            if (unit != UNIT_ratio)
                cr_expect_str_eq(read_value((enum unit)unit, words[i]), "missing", "%s", words[i]);
}

Test(block_value, number_wrappers_are_undone)
{
    static const struct sample samples[] = {
        { UNIT_share, "np.float64(0.41)", "0.41" },   { UNIT_share, "numpy.float32(0.41)", "0.41" },
        { UNIT_share, "Decimal('0.41')", "0.41" },    { UNIT_share, "decimal.Decimal(\"0.41\")", "0.41" },
        { UNIT_share, "np.float64(1.41)", "bad" },    { UNIT_share, "float64(0.41)", "bad" },
        { UNIT_text, "np.int64(3)", "3" },            { UNIT_text, "Decision(3)", "Decision(3)" },
        { UNIT_share, "np.float64(41)%", "0.41" },    { UNIT_percent, "Decimal('52.3') pts", "52.3" },
        { UNIT_share, "np.float64(0.41", "bad" },     { UNIT_share, "np.float64()", "missing" },
        { UNIT_share, "\"np.float32(0.41)\"", "0.41" }, { UNIT_share, "\"Decimal('0.41')\"", "0.41" },
    };
    CHECK(samples);
}

Test(block_value, text_is_kept_with_its_quotes_off_and_escapes_undone)
{
    static const struct sample samples[] = {
        { UNIT_text, "pte_1", "pte_1" },           { UNIT_text, "'pte_1'", "pte_1" },
        { UNIT_text, "'it\\'s'", "it's" },         { UNIT_text, "\"a\\u00e9\\/b\"", "a\xc3\xa9/b" },
        { UNIT_text, "'a' b 'c'", "'a' b 'c'" },   { UNIT_text, "'", "'" },
        { UNIT_text, "FAIL(sortino)", "FAIL(sortino)" }, { UNIT_text, "[1, 2]", "bad" },
        { UNIT_text, "{}", "bad" },                { UNIT_text, "[not closed", "[not closed" },
        { UNIT_text, "a***b", "masked" },          { UNIT_text, "41%", "41%" },
    };
    CHECK(samples);
}

Test(block_value, gates_are_read_from_their_first_word_or_their_list)
{
    static const struct {
        const char *gates;
        int passed;
        const char *reason;
    } samples[] = {
        { "PASS", 1, "" },
        { "passed", 1, "" },
        { "OK", 1, "" },
        { "True", 1, "" },
        { "all passed", 1, "" },
        { "ALL OK", 1, "" },
        { "FAIL", 0, "" },
        { "FAIL(sortino)", 0, "sortino" },
        { "FAIL (sortino, f1)", 0, "sortino, f1" },
        { "FAILED: sortino below 0", 0, "sortino below 0" },
        { "rejected - n_trades<30", 0, "n_trades<30" },
        { "false;sortino", 0, "sortino" },
        { "FAIL [sortino", 0, "sortino" },
        { "PASS (5/5)", 1, "5/5" },
        { "f1:PASS;sortino:FAIL", 0, "sortino" },
        { "f1:FAIL;sortino:FAIL", 0, "f1;sortino" },
        { "f1:PASS;sortino:PASS", 1, "" },
        { "f1: PASS, sortino: failed, n_trades: ok", 0, "sortino" },
        { "f1:PASS sortino:FAIL", 0, "sortino" },
        { "f1=PASS|sortino=FAIL|", 0, "sortino" },
        { "f1:PASS;sortino:unknown", -1, "" },
        { "f1:PASS;sortino", -1, "" },
        { "all gates", -1, "" },
        { "all", -1, "" },
        { "FAILURE", -1, "" },
        { "PASS_1", -1, "" },
        { "see below", -1, "" },
        { "", -1, "" },
    };
    for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
        cr_expect_eq(value_gates(slice_of(samples[i].gates), &room), samples[i].passed, "%s", samples[i].gates);
        cr_expect(slice_eq(buf_view(&room), slice_of(samples[i].reason)), "%s: %.*s", samples[i].gates, SLICE_ARG(buf_view(&room)));
    }
}
