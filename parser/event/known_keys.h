/* known_keys.h - the keys that the events of one name had the last time, in their order: what follows a value is looked for there first.
 *
 * A program prints an event by one call, so its keys come in the same order each time. Where a blank is followed by the very key that stood there before and
 * its '=', the value before it ends at that blank, whatever else it holds: event_pair.c would find the same. Nothing is decided by what is known but
 * that; a key that is another one, or stands elsewhere, is found the long way and is what is known from then on. With a known key goes what depends on its
 * bytes alone: its JSON, its place in an attribute_map, and that its name says nothing of a secret. So events mean the same with this and without
 * (tests/test_events.c holds the two together), and a place that events of two names share costs only time. */
#ifndef DAGSIEVE_EVENT_KNOWN_KEYS_H
#define DAGSIEVE_EVENT_KNOWN_KEYS_H

#include "parser/text/attribute_map.h"

struct mask;

enum { KNOWN_KEY_MOST = 28, KNOWN_KEYS = 16, KNOWN_EVENT_BITS = 6 };

struct known_key {
    char json[KNOWN_KEY_MOST + 4]; /* ,"key": */
    uint32_t n;                    /* bytes of the key; 0: none */
    bool crypto;
    struct attribute_key place;
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

#endif
