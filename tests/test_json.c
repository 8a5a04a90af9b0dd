/* test_json.c - what the reader takes for JSON and what it does not, stepping, and the writer's one spelling. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "parser/text/json.h"

#define BAD "\xef\xbf\xbd"
#define VIEW(b) (int)(b).n, (b).p ? (b).p : ""
#define CASE(bytes) { bytes, sizeof(bytes) - 1 }

/* ---- the reader ---- */

Test(json, values_are_read_whole_with_their_type)
{
    static const struct {
        struct slice text;
        enum json_type type;
        const char *raw;
        bool escaped;
    } cases[] = {
        { CASE("null"), JSON_null, "null", false },
        { CASE(" true\n"), JSON_bool, "true", false },
        { CASE("\t false \r"), JSON_bool, "false", false },
        { CASE("0"), JSON_number, "0", false },
        { CASE("-0.5e+10"), JSON_number, "-0.5e+10", false },
        { CASE("1E5"), JSON_number, "1E5", false },
        { CASE("NaN"), JSON_number, "NaN", false },
        { CASE("Infinity"), JSON_number, "Infinity", false },
        { CASE("-Infinity"), JSON_number, "-Infinity", false },
        { CASE("\"\""), JSON_string, "", false },
        { CASE("\"a b\""), JSON_string, "a b", false },
        { CASE("\"a\\\"b\""), JSON_string, "a\\\"b", true },
        { CASE("\"\\u00e9\\n\\/\""), JSON_string, "\\u00e9\\n\\/", true },
        { CASE("\"\\ud800\""), JSON_string, "\\ud800", true },
        { CASE("\"tab\there\x1b[0m\x01\""), JSON_string, "tab\there\x1b[0m\x01", false },
        { CASE("\"\xff\xfe\""), JSON_string, "\xff\xfe", false },
        { CASE("[]"), JSON_array, "[]", false },
        { CASE(" [ 1 , [ ] , { } ] "), JSON_array, "[ 1 , [ ] , { } ]", false },
        { CASE("{}"), JSON_object, "{}", false },
        { CASE("{\"a\" : {\"b\":[1,2,{\"c\":null}]}}"), JSON_object, "{\"a\" : {\"b\":[1,2,{\"c\":null}]}}", false },
        { CASE("[NaN,-Infinity]"), JSON_array, "[NaN,-Infinity]", false },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct json_value value = json_read(cases[i].text);
        cr_expect_eq((int)value.type, (int)cases[i].type, "%s", cases[i].text.p);
        cr_expect(slice_eq(value.raw, slice_of(cases[i].raw)), "%s", cases[i].text.p);
        cr_expect_eq(value.escaped, cases[i].escaped, "%s", cases[i].text.p);
    }
}

