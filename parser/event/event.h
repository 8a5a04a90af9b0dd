/* event.h - the value grammar of event lines and of pairs in named patterns: records.md §4. */
#ifndef DAGSIEVE_EVENT_H
#define DAGSIEVE_EVENT_H

#include "parser/text/buf.h"
#include "event_pair.h"
#include "event_value.h"
#include "parser/text/attribute_map.h"
#include "parser/text/slice.h"

/* One event; zero with room.mask set is a valid start, reused from line to line, freed with event_free. */
struct event {
    struct slice name; /* in the line that was parsed, or in a copy that lives until the next one */
    struct slice attrs; /* a compact JSON object; a key given twice: the last wins; lives until the event is read again */
    struct slice beside; /* what its renderer put beside the text: members (an object) or the console's pairs, which event_parse takes along */
    bool has_crypto;
    struct buf crypto; /* attribute crypto as text (masked like all the rest) */
    int secrets;       /* secrets masked in the attributes */
    struct attribute_map attributes; /* the attributes while they are gathered */
    struct value_room room;
    struct buf key, line;
    struct known_keys *known; /* NULL: nothing is known, which makes no difference but in time */
};

/* Looks for event=NAME in one line of a message, its prefix (prefix.h) taken off already. true when it is an event. */
bool event_parse(struct slice line, struct event *out);
/* All of text is pairs (after "Running factor=" and the like): reads them as attributes; name is the caller's. */
void event_pairs(struct slice text, struct event *out);
/* As event_pairs, of structlog's console, which writes Airflow's own members and the call site among the user's; false when those are all. */
bool event_pairs_console(struct slice text, struct event *out);
/* Adds one attribute: value is JSON text of a structlog member, already whole. Ends with event_attrs_end. */
void event_attrs_begin(struct event *);
void event_attr(struct event *, struct slice key, struct slice json_value);
/* As event_attr, of a value that is a secret. */
void event_attr_masked(struct event *, struct slice key);
/* As event_attr, of plain text that is typed as a bare value is. */
void event_attr_text(struct event *, struct slice key, struct slice text);
void event_attrs_end(struct event *);
/* The user's own members of a structlog record, an object that json_read found sound; false when it has none. */
bool event_members(struct slice object, struct event *out);
/* Whether text is an event's NAME: [A-Za-z_][A-Za-z0-9_.-]* */
bool event_name_valid(struct slice text);
/* Members of a structlog record that are not the user's own (records.md §4). */
bool event_member_reserved(struct slice key);
/* Whether a pair of the console's is: neither such a member nor the call site. */
bool event_pair_is_users(const struct pair *);
void event_free(struct event *);

#endif
