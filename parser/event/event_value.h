/* event_value.h - what the value of an event's pair means (records.md §4), as JSON with its secrets masked. */
#ifndef DAGSIEVE_EVENT_VALUE_H
#define DAGSIEVE_EVENT_VALUE_H

#include "parser/text/buf.h"
#include "event_pair.h"
#include "parser/text/json.h"

struct mask;

/* What a value is made with: the door of secrets, temporary text, and how many secrets were masked so far. Zero with mask set is a valid
 * start. */
struct value_room {
    struct mask *mask;
    struct buf text, clean;
    int secrets;
};

/* Appends the pair's value as JSON: a quoted one as a string, a bare one typed (boolean, null, number, NaN and infinities as strings),
 * else as a string, brackets as a list or dict. false, nothing appended, when the brackets are neither: read it again as a bare one. */
bool event_value(const struct pair *, struct value_room *, struct buf *out);
/* Appends what stands for a secret. */
void event_value_masked(struct value_room *, struct buf *out);
/* Appends text as a JSON string, masked. */
void event_value_text(struct slice key, struct slice text, struct value_room *, struct buf *out);
/* Appends a JSON value, compact and masked. */
void event_value_json(struct slice key, struct json_value value, struct value_room *, struct buf *out);

#endif
