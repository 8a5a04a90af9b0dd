/* turning.c - a stream that goes on in another envelope, as cat makes of two doors (domain §3.5); see stream_inside.h. Where each line carries the envelope,
 * whatever the task printed, lines without it are no task's: the stream begins anew. Elsewhere a task may have printed them, so it is only told. */
#include "stream_inside.h"

/* TURNED: lines in a row that make a turn; so many HEADS among them at least. */
enum { TURNED = 8, TURN_HEADS = 2, FOREIGN_MOST = 1024 };

/* Whether each physical line carries the chain's outermost envelope, those within a message of several lines too. */
static bool is_on_each_line(const struct chain *chain)
{
    const struct envelope_row *row = &envelope_rows[chain->row[0]];
    bool prefixes = row->layer == LAYER_NAME || row->layer == LAYER_RUNTIME || chain->row[0] == ENVELOPE_kubelet || chain->row[0] == ENVELOPE_grep;
    return row->layer != LAYER_LABEL && (row->carrier == CARRIER_json || (prefixes && !(row->flags & HEADS)));
}

/* Whether the line shows a head in another envelope, or, outside the chain, in none; *under: that chain. */
static bool shows_foreign_head(struct stream *stream, struct slice text, bool outside, struct chain *under)
{
    if (!choice_may_show_head(&stream->choice, text) || !choice_can_show_head(&stream->choice, text, under))
        return false;
    return under->n || (outside && !(envelope_rows[stream->choice.chain.row[0]].flags & HEADED));
}

static void foreign_count(struct stream *stream, const struct raw_line *raw, int64_t line)
{
    struct foreign *foreign = &stream->foreign;
    if (!foreign->lines++) {
        foreign->branch = stream->last;
        foreign->line = line;
        buf_reset(&foreign->text);
        buf_slice(&foreign->text, slice_part(raw->text, 0, FOREIGN_MOST));
    }
}

/* --- lines outside the chain ------------------------------------------------------------------------------------- */

bool turning_keeps(struct stream *stream, const struct raw_line *raw)
{
    struct turn *turn = &stream->turn;
    bool can = is_on_each_line(&stream->choice.chain) && !stream->backward && !stream->draining && !stream->overflow && !raw->cut && stream->last != NO_BRANCH;
    if (!can || (!turn->lines && !shows_foreign_head(stream, raw->text, true, &turn->to)))
        return false;
    struct payload payload;
    bool carried = chain_take(stream->parser->envelopes, &turn->to, raw->text, &stream->space, &payload) == turn->to.n;
    turn->lines++;
    turn->heads += carried && choice_shows_head(&stream->choice, payload.text);
    buf_slice(&stream->pending, raw->physical);
    return true;
}

bool turning_is_made(const struct stream *stream, bool over)
{
    return stream->turn.heads >= TURN_HEADS && (over || stream->turn.lines >= TURNED);
}

bool turning_is_off(struct stream *stream, struct slice text)
{
    struct payload payload;
    return stream->turn.lines && chain_take(stream->parser->envelopes, &stream->choice.chain, text, &stream->space, &payload);
}

void turning_begin(struct stream *stream)
{
    stream->turned_at = stream->lines - stream->turn.lines;
    stream->choice.chain = stream->turn.to;
    stream->turn.lines = stream->turn.heads = 0;
    stream->last = NO_BRANCH;
    buf_reset(&stream->same);
    chain_settle(stream);
}

void turning_drop(struct stream *stream)
{
    struct slice rest = buf_view(&stream->pending), line;
    slice_cut(&rest, '\n', &line);
    const struct raw_line first = { .text = line };
    stream->foreign.sure = true;
    foreign_count(stream, &first, stream->branches.row[stream->last].physical + 1);
    stream->turn.lines = stream->turn.heads = 0;
}

/* --- lines that a task may have printed -------------------------------------------------------------------------- */

/* As nearly all heads begin, in colours too. */
static bool begins_as_head(struct slice text)
{
    return slice_starts(text, SLICE("{\"timestamp\":")) || (text.n > 1 && text.p[0] == '[' && (byte_is_digit(text.p[1]) || text.p[1] == '\x1b'));
}

/* Whether a head stands in the payload, or beside it in its record, under something that is not the stream's. */
static bool is_foreign(struct stream *stream, struct slice line, struct slice text)
{
    struct chain under;
    if (shows_foreign_head(stream, text, false, &under) || choice_is_unread(text, false))
        return true;
    return text.n && text.p[0] == '{' && text.p != line.p && shows_foreign_head(stream, line, false, &under);
}

void turning_note(struct stream *stream, const struct raw_line *raw, struct slice text, int64_t line)
{
    struct foreign *foreign = &stream->foreign;
    bool begins = begins_as_head(text);
    bool first = !foreign->heads;
    foreign->heads |= begins;
    if (begins && !foreign->lines)
        return;
    if (choice_shows_head(&stream->choice, text)) {
        foreign->heads = true;
        foreign->sure |= stream->backward && first && foreign->lines >= FOREIGN_TOLD; /* to the input's end none of the stream's followed */
        foreign->lines = foreign->sure ? foreign->lines : 0;
    }
    else if (!begins && is_foreign(stream, raw->text, text))
        foreign_count(stream, raw, line);
}
