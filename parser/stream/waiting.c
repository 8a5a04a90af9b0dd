/* waiting.c - lines that nothing is decided on yet, and streams whose newest line comes first; see stream_inside.h. */
#include "stream_inside.h"

#include "parser/attempt/source_logs.h"
#include "parser/envelope/document.h"
#include "parser/mask/mask.h"
#include "parser/text/json.h"
#include "recipe.h"

enum { HELD_MOST = 1024 * 1024, UNREAD_MOST = 1024 };

/* The first line of *rest, without its end, and with it. */
static bool line_next(struct slice *rest, struct slice *text, struct slice *physical)
{
    if (!rest->n)
        return false;
    size_t at = slice_index(*rest, '\n');
    *physical = slice_part(*rest, 0, at == (size_t)-1 ? rest->n : at + 1);
    *text = slice_without_return(slice_part(*rest, 0, at));
    *rest = slice_from(*rest, physical->n);
    return true;
}

/* --- what the lines tell ----------------------------------------------------------------------------------------- */

/* Envelopes whose stamps are whole seconds leave it to the heads inside to tell lines of one second apart. */
static void branch_stamp(struct choice *choice, struct branch *branch, int64_t stamp, const int64_t *head)
{
    if (branch->has_stamp && stamp != branch->stamp) {
        choice_note(choice, branch->stamp, stamp);
        branch->has_head_stamp = false;
    } else if (branch->has_head_stamp && head)
        choice_note(choice, branch->head_stamp, *head);
    branch->has_stamp = true;
    branch->stamp = stamp;
    branch->has_head_stamp = branch->has_head_stamp || head;
    branch->head_stamp = head ? *head : branch->head_stamp;
}

/* Notes the line's stamp, beside the one before it of its source. */
static void stamp_note(struct stream *stream, struct slice text)
{
    struct payload payload;
    int64_t stamp, head;
    int taken = chain_take(stream->parser->envelopes, &stream->choice.chain, text, &stream->space, &payload);
    if ((!taken && stream->choice.chain.n) || !choice_stamp(&stream->choice, &payload, &stamp))
        return;
    bool has_head = choice_head_stamp(&stream->choice, &payload, &head);
    if (stream->named || !taken)
        payload = (struct payload){ 0 };
    size_t at = branches_find(&stream->branches, &payload); /* may move the rows */
    branch_stamp(&stream->choice, &stream->branches.row[at], stamp, has_head ? &head : NULL);
}

/* An envelope without stamps, of heads without them, has no direction. */
static bool has_stamps(struct stream *stream, struct slice lines)
{
    struct slice text, physical;
    struct payload payload;
    int64_t stamp;
    bool has = !stream->choice.chain.n;
    while (!has && line_next(&lines, &text, &physical)) {
        chain_take(stream->parser->envelopes, &stream->choice.chain, text, &stream->space, &payload);
        has = choice_stamp(&stream->choice, &payload, &stamp);
    }
    return has;
}

/* Whether the input's records may come in runs: what is in which order is known at the end. */
static bool is_in_runs(const struct stream *stream)
{
    return stream->kind && chain_has(&stream->choice.chain, RUNS);
}

/* What the lines so far tell of the direction, once the chain is known. */
static void stamps_note(struct stream *stream, struct slice lines)
{
    struct slice text, physical;
    while (line_next(&lines, &text, &physical))
        stamp_note(stream, text);
}

static void direction_look(struct stream *stream, struct slice lines)
{
    if (is_in_runs(stream))
        stream->direction = DIRECTION_backward;
    else if (has_stamps(stream, lines))
        stamps_note(stream, lines);
    else
        stream->direction = DIRECTION_forward;
}

/* lines: those so far; text: the newest of them. */
static void line_examine(struct stream *stream, struct slice lines, struct slice text)
{
    bool chosen = stream->choice.by != CHOSEN_none, known = stream->choice.names_known;
    if (!chosen && (!choice_may_show_head(&stream->choice, text) || !choice_by_head(&stream->choice, text)))
        return;
    if (!choice_knows_names(&stream->choice, chosen ? text : lines, false) || stream->choice.by == CHOSEN_none)
        return;
    if (chosen && known)
        stamp_note(stream, text);
    else
        direction_look(stream, lines);
    if (stream->direction == DIRECTION_unknown)
        stream->direction = choice_direction(&stream->choice);
}

/* Whether what is to be typed, done to the line, leaves no head inside of it; jq reads nothing but JSON. */
static bool recipe_serves(struct stream *stream, struct slice text)
{
    struct slice left;
    struct chain under;
    if (!stream->recipe_cut)
        return !stream->unread_text && json_read(text).type;
    if (!recipe_fits(buf_view(&stream->unread), stream->recipe_cut, text, &left))
        return false;
    return !choice_is_unread(left, true) || choice_can_show_head(&stream->choice, left, &under);
}

