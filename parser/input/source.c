/* source.c - chunks of whole lines out of a file, a pipe or memory; see source.h for the contract.
 * Own read(2) and inflate instead of gzread, which waits for a full buffer and so delays a live pipe. The bulk is never
 * copied: lines are slices of `text`, only the incomplete line at its end is moved to the front before the next read. */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parser/text/buf.h"
#include "parser/text/monotonic.h"
#include "inflate.h"

enum {
    CHUNK = 256 * 1024,      /* bytes a read asks for: fits the second-level cache */
    GZIP_1 = 0x1f,
    GZIP_2 = 0x8b,
    RATIO_FROM = 64 << 20,   /* inflated bytes below which no ratio is looked at */
    MAX_LINE = 1 << 30,      /* bytes: no limit above it is taken, so that sizes cannot overflow */
};

const struct source_limits source_default_limits = { .max_line = 16 << 20, .max_ratio = 500 };

enum stage { STAGE_PROBE, STAGE_PLAIN, STAGE_BETWEEN, STAGE_MEMBER };

enum intake { INTAKE_BYTES, INTAKE_IDLE, INTAKE_END, INTAKE_FAIL };

struct source {
    struct source_limits limits;
    struct source_facts facts;
    struct report *report;
    char *path;

    int fd;              /* -1: memory */
    bool patient;        /* a pipe or the like: may have nothing to read yet */
    struct slice memory; /* not read yet */
    size_t memory_chunk;

    enum stage stage;
    const struct inflate_engine *engine;
    void *inflater;
    unsigned char *raw; /* CHUNK bytes of gzip; raw_at..raw_end are not inflated yet */
    size_t raw_at, raw_end;
    int64_t raw_taken;  /* compressed bytes inflated so far */
    int64_t inflated;
    bool brimming;      /* the inflater filled its room: it may have more without new input */

    char *text; /* from..end is not handed out yet */
    size_t cap, from, end;
    size_t scanned; /* bytes after from known to hold no '\n' */
    bool in_rest;   /* the bytes at from belong to a line whose begin was handed out as SOURCE_LONG */
    bool over;      /* nothing more will be read; then: */
    enum source_step last_step;
};

/* How long to wait for bytes: until a moment, so that signals and bytes that make no text do not prolong it. */
struct patience {
    int idle_ms;
    int64_t until_ms;
};

static struct patience patience_of(const struct source *s, int idle_ms)
{
    bool timed = s->patient && idle_ms > 0;
    return (struct patience){ idle_ms, timed ? monotonic_ms() + idle_ms : 0 };
}

static int patience_left(const struct patience *p)
{
    if (p->idle_ms <= 0)
        return p->idle_ms;
    int64_t left = p->until_ms - monotonic_ms();
    return left > 0 ? (int)left : 0;
}

/* ---- opening and closing ---- */

static struct source *source_new(const char *path, const struct source_limits *limits, struct report *report)
{
    struct source *s = memory_new(sizeof *s);
    *s = (struct source){ .limits = limits ? *limits : source_default_limits, .report = report, .fd = -1 };
    if (!s->limits.max_line)
        s->limits.max_line = source_default_limits.max_line;
    if (s->limits.max_line > MAX_LINE)
        s->limits.max_line = MAX_LINE;
    size_t n = strlen(path) + 1;
    s->path = memcpy(memory_new(n), path, n);
    s->engine = inflate_isal && !s->limits.zlib ? inflate_isal : &inflate_zlib;
    return s;
}

/* A named pipe is opened when somebody writes to it, which a signal may interrupt. */
static int open_path(const char *path)
{
    int fd;
    do
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (fd < 0 && errno == EINTR);
    return fd;
}

/* errno of what hinders reading, 0 when nothing does. */
static int source_attach(struct source *s)
{
    struct stat st;
    s->fd = strcmp(s->path, "-") == 0 ? STDIN_FILENO : open_path(s->path);
    if (s->fd < 0 || fstat(s->fd, &st) < 0)
        return errno;
    if (S_ISDIR(st.st_mode))
        return EISDIR;
    s->patient = !S_ISREG(st.st_mode);
    s->facts.size = s->patient ? -1 : st.st_size;
    s->facts.mtime = st.st_mtim;
    return 0;
}

