/* documents.c - inputs that are no lines: JSON documents, tables, frames (parser/envelope/cutter.h). Their records are the lines; see stream_inside.h. */
#include "stream_inside.h"

enum { RAW_MOST = 1024 * 1024 };

/* What nothing came of yet is kept as it came: should it be of no kind, it is text. */
static void raw_keep(struct stream *stream, struct slice bytes)
{
    if (stream->document_raw && stream->raw.n + bytes.n <= RAW_MOST)
        buf_slice(&stream->raw, bytes);
    else
        stream->document_raw = false;
}

void documents_begin(struct stream *stream, struct slice text, bool cut)
{
    const struct cutter_kind *kind = cutter_find(stream->parser->envelopes, text, cut);
    if (!kind || choice_shows_head(&stream->choice, slice_part(text, 0, slice_index(text, '\n')))) /* a record of Airflow's is one, whatever members it has */
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

struct slice documents_feed(struct stream *stream, struct slice text)
{
    buf_reset(&stream->records);
    size_t read = stream->kind->feed(stream->cutter, text, &stream->records);
    if (read == text.n) {
        if (!stream->records.n)
            raw_keep(stream, text);
        else
            buf_reset(&stream->raw);
        stream->document_raw = stream->document_raw && !stream->records.n;
        return buf_view(&stream->records);
    }
    cutter_close(stream); /* text follows */
    if (stream->document_raw && !stream->records.n)
        buf_slice(&stream->records, buf_view(&stream->raw));
    buf_slice(&stream->records, slice_from(text, stream->document_raw ? 0 : read));
    buf_reset(&stream->raw);
    return buf_view(&stream->records);
}

bool documents_end(struct stream *stream, struct slice *text)
{
    buf_reset(&stream->records);
    bool unfinished = stream->cutter && !stream->kind->end(stream->cutter, &stream->records);
    *text = unfinished && stream->document_raw ? buf_view(&stream->raw) : buf_view(&stream->records);
    return unfinished;
}

void documents_close(struct stream *stream)
{
    if (stream->cutter)
        cutter_close(stream);
}
