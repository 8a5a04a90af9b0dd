/* sorted_runs.c - the temporary file of reorder_buffer.c: see sorted_runs.h. Runs lie one after the other in one file; a merging pass
 * writes them, MERGE_FAN into one, to a second file, which then takes the place of the first. */
#include "sorted_runs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { WINDOW = 16 * 1024 }; /* bytes of a run kept in memory while it is merged */

struct sorted_run {
    off_t from, to;
};

struct sorted_run_list {
    struct sorted_run *run;
    size_t n, cap;
};

/* A run that is being read. The head's record lies at `at`, after its frame. */
struct cursor {
    off_t at, to;
    off_t window_at;
    size_t window_n;
    struct frame head;
    char window[WINDOW];
};

struct sorted_runs {
    struct report *report;
    FILE *file;
    off_t size;
    struct sorted_run_list list;
    struct cursor *cursor;  /* MERGE_FAN of them, from the first merge on */
    size_t heap[MERGE_FAN];  /* cursors with a record, the next one first */
    size_t heap_n;
    bool handed;            /* the first one's record was handed out */
    struct buf record;      /* one that does not fit its window */
};

static int file_failed(const struct sorted_runs *self, const char *what)
{
    complain(self->report, COMPLAINT_spill_failed, &(struct where){ .path = self->report->reading }, "%s: %s", what, strerror(errno));
    return -1;
}

/* Nobody else can see or keep it; O_TMPFILE is not known to every file system. */
static int file_open_unlinked(const char *folder)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    struct buf name = { 0 };
    buf_printf(&name, "%s/dagsieve.XXXXXX", folder);
    buf_char(&name, '\0');
    fd = mkostemp(name.p, O_CLOEXEC);
    if (fd >= 0)
        unlink(name.p);
    buf_free(&name);
    return fd;
}

static FILE *file_open(const struct sorted_runs *self)
{
    const char *folder = getenv("TMPDIR");
    if (!folder || !*folder)
        folder = "/tmp";
    int fd = file_open_unlinked(folder);
    FILE *file = fd >= 0 ? fdopen(fd, "w+") : NULL;
    if (!file) {
        file_failed(self, folder);
        if (fd >= 0)
            close(fd);
    }
    return file;
}

struct sorted_runs *sorted_runs_new(struct report *report)
{
    struct sorted_runs *self = memory_new(sizeof(*self));
    *self = (struct sorted_runs){ .report = report };
    return self;
}

static struct sorted_run *list_add(struct sorted_run_list *list, off_t at)
{
    if (list->n == list->cap) {
        list->cap = list->cap ? 2 * list->cap : MERGE_FAN;
        list->run = memory_resize(list->run, list->cap * sizeof(*list->run));
    }
    list->run[list->n] = (struct sorted_run){ at, at };
    return &list->run[list->n++];
}

int sorted_runs_begin(struct sorted_runs *self)
{
    if (!self->file && !(self->file = file_open(self)))
        return -1;
    list_add(&self->list, self->size);
    return 0;
}

static bool frame_write(FILE *file, const struct frame *frame, struct slice packed)
{
    return fwrite(frame, sizeof(*frame), 1, file) == 1 && fwrite(packed.p, 1, packed.n, file) == packed.n;
}

int sorted_runs_add(struct sorted_runs *self, const struct frame *frame, struct slice packed)
{
    if (!frame_write(self->file, frame, packed))
        return file_failed(self, "write");
    self->size += (off_t)(sizeof(*frame) + packed.n);
    self->list.run[self->list.n - 1].to = self->size;
    return 0;
}

