/* source.c - chunks of whole lines out of a file, a pipe or memory; see source.h for the contract. What the bytes are packed in is a stack of layers
 * (layer.h): the source looks at the first bytes of a text, puts a layer on, and looks again. The bulk is never copied here: lines are slices of `text`,
 * only the incomplete line at its end is moved to the front before the next read. */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parser/text/buf.h"
#include "parser/text/monotonic.h"
#include "layer.h"
#include "rotated.h"

enum {
    CHUNK = 256 * 1024,   /* bytes a read asks for: fits the second-level cache */
    MAX_LINE = 1 << 30,   /* bytes: no limit above it is taken, so that sizes cannot overflow */
    LAYERS = 12,          /* that stand on each other: archives in archives go no deeper */
};

const struct source_limits source_default_limits = { .max_line = 8 << 20, .max_ratio = 500 };

enum stage {
    STAGE_PROBE,  /* the first bytes of a text are looked at */
    STAGE_TEXT,
    STAGE_OVER,   /* the text is over: what is left of it is handed out */
    STAGE_NEXT,   /* the next member is to be found */
    STAGE_END,
};

struct source {
    struct unpacking unpacking;
    struct source_facts input; /* the file's own: size and mtime */
    char *path;
    const char *only;          /* the one member that is asked for; NULL = all */
    bool found;                /* it came */

    struct layer *layer[LAYERS]; /* from the input's own bytes up */
    struct buf member[LAYERS];   /* of each archive among them the path of the member at hand */
    enum packing packing[LAYERS]; /* that each takes off; none: a copy, the input itself */
    size_t n_layers;
    struct buf name;             /* these paths joined */
    enum stage stage;
    bool in_member;              /* its end is to be told */

    char *text; /* from..end is not handed out yet */
    size_t cap, from, end;
    size_t scanned; /* bytes after from known to hold no '\n' */
    bool in_rest;   /* the bytes at from belong to a line whose begin was handed out as SOURCE_LONG */
};

static struct patience patience_of(const struct source *s, int idle_ms)
{
    bool timed = s->input.size < 0 && idle_ms > 0;
    return (struct patience){ idle_ms, timed ? monotonic_ms() + idle_ms : 0 };
}

/* ---- opening and closing ---- */

static struct source *source_new(const char *path, size_t path_n, const struct source_limits *limits, struct report *report)
{
    struct source *s = memory_new(sizeof *s);
    *s = (struct source){ .unpacking = { .limits = limits ? *limits : source_default_limits, .report = report } };
    struct source_limits *taken = &s->unpacking.limits;
    if (!taken->max_line)
        taken->max_line = source_default_limits.max_line;
    if (taken->max_line > MAX_LINE)
        taken->max_line = MAX_LINE;
    s->path = memory_new(path_n + 1);
    memcpy(s->path, path, path_n);
    s->path[path_n] = '\0';
    s->unpacking.path = s->path;
    return s;
}

static void layer_push(struct source *s, struct layer *layer, enum packing packing)
{
    s->packing[s->n_layers] = packing;
    s->layer[s->n_layers++] = layer;
}

static void layer_pop(struct source *s)
{
    layer_close(&s->layer[--s->n_layers]);
    buf_reset(&s->member[s->n_layers]);
}

static void facts_reset(struct source *s)
{
    bool archive = s->unpacking.facts.archive;
    s->unpacking.facts = s->input;
    s->unpacking.facts.archive = archive;
}

/* A named pipe is opened before somebody writes to it: that is waited for where its bytes are, which looks at signals. */
static int open_path(const char *path)
{
    int fd;
    do
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    while (fd < 0 && errno == EINTR);
    return fd;
}

/* errno of what hinders reading, 0 when nothing does. */
static int source_attach(struct source *s)
{
    struct stat st;
    int fd = strcmp(s->path, "-") == 0 ? STDIN_FILENO : open_path(s->path);
    if (fd < 0)
        return errno;
    bool known = fstat(fd, &st) == 0;
    int fault = known ? S_ISDIR(st.st_mode) ? EISDIR : 0 : errno;
    s->input.size = known && S_ISREG(st.st_mode) ? st.st_size : -1;
    s->input.mtime = known ? st.st_mtim : (struct timespec){ 0 };
    layer_push(s, layer_of_input(&s->unpacking, fd, s->input.size < 0, SLICE(""), 0, s->path), PACKING_none);
    layer_before_input(s->layer[0], fault || s->input.size < 0 ? NULL : rotated_before(s->path));
    facts_reset(s);
    return fault;
}

size_t source_file_length(const char *path)
{
    size_t n = strlen(path);
    struct stat st;
    if (!strchr(path, '!') || stat(path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR && errno != ENAMETOOLONG))
        return n;
    for (const char *mark = strchr(path, '!'); mark; mark = strchr(mark + 1, '!')) {
        char *file = strndup(path, (size_t)(mark - path));
        bool is_file = file && stat(file, &st) == 0 && !S_ISDIR(st.st_mode);
        free(file);
        if (is_file)
            return (size_t)(mark - path);
    }
    return n;
}