Test(json, what_is_no_json_is_refused)
{
    static const struct slice cases[] = {
        CASE(""), CASE(" "), CASE("nul"), CASE("nulls"), CASE("True"), CASE("None"), CASE("nan"), CASE("-"),
        CASE("+1"), CASE("01"), CASE("-01"), CASE("1."), CASE(".5"), CASE("1e"), CASE("1e+"), CASE("1.e5"),
        CASE("0x1"), CASE("--1"), CASE("-NaN"), CASE("Infinit"), CASE("+Infinity"), CASE("1 2"), CASE("{} {}"),
        CASE("{}x"), CASE("\""), CASE("\"a"), CASE("\"a\\"), CASE("\"a\\\""), CASE("\"\\x41\""), CASE("\"\\u12g4\""),
        CASE("\"\\u123"), CASE("\"\\u123\""), CASE("\"\\U0001\""), CASE("\"a\nb\""), CASE("'a'"), CASE("["),
        CASE("]"), CASE("[1"), CASE("[1,"), CASE("[1,]"), CASE("[,1]"), CASE("[1 2]"), CASE("[1}"), CASE("{"),
        CASE("}"), CASE("{]"), CASE("{\"a\"}"), CASE("{\"a\":}"), CASE("{\"a\":1,}"), CASE("{a:1}"), CASE("{1:2}"),
        CASE("{\"a\":1 \"b\":2}"), CASE("{\"a\" 1}"), CASE("{,}"), CASE("{\"a\":1]"), CASE("[{]}"), CASE("\0"),
        CASE("1\0"), CASE("\"a\\\0b\""), CASE("{\"timestamp\":\"2025-11-23T14:35:17Z\",\"level\":\"in"),
        CASE("[\"a\"\"b\"]"),
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        cr_expect_eq((int)json_read(cases[i]).type, (int)JSON_none, "case %zu: %s", i, cases[i].p);
    cr_expect_eq((int)json_read((struct slice){ NULL, 0 }).type, (int)JSON_none);
}

static struct slice nested(struct buf *out, int depth, bool objects)
{
    buf_reset(out);
    for (int i = 0; i < depth; i++)
        buf_text(out, objects && i % 2 ? "{\"k\":" : "[");
    buf_text(out, "1");
    for (int i = depth - 1; i >= 0; i--)
        buf_text(out, objects && i % 2 ? "}" : "]");
    return buf_view(out);
}

Test(json, nesting_is_read_to_a_depth_of_256)
{
    struct buf text = { 0 }, out = { 0 };
    for (int objects = 0; objects < 2; objects++) {
        struct json_value value = json_read(nested(&text, 256, objects));
        cr_expect_eq((int)value.type, (int)JSON_array);
        json_write_value(value, &out);
        cr_expect(slice_eq(buf_view(&out), buf_view(&text)));
        buf_reset(&out);
        cr_expect_eq((int)json_read(nested(&text, 257, objects)).type, (int)JSON_none);
    }
    buf_reset(&text);
    for (int i = 0; i < 1000000; i++)
        buf_char(&text, '[');
    cr_expect_eq((int)json_read(buf_view(&text)).type, (int)JSON_none);
    buf_free(&text);
    buf_free(&out);
}

/* Every beginning of a record, at the very end of its memory: a reader that goes beyond shows under the sanitizers. */
Test(json, a_line_that_is_cut_anywhere_is_refused)
{
    static const struct slice line = CASE("{\"timestamp\":\"2025-11-23T14:35:17.570275Z\",\"level\":\"info\","
                                          "\"event\":\"\\ud83d\\ude00 \\\"x\\\"\","
                                          "\"n\":[1.5e-3,true,null],\"o\":{\"f\":false}}");
    cr_expect_eq((int)json_read(line).type, (int)JSON_object);
    for (size_t n = 0; n < line.n; n++) {
        char *exact = memory_new(n);
        memcpy(exact, line.p, n);
        cr_expect_eq((int)json_read((struct slice){ exact, n }).type, (int)JSON_none, "%zu", n);
        free(exact);
    }
}

Test(json, strings_end_where_they_end_at_any_length)
{
    char text[80] = "\"";
    for (size_t n = 0; n < 70; n++) {
        memset(text + 1, 'x', n);
        memcpy(text + 1 + n, "\"\\\n", 3);
        cr_expect_eq(json_read((struct slice){ text, n + 2 }).raw.n, n);
        cr_expect_eq((int)json_read((struct slice){ text, n + 3 }).type, (int)JSON_none);
        text[1 + n] = '\n';
        cr_expect_eq((int)json_read((struct slice){ text, n + 2 }).type, (int)JSON_none);
    }
}

Test(json, members_and_elements_come_in_their_order)
{
    static const struct slice object = CASE("{ \"a\" : 1 ,\"b\\\"\":[ ],\"\":{\"x\":{}},\"s\":\"\\t\" , \"a\":null}");
    static const struct {
        const char *key, *raw;
        enum json_type type;
    } expect[] = {
        { "a", "1", JSON_number }, { "b\\\"", "[ ]", JSON_array }, { "", "{\"x\":{}}", JSON_object },
        { "s", "\\t", JSON_string }, { "a", "null", JSON_null },
    };
    struct slice key;
    struct json_value value;
    size_t at = 0, n = 0;
    for (; json_member(object, &at, &key, &value); n++) {
        cr_assert_lt(n, sizeof(expect) / sizeof(*expect));
        cr_expect(slice_eq(key, slice_of(expect[n].key)), "%s", expect[n].key);
        cr_expect(slice_eq(value.raw, slice_of(expect[n].raw)), "%s", expect[n].key);
        cr_expect_eq((int)value.type, (int)expect[n].type);
        cr_expect_eq(value.escaped, expect[n].type == JSON_string);
    }
    cr_expect_eq(n, 5);
    cr_expect_not(json_member(object, &at, &key, &value));
    n = at = 0;
    while (json_element(SLICE("[ \"a,]\" , [2, 3],{} ]"), &at, &value))
        n += value.raw.n;
    cr_expect_eq(n, 3 + 6 + 2);
    at = 0;
    cr_expect_not(json_element(SLICE("[ ]"), &at, &value));
    at = 0;
    cr_expect_not(json_member(SLICE("{ }"), &at, &key, &value));
    at = 0;
    cr_expect_not(json_member(SLICE("[1]"), &at, &key, &value));
}

Test(json, get_finds_the_first_member_of_a_name_however_escaped)
{
    struct slice object = SLICE("{\"ab\":0,\"\\u0061\":1,\"a\":2,\"\\ud83d\\ude00\":3,\"q\\\"\\/\":4,\"n\":null}");
    cr_expect(slice_eq(json_get(object, SLICE("a")).raw, SLICE("1")));
    cr_expect(slice_eq(json_get(object, SLICE("\xf0\x9f\x98\x80")).raw, SLICE("3")));
    cr_expect(slice_eq(json_get(object, SLICE("q\"/")).raw, SLICE("4")));
    cr_expect_eq((int)json_get(object, SLICE("n")).type, (int)JSON_null);
    cr_expect_eq((int)json_get(object, SLICE("")).type, (int)JSON_none);
    cr_expect_eq((int)json_get(object, SLICE("abc")).type, (int)JSON_none);
    cr_expect_eq((int)json_get(SLICE("{}"), SLICE("a")).type, (int)JSON_none);
}

/* ---- the writer ---- */

Test(json, escapes_are_undone)
{
    static const struct {
        struct slice raw, text;
    } cases[] = {
        { CASE(""), CASE("") },
        { CASE("plain \xc3\xa9"), CASE("plain \xc3\xa9") },
        { CASE("\\\"\\\\\\/\\b\\f\\n\\r\\t"), CASE("\"\\/\b\f\n\r\t") },
        { CASE("\\u0041\\u00e9\\u20AC"), CASE("A\xc3\xa9\xe2\x82\xac") },
        { CASE("x\\ud83d\\ude00y"), CASE("x\xf0\x9f\x98\x80y") },
        { CASE("\\ud83d"), CASE(BAD) },
        { CASE("\\ud83dz"), CASE(BAD "z") },
        { CASE("\\ude00\\ud83d"), CASE(BAD BAD) },
        { CASE("\\ud83d\\ud83d\\ude00"), CASE(BAD "\xf0\x9f\x98\x80") },
        { CASE("\\ud83d\\n"), CASE(BAD "\n") },
        { CASE("a\\u0000b"), CASE("a\0b") },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf out = { 0 };
        json_unescape(cases[i].raw, &out);
        cr_expect(slice_eq(buf_view(&out), cases[i].text), "%s", cases[i].raw.p);
        buf_free(&out);
    }
}

Test(json, strings_are_written_as_jsonb_takes_them)
{
    static const struct {
        struct slice text;
        const char *json;
    } cases[] = {
        { CASE(""), "\"\"" },
        { CASE("a \"q\" \\ /"), "\"a \\\"q\\\" \\\\ /\"" },
        { CASE("\b\t\n\f\r"), "\"\\b\\t\\n\\f\\r\"" },
        { CASE("\x01\v\x0e\x1b\x1f\x7f"), "\"\\u0001\\u000b\\u000e\\u001b\\u001f\x7f\"" },
        { CASE("a\0b"), "\"a" BAD "b\"" },
        { CASE("\xff\xc3\xa9\xe2\x82"), "\"" BAD "\xc3\xa9" BAD "\"" },
        { CASE("0123456789abcdef0123456789abcde\"\xe2\x82\xac"),
            "\"0123456789abcdef0123456789abcde\\\"\xe2\x82\xac\"" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf out = { 0 };
        json_write_string(cases[i].text, &out);
        cr_expect(slice_eq(buf_view(&out), slice_of(cases[i].json)), "%.*s", VIEW(out));
        buf_free(&out);
    }
}

Test(json, values_are_written_compactly_and_canonically)
{
    static const struct {
        const char *text, *json;
    } cases[] = {
        { " null ", "null" },
        { "0.4120", "0.412" },
        { "-0", "0" },
        { "1e3", "1000" },
        { "1E-2", "0.01" },
        { "123456789012345678901234567890", "123456789012345678901234567890" },
        { "1e5000", "\"1e5000\"" },
        { "NaN", "\"NaN\"" },
        { "[Infinity, -Infinity]", "[\"Infinity\",\"-Infinity\"]" },
        { "\"\\u0041\\/\\u0000\\ud800\\n\\u001b\"", "\"A/" BAD BAD "\\n\\u001b\"" },
        { "\"\xc3\\u00a9\"", "\"" BAD "\xc2\xa9\"" },
        { " { \"a\" : [ 1 , 2.0 , { } ] , \"b\" : { \"c\" : [ ] } } ", "{\"a\":[1,2,{}],\"b\":{\"c\":[]}}" },
        { "{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}" },
        { "{\"a\":{\"x\":1,\"x\":[{\"y\":1,\"y\":2}]},\"a\":{\"z\":0,\"\\u007a\":1}}", "{\"a\":{\"z\":1}}" },
        { "{\"a\":1,\"\\u0061\":2}", "{\"a\":2}" },
        { "{\"\\ud800\":1,\"\\ud801\":2,\"\xff\":3,\"\\u0000\":4}", "{\"" BAD "\":4}" },
        { "{\"k\\\"\":1}", "{\"k\\\"\":1}" },
    };
    struct buf out = { 0 };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        buf_reset(&out);
        json_write_value(json_read(slice_of(cases[i].text)), &out);
        cr_expect(slice_eq(buf_view(&out), slice_of(cases[i].json)), "%s gives %.*s", cases[i].text, VIEW(out));
    }
    buf_free(&out);
}

/* Many members, some twice: what comes out is what an array of last values says. Big enough that comparing all keys
 * with all others would take minutes. */
Test(json, last_of_many_equal_keys_wins_at_its_first_place, .timeout = 20)
{
    enum { MEMBERS = 200000, KEYS = 150000 };
    static int last[KEYS];
    struct buf text = { 0 }, expect = { 0 }, out = { 0 };
    buf_char(&text, '{');
    for (int i = 0; i < MEMBERS; i++) {
        int key = i % KEYS;
        last[key] = i;
        buf_printf(&text, i % 3 ? "%s\"k%d\": %d" : "%s\"\\u006b%d\":%d", i ? "," : "", key, i);
    }
    buf_char(&text, '}');
    buf_char(&expect, '{');
    for (int key = 0; key < KEYS; key++)
        buf_printf(&expect, "%s\"k%d\":%d", key ? "," : "", key, last[key]);
    buf_char(&expect, '}');
    json_write_value(json_read(buf_view(&text)), &out);
    cr_expect(slice_eq(buf_view(&out), buf_view(&expect)));
    buf_free(&text), buf_free(&expect), buf_free(&out);
}

/* Whether the walk says of the text, and of each member, what json_read and json_member say. */
static bool walks_alike(struct slice text)
{
    struct json_value whole = json_read(text), value, other;
    struct slice key, other_key;
    struct json_walk walk = json_walk(text);
    bool alike = true;
    size_t at = 0;
    while (json_walk_member(&walk, &key, &value))
        alike = alike && (whole.type != JSON_object || (json_member(whole.raw, &at, &other_key, &other) && slice_eq(key, other_key) && value.type == other.type &&
                                                       slice_eq(value.raw, other.raw) && value.escaped == other.escaped));
    alike = alike && walk.sound == (whole.type == JSON_object);
    return alike && (!walk.sound || (slice_eq(walk.object, whole.raw) && !json_member(whole.raw, &at, &other_key, &other)));
}

Test(json, one_pass_over_an_object_says_what_two_say)
{
    static const char *const parts[] = { "{", "}", "{", "\"k\":", "\"a\\\"b\":", "\"\":", ",", ",", ":", "\"level\":\"info\"", "\"n\":12", "12", "-0.5e3", "01", "0",
                                         "true", "nul", "null", "[1,{}]", "[", "]", "{\"x\":[]}", " ", "\n", "\"", "\\",
                                         "\"a long text, of more than sixteen bytes\"", "\"\\u00e9\"", "\"\\u00g9\"", "NaN", "\t" };
    uint32_t random = 1;
    size_t sound = 0;
    struct buf text = { 0 };
    for (int i = 0; i < 300000; i++) {
        buf_reset(&text);
        buf_text(&text, i % 2 ? "{\"k\":1," : "{");
        for (uint32_t n = 0; n < 1 + (random >> 28); n++) {
            random = random * 1664525 + 1013904223;
            buf_text(&text, parts[(random >> 16) % (sizeof(parts) / sizeof(*parts))]);
        }
        buf_text(&text, i % 3 ? "}" : "");
        sound += json_read(buf_view(&text)).type == JSON_object;
        cr_assert(walks_alike(buf_view(&text)), "%.*s", VIEW(text));
    }
    cr_expect_gt(sound, 1000, "only %zu", sound);
    for (int depth = JSON_DEPTH_MAX - 2; depth <= JSON_DEPTH_MAX + 2; depth++) {
        buf_reset(&text);
        for (int i = 0; i < depth; i++)
            buf_text(&text, i ? "[" : " {\"a\":");
        for (int i = 0; i < depth; i++)
            buf_text(&text, i < depth - 1 ? "]" : "} ");
        cr_expect(walks_alike(buf_view(&text)), "%d deep", depth);
    }
    buf_free(&text);
}

Test(json, a_full_buffer_stops_quietly)
{
    struct buf out = { .limit = 300 };
    struct slice line = SLICE("{\"a\":[1,2,3,\"\\u00e9\"],\"b\":{\"a\":1,\"a\":2},\"c\":0.123456789}");
    for (int i = 0; i < 20; i++)
        json_write_value(json_read(line), &out);
    cr_expect(out.failed);
    cr_expect_leq(out.n, 300);
    buf_free(&out);
}
