/* test_block.c - CORRELATION DATA blocks, line by line (domain §3.1, records.md §3): which lines are fields, which end a block, and that
 * the record is the same whatever the printing shape. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "../parser/block.h"
#include "../parser/json.h"

/* What a block complained about: "code line:col text" a line. */
static void told(void *context, enum complaint complaint, int64_t line, int col, struct slice text)
{
    buf_printf(context, "%s %d:%d ", complaints[complaint].name, (int)line, col);
    buf_slice(context, text);
    buf_char(context, '\n');
}

static struct block *block;
static struct buf complaint_text, described;
static struct cell cells[CORRELATION__N];

static void set_up(void)
{
    block = block_new(told, &complaint_text);
}

static void tear_down(void)
{
    block_free(&block);
    buf_free(&complaint_text);
    buf_free(&described);
}

TestSuite(block, .init = set_up, .fini = tear_down);

/* The cells that say something, as "name=value" joined by blanks; "open" where the block was not closed. */
static const char *describe(void)
{
    const struct schema *schema = &schemas[RECORD_correlation];
    buf_reset(&described);
    for (int i = 0; i < schema->n; i++) {
        const struct cell *cell = &cells[i];
        if (!cell->present || i == CORRELATION_line || (i == CORRELATION_closed && cell->num) ||
            (i == CORRELATION_extra && slice_eq(cell->text, SLICE("{}"))) || (i == CORRELATION_notes && slice_eq(cell->text, SLICE("[]"))))
            continue;
        if (described.n)
            buf_char(&described, ' ');
        if (i == CORRELATION_closed) {
            buf_text(&described, "open");
            continue;
        }
        buf_printf(&described, "%s=", schema->field[i].name);
        cell_plain(&described, schema->field[i].kind, cell);
    }
    buf_char(&described, '\0');
    return described.p;
}

static struct slice line_take(const char **text)
{
    size_t n = strcspn(*text, "\n");
    struct slice line = { *text, n };
    *text += n + ((*text)[n] == '\n');
    return line;
}

/* Feeds lines to a block until one ends it (blank lines before the first field do not); the answer that ended it, BLOCK_field at the end of
 * the text. The first line must be an opening one. */
static enum block_answer feed(const char *text)
{
    struct record record = { &schemas[RECORD_correlation], cells };
    struct slice line = line_take(&text);
    enum block_answer answer = BLOCK_field;
    int64_t number = 1;
    memset(cells, 0, sizeof(cells));
    buf_reset(&complaint_text);
    cr_assert(block_is_opening(line), "no opening line: %.*s", SLICE_ARG(line));
    block_begin(block, line, number);
    while (*text) {
        /* A copy without bytes behind it, so that a sanitizer sees each read too far. */
        line = line_take(&text);
        char *copy = memory_new(line.n);
        memcpy(copy, line.p, line.n);
        answer = block_line(block, (struct slice){ copy, line.n }, ++number);
        free(copy);
        if (answer != BLOCK_field && answer != BLOCK_neutral && !(answer == BLOCK_blank && !block_has_field(block)))
            break;
        answer = BLOCK_field;
    }
    block_end(block, answer == BLOCK_clean_end, &record);
    buf_char(&complaint_text, '\0');
    return answer;
}

/* A body between an opening line and a clean end. */
static const char *read_body(const char *body)
{
    struct buf text = { 0 };
    buf_printf(&text, "=== CORRELATION DATA ===\n%s\n=== END CORRELATION DATA ===\n", body);
    buf_char(&text, '\0');
    feed(text.p);
    buf_free(&text);
    return describe();
}

struct sample {
    const char *body, *expected;
};

static void check_bodies(const struct sample *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *found = read_body(samples[i].body);
        cr_expect_str_eq(found, samples[i].expected, "\n%s\nexpected %s\nfound    %s", samples[i].body, samples[i].expected, found);
    }
}

#define CHECK_BODIES(samples) check_bodies(samples, sizeof(samples) / sizeof(*(samples)))

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
        { "WARNING: low memory", "extra={\"warning\":\"low memory\"} notes=[\"unknown_key\"]" },
    };
    CHECK_BODIES(samples);
}

