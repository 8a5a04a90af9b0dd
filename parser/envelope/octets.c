/* octets.c - see octets.h. A message may hold ends of lines; its own may be counted in its length. */
#include "octets.h"

#include <stdlib.h>

#include "parser/text/decimal.h"

enum { DIGITS_MOST = 7 };

struct octets {
    size_t digits, length; /* of the length so far */
    size_t left;           /* bytes of the message that have not come */
    struct buf message;
};

/* Bytes of "LENGTH " and the message, which text begins with; 0: it does not. */
static size_t message_end(struct slice text)
{
    size_t digits = slice_span(text, 0, byte_is_digit);
    int length = 0;
    bool counted = digits <= DIGITS_MOST && decimal_small(slice_part(text, 0, digits), &length) && length;
    return counted && slice_starts(slice_from(text, digits), SLICE(" <")) ? digits + 1 + (size_t)length : 0;
}

/* Where a line ends behind each message, they are lines. */
static bool octets_begins(const struct envelopes *envelopes, struct slice text, bool cut)
{
    (void)envelopes;
    (void)cut;
    size_t end = message_end(text);
    return end && message_end(slice_from(text, end)) != 0;
}

static void *octets_open(void)
{
    struct octets *self = memory_zeroed(sizeof(*self));
    return self;
}

static void octets_close(void *cutter)
{
    struct octets *self = cutter;
    buf_free(&self->message);
    free(self);
}

static void message_put(struct octets *self, struct buf *records)
{
    buf_slice(records, buf_view(&self->message));
    if (!slice_ends(buf_view(&self->message), SLICE("\n")))
        buf_char(records, '\n');
    buf_reset(&self->message);
}

/* A byte of the length, or the blank behind it; false: it is neither. */
static bool length_take(struct octets *self, char byte)
{
    if (byte == ' ' && self->length) {
        self->left = self->length;
        self->digits = self->length = 0;
        return true;
    }
    if (byte == '\n' && !self->digits) /* of the tool that wrote the file */
        return true;
    if (!byte_is_digit(byte) || self->digits++ == DIGITS_MOST)
        return false;
    self->length = 10 * self->length + (size_t)(byte - '0');
    return true;
}

static size_t octets_feed(void *cutter, struct slice bytes, struct buf *records)
{
    struct octets *self = cutter;
    size_t at = 0;
    while (at < bytes.n) {
        if (!self->left) {
            if (!length_take(self, bytes.p[at]))
                return at;
            at++;
            continue;
        }
        struct slice piece = slice_part(bytes, at, at + self->left);
        if (!self->message.n && piece.p[0] != '<')
            return at;
        buf_slice(&self->message, piece);
        self->left -= piece.n;
        at += piece.n;
        if (!self->left)
            message_put(self, records);
    }
    return at;
}

static bool octets_between(const void *cutter)
{
    const struct octets *self = cutter;
    return !self->left && !self->digits;
}

static bool octets_end(void *cutter, struct buf *records)
{
    struct octets *self = cutter;
    bool between = octets_between(self);
    if (self->message.n)
        message_put(self, records);
    return between;
}

/* No message is longer than its length's digits allow. */
static bool octets_lost(const void *cutter)
{
    (void)cutter;
    return false;
}

const struct cutter_kind octets_kind = { "syslog, octets counted", octets_begins, octets_open, octets_feed, octets_end, octets_between, octets_lost, octets_close };
