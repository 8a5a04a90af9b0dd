/* test_mask.c - secrets in text (secrets.def; records.md §6, secret_masked): what is masked, what is left, that masked text needs no more
 * masking, and that all of it takes time linear in the text. */
#include <criterion/criterion.h>

#include <stdint.h>
#include <time.h>

#include "parser/mask/mask.h"
#include "parser/text/json.h"

static struct mask *mask;
static struct buf out;

static void set_up(void)
{
    mask = mask_open();
}

static void tear_down(void)
{
    mask_close(&mask);
    buf_free(&out);
}

TestSuite(mask, .init = set_up, .fini = tear_down);

static int masked(const char *text)
{
    buf_reset(&out);
    int n = mask_text(mask, slice_of(text), &out);
    buf_char(&out, '\0');
    out.n--;
    return n;
}

static void check(const char *kind, const char *text, const char *expected)
{
    cr_expect(mask_needed(mask, slice_of(text)), "%s: %s", kind, text);
    cr_expect_geq(masked(text), 1, "%s: %s", kind, text);
    cr_expect_str_eq(out.p, expected, "%s\nof     %s\nfound  %s\nwanted %s", kind, text, out.p, expected);
    cr_expect_not(mask_needed(mask, buf_view(&out)), "masked twice: %s", out.p);
}

static void check_stays(const char *text)
{
    cr_expect_not(mask_needed(mask, slice_of(text)), "%s", text);
    cr_expect_eq(masked(text), 0, "%s -> %s", text, out.p);
    cr_expect_str_eq(out.p, text);
}

static const struct sample {
    const char *kind, *text, *masked, *harmless;
} samples[] = {
#define NAME(kind, announced, words, weight, sample, masked, harmless) { kind, sample, masked, harmless },
#define TOKEN(kind, announced, pattern, sample, masked, harmless) { kind, sample, masked, harmless },
#define COMMAND(kind, announced, flags, sample, masked, harmless) { kind, sample, masked, harmless },
#define GRAMMAR(kind, announced, grammar, sample, masked, harmless) { kind, sample, masked, harmless },
#define SPELLING(kind, sample, masked, harmless) { kind, sample, masked, harmless },
#include "parser/catalogue/secrets.def"
};

enum { SAMPLES = sizeof(samples) / sizeof(*samples) };

/* What a task prints round a secret changes nothing. */
static const char *const frames[][2] = { { "", "" }, { "x: ", "" }, { "(", ")" }, { "cost: 12% \xc3\xa9 ", "\nnext line" }, { "'", "'" } };

Test(mask, each_row_masks_its_sample)
{
    cr_assert_geq(SAMPLES, 124);
    for (size_t i = 0; i < SAMPLES; i++)
        check(samples[i].kind, samples[i].text, samples[i].masked);
}

Test(mask, each_row_leaves_what_is_harmless)
{
    static const char *const excepted[] = {
#define EXCEPT(announced, words, harmless) harmless,
#include "parser/catalogue/secrets.def"
    };
    for (size_t i = 0; i < SAMPLES; i++)
        check_stays(samples[i].harmless);
    for (size_t i = 0; i < sizeof(excepted) / sizeof(*excepted); i++)
        check_stays(excepted[i]);
}

/* The longest run of bytes that the sample has and its masked form has not: the secret or a part of it. */
static struct slice secret_of(const struct sample *sample)
{
    struct slice text = slice_of(sample->text), masked_text = slice_of(sample->masked);
    size_t from = 0, star = slice_find(masked_text, SLICE("***"));
    while (from < text.n && from < star && text.p[from] == masked_text.p[from])
        from++;
    size_t behind = masked_text.n - star - 3;
    return slice_part(text, from, text.n > behind ? text.n - behind : from);
}

