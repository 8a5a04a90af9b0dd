/* test_literal.c - Python and JSON literals become JSON; what is none as a whole is refused. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "parser/text/literal.h"
#include "parser/text/literal_flat.h"
#include "parser/text/python_string.h"

#define BAD "\xef\xbf\xbd"
#define VIEW(b) (int)(b).n, (b).p ? (b).p : ""
#define CASE(bytes) { bytes, sizeof(bytes) - 1 }

/* Literals as Python and JSON write them, and the JSON they become. */
static const struct {
    const char *text, *json;
} literals[] = {
    /* JSON itself, and JSON's words in Python's dress */
    { "{\"a\": 1.50, \"b\": [true, null]}", "{\"a\":1.5,\"b\":[true,null]}" },
    { "{'a': true, 'b': null}", "{\"a\":true,\"b\":null}" },
    { "[NaN, -Infinity]", "[\"NaN\",\"-Infinity\"]" },
    /* scalars */
    { "None", "null" },
    { "True", "true" },
    { " False ", "false" },
    { "1.", "1" },
    { "+1", "1" },
    { "-0.0", "0" },
    { "1e-05", "0.00001" },
    { "nan", "\"NaN\"" },
    { "-inf", "\"-Infinity\"" },
    { "inf", "\"Infinity\"" },
    { "'a'", "\"a\"" },
    { "''", "\"\"" },
    { "\"it's\"", "\"it's\"" },
    /* lists, tuples, sets, dicts */
    { "[]", "[]" },
    { "[1, 'a', None,]", "[1,\"a\",null]" },
    { "()", "[]" },
    { "(1,)", "[1]" },
    { "(1, 2)", "[1,2]" },
    { "(1)", "1" },
    { "((1), [(2,)])", "[1,[[2]]]" },
    { "('a')", "\"a\"" },
    { "{1, 2}", "[1,2]" },
    { "{(1, 2), 'x',}", "[[1,2],\"x\"]" },
    { "set()", "[]" },
    { "[set(), ()]", "[[],[]]" },
    { "{}", "{}" },
    { "{'a': {'b': (1, {2})}, 'c': []}", "{\"a\":{\"b\":[1,[2]]},\"c\":[]}" },
    { "{'a': 1,}", "{\"a\":1}" },
    { "{ 'a' :1 , 'b': 2 }", "{\"a\":1,\"b\":2}" },
    /* names of any scalar kind; given twice */
    { "{1: 'x', 0.50: 'y', True: 1, None: 2, nan: 3}",
        "{\"1\":\"x\",\"0.5\":\"y\",\"true\":1,\"null\":2,\"NaN\":3}" },
    { "{('a'): 1, np.int64(3): 2}", "{\"a\":1,\"3\":2}" },
    { "{'a': 1, 'b': 2, 'a': 3}", "{\"a\":3,\"b\":2}" },
    { "{1: 'x', '1': 'y'}", "{\"1\":\"y\"}" },
    /* wrappers */
    { "np.float64(0.410)", "0.41" },
    { "numpy.int64(3)", "3" },
    { "Decimal('0.410')", "0.41" },
    { "Decimal('1E-3')", "0.001" },
    { "decimal.Decimal(\"-7\")", "-7" },
    { "Decimal('NaN')", "\"NaN\"" },
    { "Decimal('-Infinity')", "\"-Infinity\"" },
    { "np.float64(nan)", "\"NaN\"" },
    { "np.float32(-inf)", "\"-Infinity\"" },
    { "np.bool_(True)", "true" },
    { "[np.True_, np.False_]", "[true,false]" },
    { "np.str_('a\\n')", "\"a\\n\"" },
    { "np.str_('5')", "\"5\"" },
    { "{'f1': np.float64(0.41), 'n': [np.int64( 5 )]}", "{\"f1\":0.41,\"n\":[5]}" },
    /* strings and bytes */
    { "'\\x41\\u00e9\\U0001f600\\101\\'\\\"\\\\'", "\"A\xc3\xa9\xf0\x9f\x98\x80" "A'\\\"\\\\\"" },
    { "'a\\qb\\N{DASH}'", "\"a\\\\qb\\\\N{DASH}\"" },
    { "b'caf\\xc3\\xa9 \\u0041'", "\"caf\xc3\xa9 \\\\u0041\"" },
    { "b'\\xff\\x00'", "\"" BAD BAD "\"" },
    { "r'a\\n'", "\"a\\\\n\"" },
    { "Rb'a\\n'", "\"a\\\\n\"" },
    { "u'x'", "\"x\"" },
    { "['\\ud83d\\ude00', '\\ud83d']", "[\"\xf0\x9f\x98\x80\",\"" BAD "\"]" },
};

