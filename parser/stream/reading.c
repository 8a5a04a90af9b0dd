/* reading.c - each line, its envelopes off, to the log of its source; see stream_inside.h. */
#include "stream_inside.h"

#include <stdlib.h>

#include "parser/attempt/source_logs.h"
#include "parser/text/json.h"
#include "parser/text/utf8.h"

/* Bytes of lines that wait for their label. */
enum { PENDING_MOST = 1024 * 1024, DOCKER_PIECE = 15 * 1024 /* 16 KiB, less what other transports put before it */ };

/* --- the sources' logs ------------------------------------------------------------------------------------------- */

static void labels_tell(const struct branch *branch)
{
    const struct attempt_labels labels = { branch_part(branch, KEY_1), branch_part(branch, KEY_2), branch_part(branch, KEY_3), branch_part(branch, KEY_4),
                                           branch_part(branch, KEY_5) };
    if (labels.dag_id.n && labels.task_id.n)
        source_logs_labels(branch->log, &labels);
}

static void branch_open(struct stream *stream, struct branch *branch)
{
    struct buf source = { 0 };
    struct slice path = branch->key.n ? branch_part(branch, KEY_path) : slice_of(stream->path);
    buf_text(&source, stream->name);
    if (branch->key.n) {
        buf_char(&source, '[');
        branch_name(branch, stream->parser->mask, &source);
        buf_char(&source, ']');
    }
    branch->log = source_logs_open(stream->parser, stream->events, branch->key.n ? &stream->sources : NULL, buf_view(&source), path, branch_part(branch, KEY_pod));
    branch->physical = branch->key.n ? 0 : stream->turned_at;
    stream->n_open++;
    if (stream->unread_line && stream->choice.by != CHOSEN_head)
        source_logs_unread(branch->log);
    if (branch->key.n && chain_has(&stream->choice.chain, PRINTED))
        source_logs_printed(branch->log);
    if (chain_has(&stream->choice.chain, LABELS))
        labels_tell(branch);
    if (stream->mark.n)
        source_logs_bytes(branch->log, buf_view(&stream->mark));
    buf_reset(&stream->mark);
    buf_free(&source);
}

struct source_logs *reading_log(struct stream *stream, long at)
{
    struct branch *branch = &stream->branches.row[at];
    if (!branch->log)
        branch_open(stream, branch);
    return branch->log;
}

void reading_settle(struct stream *stream, const char *upto)
{
    if (stream->run_from)
        source_logs_bytes(stream->branches.row[stream->run].log, (struct slice){ stream->run_from, (size_t)(upto - stream->run_from) });
    stream->run_from = NULL;
}

/* The last line's bytes are about to go. */
static void last_keep(struct stream *stream)
{
    if (stream->last != NO_BRANCH && stream->branches.row[stream->last].log)
        source_logs_keep_last(stream->branches.row[stream->last].log);
}

static struct branch *branch_turn(struct stream *stream, long at, const char *from)
{
    struct branch *branch = &stream->branches.row[at];
    reading_settle(stream, from);
    if (stream->last != NO_BRANCH && stream->last != at && stream->branches.row[stream->last].log)
        source_logs_keep_last(stream->branches.row[stream->last].log);
    stream->last = at;
    branch->overflows = !stream->draining && (branch->overflows || (!branch->log && stream->n_open >= OPEN_MOST));
    if (branch->overflows)
        return NULL;
    reading_log(stream, at);
    branch->used = stream->now;
    stream->run = at;
    stream->run_from = from;
    return branch;
}

/* The branch takes the bytes from here on; NULL: too many logs are open, the line waits. */
static inline struct branch *branch_use(struct stream *stream, long at, const char *from)
{
    return stream->run_from && stream->run == at ? &stream->branches.row[at] : branch_turn(stream, at, from);
}

static void line_overflow(struct stream *stream, const struct raw_line *raw)
{
    struct overflow_line line = { (uint32_t)stream->last, raw->cut, raw->physical };
    if (!stream->overflow)
        stream->overflow = overflow_open(OPEN_MOST, stream->parser->options.report);
    overflow_put(stream->overflow, &line);
}

/* --- lines ------------------------------------------------------------------------------------------------------- */

