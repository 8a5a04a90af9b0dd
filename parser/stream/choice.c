/* choice.c - see choice.h. */
#include "choice.h"

#include <stdlib.h>

#include "parser/head/prefix.h"
#include "parser/text/ansi.h"

enum {
    REORDERED = 1000000, /* microseconds within which shippers reorder lines */
    RISES = 3,           /* more rises than falls by that many: the stream goes forward */
    FALLS = 16,          /* falls within a second that tell it while lines still come, */
    FALLS_OF_ALL = 3,    /* and at the input's end; */
    FALLS_A_RISE = 8     /* so many to each rise: shippers that reorder make fewer */
};

void choice_free(struct choice *choice)
{
    if (choice->heads)
        head_space_free(choice->heads);
    free(choice->heads);
    chain_space_free(&choice->space);
    names_close(&choice->names);
}

static struct slice first_line(struct slice text)
{
    struct slice line;
    slice_cut(&text, '\n', &line);
    return line;
}

static void any_head_read(struct choice *choice, struct slice text, struct head *head)
{
    if (!choice->heads)
        choice->heads = memory_zeroed(sizeof(*choice->heads));
    head_read(&choice->parser->heads, text.n && text.p[0] == '{' ? text : first_line(text), choice->heads, head);
}

/* Whether the record's message is a line of Airflow's, with a head or a record of its own: a store's record has members of the same names. */
static bool is_carrier(struct choice *choice, struct slice text, const struct head *head)
{
    struct buf space = { 0 };
    struct head inside = { .family = FAMILY_none };
    if (json_get(text, SLICE("levelname")).type)
        return false;
    if (head->nesting > 1)
        return true;
    struct slice message = json_text(json_get(text, SLICE("message")), &space);
    if (message.n && message.p[0] == '{')
        any_head_read(choice, message, &inside);
    buf_free(&space);
    return inside.family == FAMILY_json || inside.family == FAMILY_elastic;
}

static bool shows_head(void *context, struct slice text)
{
    struct choice *choice = context;
    struct head head = { .message = text };
    if (!head_read_plain(&choice->parser->heads, text, &head))
        any_head_read(choice, text, &head);
    choice->has_stamp = head.outer_has_time;
    choice->stamp = head.outer_time;
    return head.family != FAMILY_none && head.family != FAMILY_bad_json && !(head.family == FAMILY_elastic && is_carrier(choice, text, &head));
}

/* Whether what stands at `at` begins the line or follows a prefix. */
static bool begins_at(const struct choice *choice, struct slice line, size_t at)
{
    enum level level;
    return slice_trim_left(slice_part(line, 0, at)).n == 0 || prefix_before(choice->parser->prefixes, line, at, &level) != PREFIX_none;
}

static bool shows_words_at(const struct choice *choice, struct slice text, bool (*begins)(const struct choice *, struct slice line, size_t at))
{
    struct slice line = first_line(text);
    size_t event = slice_find(line, SLICE("event=")), block = slice_find(line, SLICE("==="));
    if (event != (size_t)-1 && begins(choice, line, event))
        return true;
    return block != (size_t)-1 && begins(choice, line, block) && pattern_match(choice->parser->patterns, PATTERN_block, line);
}

static bool shows_words(void *context, struct slice text)
{
    const struct choice *choice = context;
    return !chain_has(&choice->chain, HEADS) && shows_words_at(choice, text, begins_at);
}

static bool begins_line(const struct choice *choice, struct slice line, size_t at)
{
    (void)choice;
    return slice_trim_left(slice_part(line, 0, at)).n == 0;
}

static bool shows_bare_words(void *context, struct slice text)
{
    const struct choice *choice = context;
    return !chain_has(&choice->chain, HEADS) && shows_words_at(choice, text, begins_line);
}

/* Whether the chain is no mere stamp of a Python program's own (domain §3.2): stores write Z. */
static bool is_transport(const struct chain *chain, struct slice line)
{
    return chain->n != 1 || chain->row[0] != ENVELOPE_stamp || line.p[chain->stamp_n[0] - 1] == 'Z';
}

bool choice_shows_head(struct choice *choice, struct slice text)
{
    return shows_head(choice, text);
}

bool choice_by_head(struct choice *choice, struct slice line)
{
    if (!chain_find(choice->parser->envelopes, line, &choice->space, shows_head, choice, &choice->chain))
        return false;
    if (choice->unnamed && chain_has(&choice->chain, NAMES)) {
        choice->chain = (struct chain){ 0 };
        return false;
    }
    choice->by = CHOSEN_head;
    return true;
}

static void names_look(struct choice *choice, struct slice lines)
{
    struct slice line;
    struct payload payload;
    while (lines.n) {
        slice_cut(&lines, '\n', &line);
        if (chain_take(choice->parser->envelopes, &choice->chain, slice_without_return(line), &choice->space, &payload) == choice->chain.n)
            names_note(choice->names, choice->parser, &payload);
    }
}

static void names_settle(struct choice *choice, enum names_are are, int link)
{
    choice->names_known = true;
    names_close(&choice->names);
    if (are == NAMES_nothing)
        choice->chain.nameless |= 1u << link;
    choice->unnamed = are == NAMES_unknown;
    if (!choice->unnamed)
        return;
    choice->chain = (struct chain){ 0 };
    choice->by = CHOSEN_none;
}

bool choice_knows_names(struct choice *choice, struct slice lines, bool over)
{
    int link = chain_link(&choice->chain, NAMES);
    choice->names_known = choice->names_known || link < 0;
    if (choice->names_known)
        return true;
    if (!choice->names)
        choice->names = memory_zeroed(sizeof(*choice->names));
    names_look(choice, lines);
    enum names_are are = names_are(choice->names, envelope_rows[choice->chain.row[link]].flags & HEADS, over);
    if (are != NAMES_waited)
        names_settle(choice, are, link);
    return are != NAMES_waited;
}