Test(literal, literals_become_json)
{
    struct buf out = { 0 };
    for (size_t i = 0; i < sizeof(literals) / sizeof(*literals); i++) {
        buf_reset(&out);
        cr_expect(literal_to_json(slice_of(literals[i].text), &out), "%s", literals[i].text);
        cr_expect(slice_eq(buf_view(&out), slice_of(literals[i].json)), "%s gives %.*s, not %s", literals[i].text, VIEW(out),
                  literals[i].json);
    }
    buf_free(&out);
}

Test(literal, what_is_no_literal_as_a_whole_is_refused)
{
    static const struct slice cases[] = {
        CASE(""), CASE(" "), CASE("abc"), CASE("true story"), CASE("007"), CASE("1_000"), CASE("1,2"), CASE("1 2"),
        CASE("0x10"), CASE("1j"), CASE("1e"), CASE("-"), CASE("'a"), CASE("'a\\'"), CASE("'a\\"), CASE("'a' 'b'"),
        CASE("'''a'''"), CASE("f'x'"), CASE("'a\nb'"), CASE("["), CASE("]"), CASE("[1"), CASE("[,]"), CASE("[1,,2]"),
        CASE("[1)"), CASE("(1]"), CASE("(,)"), CASE("{,}"), CASE("{1:2]"), CASE("{1:}"), CASE("{1:2,3}"),
        CASE("{1,2:3}"), CASE("{:1}"), CASE("{1:2:3}"), CASE("{[1]:2}"), CASE("{(1,2):3}"), CASE("{{}:1}"),
        CASE("[1:2]"), CASE("(1:2)"), CASE("[1] x"), CASE("[x]"), CASE("<object at 0x7f>"), CASE("[<A: 1>]"),
        CASE("FAIL(sortino)"), CASE("f(1)"), CASE("np.array([1, 2])"), CASE("np.float64()"), CASE("np.float64(x)"),
        CASE("np.float64(1"), CASE("np.float64(1, 2)"), CASE("Decimal('x')"), CASE("os.system('rm')"), CASE("set(1)"),
        CASE("datetime.date(2024, 1, 1)"), CASE("\0"), CASE("'a\0"), CASE("+inf x"),
    };
    struct buf out = { 0 };
    buf_text(&out, "kept");
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        cr_expect_not(literal_to_json(cases[i], &out), "%s", cases[i].p);
    cr_expect(slice_eq(buf_view(&out), SLICE("kept")));
    buf_free(&out);
}

Test(literal, the_quick_look_says_what_the_long_one_says)
{
    static const char *const parts[] = { "[", "{", "'a'", "'bc': ", "'a': ", "\"x\"", "1", "0.50", "-3", "-0", "007", "1e5", ", ", ",", ", ", ":", " ", "True", "None", "nan",
                                         "-inf", "inf", "null",
                                         "]", "}", "(", "'a\\n'", "'\"'", "'\xc3\xa9'", "'", "b'x'", "word", "\n", "\t", "12345678901234567890.5", "''" };
    struct buf text = { 0 }, quick = { 0 }, any = { 0 };
    uint32_t random = 1;
    size_t flat = 0;
    for (int i = 0; i < 200000; i++) {
        static const char *const shapes[] = { "[", "{'k': ", "{\"k\":", "" }, *const closes[] = { "]", "}", "}", "" };
        buf_reset(&text), buf_reset(&quick), buf_reset(&any);
        buf_text(&text, shapes[i % 4]);
        for (uint32_t n = 0; n < 1 + (random >> 29); n++) {
            random = random * 1664525 + 1013904223;
            buf_text(&text, n % 2 ? i % 3 ? ", " : ", 'm': " : parts[(random >> 16) % (sizeof(parts) / sizeof(*parts))]);
        }
        buf_text(&text, closes[i % 4]);
        bool sound = literal_any(buf_view(&text), &any), found = literal_flat(buf_view(&text), &quick);
        flat += found;
        cr_assert(!found || (sound && slice_eq(buf_view(&quick), buf_view(&any))), "%.*s: %.*s, not %.*s", VIEW(text), VIEW(quick), VIEW(any));
        cr_assert(found || quick.n == 0);
    }
    cr_expect_gt(flat, 5000, "only %zu", flat);
    buf_free(&text), buf_free(&quick), buf_free(&any);
}