/* A recipe that leaves some lines as they are would give half of the log. */
static void recipe_check(struct stream *stream, struct slice text)
{
    if (stream->recipe.n && text.n && !recipe_serves(stream, text))
        buf_reset(&stream->recipe);
}

/* What the line is of the input, as jq reads it; false: jq does not read the input, or finds no such record there. */
static bool recipe_of(const struct stream *stream, enum recipe_of *of)
{
    const struct document_row *row = stream->cutter && stream->kind == &document_kind ? document_row_of(stream->cutter) : NULL;
    *of = row ? RECIPE_of_part : RECIPE_of_line;
    return row ? row->carrier == DOCUMENT_OF_records && !row->beside[0] : !stream->cutter || stream->kind == &document_kind;
}

/* What is to be typed names members, or repeats what stands before the log: where that is a secret there is none. */
static void recipe_note(struct stream *stream, struct slice text)
{
    struct mask *mask = stream->parser->mask;
    enum recipe_of of;
    if (recipe_of(stream, &of))
        recipe_find(text, of, choice_is_unread, &stream->recipe, &stream->recipe_cut);
    if (mask_needed(mask, buf_view(&stream->recipe)) || mask_needed(mask, slice_part(text, 0, stream->recipe_cut)))
        buf_reset(&stream->recipe);
}

static void unread_find(struct stream *stream, struct slice text)
{
    if (!choice_is_unread(text, stream->choice.by == CHOSEN_none)) {
        stream->unread_text = stream->unread_text || (text.n && !json_read(text).type);
        return;
    }
    stream->unread_line = stream->lines + 1;
    buf_slice(&stream->unread, slice_part(text, 0, UNREAD_MOST));
    recipe_note(stream, text);
    if (stream->branches.n)
        source_logs_unread(reading_log(stream, 0));
}

static void unread_note(struct stream *stream, struct slice text)
{
    if (!stream->unread_line)
        unread_find(stream, text);
    if (stream->unread_line)
        recipe_check(stream, text);
}

static void words_look(struct stream *stream, struct slice lines)
{
    struct slice text, physical;
    while (stream->choice.by == CHOSEN_none && line_next(&lines, &text, &physical))
        choice_by_words(&stream->choice, text);
    stream->adopts = stream->choice.by == CHOSEN_none;
}

/* --- streams that come backward ---------------------------------------------------------------------------------- */

static void backward_take(struct stream *stream, struct slice lines)
{
    struct slice rest = lines, text, physical;
    struct payload payload;
    int taken;
    while (line_next(&rest, &text, &physical)) {
        stream->lines++;
        stream->last = reading_branch(stream, text, &payload, &taken);
        stream->branches.row[stream->last].left++;
        stamp_note(stream, text);
    }
    backward_add(stream->backward, lines);
}

/* The lines of one record, which stand in true order, to those that are merged. */
static void record_put(struct stream *stream, struct slice lines, int64_t number)
{
    struct slice rest = lines, text, physical;
    struct payload payload;
    int taken;
    line_next(&rest, &text, &physical);
    stream->last = reading_branch(stream, text, &payload, &taken);
    merge_put(stream->merge, &(struct merge_record){ (size_t)stream->last, taken && payload.has_time, payload.time, payload.nanos, number, payload.text, lines });
}

/* Reads the lines of one record, which stand in true order. */
static void entry_read(struct stream *stream, struct slice entry, int64_t lines)
{
    struct slice rest = entry, text, physical;
    struct payload payload;
    int taken;
    line_next(&rest, &text, &physical);
    long at = reading_branch(stream, text, &payload, &taken);
    struct branch *branch = &stream->branches.row[at];
    branch->left -= lines;
    stream->entry_line = branch->left;
    if (stream->merge)
        record_put(stream, entry, branch->left + 1);
    else
        reading_lines(stream, entry, false);
}

/* The lines of one record, as they come: the last one first. */
struct entry {
    struct buf lines, from; /* from: size_t, where each begins */
    struct buf turned;
};

static void entry_add(struct entry *entry, struct slice line)
{
    buf_add(&entry->from, &entry->lines.n, sizeof(entry->lines.n));
    buf_slice(&entry->lines, line);
    if (!slice_ends(line, SLICE("\n")))
        buf_char(&entry->lines, '\n'); /* the input's last line is not the last to be read */
}

static void entry_finish(struct stream *stream, struct entry *entry)
{
    const size_t *from = (const size_t *)(const void *)entry->from.p;
    size_t n = entry->from.n / sizeof(*from), end = entry->lines.n;
    buf_reset(&entry->turned);
    for (size_t i = n; i-- > 0; end = from[i])
        buf_slice(&entry->turned, slice_part(buf_view(&entry->lines), from[i], end));
    if (n)
        entry_read(stream, buf_view(&entry->turned), (int64_t)n);
    buf_reset(&entry->lines);
    buf_reset(&entry->from);
}

