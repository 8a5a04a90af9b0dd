/* block_gates.c - what the raw text of the gates says: passed or not, and why not (domain §3.1); contract in block_value.h. */
#include "block_value.h"

/* Words that say how a gate ended: 1 passed, 0 failed, -1 none of them. */
static int gate_word(struct slice word)
{
    static const struct {
        struct slice word;
        int passed;
    } words[] = {
        { { "pass", 4 }, 1 },   { { "passed", 6 }, 1 }, { { "ok", 2 }, 1 },       { { "true", 4 }, 1 },
        { { "fail", 4 }, 0 },   { { "failed", 6 }, 0 }, { { "rejected", 8 }, 0 }, { { "false", 5 }, 0 },
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (slice_eq_nocase(word, words[i].word))
            return words[i].passed;
    return -1;
}

static bool byte_is_separator(char c)
{
    return c == ';' || c == ',' || c == '|' || byte_is_blank(c);
}

/* Takes the word that text begins with off it. */
static struct slice take_word(struct slice *text)
{
    size_t n = slice_span(*text, 0, byte_is_word);
    struct slice word = slice_part(*text, 0, n);
    *text = slice_from(*text, n);
    return word;
}

static char bracket_pair(char open)
{
    return open == '(' ? ')' : open == '[' ? ']' : open == '{' ? '}' : 0;
}

/* The text without separators and brackets around it. */
static struct slice bare_reason(struct slice text)
{
    bool absent[128] = { false }; /* closing brackets that text has none of: looked for once */
    for (;;) {
        size_t before = text.n;
        while (text.n && (byte_is_separator(text.p[0]) || text.p[0] == ':' || text.p[0] == '=' ||
                          (text.p[0] == '-' && !(text.n > 1 && byte_is_digit(text.p[1])))))
            text = slice_from(text, 1);
        while (text.n && (byte_is_separator(text.p[text.n - 1]) || text.p[text.n - 1] == ':'))
            text.n--;
        char close = text.n ? bracket_pair(text.p[0]) : 0;
        size_t at = close && !absent[(int)close] ? slice_index(text, close) : (size_t)-1;
        if (close && at == (size_t)-1) {
            absent[(int)close] = true;
            text = slice_from(text, 1);
        } else if (close && at == text.n - 1) {
            text = slice_part(text, 1, at);
        }
        if (text.n == before)
            return text;
    }
}

/* One name:WORD off the front of a list; its gate, -1 when text is no such list. */
static int take_gate(struct slice *list, struct slice *name)
{
    size_t n = 0;
    while (n < list->n && list->p[n] != ':' && list->p[n] != '=' && list->p[n] != ';' && list->p[n] != ',' && list->p[n] != '|')
        n++;
    *name = slice_trim(slice_part(*list, 0, n));
    if (!name->n || n == list->n || (list->p[n] != ':' && list->p[n] != '='))
        return -1;
    *list = slice_trim_left(slice_from(*list, n + 1));
    int passed = gate_word(take_word(list));
    if (list->n && !byte_is_separator(list->p[0]))
        return -1;
    *list = slice_from(*list, slice_span(*list, 0, byte_is_separator));
    return passed;
}

static int read_list(struct slice list, struct buf *reason)
{
    int all = -1;
    while (list.n) {
        struct slice name;
        int passed = take_gate(&list, &name);
        if (passed < 0)
            return -1;
        if (passed == 0) {
            if (reason->n)
                buf_char(reason, ';');
            buf_slice(reason, name);
        }
        all = passed == 0 || all == 0 ? 0 : 1;
    }
    return all;
}

int value_gates(struct slice gates, struct buf *reason)
{
    struct slice rest = slice_trim(gates);
    buf_reset(reason);
    struct slice word = take_word(&rest);
    if (slice_eq_nocase(word, SLICE("all"))) {
        struct slice after = slice_trim_left(rest);
        word = take_word(&after);
        rest = gate_word(word) == 1 ? after : rest;
        word = gate_word(word) == 1 ? word : SLICE("all");
    }
    int passed = gate_word(word);
    if (passed >= 0) {
        buf_slice(reason, bare_reason(rest));
        return passed;
    }
    passed = read_list(slice_trim(gates), reason);
    if (passed < 0)
        buf_reset(reason);
    return passed;
}
