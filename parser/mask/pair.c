/* pair.c - finds the value that belongs to a name; see pair.h for the contract. */
#include "pair.h"

#include "insert_rows.h"
#include "member.h"
#include "sentence.h"
#include "value.h"

/* Bytes of the text of an element, backslashes before a sign. */
enum { ELEMENT_MOST = 4096, SLASHES_MOST = 4, SHOWN_MOST = 128 };

/* A name and what stands round it. */
struct key {
    size_t from, to;
    struct slice quote; /* before its value's separator: empty = it is not quoted */
    size_t after;       /* after that quote */
};

/* A byte of a letter beyond ASCII; not one that begins a blank or a sign (U+00A0, U+200B, a quote, one of full width). */
static bool byte_is_foreign(char c)
{
    return (unsigned char)c >= 0x80 && c != '\xc2' && c != '\xe2' && c != '\xef';
}

static bool byte_is_key(char c)
{
    return byte_is_word(c) || c == '-' || c == '.' || byte_is_foreign(c);
}

static bool byte_is_of_word(char c)
{
    return byte_is_letter(c) || byte_is_foreign(c);
}

/* Where as many words before the position begin, each with a blank behind it. */
static size_t words_before(struct slice s, size_t least, size_t at, int words)
{
    for (; words && at > least + 2 && s.p[at - 1] == ' '; words--)
        at = slice_span_back(s, least, at - 1, byte_is_of_word);
    return at;
}

/* Words before the last one of a name of several, which blanks part: API key, mot de passe. */
static int words_of_name(struct slice last)
{
    static const struct {
        struct slice last;
        int before;
    } names[] = { { SLICE_ROW("key"), 1 },   { SLICE_ROW("passe"), 2 },      { SLICE_ROW("sandi"), 1 },
                  { SLICE_ROW("khẩu"), 1 }, { SLICE_ROW("πρόσβασης"), 1 }, { SLICE_ROW("المرور"), 1 } };
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (slice_eq_nocase(last, names[i].last))
            return names[i].before;
    return 0;
}

/* Whether dots lead from a name to its value at the position: Password ..... x; a sign behind them says so by itself. */
static bool leaders_stand(struct slice s, size_t at)
{
    size_t end = at;
    while (end < s.n && end < at + NAME_MOST && s.p[end] == '.')
        end++;
    size_t sign = slice_span(s, end, byte_is_space);
    return end > at + 1 && (sign >= s.n || (s.p[sign] != ':' && s.p[sign] != '='));
}

/* The name that at points into. */
static struct slice key_at(struct slice s, size_t at, struct key *key)
{
    size_t least = at > NAME_MOST ? at - NAME_MOST : 0, most = at + NAME_MOST < s.n ? at + NAME_MOST : s.n;
    key->from = key->to = at;
    while (key->from > least && byte_is_key(s.p[key->from - 1]))
        key->from--;
    while (key->from < at && (s.p[key->from] & 0xc0) == 0x80) /* the rest of a sign */
        key->from++;
    while (key->to < most && byte_is_key(s.p[key->to]) && !leaders_stand(s, key->to))
        key->to++;
    key->quote = quote_at(s, key->to);
    if (key->quote.n && slice_eq(quote_at(s, key->to + key->quote.n), key->quote)) /* in CSV */
        key->quote = slice_part(s, key->to, key->to + 2 * key->quote.n);
    key->after = key->to + key->quote.n;
    if (key->after < s.n && s.p[key->after] == ']') /* os.environ['KEY'] = */
        key->after++;
    return slice_part(s, words_before(s, least, key->from, words_of_name(slice_part(s, key->from, key->to))), key->to);
}

static char byte_before(struct slice s, size_t at)
{
    return at ? s.p[at - 1] : '\0';
}

/* "Invalid auth token: Signature has expired": a sentence after the colon, a capital first and a small word second. */
static bool is_sentence(struct slice rest)
{
    size_t at = 2;
    if (rest.n < 4 || rest.p[0] != ' ' || rest.p[1] < 'A' || rest.p[1] > 'Z')
        return false;
    while (at < rest.n && at < NAME_MOST && rest.p[at] >= 'a' && rest.p[at] <= 'z')
        at++;
    return at + 1 < rest.n && rest.p[at] == ' ' && rest.p[at + 1] >= 'a' && rest.p[at + 1] <= 'z';
}

