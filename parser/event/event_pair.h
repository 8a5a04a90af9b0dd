/* event_pair.h - where the pairs of an event line begin and end (records.md §4): keys, quoted and bare values, flags. Says nothing of
 * what a value means (event_value.h). */
#ifndef DAGSIEVE_EVENT_PAIR_H
#define DAGSIEVE_EVENT_PAIR_H

#include "known_keys.h"
#include "parser/text/scan.h"

/* A walk over pairs. budget bounds what is spent on brackets that never close, so that a hostile line stays linear. */
struct pair_walk {
    const char *begin;        /* of the text */
    struct slice rest, value; /* value: from where the last pair's value begins */
    size_t key;               /* bytes of the key that rest begins with; 0: no pair is left */
    size_t budget;
    struct known_event *event; /* NULL: nothing is known */
    size_t n;                  /* pairs so far */
    struct known_key *known;   /* the key that rest begins with, where it is a known one */
};

enum pair_shape { PAIR_bare, PAIR_quoted, PAIR_brackets };

struct pair {
    struct slice key;
    struct slice value; /* trimmed; a quoted one without its quotes, still escaped */
    enum pair_shape shape;
    struct slice flags; /* words between a double-quoted value and the next key */
    struct known_key *known;  /* the key, where it was known; NULL: it was not */
    bool known_value;         /* it has that key's known value, and no other */
    struct known_key *learns; /* where the key would be known; NULL: nowhere, or it is */
};

/* Length of the key [A-Za-z_][A-Za-z0-9_.]* that text begins with and that a '=' follows; 0 when there is none. */
static inline size_t pair_key(struct slice text)
{
    size_t n = text.n && byte_is_word_start(text.p[0]) ? scan_dotted(text, 1) : 0;
    return n && n < text.n && text.p[n] == '=' ? n : 0;
}
/* Whether the next known key stands at the position: then the walk goes on there. */
static inline bool pair_go_on_known(struct pair_walk *walk, struct slice text, size_t at)
{
    struct known_key *known = walk->event && walk->n < KNOWN_KEYS ? &walk->event->key[walk->n] : NULL;
    if (!known || !known_key_stands(known, text, at))
        return false;
    walk->rest = slice_from(text, at);
    walk->key = known->n;
    walk->known = known;
    return true;
}
/* Starts a walk at the beginning of text, where a key need not stand; event: what is known of its keys, may be NULL. */
void pair_begin(struct pair_walk *, struct slice text, struct known_event *event);
/* Goes on to the first key behind a blank or separator; how much of the rest stood before that key. */
size_t pair_find(struct pair_walk *);
/* The next pair; false at the end. */
bool pair_next(struct pair_walk *, struct pair *out);
/* The last pair's value as it stands in the line, quotes and brackets too; empty where something more belongs to it (a separator, flags), or where it ends depends
 * on what follows (a quote or bracket that never closes). */
struct slice pair_printed(const struct pair_walk *, const struct pair *);
/* Takes the last pair's value once more, as a bare one: its brackets are no list or dict. */
void pair_bare(struct pair_walk *, struct pair *out);

#endif