Test(mask, each_secret_is_gone_whatever_stands_round_it)
{
    for (size_t i = 0; i < SAMPLES; i++)
        for (size_t k = 0; k < sizeof(frames) / sizeof(*frames); k++) {
            struct buf text = { 0 };
            struct slice secret = secret_of(&samples[i]);
            buf_printf(&text, "%s%s%s", frames[k][0], samples[i].text, frames[k][1]);
            buf_char(&text, '\0');
            cr_expect_geq(masked(text.p), 1, "%s: %s", samples[i].kind, text.p);
            cr_expect(secret.n < 3 || !slice_has(buf_view(&out), secret), "%s: %s -> %s", samples[i].kind, text.p, out.p);
            cr_expect_not(mask_needed(mask, buf_view(&out)), "masked twice: %s", out.p);
            buf_free(&text);
        }
}

Test(mask, what_is_no_secret_stays)
{
    static const char *const texts[] = {
        "tokens=512", "n_tokens: 3", "tokenizer=bpe", "token_kind=jwt", "token_count=12", "pad_token=<pad>", "unk_token=[UNK]", "max_token=512",
        "token=512", "next_token=None", "password=", "password=None", "password: null", "password=***", "\"password\": \"***\"", "token: ***",
        "secret_name=db", "password_file=/run/x", "passed=False", "password", "the password was wrong", "PWD=/opt/airflow", "OLDPWD=/",
        "https://host:8080/path@x", "http://h/a?b=c@d", "https://host/x", "postgresql://cvn:***@db/x", "postgresql://cvn@db/x", "eyJ***", "eyJ",
        "key=value", "monkey=1", "bearer of news", "Bearer ***", "--token-count 5", "--verbose x", "f1_buy=0.4 crypto=SOLUSDC", "",
        "Invalid auth token: Signature has expired", "Invalid auth token: Not enough segments", "password=XXXXXXXX", "Password: XXXXXXXX, extra: {}",
        "password:\nnext line", "secrets=[]", "Train: 1523 samples", "2026-04-29T11:35:02.123", "password={{ var.value.x }}", "password=${DB_PASSWORD}",
        "password=%(password)s", "password=self.password,", "password: str = None", "password=<function>", "Login: admin, Password: None",
        "cache_key=5f4dcc3b5aa765d61d8327deb882cf99", "primary_key=id", "routing_key=a.b", "signature=(a: int) -> str", "bypass=1", "compass: north",
        "Secrets backends loaded for worker", "mysql -p db", "author=x", "auth=None", "git@github.com:a/b.git", "s3://bucket/key@2", "https://h/@scope/pkg",
        "-----BEGIN CERTIFICATE-----\nMIIEowIBAAKCAQEA\n-----END CERTIFICATE-----", "unexpected token '<'", "sort_keys=True", "keyerror: 'x'",
        "token_address=0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2", "quote_token_address: EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
        "token_mint=EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "{'token_contract': '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2'}",
        "token=PEPE1000", "token: bitcoin", "token=solusdt", "\"token\": \"usd-coin\"", "otp=disabled", "authorization=granted", "authorization: denied",
        "tx_signature=5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBUjHpqQ2xLw7Tz", "mnemonic=ema_cross", "account_key=main",
        "event=x mnemonic=ema n=1 m=2", "storage_key=features/2026/x.parquet", "storage_key=s3://models/BTCUSDC/model.pkl", "password_hash_algo=bcrypt",
        "credentials: loaded from /root/.aws/credentials", "event=x credentials=loaded from /root/.aws", "api_keys=0 loaded", "event=x api_keys=3 loaded n=1",
        "password: not set", "password=not set", "password: 'not set'", "password: (none)", "password=(none)", "password: (not set)", "password: [redacted]",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        check_stays(texts[i]);
}

Test(mask, a_value_may_stand_on_the_line_below_its_name)
{
    check("block of YAML", "password: |\n  hunter2\nn: 1", "password: |\n  ***\nn: 1");
    check("block of YAML, folded", "a:\n  api_key: >-\r\n    aB3dE5fG\r\n", "a:\n  api_key: >-\r\n    ***\r\n");
    check("as JSON has it", "password:\\n  hunter2\\n", "password:\\n  ***\\n");
    check("in quotes", "password:\n  \"hunter2\"", "password:\n  \"***\"");
    check("of JSON", "\"password\":\n  \"two words\",\n", "\"password\":\n  \"***\",\n");
    check("quote that ends there", "password=\"ab\nhunter2\"\nx", "password=\"***\"\nx");
    check("quote that does not", "password=\"hunter2\n  File \"x.py\", line 1", "password=\"***\n  File \"x.py\", line 1");
    check_stays("password:\nnext line");
    check_stays("password: |");
    check_stays("password:\nx = 1\n");
}

Test(mask, several_secrets_are_counted_each)
{
    cr_expect_eq(masked("password=a token=b postgresql://u:c@h eyJhbGciOiJIUzI1NiJ9.e30.c2ln"), 4);
    cr_expect_str_eq(out.p, "password=*** token=*** postgresql://u:***@h ***");
}

Test(mask, masked_json_stays_json)
{
    static const char *const texts[] = {
        "{\"password\":1234,\"x\":1}", "{\"password\": 1234}", "{\"a\":{\"token\":\"ab\\\"c\"}}", "{\"u\":\"redis://:x@h\",\"l\":[\"--password\",\"x\"]}",
        "{\"cmd\":\"psql --password hunter2\"}", "{\"cmd\":\"a password=x\"}", "{\"cmd\":\"{\\\"password\\\": \\\"x\\\"}\"}", "{\"password\":{\"a\":[1,\"}\"]},\"b\":2}",
        "{\"l\":[\"password=a\",\"b\"]}", "{\"a\":{\"password\":12},\"b\":\"c\"}",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        cr_expect_geq(masked(texts[i]), 1, "%s", texts[i]);
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
        { "pwd", true, true },        { "jwt", true, false },        { "otp", true, true },         { "dbPassword2", true, true },
        { "n_tokens", false, false }, { "token_count", false, false }, { "tokenizer", false, false }, { "tokens", false, false },
        { "crypto", false, false },   { "key", false, false },       { "", false, false },          { "passed", false, false },
    };
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        cr_expect_eq(mask_pair(mask, slice_of(keys[i].key), SLICE("a text"), true), keys[i].text, "%s", keys[i].key);
        cr_expect_eq(mask_pair(mask, slice_of(keys[i].key), SLICE("1"), false), keys[i].number, "%s", keys[i].key);
    }
    cr_expect(mask_pair(mask, SLICE("page_token"), SLICE("CAUQAA0123456789abcd"), true));
    cr_expect_not(mask_pair(mask, SLICE("page_token"), SLICE("next"), true));
    cr_expect_not(mask_pair(mask, SLICE("password"), SLICE("***"), true));
    cr_expect(mask_nested(mask, SLICE("password"), SLICE("[\"a\"]")));
    cr_expect_not(mask_nested(mask, SLICE("password"), SLICE("[]")));
    cr_expect_not(mask_nested(mask, SLICE("tokens"), SLICE("[1,2]")));
}

