/* event.c - event=NAME lines and structlog members to one record's worth of name and attributes; see event.h for the contract. */
#include "event.h"

#include "event_pair.h"
#include "parser/mask/mask.h"
#include "parser/text/decimal.h"
#include "parser/text/json.h"
#include "parser/text/scan.h"

/* Bytes of the NAME that text has at the position; 0 = none. */
static size_t name_length(struct slice text, size_t at)
{
    size_t end = at;
    while (end < text.n && (end == at ? byte_is_word_start(text.p[at]) : text.p[end] == '-'))
        end = scan_dotted(text, end + 1);
    return end - at;
}

bool event_name_valid(struct slice text)
{
    return text.n && name_length(text, 0) == text.n;
}

bool event_member_reserved(struct slice key)
{
    static const struct slice reserved[] = {
#define MEMBER(name) { name, sizeof(name) - 1 },
        MEMBER("timestamp") MEMBER("level") MEMBER("event") MEMBER("logger") MEMBER("chan") MEMBER("filename") MEMBER("lineno")
        MEMBER("category") MEMBER("error_detail") MEMBER("exception") MEMBER("stack") MEMBER("stack_info") MEMBER("ti_id")
        MEMBER("dag_id") MEMBER("task_id") MEMBER("run_id") MEMBER("try_number") MEMBER("map_index")
#undef MEMBER
    };
    for (size_t i = 0; i < sizeof(reserved) / sizeof(*reserved); i++)
        if (slice_eq(key, reserved[i]))
            return true;
    return false;
}

void event_attrs_begin(struct event *event)
{
    event->attrs = SLICE("{}");
    buf_reset(&event->crypto);
    attribute_map_reset(&event->attributes);
    event->has_crypto = false;
    event->secrets = event->room.secrets = 0;
}

void event_attrs_end(struct event *event)
{
    event->attrs = attribute_map_json(&event->attributes);
    event->secrets = event->room.secrets;
}

/* The crypto of an event is its attribute as text; null is none. */
static void keep_crypto(struct event *event, struct slice json)
{
    buf_reset(&event->crypto);
    event->has_crypto = !slice_eq(json, SLICE("null"));
    bool quoted = json.n && json.p[0] == '"';
    struct slice text = quoted ? slice_part(json, 1, json.n - 1) : json;
    if (quoted && scan_control(text, 0) < text.n)
        json_unescape(text, &event->crypto);
    else
        buf_slice(&event->crypto, text);
}

/* Begins an attribute: its JSON is appended to what is returned. */
static struct buf *attribute_begin(struct event *event, struct slice key)
{
    if (mask_name_needed(event->room.mask, key)) { /* flags are keys too */
        event->room.secrets++;
        key = SLICE("***");
    }
    return attribute_map_begin(&event->attributes, key);
}

static void attribute_end(struct event *event, struct slice key)
{
    attribute_map_end(&event->attributes);
    if (slice_eq(key, SLICE("crypto")))
        keep_crypto(event, attribute_map_last(&event->attributes));
}

static void put_member(struct event *event, struct slice raw_key, struct json_value value)
{
    struct slice key = raw_key;
    if (slice_index(raw_key, '\\') != (size_t)-1) {
        buf_reset(&event->key);
        json_unescape(raw_key, &event->key);
        key = buf_view(&event->key);
    }
    event_value_json(key, value, &event->room, attribute_begin(event, key));
    attribute_end(event, key);
}

void event_attr(struct event *event, struct slice key, struct slice json_value)
{
    put_member(event, key, json_read(json_value));
}

void event_attr_masked(struct event *event, struct slice key)
{
    event_value_masked(&event->room, attribute_begin(event, key));
    attribute_end(event, key);
}

void event_attr_text(struct event *event, struct slice key, struct slice text)
{
    event_value(&(struct pair){ .key = key, .value = text, .shape = PAIR_bare }, &event->room, attribute_begin(event, key));
    attribute_end(event, key);
}

static void put_flags(struct event *event, struct slice flags)
{
    for (flags = slice_trim(flags); flags.n; flags = slice_trim_left(flags)) {
        size_t n = 0;
        while (n < flags.n && !byte_is_blank(flags.p[n]))
            n++;
        struct slice flag = slice_part(flags, 0, n);
        buf_text(attribute_begin(event, flag), "true");
        attribute_end(event, flag);
        flags = slice_from(flags, n);
    }
}

/* loc=trainer.py:17 of Airflow 3's console. */
static bool is_call_site(const struct pair *pair)
{
    size_t colon = slice_span_back(pair->value, 0, pair->value.n, byte_is_digit);
    return slice_eq(pair->key, SLICE("loc")) && colon > 1 && colon < pair->value.n && pair->value.p[colon - 1] == ':';
}

bool event_pair_is_users(const struct pair *pair)
{
    return !event_member_reserved(pair->key) && !is_call_site(pair);
}

