/* test_precedence.c - which of two copies of a log stands, and whose state: no database needed. */
#include <criterion/criterion.h>

#include "sink/postgres/precedence.h"

/* What the decision looks at; 0 and NULL = missing. */
struct copy {
    int complete, lines, bytes;
    const char *state;
    bool inferred;
    const char *hash, *source, *rules, *state_source, *parser;
    int size;
};

static void fill(struct cell cells[], const struct copy *copy)
{
    memset(cells, 0, sizeof(*cells) * LOG__N);
    cell_num(&cells[LOG_complete], copy->complete);
    cell_num(&cells[LOG_lines], copy->lines);
    cell_num(&cells[LOG_bytes], copy->bytes);
    if (copy->size)
        cell_num(&cells[LOG_size], copy->size);
    const struct {
        enum log_field field;
        const char *text;
    } texts[] = {
        { LOG_state, copy->state }, { LOG_content_hash, copy->hash }, { LOG_source, copy->source }, { LOG_rules_version, copy->rules },
        { LOG_state_source, copy->state_source }, { LOG_parser_version, copy->parser },
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        if (texts[i].text)
            cell_text(&cells[texts[i].field], slice_of(texts[i].text));
    cell_num(&cells[LOG_state_inferred], copy->inferred);
}

static enum decision decide(const struct copy *fresh, const struct copy *stored)
{
    struct cell a[LOG__N], b[LOG__N];
    fill(a, fresh);
    fill(b, stored);
    return precedence_decide(&(struct record){ &schemas[RECORD_log], a }, &(struct record){ &schemas[RECORD_log], b });
}

static bool overrides(const struct copy *stating, const struct copy *other)
{
    struct cell a[LOG__N], b[LOG__N];
    fill(a, stating);
    fill(b, other);
    return precedence_overrides_state(&(struct record){ &schemas[RECORD_log], a }, &(struct record){ &schemas[RECORD_log], b });
}

/* Each copy is weaker than those before it, whichever was stored first. */
Test(precedence, copies_of_other_bytes_stand_in_one_order)
{
    static const struct copy copies[] = {
        { .complete = 1, .lines = 9, .bytes = 1, .hash = "a" },
        { .complete = 1, .lines = 8, .bytes = 9, .hash = "b" },
        { .complete = 1, .lines = 8, .bytes = 8, .state = "failed", .hash = "c" },
        { .complete = 1, .lines = 8, .bytes = 8, .state = "success", .inferred = true, .hash = "e" },
        { .complete = 1, .lines = 8, .bytes = 8, .hash = "d" },
        { .complete = 0, .lines = 99, .bytes = 99, .state = "failed", .hash = "z" },
    };
    enum { N = sizeof(copies) / sizeof(*copies) };
    for (int strong = 0; strong < N; strong++)
        for (int weak = strong + 1; weak < N; weak++) {
            cr_expect_eq(decide(&copies[strong], &copies[weak]), DECISION_replace, "%d before %d", strong, weak);
            cr_expect_eq(decide(&copies[weak], &copies[strong]), DECISION_keep, "%d before %d", strong, weak);
        }
}

Test(precedence, same_bytes_are_stored_again_for_other_rules_an_earlier_path_or_a_file_after_a_stream)
{
    static const struct copy file = { .complete = 1, .lines = 1, .hash = "h", .source = "/b", .rules = "1", .size = 5 };
    struct copy fresh = file, stream = file;
    cr_expect_eq(decide(&file, &file), DECISION_same);
    fresh.source = "/a";
    cr_expect_eq(decide(&fresh, &file), DECISION_replace);
    cr_expect_eq(decide(&file, &fresh), DECISION_same);
    fresh = file;
    fresh.rules = "2";
    cr_expect_eq(decide(&fresh, &file), DECISION_replace);
    stream.size = 0;
    cr_expect_eq(decide(&file, &stream), DECISION_replace);
    cr_expect_eq(decide(&stream, &file), DECISION_same);
    struct cell cells[LOG__N];
    fill(cells, &file);
    cr_expect_eq(precedence_decide(&(struct record){ &schemas[RECORD_log], cells }, NULL), DECISION_insert);
}

Test(precedence, a_final_state_that_a_complete_copy_states_overrides_an_inferred_one)
{
    static const struct copy other = { .complete = 1, .lines = 9, .state = "success", .inferred = true, .hash = "o", .source = "/file", .size = 5 };
    static const struct copy piece = { .complete = 1, .lines = 9, .state = "success", .inferred = true, .hash = "o", .source = "-" };
    static const struct {
        struct copy stating;
        bool overrides;
    } rows[] = {
        { { .complete = 1, .state = "skipped", .hash = "s", .source = "/pod" }, true },
        { { .complete = 0, .state = "skipped", .hash = "s", .source = "/pod" }, false },
        { { .complete = 1, .state = "skipped", .inferred = true, .hash = "s", .source = "/pod" }, false },
        { { .complete = 1, .state = "deferred", .hash = "s", .source = "/pod" }, false },
        { { .complete = 1, .state = "awaiting_input", .hash = "s", .source = "/pod" }, false },
        { { .complete = 1, .state = "skipped", .hash = "o", .source = "/pod" }, false },
        { { .complete = 1, .state = "skipped", .hash = "s", .source = "/file", .size = 9 }, false },
        { { .complete = 1, .state = "skipped", .hash = "s", .source = "/file", .state_source = "/pod", .size = 9 }, true },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        cr_expect_eq(overrides(&rows[i].stating, &other), rows[i].overrides, "row %zu", i);
    cr_expect(overrides(&(struct copy){ .complete = 1, .state = "failed", .hash = "s", .source = "-" }, &piece), "pipes are pieces, whatever their source");
    cr_expect_not(overrides(&(struct copy){ .complete = 1, .state = "failed", .hash = "s", .source = "-", .parser = "0" }, &piece), "what another version read");
    cr_expect_not(overrides(&rows[0].stating, &rows[0].stating), "one that states needs no other's word");
}

/* Airflow 3's last line is whole in any piece: only the one that shows the failure tells. */
Test(precedence, a_success_by_default_gives_way_to_a_failure_that_another_piece_shows)
{
    static const struct copy success = { .complete = 1, .lines = 80, .state = "success", .inferred = true, .hash = "o", .source = "-" };
    struct copy failed = { .complete = 1, .lines = 14, .state = "failed", .inferred = true, .hash = "s", .source = "-" };
    cr_expect(overrides(&failed, &success));
    cr_expect_not(overrides(&success, &failed));
    cr_expect_not(overrides(&failed, &failed));
    cr_expect_not(overrides(&failed, &(struct copy){ .complete = 1, .state = "success", .hash = "x", .source = "-" }), "a stated one stands");
    cr_expect_not(overrides(&failed, &(struct copy){ .complete = 1, .state = "skipped", .inferred = true, .hash = "x", .source = "-" }));
    failed.complete = 0;
    cr_expect_not(overrides(&failed, &success));
}
