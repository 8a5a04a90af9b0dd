/* known_keys.h - the keys that the events of one name had the last time, in their order: what follows a value is looked for there first.
 *
 * A program prints an event by one call, so its keys come in the same order each time. Where a blank is followed by the very key that stood there before and
 * its '=', the value before it ends at that blank, whatever else it holds: event_pair.c would find the same. Nothing is decided by what is known but
 * that; a key that is another one, or stands elsewhere, is found the long way and is what is known from then on. With a known key goes what depends on its
 * bytes alone: its JSON, its place in an attribute_map, and that its name says nothing of a secret. So events mean the same with this and without
 * (tests/test_events.c holds the two together), and a place that events of two names share costs only time.
 *
 * Values come again too: words, lists and cryptos, hardly numbers. One that came twice at its known key is kept with its JSON; where its very bytes stand there
 * once more, up to the next known key or the line's end, it is neither read nor asked for secrets. A run of such pairs, or of ones with plain numbers, is written
 * in one loop (put_run of event.c). Kept are only values in which nothing announces a secret, and whose end does not depend on what stands behind them. */
#ifndef DAGSIEVE_EVENT_KNOWN_KEYS_H
#define DAGSIEVE_EVENT_KNOWN_KEYS_H

#include "parser/text/attribute_map.h"

struct mask;

enum { KNOWN_KEY_MOST = 28, KNOWN_KEYS = 16, KNOWN_EVENT_BITS = 6, KNOWN_VALUE_MOST = 32, KNOWN_JSON_MOST = 40 };

struct known_value {
    char text[KNOWN_VALUE_MOST]; /* as it stands in the line */
    char json[KNOWN_JSON_MOST];
    uint8_t n, json_n;           /* bytes of the two; no JSON: it came once */
};

struct known_key {
    char json[KNOWN_KEY_MOST + 4]; /* ,"key": */
    uint32_t n;                    /* bytes of the key; 0: none */
    bool crypto;
    struct attribute_key place;
    struct known_value value; /* of the last event that had the key here */
};

struct known_event {
    struct known_key key[KNOWN_KEYS];
};

/* One for all logs of a process; zero is valid. */
struct known_keys {
    struct known_event event[1 << KNOWN_EVENT_BITS];
};

static inline struct known_event *known_event_of(struct known_keys *known, struct slice name)
{
    return &known->event[hash_place(slice_head(name), slice_tail(name), KNOWN_EVENT_BITS)];
}

/* Whether the text has the key and its '=' at the position. */
static inline bool known_key_stands(const struct known_key *key, struct slice text, size_t at)
{
    return key->n && text.n - at > key->n && text.p[at + key->n] == '=' && bytes_eq(text.p + at, key->json + 2, key->n);
}

/* Learns the key; forgets what was known in its place where the key is too long, needs an escape or may be of a secret. */
void known_key_learn(struct known_key *, struct slice key, struct mask *);
/* Learns the value of a known key: its text as it stands in the line, which fits, and its JSON. */
void known_value_learn(struct known_value *, struct slice text, struct slice json, struct mask *);

/* Whether the text begins with the value, and its JSON is known. */
static inline bool known_value_stands(const struct known_value *value, struct slice text)
{
    return value->json_n && text.n >= value->n && bytes_eq(text.p, value->text, value->n);
}

/* Whether a value is worth being kept: a number hardly comes again, and is read as fast. */
static inline bool known_value_fits(struct slice text)
{
    return text.n && text.n <= KNOWN_VALUE_MOST && !byte_is_digit(text.p[0]) && text.p[0] != '-';
}

static inline void known_value_write(const struct known_value *value, struct buf *out)
{
    if (!buf_reserve(out, KNOWN_JSON_MOST))
        return;
    memcpy(out->p + out->n, value->json, KNOWN_JSON_MOST);
    out->n += value->json_n;
}

#endif