/* Whether the next key follows, not the value: "password= host=db", not "creds: user:x". */
static bool is_empty(struct slice s, size_t at)
{
    struct slice near = slice_part(s, 0, at + NAME_MOST);
    size_t from = at + 1 + quote_at(near, at + 1).n, end = slice_span(near, from, byte_is_word);
    bool is_user = end > from && end + 1 < near.n && near.p[end] == ':' && (byte_is_letter(near.p[end + 1]) || byte_is_digit(near.p[end + 1]));
    return key_begins(near, at) && !is_user;
}

/* After a type of Python and the = behind it (password: Optional[str] = ); at = none stands there. */
static size_t skip_type(struct slice s, size_t at)
{
    static const struct slice types[] = { SLICE_ROW("str"), SLICE_ROW("bytes"), SLICE_ROW("Optional["), SLICE_ROW("Union["), SLICE_ROW("SecretStr"),
                                          SLICE_ROW("Any"), SLICE_ROW("typing.") };
    struct slice near = slice_part(s, 0, at + NAME_MOST);
    size_t from = slice_span(near, at, byte_is_space), end = from;
    while (end < near.n && (byte_is_word(near.p[end]) || strchr("[].,| ", near.p[end])))
        end++;
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
        if (slice_starts(slice_from(near, from), types[i]) && end < near.n && near.p[end] == '=' && near.p[end - 1] == ' ')
            return end + 1;
    return at;
}

/* Bytes of an arrow that a blank follows; 0 = none begins the text. */
static size_t arrow_length(struct slice s)
{
    static const struct slice arrows[] = { SLICE_ROW("->"), SLICE_ROW("=>"), SLICE_ROW("→"), SLICE_ROW("➜"), SLICE_ROW("⇒") };
    for (size_t i = 0; i < sizeof(arrows) / sizeof(*arrows); i++)
        if (slice_starts(s, arrows[i]) && arrows[i].n < s.n && s.p[arrows[i].n] == ' ')
            return arrows[i].n;
    return 0;
}

/* After a value that is none any more, and the arrow to the new one: "" => , "***" -> ; at = none stands there. */
static size_t skip_old(struct slice s, size_t at)
{
    static const struct slice olds[] = { SLICE_ROW("\"\""), SLICE_ROW("\"***\""), SLICE_ROW("null"), SLICE_ROW("\\\"\\\""), SLICE_ROW("\\\"***\\\"") };
    struct slice rest = slice_part(s, slice_span(s, at, byte_is_space), at + NAME_MOST);
    for (size_t i = 0; i < sizeof(olds) / sizeof(*olds); i++) {
        struct slice arrow = slice_from(rest, olds[i].n);
        size_t n = slice_starts(rest, olds[i]) && slice_starts(arrow, SLICE(" ")) ? arrow_length(slice_from(arrow, 1)) : 0;
        if (n)
            return (size_t)(arrow.p - s.p) + n + 2;
    }
    return at;
}

/* After the arrow of password->hunter2, whose dash is taken for the name's; 0 = there is none, or a call follows. */
static size_t skip_arrow(struct slice s, size_t at)
{
    size_t end = slice_span(slice_part(s, 0, at + NAME_MOST), at + 1, byte_is_word);
    bool quoted = quote_at(s, at + 1).n, mixed = false;
    for (size_t i = at + 1; i < end; i++)
        mixed = mixed || byte_is_digit(s.p[i]);
    return byte_before(s, at) == '-' && (quoted || (mixed && (end == s.n || s.p[end] != '('))) ? at + 1 : 0;
}

/* The position after = == => := : or -> ; 0 = there is none, or no value after it. */
static size_t skip_sign(struct slice s, size_t at, enum weight weight)
{
    if (weight == WEIGHT_password && byte_before(s, at) == ' ' && arrow_length(slice_from(s, at)))
        return at + arrow_length(slice_from(s, at));
    for (size_t n = 0; n < SLASHES_MOST && at < s.n && s.p[at] == '\\'; n++) /* of a properties file */
        at++;
    at += at < s.n && s.p[at] == '?' && slice_starts(slice_from(s, at), SLICE("?=")); /* of a makefile */
    if (at < s.n && s.p[at] == '>' && weight == WEIGHT_password)
        return skip_arrow(s, at);
    if (at >= s.n || (s.p[at] != '=' && s.p[at] != ':'))
        return 0;
    if (s.p[at] == ':' && (slice_starts(slice_from(s, at), SLICE("://")) || (weight <= WEIGHT_text && is_sentence(slice_from(s, at + 1)))))
        return 0;
    size_t most = at + 3;
    for (at++; at < s.n && at < most && (s.p[at] == '=' || s.p[at] == '>');)
        at++;
    at = skip_old(s, skip_type(s, at));
    return at < s.n && s.p[at] == ' ' && !weight_goes_on(weight) && is_empty(s, at) ? 0 : at;
}

