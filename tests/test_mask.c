/* test_mask.c - secrets in text (records.md §6, secret_masked): what is masked, what is left, and that masked text needs no more masking. */
#include <criterion/criterion.h>

#include "parser/text/json.h"
#include "parser/text/mask.h"

#define JWT "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ0YXNrIiwiZXhwIjoxNzc3NDYyNTAyfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

static struct buf out;

static void tear_down(void)
{
    buf_free(&out);
}

TestSuite(mask, .fini = tear_down);

static int mask(const char *text)
{
    buf_reset(&out);
    int n = mask_text(slice_of(text), &out);
    buf_char(&out, '\0');
    out.n--;
    return n;
}

struct sample {
    const char *text, *masked;
};

static void check(const struct sample *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int secrets = mask(samples[i].text);
        cr_expect_str_eq(out.p, samples[i].masked, "%s\nfound %s", samples[i].text, out.p);
        cr_expect_eq(secrets, 1, "%s: %d", samples[i].text, secrets);
        cr_expect(mask_needed(slice_of(samples[i].text)), "%s", samples[i].text);
        cr_expect_not(mask_needed(buf_view(&out)), "masked twice: %s", out.p);
    }
}

#define CHECK(samples) check(samples, sizeof(samples) / sizeof(*(samples)))

Test(mask, json_web_tokens_whole_and_cut)
{
    static const struct sample samples[] = {
        { JWT, "***" },
        { "token used: " JWT " ok", "token used: *** ok" },
        { "{\"t\":\"" JWT "\"}", "{\"t\":\"***\"}" },
        { "cut eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWI", "cut ***" },
        { "cut eyJhbGciOiJIUzI1Ni", "cut ***" },
        { "(eyJhbGciOiJIUzI1NiJ9.e30.c2ln).", "(***)." },
    };
    CHECK(samples);
}

Test(mask, passwords_in_uris_of_any_scheme)
{
    static const struct sample samples[] = {
        { "postgresql://cvn:hunter2@db:5432/cvn", "postgresql://cvn:***@db:5432/cvn" },
        { "redis://:hunter2@cache", "redis://:***@cache" },
        { "sqlalchemy.url postgresql+psycopg2://a:b@h/d failed", "sqlalchemy.url postgresql+psycopg2://a:***@h/d failed" },
        { "amqp://u:p@ss@h/v", "amqp://u:***@h/v" },
        { "http://u:pa/ss@h/", "http://u:***@h/" },
        { "'https://u:p%40x@h/x'", "'https://u:***@h/x'" },
    };
    CHECK(samples);
}

Test(mask, values_of_names_that_mean_a_secret)
{
    static const struct sample samples[] = {
        { "password=hunter2", "password=***" },
        { "password=hunter2 host=db", "password=*** host=db" },
        { "password=hunter2, host=db", "password=***, host=db" },
        { "password=a,b host=db", "password=*** host=db" },
        { "password=hunter2;user=x", "password=***;user=x" },
        { "password=1234", "password=***" },
        { "PGPASSWORD=hunter2", "PGPASSWORD=***" },
        { "MYSQL_PWD=hunter2", "MYSQL_PWD=***" },
        { "Password: hunter2", "Password: ***" },
        { "password = hunter2", "password = ***" },
        { "password='two words' x", "password='***' x" },
        { "password=\"a\\\"b\" x", "password=\"***\" x" },
        { "\"password\": \"hunter2\"", "\"password\": \"***\"" },
        { "'password': 'hunter2'", "'password': '***'" },
        { "{\\\"password\\\": \\\"hunter2\\\"}", "{\\\"password\\\": \\\"***\\\"}" },
        { "\"password\": 1234,", "\"password\": \"***\"," },
        { "--password hunter2 --host db", "--password *** --host db" },
        { "--password=hunter2", "--password=***" },
        { "['psql', '--password', 'hunter2']", "['psql', '--password', '***']" },
        { "passphrase=x", "passphrase=***" },
        { "client_secret=abc", "client_secret=***" },
        { "AWS_SECRET_ACCESS_KEY=abc/def+1", "AWS_SECRET_ACCESS_KEY=***" },
        { "api_key=abc", "api_key=***" },
        { "apiKey: abc", "apiKey: ***" },
        { "X-Api-Key: abc", "X-Api-Key: ***" },
        { "private_key=abc", "private_key=***" },
        { "fernet_key=abc", "fernet_key=***" },
        { "token=abc", "token=***" },
        { "access_token=abc&x=1", "access_token=***&x=1" },
        { "refresh-token: abc", "refresh-token: ***" },
        { "token: Abc9 is it", "token: *** is it" },
        { "page_token=CAUQAA0123456789abcd", "page_token=***" },
        { "Authorization: Bearer abc.def", "Authorization: Bearer ***" },
        { "\"Authorization\": \"Basic dXNlcjpw\"", "\"Authorization\": \"Basic ***\"" },
        { "curl -H 'Authorization: Bearer abcdef' x", "curl -H 'Authorization: Bearer ***' x" },
        { "sent Bearer abcdefghijkl012345", "sent Bearer ***" },
        { "token='123456'", "token='***'" },
        { "password == 'abc'", "password == '***'" },
    };
    CHECK(samples);
}