bool choice_can_show_head(struct choice *choice, struct slice line, struct chain *under)
{
    return chain_find(choice->parser->envelopes, line, &choice->space, shows_head, choice, under);
}

bool choice_by_words(struct choice *choice, struct slice line)
{
    if (!slice_has(line, SLICE("event=")) && !slice_has(line, SLICE("CORRELATION DATA")))
        return false;
    bool bare = chain_find(choice->parser->envelopes, line, &choice->space, shows_bare_words, choice, &choice->chain) && is_transport(&choice->chain, line);
    if (!bare && !chain_find(choice->parser->envelopes, line, &choice->space, shows_words, choice, &choice->chain))
        return false;
    choice->by = CHOSEN_words;
    return true;
}

static bool has_date(struct slice text)
{
    bool has = false;
    for (size_t i = 0, digits = 0; i < text.n && !has; i++) {
        has = digits >= 4 && text.p[i] == '-';
        digits = byte_is_digit(text.p[i]) ? digits + 1 : 0;
    }
    return has;
}

/* A list of numbers, as journald writes text that it takes for no text. */
static bool has_bytes(struct slice text)
{
    size_t at = text.n && text.p[0] == '{' ? slice_index(text, '[') : (size_t)-1;
    if (at == (size_t)-1)
        return false;
    struct slice inside = slice_trim_left(slice_from(text, at + 1));
    return inside.n && byte_is_digit(inside.p[0]);
}

bool choice_may_show_head(const struct choice *choice, struct slice text)
{
    if (slice_index(text, '[') == (size_t)-1 && slice_index(text, '{') == (size_t)-1)
        return false;
    return choice->parser->heads.format || has_date(text) || has_bytes(text) || slice_has(text, SLICE("event")) || slice_has(text, SLICE("levelname"));
}

static bool has_level_at(struct slice line, size_t at)
{
    struct slice level = slice_from(line, ansi_colours_end(line, at));
    size_t n = slice_span(level, 0, byte_is_letter);
    bool known = level_of(slice_part(level, 0, n)) != LEVEL_none;
    return known && slice_starts(slice_from(level, ansi_colours_end(level, n)), SLICE(" - "));
}

/* "{file.py:12} LEVEL - " behind something else, its colours or not. */
static bool has_head_inside(struct slice line)
{
    size_t at = 0, next, inner = line.n && line.p[0] == '{' ? slice_index(slice_from(line, 1), '{') : 0; /* behind which a head of the line's own cannot stand */
    for (; (next = slice_find(slice_from(line, at), SLICE("} "))) != (size_t)-1; at++) {
        at += next;
        size_t number = at > 1 && line.p[at - 1] == '}' ? at - 2 : at - 1; /* MWAA has two braces */
        if (at && byte_is_digit(line.p[number]) && inner < at && has_level_at(line, at + 2))
            return true;
    }
    return false;
}

static bool is_quote(char byte)
{
    return byte == '"' || byte == '\\';
}

/* The member's name in a record that is a string itself: its quotes are escaped, by backslashes as often as it is nested, or doubled, as CSV does. */
static bool has_quoted_event(struct slice line)
{
    size_t at = 0, next;
    for (; (next = slice_find(slice_from(line, at), SLICE("event"))) != (size_t)-1; at++) {
        at += next + strlen("event");
        size_t quotes = slice_span(line, at, is_quote);
        if (quotes > at + 1 && quotes < line.n && line.p[quotes] == ':')
            return true;
    }
    return false;
}

bool choice_is_unread(struct slice line, bool words)
{
    if (has_head_inside(line))
        return true;
    if (words && slice_has(line, SLICE("=== CORRELATION DATA")))
        return true;
    return has_quoted_event(line) || (slice_has(line, SLICE("\"event\":")) && slice_has(line, SLICE("\"timestamp\":")));
}

static bool head_stamp(struct choice *choice, struct slice text, int64_t *stamp)
{
    bool head = shows_head(choice, text) && choice->has_stamp;
    *stamp = choice->stamp;
    return head;
}

bool choice_stamp(struct choice *choice, const struct payload *payload, int64_t *stamp)
{
    bool told = choice->chain.n && payload->has_time;
    choice->enveloped = choice->enveloped || told;
    if (!choice->enveloped)
        return head_stamp(choice, payload->text, stamp);
    *stamp = payload->time;
    return told;
}

bool choice_head_stamp(struct choice *choice, const struct payload *payload, int64_t *stamp)
{
    return choice->enveloped && head_stamp(choice, payload->text, stamp);
}

void choice_note(struct choice *choice, int64_t before, int64_t stamp)
{
    choice->rises += stamp > before;
    choice->falls += stamp < before;
    choice->fallen += before - stamp;
}

/* Whether the stamps fall but for a few, `least` times or more. */
static bool falls_steadily(const struct choice *choice, int64_t least)
{
    return choice->falls >= least && choice->falls >= FALLS_A_RISE * choice->rises;
}

enum direction choice_direction(const struct choice *choice)
{
    if (choice->falls > 1 && choice->falls > choice->rises && choice->fallen > REORDERED)
        return DIRECTION_backward;
    if (falls_steadily(choice, FALLS))
        return DIRECTION_backward;
    return choice->rises - choice->falls >= RISES || choice->fallen < -REORDERED ? DIRECTION_forward : DIRECTION_unknown;
}

enum direction choice_direction_at_end(const struct choice *choice)
{
    enum direction direction = choice_direction(choice);
    return direction == DIRECTION_unknown && falls_steadily(choice, FALLS_OF_ALL) ? DIRECTION_backward : direction;
}