struct source *source_open(const char *path, const struct source_limits *limits, struct report *report)
{
    size_t n = source_file_length(path);
    struct source *s = source_new(path, n, limits, report);
    s->only = path[n] ? path + n + 1 : NULL;
    int fault = source_attach(s);
    if (fault) {
        complain(report, COMPLAINT_not_readable, &(struct where){ .path = path }, "%s", strerror(fault));
        source_close(&s);
    }
    return s;
}

struct source *source_memory(struct slice bytes, size_t chunk, const struct source_limits *limits, struct report *report)
{
    struct source *s = source_new("memory", strlen("memory"), limits, report);
    s->input.size = (int64_t)bytes.n;
    layer_push(s, layer_of_input(&s->unpacking, -1, false, bytes, chunk, s->path), PACKING_none);
    facts_reset(s);
    return s;
}

const struct source_facts *source_facts(const struct source *s)
{
    return &s->unpacking.facts;
}

void source_unpack_write(const struct source *s, struct buf *out)
{
    for (size_t i = 0; i < s->n_layers; i++)
        if (s->packing[i] != PACKING_none)
            packing_command_write(s->packing[i], buf_view(&s->member[i]), out);
}

int64_t source_taken(const struct source *s)
{
    return s->unpacking.taken;
}

void source_close(struct source **source)
{
    struct source *s = *source;
    if (!s)
        return;
    while (s->n_layers)
        layer_pop(s);
    for (size_t i = 0; i < LAYERS; i++)
        buf_free(&s->member[i]);
    buf_free(&s->name);
    free(s->text);
    free(s->path);
    free(s);
    *source = NULL;
}

/* ---- text ---- */

/* All is handed out: what comes of it may need the room. */
static void text_free(struct source *s)
{
    free(s->text);
    s->text = NULL;
    s->cap = s->from = s->end = 0;
}

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
    size_t most = s->unpacking.limits.max_line + 2 * CHUNK;
    s->cap = s->cap ? s->cap * 2 : 2 * CHUNK;
    if (s->cap > most)
        s->cap = most;
    s->text = memory_resize(s->text, s->cap);
}

static enum intake text_read(struct source *s, const struct patience *patience)
{
    size_t n = 0;
    enum intake got = layer_read(s->layer[s->n_layers - 1], patience, s->text + s->end, CHUNK, &n);
    s->end += n;
    return got;
}

/* Puts the layer on that the packing asks for; false where there is none: told with what does it elsewhere. */
static bool layer_add(struct source *s, enum packing packing)
{
    struct unpacking *shared = &s->unpacking;
    const struct packing_row *row = &packing_rows[packing];
    struct layer *below = s->layer[s->n_layers - 1], *layer = NULL;
    if (s->n_layers + 2 > LAYERS) {
        unpacking_fault(shared, COMPLAINT_archive_corrupt, "archives stand inside each other too deep");
        return false;
    }
    if (row->kind == PACKING_SEEKING && !layer_can_seek(below))
        layer_push(s, below = layer_of_copy(shared, below), PACKING_none);
    if (row->kind == PACKING_GZIP)
        layer = layer_of_gzip(shared, below);
    else if (packing == PACKING_tail)
        layer = layer_of_tail(shared, below);
    else if (packing == PACKING_carriage_returns || packing == PACKING_blank_lines)
        layer = layer_of_line_ends(shared, below, packing == PACKING_blank_lines);
    else if (row->kind == PACKING_TEXT)
        layer = layer_of_utf16(shared, below, packing == PACKING_utf16_big);
    else
        layer = layer_of_archive(shared, below, packing);
    if (!layer && shared->failed) {
        shared->facts.archive = row->kind == PACKING_FORMAT || row->kind == PACKING_SEEKING; /* no log itself */
        return false;
    }
    if (!layer) {
        char words[sizeof(shared->fault)];
        snprintf(words, sizeof(words), "%s, which this program does not open: %s FILE | dagsieve parse -", row->name, row->recipe);
        unpacking_fault_copied(shared, COMPLAINT_envelope_unknown, words);
        return false;
    }
    layer_push(s, layer->ops->next ? layer_of_rotated(shared, layer) : layer, packing);
    return true;
}

/* Gives the bytes back and opens what they are packed in; the text below it is looked at in its turn. */
static enum intake unpack(struct source *s, enum packing packing)
{
    layer_unread(s->layer[s->n_layers - 1], (struct slice){ s->text, s->end });
    s->end = 0;
    if (!layer_add(s, packing))
        return s->unpacking.failed ? INTAKE_FAIL : INTAKE_END;
    s->unpacking.facts.gzip |= packing == PACKING_gzip;
    if (s->layer[s->n_layers - 1]->ops->next) {
        s->unpacking.facts.archive = true;
        s->in_member = false;
        s->stage = STAGE_NEXT;
    }
    return INTAKE_BYTES;
}

