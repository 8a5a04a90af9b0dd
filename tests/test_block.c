/* test_block.c - the CORRELATION DATA block: which lines are its fields, and what they say (domain §3.1, records.md §3). */
#include <criterion/criterion.h>

#include "../parser/block.h"

static int n_told[COMPLAINT__N];
static char last_bad[200];

static void told(void *context, enum complaint complaint, int64_t line, int col, struct slice text)
{
    (void)context, (void)line, (void)col;
    n_told[complaint]++;
    if (complaint == COMPLAINT_bad_value)
        snprintf(last_bad, sizeof(last_bad), "%.*s", SLICE_ARG(text));
}

static struct cell cells[CORRELATION__N];
static struct block *block;
static enum block_answer last;

/* Reads the opening line and the body; the last answer stays in `last`. */
static void read_block(const char *opening, const char *body)
{
    struct slice rest = slice_of(body), line;
    struct record record = { &schemas[RECORD_correlation], cells };
    int64_t number = 1;
    memset(n_told, 0, sizeof(n_told));
    memset(cells, 0, sizeof(cells));
    block_free(&block);
    block = block_new(told, NULL);
    block_begin(block, slice_of(opening), number);
    last = BLOCK_neutral;
    while (rest.n && (last == BLOCK_field || last == BLOCK_neutral)) {
        slice_cut(&rest, '\n', &line);
        last = block_line(block, line, ++number);
    }
    block_end(block, last == BLOCK_clean_end, &record);
}

static const char *text_of(int field)
{
    static char text[4][400];
    static int at;
    char *out = text[at++ % 4];
    struct buf b = { 0 };
    if (!cells[field].present)
        return "missing";
    cell_plain(&b, schemas[RECORD_correlation].field[field].kind, &cells[field]);
    snprintf(out, sizeof(text[0]), "%.*s", SLICE_ARG(buf_view(&b)));
    buf_free(&b);
    return out;
}

#define EXPECT(field, text) cr_expect_str_eq(text_of(CORRELATION_##field), text, #field ": %s, wanted %s", text_of(CORRELATION_##field), text)
#define PLAIN "=== CORRELATION DATA ===\n"

Test(block, every_printing_shape_gives_the_same_fields)
{
    static const char *const bodies[] = {
        "crypto=SOLUSDC\nf1_buy=0.41\nsl_pct=52.3\ngate_passed=False\n===",
        "crypto: SOLUSDC\nf1_buy: 0.41\nsl_pct: 52.3\ngate_passed: no\n===",
        "  - crypto=SOLUSDC\n  - f1_buy=0.41\n  * sl_pct=52.3\n  | gate_passed=0\n===",
        "crypto=SOLUSDC f1_buy=0.41 sl_pct=52.3 gate_passed=false\n===",
        "crypto=SOLUSDC, f1_buy=0.41; sl_pct=52.3 | gate_passed=false\n===",
        "Crypto: SOLUSDC\nF1 Buy: 0.41\nSl Pct: 52.3\nGate Passed: FALSE\n===",
        "Crypto = SOLUSDC\nF1-Buy = 0.41\nSl-Pct = 52.3\nGate-Passed = false\n===",
        "{\"crypto\": \"SOLUSDC\", \"f1_buy\": 0.41, \"sl_pct\": 52.3, \"gate_passed\": false}\n===",
        "{'crypto': 'SOLUSDC', 'f1_buy': 0.41, 'sl_pct': 52.3, 'gate_passed': False}\n===",
        "{\n  \"crypto\": \"SOLUSDC\",\n  \"f1_buy\": 0.41,\n  \"sl_pct\": 52.3,\n  \"gate_passed\": false\n}\n===",
        "{'crypto': 'SOLUSDC',\n 'f1_buy': 0.41,\n 'sl_pct': 52.3,\n 'gate_passed': False}\n===",
        "crypto='SOLUSDC' f1_buy=np.float64(0.41)\nsl_pct=52.3%\ngate_passed=False\n===",
        "crypto=SOLUSDC\nf1_buy=41%\nsl_pct=52.3 pts\ngate_passed=False\n===",
    };
    for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
        read_block(PLAIN, bodies[i]);
        cr_expect_eq(last, BLOCK_clean_end, "shape %zu", i);
        EXPECT(crypto, "SOLUSDC");
        EXPECT(f1_buy, "0.41");
        EXPECT(sl_pct, "52.3");
        cr_expect(cells[CORRELATION_gate_passed].present && !cells[CORRELATION_gate_passed].num, "shape %zu", i);
        EXPECT(extra, "{}");
        EXPECT(notes, "[]");
    }
}