/* The bytes before a line that may begin another log are those of the one that is open. Returns whether it may. */
static bool turn_settle(struct stream *stream, const struct branch *branch, const struct log_line *line, const struct raw_line *raw)
{
    bool turns = source_logs_may_turn(branch->log, line->text, line->bits);
    if (turns && stream->run_from != raw->physical.p) {
        reading_settle(stream, raw->physical.p);
        stream->run_from = raw->physical.p;
    }
    return turns;
}

static void deliver_part(struct stream *stream, struct branch *branch, const struct raw_line *raw, const struct log_line *line)
{
    if (turn_settle(stream, branch, line, raw))
        source_logs_turn(branch->log, line);
    else
        source_logs_go_on(branch->log, line);
}

static void deliver_slowly(struct stream *stream, struct branch *branch, const struct raw_line *raw, const struct log_line *line)
{
    struct log_line part = *line;
    for (size_t at; (at = source_logs_glued(branch->log, part.text)) > 0; part.pieces = 0) {
        struct slice rest = slice_from(part.text, at);
        part.text.n = at;
        part.unended = part.cut = false;
        deliver_part(stream, branch, raw, &part);
        part.text = rest;
        part.unended = line->unended;
        part.cut = line->cut;
    }
    deliver_part(stream, branch, raw, &part);
}

/* A line that holds nothing to look at but maybe an event, whole. */
static inline bool is_bare(const struct raw_line *raw)
{
    return !(raw->bits & ~LOG_PLAIN_BITS) && !raw->cut && !raw->unended && !raw->offered;
}

/* A line that lies in the chunk; the short way where there is nothing to look at. The envelope's stamp counts where no head has one. */
static inline void deliver_plain(struct stream *stream, struct branch *branch, const struct raw_line *raw, struct log_line *line)
{
    bool stamped = line->has_time && (line->bits || !slice_starts(line->text, SLICE("[")));
    if (stamped || !is_bare(raw) || !source_logs_line_plain(branch->log, line->text, line->number, line->bits))
        deliver_slowly(stream, branch, raw, line);
}

/* A text that stands elsewhere, or of several lines, as a shipper joins them. */
static void deliver_joined(struct stream *stream, struct branch *branch, struct log_line *line)
{
    struct slice rest = line->text;
    int64_t pieces = line->pieces;
    bool more = true, cut = line->cut;
    while (more) {
        more = slice_cut(&rest, '\n', &line->text);
        line->text = slice_without_return(line->text);
        line->bits = prefilter_bits(stream->parser->prefilter, line->text) | stream->parser->every_line;
        line->pieces = pieces;
        line->cut = cut && !more; /* what is lacking is the end */
        source_logs_line(branch->log, line);
        pieces = 0;
    }
    source_logs_keep_last(branch->log);
}

/* invalid_utf8 and nul_byte, once a line. */
static void bytes_note(struct source_logs *log, struct slice text)
{
    bool nul = slice_index(text, '\0') != (size_t)-1;
    if (nul)
        source_logs_note(log, COMPLAINT_nul_byte, 1);
    while (text.n) {
        size_t n = utf8_valid(text);
        if (n == text.n)
            return;
        if (text.p[n] != '\0') {
            source_logs_note(log, COMPLAINT_invalid_utf8, 1);
            return;
        }
        text = slice_from(text, n + 1);
    }
}

static struct pieces *pieces_of(const struct stream *stream, struct branch *branch, enum output_channel channel)
{
    size_t most = stream->parser->options.max_line;
    if (!branch->pieces) {
        branch->pieces = memory_zeroed(OUTPUT__N * sizeof(*branch->pieces));
        for (int i = 0; i < OUTPUT__N; i++)
            branch->pieces[i].text.limit = most ? most : source_default_limits.max_line;
    }
    return &branch->pieces[channel];
}

static void pieces_deliver(struct stream *stream, struct branch *branch, struct pieces *pieces, bool unended)
{
    struct log_line line = { .text = buf_view(&pieces->text), .number = pieces->number, .pieces = pieces->count, .has_time = pieces->has_time,
                             .time = pieces->time, .channel = (enum output_channel)(pieces - branch->pieces), .unended = unended, .cut = pieces->cut };
    bytes_note(branch->log, line.text); /* of the whole: a runtime cuts inside characters */
    deliver_joined(stream, branch, &line);
    buf_reset(&pieces->text);
    pieces->count = 0;
    pieces->cut = false;
}

