/* stream.c - one input's lines, each to its log; see stream.h. */
#include "parser/attempt/log.h"
#include "parser/attempt/parser_inside.h"

#include <stdlib.h>

#include "parser/envelope/unwrap.h"
#include "parser/text/json.h"
#include "parser/text/utf8.h"

enum { JOINED_MAX = 16 * 1024 * 1024 };

/* Pieces of a line that the container runtime cut. */
struct partial {
    struct buf text;
    int64_t number, pieces, time;
    bool has_time;
};

/* A log and what is pending for it. */
struct branch {
    struct buf pod, container;
    struct log *log;
    int64_t physical; /* lines so far, pieces included */
    struct partial partial[OUTPUT__N];
};

struct stream {
    const struct parser *parser;
    const struct stream_events *events;
    char *name, *path;
    struct branch *branch; /* the first is that of lines that name no pod; its log may be NULL */
    size_t n, cap, last;
    int64_t lines;
    struct unwrap_space space;
    size_t run;            /* branch whose bytes are not hashed yet, and where they begin */
    const char *run_from;
    bool started;
    bool piece;            /* the line was a piece of one */
};

static char *text_copy(const char *text)
{
    size_t n = strlen(text) + 1;
    return memcpy(memory_new(n), text, n);
}

static size_t branch_add(struct stream *stream, struct slice pod, struct slice container)
{
    if (stream->n == stream->cap) {
        stream->cap = stream->cap ? stream->cap * 2 : 4;
        stream->branch = memory_resize(stream->branch, stream->cap * sizeof(*stream->branch));
    }
    struct branch *branch = &stream->branch[stream->n];
    *branch = (struct branch){ 0 };
    buf_slice(&branch->pod, pod);
    buf_slice(&branch->container, container);
    for (int i = 0; i < OUTPUT__N; i++)
        branch->partial[i].text.limit = JOINED_MAX;
    return stream->n++;
}

struct stream *stream_open(const struct parser *parser, const char *name, const char *path, const struct stream_events *events)
{
    struct stream *stream = memory_new(sizeof(*stream));
    *stream = (struct stream){ .parser = parser, .events = events, .name = text_copy(name), .path = text_copy(path ? path : name) };
    branch_add(stream, SLICE(""), SLICE(""));
    return stream;
}

static void branch_open(struct stream *stream, struct branch *branch)
{
    struct buf source = { 0 };
    bool pod = branch->pod.n;
    buf_text(&source, stream->name);
    if (pod)
        buf_printf(&source, "[%.*s/%.*s]", SLICE_ARG(buf_view(&branch->pod)), SLICE_ARG(buf_view(&branch->container)));
    branch->log = log_open(stream->parser, stream->events, buf_view(&source), pod ? SLICE("") : slice_of(stream->path), buf_view(&branch->pod));
    buf_free(&source);
}

static size_t branch_find(struct stream *stream, struct slice pod, struct slice container)
{
    for (size_t i = 0; i < stream->n; i++) {
        size_t at = (stream->last + i) % stream->n; /* streams come in runs */
        if (slice_eq(buf_view(&stream->branch[at].pod), pod) && slice_eq(buf_view(&stream->branch[at].container), container))
            return at;
    }
    return branch_add(stream, pod, container);
}

static void run_end(struct stream *stream, const char *upto)
{
    if (stream->run_from && stream->branch[stream->run].log)
        log_bytes(stream->branch[stream->run].log, (struct slice){ stream->run_from, (size_t)(upto - stream->run_from) });
    stream->run_from = NULL;
}

/* The branch takes the bytes from here on. */
static struct branch *branch_use(struct stream *stream, size_t at, const char *from)
{
    struct branch *branch = &stream->branch[at];
    if (!branch->log)
        branch_open(stream, branch);
    if (stream->run != at || !stream->run_from) {
        run_end(stream, from);
        stream->run = at;
        stream->run_from = from;
    }
    stream->last = at;
    return branch;
}