static void put_value(struct event *event, struct pair_walk *walk, struct pair *pair, struct buf *json)
{
    if (!event_value(pair, &event->room, json)) {
        pair_bare(walk, pair);
        event_value(pair, &event->room, json);
    }
}

static void value_learn(struct event *event, const struct pair_walk *walk, const struct pair *pair)
{
    if (!known_value_fits(pair->value))
        return;
    struct slice printed = pair_printed(walk, pair);
    if (known_value_fits(printed))
        known_value_learn(&pair->known->value, printed, attribute_map_last(&event->attributes), event->room.mask);
}

static void put_known(struct event *event, struct pair_walk *walk, struct pair *pair)
{
    struct known_key *known = pair->known;
    struct buf *json = attribute_map_begin_as(&event->attributes, known->json, sizeof(known->json), &known->place);
    if (pair->known_value) {
        known_value_write(&known->value, json);
    } else {
        put_value(event, walk, pair, json);
        value_learn(event, walk, pair);
    }
    attribute_map_end_as(&event->attributes, &known->place);
    if (known->crypto)
        keep_crypto(event, attribute_map_last(&event->attributes));
}

static void put_pair(struct event *event, struct pair_walk *walk, struct pair *pair)
{
    if (pair->known) {
        put_known(event, walk, pair);
    } else {
        put_value(event, walk, pair, attribute_begin(event, pair->key));
        attribute_end(event, pair->key);
    }
    if (pair->learns)
        known_key_learn(pair->learns, pair->key, event->room.mask);
    if (pair->flags.n)
        put_flags(event, pair->flags);
}

/* Writes the value that the known key had the last time, or a plain number; how many bytes of text it is: 0, nothing of it is either. */
static inline size_t run_value(const struct known_value *known, struct slice text, struct buf *json)
{
    size_t end;
    if (known_value_stands(known, text)) {
        known_value_write(known, json);
        return known->n;
    }
    size_t n = decimal_begin(text, &end, json->p + json->n);
    json->n += n;
    return n ? end : 0;
}

/* Whether the value of the pair at hand ends there: at the text's end, or before the next known key. The walk then goes on. */
static inline bool run_goes_on(struct pair_walk *walk, struct slice value, size_t end)
{
    walk->n++;
    if (end < value.n && value.p[end] == ' ' && pair_go_on_known(walk, value, end + 1))
        return true;
    if (end < value.n) {
        walk->n--;
        return false;
    }
    walk->rest = slice_from(value, end);
    walk->key = 0;
    walk->known = NULL;
    return true;
}

/* The pairs that most events are made of, up to one that is otherwise: known keys, the next one behind each value, and values that they had the last time
 * or plain numbers, which the name allows as it tells of no secret. pair_next and put_pair say the same of each. */
static void put_run(struct event *event, struct pair_walk *walk)
{
    static const size_t most = sizeof(((struct known_key *)0)->json) + KNOWN_JSON_MOST;
    struct attribute_map *map = &event->attributes;
    for (struct known_key *known; (known = walk->known) && buf_reserve(&map->text, most);) {
        struct slice value = slice_from(walk->rest, walk->key + 1);
        struct buf *json = attribute_map_begin_as(map, known->json, sizeof(known->json), &known->place);
        size_t end = run_value(&known->value, value, json);
        if (!end || !run_goes_on(walk, value, end)) {
            json->n = map->before;
            return;
        }
        attribute_map_end_as(map, &known->place);
        if (known->crypto)
            keep_crypto(event, attribute_map_last(map));
    }
}

/* Adds the pairs that the walk has left. */
static void put_pairs(struct event *event, struct pair_walk *walk)
{
    struct pair pair;
    for (put_run(event, walk); pair_next(walk, &pair); put_run(event, walk))
        put_pair(event, walk, &pair);
}

/* Text that a key follows: blanks and one separator at its end are none of it. */
static struct slice before_key(struct slice text)
{
    text = slice_trim_right(text);
    bool separator = text.n && (text.p[text.n - 1] == ',' || text.p[text.n - 1] == ';');
    return separator ? slice_trim_right(slice_part(text, 0, text.n - 1)) : text;
}

/* Words before the first pair are the attribute text. */
static void put_words(struct event *event, struct slice words)
{
    static const struct slice key = SLICE_ROW("text");
    if (!words.n)
        return;
    event_value_text(key, words, &event->room, attribute_begin(event, key));
    attribute_end(event, key);
}

/* known: the keys of events of this name; may be NULL. */
static void put_words_and_pairs(struct event *event, struct slice text, struct known_event *known)
{
    struct pair_walk walk;
    text = slice_trim(text);
    pair_begin(&walk, text, known);
    if (!walk.key) {
        struct slice words = slice_part(text, 0, pair_find(&walk));
        put_words(event, walk.key ? before_key(words) : words);
    }
    put_pairs(event, &walk);
}