bool reading_pieces_settle(struct stream *stream, struct branch *branch, bool unended)
{
    bool any = false;
    for (int i = 0; branch->pieces && i < OUTPUT__N; i++)
        if (branch->pieces[i].count) {
            pieces_deliver(stream, branch, &branch->pieces[i], unended);
            any = true;
        }
    return any;
}

/* Docker's pieces are as long as its buffer: a shorter text is whole where none has had an end of line so far, as what wrote them to a store took these off. */
static bool is_partial(const struct stream *stream, const struct payload *payload)
{
    return payload->partial && (stream->has_ends || payload->text.n >= DOCKER_PIECE || !chain_has(&stream->choice.chain, ENDED));
}

static void piece_add(struct stream *stream, struct branch *branch, const struct payload *payload, const struct log_line *line)
{
    struct pieces *pieces = pieces_of(stream, branch, payload->channel);
    if (!pieces->count++) {
        pieces->number = line->number;
        pieces->has_time = payload->has_time;
        pieces->time = payload->time;
    }
    size_t room = pieces->text.limit - pieces->text.n;
    pieces->cut |= payload->text.n > room || line->cut;
    buf_slice(&pieces->text, slice_part(payload->text, 0, room));
    if (!is_partial(stream, payload))
        pieces_deliver(stream, branch, pieces, line->unended);
}

static void explain_envelopes(struct stream *stream, const struct branch *branch, int taken)
{
    struct buf name = { 0 };
    if (!stream->parser->options.explain || !stream->choice.chain.n)
        return;
    for (int i = 0; i < taken; i++)
        source_logs_why(branch->log, "%s", envelope_rows[stream->choice.chain.row[i]].words);
    branch_name(branch, stream->parser->mask, &name);
    if (!taken)
        source_logs_why(branch->log, "carries no envelope");
    if (name.n)
        source_logs_why(branch->log, "source %.*s", SLICE_ARG(buf_view(&name)));
    buf_free(&name);
}

static void payload_deliver(struct stream *stream, struct branch *branch, const struct payload *payload, int taken, const struct raw_line *raw)
{
    int64_t number = stream->backward ? ++stream->entry_line : ++branch->physical;
    struct log_line line = { .text = payload->text, .number = number, .pieces = 1, .has_time = payload->has_time, .time = payload->time,
                             .channel = payload->channel, .bits = raw->bits, .unended = raw->unended, .cut = raw->cut };
    explain_envelopes(stream, branch, taken);
    if (raw->bits & ~LOG_PLAIN_BITS)
        turning_note(stream, raw, payload->text, number);
    if (payload->gave_up)
        source_logs_reject(branch->log, COMPLAINT_envelope_limit, number, 1, payload->text);
    stream->has_ends = stream->has_ends || (taken && !payload->partial);
    stream->piece = is_partial(stream, payload) || (branch->pieces && branch->pieces[payload->channel].count);
    if (!stream->piece && !raw->cut)
        widths_note(&stream->widths, &stream->parser->heads, raw->text, payload->text, number);
    if (stream->piece)
        piece_add(stream, branch, payload, &line);
    else if (payload->unescaped) {
        source_logs_note(branch->log, COMPLAINT_nul_byte, json_has_nul(raw->text));
        turn_settle(stream, branch, &line, raw);
        deliver_joined(stream, branch, &line);
    } else
        deliver_plain(stream, branch, raw, &line);
}

/* A line that repeats the beginning of the one before is of its source. */
static bool same_source(struct stream *stream, struct slice text, struct payload *payload, int *taken)
{
    if (!stream->same.n || !slice_starts(text, buf_view(&stream->same)))
        return false;
    *taken = chain_take_rest(stream->parser->envelopes, &stream->choice.chain, slice_from(text, stream->same.n), &stream->space, payload);
    return true;
}

