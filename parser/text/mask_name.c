/* mask_name.c - which names mean a secret; see mask_name.h for the contract. */
#include "mask_name.h"

enum { NAME_MAX = 64, CREDENTIAL_LEAST = 16 };

/* How much a name says about its value. */
enum weight {
    WEIGHT_none,
    WEIGHT_looks,    /* a secret where the value looks like a credential */
    WEIGHT_text,     /* any text is a secret, a number is not */
    WEIGHT_password, /* numbers too */
};

/* Names are compared in lower case, '-' and '.' as '_'. An ending of letters counts inside a word too: pgpassword. */
static const struct name_row {
    struct slice name;
    bool is_ending;
    enum weight weight;
} names[] = {
#define WHOLE(name, weight) { { name, sizeof(name) - 1 }, false, WEIGHT_##weight },
#define ENDING(name, weight) { { name, sizeof(name) - 1 }, true, WEIGHT_##weight },
    ENDING("password", password)
    ENDING("passwd", password)
    ENDING("passphrase", password)
    ENDING("secret", password)
    WHOLE("pwd", password)
    ENDING("_pwd", password)
    ENDING("_pass", password)
    WHOLE("pass", looks)
    ENDING("secret_key", text)
    ENDING("secretkey", text)
    ENDING("access_key", text)
    ENDING("accesskey", text)
    ENDING("private_key", text)
    ENDING("privatekey", text)
    ENDING("api_key", text)
    ENDING("apikey", text)
    ENDING("account_key", text)
    ENDING("fernet_key", text)
    ENDING("encryption_key", text)
    ENDING("signing_key", text)
    ENDING("auth_key", text)
    ENDING("shared_key", text)
    ENDING("authorization", text)
    ENDING("credential", text)
    ENDING("credentials", text)
    ENDING("keyfile_dict", text)
    WHOLE("token", text)
    ENDING("access_token", text)
    ENDING("accesstoken", text)
    ENDING("auth_token", text)
    ENDING("authtoken", text)
    ENDING("refresh_token", text)
    ENDING("refreshtoken", text)
    ENDING("id_token", text)
    ENDING("idtoken", text)
    ENDING("api_token", text)
    ENDING("apitoken", text)
    ENDING("bearer_token", text)
    ENDING("session_token", text)
    ENDING("sessiontoken", text)
    ENDING("security_token", text)
    ENDING("sas_token", text)
    ENDING("bot_token", text)
    ENDING("jwt", text)
    ENDING("_token", looks)
    ENDING("token", looks)
#undef WHOLE
#undef ENDING
};

/* The key in lower case with '_' between its words; what is too long loses its head. */
static struct slice name_plain(struct slice key, char room[NAME_MAX])
{
    if (key.n > NAME_MAX)
        key = slice_from(key, key.n - NAME_MAX);
    for (size_t i = 0; i < key.n; i++)
        room[i] = key.p[i] == '-' || key.p[i] == '.' || key.p[i] == ' ' ? '_' : byte_lower(key.p[i]);
    return (struct slice){ room, key.n };
}

static enum weight name_weight(struct slice key)
{
    char room[NAME_MAX];
    struct slice plain = name_plain(key, room);
    if (plain.n < 2)
        return WEIGHT_none;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (memcmp(names[i].name.p + names[i].name.n - 2, plain.p + plain.n - 2, 2) != 0)
            continue;
        else if (names[i].is_ending ? slice_ends(plain, names[i].name) : slice_eq(plain, names[i].name))
            return names[i].weight;
    return slice_starts(plain, SLICE("token_")) ? WEIGHT_looks : WEIGHT_none;
}

/* All names of the table end in one of few pairs of letters; most keys of a log do not. */
bool name_may_hide(struct slice key)
{
#define ENDS(a, b) ((unsigned char)(a) << 8 | (unsigned char)(b))
    if (key.n < 3)
        return false;
    switch (ENDS(byte_lower(key.p[key.n - 2]), byte_lower(key.p[key.n - 1]))) {
    case ENDS('a', 'l'):
    case ENDS('c', 't'):
    case ENDS('e', 'n'):
    case ENDS('e', 't'):
    case ENDS('e', 'y'):
    case ENDS('l', 's'):
    case ENDS('o', 'n'):
    case ENDS('r', 'd'):
    case ENDS('s', 'e'):
    case ENDS('s', 's'):
    case ENDS('w', 'd'):
    case ENDS('w', 't'):
        return name_weight(key) != WEIGHT_none;
    default:
        return byte_lower(key.p[0]) == 't' &&
               (slice_eq_nocase(slice_part(key, 0, 6), SLICE("token_")) || slice_eq_nocase(slice_part(key, 0, 6), SLICE("token-")));
    }
#undef ENDS
}

/* Long enough, of letters and digits mixed, without the marks of prose, paths and numbers. */
static bool looks_like_credential(struct slice value)
{
    size_t digits = 0, letters = 0;
    for (size_t i = 0; i < value.n; i++) {
        digits += byte_is_digit(value.p[i]);
        letters += byte_is_letter(value.p[i]);
        if (value.p[i] <= ' ' || strchr("/<>[](){}", value.p[i]))
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
        else if (!value.p[i] || !strchr("+-.eE%_", value.p[i]))
            return false;
    return digits > 0;
}

/* Words that say there is no value, or that somebody masked it before. */
static bool is_nothing(struct slice value)
{
    static const struct slice words[] = { { "none", 4 }, { "null", 4 }, { "true", 4 }, { "false", 5 }, { "nan", 3 } };
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (slice_eq_nocase(value, words[i]))
            return true;
    return value.n == 0 || slice_has(value, SLICE("***"));
}

bool name_hides(struct slice key, struct slice value, bool quoted)
{
    enum weight weight = name_weight(key);
    if (weight == WEIGHT_none || is_nothing(value))
        return false;
    if (slice_eq(key, SLICE("PWD")) || slice_eq(key, SLICE("OLDPWD")))
        return value.p[0] != '/';
    if (weight == WEIGHT_looks)
        return looks_like_credential(value);
    if (!quoted && (value.p[0] == '[' || value.p[0] == '{' || value.p[0] == '('))
        return false;
    return weight == WEIGHT_password || quoted || !is_number(value);
}