Test(mask, a_text_that_is_cut_holds_no_half_of_a_secret)
{
    buf_reset(&out);
    cr_expect_eq(mask_text_cut(mask, SLICE("abc password=hunter2 token=b"), 14, &out), 1);
    cr_expect_str_eq((buf_char(&out, '\0'), out.p), "abc password=***");
}

Test(mask, lines_of_a_private_key)
{
    cr_expect(mask_key_opens(SLICE("key: -----BEGIN RSA PRIVATE KEY-----")));
    cr_expect_not(mask_key_opens(SLICE("-----BEGIN PRIVATE KEY-----abc-----END PRIVATE KEY-----")));
    cr_expect_not(mask_key_opens(SLICE("-----BEGIN PUBLIC KEY-----")));
    cr_expect_not(mask_key_closes(SLICE("[2026-04-29, 11:35:02 UTC] {x.py:1} INFO - MIIEowIBAAKCAQEA")));
    cr_expect_not(mask_key_closes(SLICE("Proc-Type: 4,ENCRYPTED")));
    cr_expect_not(mask_key_closes(SLICE("")));
    cr_expect_not(mask_key_closes(SLICE("[2026-04-29, 11:35:02 UTC] {x.py:1} INFO - Proc-Type: 4,ENCRYPTED")));
    cr_expect_not(mask_key_closes(SLICE("[2026-04-29, 11:35:02 UTC] {x.py:1} INFO - ")));
    cr_expect_not(mask_key_closes(SLICE("[2026-04-29, 11:35:02 UTC] {x.py:1} INFO -")));
    cr_expect_not(mask_key_closes(SLICE("{\"level\":\"info\",\"event\": \"\",\"logger\":\"x\"}")));
    cr_expect_not(mask_key_closes(SLICE("{\"level\":\"info\",\"event\":\"Version: GnuPG v2\"}")));
    cr_expect(mask_key_closes(SLICE("-----END RSA PRIVATE KEY-----")));
    cr_expect(mask_key_closes(SLICE("INFO - -----END RSA PRIVATE KEY-----")));
    cr_expect(mask_key_closes(SLICE("loaded.")));
    cr_expect(mask_key_closes(SLICE("Task exited with AirflowTaskTerminated0")));
    cr_expect(mask_key_closes(SLICE("short==")));
    buf_reset(&out);
    cr_expect(mask_key_line(SLICE("INFO - MIIEowIBAAKCAQEA"), &out));
    cr_expect_str_eq((buf_char(&out, '\0'), out.p), "INFO - ***");
    cr_expect(mask_key_line(SLICE("short=="), (buf_reset(&out), &out)));
    cr_expect(mask_key_line(SLICE("{\"level\":\"info\",\"event\":\"MIIEowIBAAKCAQEA\",\"logger\":\"x\"}"), (buf_reset(&out), &out)));
    cr_expect_str_eq((buf_char(&out, '\0'), out.p), "{\"level\":\"info\",\"event\":\"***\",\"logger\":\"x\"}");
    cr_expect_not(mask_key_line(SLICE("Task exited with AirflowTaskTerminated0"), &out));
    cr_expect_not(mask_key_line(SLICE("{\"event\":\"Task finished\"}"), &out));
    cr_expect(mask_key_line(SLICE("INFO - Zq81kkv/No abc + 'x'"), (buf_reset(&out), &out)));
    cr_expect_str_eq((buf_char(&out, '\0'), out.p), "INFO - ***");
    cr_expect(mask_key_line(SLICE("{\"event\":\"Zq81kkv/No abc\",\"logger\":\"x\"}"), (buf_reset(&out), &out)));
    cr_expect_str_eq((buf_char(&out, '\0'), out.p), "{\"event\":\"***\",\"logger\":\"x\"}");
    cr_expect_not(mask_key_closes(SLICE("INFO - MIIEowIBAAKCAQEA1 MIIEowIB")));
    cr_expect_not(mask_key_line(SLICE("INFO - Loaded 2 models of 3"), &out));
}

