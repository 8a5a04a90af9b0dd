/* test_block_fields.c - what becomes of the fields of a block: given twice, masked, on the opening line, derived; where they stand. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "parser/text/utf8.h"
#include "bodies.h"

TestSuite(block_fields, .init = bodies_set_up, .fini = bodies_tear_down);

Test(block_fields, a_key_given_twice_keeps_its_last_value)
{
    static const struct sample samples[] = {
        { "f1_buy=0.4\nF1 Buy=0.5", "f1_buy=0.5 notes=[\"duplicate_key\"]" },
        { "f1_buy=0.4\nf1_buy=None", "notes=[\"duplicate_key\"]" },
        { "f1_buy=0.4\nf1_buy=abc", "extra={\"f1_buy\":\"abc\"} notes=[\"bad_value\",\"duplicate_key\"]" },
        { "f1_buy=abc\nf1_buy=0.4", "f1_buy=0.4 notes=[\"bad_value\",\"duplicate_key\"]" },
        { "x=1 x=2", "extra={\"x\":\"2\"} notes=[\"duplicate_key\",\"unknown_key\"]" },
        { "strategy=a\nstrategy=b", "strategy=b notes=[\"duplicate_key\"]" },
    };
    CHECK_BODIES(samples);
}

Test(block_fields, masked_values_are_missing_text_fields_included)
{
    static const struct sample samples[] = {
        { "f1_buy=0.***", "notes=[\"masked_value\"]" },
        { "strategy=pte_***", "notes=[\"masked_value\"]" },
        { "sortino=***", "notes=[\"masked_value\"]" },
        { "gate_passed=***", "notes=[\"masked_value\"]" },
        { "note=a *** b", "extra={\"note\":null} notes=[\"masked_value\",\"unknown_key\"]" },
        { "{\"strategy\": \"***\"}", "notes=[\"masked_value\"]" },
    };
    CHECK_BODIES(samples);
}

Test(block_fields, secrets_in_kept_text_are_masked_and_counted)
{
    static const struct sample samples[] = {
        { "password=hunter2", "extra={\"password\":\"***\"} notes=[\"unknown_key\"]" },
        { "db=postgresql://cvn:hunter2@db/x", "extra={\"db\":\"postgresql://cvn:***@db/x\"} notes=[\"unknown_key\"]" },
        { "strategy='token=abcdef0123'", "strategy=token=***" },
        { "{\"conn\": {\"user\": \"u\", \"password\": 1234}}", "extra={\"conn\":{\"user\":\"u\",\"password\":\"***\"}} notes=[\"unknown_key\"]" },
        { "f1_buy=token=abcdef0123", "extra={\"f1_buy\":\"token=***\"} notes=[\"bad_value\"]" },
    };
    for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
        cr_expect_str_eq(read_body(samples[i].body), samples[i].expected, "%s", describe());
        cr_expect_eq(block_secrets(block), 1, "%s", samples[i].body);
    }
    read_body("n_tokens=512\ntokenizer=bpe");
    cr_expect_eq(block_secrets(block), 0);
}

Test(block_fields, fields_stand_on_the_opening_line_too)
{
    static const struct {
        const char *line, *expected;
    } samples[] = {
        { "=== CORRELATION DATA crypto=SOLUSDC strategy=pte_1 ===", "crypto=SOLUSDC strategy=pte_1" },
        { "=== CORRELATION DATA (crypto=SOLUSDC, F1 Buy=0.4) ===", "crypto=SOLUSDC f1_buy=0.4" },
        { "=== CORRELATION DATA === crypto=SOLUSDC fold=3", "crypto=SOLUSDC extra={\"fold\":\"3\"} notes=[\"unknown_key\"]" },
        { "=== CORRELATION DATA for fold 3, crypto=SOLUSDC ===", "crypto=SOLUSDC" },
        { "=== CORRELATION DATA === {'crypto': 'SOLUSDC', 'sl': 2}", "crypto=SOLUSDC sl=2" },
        { "=== CORRELATION DATA SOLUSDC (sl=1.5, tp=2) ===", "crypto=SOLUSDC sl=1.5 tp=2 notes=[\"crypto_from_header\"]" },
        { "=== CORRELATION DATA === [crypto=SOLUSDC] [sl=1.5]", "crypto=SOLUSDC sl=1.5" },
        { "=== CORRELATION DATA strategy=a (b) sl=1.5 ===", "strategy=a (b) sl=1.5" },
        { "=== CORRELATION DATA === SOLUSDC === half ===", "" },
        { "=== CORRELATION DATA (SOLUSDC) strategy=a ===", "crypto=SOLUSDC strategy=a notes=[\"crypto_from_header\"]" },
    };
    for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s\n===", samples[i].line);
        buf_char(&text, '\0');
        cr_expect_eq(feed(text.p), BLOCK_clean_end);
        cr_expect_str_eq(describe(), samples[i].expected, "\n%s\n%s", samples[i].line, describe());
        buf_free(&text);
    }
}

Test(block_fields, the_opening_lines_word_is_the_crypto_where_no_field_gives_it)
{
    static const struct {
        const char *line, *crypto;
    } samples[] = {
        { "===== CORRELATION DATA (SOLUSDC) =====", "SOLUSDC" },
        { "=== CORRELATION DATA === SOLUSDC", "SOLUSDC" },
        { "=== CORRELATION DATA SOLUSDC ===", "SOLUSDC" },
        { "=== CORRELATION DATA: SOLUSDC ===", "SOLUSDC" },
        { "=== CORRELATION DATA === 1INCH ===", "1INCH" },
        { "=== CORRELATION DATA (SOL) ===", "SOL" },
        { "=== CORRELATION DATA (H4) ===", "" },
        { "=== CORRELATION DATA (solusdc) ===", "" },
        { "=== CORRELATION DATA (123) ===", "" },
        { "=== CORRELATION DATA (SOL USDC) ===", "" },
        { "=== CORRELATION DATA (SOL-USDC) ===", "" },
        { "=== CORRELATION DATA (SOLUSDC) === half", "" },
        { "=== CORRELATION DATA === half", "" },
    };
    for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s\nf1_buy=0.4\n===", samples[i].line);
        buf_char(&text, '\0');
        feed(text.p);
        cr_expect_str_eq(slice_eq(cells[CORRELATION_crypto].text, slice_of(samples[i].crypto)) ? "" : samples[i].line, "");
        cr_expect_eq(strstr(describe(), "crypto_from_header") != NULL, samples[i].crypto[0] != 0, "%s", samples[i].line);
        buf_free(&text);
    }
    feed("=== CORRELATION DATA (SOLUSDC) ===\ncrypto=BTCUSDC\n===");
    cr_expect_str_eq(describe(), "crypto=BTCUSDC");
    feed("=== CORRELATION DATA (SOLUSDC) ===\ncrypto=None\n===");
    cr_expect_str_eq(describe(), "crypto=SOLUSDC notes=[\"crypto_from_header\"]");
}

Test(block_fields, exit_shares_are_recognised_by_their_sum)
{
    static const struct sample samples[] = {
        { "tp_pct=0.2\nsl_pct=0.4\ntimeout_pct=0.4", "tp_pct=20 sl_pct=40 timeout_pct=40 notes=[\"pct_as_share\"]" },
        { "tp_pct=0.2\nsl_pct=0.4\ntimeout_pct=0.38", "tp_pct=20 sl_pct=40 timeout_pct=38 notes=[\"pct_as_share\"]" },
        { "tp_pct=0.2\nsl_pct=0.4\ntimeout_pct=0.42", "tp_pct=20 sl_pct=40 timeout_pct=42 notes=[\"pct_as_share\"]" },
        { "tp_pct=0.2\nsl_pct=0.4\ntimeout_pct=0.379", "tp_pct=0.2 sl_pct=0.4 timeout_pct=0.379" },
        { "tp_pct=0.2\nsl_pct=0.4\ntimeout_pct=0.421", "tp_pct=0.2 sl_pct=0.4 timeout_pct=0.421" },
        { "tp_pct=0.2\nsl_pct=0.4\ntimeout_pct=0.4%", "tp_pct=0.2 sl_pct=0.4 timeout_pct=0.4" },
        { "tp_pct=0.2\nsl_pct=0.8", "tp_pct=0.2 sl_pct=0.8" },
        { "tp_pct=20\nsl_pct=40\ntimeout_pct=40", "tp_pct=20 sl_pct=40 timeout_pct=40" },
        { "tp_pct=0\nsl_pct=1\ntimeout_pct=0", "tp_pct=0 sl_pct=100 timeout_pct=0 notes=[\"pct_as_share\"]" },
    };
    CHECK_BODIES(samples);
}

Test(block_fields, differences_are_exact_and_need_both_sides)
{
    static const struct sample samples[] = {
        { "f1_buy=0.55 baseline_f1_buy=0.50", "f1_buy=0.55 baseline_f1_buy=0.5 f1_delta=0.05" },
        { "f1_buy=0.5500000001 baseline_f1_buy=50%", "f1_buy=0.5500000001 baseline_f1_buy=0.5 f1_delta=0.0500000001" },
        { "screening_f1_buy=0.3 last_fold_f1_buy=0.6", "screening_f1_buy=0.3 last_fold_f1_buy=0.6 overfit_gap=-0.3" },
        { "f1_buy=0.55", "f1_buy=0.55" },
        { "f1_buy=0.55 baseline_f1_buy=nan", "f1_buy=0.55" },
    };
    CHECK_BODIES(samples);
}

Test(block_fields, gates_give_passed_and_reason_where_no_field_does)
{
    static const struct sample samples[] = {
        { "gates=PASS", "gates=PASS gate_passed=true" },
        { "gates=FAIL(sortino)", "gates=FAIL(sortino) gate_passed=false gate_reason=sortino" },
        { "gates=FAIL(sortino)\ngate_passed=True", "gates=FAIL(sortino) gate_passed=true gate_reason=sortino" },
        { "gates=FAIL(sortino)\ngate_reason=f1", "gates=FAIL(sortino) gate_passed=false gate_reason=f1" },
        { "gates=FAIL(sortino)\ngate_passed=None\ngate_reason=None", "gates=FAIL(sortino) gate_passed=false gate_reason=sortino" },
        { "gates=FAIL(sortino)\ngate_passed=maybe",
          "gates=FAIL(sortino) gate_passed=false gate_reason=sortino extra={\"gate_passed\":\"maybe\"} notes=[\"bad_value\"]" },
        { "gates=see below", "gates=see below" },
        { "{\"gates\": true}", "gates=true gate_passed=true" },
    };
    CHECK_BODIES(samples);
}

Test(block_fields, complaints_name_line_column_and_pair)
{
    read_body("  crypto=SOLUSDC F1 Buy=abc\nfoo=1\nfoo=2\nsl=***");
    cr_expect_str_eq(complaint_text.p,
                     "bad_value 2:18 f1_buy=abc\nunknown_key 3:1 foo\nunknown_key 4:1 foo\nduplicate_key 4:1 foo\nmasked_value 5:1 sl\n");
    read_body("{\n \"sl\": 2,\n \"f1_buy\": 41\n}");
    cr_expect_str_eq(complaint_text.p, "bad_value 4:3 f1_buy=41\n");
    read_body("{\n \"f1_buy\": {\n \"a\": 1\n }\n}");
    cr_expect_str_eq(complaint_text.p, "bad_value 3:1 f1_buy={\"a\":1}\n");
    feed("=== CORRELATION DATA (SOLUSDC) ===\ntp_pct=0.2\nsl_pct=0.4\ntimeout_pct=0.4\n===");
    cr_expect_str_eq(complaint_text.p, "pct_as_share 1:1 \ncrypto_from_header 1:1 \n");
}

static void expect_evidence(int field, int64_t line, const char *text)
{
    struct evidence found = { 0 };
    cr_expect(block_evidence(block, field, &found));
    cr_expect_eq(found.line, line, "line %d", (int)found.line);
    cr_expect(slice_eq(found.text, slice_of(text)), "%.*s", SLICE_ARG(found.text));
}

Test(block_fields, evidence_is_the_line_where_the_field_was_last_given)
{
    struct evidence found;
    feed("=== CORRELATION DATA (SOLUSDC) ===\n  f1_buy=0.4 token=abc\nf1_buy=0.5 sl=9x\n{\n\"strategy\": 'a '\n'b'\n}\ngates=PASS\n===");
    expect_evidence(CORRELATION_f1_buy, 3, "f1_buy=0.5 sl=9x");
    expect_evidence(CORRELATION_sl, 3, "f1_buy=0.5 sl=9x");
    expect_evidence(CORRELATION_strategy, 5, "\"strategy\": 'a '");
    expect_evidence(CORRELATION_crypto, 1, "=== CORRELATION DATA (SOLUSDC) ===");
    expect_evidence(CORRELATION_gate_passed, 8, "gates=PASS");
    cr_expect_not(block_evidence(block, CORRELATION_tp, &found));
    found = block_opening(block);
    cr_expect_eq(found.line, 1);
    cr_expect(slice_eq(found.text, SLICE("=== CORRELATION DATA (SOLUSDC) ===")));
    read_body("f1_buy=0.4 password=hunter2");
    expect_evidence(CORRELATION_f1_buy, 2, "f1_buy=0.4 password=***");
}

Test(block_fields, evidence_is_cut_at_a_whole_character)
{
    struct buf body = { 0 };
    struct evidence found = { 0 };
    buf_text(&body, "f1_buy=0.4 note=");
    for (int i = 0; i < 2000; i++)
        buf_text(&body, "\xc3\xa9");
    buf_char(&body, '\0');
    read_body(body.p);
    cr_expect(block_evidence(block, CORRELATION_f1_buy, &found));
    cr_expect_eq(found.text.n, 1024);
    cr_expect_eq(utf8_valid(found.text), found.text.n);
    buf_free(&body);
}

Test(block_fields, kept_text_is_clean_utf8_without_nul)
{
    block_begin(block, SLICE("=== CORRELATION DATA ==="), 1);
    block_line(block, SLICE("strategy=a\xff" "b\0c note=\xc3("), 2);
    block_end(block, true, &(struct record){ &schemas[RECORD_correlation], memset(cells, 0, sizeof(cells)) });
    cr_expect_str_eq(describe(), "strategy=a\xef\xbf\xbd" "b\xef\xbf\xbd" "c extra={\"note\":\"\xef\xbf\xbd(\"} notes=[\"unknown_key\"]");
}

Test(block_fields, a_block_that_never_closes_stays_bounded)
{
    char line[64];
    int64_t number = 1;
    enum block_answer answer = BLOCK_field;
    block_begin(block, SLICE("=== CORRELATION DATA ==="), 1);
    while (answer == BLOCK_field && number < 1000 * 1000) {
        int n = snprintf(line, sizeof(line), "key_%d=value number %d", (int)number, (int)number);
        answer = block_line(block, (struct slice){ line, (size_t)n }, ++number);
    }
    cr_assert_eq(answer, BLOCK_full);
    cr_expect_lt(number, 1000 * 1000);
    block_begin(block, SLICE("=== CORRELATION DATA ==="), 1);
    block_line(block, SLICE("{\"p\": ["), 2);
    for (number = 0; number < 1000 * 1000; number++)
        if (block_line(block, SLICE("0.123456,"), number + 3) == BLOCK_no_field)
            break;
    cr_expect_lt(number, 200 * 1000);
}
