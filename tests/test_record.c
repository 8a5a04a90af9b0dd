/* test_record.c - schemas as fields.def lists them, the spelling of cells, and the packed form. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "parser/catalogue/record.h"

#define VIEW(b) (int)(b).n, (b).p ? (b).p : ""

static const char *const time_text = "2026-04-29T11:35:02.123000Z";
static const int64_t time_micros = INT64_C(1777462502123000);

static void check_spelling(enum kind kind, const struct cell *cell, const char *json, const char *plain)
{
    struct buf out = { 0 };
    cell_json(&out, kind, cell);
    cr_expect(slice_eq(buf_view(&out), slice_of(json)), "json of %s is %.*s, not %s", kind_sql(kind), VIEW(out), json);
    buf_reset(&out);
    cell_plain(&out, kind, cell);
    cr_expect(slice_eq(buf_view(&out), slice_of(plain)), "plain %s is %.*s, not %s", kind_sql(kind), VIEW(out), plain);
    buf_free(&out);
}

Test(record, every_schema_holds_its_fields_at_their_enum)
{
    cr_assert_eq(schema_find(&schemas[RECORD_log], SLICE("log_id")), LOG_log_id);
    cr_assert_eq(schema_find(&schemas[RECORD_log], SLICE("loaded_at")), LOG_loaded_at);
    cr_assert_eq(schema_find(&schemas[RECORD_correlation], SLICE("f1_delta")), CORRELATION_f1_delta);
    cr_assert_eq(schema_find(&schemas[RECORD_correlation], SLICE("places")), CORRELATION__N - 1);
    cr_assert_eq(schema_find(&schemas[RECORD_event], SLICE("attrs")), EVENT_attrs);
    cr_assert_eq(schema_find(&schemas[RECORD_finding], SLICE("limit_value")), FINDING_limit_value);
    cr_assert_eq(schema_find(&schemas[RECORD_reject], SLICE("bytes")), REJECT_bytes);
    cr_assert_eq(schema_find(&schemas[RECORD_reject], SLICE("byte")), -1);
    cr_assert_eq(schema_find(&schemas[RECORD_reject], SLICE("")), -1);
    for (int type = 0; type < RECORD__N; type++)
        for (int i = 0; i < schemas[type].n; i++) {
            cr_expect_eq(schema_find(&schemas[type], slice_of(schemas[type].field[i].name)), i);
            cr_expect_neq(schemas[type].field[i].help[0], '\0');
        }
}

Test(record, flags_tell_block_derived_and_ledger_fields)
{
    const struct field *log = schemas[RECORD_log].field, *correlation = schemas[RECORD_correlation].field;
    cr_expect_eq(log[LOG_rules_version].flags, 0);
    cr_expect_eq(log[LOG_size].flags, FIELD_LEDGER);
    cr_expect_eq(correlation[CORRELATION_seq].flags, 0);
    cr_expect_eq(correlation[CORRELATION_crypto].flags, FIELD_BLOCK);
    cr_expect_eq(correlation[CORRELATION_overfit_gap].flags, FIELD_DERIVED);
    cr_expect_eq(correlation[CORRELATION_overfit_gap].kind, KIND_numeric);
    cr_expect_str_eq(kind_sql(KIND_time), "timestamptz");
    cr_expect_str_eq(kind_sql(KIND_texts), "text[]");
}

Test(record, record_type_is_that_of_the_schema)
{
    for (int type = 0; type < RECORD__N; type++) {
        struct record record = { .schema = &schemas[type] };
        cr_expect_eq((int)record_type(&record), type);
    }
}

Test(record, missing_is_null_in_json_and_nothing_in_plain_text)
{
    for (int kind = 0; kind < KIND__N; kind++)
        check_spelling((enum kind)kind, &(struct cell){ 0 }, "null", "");
}

Test(record, numbers_and_times_are_spelled_as_the_contract_says)
{
    static const struct {
        enum kind kind;
        int64_t num;
        const char *plain;
    } cases[] = {
        { KIND_int, 0, "0" },
        { KIND_int, -9, "-9" },
        { KIND_bigint, INT64_MIN, "-9223372036854775808" },
        { KIND_bigint, INT64_MAX, "9223372036854775807" },
        { KIND_bool, 0, "false" },
        { KIND_bool, 1, "true" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct cell cell;
        cell_num(&cell, cases[i].num);
        check_spelling(cases[i].kind, &cell, cases[i].plain, cases[i].plain);
    }
    struct cell cell;
    cell_num(&cell, time_micros);
    check_spelling(KIND_time, &cell, "\"2026-04-29T11:35:02.123000Z\"", time_text);
}

Test(record, texts_are_spelled_by_kind)
{
    static const struct {
        enum kind kind;
        struct slice text;
        const char *json, *plain;
    } cases[] = {
        { KIND_text, { "", 0 }, "\"\"", "" },
        { KIND_text, { "a\"b\n", 4 }, "\"a\\\"b\\n\"", "a\"b\n" },
        { KIND_uuid, { "00000000-0000-0000-0000-000000000001", 36 }, "\"00000000-0000-0000-0000-000000000001\"",
          "00000000-0000-0000-0000-000000000001" },
        { KIND_numeric, { "-0.412", 6 }, "-0.412", "-0.412" },
        { KIND_numeric, { "NaN", 3 }, "\"NaN\"", "NaN" },
        { KIND_numeric, { "Infinity", 8 }, "\"Infinity\"", "Infinity" },
        { KIND_numeric, { "-Infinity", 9 }, "\"-Infinity\"", "-Infinity" },
        { KIND_json, { "{\"a\":1}", 7 }, "{\"a\":1}", "{\"a\":1}" },
        { KIND_texts, { "[\"a\"]", 5 }, "[\"a\"]", "[\"a\"]" },
        { KIND_bytes, { "\x00\xffz", 3 }, "\"\\\\x00ff7a\"", "\\x00ff7a" },
        { KIND_bytes, { "", 0 }, "\"\\\\x\"", "\\x" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct cell cell;
        cell_text(&cell, cases[i].text);
        check_spelling(cases[i].kind, &cell, cases[i].json, cases[i].plain);
    }
}

static bool is_number(enum kind kind)
{
    return kind == KIND_time || kind == KIND_int || kind == KIND_bigint || kind == KIND_bool;
}

static void fill(struct record *record, const char *bytes, size_t n)
{
    static const int64_t edges[] = { 0, 1, -1, 63, 64, -64, -65, INT64_MIN, INT64_MAX };
    memset(record->cell, 0, (size_t)record->schema->n * sizeof(*record->cell));
    for (int i = 0; i < record->schema->n; i++) {
        if (rand() % 3 == 0)
            continue;
        if (is_number(record->schema->field[i].kind))
            cell_num(&record->cell[i], edges[rand() % 9]);
        else
            cell_text(&record->cell[i], (struct slice){ bytes, (size_t)rand() % n });
    }
}

static void check_round_trip(const struct record *in, struct cell *cell)
{
    struct buf packed = { 0 };
    struct record out = { in->schema, cell };
    record_pack(&packed, in);
    cr_assert(record_unpack(buf_view(&packed), &out));
    for (int i = 0; i < in->schema->n; i++) {
        cr_assert_eq(in->cell[i].present, cell[i].present);
        cr_assert_eq(in->cell[i].num, cell[i].num);
        cr_assert(slice_eq(in->cell[i].text, cell[i].text));
    }
    /* Any shorter form either lacks whole cells or is refused; none reads beyond its end. */
    for (size_t n = 0; n < packed.n && n < 200; n++) {
        char *exact = memory_new(n);
        memcpy(exact, packed.p, n);
        record_unpack((struct slice){ exact, n }, &out);
        free(exact);
    }
    buf_free(&packed);
}

Test(record, what_is_packed_is_unpacked_the_same)
{
    struct cell in[LOG__N], out[LOG__N];
    char bytes[1000];
    srand(1);
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (char)rand();
    for (int round = 0; round < 200; round++) {
        struct record record = { &schemas[round % RECORD__N], in };
        fill(&record, bytes, round < 100 ? 20 : sizeof(bytes));
        check_round_trip(&record, out);
    }
}

Test(record, bytes_that_are_no_packed_record_are_refused)
{
    static const struct slice cases[] = {
        { "\xff", 1 },             /* an index that does not end */
        { "\x7f\x00", 2 },         /* no such field */
        { "\x00", 1 },             /* no value */
        { "\x01\x05" "abc", 5 },   /* shorter than it says */
        { "\x02\x00\x01\x00", 4 }, /* going back */
        { "\x02\x00\x02\x00", 4 }, /* twice */
        { "\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 11 }, /* beyond 64 bits */
    };
    struct cell cell[REJECT__N];
    struct record out = { &schemas[RECORD_reject], cell };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        cr_expect_not(record_unpack(cases[i], &out), "case %zu", i);
    cr_expect(record_unpack(SLICE(""), &out));
    cr_expect_not(cell[0].present);
}
