/* envelope.h - takes off what one transport put around a line: a row of envelopes.def, compiled. Which rows hold for a stream is not decided
 * here (domain §3.5); chain.h takes several off, one inside the other. */
#ifndef DAGSIEVE_ENVELOPE_H
#define DAGSIEVE_ENVELOPE_H

#include <stdint.h>

#include "parser/text/json.h"
#include "payload.h"

enum envelope_carrier { CARRIER_text, CARRIER_json };
/* In the order in which transports nest, the outermost first. */
enum envelope_layer { LAYER_COPY, LAYER_EXPORT, LAYER_SHIPPER, LAYER_JOURNAL, LAYER_NAME, LAYER_RUNTIME, LAYER_STAMP, LAYER_LABEL };
/* See envelopes.def. */
enum envelope_flag {
    HEADED = 1, ENDED = 2, FIXED = 4, TABLE = 8, CLOSES = 16, LABELS = 32, ESCAPED = 64, QUOTED = 128, HEADS = 256, PRINTED = 512, RUNS = 1024, NAMES = 2048,
    BLANK = 4096
};

struct envelope_row {
    const char *name, *words;
    enum envelope_carrier carrier;
    enum envelope_layer layer;
    unsigned flags;
    const char *how;
    const char *sample, *text, *time, *key; /* a line, and what must come of it */
};

enum {
#define ENVELOPE(name, words, carrier, layer, flags, how, sample, text, time, key) ENVELOPE_##name,
#include "parser/catalogue/envelopes.def"
    ENVELOPE__N
};
extern const struct envelope_row envelope_rows[ENVELOPE__N];

/* Scratch space of one envelope; zero is valid. */
struct envelope_space {
    struct buf text, key[KEY__N];
};
void envelope_space_free(struct envelope_space *);

struct envelopes;

/* Never NULL: a row that does not compile is a bug. */
struct envelopes *envelopes_open(void);
void envelopes_close(struct envelopes **);
/* Takes row off line; false: the line does not carry it, *out is as it was, but for gave_up. What the row does not tell stays in *out. Slices point into line
 * or space and live until either changes; not reentrant. */
bool envelope_take(const struct envelopes *, int row, struct slice line, struct envelope_space *space, struct payload *out);
/* The line as JSON; JSON_none: it is no record. */
struct json_value envelope_record(struct slice line);
/* The same as envelope_take of a json row, whose line is read already. */
bool envelope_take_record(const struct envelopes *, int row, struct json_value record, struct envelope_space *space, struct payload *out);
/* Whether the row's lines that begin with the same bytes, up to their text, carry the same key and nothing else. */
bool envelope_is_constant(const struct envelopes *, int row);
/* Whether the row may tell a part of the key. */
bool envelope_has_key(const struct envelopes *, int row);

#endif
