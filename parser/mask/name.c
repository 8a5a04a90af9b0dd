/* name.c - names that mean a secret; see name.h for the contract. */
#include "name.h"

#include "coin.h"
#include "letters.h"

enum {
    PLAIN_MOST = 96, KEPT_MOST = 64, LOOK_MOST = 128, CREDENTIAL_LEAST = 16, MIXED_LEAST = 6,
    PHRASE_LEAST = 3, BYTES_LEAST = 16, PIN_LEAST = 4, PIN_MOST = 8,
};

/* A row NAME or EXCEPT of secrets.def, which says what the marks in its words mean. */
struct name_row {
    const char *announced, *words;
    enum weight weight;
};

static const struct name_row rows[] = {
#define EXCEPT(announced, words, harmless) { announced, words, WEIGHT_none },
#define NAME(kind, announced, words, weight, sample, masked, harmless) { announced, words, WEIGHT_##weight },
#include "parser/catalogue/secrets.def"
};

/* Words after a name that make it another thing. */
static const char *const others[] = {
    "file", "files", "filename", "path", "paths", "dir", "folder", "name", "names", "length", "len", "count", "counts", "counter", "type", "types", "kind",
    "url", "uri", "endpoint", "policy", "field", "fields", "required", "expires", "expiry", "expiration", "expired", "expire", "at", "age", "version",
    "backend", "backends", "provider", "manager", "arn", "ref", "status", "enabled", "valid", "validation", "validator", "validators", "changed", "set",
    "reset", "min", "max", "limit", "limits", "size", "prefix", "suffix", "env", "hint", "label", "prompt", "id", "ids", "index", "ttl", "duration", "time",
    "format", "scheme", "source", "store", "mount", "rotation", "bits", "column", "columns", "location", "bucket", "algorithm", "alg", "usage", "used",
    "cost", "loss", "accuracy", "is", "exists", "found", "missing", "method", "mode", "class", "strategy", "regex", "pattern", "schema", "lifetime",
    "error", "exception", "failed", "failure", "address", "addresses", "mint", "contract", "algo",
    "warning", "denied", "invalid", "not", "masked", "redacted", "hidden", "less", "required",
};

static bool byte_is_separator(char c)
{
    return c == '-' || c == '.' || c == ' ' || c == '_';
}

/* The small letter, of as many bytes, of a capital of Latin, Greek or Cyrillic that two bytes write; anything else as it is. */
static unsigned small_of(unsigned code)
{
    bool odd = (code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17e); /* the capital has the odd one */
    if ((code >= 0xc0 && code <= 0xde && code != 0xd7) || (code >= 0x391 && code <= 0x3a9) || (code >= 0x410 && code <= 0x42f))
        return code + 0x20;
    return code >= 0x100 && code <= 0x17e && code % 2 == odd ? code + 1 : code;
}

/* Writes the character of two bytes in small letters; false where none begins. */
static bool put_small(struct slice name, size_t at, char *to)
{
    unsigned first = (unsigned char)name.p[at], second = at + 1 < name.n ? (unsigned char)name.p[at + 1] : 0;
    if (first < 0xc3 || first > 0xd1 || (second & 0xc0) != 0x80)
        return false;
    unsigned small = small_of((first & 0x1f) << 6 | (second & 0x3f));
    to[0] = (char)(0xc0 | small >> 6);
    to[1] = (char)(0x80 | (small & 0x3f));
    return true;
}

/* The name in lower case with one '_' between its words, a capital after a small letter being a new one; what is too long loses its head. */
static struct slice name_plain(struct slice name, char room[PLAIN_MOST])
{
    size_t n = 0;
    if (name.n > KEPT_MOST)
        name = slice_from(name, name.n - KEPT_MOST);
    for (size_t i = 0; i < name.n && n + 3 < PLAIN_MOST; i++) {
        char c = name.p[i];
        bool capital = c >= 'A' && c <= 'Z' && i && name.p[i - 1] >= 'a' && name.p[i - 1] <= 'z';
        if ((capital || byte_is_separator(c)) && n && room[n - 1] != '_')
            room[n++] = '_';
        if ((unsigned char)c >= 0x80 && put_small(name, i, room + n)) {
            n += 2;
            i++;
        } else if (!byte_is_separator(c)) {
            room[n++] = byte_lower(c);
        }
    }
    return (struct slice){ room, n };
}

