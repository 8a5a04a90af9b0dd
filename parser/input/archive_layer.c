/* archive_layer.c - what libarchive opens: a compression (one text), or an archive (members). Streamed: nothing of a member is held but the block at
 * hand. Never runs a program: each format is asked for by name. Without libarchive, at build or
 * where the program runs, there is no such layer. */
#include "layer.h"

#ifdef HAVE_LIBARCHIVE

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "parser/text/library.h"

enum { BLOCK = 64 * 1024, TRIES = 16 /* how often libarchive may ask for another try */ };

struct archive_layer {
    struct layer layer; /* first */
    struct archive *archive;
    bool opened, single; /* single: a compression */
    bool ended;          /* all bytes below were taken */
    bool dead;           /* libarchive goes no further: told */
    bool tar;
    int64_t zeros;       /* that the bytes so far end with */
    unsigned char block[BLOCK];
};

typedef int support(struct archive *);

#define FUNCTIONS(row)                                                                                                                \
    row(archive_entry_filetype) row(archive_entry_hardlink) row(archive_entry_mtime) row(archive_entry_mtime_nsec)                    \
    row(archive_entry_pathname) row(archive_entry_pathname_utf8) row(archive_entry_size) row(archive_entry_size_is_set)               \
    row(archive_errno) row(archive_error_string) row(archive_read_data) row(archive_read_free) row(archive_read_new) row(archive_read_next_header)       \
    row(archive_read_open1) row(archive_read_set_callback_data) row(archive_read_set_read_callback)                                   \
    row(archive_read_set_seek_callback) row(archive_read_support_format_empty) row(archive_read_support_format_raw)                   \
    row(archive_set_error)

/* libarchive, once a layer needed it. */
static struct {
    FUNCTIONS(LIBRARY_POINTER)
} la;

/* What makes libarchive look for a row's packing: a function's name. */
static const char *const supports[PACKING__N] = {
#define NONE(name) NULL
#define FILTER(name) "archive_read_support_filter_" #name
#define FORMAT(name) "archive_read_support_format_" #name
#define SUPPORT_GZIP NONE
#define SUPPORT_TEXT NONE
#define SUPPORT_UNREAD NONE
#define SUPPORT_FILTER FILTER
#define SUPPORT_FORMAT FORMAT
#define SUPPORT_SEEKING FORMAT
#define PACKING(name, kind, libarchive, at, magic, suffix, recipe) [PACKING_##name] = SUPPORT_##kind(libarchive),
#include "parser/catalogue/packings.def"
};

/* libarchive, and of it what opens the packing; NULL: not here, or too old for it. */
static support *support_find(struct unpacking *shared, enum packing packing)
{
    static const char *const names[] = { FUNCTIONS(LIBRARY_NAME) };
    support *found = NULL;
    const char *why = la.archive_set_error /* the last of the list */ ? NULL : library_open("libarchive.so.13", names, sizeof(names) / sizeof(*names), &la);
    if (why && library_lacks_room(why))
        unpacking_lacks(shared, "libarchive, which opens it, cannot be loaded", why);
    if (why)
        return NULL;
    return library_open("libarchive.so.13", &supports[packing], 1, &found) ? NULL : found;
}

static int64_t zeros_count(int64_t before, const unsigned char *p, size_t n)
{
    size_t from = n;
    while (from && !p[from - 1])
        from--;
    return from ? (int64_t)(n - from) : before + (int64_t)n;
}

static la_ssize_t bytes_give(struct archive *archive, void *context, const void **bytes)
{
    static const struct patience patience = { .idle_ms = -1 };
    struct archive_layer *self = context;
    size_t n;
    enum intake got = layer_read(self->layer.below, &patience, self->block, BLOCK, &n);
    *bytes = self->block;
    self->zeros = zeros_count(self->zeros, self->block, n);
    self->ended = !n && got == INTAKE_END;
    if (n || got == INTAKE_END)
        return (la_ssize_t)n;
    la.archive_set_error(archive, EIO, "could not be read on");
    return -1;
}

static la_int64_t bytes_seek(struct archive *archive, void *context, la_int64_t offset, int whence)
{
    struct archive_layer *self = context;
    (void)archive;
    int64_t at = layer_seek(self->layer.below, offset, whence);
    return at < 0 ? ARCHIVE_FATAL : at;
}

/* Whether memory is short: an archive at fault may ask for more than any has, a good one for less than LEAST (xz: libarchive takes no more). */
static bool memory_is_short(void)
{
    enum { LEAST = 1 << 30 };
    void *room = mmap(NULL, LEAST, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room == MAP_FAILED)
        return true;
    munmap(room, LEAST);
    return false;
}

/* What libarchive complains about. A compression that ends early is at fault too: unlike gzip's, its last block is lost. */
static enum intake fault(struct archive_layer *self, int answer)
{
    const char *words = la.archive_error_string(self->archive);
    self->dead |= answer == ARCHIVE_FATAL || self->layer.shared->failed;
    if (self->layer.shared->failed)
        return INTAKE_FAIL;
    if (la.archive_errno(self->archive) == ENOMEM && memory_is_short())
        return unpacking_lacks(self->layer.shared, "memory is short", words && *words ? words : strerror(ENOMEM));
    unpacking_fault_copied(self->layer.shared, COMPLAINT_archive_corrupt, words && *words ? words : self->ended ? "ends early" : "damaged");
    return INTAKE_END;
}