struct source *source_open(const char *path, const struct source_limits *limits, struct report *report)
{
    struct source *s = source_new(path, limits, report);
    int fault = source_attach(s);
    if (fault) {
        complain(report, COMPLAINT_not_readable, &(struct where){ .path = path }, "%s", strerror(fault));
        source_close(&s);
    }
    return s;
}

struct source *source_memory(struct slice bytes, size_t chunk, const struct source_limits *limits, struct report *report)
{
    struct source *s = source_new("memory", limits, report);
    s->memory = bytes;
    s->memory_chunk = chunk ? chunk : bytes.n;
    s->facts.size = (int64_t)bytes.n;
    return s;
}

const struct source_facts *source_facts(const struct source *s)
{
    return &s->facts;
}

void source_close(struct source **source)
{
    struct source *s = *source;
    if (!s)
        return;
    if (s->inflater)
        s->engine->close(s->inflater);
    if (s->fd > STDIN_FILENO)
        close(s->fd);
    free(s->raw);
    free(s->text);
    free(s->path);
    free(s);
    *source = NULL;
}

/* ---- bytes as they come ---- */

static enum intake read_memory(struct source *s, void *into, size_t room, size_t *n)
{
    *n = s->memory_chunk < room ? s->memory_chunk : room;
    if (*n > s->memory.n)
        *n = s->memory.n;
    if (!*n)
        return INTAKE_END;
    memcpy(into, s->memory.p, *n);
    s->memory = slice_from(s->memory, *n);
    return INTAKE_BYTES;
}

static enum intake read_failed(struct source *s)
{
    complain(s->report, COMPLAINT_read_failed, &(struct where){ .path = s->path }, "%s", strerror(errno));
    return INTAKE_FAIL;
}

/* Up to room bytes. A regular file is never waited for; whatever else is polled, so that idle_ms holds and a
 * descriptor somebody set to O_NONBLOCK does no harm. */
static enum intake read_some(struct source *s, const struct patience *patience, void *into, size_t room, size_t *n)
{
    if (s->fd < 0)
        return read_memory(s, into, room, n);
    for (;;) {
        if (s->patient) {
            int ready = poll(&(struct pollfd){ .fd = s->fd, .events = POLLIN }, 1, patience_left(patience));
            if (ready == 0)
                return INTAKE_IDLE;
            if (ready < 0 && errno == EINTR)
                continue;
        }
        ssize_t got = read(s->fd, into, room);
        if (got >= 0) {
            *n = (size_t)got;
            return got ? INTAKE_BYTES : INTAKE_END;
        }
        if (errno != EINTR && errno != EAGAIN)
            return read_failed(s);
    }
}

/* ---- gzip ---- */

static void gzip_begin(struct source *s)
{
    s->facts.gzip = true;
    s->stage = STAGE_BETWEEN;
    s->inflater = s->engine->open();
    s->raw = memory_new(CHUNK);
    memcpy(s->raw, s->text, s->end);
    s->raw_end = s->end;
    s->end = 0;
}

static enum intake gzip_read(struct source *s, const struct patience *patience)
{
    size_t left = s->raw_end - s->raw_at, n = 0;
    memmove(s->raw, s->raw + s->raw_at, left);
    s->raw_at = 0;
    s->raw_end = left;
    enum intake got = read_some(s, patience, s->raw + left, CHUNK - left, &n);
    s->raw_end += n;
    return got;
}

