/* chain.c - envelopes one inside the other; see chain.h. */
#include "chain.h"

enum { FOUND_MOST = 3 }; /* links that are searched for; a HEADED row may follow */

struct finder {
    const struct envelopes *envelopes;
    struct chain_space *space;
    bool (*shows)(void *context, struct slice text);
    void *context;
    struct chain *chain;
    bool carried; /* some row was taken off the line */
};

void chain_space_free(struct chain_space *space)
{
    for (int i = 0; i < CHAIN_MOST; i++)
        envelope_space_free(&space->level[i]);
}

/* What an inner link says of a part of the key that an outer one told goes to a part that is free: a container cannot take another's name. But the path that
 * the innermost tells is the log's. */
static void keys_join(const struct payload *before, struct payload *out)
{
    for (int i = 0, spare = KEY_1; i < KEY__N; i++) {
        const struct slice outer = before->key[i], inner = out->key[i];
        if (i == KEY_path || !outer.n || inner.p == outer.p || slice_eq(inner, outer))
            continue;
        while (spare < KEY__N && out->key[spare].n)
            spare++;
        if (spare == KEY__N)
            return;
        out->key[i] = outer;
        out->key[spare] = inner;
    }
}

/* Parts of the key by which the outer source is known, as bits: those that stay. */
static unsigned outer_parts(const struct payload *before, bool labels)
{
    unsigned parts = 0;
    for (int i = 0; i < KEY__N; i++)
        parts |= (unsigned)(before->key[i].n && i != KEY_path && !(labels && i > KEY_path)) << i;
    return parts;
}

static int take_from(const struct envelopes *envelopes, const struct chain *chain, int from, struct slice text, struct chain_space *space, struct payload *out)
{
    static const struct slice nobody[KEY__N] = { 0 };
    *out = (struct payload){ .text = text };
    for (int i = from; i < chain->n; i++) {
        const bool fixed = envelope_rows[chain->row[i]].flags & FIXED, inner = i > from;
        struct payload before;
        if (fixed || inner)
            before = *out;
        if (!envelope_take(envelopes, chain->row[i], out->text, &space->level[i], out))
            return i;
        if (fixed && out->stamp_n != chain->stamp_n[i]) {
            *out = before;
            return i;
        }
        if (inner && i == chain->inner)
            out->outer = outer_parts(&before, envelope_rows[chain->row[i]].flags & LABELS);
        if (chain->nameless >> i & 1)
            memcpy(out->key, inner ? before.key : nobody, sizeof(out->key));
        else if (inner && !(envelope_rows[chain->row[i]].flags & LABELS))
            keys_join(&before, out);
    }
    return chain->n;
}

int chain_take(const struct envelopes *envelopes, const struct chain *chain, struct slice line, struct chain_space *space, struct payload *out)
{
    return take_from(envelopes, chain, 0, line, space, out);
}

int chain_take_rest(const struct envelopes *envelopes, const struct chain *chain, struct slice text, struct chain_space *space, struct payload *out)
{
    return take_from(envelopes, chain, 1, text, space, out);
}

bool chain_has(const struct chain *chain, enum envelope_flag flag)
{
    bool has = false;
    for (int i = 0; i < chain->n; i++)
        has = has || envelope_rows[chain->row[i]].flags & flag;
    return has;
}

int chain_link(const struct chain *chain, enum envelope_flag flag)
{
    int link = chain->n;
    while (link-- && !(envelope_rows[chain->row[link]].flags & flag))
        ;
    return link;
}

int chain_inner(const struct envelopes *envelopes, const struct chain *chain)
{
    int link = chain->n - 1;
    while (link > 0 && (chain->nameless >> link & 1 || !envelope_has_key(envelopes, chain->row[link])))
        link--;
    return link > 0 ? link : 0;
}