/* Where the words end in text, however the two part them (PassWord, pass_word); 0 = it does not begin with them. */
static size_t words_end(struct slice text, const char *words)
{
    size_t at = 0;
    while (*words && !strchr("!$+", *words)) {
        if (at < text.n && text.p[at] == *words)
            at++;
        else if (*words != '_' && at && at < text.n && text.p[at] == '_') {
            at++;
            continue;
        } else if (*words != '_')
            return 0;
        words++;
    }
    return at;
}

static bool tail_is_other(struct slice tail)
{
    struct slice word;
    while (tail.n) {
        slice_cut(&tail, '_', &word);
        for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
            if (slice_eq(word, slice_of(others[i])))
                return true;
    }
    return false;
}

/* Whether what follows the words lets them mean a secret: nothing, a plural, a number, more words. */
static bool tail_allows(struct slice plain, size_t end, const char *words)
{
    bool last = strchr(words, '$'), glued = strchr(words, '+'), plural = !last && !glued && !strchr(words, '!');
    if (plural && end < plain.n && plain.p[end] == 's')
        end++;
    while (end < plain.n && (byte_is_digit(plain.p[end]) || (last && plain.p[end] == '_')))
        end++;
    return end == plain.n || (!last && (glued || plain.p[end] == '_') && !tail_is_other(slice_from(plain, end)));
}

static bool row_matches(const char *words, struct slice plain)
{
    char mark = *words;
    bool inside = mark == '*', first = mark == '^', later = mark == '_';
    words += inside || first || later;
    for (size_t at = later; at < (first ? plain.n && 1 : plain.n); at++) {
        size_t n = inside || !at || plain.p[at - 1] == '_' ? words_end(slice_from(plain, at), words) : 0;
        if (n && tail_allows(plain, at + n, words))
            return true;
    }
    return false;
}

enum weight name_weight(struct slice name, const char *announced)
{
    char room[PLAIN_MOST];
    struct slice plain = name_plain(name, room);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if ((!announced || (*rows[i].announced == *announced && strcmp(rows[i].announced, announced) == 0)) && row_matches(rows[i].words, plain))
            return rows[i].weight;
    return WEIGHT_none;
}

bool looks_like_credential(struct slice value)
{
    size_t digits = 0, letters = 0;
    struct slice head = slice_part(value, 0, LOOK_MOST);
    for (size_t i = 0; i < head.n; i++) {
        digits += byte_is_digit(head.p[i]);
        letters += byte_is_letter(head.p[i]);
        if (head.p[i] <= ' ' || strchr("/<>[](){}", head.p[i]))
            return false;
    }
    return value.n >= CREDENTIAL_LEAST && digits && letters;
}

static bool is_number(struct slice value)
{
    size_t digits = 0;
    for (size_t i = 0; i < value.n; i++)
        if (byte_is_digit(value.p[i]))
            digits++;
        else if (!value.p[i] || !strchr("+-.eE%_/", value.p[i]))
            return false;
    return digits > 0;
}

/* All of it is the same byte: XXXXXXXX (Airflow 1.10), ********, a quote. */
static bool is_blotted(struct slice value)
{
    for (size_t i = 1; i < value.n; i++)
        if (value.p[i] != value.p[0])
            return false;
    return byte_is_quote(value.p[0]) || (value.n >= 3 && strchr("xX*.#", value.p[0]));
}

/* hunter2: one word of letters and digits, as a short password is, unlike a count, a duration or a name of several words. */
static bool looks_mixed(struct slice value)
{
    size_t digits = 0;
    for (size_t i = 0; i < value.n; i++) {
        digits += byte_is_digit(value.p[i]);
        if (value.p[i] <= ' ' || strchr("_-,;:/<>[](){}", value.p[i]))
            return false;
    }
    return digits && value.n >= MIXED_LEAST && byte_is_letter(value.p[0]);
}

/* Words of letters alone: a seed phrase has twelve or more, ema_cross n=1 is none. */
static bool is_phrase(struct slice value)
{
    size_t words = 0;
    for (size_t at = 0; at < value.n && words < PHRASE_LEAST; words++) {
        size_t end = slice_span(value, at, byte_is_letter);
        if (end == at || (end < value.n && (byte_is_word(value.p[end]) || strchr("=:-./", value.p[end]))))
            return false;
        while (end < value.n && !byte_is_letter(value.p[end]))
            end++;
        at = end;
    }
    return words >= PHRASE_LEAST;
}