Test(block, opening_lines)
{
    static const char *const yes[] = { "=== CORRELATION DATA ===", "===== CORRELATION DATA (SOLUSDC) =====", "====== CORRELATION DATA ====== half",
                                       "=== CORRELATION DATA SOLUSDC ===" };
    static const char *const no[] = { "=== END CORRELATION DATA ===", "=== CORRELATION DATA END ===", "== CORRELATION DATA ==", "=== correlation data ===",
                                      "CORRELATION DATA", "=== CORRELATION DATA" };
    for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
        cr_expect(block_is_opening(slice_of(yes[i])), "%s", yes[i]);
    for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
        cr_expect_not(block_is_opening(slice_of(no[i])), "%s", no[i]);
}

Test(block, what_a_line_is_to_an_open_block)
{
    static const struct {
        const char *line;
        enum block_answer answer;
    } rows[] = {
        { "f1_buy=0.4", BLOCK_field },          { "unknown_key=", BLOCK_field },        { "unknown_key:", BLOCK_no_field },
        { "unknown_key: 5", BLOCK_field },      { "two words: 5", BLOCK_no_field },     { "", BLOCK_blank },
        { "===", BLOCK_clean_end },             { "=======", BLOCK_clean_end },         { "=== END ===", BLOCK_clean_end },
        { "=== END CORRELATION DATA ===", BLOCK_clean_end },                            { "=== something ===", BLOCK_other_end },
        { "=== CORRELATION DATA ===", BLOCK_opening },                                  { "Saved model to /tmp/x", BLOCK_no_field },
        { "ValueError: boom", BLOCK_no_field }, { "Traceback (most recent call last):", BLOCK_no_field },
        { "requests.exceptions.HTTPError: 500", BLOCK_no_field },                       { "{", BLOCK_neutral },
        { "see f1_buy=0.4", BLOCK_no_field },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        block_free(&block);
        block = block_new(told, NULL);
        block_begin(block, SLICE("=== CORRELATION DATA ==="), 1);
        cr_expect_eq(block_line(block, slice_of(rows[i].line), 2), rows[i].answer, "%s", rows[i].line);
    }
}

Test(block, values_out_of_range_or_of_another_kind_are_bad_and_kept_as_text)
{
    static const char *const rows[] = { "f1_buy=1.7", "f1_buy=abc", "f1_buy=0.4 or so", "n_trades=1e3", "n_trades=1,523", "n_folds=5.5", "sl_pct=101",
                                        "std_f1_buy=-0.1", "n_trades=5%", "sortino=1%", "gate_passed=maybe", "f1_buy=-0.1", "sl_pct=fifty" };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        read_block(PLAIN, rows[i]);
        cr_expect_eq(n_told[COMPLAINT_bad_value], 1, "%s", rows[i]);
        cr_expect_str_eq(last_bad, rows[i]);
        EXPECT(notes, "[\"bad_value\"]");
        cr_expect_str_neq(text_of(CORRELATION_extra), "{}", "%s", rows[i]);
    }
}

Test(block, values_at_the_borders_of_their_range_are_good)
{
    static const char *const rows[] = { "f1_buy=0", "f1_buy=1", "f1_buy=100%", "n_trades=132.0", "sl_pct=100", "sl_pct=0", "std_f1_buy=0", "sortino=-3.4",
                                        "sortino=inf", "sortino=-inf", "sortino=nan", "theta=55%", "sl=1.5%", "sortino=1e-05" };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        read_block(PLAIN, rows[i]);
        cr_expect_eq(n_told[COMPLAINT_bad_value], 0, "%s", rows[i]);
        EXPECT(extra, "{}");
    }
    read_block(PLAIN, "sortino=-inf\nsl=1.5%\ntheta=55%\nn_trades=132.0");
    EXPECT(sortino, "-Infinity");
    EXPECT(sl, "1.5");
    EXPECT(theta, "0.55");
    EXPECT(n_trades, "132");
}

Test(block, words_for_nothing_are_missing)
{
    static const char *const rows[] = { "f1_buy=None", "f1_buy=null", "f1_buy=nan", "f1_buy=inf", "f1_buy=N/A", "f1_buy=-", "f1_buy=", "f1_buy=none" };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        read_block(PLAIN, rows[i]);
        EXPECT(f1_buy, "missing");
        EXPECT(notes, "[]");
    }
}

Test(block, a_masked_value_is_missing_and_noted)
{
    read_block(PLAIN, "f1_buy=***\nsortino=0.***\nstrategy=my_***");
    EXPECT(f1_buy, "missing");
    EXPECT(sortino, "missing");
    EXPECT(strategy, "missing");
    EXPECT(notes, "[\"masked_value\"]");
    cr_expect_eq(n_told[COMPLAINT_masked_value], 3);
}

Test(block, percentages_printed_as_shares_are_multiplied)
{
    read_block(PLAIN, "tp_pct=0.2\nsl_pct=0.4\ntimeout_pct=0.41");
    EXPECT(sl_pct, "40");
    EXPECT(timeout_pct, "41");
    EXPECT(notes, "[\"pct_as_share\"]");
    read_block(PLAIN, "tp_pct=0.2\nsl_pct=0.4\ntimeout_pct=0.43");
    EXPECT(sl_pct, "0.4");
    read_block(PLAIN, "tp_pct=0.2%\nsl_pct=0.4%\ntimeout_pct=0.4%");
    EXPECT(sl_pct, "0.4");
    read_block(PLAIN, "tp_pct=0.2\nsl_pct=0.4");
    EXPECT(sl_pct, "0.4");
}

