/* sentence.c - secrets that a sentence tells; see sentence.h for the contract. Words stand there as often, so that a value must look like one. */
#include "sentence.h"

#include "coin.h"
#include "letters.h"
#include "value.h"

enum { WHOM_MOST = 3, LINK_MOST = 8, QUOTED_LEAST = 4, CHOSEN_LEAST = 6, COIN_NAME_MOST = 8, CODE_LEAST = 4,
       CODE_MOST = 8, LONE_LEAST = 20, CHOSEN_LONE = 8, LONE_MIXED = 16, APART = 2, SLASHES_MOST = 8 };

enum link { LINK_none, LINK_verb, LINK_aside, LINK_whom };

static const struct link_word {
    struct slice word;
    enum link link;
} link_words[] = {
    { SLICE_ROW("is"), LINK_verb },       { SLICE_ROW("was"), LINK_verb },   { SLICE_ROW("to"), LINK_verb },       { SLICE_ROW("est"), LINK_verb },
    { SLICE_ROW("ist"), LINK_verb },      { SLICE_ROW("war"), LINK_verb },   { SLICE_ROW("lautet"), LINK_verb },   { SLICE_ROW("es"), LINK_verb },
    { SLICE_ROW("era"), LINK_verb },      { SLICE_ROW("now"), LINK_aside },  { SLICE_ROW("set"), LINK_aside },     { SLICE_ROW("changed"), LINK_aside },
    { SLICE_ROW("reset"), LINK_aside },   { SLICE_ROW("has"), LINK_aside },  { SLICE_ROW("been"), LINK_aside },    { SLICE_ROW("updated"), LINK_aside },
    { SLICE_ROW("still"), LINK_aside },   { SLICE_ROW("for"), LINK_whom },   { SLICE_ROW("of"), LINK_whom },       { SLICE_ROW("du"), LINK_whom },
    { SLICE_ROW("de"), LINK_whom },       { SLICE_ROW("pour"), LINK_whom },  { SLICE_ROW("von"), LINK_whom },
    { SLICE_ROW("f\xc3\xbcr"), LINK_whom }, { SLICE_ROW("\xc3\xa9"), LINK_verb },
};

static bool byte_is_of_word(char c)
{
    return byte_is_letter(c) || (unsigned char)c >= 0x80;
}

/* What the next word is for, and where it ends. */
static enum link link_at(struct slice s, size_t at, size_t *end)
{
    *end = slice_span(s, at, byte_is_of_word);
    for (size_t i = 0; i < sizeof(link_words) / sizeof(*link_words); i++)
        if (slice_eq_nocase(slice_part(s, at, *end), link_words[i].word))
            return link_words[i].link;
    return LINK_none;
}

/* After "user cvn" behind "for", which a verb or a colon follows, *colon whether that; at = neither does. */
static size_t skip_whom(struct slice s, size_t at, bool *colon)
{
    size_t from = at, end;
    *colon = false;
    for (int i = 0; i <= WHOM_MOST && at < s.n && !*colon; i++) {
        if (i && link_at(s, at, &end) == LINK_verb && end < s.n && s.p[end] == ' ')
            return at;
        while (at < s.n && !byte_is_blank(s.p[at]))
            at++;
        *colon = s.p[at - 1] == ':';
        at = slice_span(s, at, byte_is_space);
    }
    return *colon ? at : from;
}

/* Where the value begins behind " is ", " for user cvn was ", " has been set to "; 0 = no verb stands there. */
static size_t after_verb(struct slice s, size_t at)
{
    size_t found = 0, end;
    for (int i = 0; i < LINK_MOST; i++) {
        size_t word = slice_span(s, at, byte_is_space);
        enum link link = word > at ? link_at(s, word, &end) : LINK_none;
        if (link == LINK_none)
            return found;
        bool colon = false;
        at = link == LINK_whom ? skip_whom(s, slice_span(s, end, byte_is_space), &colon) : end;
        if (colon)
            return at;
        at -= link == LINK_whom; /* the blank before the verb */
        if (link == LINK_verb || (found && link == LINK_aside))
            found = slice_span(s, end + (end < s.n && s.p[end] == ':'), byte_is_space);
    }
    return found;
}