/* features/2026/x.parquet: a path in a store, which random bytes in base64 are not. */
static bool is_path(struct slice value)
{
    size_t slash = 0, point = 0, capitals = 0;
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        if (!byte_is_word(c) && !strchr("-./=:", c))
            return false;
        slash = c == '/' ? i : slash;
        point = c == '.' ? i : point;
        capitals += c >= 'A' && c <= 'Z';
    }
    bool named = point > slash && point + 1 < value.n && slice_span(value, point + 1, byte_is_letter) == value.n;
    return value.n <= LOOK_MOST && slash && value.p[value.n - 1] != '=' && (named || !capitals);
}

/* Words of settings and of what became of a thing: no key, token or header is one, a password may be. */
static bool is_setting(struct slice value)
{
    static const struct slice words[] = {
        SLICE_ROW("default"),  SLICE_ROW("off"),     SLICE_ROW("on"),       SLICE_ROW("yes"),     SLICE_ROW("no"),    SLICE_ROW("ok"),
        SLICE_ROW("auto"),     SLICE_ROW("enabled"), SLICE_ROW("disabled"), SLICE_ROW("valid"),   SLICE_ROW("invalid"), SLICE_ROW("expired"),
        SLICE_ROW("required"), SLICE_ROW("missing"), SLICE_ROW("optional"), SLICE_ROW("unset"),   SLICE_ROW("empty"), SLICE_ROW("failed"),
        SLICE_ROW("granted"),  SLICE_ROW("denied"),  SLICE_ROW("refused"),  SLICE_ROW("revoked"), SLICE_ROW("pending"), SLICE_ROW("skipped"),
        SLICE_ROW("loaded"),   SLICE_ROW("found"),   SLICE_ROW("read"),     SLICE_ROW("taken"),   SLICE_ROW("fetched"), SLICE_ROW("present"),
        SLICE_ROW("refreshed"), SLICE_ROW("rotated"), SLICE_ROW("renewed"), SLICE_ROW("verified"), SLICE_ROW("accepted"), SLICE_ROW("rejected"),
        SLICE_ROW("active"),   SLICE_ROW("inactive"), SLICE_ROW("set"),     SLICE_ROW("success"), SLICE_ROW("main"),  SLICE_ROW("primary"),
        SLICE_ROW("secondary"), SLICE_ROW("live"),   SLICE_ROW("paper"),    SLICE_ROW("test"),    SLICE_ROW("prod"),  SLICE_ROW("dev"),
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (slice_eq_nocase(value, words[i]))
            return true;
    return false;
}

/* Signs that alone are no value: input("Password: "). */
static bool byte_is_of_end(char c)
{
    return c && strchr(")]},;", c);
}

static bool byte_is_star(char c)
{
    return c == '*';
}

/* Whether letters and blanks are all of it up to a bracket that ends it. */
static bool is_remark(struct slice value)
{
    size_t at = 1;
    while (at < value.n && at < LOOK_MOST && (byte_is_letter(value.p[at]) || value.p[at] == ' '))
        at++;
    return at > 1 && (at == value.n || (value.p[at] == ')' && at + 1 == value.n));
}

/* Whether somebody masked it before; ***Zq81kkv33 only begins like that. */
static bool is_masked(struct slice value)
{
    struct slice rest = slice_from(value, slice_span(value, 0, byte_is_star));
    return slice_has(slice_part(value, 0, LOOK_MOST), SLICE("***")) && (rest.n == value.n || !looks_mixed(rest));
}

/* Words that say there is no value, or that somebody masked it before. */
static bool is_nothing(struct slice value)
{
    static const struct slice words[] = { SLICE_ROW("none"), SLICE_ROW("null"), SLICE_ROW("true"), SLICE_ROW("false"), SLICE_ROW("nan"),
                                          SLICE_ROW("undefined"), SLICE_ROW("str"), SLICE_ROW("string"), SLICE_ROW("bytes"),
                                          SLICE_ROW("nil"), SLICE_ROW("n/a"), SLICE_ROW("unset"), SLICE_ROW("empty"), SLICE_ROW("not"),
                                          SLICE_ROW("not set"), SLICE_ROW("not given"), SLICE_ROW("not provided"), SLICE_ROW("not configured"),
                                          SLICE_ROW("redacted"), SLICE_ROW("masked"), SLICE_ROW("hidden"), SLICE_ROW("omitted"), SLICE_ROW("filtered"),
                                          SLICE_ROW("sensitive"), SLICE_ROW("scram-sha-256"), SLICE_ROW("argon2id"), SLICE_ROW("bcrypt"),
                                          SLICE_ROW("required"), SLICE_ROW("optional"), SLICE_ROW("missing"), SLICE_ROW("incorrect"), SLICE_ROW("mandatory") };
    if (value.n && value.p[0] == '(' && is_remark(value)) /* (known after apply), of which a bare value has the first word */
        return true;
    if (value.n && (value.p[0] == '[' || value.p[0] == '<')) { /* [redacted] */
        char last = value.p[value.n - 1];
        value = slice_part(value, 1, value.n - (last == ']' || last == '>'));
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (slice_eq_nocase(value, words[i]))
            return true;
    if ((value.n == 1 || (value.n == 2 && (value.p[1] == '-' || value.p[1] == '+'))) && (value.p[0] == '|' || value.p[0] == '>')) /* YAML has the value on the next line */
        return true;
    return slice_span(value, 0, byte_is_of_end) == value.n || is_masked(value) || is_blotted(value);
}

/* Bytes of a variable's name in capitals that text begins with. */
static size_t capitals(struct slice text)
{
    size_t n = 0;
    while (n < text.n && ((text.p[n] >= 'A' && text.p[n] <= 'Z') || text.p[n] == '_' || (n && byte_is_digit(text.p[n]))))
        n++;
    return n;
}

/* Whether a text in <> is words alone: <password>, <your token>, not <hunter2>. */
static bool is_words(struct slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!byte_is_letter(text.p[i]) && !strchr("_-. ", text.p[i]))
            return false;
    return text.n;
}

/* $DB_PASSWORD, ${DB_PASSWORD}, {{ var }}, {password}, %(password)s, %s, <password>: what stands for a value. */
static bool is_placeholder(struct slice value)
{
    char first = value.p[0], last = value.p[value.n - 1];
    if (value.n > LOOK_MOST || value.n < 2)
        return false;
    if (first == '$') {
        bool braces = value.p[1] == '{';
        struct slice name = braces ? slice_part(value, 2, value.n - (last == '}')) : slice_from(value, 1);
        return name.n && capitals(name) == name.n;
    }
    if (first == '%')
        return value.p[1] == '(' || (value.n == 2 && byte_is_letter(value.p[1]));
    if (first == '<') /* <your password> up to its blank */
        return is_words(slice_part(value, 1, value.n - (last == '>')));
    return slice_starts(value, SLICE("{{")) && !looks_mixed(slice_from(value, 2));
}

/* self.password, conn.password: code that names a secret, not one. */
static bool is_attribute(struct slice value)
{
    size_t point = 0;
    if (value.n > KEPT_MOST || byte_is_digit(value.p[0]))
        return false;
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '.')
            point = i;
        else if (!byte_is_letter(value.p[i]) && !byte_is_digit(value.p[i]) && value.p[i] != '_')
            return false;
    }
    return point && name_weight(slice_from(value, point + 1), NULL) != WEIGHT_none;
}

