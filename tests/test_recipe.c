/* test_recipe.c - what is told to be typed where a log stands inside something that nothing opens: commands whose output is the log (domain §3.5). */
#include <criterion/criterion.h>

#include "parser/stream/choice.h"
#include "parser/stream/recipe.h"
#include "records.h"

#define HEAD "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - "

Test(recipe, what_to_type_is_said_where_it_is_known)
{
    static const struct {
        const char *line, *recipe;
    } recipes[] = {
        { "{\"records\":[{\"a\":1,\"my body\":\"" HEAD "a\"}]}", "jq -r '.records[].\"my body\"' FILE | dagsieve parse -" },
        { "{\"it's\":\"" HEAD "a\"}", "jq -r '.\"it'\\''s\"' FILE | dagsieve parse -" },
        { "[0.1,\"o\",\"" HEAD "a\\r\\n\"]", "jq -j '.[2]' FILE | dagsieve parse -" },
        { "| 11:35 | " HEAD "a |", "sed 's/^| [0-9]*:[0-9]* | //; s/ *|$//' FILE | dagsieve parse -" },
        { "[[\"a\",{\"body\":\"" HEAD "a\"}]]", "jq -r '.[][]?.body? | strings' FILE | dagsieve parse -" }, /* "a" has no body */
        { "[{\"a\":1},{\"b\":[[\"2026-04-29T11:35:02Z\",\"" HEAD "a\"]]}]", "jq -r '.[]?.b?[]?[1]? | strings' FILE | dagsieve parse -" },
        { "\"" HEAD "a\"", "jq -r '.' FILE | dagsieve parse -" },
        { "who knows; " HEAD "a", "sed 's/^who knows; //' FILE | dagsieve parse -" }, /* lines without a head have it too */
        { "17,'x'\t\"" HEAD "a\"", "sed 's/^[0-9]*,'\\''x'\\''.\"//; s/\"$//' FILE | dagsieve parse -" },
        { "a*b: {\"timestamp\":\"2026-04-29T11:35:02Z\",\"event\":\"a\"}", "sed 's/^a\\*b: //' FILE | dagsieve parse -" },
        { "   7  w| " HEAD "a", "sed 's/^ *[0-9]* *w| //' FILE | dagsieve parse -" },
        { "w> [\x1b[34m2026-04-29T11:35:02.123+0000\x1b[0m] {\x1b[34mx.py:\x1b[0m1} INFO\x1b[0m - a", "sed 's/^w> //' FILE | dagsieve parse -" },
        { "a: {\"log\":\"" HEAD "a\\n\",\"b\":1}", "sed 's/^a: //' FILE | dagsieve parse -" }, /* what is left is a record */
        { "{\"log\":\"a: " HEAD "a\\n\"}", "jq -j '.log' FILE | dagsieve parse -" },
        { "17\tp\t" HEAD "a\tb\tc", "sed 's/^\\([^\\t]*\\t\\)\\{2\\}//; s/\\(\\t[^\\t]*\\)\\{2\\}$//' FILE | dagsieve parse -" },
        { "17," HEAD "a", "sed 's/^[0-9]*,//; /^\"/{s/^\"//;s/\"$//;s/\"\"/\"/g;}' FILE | dagsieve parse -" },
        { "17,\"" HEAD "a\"", "sed 's/^[0-9]*,//; /^\"/{s/^\"//;s/\"$//;s/\"\"/\"/g;}' FILE | dagsieve parse -" },
        { "who[42]: " HEAD "a", "sed 's/^who\\[[0-9]*\\]: //' FILE | dagsieve parse -" },
        { "who [knows]; " HEAD "a", "" },
        { "a => \"" HEAD "a\\n\"", "" }, /* nothing undoes the escapes, */
        { "a => [\\u001b[34m2026-04-29T11:35:02.123+0000\\u001b[0m] {\\u001b[34mx.py:\\u001b[0m1} INFO\\u001b[0m - a", "" },
        { "a: \"" HEAD "a\",\"b\":1", "" },           /* or takes off what stands behind */
        { "{\"a\":1}", "" },
    };
    for (size_t i = 0; i < sizeof(recipes) / sizeof(*recipes); i++) {
        struct buf out = { 0 };
        size_t cut;
        recipe_find(slice_of(recipes[i].line), RECIPE_of_line, choice_is_unread, &out, &cut);
        cr_expect(slice_eq(buf_view(&out), slice_of(recipes[i].recipe)), "%s: %.*s", recipes[i].line, SLICE_ARG(buf_view(&out)));
        buf_free(&out);
    }
    struct buf part = { 0 };
    size_t cut;
    recipe_find(SLICE("{\"data\":{\"x\":\"" HEAD "a\"}}"), RECIPE_of_part, choice_is_unread, &part, &cut);
    cr_expect(slice_eq(buf_view(&part), SLICE("jq -r '.. | .data?.x? | strings' FILE | dagsieve parse -")));
    buf_free(&part);
    cr_expect_str_eq(complaints[COMPLAINT_cut_out].hint, ""); /* the detail is what to type */
}