/* A whole line without wrappers, or several that a shipper joined. */
static void deliver(struct stream *stream, struct branch *branch, struct log_line *line, bool wrapped)
{
    struct slice rest = line->text;
    int64_t pieces = line->pieces;
    bool more = true;
    while (more) {
        more = wrapped && slice_cut(&rest, '\n', &line->text);
        if (line->text.n && line->text.p[line->text.n - 1] == '\r')
            line->text.n--;
        if (wrapped)
            line->bits = prefilter_bits(stream->parser->prefilter, line->text) | stream->parser->every_line;
        line->pieces = pieces;
        log_line(branch->log, line);
        pieces = 0;
    }
    if (wrapped)
        log_keep_last(branch->log);
}

/* invalid_utf8 and nul_byte, once a line. */
static void bytes_note(struct log *log, struct slice text)
{
    bool nul = slice_index(text, '\0') != (size_t)-1;
    if (nul)
        log_note(log, COMPLAINT_nul_byte, 1);
    while (text.n) {
        size_t n = utf8_valid(text);
        if (n == text.n)
            return;
        if (text.p[n] != '\0') {
            log_note(log, COMPLAINT_invalid_utf8, 1);
            return;
        }
        text = slice_from(text, n + 1);
    }
}

static void piece_add(struct partial *partial, const struct unwrapped *piece, int64_t number)
{
    if (!partial->pieces++) {
        partial->number = number;
        partial->has_time = piece->has_time;
        partial->time = piece->time;
    }
    buf_slice(&partial->text, piece->text);
}

static void partial_deliver(struct stream *stream, struct branch *branch, struct partial *partial, bool unended)
{
    struct log_line line = { .text = buf_view(&partial->text), .number = partial->number, .pieces = partial->pieces, .has_time = partial->has_time,
                             .time = partial->time, .unended = unended };
    bytes_note(branch->log, line.text); /* of the whole: a runtime cuts inside characters */
    deliver(stream, branch, &line, true);
    buf_reset(&partial->text);
    partial->pieces = 0;
}

static void wrapped_line(struct stream *stream, const struct unwrapped *unwrapped, struct log_line *line, const char *from)
{
    size_t at = unwrapped->pod.n ? branch_find(stream, unwrapped->pod, unwrapped->container) : 0;
    struct branch *branch = branch_use(stream, at, from);
    struct partial *partial = &branch->partial[unwrapped->channel];
    line->number = ++branch->physical;
    for (int i = 0; i < 4 && unwrapped->wrappers[i]; i++)
        log_why(branch->log, "%s", unwrapped->wrappers[i]);
    stream->piece = unwrapped->partial || partial->pieces;
    if (stream->piece) {
        piece_add(partial, unwrapped, line->number);
        if (!unwrapped->partial)
            partial_deliver(stream, branch, partial, line->unended);
        return;
    }
    line->text = unwrapped->text;
    line->has_time = unwrapped->has_time;
    line->time = unwrapped->time;
    deliver(stream, branch, line, unwrapped->wrapped);
}

/* A pod's last line may lack its end: the next pod's prefix is then glued to it. One that stands inside a whole record is the task's own text. */
static size_t glued_at(struct slice text)
{
    if (!slice_starts(text, SLICE("[pod/")))
        return 0;
    size_t at = slice_find(slice_from(text, 1), SLICE("[pod/"));
    if (at == (size_t)-1)
        return 0;
    struct unwrapped whole, second;
    struct unwrap_space space = { 0 };
    unwrap_line(text, &space, &whole);
    bool inside = whole.text.n && whole.text.p[0] == '{' && json_read(whole.text).type == JSON_object;
    unwrap_line(slice_from(text, at + 1), &space, &second);
    unwrap_space_free(&space);
    return second.pod.n && !inside ? at + 1 : 0;
}

static void wrapped_feed(struct stream *stream, struct log_line line)
{
    struct slice rest = line.text;
    for (size_t glued = 1; glued; rest = slice_from(rest, glued)) {
        struct log_line part = line;
        struct unwrapped unwrapped;
        glued = glued_at(rest);
        stream->lines += glued > 0;
        unwrap_line(slice_part(rest, 0, glued ? glued : rest.n), &stream->space, &unwrapped);
        wrapped_line(stream, &unwrapped, &part, rest.p);
    }
}

