/* envelope_json.h - which members of a JSON record are what: the `how` of a json row in envelopes.def. */
#ifndef DAGSIEVE_ENVELOPE_JSON_H
#define DAGSIEVE_ENVELOPE_JSON_H

#include "envelope.h"

struct record_shape;

/* NULL: how is not well-formed. It must outlive the shape. */
struct record_shape *record_shape_open(const char *how);
void record_shape_close(struct record_shape **);
/* As envelope_take_record; ended: a text without its '\n' is a piece. */
bool record_shape_take(const struct record_shape *, bool ended, struct json_value record, struct envelope_space *space, struct payload *out);

#endif