/* Notes what stands before the text of the first envelope; a blank must end it, or more might belong to it. */
static void same_note(struct stream *stream, struct slice text, long branch)
{
    const struct chain first = { .n = 1, .row = { stream->choice.chain.row[0] } };
    struct payload payload;
    buf_reset(&stream->same);
    if (!stream->constant || !chain_take(stream->parser->envelopes, &first, text, &stream->space, &payload) || payload.text.p[-1] != ' ')
        return;
    buf_slice(&stream->same, slice_part(text, 0, (size_t)(payload.text.p - text.p)));
    stream->same_branch = branch;
}

/* A line of a stream without envelopes: all of it is of the first source. */
static void plain_read(struct stream *stream, const struct raw_line *raw)
{
    long at = stream->last != NO_BRANCH ? stream->last : reading_nameless(stream);
    struct branch *branch = branch_use(stream, at, raw->physical.p);
    int64_t number = stream->backward ? ++stream->entry_line : ++branch->physical;
    if (is_bare(raw) && source_logs_line_plain(branch->log, raw->text, number, raw->bits))
        return;
    struct log_line line = { .text = raw->text, .number = number, .pieces = 1, .bits = raw->bits, .unended = raw->unended, .cut = raw->cut };
    if (raw->bits & ~LOG_PLAIN_BITS)
        turning_note(stream, raw, raw->text, number);
    deliver_slowly(stream, branch, raw, &line);
}

static void line_read(struct stream *stream, const struct raw_line *raw);

static struct raw_line pending_cut(const struct stream *stream, struct slice *rest)
{
    struct slice text;
    const char *from = rest->p;
    slice_cut(rest, '\n', &text);
    text = slice_without_return(text);
    return (struct raw_line){ .text = text, .physical = { from, (size_t)(rest->p - from) }, .bits = prefilter_bits(stream->parser->prefilter, text) | stream->parser->every_line };
}

/* Lines that wait for the label behind their message, or might have been of another envelope, go to the branch. */
static void pending_read(struct stream *stream, long at)
{
    struct buf pending = stream->pending;
    struct slice rest = buf_view(&pending), text;
    stream->pending = (struct buf){ 0 };
    while (rest.n) {
        const struct raw_line raw = pending_cut(stream, &rest);
        struct payload payload;
        text = raw.text;
        int taken = chain_take(stream->parser->envelopes, &stream->choice.chain, text, &stream->space, &payload);
        struct branch *branch = branch_use(stream, at, raw.physical.p);
        if (branch)
            payload_deliver(stream, branch, &payload, taken, &raw);
        else
            line_overflow(stream, &raw);
    }
    reading_settle(stream, pending.p + pending.n);
    if (stream->branches.row[at].log)
        source_logs_keep_last(stream->branches.row[at].log);
    buf_free(&pending);
}

/* A line of a stream whose labels stand behind their messages. A label closes one only if the next line begins another, or has another: else it was printed. */
static void closed_read(struct stream *stream, const struct raw_line *raw)
{
    struct payload payload;
    int taken;
    struct head head = { .message = raw->text };
    bool begins = head_read_plain(&stream->parser->heads, raw->text, &head);
    reading_settle(stream, raw->physical.p);
    long at = reading_branch(stream, raw->text, &payload, &taken), label = taken ? at : NO_BRANCH;
    bool closes = label_is_anothers(stream, label, begins) || begins;
    if (stream->labelled != NO_BRANCH && (closes || stream->pending.n > PENDING_MOST)) {
        pending_read(stream, stream->labelled);
        if (begins && stream->branches.row[stream->labelled].log)
            reading_pieces_settle(stream, &stream->branches.row[stream->labelled], false);
    }
    stream->labelled = label;
    buf_slice(&stream->pending, raw->physical);
}

/* Lines of another envelope, which is the stream's from here on. */
static void turned_read(struct stream *stream)
{
    struct buf pending = stream->pending;
    struct slice rest = buf_view(&pending);
    stream->pending = (struct buf){ 0 };
    last_keep(stream);
    turning_begin(stream);
    while (rest.n) {
        const struct raw_line raw = pending_cut(stream, &rest);
        line_read(stream, &raw);
    }
    reading_settle(stream, pending.p + pending.n);
    last_keep(stream);
    buf_free(&pending);
}

/* Those that were kept as they may be of another envelope: they are, or they are text. */
static void turn_settle_kept(struct stream *stream, bool over)
{
    if (turning_is_made(stream, over)) {
        turned_read(stream);
        return;
    }
    turning_drop(stream);
    pending_read(stream, stream->last);
}