/* sha256, base64, oauth2: the name of a method, which has digits as a password has; no longer word that begins so. */
static bool is_method(struct slice value)
{
    static const struct slice names[] = { SLICE_ROW("sha"),    SLICE_ROW("md5"),  SLICE_ROW("base"), SLICE_ROW("hmac"),   SLICE_ROW("aes"),   SLICE_ROW("rsa"),
                                          SLICE_ROW("pbkdf"),  SLICE_ROW("argon"), SLICE_ROW("utf"), SLICE_ROW("oauth"),  SLICE_ROW("scram"), SLICE_ROW("bcrypt"),
                                          SLICE_ROW("ed25519"), SLICE_ROW("x509"), SLICE_ROW("blake"), SLICE_ROW("keccak"), SLICE_ROW("http"), SLICE_ROW("python") };
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (slice_eq_nocase(slice_part(value, 0, names[i].n), names[i]) && (value.n == names[i].n || !byte_is_letter(value.p[names[i].n])))
            return true;
    return false;
}

static bool byte_is_of_number(char c)
{
    return byte_is_digit(c) || c == '.';
}

/* v2, v1.2.3, v1beta1, and no word of which one is the begin. */
static bool is_version(struct slice value)
{
    static const struct slice stages[] = { SLICE_ROW(""), SLICE_ROW("alpha"), SLICE_ROW("beta"), SLICE_ROW("rc") };
    if (value.n < 2 || value.p[0] != 'v' || !byte_is_digit(value.p[1]))
        return false;
    struct slice rest = slice_from(value, slice_span(value, 1, byte_is_of_number));
    for (size_t i = 0; i < sizeof(stages) / sizeof(*stages); i++)
        if (slice_starts(rest, stages[i]) && slice_span(rest, stages[i].n, byte_is_of_number) == rest.n)
            return true;
    return false;
}

bool looks_chosen(struct slice value, enum weight weight)
{
    while (value.n && strchr(".,;:", value.p[value.n - 1]))
        value.n--;
    struct letters n = letters_of(value);
    if (n.others || is_method(value) || is_version(value) || (weight == WEIGHT_coin && is_address(value)))
        return false;
    if (weight == WEIGHT_code || weight == WEIGHT_password) {
        if (n.digits == value.n)
            return value.n >= (weight == WEIGHT_code ? CODE_LEAST : CHOSEN_LEAST) && (weight != WEIGHT_code || value.n <= CODE_MOST);
    }
    if (!n.letters || !(n.digits + n.signs) || slice_index(value, '_') < value.n || value.n < CHOSEN_LEAST)
        return looks_like_credential(value);
    bool digit_first = byte_is_digit(value.p[0]) && weight == WEIGHT_password && letters_mixed(&n, 0);
    if (slice_index(value, '-') < value.n || (!byte_is_letter(value.p[0]) && !digit_first))
        return n.digits > 1 && value.n >= COIN_NAME_MOST + CHOSEN_LEAST;
    return weight != WEIGHT_coin || n.digits > 2 || (n.digits == 2 && value.n >= COIN_NAME_MOST);
}

/* Whether the text in quotes may be a password: a word, or several of which one has a digit. */
static bool looks_quoted(struct slice value)
{
    return value.n >= QUOTED_LEAST && (slice_index(value, ' ') == (size_t)-1 || letters_of(value).digits);
}

/* The value at the position, if it looks like one. */
static bool find_chosen(struct slice s, size_t at, enum weight weight, struct slice name, struct secret *secret)
{
    struct slice near = slice_part(s, 0, at + AHEAD_MOST);
    if (at >= s.n)
        return false;
    enum printed_as as = value_find(near, at, WEIGHT_looks, false, secret);
    struct slice value = slice_part(near, secret->from, secret->to);
    if (as == PRINTED_nested || !name_hides(weight, name, value, as) || key_begins(near, at))
        return false;
    if (!looks_chosen(value, weight) && !(as == PRINTED_quoted && weight == WEIGHT_password && looks_quoted(value)))
        return false;
    if (secret->to == near.n)
        value_find(s, at, WEIGHT_looks, false, secret);
    return true;
}