Test(block, lines_that_are_no_fields_end_it)
{
    static const char *const lines[] = {
        "note:", "Training model = xgb", "two words: x", "12:30:05 crypto=SOLUSDC", "Done. Returned value was: None", "crypto SOLUSDC", "http://x/?a=1",
        "ValueError: bad", "KeyboardInterrupt: x", "SystemExit: 1", "MyTimeout: x", "DeprecationWarning: old", "requests.exceptions.HTTPError: 500",
        "airflow.exceptions.AirflowFailException: x", "Traceback (most recent call last):", "(crypto=SOLUSDC)", "-- crypto=SOLUSDC", "n_trades <= 30",
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
    cr_expect_eq(feed("=== CORRELATION DATA ===\n{\n\"crypto\": \"SOLUSDC\",\nsl=2\n==="), BLOCK_clean_end);
    cr_expect_str_eq(describe(), "crypto=SOLUSDC sl=2");
}

Test(block, a_key_given_twice_keeps_its_last_value)
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

Test(block, masked_values_are_missing_text_fields_included)
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

Test(block, secrets_in_kept_text_are_masked_and_counted)
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

Test(block, fields_stand_on_the_opening_line_too)
{
    static const struct {
        const char *line, *expected;
    } samples[] = {
        { "=== CORRELATION DATA crypto=SOLUSDC strategy=pte_1 ===", "crypto=SOLUSDC strategy=pte_1" },
        { "=== CORRELATION DATA (crypto=SOLUSDC, F1 Buy=0.4) ===", "crypto=SOLUSDC f1_buy=0.4" },
        { "=== CORRELATION DATA === crypto=SOLUSDC fold=3", "crypto=SOLUSDC extra={\"fold\":\"3\"} notes=[\"unknown_key\"]" },
        { "=== CORRELATION DATA for fold 3, crypto=SOLUSDC ===", "crypto=SOLUSDC" },
        { "=== CORRELATION DATA === {'crypto': 'SOLUSDC', 'sl': 2}", "crypto=SOLUSDC sl=2" },
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

Test(block, the_opening_lines_word_is_the_crypto_where_no_field_gives_it)
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

Test(block, exit_shares_are_recognised_by_their_sum)
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

Test(block, differences_are_exact_and_need_both_sides)
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

Test(block, gates_give_passed_and_reason_where_no_field_does)
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

Test(block, complaints_name_line_column_and_pair)
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
    int64_t found;
    struct slice evidence;
    cr_expect(block_evidence(block, field, &found, &evidence));
    cr_expect_eq(found, line, "line %d", (int)found);
    cr_expect(slice_eq(evidence, slice_of(text)), "%.*s", SLICE_ARG(evidence));
}

Test(block, evidence_is_the_line_where_the_field_was_last_given)
{
    int64_t line;
    struct slice text;
    feed("=== CORRELATION DATA (SOLUSDC) ===\n  f1_buy=0.4 token=abc\nf1_buy=0.5 sl=9x\n{\n\"strategy\": 'a '\n'b'\n}\ngates=PASS\n===");
    expect_evidence(CORRELATION_f1_buy, 3, "f1_buy=0.5 sl=9x");
    expect_evidence(CORRELATION_sl, 3, "f1_buy=0.5 sl=9x");
    expect_evidence(CORRELATION_strategy, 5, "\"strategy\": 'a '");
    expect_evidence(CORRELATION_crypto, 1, "=== CORRELATION DATA (SOLUSDC) ===");
    expect_evidence(CORRELATION_gate_passed, 8, "gates=PASS");
    cr_expect_not(block_evidence(block, CORRELATION_tp, &line, &text));
    block_opening(block, &line, &text);
    cr_expect_eq(line, 1);
    cr_expect(slice_eq(text, SLICE("=== CORRELATION DATA (SOLUSDC) ===")));
    read_body("f1_buy=0.4 password=hunter2");
    expect_evidence(CORRELATION_f1_buy, 2, "f1_buy=0.4 password=***");
}

Test(block, evidence_is_cut_at_a_whole_character)
{
    struct buf body = { 0 };
    int64_t line;
    struct slice text;
    buf_text(&body, "f1_buy=0.4 note=");
    for (int i = 0; i < 2000; i++)
        buf_text(&body, "\xc3\xa9");
    buf_char(&body, '\0');
    read_body(body.p);
    cr_expect(block_evidence(block, CORRELATION_f1_buy, &line, &text));
    cr_expect_eq(text.n, 1024);
    cr_expect_eq(utf8_valid(text), text.n);
    buf_free(&body);
}

Test(block, kept_text_is_clean_utf8_without_nul)
{
    block_begin(block, SLICE("=== CORRELATION DATA ==="), 1);
    block_line(block, SLICE("strategy=a\xff" "b\0c note=\xc3("), 2);
    block_end(block, true, &(struct record){ &schemas[RECORD_correlation], memset(cells, 0, sizeof(cells)) });
    cr_expect_str_eq(describe(), "strategy=a\xef\xbf\xbd" "b\xef\xbf\xbd" "c extra={\"note\":\"\xef\xbf\xbd(\"} notes=[\"unknown_key\"]");
}

Test(block, a_block_that_never_closes_stays_bounded)
{
    char line[64];
    int64_t number = 1;
    block_begin(block, SLICE("=== CORRELATION DATA ==="), 1);
    while (!block_is_full(block) && number < 1000 * 1000) {
        int n = snprintf(line, sizeof(line), "key_%d=value number %d", (int)number, (int)number);
        cr_assert_eq(block_line(block, (struct slice){ line, (size_t)n }, ++number), BLOCK_field);
    }
    cr_expect_lt(number, 1000 * 1000);
    block_begin(block, SLICE("=== CORRELATION DATA ==="), 1);
    block_line(block, SLICE("{\"p\": ["), 2);
    for (number = 0; number < 1000 * 1000; number++)
        if (block_line(block, SLICE("0.123456,"), number + 3) == BLOCK_no_field)
            break;
    cr_expect_lt(number, 200 * 1000);
}