void reading_pending(struct stream *stream)
{
    if (stream->turn.lines)
        turn_settle_kept(stream, true);
    if (stream->pending.n)
        pending_read(stream, stream->labelled != NO_BRANCH ? stream->labelled : stream->last != NO_BRANCH ? stream->last : reading_nameless(stream));
    stream->labelled = NO_BRANCH;
}

static void carried_read(struct stream *stream, const struct raw_line *raw)
{
    if (stream->closes) {
        closed_read(stream, raw);
        return;
    }
    if (turning_is_off(stream, raw->text))
        turn_settle_kept(stream, false);
    struct payload payload;
    int taken = 1;
    long at = stream->same_branch;
    if (!same_source(stream, raw->text, &payload, &taken)) {
        at = reading_branch(stream, raw->text, &payload, &taken);
        documents_line(stream, raw, taken);
        if (taken && stream->constant && at == stream->last)
            same_note(stream, raw->text, at);
    }
    if (!taken && turning_keeps(stream, raw)) {
        reading_settle(stream, raw->physical.p);
        if (turning_is_made(stream, false))
            turned_read(stream);
        return;
    }
    struct branch *branch = branch_use(stream, at, raw->physical.p);
    if (branch)
        payload_deliver(stream, branch, &payload, taken, raw);
    else
        line_overflow(stream, raw);
}

static void line_read(struct stream *stream, const struct raw_line *raw)
{
    if (stream->choice.chain.n)
        carried_read(stream, raw);
    else
        plain_read(stream, raw);
}

static void physical_read(struct stream *stream, const struct raw_line *raw, bool odd)
{
    stream->lines += !stream->draining && !stream->backward;
    line_read(stream, raw);
    if (odd && !stream->piece && stream->last != NO_BRANCH && stream->branches.row[stream->last].log)
        bytes_note(stream->branches.row[stream->last].log, raw->text);
    stream->piece = false;
}

/* The common case: a bare line of a stream without envelopes, to the log that has the bytes before it. */
static inline bool bare_read(struct stream *stream, struct slice text, uint64_t bits)
{
    if (!stream->run_from)
        return false;
    struct branch *branch = &stream->branches.row[stream->run];
    if (!source_logs_line_plain(branch->log, text, branch->physical + 1, bits))
        return false;
    branch->physical++;
    stream->lines++;
    return true;
}

/* The number of the line before in a stream without envelopes. */
static int64_t last_number(const struct stream *stream)
{
    return stream->backward ? stream->entry_line : stream->last != NO_BRANCH ? stream->branches.row[stream->last].physical : 0;
}

/* A byte order mark in mid-stream is that of a file that was put behind another. */
static inline struct slice without_mark(struct slice text)
{
    return slice_from(text, slice_starts(text, SLICE("\xef\xbb\xbf")) ? 3 : 0);
}

void reading_lines(struct stream *stream, struct slice chunk, bool cut)
{
    bool bare = !stream->choice.chain.n && !stream->backward && !stream->draining && !stream->parser->every_line && !cut;
    const struct prefilter_line *line;
    size_t n = prefilter_lines(stream->parser->prefilter, chunk, &line);
    const char *p = chunk.p, *end = chunk.p + chunk.n;
    if (!stream->choice.chain.n && !cut && !width_is_over(&stream->widths.line))
        width_note_lines(&stream->widths.line, &stream->parser->heads, chunk, line, n, last_number(stream));
    for (; n; n--, line++) {
        const char *newline = chunk.p + line->end, *next = newline < end ? newline + 1 : end;
        struct slice text = slice_without_return((struct slice){ p, (size_t)(newline - p) }), physical = { p, (size_t)(next - p) };
        p = next;
        bool offered = bare && !(line->bits & ~LOG_PLAIN_BITS) && !line->odd && newline < end;
        if (offered && bare_read(stream, text, line->bits))
            continue;
        struct raw_line raw = { .text = without_mark(text), .physical = physical, .bits = line->bits | stream->parser->every_line, .unended = newline == end && !cut, .cut = cut,
                                .offered = offered && stream->run_from };
        physical_read(stream, &raw, line->odd);
    }
    reading_settle(stream, end);
    last_keep(stream);
}