static void line_feed(struct stream *stream, struct slice text, uint64_t bits, bool unended, bool cut)
{
    struct log_line line = { .text = text, .pieces = 1, .bits = bits, .unended = unended, .cut = cut };
    if (unwrap_suspects(text)) {
        wrapped_feed(stream, line);
        return;
    }
    struct branch *branch = branch_use(stream, 0, text.p);
    line.number = ++branch->physical;
    deliver(stream, branch, &line, false);
}

/* The common case, without wrappers: one branch, one plain head. */
static bool plain_feed(struct stream *stream, struct slice text)
{
    struct branch *branch = branch_use(stream, 0, text.p);
    if (!log_line_plain(branch->log, text, branch->physical + 1))
        return false;
    branch->physical++;
    return true;
}

static void lines_feed(struct stream *stream, struct slice chunk, bool cut)
{
    const struct prefilter_hit *hit;
    size_t hits = prefilter_scan(stream->parser->prefilter, chunk, &hit), at = 0;
    bool clean = utf8_valid(chunk) == chunk.n;
    const char *p = chunk.p, *end = chunk.p + chunk.n;
    while (p < end) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        struct slice text = { p, (size_t)((newline ? newline : end) - p) };
        uint64_t bits = stream->parser->every_line;
        for (; at < hits && hit[at].end <= (size_t)(text.p + text.n - chunk.p); at++)
            bits |= pattern_bit((int)hit[at].pattern);
        if (text.n && text.p[text.n - 1] == '\r')
            text.n--;
        stream->lines++;
        if (bits || cut || !newline || unwrap_suspects(text) || !plain_feed(stream, text))
            line_feed(stream, text, bits, !newline && !cut, cut);
        if (!clean && !stream->piece)
            bytes_note(stream->branch[stream->last].log, text);
        stream->piece = false;
        p = newline ? newline + 1 : end;
    }
}

void stream_feed(struct stream *stream, enum source_step step, struct slice text)
{
    static const struct slice mark = { "\xef\xbb\xbf", 3 };
    if (!stream->started && slice_starts(text, mark)) {
        struct branch *branch = branch_use(stream, 0, text.p);
        (void)branch;
        run_end(stream, text.p + mark.n);
        text = slice_from(text, mark.n);
    }
    stream->started = true;
    if (step == SOURCE_REST) {
        log_bytes(stream->branch[stream->last].log, text);
        return;
    }
    lines_feed(stream, text, step == SOURCE_LONG);
    run_end(stream, text.p + text.n);
    if (stream->branch[stream->last].log)
        log_keep_last(stream->branch[stream->last].log);
}

void stream_tell(struct stream *stream, int64_t now, int64_t idle)
{
    for (size_t i = 0; i < stream->n; i++)
        if (stream->branch[i].log)
            log_tell(stream->branch[i].log, now, idle);
}

static void branch_close(struct stream *stream, struct branch *branch, bool cut)
{
    for (int i = 0; branch->log && i < OUTPUT__N; i++)
        if (branch->partial[i].pieces) {
            partial_deliver(stream, branch, &branch->partial[i], true);
            cut = true;
        }
    if (branch->log)
        log_close(&branch->log, cut);
    for (int i = 0; i < OUTPUT__N; i++)
        buf_free(&branch->partial[i].text);
    buf_free(&branch->pod);
    buf_free(&branch->container);
}

void stream_close(struct stream **stream, const struct source_facts *facts)
{
    struct stream *s = *stream;
    if (!s)
        return;
    bool none = true;
    for (size_t i = 0; i < s->n; i++)
        none = none && !s->branch[i].log;
    if (none)
        branch_open(s, &s->branch[0]); /* an empty input is a log too */
    struct branch *last = &s->branch[s->last];
    if (facts && facts->corrupt && last->log)
        log_reject(last->log, COMPLAINT_gzip_corrupt, last->physical + 1, 1, slice_of(facts->fault ? facts->fault : "corrupt"));
    for (size_t i = 0; i < s->n; i++)
        branch_close(s, &s->branch[i], facts && (facts->cut || facts->corrupt || (facts->unended && i == s->last)));
    unwrap_space_free(&s->space);
    free(s->branch);
    free(s->name);
    free(s->path);
    free(s);
    *stream = NULL;
}

int64_t stream_lines(const struct stream *stream)
{
    return stream->lines;
}
