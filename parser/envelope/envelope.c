/* envelope.c - the rows of envelopes.def, and the text carrier; see envelope.h. */
#include "envelope.h"

#include <assert.h>
#include <stdlib.h>

#include "envelope_json.h"
#include "parser/catalogue/literals.h"
#include "parser/text/python_string.h"
#include "parser/text/regex.h"
#include "parser/text/utf8.h"

const struct envelope_row envelope_rows[ENVELOPE__N] = {
#define ENVELOPE(name, words, carrier, layer, flags, how, sample, text, time, key) \
    { #name, words, CARRIER_##carrier, LAYER_##layer, flags, how, sample, text, time, key },
#include "parser/catalogue/envelopes.def"
};

enum group { GROUP_text, GROUP_time, GROUP_stream, GROUP_partial, GROUP_key, GROUP__N = GROUP_key + KEY__N };
static const char *const group_names[GROUP__N] = { "text", "time", "stream", "partial", "pod", "container", "path", "key", "key2", "key3", "key4", "key5" };

struct envelope {
    bool has_literals;
    struct buf literals; /* text: "a|b", of which a line has to hold one before it is tried; empty: any line is */
    struct regex *regex; /* text; NULL: no line was tried yet. What follows is known with it */
    struct {
        enum group what;
        int number;
    } group[GROUP__N]; /* those that the pattern has */
    int n_groups;
    bool has[GROUP__N];
    struct record_shape *shape; /* json */
};

struct envelopes {
    struct envelope *row;
};

static void text_open(struct envelope *envelope, const struct envelope_row *row)
{
    envelope->regex = regex_own(row->how);
    for (int i = 0; i < GROUP__N; i++) {
        int number = regex_group_number(envelope->regex, group_names[i]);
        envelope->has[i] = number;
        if (number) {
            envelope->group[envelope->n_groups].what = (enum group)i;
            envelope->group[envelope->n_groups++].number = number;
        }
    }
    assert(envelope->has[GROUP_text]);
}

struct envelopes *envelopes_open(void)
{
    struct envelopes *envelopes = memory_new(sizeof(*envelopes));
    envelopes->row = memory_zeroed(ENVELOPE__N * sizeof(*envelopes->row));
    return envelopes;
}

/* The row, made when a line is first tried on it: most logs need none. */
static struct envelope *envelope_of(const struct envelopes *envelopes, int row)
{
    struct envelope *envelope = &envelopes->row[row];
    if (envelope_rows[row].carrier == CARRIER_text && !envelope->regex)
        text_open(envelope, &envelope_rows[row]);
    if (envelope_rows[row].carrier == CARRIER_json && !envelope->shape)
        envelope->shape = record_shape_open(envelope_rows[row].how);
    return envelope;
}

/* Whether the line may match a row that was not made yet: to make it costs more than to read a short log. */
static bool may_match(struct envelope *envelope, const struct envelope_row *row, struct slice line)
{
    if (!envelope->has_literals)
        literals_find(slice_of(row->how), &envelope->literals);
    envelope->has_literals = true;
    struct slice rest = buf_view(&envelope->literals), literal;
    bool more = rest.n, may = !rest.n;
    while (more && !may) {
        more = slice_cut(&rest, '|', &literal);
        may = slice_has(line, literal);
    }
    return may;
}

void envelopes_close(struct envelopes **envelopes)
{
    if (!*envelopes)
        return;
    for (int i = 0; i < ENVELOPE__N; i++) {
        buf_free(&(*envelopes)->row[i].literals);
        regex_close(&(*envelopes)->row[i].regex);
        record_shape_close(&(*envelopes)->row[i].shape);
    }
    free((*envelopes)->row);
    free(*envelopes);
    *envelopes = NULL;
}

void envelope_space_free(struct envelope_space *space)
{
    buf_free(&space->text);
    for (int i = 0; i < KEY__N; i++)
        buf_free(&space->key[i]);
}

static bool group_take(enum group what, struct slice text, struct payload *out)
{
    switch (what) {
    case GROUP_text: out->text = text; break;
    case GROUP_time:
        out->stamp_n = text.n;
        if (text.n && !payload_time(text, out))
            return false;
        break;
    case GROUP_stream: payload_channel(text, out); break;
    case GROUP_partial: out->partial = out->partial || payload_is_piece(text); break;
    default:
        if (text.n)
            out->key[what - GROUP_key] = text;
        break;
    }
    return true;
}

/* Composer's formatter cuts what it writes after so many characters. */
enum { PIECE_CHARACTERS = 4096 };

/* Whether each backslash is one of an escape that Composer writes. */
static bool is_escaped(struct slice text)
{
    bool sound = true;
    for (size_t i = 0; i < text.n && sound; i++)
        if (text.p[i] == '\\') {
            i++;
            sound = i < text.n && (text.p[i] == '\\' || text.p[i] == 'n' || text.p[i] == 'r');
        }
    return sound;
}

static void escapes_undo(struct envelope_space *space, struct payload *out)
{
    if (slice_index(out->text, '\\') != (size_t)-1 && is_escaped(out->text)) {
        buf_reset(&space->text);
        for (size_t i = 0; i < out->text.n; i++) {
            bool escape = out->text.p[i] == '\\';
            char c = out->text.p[i += escape];
            buf_char(&space->text, !escape || c == '\\' ? c : c == 'n' ? '\n' : '\r');
        }
        out->text = buf_view(&space->text);
        out->unescaped = true;
    }
    out->partial = out->partial || utf8_count(out->text) == PIECE_CHARACTERS;
}

/* Go's quoted strings, which escape as Python's do. */
static void quotes_undo(struct envelope_space *space, struct payload *out)
{
    if (slice_index(out->text, '\\') == (size_t)-1)
        return;
    buf_reset(&space->text);
    python_string_unescape(out->text, false, &space->text);
    out->text = buf_view(&space->text);
    out->unescaped = true;
}

/* A text row whose pattern matched; false: its stamp is impossible. */
static bool groups_take(const struct envelope *envelope, struct payload *out)
{
    struct payload taken = *out;
    for (int i = 0; i < envelope->n_groups; i++)
        if (!group_take(envelope->group[i].what, regex_group_at(envelope->regex, envelope->group[i].number), &taken))
            return false;
    *out = taken;
    return true;
}

bool envelope_take_record(const struct envelopes *envelopes, int row, struct json_value record, struct envelope_space *space, struct payload *out)
{
    bool taken = record_shape_take(envelope_of(envelopes, row)->shape, envelope_rows[row].flags & ENDED, record, space, out);
    if (taken && envelope_rows[row].flags & BLANK && slice_starts(out->text, SLICE(" ")))
        out->text = slice_from(out->text, 1);
    return taken;
}

bool envelope_take(const struct envelopes *envelopes, int row, struct slice line, struct envelope_space *space, struct payload *out)
{
    struct envelope *envelope = &envelopes->row[row];
    if (envelope_rows[row].carrier == CARRIER_text && !envelope->regex && !may_match(envelope, &envelope_rows[row], line))
        return false;
    envelope = envelope_of(envelopes, row);
    if (!envelope->regex)
        return envelope_take_record(envelopes, row, envelope_record(line), space, out);
    if (!regex_match(envelope->regex, line)) {
        out->gave_up = out->gave_up || regex_gave_up(envelope->regex);
        return false;
    }
    if (!groups_take(envelope, out))
        return false;
    if (envelope_rows[row].flags & ESCAPED)
        escapes_undo(space, out);
    if (envelope_rows[row].flags & QUOTED)
        quotes_undo(space, out);
    return true;
}

bool envelope_is_constant(const struct envelopes *envelopes, int row)
{
    const struct envelope *envelope = envelope_of(envelopes, row);
    return envelope->regex && !envelope->has[GROUP_time] && !envelope->has[GROUP_stream] && !envelope->has[GROUP_partial];
}

bool envelope_has_key(const struct envelopes *envelopes, int row)
{
    const struct envelope *envelope = envelope_of(envelopes, row);
    bool has = !envelope->regex;
    for (int i = 0; i < KEY__N; i++)
        has = has || envelope->has[GROUP_key + i];
    return has;
}