bool chain_is_constant(const struct envelopes *envelopes, const struct chain *chain)
{
    bool constant = chain->n && envelope_is_constant(envelopes, chain->row[0]);
    for (int i = 1; i < chain->n; i++)
        constant = constant && !envelope_has_key(envelopes, chain->row[i]);
    return constant;
}

/* Takes the row off text, which is read as a record once for all rows, and makes it the chain's last link. */
static bool link_add(struct finder *finder, int row, struct slice text, struct json_value record, struct slice *inside)
{
    struct chain *chain = finder->chain;
    struct payload payload = { .text = text };
    if (chain->n == CHAIN_MOST)
        return false;
    struct envelope_space *space = &finder->space->level[chain->n];
    bool json = envelope_rows[row].carrier == CARRIER_json;
    if (json ? !envelope_take_record(finder->envelopes, row, record, space, &payload) : !envelope_take(finder->envelopes, row, text, space, &payload))
        return false;
    chain->row[chain->n] = row;
    chain->stamp_n[chain->n++] = payload.stamp_n;
    finder->carried = true;
    *inside = payload.text;
    return true;
}

static int next_layer(const struct chain *chain)
{
    return chain->n ? (int)envelope_rows[chain->row[chain->n - 1]].layer + 1 : 0;
}

/* Whether what the link holds may be another transport's: a container's output, a record's text, a line with a stamp before it; not what only looks like
 * a name. */
static bool begins_anew(const struct envelope_row *link)
{
    return link->carrier == CARRIER_json || link->layer == LAYER_STAMP || (link->layer >= LAYER_SHIPPER && !(link->flags & HEADS));
}

/* Whether the row may be the next link: transports nest, each row once, but for services inside a service and stamps behind a stamp. */
static bool may_follow(const struct finder *finder, int row)
{
    const struct chain *chain = finder->chain;
    const struct envelope_row *next = &envelope_rows[row];
    if ((int)next->layer >= next_layer(chain))
        return true;
    bool may = begins_anew(&envelope_rows[chain->row[chain->n - 1]]) && next->layer >= LAYER_EXPORT && !(next->flags & HEADS);
    for (int i = 0; i < chain->n && may; i++)
        may = chain->row[i] != row || next->flags & NAMES || next->layer == LAYER_STAMP;
    return may;
}

/* Whether text shows it under a chain that goes on by that many links; the stack holds FOUND_MOST of these at most. */
static bool search(struct finder *finder, struct slice text, int links, struct slice *found)
{
    struct slice inside;
    if (!links) {
        *found = text;
        return finder->shows(finder->context, text);
    }
    const struct json_value record = envelope_record(text);
    for (int row = 0; row < ENVELOPE__N; row++) {
        if (!may_follow(finder, row) || !link_add(finder, row, text, record, &inside))
            continue;
        if (search(finder, inside, links - 1, found))
            return true;
        finder->chain->n--;
    }
    return false;
}

/* Rows that a line carries though it shows its head unopened. */
static void headed_add(struct finder *finder, struct slice text)
{
    struct slice inside;
    struct json_value record = envelope_record(text);
    for (int row = 0; row < ENVELOPE__N; row++) {
        if (!(envelope_rows[row].flags & HEADED) || (int)envelope_rows[row].layer < next_layer(finder->chain) || !link_add(finder, row, text, record, &inside))
            continue;
        if (!finder->shows(finder->context, inside)) {
            finder->chain->n--;
            continue;
        }
        text = inside;
        record = envelope_record(text);
    }
}

bool chain_find(const struct envelopes *envelopes, struct slice line, struct chain_space *space, bool (*shows)(void *context, struct slice text), void *context,
                struct chain *out)
{
    struct finder finder = { envelopes, space, shows, context, out, false };
    struct slice found;
    *out = (struct chain){ 0 };
    for (int links = 0; links <= FOUND_MOST && (links < 2 || finder.carried); links++)
        if (search(&finder, line, links, &found)) {
            headed_add(&finder, found);
            return true;
        }
    return false;
}