/* get_token(), os.getenv("DB_PASSWORD"), kwargs['password']: code that fetches a secret, of which a bare value has the head. */
static bool is_call(struct slice value)
{
    size_t end = slice_span(value, 0, byte_is_dotted);
    if (!end || end >= value.n || (value.p[end] != '(' && value.p[end] != '[') || byte_is_digit(value.p[0]))
        return false;
    struct slice called = slice_part(value, 0, end), given = slice_from(value, end + 1);
    struct slice last = slice_from(called, slice_span_back(called, 0, end, byte_is_word));
    if (!given.n || slice_starts(called, SLICE("self.")) || slice_eq(last, SLICE("get")) || slice_eq(last, SLICE("getenv")))
        return true;
    size_t to = slice_span(given, 1, byte_is_word);
    return byte_is_quote(given.p[0]) && name_weight(slice_part(given, 1, to), NULL) != WEIGHT_none;
}

/* Whether a list or dict holds more than brackets, words for nothing and, under all but a password's name, few numbers: a key may be its bytes. */
static bool nested_holds(struct slice nested, enum weight weight)
{
    struct slice rest = slice_part(nested, 0, LOOK_MOST);
    size_t bytes = 0;
    for (size_t at = 0; at < rest.n;) {
        size_t end = at;
        while (end < rest.n && (byte_is_letter(rest.p[end]) || byte_is_digit(rest.p[end]) || (unsigned char)rest.p[end] >= 0x80))
            end++;
        struct slice word = slice_part(rest, at, end);
        if (word.n && !is_nothing(word) && (weight == WEIGHT_password || !is_number(word)) && (weight != WEIGHT_coin || !is_coin(word)))
            return !slice_has(rest, SLICE("***"));
        bytes += word.n && word.n <= 3 && is_number(word);
        at = end + (end == at);
    }
    return bytes >= BYTES_LEAST && weight >= WEIGHT_text;
}

