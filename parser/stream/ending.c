/* ending.c - the end of a stream, or of a source in which nothing comes any more; see stream_inside.h. */
#include "stream_inside.h"

#include "parser/attempt/source_logs.h"

static void foreign_tell(struct stream *stream)
{
    const struct foreign *foreign = &stream->foreign;
    bool told = stream->unread_line && stream->choice.by != CHOSEN_head; /* of the whole input, by waiting.c */
    if (told || foreign->lines < (foreign->sure ? 1 : FOREIGN_TOLD))
        return;
    source_logs_reject(reading_log(stream, foreign->branch), COMPLAINT_envelope_unknown, foreign->line, 1, buf_view(&foreign->text));
    complain(stream->parser->options.report, COMPLAINT_other_envelope, &(struct where){ stream->name, foreign->line, 0 }, "%lld lines or more", (long long)foreign->lines);
}

static void width_tell(struct stream *stream)
{
    const struct width *width = width_is_fixed(&stream->widths.line) ? &stream->widths.line : &stream->widths.text;
    char words[64];
    if (!width_is_fixed(width))
        return;
    snprintf(words, sizeof(words), "none has more than %zu characters", width->longest);
    source_logs_reject(reading_log(stream, stream->last), COMPLAINT_lines_wrapped, width->line, 1, slice_of(words));
}

static void branch_end(struct stream *stream, struct branch *branch, bool cut)
{
    if (stream->choice.by != CHOSEN_head && stream->lines >= HEADLESS)
        source_logs_note(branch->log, COMPLAINT_no_heads, 1);
    cut = reading_pieces_settle(stream, branch, true) || cut;
    source_logs_end(branch->log, cut);
}

static void branch_close(struct stream *stream, struct branch *branch)
{
    source_logs_close(&branch->log);
    stream->n_open--;
}

/* unended: the branch of the input's last line, where that has no end. */
static void all_close(struct stream *stream, bool cut, long unended)
{
    for (size_t i = 0; i < stream->branches.n; i++)
        if (stream->branches.row[i].log)
            branch_end(stream, &stream->branches.row[i], cut || (long)i == unended);
    shared_attempts_settle(&stream->sources, stream->backward);
    for (size_t i = 0; i < stream->branches.n; i++)
        if (stream->branches.row[i].log)
            branch_close(stream, &stream->branches.row[i]);
}

/* Reads the lines of one group of sources back. */
static void group_drain(struct stream *stream, size_t group)
{
    struct overflow_place place = { 0 };
    struct overflow_line line;
    while (overflow_next(stream->overflow, group, &place, &line)) {
        stream->last = (long)line.source;
        reading_lines(stream, line.physical, line.cut);
    }
    buf_free(&place.extent);
}

void reading_close(struct stream *stream, bool cut, bool unended)
{
    reading_pending(stream);
    foreign_tell(stream);
    width_tell(stream);
    long last = unended ? stream->last : NO_BRANCH;
    all_close(stream, cut, last);
    stream->draining = true;
    for (size_t i = 0; stream->overflow && i < overflow_groups(stream->overflow); i++) {
        group_drain(stream, i);
        all_close(stream, cut, last);
    }
}

void reading_close_quiet(struct stream *stream, int64_t since)
{
    for (size_t i = 0; i < stream->branches.n; i++) {
        struct branch *branch = &stream->branches.row[i];
        if (branch->log && branch->used < since && (long)i != stream->last) {
            branch_end(stream, branch, false);
            branch_close(stream, branch);
        }
    }
}
