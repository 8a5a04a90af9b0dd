/* test_block.c - CORRELATION DATA blocks, line by line (domain §3.1, records.md §3): which lines are fields, which end a block, and that
 * the record is the same whatever the printing shape. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "parser/text/json.h"
#include "bodies.h"

TestSuite(block, .init = bodies_set_up, .fini = bodies_tear_down);

Test(block, opening_line_has_the_words_between_three_or_more_signs)
{
    static const struct {
        const char *line;
        bool opens;
    } lines[] = {
        { "=== CORRELATION DATA ===", true },
        { "====== CORRELATION DATA =====", true },
        { "===== CORRELATION DATA (SOLUSDC) =====", true },
        { "=== CORRELATION DATA === SOLUSDC", true },
        { "=== CORRELATION DATA crypto=SOLUSDC ===", true },
        { "fold 3: === CORRELATION DATA ===", true },
        { "== CORRELATION DATA ===", false },
        { "=== CORRELATION DATA ==", false },
        { "=== CORRELATION DATA", false },
        { "=== correlation data ===", false },
        { "=== CORRELATION DATABASE ===", false },
        { "CORRELATION DATA ===", false },
        { "=== END CORRELATION DATA ===", false },
        { "=== CORRELATION DATA END ===", false },
        { "=== CORRELATION DATA === END", false },
        { "=== CORRELATION DATA (BACKEND) ===", true },
        { "", false },
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
        cr_expect_eq(block_is_opening(slice_of(lines[i].line)), lines[i].opens, "%s", lines[i].line);
}

Test(block, only_signs_alone_or_the_word_end_close_it_cleanly)
{
    static const struct {
        const char *line;
        enum block_answer answer;
    } lines[] = {
        { "===", BLOCK_clean_end },
        { "==============================", BLOCK_clean_end },
        { "  ===  ", BLOCK_clean_end },
        { "=== END CORRELATION DATA ===", BLOCK_clean_end },
        { "=== CORRELATION DATA END ===", BLOCK_clean_end },
        { "=== END ===", BLOCK_clean_end },
        { "=== BACKEND ===", BLOCK_other_end },
        { "=== SUMMARY ===", BLOCK_other_end },
        { "===x", BLOCK_other_end },
        { "=== CORRELATION DATA ===", BLOCK_opening },
        { "", BLOCK_blank },
        { "   \t", BLOCK_blank },
        { "Task finished", BLOCK_no_field },
        { "== END ==", BLOCK_no_field },
        { "-----", BLOCK_no_field },
        { "f1_buy=0.4", BLOCK_field },
        { "}", BLOCK_neutral },
        { "]},", BLOCK_neutral },
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        block_begin(block, SLICE("=== CORRELATION DATA ==="), 1);
        cr_expect_eq(block_line(block, SLICE("crypto=SOLUSDC"), 2), BLOCK_field);
        cr_expect_eq(block_line(block, slice_of(lines[i].line), 3), lines[i].answer, "%s", lines[i].line);
    }
}

Test(block, without_a_clean_end_it_is_kept_and_marked)
{
    cr_expect_eq(feed("=== CORRELATION DATA ===\ncrypto=SOLUSDC\nTraining done"), BLOCK_no_field);
    cr_expect_str_eq(describe(), "crypto=SOLUSDC open");
    cr_expect_eq(feed("=== CORRELATION DATA ===\ncrypto=SOLUSDC\n\nf1_buy=0.4"), BLOCK_blank);
    cr_expect_str_eq(describe(), "crypto=SOLUSDC open");
    cr_expect_eq(feed("=== CORRELATION DATA ===\ncrypto=SOLUSDC\n=== SUMMARY ==="), BLOCK_other_end);
    cr_expect_str_eq(describe(), "crypto=SOLUSDC open");
    cr_expect_eq(feed("=== CORRELATION DATA ===\ncrypto=SOLUSDC"), BLOCK_field);
    cr_expect_str_eq(describe(), "crypto=SOLUSDC open");
}

Test(block, blank_lines_before_the_first_field_mean_nothing)
{
    cr_expect_eq(feed("=== CORRELATION DATA ===\n\n\ncrypto=SOLUSDC\n==="), BLOCK_clean_end);
    cr_expect_str_eq(describe(), "crypto=SOLUSDC");
}

Test(block, without_any_field_it_is_a_record_too)
{
    cr_expect_eq(feed("=== CORRELATION DATA ===\n=== END ==="), BLOCK_clean_end);
    cr_expect_str_eq(describe(), "");
    cr_expect_not(block_has_field(block));
}

Test(block, notes_said_later_join_the_others_sorted)
{
    struct record record = { &schemas[RECORD_correlation], cells };
    feed("=== CORRELATION DATA ===\nfoo=1\nfoo=***");
    block_note(block, COMPLAINT_verdict_differs, &record);
    block_note(block, COMPLAINT_block_unclosed, &record);
    cr_expect_str_eq(describe(), "open extra={\"foo\":null} notes=[\"block_unclosed\",\"duplicate_key\",\"masked_value\",\"unknown_key\",\"verdict_differs\"]");
}

Test(block, every_shape_of_a_body_gives_the_same_record)
{
    static const char *const bodies[] = {
        "crypto=SOLUSDC\nstrategy=pte_1\nsl=1.5\nf1_buy=0.55\nbaseline_f1_buy=0.5\nn_trades=132\ngate_passed=True\nfold_seed=42",
        "crypto=SOLUSDC strategy=pte_1 sl=1.5 f1_buy=0.55\nbaseline_f1_buy=0.5 n_trades=132 gate_passed=True fold_seed=42",
        "crypto=SOLUSDC, strategy=pte_1, sl=1.5, f1_buy=0.55, baseline_f1_buy=0.5, n_trades=132, gate_passed=True, fold_seed=42",
        "crypto=SOLUSDC;strategy=pte_1;sl=1.5;f1_buy=0.55;baseline_f1_buy=0.5;n_trades=132;gate_passed=True;fold_seed=42",
        "crypto=SOLUSDC | strategy=pte_1 | sl=1.5 | f1_buy=0.55 | baseline_f1_buy=0.5 | n_trades=132 | gate_passed=True | fold_seed=42",
        "crypto: SOLUSDC\nstrategy: pte_1\nsl: 1.5\nf1_buy: 0.55\nbaseline_f1_buy: 0.5\nn_trades: 132\ngate_passed: True\nfold_seed: 42",
        "crypto: SOLUSDC, strategy: pte_1, sl: 1.5; f1_buy: 0.55 | baseline_f1_buy: 0.5, n_trades: 132, gate_passed: True\nfold_seed: 42",
        "- crypto=SOLUSDC\n- strategy=pte_1\n- sl=1.5\n- f1_buy=0.55\n- baseline_f1_buy=0.5\n- n_trades=132\n- gate_passed=True\n- fold_seed=42",
        "  * crypto: SOLUSDC\n  * strategy: pte_1\n  * sl: 1.5\n  * f1_buy: 0.55\n  * baseline_f1_buy: 0.5\n  * n_trades: 132\n  * gate_passed: True\n"
        "  * fold_seed: 42",
        "| crypto=SOLUSDC |\n| strategy=pte_1 |\n| sl=1.5 |\n| f1_buy=0.55 |\n| baseline_f1_buy=0.5 |\n| n_trades=132 |\n| gate_passed=True |\n"
        "| fold_seed=42 |",
        "Crypto = SOLUSDC\nStrategy = pte_1\nSL = 1.5\nF1-Buy = 0.55\nBaseline-F1-Buy = 0.5\nN-Trades = 132\nGate-Passed = True\nFold-Seed = 42",
        "Crypto: SOLUSDC\nStrategy: pte_1\nSl: 1.5\nF1 Buy: 0.55\nBaseline F1 Buy: 0.5\nN Trades: 132\nGate Passed: True\nFold_Seed: 42",
        "Crypto=SOLUSDC Strategy=pte_1 Sl=1.5 F1 Buy=0.55 Baseline F1 Buy=0.5 N Trades=132 Gate Passed=True Fold_Seed=42",
        "Crypto = SOLUSDC Strategy = pte_1 Sl = 1.5 F1 Buy = 0.55 Baseline F1 Buy = 0.5 N Trades = 132 Gate Passed = True Fold_Seed = 42",
        "CRYPTO='SOLUSDC'\nSTRATEGY=\"pte_1\"\n'sl'='1.5'\n\"f1_buy\"=0.55\n'baseline_f1_buy': '0.5',\n\"n_trades\": 132,\n'gate_passed': True,\nfold_seed=42,",
        "'crypto'='SOLUSDC', 'strategy'='pte_1' 'sl'=1.5 'f1_buy'=0.55, 'baseline_f1_buy'=0.5, 'n_trades'=132 gate_passed=True fold_seed='42'",
        "{\"crypto\": \"SOLUSDC\", \"strategy\": \"pte_1\", \"sl\": 1.5, \"f1_buy\": 0.55, \"baseline_f1_buy\": 0.5, \"n_trades\": 132, \"gate_passed\": true, "
        "\"fold_seed\": 42}",
        "{\"crypto\": \"SOLUSDC\",\n\n\"strategy\": \"pte_1\",\n \n\"sl\":\n\n1.5,\n\"f1_buy\": 0.55, \"baseline_f1_buy\": 0.5,\n\n\"n_trades\": 132, \"gate_passed\": true,\n"
        "\"fold_seed\": 42\n\n}",
        "{'crypto': 'SOLUSDC'}{'strategy': 'pte_1'}, {'sl': 1.5} f1_buy=0.55 baseline_f1_buy=0.5\n{} n_trades=132\n{\"gate_passed\": true} | {\"fold_seed\":\n42}",
        "- {'crypto': 'SOLUSDC', 'strategy': 'pte_1', 'sl': 1.5, 'f1_buy': 0.55, 'baseline_f1_buy': 0.5, 'n_trades': 132, 'gate_passed': True, "
        "'fold_seed': 42},",
        "{'crypto': 'SOLUSDC', 'strategy': 'pte_1', 'sl': np.float64(1.5), 'f1_buy': np.float64(0.55), 'baseline_f1_buy': Decimal('0.5'), "
        "'n_trades': numpy.int64(132), 'gate_passed': np.True_, 'fold_seed': np.int32(42)}",
        "{\n  \"crypto\": \"SOLUSDC\",\n  \"strategy\": \"pte_1\",\n  \"sl\": 1.5,\n  \"f1_buy\": 0.55,\n  \"baseline_f1_buy\": 0.5,\n  \"n_trades\": 132,\n"
        "  \"gate_passed\": true,\n  \"fold_seed\": 42\n}",
        "[\n{\n\"crypto\":\n\"SOLUSDC\"\n,\n\"strategy\": \"pte_1\", \"sl\": 1.5,\n\"f1_buy\": 0.55,\n\"baseline_f1_buy\": 0.5,\n\"n_trades\": 132, "
        "\"gate_passed\": true, \"fold_seed\": 42\n}\n]",
        "{'baseline_f1_buy': 0.5,\n 'crypto': 'SOLUSDC',\n 'f1_buy': 0.55,\n 'fold_seed': 42,\n 'gate_passed': True,\n 'n_trades': 132,\n 'sl': 1.5,\n"
        " 'strategy': 'pte_1'}",
    };
    for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++)
        cr_expect_str_eq(read_body(bodies[i]),
                         "crypto=SOLUSDC strategy=pte_1 sl=1.5 f1_buy=0.55 baseline_f1_buy=0.5 n_trades=132 gate_passed=true f1_delta=0.05 "
                         "extra={\"fold_seed\":\"42\"} notes=[\"unknown_key\"]",
                         "\n%s\nfound %s", bodies[i], describe());
}

Test(block, a_known_name_is_a_field_in_any_spelling)
{
    static const struct sample samples[] = {
        { "F1_BUY=0.4", "f1_buy=0.4" },
        { "f1-buy=0.4", "f1_buy=0.4" },
        { "F1 Buy: 0.4", "f1_buy=0.4" },
        { "F1   Buy : 0.4", "f1_buy=0.4" },
        { "Last-Fold F1_buy: 0.4", "last_fold_f1_buy=0.4" },
        { "S22a1 Anchor Available=yes", "s22a1_anchor_available=true" },
        { "crypto:SOLUSDC", "crypto=SOLUSDC" },
        { "f1_buy:", "" },
        { "f1_buy=", "" },
        { "horizon =\tH3", "horizon=H3" },
    };
    CHECK_BODIES(samples);
}

Test(block, an_unknown_key_of_one_word_is_kept_in_extra)
{
    static const struct sample samples[] = {
        { "fold_seed=42", "extra={\"fold_seed\":\"42\"} notes=[\"unknown_key\"]" },
        { "Fold-Seed: 42", "extra={\"fold_seed\":\"42\"} notes=[\"unknown_key\"]" },
        { "hpo.best_trial=17", "extra={\"hpo.best_trial\":\"17\"} notes=[\"unknown_key\"]" },
        { "_x=1", "extra={\"_x\":\"1\"} notes=[\"unknown_key\"]" },
        { "note=", "extra={\"note\":null} notes=[\"unknown_key\"]" },
        { "note=None", "extra={\"note\":null} notes=[\"unknown_key\"]" },
        { "note=n/a", "extra={\"note\":null} notes=[\"unknown_key\"]" },
        { "note=nan", "extra={\"note\":null} notes=[\"unknown_key\"]" },
        { "note=free text with blanks", "extra={\"note\":\"free text with blanks\"} notes=[\"unknown_key\"]" },
        { "flag=True", "extra={\"flag\":\"True\"} notes=[\"unknown_key\"]" },
        { "f=0.50", "extra={\"f\":\"0.50\"} notes=[\"unknown_key\"]" },
        { "note='quoted, sl=3'", "extra={\"note\":\"quoted, sl=3\"} notes=[\"unknown_key\"]" },
        { "note=it's fine", "extra={\"note\":\"it's fine\"} notes=[\"unknown_key\"]" },
        { "error='NoneType' object has no attribute 'fit'",
          "extra={\"error\":\"'NoneType' object has no attribute 'fit'\"} notes=[\"unknown_key\"]" },
        { "check=labels.size() == 1523", "extra={\"check\":\"labels.size() == 1523\"} notes=[\"unknown_key\"]" },
        { "url=https://grafana.local/d/abc?var-crypto=SOLUSDC&from=now-7d",
          "extra={\"url\":\"https://grafana.local/d/abc?var-crypto=SOLUSDC&from=now-7d\"} notes=[\"unknown_key\"]" },
        { "{\"Model Name\": \"xgb\"}", "extra={\"model_name\":\"xgb\"} notes=[\"unknown_key\"]" },
        { "{\"flag\": true, \"off\": null}", "extra={\"flag\":\"true\",\"off\":null} notes=[\"unknown_key\"]" },
        { "run.tag: a", "extra={\"run.tag\":\"a\"} notes=[\"unknown_key\"]" },
        { "run.tag : a", "extra={\"run.tag\":\"a\"} notes=[\"unknown_key\"]" },
        { "model.Version : 3", "extra={\"model.version\":\"3\"} notes=[\"unknown_key\"]" },
        { "LastError : none yet", "extra={\"lasterror\":\"none yet\"} notes=[\"unknown_key\"]" },
        { "WARNING: low memory", "extra={\"warning\":\"low memory\"} notes=[\"unknown_key\"]" },
    };
    CHECK_BODIES(samples);
}

Test(block, lines_that_are_no_fields_end_it)
{
    static const char *const lines[] = {
        "note:", "Training model = xgb", "two words: x", "12:30:05 crypto=SOLUSDC", "Done. Returned value was: None", "crypto SOLUSDC", "http://x/?a=1",
        "ValueError: bad", "KeyboardInterrupt: x", "SystemExit: 1", "MyTimeout: x", "DeprecationWarning: old", "requests.exceptions.HTTPError: 500",
        "airflow.exceptions.AirflowFailException: x", "socket.timeout: timed out", "zmq.error: x", "botocore.errorfactory.NoSuchKey: x",
        "Traceback (most recent call last):", "(crypto=SOLUSDC)", "-- crypto=SOLUSDC", "n_trades <= 30",
        "0=1", "=x", ":", "{not a dict}", "'quoted' text", "\xc3\xa9=3", "-", "*** crypto=SOLUSDC", "a:b",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        block_begin(block, SLICE("=== CORRELATION DATA ==="), 1);
        cr_expect_eq(block_line(block, slice_of(lines[i]), 2), BLOCK_no_field, "%s", lines[i]);
        cr_expect_not(block_has_field(block), "%s", lines[i]);
    }
}

Test(block, several_colon_fields_share_a_line_only_before_known_names)
{
    static const struct sample samples[] = {
        { "gates: f1:PASS;sortino:FAIL", "gates=f1:PASS;sortino:FAIL gate_passed=false gate_reason=sortino" },
        { "crypto: SOLUSDC, sl: 1.5", "crypto=SOLUSDC sl=1.5" },
        { "crypto: SOLUSDC; F1 Buy: 0.4", "crypto=SOLUSDC f1_buy=0.4" },
        { "strategy: a, other: b", "strategy=a, other: b" },
        { "strategy: a, sl:3", "strategy=a, sl:3" },
        { "sl: 3, sortino:", "sl=3" },
        { "strategy: a sl: 3", "strategy=a sl: 3" },
        { "crypto=SOLUSDC, sl: 1.5", "crypto=SOLUSDC sl=1.5" },
        { "strategy: \"a, sl: 3\"", "strategy=a, sl: 3" },
    };
    CHECK_BODIES(samples);
}

Test(block, brackets_of_a_value_are_not_cut)
{
    static const struct sample samples[] = {
        { "gates=FAIL(sortino=-0.3, n_trades=12) sl=2",
          "sl=2 gates=FAIL(sortino=-0.3, n_trades=12) gate_passed=false gate_reason=sortino=-0.3, n_trades=12" },
        { "verdict=[not closed sl=2", "sl=2 verdict=[not closed" },
    };
    CHECK_BODIES(samples);
}

Test(block, nested_values_stay_whole_in_extra)
{
    static const struct sample samples[] = {
        { "classes=[0, 1]", "extra={\"classes\":[0,1]} notes=[\"unknown_key\"]" },
        { "classes=(0, 1)", "extra={\"classes\":[0,1]} notes=[\"unknown_key\"]" },
        { "p={'a': 1, 'b': [2.50, None]} sl=2", "sl=2 extra={\"p\":{\"a\":1,\"b\":[2.5,null]}} notes=[\"unknown_key\"]" },
        { "{\"p\": {\"a\": 1, \"b\": [2.5, null]}}", "extra={\"p\":{\"a\":1,\"b\":[2.5,null]}} notes=[\"unknown_key\"]" },
        { "{\n\"p\": {\n  \"a\": 1,\n  \"b\": [\n    2.5,\n    -3,\n    null\n  ]\n},\n\"sl\": 2\n}",
          "sl=2 extra={\"p\":{\"a\":1,\"b\":[2.5,-3,null]}} notes=[\"unknown_key\"]" },
        { "{'p': {'a': 1,\n       'b': [2.5, None]},\n 'sl': 2}", "sl=2 extra={\"p\":{\"a\":1,\"b\":[2.5,null]}} notes=[\"unknown_key\"]" },
        { "\"p\": {\n\"a\": 1\n},\n\"sl\": 2", "sl=2 extra={\"p\":{\"a\":1}} notes=[\"unknown_key\"]" },
        { "{\"classes\": \"[0, 1]\"}", "extra={\"classes\":\"[0, 1]\"} notes=[\"unknown_key\"]" },
        { "{\"f1_buy\": {\"mean\": 0.4}}", "extra={\"f1_buy\":{\"mean\":0.4}} notes=[\"bad_value\"]" },
        { "crypto=['SOLUSDC']", "extra={\"crypto\":[\"SOLUSDC\"]} notes=[\"bad_value\"]" },
        { "note=(a, b)", "extra={\"note\":\"(a, b)\"} notes=[\"unknown_key\"]" },
    };
    CHECK_BODIES(samples);
}

Test(block, pprint_splits_long_strings)
{
    static const struct sample samples[] = {
        { "{'note': 'one '\n         'two '\n         \"it's three\",\n 'sl': 2}",
          "sl=2 extra={\"note\":\"one two it's three\"} notes=[\"unknown_key\"]" },
        { "{'sl': 2,\n 'strategy': 'one '\n             'two'}", "strategy=one two sl=2" },
        { "{'p': ['one '\n       'two',\n       'three'],\n 'sl': 2}", "sl=2 extra={\"p\":[\"one two\",\"three\"]} notes=[\"unknown_key\"]" },
        { "{'p': ['BTC' 'ETH']}", "extra={\"p\":\"['BTC' 'ETH']\"} notes=[\"unknown_key\"]" },
        { "{\n'strategy': 'one'\n}", "strategy=one" },
        { "{\n'strategy': 'one'", "strategy=one" },
        { "{\n'strategy': 'one'\n'sl': 2\n}", "strategy=one sl=2" },
    };
    CHECK_BODIES(samples);
}

Test(block, a_torn_object_keeps_what_was_whole_and_swallows_nothing)
{
    cr_expect_eq(feed("=== CORRELATION DATA ===\n{\"crypto\": \"SOLUSDC\", \"f1_buy\": 0.4, \"pa"), BLOCK_field);
    cr_expect_str_eq(describe(), "crypto=SOLUSDC f1_buy=0.4 open");
    cr_expect_eq(feed("=== CORRELATION DATA ===\n{\n\"crypto\": \"SOLUSDC\",\n\"p\": {\n\"a\": 1,\nTask exited with return code 1"), BLOCK_no_field);
    cr_expect_str_eq(describe(), "crypto=SOLUSDC open extra={\"p\":\"{\\n\\\"a\\\": 1,\"} notes=[\"unknown_key\"]");
    cr_expect_eq(feed("=== CORRELATION DATA ===\n{'crypto': 'SOLUSDC', 'f1_buy': 0.\n==="), BLOCK_clean_end);
    cr_expect(block_is_torn(block));
    cr_expect_str_eq(describe(), "crypto=SOLUSDC extra={\"f1_buy\":\"0.\"} notes=[\"bad_value\"]");
    cr_expect_eq(feed("=== CORRELATION DATA ===\n{'f1_buy': 0.4,\n 'sl': 1\n==="), BLOCK_clean_end);
    cr_expect_str_eq(describe(), "f1_buy=0.4 extra={\"sl\":\"1\"} notes=[\"bad_value\"]");
    cr_expect_eq(feed("=== CORRELATION DATA ===\n{'f1_buy': 0.4, 'gates': {'f1': 'PASS', 's...\n==="), BLOCK_clean_end);
    cr_expect_str_eq(describe(), "f1_buy=0.4 extra={\"gates\":\"{'f1': 'PASS', 's...\"} notes=[\"bad_value\"]");
    cr_expect_eq(feed("=== CORRELATION DATA ===\n{'f1_buy': 0.4, 'strategy': 'pte_\n==="), BLOCK_clean_end);
    cr_expect_str_eq(describe(), "f1_buy=0.4 extra={\"strategy\":\"'pte_\"} notes=[\"bad_value\"]");
    cr_expect_eq(feed("=== CORRELATION DATA ===\n{'f1_buy': 0.4,\n 'sl': 1\n}\n==="), BLOCK_clean_end);
    cr_expect_str_eq(describe(), "sl=1 f1_buy=0.4");
    cr_expect_not(block_is_torn(block));
    cr_expect_eq(feed("=== CORRELATION DATA ===\n{\n\"crypto\": \"SOLUSDC\",\nsl=2\n==="), BLOCK_clean_end);
    cr_expect_str_eq(describe(), "crypto=SOLUSDC sl=2");
}