Test(block, unknown_keys_are_kept_as_printed)
{
    read_block(PLAIN, "fold_seed=42\nModel-Hash=sha256:ab\nnote=free text with blanks\nempty=None\nhpo.best_trial=17");
    EXPECT(extra, "{\"fold_seed\":\"42\",\"model_hash\":\"sha256:ab\",\"note\":\"free text with blanks\",\"empty\":null,\"hpo.best_trial\":\"17\"}");
    cr_expect_eq(n_told[COMPLAINT_unknown_key], 5);
    read_block(PLAIN, "{\"crypto\": \"X\", \"params\": {\"a\": [1, 2]}, \"n\": 2.0}\n===");
    EXPECT(extra, "{\"params\":{\"a\":[1,2]},\"n\":\"2.0\"}");
    read_block(PLAIN, "{\n \"params\": {\n  \"a\": 1\n },\n \"crypto\": \"X\"\n}\n===");
    EXPECT(extra, "{\"params\":{\"a\":1}}");
    EXPECT(crypto, "X");
}

Test(block, a_field_given_twice_the_last_wins)
{
    read_block(PLAIN, "sl=1.5\nsl=2.0\nf1_buy=7\nf1_buy=0.4");
    EXPECT(sl, "2");
    EXPECT(f1_buy, "0.4");
    EXPECT(extra, "{}");
    EXPECT(notes, "[\"bad_value\",\"duplicate_key\"]");
}

Test(block, the_crypto_of_the_opening_line_counts_where_the_body_gives_none)
{
    read_block("===== CORRELATION DATA (SOLUSDC) =====", "f1_buy=0.4");
    EXPECT(crypto, "SOLUSDC");
    EXPECT(notes, "[\"crypto_from_header\"]");
    read_block("=== CORRELATION DATA === ETHUSDC", "f1_buy=0.4");
    EXPECT(crypto, "ETHUSDC");
    read_block("=== CORRELATION DATA (SOLUSDC) ===", "crypto=ETHUSDC");
    EXPECT(crypto, "ETHUSDC");
    read_block("=== CORRELATION DATA === half", "f1_buy=0.4");
    EXPECT(crypto, "missing");
    read_block("=== CORRELATION DATA (2024) ===", "f1_buy=0.4");
    EXPECT(crypto, "missing");
    read_block("=== CORRELATION DATA crypto=XRPUSDC ===", "f1_buy=0.4");
    EXPECT(crypto, "XRPUSDC");
    EXPECT(notes, "[]");
}

Test(block, gates_tell_whether_and_why)
{
    static const struct {
        const char *body, *passed, *reason;
    } rows[] = {
        { "gates=PASS", "true", "missing" },
        { "gates=FAIL(sortino)", "false", "sortino" },
        { "gates=f1:PASS;sortino:FAIL", "false", "sortino" },
        { "gates: f1:FAIL;sortino:FAIL", "false", "f1;sortino" },
        { "gates=f1:PASS;sortino:PASS", "true", "missing" },
        { "gates=all passed", "true", "missing" },
        { "gates=rejected: n_trades", "false", "n_trades" },
        { "gates=unclear", "missing", "missing" },
        { "gates=FAIL(f1) \ngate_passed=true\ngate_reason=other", "true", "other" },
        { "gates=FAIL(f1)\ngate_passed=None", "false", "f1" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        read_block(PLAIN, rows[i].body);
        const char *passed = !cells[CORRELATION_gate_passed].present ? "missing" : cells[CORRELATION_gate_passed].num ? "true" : "false";
        cr_expect_str_eq(passed, rows[i].passed, "%s", rows[i].body);
        cr_expect_str_eq(text_of(CORRELATION_gate_reason), rows[i].reason, "%s", rows[i].body);
    }
}

Test(block, derived_fields_are_exact)
{
    read_block(PLAIN, "f1_buy=0.55\nbaseline_f1_buy=0.50\nscreening_f1_buy=0.9\nlast_fold_f1_buy=0.6");
    EXPECT(f1_delta, "0.05");
    EXPECT(overfit_gap, "0.3");
    read_block(PLAIN, "f1_buy=0.55");
    EXPECT(f1_delta, "missing");
}

Test(block, evidence_is_the_line_a_field_was_last_given_on)
{
    int64_t line;
    struct slice text;
    read_block(PLAIN, "f1_buy=0.5\ncrypto=X sl=1\nf1_buy=0.6");
    cr_assert(block_evidence(block, CORRELATION_f1_buy, &line, &text));
    cr_expect_eq(line, 4);
    cr_expect(slice_eq(text, SLICE("f1_buy=0.6")));
    cr_expect_not(block_evidence(block, CORRELATION_sortino, &line, &text));
}