/* After the name of the member that holds the value of another; at = there is none. */
static size_t skip_value_name(struct slice s, size_t at)
{
    static const struct slice names[] = { SLICE_ROW("value"), SLICE_ROW("val"), SLICE_ROW("ParameterValue") };
    size_t end = slice_span(s, at, byte_is_word);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (slice_eq_nocase(slice_part(s, at, end), names[i]))
            return end;
    return at;
}

/* The position after ", 'value': " or " value=" behind a name that is a value itself; 0 = it is none. */
static size_t skip_value_member(struct slice s, size_t at)
{
    at += at < s.n && s.p[at] == ',';
    at = slice_span(s, at, byte_is_blank);
    at += quote_at(s, at).n;
    size_t end = skip_value_name(slice_part(s, 0, at + NAME_MOST), at);
    if (end == at || byte_is_key(s.p[at - 1]))
        return 0;
    end = slice_span(s, end + quote_at(s, end).n, byte_is_space);
    return end < s.n && (s.p[end] == ':' || s.p[end] == '=') ? end + 1 : 0;
}

/* Whether the key's quote opens the first of a pair in brackets: ('password', 'x'), as JSON [["password","x"]]. */
static bool in_brackets(struct slice s, const struct key *key)
{
    size_t from = key->from < key->quote.n ? 0 : key->from - key->quote.n;
    if (byte_before(s, from) == 'b' || byte_before(s, from) == 'u')
        from--;
    char outer = byte_before(s, from ? from - 1 : 0);
    return byte_before(s, from) == '(' || (byte_before(s, from) == '[' && (outer == '[' || outer == ',' || outer == ' '));
}

static bool is_option(struct slice s, const struct key *key)
{
    char before = byte_before(s, key->from);
    return s.p[key->from] == '-' && (!before || byte_is_blank(before) || byte_may_quote(before) || before == '(' || before == '=');
}

/* Where the value of a quoted name may begin without a sign between them: a member value, --password, a pair in brackets; 0 = nowhere. */
static size_t after_quoted(struct slice s, const struct key *key)
{
    size_t member = skip_value_member(s, key->after);
    if (member || key->after >= s.n || s.p[key->after] != ',')
        return member;
    if (!is_option(s, key) && !in_brackets(s, key))
        return 0;
    size_t at = slice_span(s, key->after + 1, byte_is_blank);
    return value_quoted(s, at) ? at : 0;
}

/* Whether the name is a value itself: name: DB_PASSWORD. */
static bool is_value(struct slice s, const struct key *key)
{
    size_t least = key->from > 2 ? key->from - 2 : 0;
    char sign = byte_before(s, slice_span_back(s, least, key->from, byte_is_space));
    return sign == '=' || sign == ':';
}

/* Whether the escaped quote at the position rather ends a text: no word follows it. */
static bool quote_closes(struct slice s, size_t at)
{
    size_t end = at + quote_at(s, at).n;
    return s.p[at] == '\\' && (end >= s.n || !byte_is_word(s.p[end]));
}

/* Where the value of a name may begin without a sign between them: after the blank of an option, in SQL's quotes; 0 = nowhere. */
static size_t after_blank(struct slice s, const struct key *key, enum weight weight)
{
    size_t at = slice_span(s, key->to, byte_is_space), member = is_value(s, key) ? skip_value_member(s, key->to) : 0;
    if (at >= s.n || member)
        return member;
    if (s.p[at] == '(' && weight == WEIGHT_password && quote_at(s, at + 1).n)
        return at + 1;
    if (at == key->to)
        return 0;
    if (is_option(s, key))
        return s.p[at] != '-' ? at : 0;
    bool named = s.p[at] == '"' && slice_eq_nocase(slice_part(s, key->from, key->to), SLICE("secret")); /* what kubectl does with one */
    return weight == WEIGHT_password && !named && value_quoted(s, at) && !quote_closes(s, at) ? at : 0;
}

static bool is_event(struct scan *scan)
{
    if (!scan->asked)
        scan->is_event = slice_has(scan->text, SLICE("event="));
    scan->asked = true;
    return scan->is_event;
}