static bool nested_reads(int depth, const char *open, const char *close)
{
    struct buf text = { 0 }, out = { 0 };
    for (int i = 0; i < depth; i++)
        buf_text(&text, open);
    buf_text(&text, "None");
    for (int i = 0; i < depth; i++)
        buf_text(&text, close);
    bool sound = literal_to_json(buf_view(&text), &out);
    cr_expect_eq(sound, out.n > 0);
    buf_free(&text);
    buf_free(&out);
    return sound;
}

Test(literal, nesting_is_read_to_a_depth_of_256)
{
    static const struct {
        const char *open, *close;
    } cases[] = { { "[", "]" }, { "(", ",)" }, { "{'k': ", "}" }, { "(", ")" } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        cr_expect(nested_reads(256, cases[i].open, cases[i].close), "%s", cases[i].open);
        cr_expect_not(nested_reads(257, cases[i].open, cases[i].close), "%s", cases[i].open);
        cr_expect_not(nested_reads(100000, cases[i].open, cases[i].close), "%s", cases[i].open);
    }
}

Test(literal, no_byte_behind_a_cut_literal_is_read)
{
    static const struct slice text = CASE("{'a': np.float64(0.4), b'\\xc3\\u0041': ('x', {1, set()}), "
                                          "None: -inf, 'u': '\\ud83d\\ude00\\101'}");
    struct buf out = { 0 };
    cr_expect(literal_to_json(text, &out));
    for (size_t n = 0; n < text.n; n++) {
        char *exact = memory_new(n);
        memcpy(exact, text.p, n);
        cr_expect_not(literal_to_json((struct slice){ exact, n }, &out), "%zu", n);
        buf_reset(&out);
        python_unescape((struct slice){ exact, n }, &out);
        free(exact);
    }
    buf_free(&out);
}

Test(literal, escapes_of_python_are_undone)
{
    static const struct {
        struct slice raw, text;
    } cases[] = {
        { CASE(""), CASE("") },
        { CASE("plain"), CASE("plain") },
        { CASE("\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\""), CASE("\a\b\f\n\r\t\v\\'\"") },
        { CASE("a\\\nb"), CASE("ab") },
        { CASE("\\x41\\xe9"), CASE("A\xc3\xa9") },
        { CASE("\\x4"), CASE("\\x4") },
        { CASE("\\xg1"), CASE("\\xg1") },
        { CASE("\\u20ac\\u20a"), CASE("\xe2\x82\xac\\u20a") },
        { CASE("\\U0001F600\\U00110000"), CASE("\xf0\x9f\x98\x80\\U00110000") },
        { CASE("\\0\\12\\1018"), CASE("\0\nA8") },
        { CASE("\\8\\q\\/"), CASE("\\8\\q\\/") },
        { CASE("\\ud83d\\ude00\\ude00"), CASE("\xf0\x9f\x98\x80" BAD) },
        { CASE("end\\"), CASE("end\\") },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf out = { 0 };
        python_unescape(cases[i].raw, &out);
        cr_expect(slice_eq(buf_view(&out), cases[i].text), "%s gives %.*s", cases[i].raw.p, VIEW(out));
        buf_free(&out);
    }
}
