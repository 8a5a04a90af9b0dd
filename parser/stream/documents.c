/* documents.c - inputs that are no lines: JSON documents, tables, frames (parser/envelope/cutter.h). Their records are the lines; see stream_inside.h. */
#include "stream_inside.h"

#include "disguise.h"
#include "parser/head/head.h"
#include "parser/text/json.h"

enum { RAW_MOST = 1024 * 1024, LOST_MOST = 1024 };

/* A log in disguise: nothing of it can be told apart. Lines that are no log's before each is changed. */
static void disguise_refuse(struct stream *stream, struct slice line)
{
    stream->broken = true;
    stream->unread_line = 1;
    stream->last = (long)branches_find(&stream->branches, &(struct payload){ 0 });
    buf_slice(&stream->unread, slice_part(line, 0, LOST_MOST));
    if (mask_needed(stream->parser->mask, buf_view(&stream->recipe))) /* a member's name */
        buf_reset(&stream->recipe);
}

void documents_begin(struct stream *stream, struct slice text, bool cut)
{
    const struct cutter_kind *kind = cutter_find(stream->parser->envelopes, text, cut);
    struct slice line = slice_part(text, 0, slice_index(text, '\n'));
    if (!kind && disguise_find(&stream->choice, text, &stream->recipe))
        disguise_refuse(stream, line);
    bool is_record = choice_shows_head(&stream->choice, line) || (cut && head_begins_record(line)); /* one of Airflow's, whatever members it has */
    if (!kind || is_record)
        return;
    stream->kind = kind;
    stream->cutter = kind->open();
    stream->document_raw = true;
}

static void cutter_close(struct stream *stream)
{
    stream->kind->close(stream->cutter);
    stream->cutter = NULL;
}

/* The number of the line that comes after those that are read, held, or among that many bytes of records. */
static int64_t line_number(const struct stream *stream, size_t records)
{
    int64_t number = stream->lines + 1;
    const struct slice waiting[] = { buf_view(&stream->held), slice_part(buf_view(&stream->records), 0, records) };
    for (size_t i = 0; i < 2; i++)
        for (size_t at = 0; at < waiting[i].n; at++)
            number += waiting[i].p[at] == '\n';
    return number;
}

static void lost_note(struct stream *stream, struct slice text, size_t records)
{
    if (stream->lost_line)
        return;
    stream->lost_line = line_number(stream, records);
    buf_slice(&stream->lost, slice_part(text, 0, LOST_MOST));
}

/* What nothing came of yet is kept as it came: should it be of no kind, it is text. */
static void raw_note(struct stream *stream, struct slice line, bool gave)
{
    bool between = stream->kind->between(stream->cutter);
    stream->document_gave = stream->document_gave || gave;
    stream->document_raw = between || (stream->document_raw && !gave && stream->raw.n + line.n <= RAW_MOST);
    if (between || !stream->document_raw)
        buf_reset(&stream->raw);
    else
        buf_slice(&stream->raw, line);
}

/* What follows is not of the kind: text, unless a document that gave records is broken. */
static void text_follows(struct stream *stream, struct slice rest, bool gave)
{
    cutter_close(stream);
    stream->broken = gave || !stream->document_raw;
    if (stream->broken)
        lost_note(stream, rest, stream->records.n);
    else {
        buf_slice(&stream->records, buf_view(&stream->raw));
        buf_slice(&stream->records, rest);
    }
    buf_reset(&stream->raw);
}

struct slice documents_feed(struct stream *stream, struct slice text)
{
    buf_reset(&stream->records);
    while (stream->cutter && text.n) {
        size_t newline = slice_index(text, '\n'), before = stream->records.n;
        struct slice line = slice_part(text, 0, newline == (size_t)-1 ? text.n : newline + 1);
        bool whole = stream->kind->feed(stream->cutter, line, &stream->records) == line.n;
        bool gave = stream->records.n > before;
        if (stream->kind->lost(stream->cutter))
            lost_note(stream, line, before);
        if (whole)
            raw_note(stream, line, gave);
        else
            text_follows(stream, text, gave);
        text = slice_from(text, line.n);
    }
    return buf_view(&stream->records);
}

bool documents_end(struct stream *stream, struct slice *text)
{
    buf_reset(&stream->records);
    bool unfinished = stream->cutter && !stream->kind->end(stream->cutter, &stream->records);
    if (stream->cutter && stream->kind->lost(stream->cutter))
        lost_note(stream, SLICE(""), stream->records.n);
    *text = unfinished && stream->document_raw && !stream->document_gave ? buf_view(&stream->raw) : buf_view(&stream->records);
    return unfinished || stream->broken;
}

void documents_line(struct stream *stream, const struct raw_line *raw, bool taken)
{
    bool records = envelope_rows[stream->choice.chain.row[0]].carrier == CARRIER_json;
    if (!records || stream->lost_line || raw->text.n < RECORD_BEGINS || raw->text.p[0] != '{' || raw->unended || raw->cut)
        return;
    if (taken && !stream->begins[0])
        memcpy(stream->begins, raw->text.p, RECORD_BEGINS);
    else if (!taken && memcmp(stream->begins, raw->text.p, RECORD_BEGINS) == 0 && !json_read(raw->text).type) {
        stream->lost_line = stream->lines;
        buf_slice(&stream->lost, slice_part(raw->text, 0, LOST_MOST));
    }
}

void documents_close(struct stream *stream)
{
    if (stream->cutter)
        cutter_close(stream);
}