/* A word after the name, with a blank alone between them, that can be nothing but a credential: "token 0a1b2c..". */
static bool find_lone(struct slice s, size_t at, enum weight weight, struct slice name, struct secret *secret)
{
    struct slice near = slice_part(s, 0, at + AHEAD_MOST);
    value_find(near, at, WEIGHT_looks, false, secret);
    struct slice value = slice_part(near, secret->from, secret->to);
    if (weight == WEIGHT_password && value.n < LONE_LEAST)
        return value.n >= CHOSEN_LONE && letters_of(value).digits > 1 && !is_version(value) && find_chosen(s, at, weight, name, secret);
    struct letters n = letters_of(value);
    bool mixed = value.n >= LONE_MIXED && letters_mixed(&n, 3);
    if ((value.n < LONE_LEAST && !mixed) || !looks_like_credential(value) || (weight == WEIGHT_coin && is_address(value)) || slice_has(value, SLICE("***")) ||
        slice_index(value, '=') < value.n - 2 || slice_index(value, ':') < value.n || slice_index(value, '.') < value.n)
        return false;
    if (secret->to == near.n)
        value_find(s, at, WEIGHT_looks, false, secret);
    return true;
}

/* A value in a column of its own: key<tab>value, or a name of settings before it: fs.s3a.secret.key value. */
static bool find_apart(struct slice s, size_t at, enum weight weight, struct slice name, struct secret *secret)
{
    struct slice near = slice_part(s, 0, at + AHEAD_MOST);
    value_find(near, at, WEIGHT_looks, false, secret);
    return letters_of(slice_part(near, secret->from, secret->to)).digits > 1 && find_chosen(s, at, weight, name, secret);
}

/* After a tab at the position as JSON has it, however often escaped; at = there is none. */
static size_t skip_tab(struct slice s, size_t at)
{
    size_t end = at;
    while (end < s.n && end < at + SLASHES_MOST && s.p[end] == '\\')
        end++;
    return end > at && end < s.n && s.p[end] == 't' ? end + 1 : at;
}

static bool byte_is_dot(char c)
{
    return c == '.';
}

/* After the dots, three or more, that lead to a value, and the blanks behind them; at = there are none. */
static size_t skip_leaders(struct slice s, size_t at)
{
    size_t end = slice_span(s, at, byte_is_dot);
    return end > at + 2 ? slice_span(s, end, byte_is_space) : at;
}

/* Bytes of a bracket, or of the line between two cells of a table, before a value; 0 = none begins the text. */
static size_t sign_length(struct slice s)
{
    static const struct slice lines[] = { SLICE_ROW("| "), SLICE_ROW("│ "), SLICE_ROW("┃ "), SLICE_ROW("║ ") };
    if (s.p[0] == '(' || s.p[0] == '[')
        return 1;
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
        if (slice_starts(s, lines[i]))
            return lines[i].n;
    return 0;
}

bool find_in_sentence(struct slice s, size_t to, enum weight weight, struct slice name, struct secret *secret)
{
    size_t blank = slice_span(s, to, byte_is_space), at = skip_leaders(s, skip_tab(s, blank));
    if (weight < WEIGHT_coin || weight == WEIGHT_line || weight == WEIGHT_phrase || at >= s.n)
        return false;
    bool apart = at - to > APART || at > blank || s.p[to] == '\t' || (at > to && slice_index(name, '.') < name.n);
    if (apart)
        return weight >= WEIGHT_text && find_apart(s, at, weight, name, secret);
    size_t sign = sign_length(slice_from(s, at));
    if (sign)
        return weight == WEIGHT_password && find_chosen(s, slice_span(s, at + sign, byte_is_space), weight, name, secret);
    if (at == to)
        return false;
    size_t value = after_verb(slice_part(s, 0, at + AHEAD_MOST), to);
    return value ? find_chosen(s, value, weight, name, secret) : find_lone(s, at, weight, name, secret);
}
