/* relay.c - see relay.h. A call is its head and what it is about: a log packed, a child as the true sink encodes it, or words. */
#include "relay.h"

#include <assert.h>
#include <stdlib.h>

enum { PIECE = 64 * 1024 };

enum call { CALL_begin, CALL_put, CALL_flush, CALL_end, CALL_say };

struct call_head {
    uint32_t call, what, n; /* what: the type of a record, whether a log ended well, the class of a complaint; n: bytes that follow */
};

struct relay {
    struct sink sink;
    struct relay_receiver receiver;
    struct sink *encoder;
    struct buf calls;
};

static void call_add(struct buf *to, enum call call, int what, struct slice bytes)
{
    const struct call_head head = { call, (uint32_t)what, (uint32_t)bytes.n };
    buf_add(to, &head, sizeof(head));
    buf_slice(to, bytes);
}

void relay_say(struct buf *to, enum complaint_class class, struct slice words)
{
    call_add(to, CALL_say, (int)class, words);
}

/* ---- the worker's side ---- */

void relay_flush(struct sink *sink)
{
    struct relay *relay = (struct relay *)sink;
    if (relay->calls.n)
        relay->receiver.take(relay->receiver.context, buf_view(&relay->calls));
    buf_reset(&relay->calls);
}

static int relay_add(struct sink *sink, enum call call, int what, struct slice bytes)
{
    struct relay *relay = (struct relay *)sink;
    call_add(&relay->calls, call, what, bytes);
    if (relay->calls.n >= PIECE)
        relay_flush(sink);
    return 0;
}

static int add_log(struct sink *sink, enum call call, int what, const struct record *log)
{
    struct buf packed = { 0 };
    record_pack(&packed, log);
    int rc = relay_add(sink, call, what, buf_view(&packed));
    buf_free(&packed);
    return rc;
}

static int relay_begin(struct sink *sink, const struct record *log)
{
    return add_log(sink, CALL_begin, 0, log);
}

static void relay_encode(struct sink *sink, const struct record *child, struct buf *to)
{
    sink_encode(((struct relay *)sink)->encoder, child, to);
}

static int relay_put(struct sink *sink, const struct record *log, enum record_type type, struct slice encoded)
{
    (void)log;
    return relay_add(sink, CALL_put, (int)type, encoded);
}

static int relay_made_visible(struct sink *sink)
{
    relay_add(sink, CALL_flush, 0, SLICE(""));
    relay_flush(sink);
    return 0;
}

static int relay_end(struct sink *sink, const struct record *log, bool ok)
{
    return add_log(sink, CALL_end, ok, log);
}

static int relay_close(struct sink **sink)
{
    buf_free(&((struct relay *)*sink)->calls);
    free(*sink);
    *sink = NULL;
    return 0;
}

static const struct sink_ops relay_ops = { "relay", relay_begin, relay_encode, relay_put, relay_made_visible, relay_end, relay_close, NULL, NULL };

struct sink *relay_sink(const struct relay_receiver *receiver, struct sink *encoder)
{
    struct relay *relay = memory_new(sizeof(*relay));
    *relay = (struct relay){ .sink.ops = &relay_ops, .receiver = *receiver, .encoder = encoder };
    return &relay->sink;
}

static void said(void *context, enum complaint_class class, struct slice words)
{
    relay_say(&((struct relay *)context)->calls, class, words);
}

void relay_report(struct sink *sink, struct report *report)
{
    report->said = said;
    report->said_context = sink;
}

/* ---- the parent's side ---- */

/* The record and what it points into are kept until the next one. */
static const struct record *log_take(struct relay_player *player, struct slice packed)
{
    buf_reset(&player->packed);
    buf_slice(&player->packed, packed);
    player->record = (struct record){ &schemas[RECORD_log], player->cell };
    bool sound = record_unpack(buf_view(&player->packed), &player->record);
    assert(sound);
    (void)sound;
    return &player->record;
}

static void call_play(struct relay_player *player, const struct call_head *head, struct slice bytes)
{
    struct sink *sink = player->sink;
    int rc = 0;
    switch ((enum call)head->call) {
    case CALL_begin:
        rc = sink->ops->begin(sink, log_take(player, bytes));
        player->open = true;
        player->refused = rc < 0;
        break;
    case CALL_put:
        rc = player->refused ? 0 : sink->ops->put(sink, &player->record, (enum record_type)head->what, bytes);
        player->refused |= rc < 0;
        break;
    case CALL_flush:
        rc = sink->ops->flush(sink);
        break;
    case CALL_end:
        rc = sink->ops->end(sink, log_take(player, bytes), head->what && !player->refused);
        player->open = false;
        break;
    case CALL_say:
        complaint_say(player->report, (enum complaint_class)head->what, bytes);
        break;
    }
    player->failed |= rc < 0;
}

void relay_play(struct relay_player *player, struct slice calls)
{
    struct call_head head;
    for (; calls.n && !player->failed; calls = slice_from(calls, sizeof(head) + head.n)) {
        memcpy(&head, calls.p, sizeof(head));
        call_play(player, &head, slice_part(calls, sizeof(head), sizeof(head) + head.n));
    }
}

void relay_break(struct relay_player *player)
{
    if (player->open && !player->failed)
        player->failed |= player->sink->ops->end(player->sink, &player->record, false) < 0;
    player->open = false;
}

void relay_player_free(struct relay_player *player)
{
    buf_free(&player->packed);
}