/* Headers and an empty line before the body, the END cut off. */
Test(mask, headers_of_a_private_key)
{
    check("PGP", "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\nlQOYBFZq81kkv001abc\nab=", "-----BEGIN PGP PRIVATE KEY BLOCK-----***");
    check("PEM, in JSON", "-----BEGIN RSA PRIVATE KEY-----\\nProc-Type: 4,ENCRYPTED\\nDEK-Info: A,B\\n\\nMIIEowIBAAKCAQEA", "-----BEGIN RSA PRIVATE KEY-----***");
    check_stays("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n");
}

/* CPU seconds to mask a text of n bytes made of the pieces; the least of a few times, since others use the machine too. */
static double seconds(const char *head, const char *piece, size_t n, int times)
{
    struct buf text = { 0 };
    double least = 1e9;
    buf_text(&text, head);
    while (text.n < n)
        buf_text(&text, piece);
    for (int i = 0; i < times; i++) {
        buf_reset(&out);
        struct timespec before, after;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
        mask_text(mask, buf_view(&text), &out);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
        double took = (double)(after.tv_sec - before.tv_sec) + 1e-9 * (double)(after.tv_nsec - before.tv_nsec);
        least = took < least ? took : least;
    }
    buf_free(&text);
    return least < 1e-4 ? 1e-4 : least;
}