/* Lets a value after = on an event's line go on; one in single quotes with words behind it is bare there (records.md §4). */
static void event_extend(struct slice s, enum printed_as as, struct secret *secret)
{
    size_t behind = secret->to + 1;
    if (as == PRINTED_bare) {
        secret->to = value_extend(s, secret->to);
    } else if (as == PRINTED_quoted && secret->from && s.p[secret->from - 1] == '\'' && behind < s.n && value_extend(s, behind) > behind) {
        secret->from--;
        secret->to = value_extend(s, behind);
    }
}

/* The value at the position, judged by its first bytes. */
static bool find_value(struct scan *scan, struct slice name, const struct key *key, size_t at, enum weight weight, struct secret *secret)
{
    struct slice s = scan->text, near = slice_part(s, 0, at + AHEAD_MOST);
    enum printed_as as = value_find(near, at, weight, key->quote.n, secret);
    bool goes_on = !key->quote.n && weight > WEIGHT_mixed && s.p[at - 1] == '=', bare = as == PRINTED_bare;
    size_t shown = goes_on && bare && weight == WEIGHT_password && is_event(scan) ? value_extend(near, secret->to) : secret->to; /* "<ab> x" is no <ab> */
    if (!name_hides(weight, name, slice_part(near, secret->from, shown), as))
        return false;
    if (secret->to == near.n)
        value_find(s, at, weight, key->quote.n, secret);
    if (goes_on && is_event(scan))
        event_extend(s, as, secret);
    else if (goes_on && bare && weight == WEIGHT_password)
        secret->to = value_extend_words(s, secret->to);
    if (as != PRINTED_quoted) /* "password": 1 and 'password': [..] get quotes like their key's */
        secret->quote = key->quote;
    return true;
}

/* Whether the name is that of an element: <password, <ns:password. */
static bool is_tag(struct slice s, const struct key *key)
{
    size_t from = key->from, least = from > NAME_MOST ? from - NAME_MOST : 0;
    if (byte_before(s, from) == ':')
        for (from--; from > least && byte_is_key(s.p[from - 1]);)
            from--;
    return byte_before(s, from) == '<';
}

/* After blanks and <value>; at = it does not stand there. */
static size_t skip_value_tag(struct slice s, size_t at)
{
    size_t tag = slice_span(s, at, byte_is_blank);
    return slice_starts(slice_from(s, tag), SLICE("<value>")) ? tag + strlen("<value>") : at;
}

/* Where the text of an element begins that the name stands for; 0 = nowhere. */
static size_t element_text(struct slice s, const struct key *key)
{
    struct slice rest = slice_part(s, key->after, key->after + AHEAD_MOST), before = slice_part(s, 0, key->from < key->quote.n ? 0 : key->from - key->quote.n);
    size_t end = slice_index(rest, '>'), first = slice_span(rest, 0, byte_is_space);
    if (key->quote.n)
        return end < rest.n && end == first && (slice_ends(before, SLICE("key=")) || slice_ends(before, SLICE("name="))) ? skip_value_tag(s, key->after + end + 1) : 0;
    if (slice_starts(rest, SLICE("</name>"))) {
        size_t at = key->after + strlen("</name>"), text = skip_value_tag(s, at);
        return text > at ? text : 0;
    }
    bool opens = end < rest.n && (end == 0 || byte_is_blank(rest.p[0])) && rest.p[end ? end - 1 : 0] != '/' && is_tag(s, key);
    return opens ? key->after + end + 1 : 0;
}

/* <password>VALUE</password>, <entry key="password">VALUE</entry>, <name>password</name><value>VALUE</value> */
static bool find_element(struct slice s, struct slice name, const struct key *key, enum weight weight, struct secret *secret)
{
    static const struct slice raw = SLICE_ROW("<![CDATA[");
    size_t from = element_text(s, key);
    bool is_raw = from && slice_starts(slice_from(s, from), raw);
    from += is_raw ? raw.n : 0;
    struct slice rest = slice_part(s, from, from + ELEMENT_MOST);
    size_t n = from ? slice_find(rest, is_raw ? SLICE("]]>") : SLICE("<")) : (size_t)-1;
    secret->from = from;
    secret->to = from + n;
    return n != (size_t)-1 && name_hides(weight, name, slice_part(rest, 0, n), PRINTED_quoted);
}

/* Where the value of a name begins; 0 = nowhere. */
static size_t value_place(struct slice s, const struct key *key, enum weight weight)
{
    size_t at = skip_sign(s, slice_span(s, key->after, byte_is_space), weight);
    if (at)
        return at;
    return key->quote.n ? after_quoted(s, key) : after_blank(s, key, weight);
}