/* Looks whether another member follows; whatever else does is padding or garbage, and ignored as gzip(1) does. */
static enum intake member_begin(struct source *s, const struct patience *patience)
{
    for (;;) {
        size_t have = s->raw_end - s->raw_at;
        const unsigned char *at = s->raw + s->raw_at;
        if ((have > 0 && at[0] != GZIP_1) || (have > 1 && at[1] != GZIP_2))
            return INTAKE_END;
        if (have > 1)
            break;
        enum intake got = gzip_read(s, patience);
        if (got == INTAKE_END && have)
            s->facts.cut = true;
        if (got != INTAKE_BYTES)
            return got;
    }
    s->engine->start(s->inflater);
    s->stage = STAGE_MEMBER;
    s->brimming = false;
    return INTAKE_BYTES;
}

static enum intake gzip_fault(struct source *s, const char *fault)
{
    s->facts.corrupt = true;
    s->facts.fault = fault;
    return INTAKE_END;
}

/* Looks at what was just inflated to `text` after `end`; the part beyond a limit is not taken. */
static enum intake gzip_guard(struct source *s, size_t made)
{
    const struct source_limits *limit = &s->limits;
    s->inflated += (int64_t)made;
    s->end += made;
    if (limit->max_inflated && s->inflated > limit->max_inflated) {
        s->end -= (size_t)(s->inflated - limit->max_inflated);
        return gzip_fault(s, "inflates beyond the limit of bytes");
    }
    if (limit->max_ratio && s->inflated > RATIO_FROM && s->inflated / limit->max_ratio >= s->raw_taken)
        return gzip_fault(s, "inflates beyond the limit of the ratio");
    return INTAKE_BYTES;
}

/* One more byte than the limit leaves is asked for: only so a stream that goes on is known from one that ends there. */
static size_t gzip_room(const struct source *s)
{
    int64_t left = s->limits.max_inflated - s->inflated;
    return s->limits.max_inflated && left < CHUNK ? (size_t)left + 1 : CHUNK;
}

static enum intake gzip_inflate(struct source *s)
{
    struct inflate_io io = {
        .in = s->raw + s->raw_at,
        .n_in = s->raw_end - s->raw_at,
        .out = (unsigned char *)s->text + s->end,
        .n_out = gzip_room(s),
    };
    size_t room = io.n_out;
    const char *fault = NULL;
    enum inflate_status status = s->engine->run(s->inflater, &io, &fault);
    size_t raw_at = s->raw_end - io.n_in;
    s->raw_taken += (int64_t)(raw_at - s->raw_at);
    s->raw_at = raw_at;
    s->brimming = io.n_out == 0;
    if (status == INFLATE_DONE)
        s->stage = STAGE_BETWEEN;
    enum intake guard = gzip_guard(s, room - io.n_out);
    return status == INFLATE_FAULT && guard == INTAKE_BYTES ? gzip_fault(s, fault) : guard;
}

static enum intake gzip_some(struct source *s, const struct patience *patience)
{
    size_t before = s->end;
    while (s->end == before) {
        enum intake got = INTAKE_BYTES;
        if (s->stage == STAGE_BETWEEN)
            got = member_begin(s, patience);
        else if (s->raw_at == s->raw_end && !s->brimming) {
            got = gzip_read(s, patience);
            s->facts.cut = got == INTAKE_END;
        }
        if (got == INTAKE_BYTES)
            got = gzip_inflate(s);
        if (got != INTAKE_BYTES)
            return got;
    }
    return INTAKE_BYTES;
}

/* ---- text ---- */

/* Moves what is left to the front and makes room for a chunk. Grows only under a long line, so to max_line and two
 * chunks at most. */
static void text_room(struct source *s)
{
    if (s->from) {
        memmove(s->text, s->text + s->from, s->end - s->from);
        s->end -= s->from;
        s->from = 0;
    }
    if (s->cap - s->end >= CHUNK)
        return;
    size_t most = s->limits.max_line + 2 * CHUNK;
    s->cap = s->cap ? s->cap * 2 : 2 * CHUNK;
    if (s->cap > most)
        s->cap = most;
    s->text = memory_resize(s->text, s->cap);
}

static enum intake text_read(struct source *s, const struct patience *patience)
{
    size_t n = 0;
    enum intake got = read_some(s, patience, s->text + s->end, CHUNK, &n);
    s->end += n;
    return got;
}