/* What sed would leave on some lines would give half of the log. */
Test(recipe, what_to_type_is_said_only_where_each_line_has_it)
{
    static const struct {
        const char *first, *line;
        bool fits;
    } rows[] = {
        { "w.1 | [", "w.22 | a", true },  { "w.1 | [", "w.22 | ", true },  { "w.1 | [", "v.22 | a", false }, { "w.1 | [", "w.1", false },
        { "1\t[\t2", "3\ta\tb\t4", true }, { "1\t[\t2", "3\ta", false },
        { "  1  a [", "12  a b", true },  { "  1  a [", "123 b", false },  { "w [", "", false },              { "w [", "wx", false },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct slice first = slice_of(rows[i].first);
        struct slice left;
        cr_expect_eq(recipe_fits(first, slice_index(first, '['), slice_of(rows[i].line), &left), rows[i].fits, "%s %s", rows[i].first, rows[i].line);
    }
}

Test(recipe, a_stream_tells_whether_it_can_be_cut_out)
{
    static const struct {
        const char *text;
        enum complaint told;
    } rows[] = {
        { "w> " HEAD "a\n\nw> b\n", COMPLAINT_cut_out },
        { "w[1]: " HEAD "a\nw[22]: " HEAD "b\n", COMPLAINT_cut_out },
        { "w;" HEAD "a\nw;\"" HEAD "b; \"\"c\"\"\"\n", COMPLAINT_not_cut_out }, /* its head is not the line's begin yet */
        { "w\t1\t" HEAD "a\nw\t2\t" HEAD "b\n", COMPLAINT_cut_out },
        { "w\t1\t" HEAD "a\t1777\nw\t2\t" HEAD "b\t1778\n", COMPLAINT_cut_out }, /* the fields behind the message go too */
        { "w;'" HEAD "a'\nw;'b'\n", COMPLAINT_cut_out },
        { " l\n---\n " HEAD "a\n(1 row)\n", COMPLAINT_cut_out }, /* psql */
        { "+--+---+\n| t| l |\n+--+---+\n| 1| " HEAD "a | b |\n+--+---+\n", COMPLAINT_cut_out },
        { "t  l\n-  -----------------------------------------------------------------\n1  " HEAD "a\n", COMPLAINT_cut_out }, /* az */
        { "Row 1:\na: " HEAD "a\nRow 2:\na: b\nRow 3:\na: c\n", COMPLAINT_cut_out },
        { "<?xml version='1.0'?>\n\t<field k='_raw'><v>" HEAD "a</v></field>\n", COMPLAINT_cut_out },
        { "  " HEAD "a\n    b\n", COMPLAINT_cut_out },
        { "<p>" HEAD "a</p>\n<p>" HEAD "b</p>\n", COMPLAINT_cut_out },
        { "{\"a\":{\"b\":\"" HEAD "a\"}}\n\n{\"a\":{\"b\":\"b\"}}\n", COMPLAINT_cut_out },
        { "Time,Line\n1777462502123,x> " HEAD "a\n", COMPLAINT_not_cut_out }, /* jq reads no CSV */
        { "{\"matches\":[{\"data\":{\"x\":\"" HEAD "a\"}}]}\n", COMPLAINT_cut_out },
        { "{\"columns\":[{\"name\":\"x\"}],\"rows\":[[\"x> " HEAD "a\"]]}\n", COMPLAINT_not_cut_out }, /* the record stands nowhere in it */
        { "HTTP/1.1 200 OK\n\n[{\"a\":{\"b\":\"" HEAD "a\"}}]\n", COMPLAINT_not_cut_out }, /* jq would stop at it */
        { "$ curl -s a\n[{\"a\":{\"b\":\"" HEAD "a\"}}]\n", COMPLAINT_not_cut_out },
        { "[{\"a\":{\"b\":\"" HEAD "a\"}}]\n$ exit\n", COMPLAINT_not_cut_out },
        { "a: \"[('h', \\\"" HEAD "a\\\\n" HEAD "b\\\\n" HEAD "c\\\\n" HEAD "d')]\"\n", COMPLAINT_not_cut_out },
        { "Body: Str(" HEAD "a)\nFlags: 0\nBody: Str(b)\n", COMPLAINT_not_cut_out },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct hearing hearing;
        hearing_open(&hearing);
        hearing_feed(&hearing, slice_of(rows[i].text), NULL);
        EXPECT_HAS(hearing.said, complaints[rows[i].told].text);
        hearing_close(&hearing);
    }
}