/* Reads until the first bytes tell what the text is packed in, or cannot any more. */
static enum intake text_probe(struct source *s, const struct patience *patience)
{
    enum intake got = INTAKE_BYTES;
    enum packing packing = PACKING_unsure;
    while (packing == PACKING_unsure) {
        if (got == INTAKE_BYTES)
            got = text_read(s, patience);
        if (got == INTAKE_IDLE || got == INTAKE_FAIL)
            return got;
        packing = packing_of((struct slice){ s->text, s->end }, got == INTAKE_END);
    }
    if (packing != PACKING_none)
        return unpack(s, packing);
    s->stage = STAGE_TEXT;
    return got;
}

/* ---- members ---- */

static void name_make(struct source *s)
{
    buf_reset(&s->name);
    for (size_t i = 0; i < s->n_layers; i++) {
        if (!s->layer[i]->ops->next)
            continue;
        if (s->name.n)
            buf_char(&s->name, '!');
        buf_slice(&s->name, buf_view(&s->member[i]));
    }
}

/* Whether the member is the one that is asked for, or holds it. */
static bool is_wanted(struct source *s)
{
    struct slice name = buf_view(&s->name);
    if (!s->only)
        return true;
    size_t n = strlen(s->only);
    s->found |= slice_eq(name, slice_of(s->only));
    return slice_eq(name, slice_of(s->only)) || (name.n < n && memcmp(s->only, name.p, name.n) == 0 && s->only[name.n] == '!');
}

static void member_begin(struct source *s, const struct member *member)
{
    struct buf *path = &s->member[s->n_layers - 1];
    buf_reset(path);
    buf_slice(path, member->path);
    name_make(s);
    struct source_facts *facts = &s->unpacking.facts;
    facts->size = s->input.size < 0 ? -1 : member->size;
    facts->mtime = member->mtime;
    facts->member = buf_view(path);
    s->from = s->end = s->scanned = 0;
    s->in_rest = false;
}

/* The next member of the innermost archive that has one; false at the end of the outermost. */
static bool member_find(struct source *s)
{
    struct member member;
    while (s->n_layers > 1) {
        struct layer *top = s->layer[s->n_layers - 1];
        facts_reset(s);
        if (!top->ops->next || top->ops->next(top, &member) != INTAKE_BYTES) {
            if (s->unpacking.facts.corrupt || s->unpacking.failed)
                return false;
            layer_pop(s);
            continue;
        }
        member_begin(s, &member);
        if (is_wanted(s))
            return true;
    }
    return false;
}

static enum source_step member_next(struct source *s, struct slice *text)
{
    if (member_find(s)) {
        s->stage = STAGE_PROBE;
        s->in_member = true;
        *text = buf_view(&s->name);
        return SOURCE_MEMBER;
    }
    text_free(s);
    s->stage = STAGE_END;
    if (s->only && !s->found)
        complain(s->unpacking.report, COMPLAINT_not_readable, &(struct where){ .path = s->path }, "it has no member %s", s->only);
    return s->unpacking.failed || (s->only && !s->found) ? SOURCE_FAIL : SOURCE_END;
}

void source_skip(struct source *s)
{
    s->stage = STAGE_NEXT;
    s->in_member = false;
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
    if (s->stage == STAGE_OVER)
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
    size_t max = s->unpacking.limits.max_line;
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

/* The text is over; what is left of it comes out. */
static void text_over(struct source *s, enum intake why)
{
    s->stage = STAGE_OVER;
    s->unpacking.failed |= why == INTAKE_FAIL;
    s->unpacking.facts.unended = s->end > s->from ? s->text[s->end - 1] != '\n' : s->in_rest;
}

/* What follows when a text is handed out whole: the end of its member, or of all. */
static enum source_step text_end(struct source *s)
{
    if (!s->in_member || s->unpacking.failed) {
        text_free(s);
        s->stage = STAGE_END;
        return s->unpacking.failed ? SOURCE_FAIL : SOURCE_END;
    }
    s->in_member = false;
    s->stage = STAGE_NEXT;
    return SOURCE_MEMBER_END;
}

static enum source_step take(struct source *s, enum source_step step, size_t n, struct slice *text)
{
    *text = (struct slice){ s->text + s->from, n };
    s->from += n;
    s->unpacking.facts.bytes += (int64_t)n;
    return step;
}

enum source_step source_next(struct source *s, int idle_ms, struct slice *text)
{
    struct patience patience = patience_of(s, idle_ms);
    *text = (struct slice){ "", 0 };
    for (;;) {
        enum source_step step;
        if (s->stage == STAGE_END)
            return s->unpacking.failed ? SOURCE_FAIL : SOURCE_END;
        if (s->stage == STAGE_NEXT)
            return member_next(s, text);
        size_t n = s->stage == STAGE_PROBE ? 0 : lines_ready(s, &step);
        if (n)
            return take(s, step, n, text);
        if (s->stage == STAGE_OVER)
            return text_end(s);
        text_room(s);
        enum intake got = s->stage == STAGE_PROBE ? text_probe(s, &patience) : text_read(s, &patience);
        if (got == INTAKE_IDLE)
            return SOURCE_IDLE;
        if (got != INTAKE_BYTES)
            text_over(s, got);
    }
}
