/* test_document.c - JSON documents of any size, cut into records as their bytes come. */
#include <criterion/criterion.h>

#include "parser/envelope/document.h"

/* The records of a document that comes in pieces of that many bytes; how many bytes were read. */
static size_t cut(const char *text, size_t piece, struct buf *records)
{
    void *document = document_kind.open();
    struct slice rest = slice_of(text);
    size_t read = 0, n = 1;
    while (rest.n && n) {
        struct slice part = slice_part(rest, 0, piece);
        n = document_kind.feed(document, part, records);
        read += n;
        n = n == part.n;
        rest = slice_from(rest, part.n);
    }
    document_kind.close(document);
    return read;
}

Test(document, each_row_gives_the_record_of_its_sample_however_it_comes)
{
    for (int i = 0; i < DOCUMENT__N; i++)
        for (size_t piece = 1; piece < 40; piece += 6) {
            struct buf records = { 0 };
            struct slice first, rest;
            cr_expect_eq(cut(document_rows[i].sample, piece, &records), strlen(document_rows[i].sample), "%s", document_rows[i].name);
            rest = buf_view(&records);
            slice_cut(&rest, '\n', &first);
            cr_expect(slice_eq(first, slice_of(document_rows[i].record)), "%s: %.*s", document_rows[i].name, SLICE_ARG(buf_view(&records)));
            buf_free(&records);
        }
}

static const struct {
    const char *text, *records;
    size_t read; /* 0 = all */
} documents[] = {
    { "{\n \"a\": 1,\n \"b\": [1, 2]\n}\n{\"a\": \"x y\\\"\"}", "{\"a\":1,\"b\":[1,2]}\n{\"a\":\"x y\\\"\"}\n", 0 },
    { "{\"content\":[],\"a\":{\"content\":[{\"no\":1}]}}", "{\"content\":[],\"a\":{\"content\":[{\"no\":1}]}}\n", 0 },
    { "{\"x\":{\"events\":[1]},\"events\":[{\"message\":[2,[3]]},4,\"5\"]} ", "{\"message\":[2,[3]]}\n", 0 },
    { "{\"events\":[{\"name\":1},{\"message\":1}]}", "{\"events\":[{\"name\":1},{\"message\":1}]}\n", 0 },
    { "{\"data\":{\"result\":[{\"values\":[[1]],\"stream\":{}},{\"stream\":{\"a\":1},\"values\":[[2]]}]}}", "{\"stream\":null,\"value\":[1]}\n{\"stream\":{\"a\":1},\"value\":[2]}\n", 0 },
    { "[2026-04-29T11:35:02] {x.py:1} INFO - a", "", 5 },
    { "{taskinstance.py:1} INFO - a", "", 1 },
    { "{\"a\":1}\ntext", "{\"a\":1}\n", 8 },
    { "{\"a\":1]", "", 6 },
    { "[{\"a\":\"b\nc\"}]", "", 9 },
    { "12", "", 0 },
    { "data: {\"a\":1}\n\ndata: {\"a\":2}\n", "{\"a\":1}\n{\"a\":2}\n", 0 },
    { "\x1e{\"a\":1}\n\x1e{\"a\":2}{\"a\":3}", "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", 0 },
    { "{\"rows\":[[1]]}", "{\"rows\":[[1]]}\n", 0 },
    { "{\"columns\":[\"a\",{\"name\":\"b\"}],\"values\":[[\"x\"],[1,null,3],[]]}", "{\"a\":\"x\"}\n{\"a\":1,\"b\":null}\n{}\n", 0 },
    { "{\"columns\":[\"a\",{\"name\":\"b\"}],\"values\":[[\"x\",\"y\",\"z\"],[1,null,{\"c\":[3]}]]}", "{\"a\":\"x\",\"b\":1}\n{\"a\":\"y\",\"b\":null}\n{\"a\":\"z\",\"b\":{\"c\":[3]}}\n", 0 },
    { "{\"columns\":[\"a\",\"b\"],\"values\":[[],[]]}", "", 0 },
    { "{\"columns\":[\"a\"],\"values\":[[1,2],[3,4]]}", "{\"a\":1}\n{\"a\":3}\n", 0 },
    { "{\"results\":{\"A\":{\"frames\":[{\"schema\":{\"name\":\"x\",\"fields\":[{\"name\":\"a\"},{\"name\":\"b\"}]},\"data\":{\"values\":[[1,2],[3,4]],\"nanos\":[null]}},"
      "{\"schema\":{\"fields\":[{\"name\":\"c\"}]},\"data\":{\"values\":[[5]]}}]},\"B\":{\"frames\":[{\"schema\":{\"fields\":[]},\"data\":{\"values\":[]}}]}}}", "{\"a\":1,\"b\":3}\n{\"a\":2,\"b\":4}\n{\"c\":5}\n", 0 },
    { "{\"results\":[[{\"field\":\"a\"}]]}", "{\"results\":[[{\"field\":\"a\"}]]}\n", 0 },
};

Test(document, what_no_row_knows_is_a_record_itself_and_what_is_no_json_ends_it)
{
    for (size_t i = 0; i < sizeof(documents) / sizeof(*documents); i++)
        for (size_t piece = 1; piece < 100; piece += 33) {
            struct buf records = { 0 };
            size_t read = cut(documents[i].text, piece, &records);
            if (documents[i].read)
                cr_expect_lt(read, strlen(documents[i].text), "%s", documents[i].text);
            else if (documents[i].records[0])
                cr_expect_eq(read, strlen(documents[i].text), "%s", documents[i].text);
            cr_expect(slice_eq(buf_view(&records), slice_of(documents[i].records)), "%s: %.*s", documents[i].text, SLICE_ARG(buf_view(&records)));
            buf_free(&records);
        }
}