/* Whether a word of letters and digits in a list or dict can be nothing but a credential: tokens=['aB3dE5fG'], not ['the', 'cat'], not layer12. */
static bool nested_has_credential(struct slice nested)
{
    struct slice rest = slice_part(nested, 0, LOOK_MOST);
    for (size_t at = 0, end; at < rest.n; at = end + (end == at)) {
        end = slice_span(rest, at, byte_is_word);
        struct slice word = slice_part(rest, at, end);
        struct letters n = letters_of(word);
        if (looks_mixed(word) && !is_address(word) && (letters_mixed(&n, 2) || (n.digits > 3 && looks_like_credential(word))))
            return !slice_has(rest, SLICE("***"));
    }
    return false;
}

/* What a value under a name that is not a password's says of it, rather than being it: a setting's word, a path, a count of them, a coin. */
static bool says_of_it(enum weight weight, struct slice value, enum printed_as as)
{
    struct slice first = slice_part(value, 0, slice_index(value, ' '));
    if (is_setting(first) || (weight == WEIGHT_coin && (is_coin(value) || is_address(value))))
        return true;
    if (weight == WEIGHT_code || weight == WEIGHT_line)
        return false;
    return (weight == WEIGHT_text && is_path(value)) || (is_number(first) && (as != PRINTED_quoted || first.n < value.n));
}

/* password=password, secret: Secret, self.password = password: the name again, which code passes on. */
static bool is_name_itself(struct slice name, struct slice value)
{
    struct slice last = slice_from(name, name.n - (value.n < name.n ? value.n : name.n));
    return slice_eq_nocase(last, value) && (last.n == name.n || last.p[-1] == '.');
}

bool name_hides(enum weight weight, struct slice name, struct slice value, enum printed_as as)
{
    struct slice first = weight == WEIGHT_line || weight == WEIGHT_phrase ? slice_part(value, 0, slice_index(value, ' ')) : value;
    if (weight == WEIGHT_none || is_nothing(first))
        return false;
    if (as == PRINTED_nested)
        return !slice_starts(value, SLICE("{{")) &&
               (weight >= WEIGHT_coin ? nested_holds(value, weight) : weight >= WEIGHT_looks && nested_has_credential(value));
    if (value.p[0] == '/' && name.n >= 3 && slice_eq_nocase(slice_from(name, name.n - 3), SLICE("pwd"))) /* a folder */
        return false;
    if (is_placeholder(value) || is_attribute(value) || (as == PRINTED_bare && (is_call(value) || is_name_itself(name, value))))
        return false;
    if (as == PRINTED_bare && value.p[0] == '(' && weight != WEIGHT_password) /* "no valid credentials: (a sentence goes on)" */
        return false;
    if (weight == WEIGHT_netloc)
        return slice_index(value, ':') < slice_index(value, '@') && slice_index(value, '@') < value.n && !slice_has(value, SLICE("://"));
    if (weight == WEIGHT_pin)
        return value.n >= PIN_LEAST && value.n <= PIN_MOST && slice_span(value, 0, byte_is_digit) == value.n;
    if (weight <= WEIGHT_mixed)
        return (looks_like_credential(value) && (weight != WEIGHT_signature || !is_chain_signature(value))) || (weight == WEIGHT_mixed && looks_mixed(value));
    if (weight == WEIGHT_phrase)
        return is_phrase(value) || looks_mixed(value);
    return weight == WEIGHT_password || !says_of_it(weight, value, as);
}
