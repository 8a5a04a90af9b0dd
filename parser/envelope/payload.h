/* payload.h - what was inside an envelope. */
#ifndef DAGSIEVE_PAYLOAD_H
#define DAGSIEVE_PAYLOAD_H

#include <stdint.h>

#include "parser/text/slice.h"

enum output_channel { OUTPUT_unknown, OUTPUT_stdout, OUTPUT_stderr, OUTPUT__N };
/* Members of a source's key. */
enum key_part { KEY_pod, KEY_container, KEY_path, KEY_1, KEY_2, KEY_3, KEY_4, KEY_5, KEY__N };

/* Slices point into the line, or into the space of the envelope that it came out of. */
struct payload {
    struct slice text;           /* may hold several lines where a shipper joined them */
    bool unescaped;              /* text is no part of the line: it stands in the space */
    bool has_time;
    int64_t time;                /* the envelope's, UTC microseconds, */
    int nanos;                   /* and what a record's has below them */
    size_t stamp_n;              /* bytes of its stamp, where it is text */
    enum output_channel channel;
    bool partial;                /* a piece: its line goes on */
    int piece;                   /* its number, from 0 */
    bool gave_up;                /* a pattern took too long over the line, which is left as it is */
    struct slice key[KEY__N];    /* empty: not told */
    unsigned outer;              /* bits: parts of the key that tell the source in which this one is (chain.h) */
};

static inline bool payload_has_key(const struct payload *payload)
{
    for (int i = 0; i < KEY__N; i++)
        if (payload->key[i].n)
            return true;
    return false;
}

/* Reads an ISO stamp, or an epoch whose unit its digits tell, into *out; false: it is neither. */
bool payload_time(struct slice text, struct payload *out);
/* The nanoseconds of such a stamp below its microseconds. */
int payload_nanos(struct slice text);
void payload_channel(struct slice word, struct payload *out);
/* Whether the value of a member or group "partial" says that the line goes on. */
bool payload_is_piece(struct slice word);

#endif
