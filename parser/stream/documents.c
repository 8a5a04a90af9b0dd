/* documents.c - inputs that are JSON documents, of whatever layout and size: their records are the lines; see stream_inside.h. */
#include "stream_inside.h"

enum { RAW_MOST = 1024 * 1024 };

/* What the lines cannot be told from yet is kept as it came: should it be no JSON, it is text. */
static void raw_keep(struct stream *stream, struct slice bytes)
{
    if (stream->document_raw && stream->raw.n + bytes.n <= RAW_MOST)
        buf_slice(&stream->raw, bytes);
    else
        stream->document_raw = false;
}

/* Lines of JSON, each whole, are no document, unless a row knows the first of them; nor is a record of Airflow's, whatever members it has. */
static bool is_document(struct stream *stream, struct slice text, bool cut)
{
    struct document *probe = document_open();
    struct buf records = { 0 };
    size_t newline = slice_index(text, '\n');
    struct slice line = slice_part(text, 0, newline == (size_t)-1 ? text.n : newline);
    bool sound = document_feed(probe, line, &records) == line.n;
    bool goes_on = document_is_unfinished(probe) && (cut || newline != (size_t)-1);
    bool is = sound && (goes_on || (document_is_known(probe) && !choice_shows_head(&stream->choice, line)));
    buf_free(&records);
    document_close(&probe);
    return is;
}

bool documents_begin(struct stream *stream, struct slice text, bool cut)
{
    struct slice begin = slice_trim_left(text);
    if (!begin.n || (begin.p[0] != '{' && begin.p[0] != '[') || !is_document(stream, begin, cut))
        return false;
    stream->document = document_open();
    stream->document_raw = true;
    return true;
}

struct slice documents_feed(struct stream *stream, struct slice text)
{
    buf_reset(&stream->records);
    size_t read = document_feed(stream->document, text, &stream->records);
    if (read == text.n) {
        if (!stream->records.n)
            raw_keep(stream, text);
        else
            buf_reset(&stream->raw);
        stream->document_raw = stream->document_raw && !stream->records.n;
        return buf_view(&stream->records);
    }
    document_close(&stream->document); /* text follows */
    if (stream->document_raw && !stream->records.n)
        buf_slice(&stream->records, buf_view(&stream->raw));
    buf_slice(&stream->records, slice_from(text, stream->document_raw ? 0 : read));
    buf_reset(&stream->raw);
    return buf_view(&stream->records);
}

bool documents_end(struct stream *stream, struct slice *text)
{
    bool unfinished = stream->document && document_is_unfinished(stream->document);
    *text = unfinished && stream->document_raw ? buf_view(&stream->raw) : SLICE("");
    return unfinished;
}