/* A line that carries no envelope goes on with the one that stands before it, so both are read together. */
static void backward_read(struct stream *stream)
{
    struct entry entry = { 0 };
    struct slice line, text, physical;
    struct payload payload;
    while (backward_line(stream->backward, &line)) {
        struct slice rest = line;
        line_next(&rest, &text, &physical);
        entry_add(&entry, line);
        if (!stream->choice.chain.n || chain_take(stream->parser->envelopes, &stream->choice.chain, text, &stream->space, &payload))
            entry_finish(stream, &entry);
    }
    entry_finish(stream, &entry);
    buf_free(&entry.lines);
    buf_free(&entry.from);
    buf_free(&entry.turned);
}

/* Lines that come in runs whose oldest line comes first. */
static void forward_put(struct stream *stream)
{
    struct slice lines, text, physical;
    for (size_t i = 0; i < stream->branches.n; i++)
        stream->branches.row[i].left = 0;
    while (backward_forward(stream->backward, &lines))
        while (line_next(&lines, &text, &physical)) {
            struct payload payload;
            int taken;
            record_put(stream, physical, ++stream->branches.row[reading_branch(stream, text, &payload, &taken)].left);
        }
}

/* Where nothing had to be merged the lines keep their numbers; else they are counted as they are read. */
static void merge_finish(struct stream *stream)
{
    struct merge_record record;
    bool falls = stream->choice.falls > stream->choice.rises;
    stream->merge = merge_open(stream->parser->options.report);
    stream->last = NO_BRANCH;
    if (falls)
        backward_read(stream);
    else
        forward_put(stream);
    stream->draining = true; /* they are counted */
    stream->last = NO_BRANCH;
    if (!falls || merge_is_needed(stream->merge))
        backward_close(&stream->backward);
    while (merge_next(stream->merge, &record)) {
        stream->entry_line = record.number - 1;
        reading_lines(stream, record.lines, false);
    }
    stream->draining = false;
}

static void backward_finish(struct stream *stream)
{
    struct slice lines;
    if (is_in_runs(stream)) {
        merge_finish(stream);
        return;
    }
    if (choice_direction_at_end(&stream->choice) == DIRECTION_backward) {
        stream->last = NO_BRANCH;
        backward_read(stream);
        return;
    }
    struct backward *forward = stream->backward; /* the first lines were no sign of the others */
    stream->backward = NULL;
    stream->draining = true;
    while (backward_forward(forward, &lines))
        reading_lines(stream, lines, false);
    stream->draining = false;
    backward_close(&forward);
}

/* --- the door ---------------------------------------------------------------------------------------------------- */

/* Lines before the first that carries the envelope belong to its source (domain §3.5). */
static void first_source_find(struct stream *stream, struct slice lines)
{
    struct slice text, physical;
    struct payload payload;
    int taken = 0;
    while (stream->choice.chain.n && !taken && stream->last == NO_BRANCH && line_next(&lines, &text, &physical)) {
        taken = chain_take(stream->parser->envelopes, &stream->choice.chain, text, &stream->space, &payload);
        if (taken)
            stream->last = reading_branch(stream, text, &payload, &taken);
    }
}

/* The lines that waited are noted once more when they are taken. */
static void stamps_forget(struct stream *stream)
{
    stream->choice.rises = stream->choice.falls = stream->choice.fallen = 0;
    for (size_t i = 0; i < stream->branches.n; i++)
        stream->branches.row[i].has_stamp = stream->branches.row[i].has_head_stamp = false;
}

/* All is decided: returns the lines that reading_lines may have. */
static struct slice settle(struct stream *stream, struct slice lines)
{
    chain_settle(stream);
    first_source_find(stream, lines);
    if (stream->direction != DIRECTION_backward)
        return lines;
    stream->backward = backward_open(stream->parser->options.report);
    stamps_forget(stream);
    backward_take(stream, lines);
    return SLICE("");
}

/* Lets go what waited. Of it, those lines that the caller still has are read from there where they are many, so that a line of megabytes is kept
 * once; returns them. */
static struct slice held_give(struct stream *stream, struct slice (*decide)(struct stream *, struct slice), struct slice lines)
{
    struct buf held = stream->held;
    stream->held = (struct buf){ 0 };
    struct slice settled = decide(stream, buf_view(&held));
    bool again = settled.n && lines.n > HELD_MOST;
    reading_lines(stream, slice_part(settled, 0, settled.n - (again ? lines.n : 0)), false);
    buf_free(&held);
    return again ? lines : SLICE("");
}