/* Reads n bytes at an offset; a file that ends before is a failure too. */
static bool file_read(int fd, char *to, size_t n, off_t at)
{
    while (n > 0) {
        ssize_t got = pread(fd, to, n, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            errno = EIO;
        if (got <= 0)
            return false;
        to += got;
        at += got;
        n -= (size_t)got;
    }
    return true;
}

/* n bytes of the run at `at`, in the window; NULL when they are too many for it or cannot be read. */
static const char *cursor_view(struct cursor *cursor, int fd, off_t at, size_t n)
{
    off_t window_to = cursor->window_at + (off_t)cursor->window_n;
    if (at >= cursor->window_at && at + (off_t)n <= window_to)
        return cursor->window + (at - cursor->window_at);
    if (n > WINDOW)
        return NULL;
    off_t left = cursor->to - at;
    cursor->window_n = left < WINDOW ? (size_t)left : WINDOW;
    cursor->window_at = at;
    return cursor->window_n >= n && file_read(fd, cursor->window, cursor->window_n, at) ? cursor->window : NULL;
}

/* Reads the next frame: 1, 0 at the end of the run, -1. */
static int cursor_next(struct cursor *cursor, int fd)
{
    if (cursor->at == cursor->to)
        return 0;
    const char *bytes = cursor_view(cursor, fd, cursor->at, sizeof(cursor->head));
    if (!bytes)
        return -1;
    memcpy(&cursor->head, bytes, sizeof(cursor->head));
    cursor->at += (off_t)sizeof(cursor->head);
    return 1;
}

/* Cursors stand in the order of their runs, so equal lines come in the order in which they arrived. */
static bool cursor_before(const struct sorted_runs *self, size_t a, size_t b)
{
    int64_t line_a = self->cursor[a].head.line, line_b = self->cursor[b].head.line;
    return line_a != line_b ? line_a < line_b : a < b;
}

static void heap_sink(struct sorted_runs *self, size_t at)
{
    size_t moving = self->heap[at];
    for (size_t child; (child = 2 * at + 1) < self->heap_n; at = child) {
        if (child + 1 < self->heap_n && cursor_before(self, self->heap[child + 1], self->heap[child]))
            child++;
        if (!cursor_before(self, self->heap[child], moving))
            break;
        self->heap[at] = self->heap[child];
    }
    self->heap[at] = moving;
}

/* Opens a cursor on each of n <= MERGE_FAN runs. */
static int merge_begin(struct sorted_runs *self, const struct sorted_run *run, size_t n)
{
    if (!self->cursor)
        self->cursor = memory_new(MERGE_FAN * sizeof(*self->cursor));
    self->heap_n = 0;
    self->handed = false;
    for (size_t i = 0; i < n; i++) {
        struct cursor *cursor = &self->cursor[i];
        cursor->at = cursor->window_at = run[i].from;
        cursor->to = run[i].to;
        cursor->window_n = 0;
        int step = cursor_next(cursor, fileno(self->file));
        if (step < 0)
            return file_failed(self, "read");
        if (step > 0)
            self->heap[self->heap_n++] = i;
    }
    for (size_t i = self->heap_n; i-- > 0;)
        heap_sink(self, i);
    return 0;
}

static bool record_read(struct sorted_runs *self, struct cursor *cursor, struct slice *packed)
{
    packed->n = cursor->head.n;
    packed->p = cursor_view(cursor, fileno(self->file), cursor->at, packed->n);
    if (packed->p)
        return true;
    buf_rest(&self->record);
    buf_reserve(&self->record, packed->n);
    packed->p = self->record.p;
    return file_read(fileno(self->file), self->record.p, packed->n, cursor->at);
}

/* The cursor of the record handed out moves on only now: the record may lie in its window. */
static int heap_advance(struct sorted_runs *self)
{
    struct cursor *cursor = &self->cursor[self->heap[0]];
    cursor->at += cursor->head.n;
    int step = cursor_next(cursor, fileno(self->file));
    if (step < 0)
        return file_failed(self, "read");
    if (step == 0)
        self->heap[0] = self->heap[--self->heap_n];
    if (self->heap_n > 0)
        heap_sink(self, 0);
    return 0;
}

int sorted_runs_next(struct sorted_runs *self, struct frame *frame, struct slice *packed)
{
    if (self->handed && heap_advance(self) < 0)
        return -1;
    self->handed = self->heap_n > 0;
    if (!self->handed)
        return 0;
    struct cursor *cursor = &self->cursor[self->heap[0]];
    *frame = cursor->head;
    return record_read(self, cursor, packed) ? 1 : file_failed(self, "read");
}

/* Merges n runs into one more run of another collection. */
static int merge_into(struct sorted_runs *self, const struct sorted_run *run, size_t n, struct sorted_runs *out)
{
    struct frame frame;
    struct slice packed;
    int step;
    if (merge_begin(self, run, n) < 0 || sorted_runs_begin(out) < 0)
        return -1;
    while ((step = sorted_runs_next(self, &frame, &packed)) > 0)
        if (sorted_runs_add(out, &frame, packed) < 0)
            return -1;
    return step;
}

/* What was written must be in the file before pread looks for it. */
static int file_settle(struct sorted_runs *self)
{
    return fflush(self->file) == 0 ? 0 : file_failed(self, "write");
}

/* Only neighbours are merged, so that the runs stay in order of age. */
static int merge_pass(struct sorted_runs *self)
{
    struct sorted_runs out = { .report = self->report };
    int status = 0;
    for (size_t i = 0; i < self->list.n && status == 0; i += MERGE_FAN) {
        size_t left = self->list.n - i;
        status = merge_into(self, &self->list.run[i], left < MERGE_FAN ? left : MERGE_FAN, &out);
    }
    if (status == 0)
        status = file_settle(&out);
    free(self->list.run);
    fclose(self->file);
    self->file = out.file;
    self->list = out.list;
    self->size = out.size;
    return status;
}

int sorted_runs_rewind(struct sorted_runs *self)
{
    if (self->list.n == 0)
        return 0;
    if (file_settle(self) < 0)
        return -1;
    while (self->list.n > MERGE_FAN)
        if (merge_pass(self) < 0)
            return -1;
    return merge_begin(self, self->list.run, self->list.n);
}

size_t sorted_runs_count(const struct sorted_runs *self)
{
    return self->list.n;
}

void sorted_runs_reset(struct sorted_runs *self)
{
    if (self->file)
        fclose(self->file);
    self->file = NULL;
    self->size = 0;
    self->list.n = 0;
    self->heap_n = 0;
    self->handed = false;
    buf_free(&self->record);
}

void sorted_runs_close(struct sorted_runs **runs)
{
    if (!*runs)
        return;
    sorted_runs_reset(*runs);
    free((*runs)->list.run);
    free((*runs)->cursor);
    free(*runs);
    *runs = NULL;
}