void event_pairs(struct slice text, struct event *out)
{
    event_attrs_begin(out);
    put_words_and_pairs(out, text, NULL);
    event_attrs_end(out);
}

static void put_console_pairs(struct event *event, struct slice text)
{
    struct pair_walk walk;
    struct pair pair;
    pair_begin(&walk, text, NULL);
    while (pair_next(&walk, &pair))
        if (event_pair_is_users(&pair))
            put_pair(event, &walk, &pair);
}

bool event_pairs_console(struct slice text, struct event *out)
{
    event_attrs_begin(out);
    put_console_pairs(out, text);
    event_attrs_end(out);
    return !attribute_map_empty(&out->attributes);
}

static void put_members(struct event *event, struct slice object)
{
    struct slice key;
    struct json_value value;
    for (size_t at = 0; json_member(object, &at, &key, &value);)
        if (!event_member_reserved(key))
            put_member(event, key, value);
}

bool event_members(struct slice object, struct event *out)
{
    event_attrs_begin(out);
    put_members(out, object);
    event_attrs_end(out);
    return !attribute_map_empty(&out->attributes);
}

/* Reads the name that text begins with, quoted or not; *after is what follows it. */
static bool read_name(struct slice text, struct slice *name, struct slice *after)
{
    bool quoted = text.n && byte_is_quote(text.p[0]);
    size_t n = name_length(text, quoted);
    *name = slice_part(text, quoted, quoted + n);
    *after = slice_from(text, quoted + n);
    if (!n || (quoted && !slice_take(after, text.p[0])))
        return false;
    return !after->n || slice_take(after, ',') || slice_take(after, ';') || byte_is_blank(after->p[0]);
}

static const struct slice event_word = { "event=", 6 };

/* At the start of the line or behind a blank. */
static bool stands_alone(struct slice line, size_t at)
{
    return at == 0 || byte_is_blank(line.p[at - 1]);
}

/* The event that stands after pairs which begin the line: not one inside a quoted value or a list. */
static bool find_after_pairs(struct slice line, size_t *at, struct slice *name, struct slice *after)
{
    struct pair_walk walk;
    struct pair pair;
    pair_begin(&walk, line, NULL);
    while (pair_next(&walk, &pair)) {
        *at = (size_t)(pair.key.p - line.p);
        if (slice_eq(pair.key, SLICE("event")) && stands_alone(line, *at) && read_name(slice_from(line, *at + event_word.n), name, after))
            return true;
    }
    return false;
}

/* The first event= at the line's start or after a blank that a NAME follows. */
static bool find_anywhere(struct slice line, struct slice *name, struct slice *after)
{
    for (size_t from = 0, found; (found = slice_find(slice_from(line, from), event_word)) != (size_t)-1;) {
        size_t at = from + found;
        from = at + event_word.n;
        if (stands_alone(line, at) && read_name(slice_from(line, from), name, after))
            return true;
    }
    return false;
}

/* Finds the event; *before is how much of the line stands before it, as pairs. */
static bool find(struct slice line, size_t *before, struct slice *name, struct slice *after)
{
    *before = 0;
    if (slice_starts(line, event_word) && read_name(slice_from(line, event_word.n), name, after))
        return true;
    return pair_key(line) ? find_after_pairs(line, before, name, after) : find_anywhere(line, name, after);
}

static bool parse(struct slice line, struct event *out)
{
    struct slice after;
    size_t before;
    if (!find(line, &before, &out->name, &after))
        return false;
    event_attrs_begin(out);
    if (before) {
        struct pair_walk walk;
        pair_begin(&walk, before_key(slice_part(line, 0, before)), NULL);
        put_pairs(out, &walk);
    }
    put_words_and_pairs(out, after, out->known ? known_event_of(out->known, out->name) : NULL);
    (slice_starts(out->beside, SLICE("{")) ? put_members : put_console_pairs)(out, out->beside);
    event_attrs_end(out);
    return true;
}

/* A pair may hold a secret that is one only by words of another: "cmd=curl -d a=b -u user:.." is read from the masked line. */
bool event_parse(struct slice line, struct event *out)
{
    struct mask *mask = out->room.mask;
    line = slice_trim(line);
    mask_doubt(mask);
    if (!parse(line, out))
        return false;
    if (!mask_doubt(mask) || !mask_needed(mask, line))
        return true;
    buf_reset(&out->line);
    int secrets = mask_text(mask, line, &out->line);
    bool found = parse(buf_view(&out->line), out);
    out->secrets += secrets;
    return found;
}

void event_free(struct event *event)
{
    buf_free(&event->crypto);
    buf_free(&event->key);
    buf_free(&event->line);
    buf_free(&event->room.text);
    buf_free(&event->room.clean);
    attribute_map_free(&event->attributes);
    *event = (struct event){ 0 };
}