static const struct {
    const char *head, *piece;
} hostile[] = {
    { "event=x a=", "pass=a/" }, { "", "password=" }, { "", "password=[***" }, { "", "password={{" }, { "", "password='" }, { "", "password=\"***\\\"" },
    { "", "://" }, { "", "://a:" }, { "http://u:", "@" }, { "", "a:b@" }, { "", "=" }, { "", "eyJ" }, { "eyJ", "QUJD" }, { "", "QUJD" },
    { "", "--password " }, { "", "Bearer " }, { "", "\"password\":\"" }, { "", "token=," }, { "token=1", "1" }, { "", "token=1" }, { "", "\\" },
    { "", "-----BEGIN PRIVATE KEY-----" }, { "", "-----BEGIN " }, { "-----BEGIN PRIVATE KEY-----", "MIIEowIBAAKCAQEA\n" }, { "", "key-----" },
    { "", "mysql " }, { "", "mysql -p " }, { "", "cookie: " }, { "", "authorization: digest " }, { "event=x password=a", " b" }, { "event=x ", "password= a " },
    { "", "secret_key" }, { "", "passpasspass" }, { "", "['" }, { "password=", "[" }, { "password=", "\\\"" }, { "", "{\"name\":\"password\"," }, { "", "identified by " },
    { "", "\x1b[1mpass" }, { "", "\\u003d" }, { "", "sk-ant-" }, { "", ":AA" }, { "", "(b'token', " }, { "", "<password>" }, { "", "login a password " },
    { "", "a.b=c:d " }, { "", "sqlplus a/b" }, { "", "identified by 'a" }, { "", "smbclient -U a%b" }, { "", "Password: None, " }, { "", "-----BEGIN PRIVATE KEY-----\\n" },
    { "", "password=''a" }, { "", "password $a" }, { "", "password=\"\"a" }, { "", "password: !a " }, { "", "name=\"password\">" }, { "", "auth=('a','" },
    { "", "<name>password</name><value>" }, { "", "password for a = " }, { "", "curl -b a -sSu " }, { "", "cookie: a=\\\"" }, { "", "a:b@c/" }, { "", "name=\"password\" value " }, { "", "aws4-hmac-sha256 " },
    { "", "input_value=" }, { "password ", "[type=x, input_value='a" }, { "", "a:b@tcp(" }, { "a:", "@tcp(" }, { "", "echo a|" }, { "", ":5432:a:" }, { "", "password: str = " },
    { "", "password: \"\" => " }, { "", "password->1" }, { "", "password\xc2\xa0=" }, { "", "mnemonic: a " },
    { "", "password is " }, { "", "password for a " }, { "", "password for a is set to " }, { "", "(password," }, { "(password) values ", "('a'), " }, { "(password) values (", "(" },
    { "", "(password) values " }, { "", "password:\n " }, { "", "password: |\n" }, { "", "*:*:" }, { "a:*:b:c:", "d " }, { "", "password=a b c d " }, { "", "password=a('" },
    { "", "netloc=a:@" }, { "", "token is a1b2c3d4e5 " }, { "", "Password (" },
};

/* Under the sanitizers memmem looks at all the text behind it whatever it finds: time says nothing there. */
#ifdef __SANITIZE_ADDRESS__
enum { SMALL = 32 * 1024, LARGE = SMALL, RATIO_MOST = 1000 };
#else
enum { SMALL = 32 * 1024, LARGE = 32 * SMALL, RATIO_MOST = 64 };
#endif

/* 32 times the text takes less than 32^1.2 = 64 times the time. */
Test(mask, hostile_text_takes_time_linear_in_its_length)
{
    for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
        double small = seconds(hostile[i].head, hostile[i].piece, SMALL, 5), large = seconds(hostile[i].head, hostile[i].piece, LARGE, 1);
        if (large > RATIO_MOST * small) /* somebody else's work, maybe */
            large = seconds(hostile[i].head, hostile[i].piece, LARGE, 3);
        cr_expect_lt(large, RATIO_MOST * small, "%s%s..: %.4f s of 32 kB, %.3f s of 1 MB", hostile[i].head, hostile[i].piece, small, large);
    }
}