Test(mask, what_is_no_secret_stays)
{
    static const char *const texts[] = {
        "tokens=512", "n_tokens: 3", "tokenizer=bpe", "token_kind=jwt", "token_count=12", "pad_token=<pad>", "unk_token=[UNK]", "max_token=512",
        "token=512", "next_token=None", "password=", "password=None", "password: null", "password=***", "\"password\": \"***\"", "token: ***",
        "secret_name=db", "password_file=/run/x", "passed=False", "password", "the password was wrong", "PWD=/opt/airflow", "OLDPWD=/",
        "https://host:8080/path@x", "http://h/a?b=c@d", "https://host/x", "postgresql://cvn:***@db/x", "postgresql://cvn@db/x", "eyJ***", "eyJ",
        "key=value", "monkey=1", "bearer of news", "Bearer ***", "--token-count 5", "--verbose x", "f1_buy=0.4 crypto=SOLUSDC", "",
        "Invalid auth token: Signature has expired", "Invalid auth token: Not enough segments",
        "password:\nnext line", "secrets=[]", "Train: 1523 samples", "2026-04-29T11:35:02.123",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        cr_expect_eq(mask(texts[i]), 0, "%s -> %s", texts[i], out.p);
        cr_expect_str_eq(out.p, texts[i]);
        cr_expect_not(mask_needed(slice_of(texts[i])), "%s", texts[i]);
    }
}

Test(mask, several_secrets_are_counted_each)
{
    cr_expect_eq(mask("password=a token=b postgresql://u:c@h " JWT), 4);
    cr_expect_str_eq(out.p, "password=*** token=*** postgresql://u:***@h ***");
}

Test(mask, masked_json_stays_json)
{
    static const char *const texts[] = {
        "{\"password\":1234,\"x\":1}", "{\"password\": 1234}", "{\"a\":{\"token\":\"ab\\\"c\"}}", "{\"u\":\"redis://:x@h\",\"l\":[\"--password\",\"x\"]}",
        "{\"cmd\":\"psql --password hunter2\"}", "{\"cmd\":\"a password=x\"}", "{\"cmd\":\"{\\\"password\\\": \\\"x\\\"}\"}",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        cr_expect_geq(mask(texts[i]), 1, "%s", texts[i]);
        cr_expect_eq(json_read(buf_view(&out)).type, JSON_object, "%s", out.p);
    }
}

Test(mask, keys_that_name_secrets)
{
    static const struct {
        const char *key;
        bool text, number;
    } keys[] = {
        { "password", true, true },   { "db_password", true, true }, { "secret", true, true },      { "secret_key", true, false },
        { "api_key", true, false },   { "token", true, false },      { "access_token", true, false }, { "id-token", true, false },
        { "n_tokens", false, false }, { "token_count", false, false }, { "tokenizer", false, false }, { "tokens", false, false },
        { "crypto", false, false },   { "key", false, false },       { "", false, false },          { "passed", false, false },
    };
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        cr_expect_eq(mask_key(slice_of(keys[i].key), true), keys[i].text, "%s", keys[i].key);
        cr_expect_eq(mask_key(slice_of(keys[i].key), false), keys[i].number, "%s", keys[i].key);
    }
    cr_expect(mask_pair(SLICE("page_token"), SLICE("CAUQAA0123456789abcd"), true));
    cr_expect_not(mask_pair(SLICE("page_token"), SLICE("next"), true));
    cr_expect_not(mask_pair(SLICE("password"), SLICE("***"), true));
}

Test(mask, long_hostile_text_is_read_in_linear_time)
{
    static const char *const pieces[] = { "password=", "://", "eyJ", "--password ", "a:b@", "Bearer ", "\"password\":\"", "token=,", "key=", "\\", "://a:" };
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        struct buf text = { 0 }, masked = { 0 };
        while (text.n < 1024 * 1024)
            buf_text(&text, pieces[i]);
        mask_text(buf_view(&text), &masked);
        cr_expect_geq(masked.n, 3, "%s", pieces[i]);
        buf_free(&text);
        buf_free(&masked);
    }
}