/* No more lines than these tell what the chain's names are. */
static void names_end(struct stream *stream, struct slice lines)
{
    if (stream->choice.by != CHOSEN_head || stream->choice.names_known)
        return;
    choice_knows_names(&stream->choice, SLICE(""), true);
    if (stream->choice.by == CHOSEN_head)
        direction_look(stream, lines);
}

/* Decides by the lines alone; returns those that reading_lines may have. */
static struct slice release(struct stream *stream, struct slice lines)
{
    struct slice rest = lines, text, physical;
    names_end(stream, lines);
    words_look(stream, rest);
    while (stream->choice.by != CHOSEN_head && line_next(&rest, &text, &physical))
        unread_note(stream, text);
    stream->direction = is_in_runs(stream) ? DIRECTION_backward : DIRECTION_forward;
    stream->released = true;
    return settle(stream, lines);
}

void waiting_release(struct stream *stream)
{
    if (stream->direction == DIRECTION_unknown)
        held_give(stream, release, SLICE(""));
}

/* Lines that come when others were let go already: the chain may still be found, and that the newest come first. */
static struct slice released_feed(struct stream *stream, struct slice lines)
{
    struct slice rest = lines, text, physical;
    while (line_next(&rest, &text, &physical)) {
        if (stream->choice.by == CHOSEN_none && choice_may_show_head(&stream->choice, text) && choice_by_head(&stream->choice, text)) {
            size_t before = (size_t)(physical.p - lines.p);
            reading_lines(stream, slice_part(lines, 0, before), false);
            chain_settle(stream);
            if (stream->choice.chain.n)
                stream->last = NO_BRANCH;
            return slice_from(lines, before);
        }
        if (stream->choice.by == CHOSEN_none)
            unread_note(stream, text);
        else
            stamp_note(stream, text);
        if (choice_direction(&stream->choice) == DIRECTION_backward)
            stream->refused = true;
    }
    return lines;
}

/* Lines of the beginning. They are looked at where they lie; those that tell too little are kept. */
static struct slice beginning_feed(struct stream *stream, struct slice lines)
{
    struct slice text, physical;
    size_t at = stream->held.n;
    bool waits = at;
    if (waits)
        buf_slice(&stream->held, lines);
    struct slice all = waits ? buf_view(&stream->held) : lines, rest = slice_from(all, at);
    while (stream->direction == DIRECTION_unknown && line_next(&rest, &text, &physical))
        line_examine(stream, slice_part(all, 0, all.n - rest.n), text);
    if (stream->direction != DIRECTION_unknown && !waits)
        return settle(stream, lines);
    if (!waits && lines.n > HELD_MOST)
        return release(stream, lines);
    if (!waits)
        buf_slice(&stream->held, lines);
    if (stream->direction != DIRECTION_unknown)
        return held_give(stream, settle, lines);
    return stream->held.n > HELD_MOST ? held_give(stream, release, lines) : SLICE("");
}

struct slice waiting_feed(struct stream *stream, struct slice lines)
{
    if (stream->backward) {
        backward_take(stream, lines);
        return SLICE("");
    }
    if (stream->released && (stream->choice.by == CHOSEN_none || choice_direction(&stream->choice) == DIRECTION_unknown))
        return released_feed(stream, lines);
    return stream->direction == DIRECTION_unknown ? beginning_feed(stream, lines) : lines;
}

static void unread_tell(struct stream *stream)
{
    source_logs_reject(reading_log(stream, 0), COMPLAINT_envelope_unknown, stream->unread_line, 1, buf_view(&stream->unread));
    struct slice recipe = buf_view(&stream->recipe);
    size_t file = stream->packed.n ? slice_find(recipe, SLICE(" FILE |")) : (size_t)-1;
    bool packed = file != (size_t)-1;
    size_t n = packed ? file : recipe.n;
    complain(stream->parser->options.report, recipe.n ? COMPLAINT_cut_out : COMPLAINT_not_cut_out, &(struct where){ stream->name, stream->unread_line, 0 }, "%.*s%s%.*s%.*s",
             SLICE_ARG(packed ? buf_view(&stream->packed) : SLICE("")), packed ? " | " : "", SLICE_ARG(slice_part(recipe, 0, n)),
             SLICE_ARG(slice_from(recipe, packed ? n + strlen(" FILE") : n)));
}

void waiting_end(struct stream *stream)
{
    names_end(stream, buf_view(&stream->held));
    if (stream->direction == DIRECTION_unknown && choice_direction_at_end(&stream->choice) == DIRECTION_backward) {
        stream->direction = DIRECTION_backward;
        held_give(stream, settle, SLICE(""));
    }
    waiting_release(stream);
    if (stream->backward)
        backward_finish(stream);
    if (stream->unread_line && stream->choice.by != CHOSEN_head)
        unread_tell(stream);
}