static bool archive_begin(struct archive_layer *self)
{
    self->opened = true;
    int answer = la.archive_read_open1(self->archive);
    if (answer < ARCHIVE_WARN)
        fault(self, ARCHIVE_FATAL);
    return !self->dead;
}

/* An archive without an end has lost members, though what is left of it looks whole: tar ends with a block of zeros. */
static void end_check(struct archive_layer *self)
{
    enum { TAR_BLOCK = 512 };
    struct unpacking *shared = self->layer.shared;
    if (!self->single && (shared->facts.cut || (self->tar && self->ended && self->zeros < TAR_BLOCK)))
        unpacking_fault(shared, COMPLAINT_archive_corrupt, "the archive has no end");
}

/* The next header that libarchive gives; false at the end. */
static bool header_next(struct archive_layer *self, struct archive_entry **entry)
{
    int answer = ARCHIVE_RETRY;
    if (self->dead || (!self->opened && !archive_begin(self)))
        return false;
    for (int tries = 0; answer == ARCHIVE_RETRY && tries < TRIES; tries++)
        answer = la.archive_read_next_header(self->archive, entry);
    if (answer == ARCHIVE_EOF) {
        end_check(self);
        return false;
    }
    if (answer >= ARCHIVE_WARN && answer != ARCHIVE_RETRY)
        return true;
    fault(self, ARCHIVE_FATAL);
    return false;
}

static struct slice path_of(struct archive_entry *entry)
{
    const char *path = la.archive_entry_pathname_utf8(entry);
    if (!path)
        path = la.archive_entry_pathname(entry);
    return slice_of(path ? path : "?");
}

static enum intake member_next(struct layer *layer, struct member *out)
{
    struct archive_layer *self = (struct archive_layer *)layer;
    struct archive_entry *entry;
    while (header_next(self, &entry)) {
        if (la.archive_entry_filetype(entry) != AE_IFREG || la.archive_entry_hardlink(entry))
            continue;
        *out = (struct member){ .path = path_of(entry), .size = la.archive_entry_size_is_set(entry) ? la.archive_entry_size(entry) : -1,
                                .mtime = { la.archive_entry_mtime(entry), la.archive_entry_mtime_nsec(entry) } };
        return INTAKE_BYTES;
    }
    return INTAKE_END;
}

static enum intake bytes_read(struct layer *layer, const struct patience *patience, void *into, size_t room, size_t *n)
{
    struct archive_layer *self = (struct archive_layer *)layer;
    struct archive_entry *entry;
    la_ssize_t got = ARCHIVE_RETRY;
    (void)patience;
    if (self->single && !self->opened && !header_next(self, &entry))
        return self->layer.shared->failed ? INTAKE_FAIL : INTAKE_END;
    for (int tries = 0; !self->dead && got == ARCHIVE_RETRY && tries < TRIES; tries++)
        got = la.archive_read_data(self->archive, into, room);
    if (got < 0)
        return self->dead ? INTAKE_END : fault(self, (int)got);
    *n = (size_t)got;
    return got ? INTAKE_BYTES : INTAKE_END;
}

static void opened_close(struct layer *layer)
{
    struct archive_layer *self = (struct archive_layer *)layer;
    la.archive_read_free(self->archive);
    free(self);
}

static struct archive *archive_make(struct archive_layer *self, support *add)
{
    struct archive *archive = la.archive_read_new();
    if (!archive)
        return NULL;
    if (add(archive) == ARCHIVE_FATAL) { /* no memory; what it does not know is a warning, or nothing */
        la.archive_read_free(archive);
        return NULL;
    }
    if (self->single) {
        la.archive_read_support_format_raw(archive);
        la.archive_read_support_format_empty(archive);
    }
    la.archive_read_set_read_callback(archive, bytes_give);
    la.archive_read_set_callback_data(archive, self);
    if (!self->single && layer_can_seek(self->layer.below))
        la.archive_read_set_seek_callback(archive, bytes_seek);
    return archive;
}

struct layer *layer_of_archive(struct unpacking *shared, struct layer *below, enum packing packing)
{
    static const struct layer_ops one = { .read = bytes_read, .close = opened_close };
    static const struct layer_ops many = { .read = bytes_read, .next = member_next, .close = opened_close };
    support *add = supports[packing] ? support_find(shared, packing) : NULL;
    if (!add)
        return NULL;
    bool single = packing_rows[packing].kind == PACKING_FILTER;
    struct archive_layer *self = memory_new(sizeof(*self));
    *self = (struct archive_layer){ .layer = { .ops = single ? &one : &many, .below = below, .shared = shared },
                                    .single = single, .tar = packing == PACKING_tar };
    self->archive = archive_make(self, add);
    if (self->archive)
        return &self->layer;
    free(self);
    unpacking_lacks(shared, "memory is short", strerror(ENOMEM));
    return NULL;
}

#else

struct layer *layer_of_archive(struct unpacking *shared, struct layer *below, enum packing packing)
{
    (void)shared, (void)below, (void)packing;
    return NULL;
}

#endif