/* Reads until the magic bytes are seen or cannot come any more. */
static enum intake text_probe(struct source *s, const struct patience *patience)
{
    enum intake got = INTAKE_BYTES;
    while (got == INTAKE_BYTES && (s->end == 0 || (s->end == 1 && (unsigned char)s->text[0] == GZIP_1)))
        got = text_read(s, patience);
    if (got != INTAKE_BYTES)
        return got;
    s->stage = STAGE_PLAIN;
    if (s->end > 1 && (unsigned char)s->text[0] == GZIP_1 && (unsigned char)s->text[1] == GZIP_2)
        gzip_begin(s);
    return got;
}

static enum intake text_some(struct source *s, const struct patience *patience)
{
    text_room(s);
    if (s->stage == STAGE_PROBE) {
        enum intake got = text_probe(s, patience);
        if (got != INTAKE_BYTES || s->stage == STAGE_PLAIN)
            return got;
    }
    return s->stage == STAGE_PLAIN ? text_read(s, patience) : gzip_some(s, patience);
}

/* ---- lines ---- */

/* Where the first line longer than max bytes (without its '\n') begins, or n. Jumps by windows of max + 1 bytes from the
 * last '\n' in one to the next: no line inside a window can be too long. */
static size_t first_long(const char *p, size_t n, size_t max)
{
    size_t at = 0;
    while (n - at > max) {
        const char *end = memrchr(p + at, '\n', max + 1);
        if (!end)
            return at;
        at = (size_t)(end - p) + 1;
    }
    return n;
}

static size_t rest_length(struct source *s, struct slice have)
{
    size_t end = slice_index(have, '\n');
    if (end == SIZE_MAX)
        return have.n;
    s->in_rest = false;
    return end + 1;
}

/* Bytes of `have` that can be handed out as lines: to its last '\n', to its end where the input is over. */
static size_t whole_length(struct source *s, struct slice have)
{
    if (s->over)
        return have.n;
    const char *end = memrchr(have.p + s->scanned, '\n', have.n - s->scanned);
    s->scanned = end ? 0 : have.n;
    return end ? (size_t)(end - have.p) + 1 : 0;
}

/* What can be handed out of the bytes at hand: its length and *step, or 0. */
static size_t lines_ready(struct source *s, enum source_step *step)
{
    if (s->from == s->end)
        return 0;
    struct slice have = { s->text ? s->text + s->from : NULL, s->end - s->from };
    size_t max = s->limits.max_line;
    if (s->in_rest) {
        *step = SOURCE_REST;
        return rest_length(s, have);
    }
    size_t whole = whole_length(s, have);
    if (!whole && have.n <= max)
        return 0;
    *step = SOURCE_LINES;
    size_t good = whole ? first_long(have.p, whole, max) : 0;
    if (good)
        return good;
    *step = SOURCE_LONG;
    s->in_rest = true;
    s->scanned = 0;
    return max;
}

static void source_over(struct source *s, enum intake why)
{
    s->over = true;
    s->last_step = why == INTAKE_FAIL ? SOURCE_FAIL : SOURCE_END;
    s->facts.unended = s->end > s->from ? s->text[s->end - 1] != '\n' : s->in_rest;
}

enum source_step source_next(struct source *s, int idle_ms, struct slice *text)
{
    struct patience patience = patience_of(s, idle_ms);
    *text = (struct slice){ "", 0 };
    for (;;) {
        enum source_step step;
        size_t n = lines_ready(s, &step);
        if (n) {
            *text = (struct slice){ s->text + s->from, n };
            s->from += n;
            s->facts.bytes += (int64_t)n;
            return step;
        }
        if (s->over)
            return s->last_step;
        enum intake got = text_some(s, &patience);
        if (got == INTAKE_IDLE)
            return SOURCE_IDLE;
        if (got != INTAKE_BYTES)
            source_over(s, got);
    }
}