/* Where a value on the line below begins, behind YAML's | or > maybe; at = this line goes on. */
static size_t line_below(struct slice s, size_t at, bool *block)
{
    size_t end = slice_span(s, at, byte_is_space);
    *block = end < s.n && (s.p[end] == '|' || s.p[end] == '>');
    end += *block;
    end += *block && end < s.n && (s.p[end] == '-' || s.p[end] == '+');
    end += end < s.n && s.p[end] == '\r';
    if (end < s.n && s.p[end] == '\n')
        return slice_span(s, end + 1, byte_is_space);
    return slice_starts(slice_from(s, end), SLICE("\\n")) ? slice_span(s, end + 2, byte_is_space) : at; /* as JSON has it */
}

/* The value on the line below: alone there, and more than a word of text unless it stands in quotes or YAML says that it is one. */
static bool find_below(struct slice s, struct slice name, size_t at, bool block, enum weight weight, struct secret *secret)
{
    struct slice rest = slice_part(s, at, at + ELEMENT_MOST), near = slice_part(s, 0, at + rest.n);
    size_t newline = slice_find(rest, SLICE("\\n")); /* as JSON has it */
    if (newline != (size_t)-1)
        near.n = at + newline;
    enum printed_as as = at < near.n ? value_find(near, at, weight, false, secret) : PRINTED_bare;
    struct slice value = slice_part(near, secret->from, secret->to);
    size_t end = slice_span(near, secret->to, byte_is_space);
    while (end < near.n && near.p[end] && strchr("\"',)]}\r", near.p[end]))
        end++;
    if (at >= near.n || (end < near.n && near.p[end] != '\n' && near.p[end] != '\\') || as == PRINTED_nested)
        return false;
    return name_hides(weight, name, value, as) && (block || as == PRINTED_quoted || looks_chosen(value, weight));
}

/* The value of a name that means a secret, wherever it stands to it. */
static bool find_of(struct scan *scan, struct slice name, const struct key *key, enum weight weight, struct secret *secret)
{
    size_t place = value_place(scan->text, key, weight);
    bool block;
    size_t below = place && place < scan->text.n ? line_below(scan->text, place, &block) : 0;
    if (below > place)
        return find_below(scan->text, name, below, block, weight, secret);
    if (below)
        return find_value(scan, name, key, place, weight, secret);
    return find_element(scan->text, name, key, weight, secret) || find_in_column(scan, key->from, key->after, weight, secret) ||
           find_member_before(scan->text, key->from, weight, name, secret) ||
           (key->quote.n ? find_in_list(scan->text, key->from, key->after, weight, name, secret) : find_in_sentence(scan->text, key->to, weight, name, secret));
}

bool find_pair(struct scan *scan, size_t at, const char *announced, struct secret *secret)
{
    struct key key;
    if (at < scan->names_done)
        return false;
    struct slice name = key_at(scan->text, at, &key);
    enum weight weight = name_weight(name, announced);
    if (weight == WEIGHT_none)
        return false;
    scan->names_done = key.to;
    *secret = (struct secret){ .quote = SLICE("") };
    bool found = find_of(scan, name, &key, weight, secret);
    scan->open = scan->open || !found || weight_goes_on(weight);
    return found;
}

bool find_shown(struct slice s, size_t at, struct secret *secret)
{
    struct slice word, before = slice_part(s, at > SHOWN_MOST ? at - SHOWN_MOST : 0, at);
    size_t type = slice_find(before, SLICE("[type="));
    size_t place = at + strlen("input_value=");
    enum weight weight = WEIGHT_none;
    if (type == (size_t)-1)
        return false;
    for (size_t from = 0, end; from < type && weight < WEIGHT_coin; from = end) {
        end = slice_span(before, from, byte_is_key);
        word = slice_part(before, from, end);
        end += end == from;
        if (word.n >= 3)
            weight = name_weight(word, NULL);
    }
    if (weight < WEIGHT_coin && slice_index(before, '\n') == (size_t)-1) /* the field stands on a line that is not at hand */
        weight = WEIGHT_mixed;
    if (weight < WEIGHT_mixed || place >= s.n)
        return false;
    struct slice near = slice_part(s, 0, place + AHEAD_MOST);
    *secret = (struct secret){ .quote = SLICE("") };
    enum printed_as as = value_find(near, place, weight, false, secret);
    if (!name_hides(weight, word, slice_part(near, secret->from, secret->to), as))
        return false;
    if (secret->to == near.n)
        value_find(s, place, weight, false, secret);
    return true;
}
