/* folder_walk.c - see folder_walk.h. Only the names of the folders on the way down are held: files may be millions, and at the nightly
 * run nearly each costs nothing but its stat(2). What a folder says of an entry's type is believed, so that a folder costs
 * its reading alone and a file that is no log by its name nothing. Where looks take long, folders are listed ahead by other processes. */
#include "folder_walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "folder_ahead.h"
#include "parser/input/rotated.h"
#include "parser/text/monotonic.h"
#include "real_path.h"

enum {
    FEWEST_LOOKS = 100, /* before looks can be said to take long ... */
    SLOW_US = 100,      /* ... which is when one takes longer, microseconds */
    AHEAD = 64,         /* folders of a level that are asked for ahead */
};

/* A folder being walked. */
struct level {
    struct folder_id id;
    size_t path_n;       /* bytes of its path, without a '/' at its end */
    size_t base, base_n; /* the base that it is below, bytes of that one's path */
    struct buf list;
    struct slice at, rest; /* of the listing: from the entry at hand on, behind it */
    size_t left;           /* entries in rest */
    struct slice ask;  /* what is to be asked for ahead begins here; only where something is */
    size_t ask_left;
    struct folder_batch *ahead; /* of the subfolders that come next, in their order; NULL = none */
    int n_ahead;                /* subfolders in them that were not taken */
};

/* A folder that is walked by its real path: the root, and each that only a link leads to. What lies below one of them is
 * reached without links. */
struct base {
    char *real;
    struct folder_id id;
};

struct walk {
    struct report *report;
    struct inputs_facts *facts;
    struct buf path; /* of the entry at hand, NUL-terminated */
    struct buf real; /* the same without links, of a log that is handed out */
    struct level *levels;
    size_t depth, levels_cap;
    struct base *bases;
    size_t n_bases, bases_cap;
    struct folder_ahead *ahead; /* NULL: none, or not yet */
    bool ahead_tried;
    int64_t looks, looks_ms; /* of this process: how many, and how long they took */
    struct buf paths;
};

static bool folder_same(struct folder_id a, struct folder_id b)
{
    return a.dev == b.dev && a.ino == b.ino;
}

static void *array_room(void *array, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return array;
    *cap = *cap ? *cap * 2 : 16;
    return memory_resize(array, *cap * size);
}

static void walk_complain(struct walk *w)
{
    w->facts->unreadable++;
    complain(w->report, COMPLAINT_not_readable, &(struct where){ .path = w->path.p }, "%s", strerror(errno));
}

/* Makes path the folder's of n bytes and a name below it. */
static void path_set(struct walk *w, size_t n, const char *name)
{
    w->path.n = n;
    if (n && w->path.p[n - 1] != '/')
        buf_char(&w->path, '/');
    buf_add(&w->path, name, strlen(name) + 1);
    w->path.n--;
}

/* ---- listings ahead ---- */

/* Takes up to most subfolders off the level's listing from where nothing is asked for yet: their paths, and how many. */
static int subfolders_take(struct walk *w, struct level *level, int most)
{
    struct folder_entry entry;
    int n = 0;
    buf_reset(&w->paths);
    while (level->ask_left && n < most && w->paths.n < PIPE_BUF / 2) {
        folder_list_next(&level->ask, &entry);
        level->ask_left--;
        if (entry.type != DT_DIR || entry.name[0] == '.')
            continue;
        buf_add(&w->paths, w->path.p, level->path_n);
        if (level->path_n && w->path.p[level->path_n - 1] != '/')
            buf_char(&w->paths, '/');
        buf_add(&w->paths, entry.name, strlen(entry.name) + 1);
        n++;
    }
    return n;
}

static bool level_ask(struct walk *w, struct level *level)
{
    struct level before = *level;
    struct folder_batch **end = &level->ahead;
    int n = subfolders_take(w, level, folder_ahead_share(level->ask_left));
    struct folder_batch *batch = n ? folder_ahead_ask(w->ahead, buf_view(&w->paths), n) : NULL;
    if (!batch) {
        *level = before;
        return false;
    }
    while (*end)
        end = &(*end)->next;
    *end = batch;
    level->n_ahead += n;
    return true;
}

/* What is needed first is asked for first: the subfolder at hand and those behind it, then the next ones of those above it. */
static void ask_ahead(struct walk *w)
{
    for (size_t i = w->depth; i--;) {
        struct level *level = &w->levels[i];
        if (!level->ahead) {
            bool at_hand = i + 1 == w->depth;
            level->ask = at_hand ? level->at : level->rest;
            level->ask_left = level->left + at_hand;
        }
        while (level->n_ahead < AHEAD && level_ask(w, level))
            continue;
    }
}

static bool looks_take_long(struct walk *w)
{
    return w->looks >= FEWEST_LOOKS && w->looks_ms * 1000 > w->looks * SLOW_US;
}

/* Of the subfolder that comes next in the level. */
static bool take_ahead(struct walk *w, struct level *level, struct buf *out)
{
    struct folder_batch *batch = level->ahead;
    struct slice listing;
    if (!batch)
        return false;
    bool there = folder_ahead_take(w->ahead, batch, &listing);
    if (there)
        buf_slice(out, listing);
    level->n_ahead--;
    if (batch->taken == batch->n) {
        level->ahead = batch->next;
        folder_ahead_drop(w->ahead, batch);
    }
    return there;
}

/* ---- reading one folder ---- */

static void folder_read(struct walk *w, struct buf *out)
{
    struct folder_head head;
    int64_t began = monotonic_ms();
    folder_list(w->path.p, out);
    struct slice listing = buf_view(out);
    folder_list_head(&listing, &head);
    w->looks += 1 + (int64_t)head.n;
    w->looks_ms += monotonic_ms() - began;
}

/* The listing of the folder at path, an entry of the level at hand where there is one. subfolder: the folder above says that it is none but a folder. */
static void listing_of(struct walk *w, bool subfolder, struct buf *out)
{
    if (!w->ahead_tried && looks_take_long(w)) {
        w->ahead_tried = true;
        w->ahead = folder_ahead_open();
    }
    if (!w->ahead || !subfolder || !take_ahead(w, &w->levels[w->depth - 1], out))
        folder_read(w, out);
}

/* The folder at path: a base, or below that of the folder it stands in. The listing becomes the level's. */
static void level_push(struct walk *w, const struct folder_head *head, struct buf *listing, struct slice rest, bool base)
{
    struct level level = { .id = head->id, .path_n = w->path.n, .base = w->n_bases - 1, .base_n = w->path.n, .list = *listing, .rest = rest, .left = head->n };
    *listing = (struct buf){ 0 };
    if (!base) {
        level.base = w->levels[w->depth - 1].base;
        level.base_n = w->levels[w->depth - 1].base_n;
    }
    w->levels = array_room(w->levels, w->depth, &w->levels_cap, sizeof *w->levels);
    w->levels[w->depth++] = level;
    errno = head->read_fault;
    if (errno)
        walk_complain(w);
}

static void level_pop(struct walk *w)
{
    struct level *level = &w->levels[--w->depth];
    while (level->ahead) {
        struct folder_batch *batch = level->ahead;
        level->ahead = batch->next;
        folder_ahead_drop(w->ahead, batch);
    }
    buf_free(&level->list);
}

/* ---- links ---- */

/* Whether real is the folder base or below it with no hidden folder between. */
static bool base_reaches(const char *base, const char *real)
{
    size_t n = strlen(base);
    if (n == 1) /* "/" */
        n = 0;
    return strncmp(base, real, n) == 0 && (real[n] == '\0' || real[n] == '/') && !strstr(real + n, "/.");
}

static void base_add(struct walk *w, char *real, struct folder_id id)
{
    w->bases = array_room(w->bases, w->n_bases, &w->bases_cap, sizeof *w->bases);
    w->bases[w->n_bases++] = (struct base){ real, id };
}

/* Whether the folder that a link at path leads to is reached without it. If not, it is a base from now on. */
static bool link_needless(struct walk *w, struct folder_id id)
{
    char *real = realpath(w->path.p, NULL);
    if (!real)
        return true; /* gone meanwhile */
    for (size_t i = 0; i < w->n_bases; i++)
        if (base_reaches(w->bases[i].real, real)) {
            free(real);
            return true;
        }
    base_add(w, real, id);
    return false;
}

/* A folder is walked once: not when it is an ancestor, nor when a link led to it before. */
static bool folder_known(const struct walk *w, struct folder_id id)
{
    for (size_t i = 0; i < w->depth; i++)
        if (folder_same(w->levels[i].id, id))
            return true;
    for (size_t i = 0; i < w->n_bases; i++)
        if (folder_same(w->bases[i].id, id))
            return true;
    return false;
}

/* The folder at path comes next, unless it is or was walked. type: what the folder above says of it; only a link is asked
 * where it leads to. */
static void folder_enter(struct walk *w, unsigned char type)
{
    struct stat st;
    struct folder_head head;
    struct buf listing = { 0 };
    if (w->ahead)
        ask_ahead(w);
    listing_of(w, type == DT_DIR, &listing);
    struct slice rest = buf_view(&listing);
    folder_list_head(&rest, &head);
    if (head.fault) {
        errno = head.fault;
        walk_complain(w);
    } else {
        bool link = type != DT_DIR && lstat(w->path.p, &st) == 0 && S_ISLNK(st.st_mode);
        if (!folder_known(w, head.id) && !(link && link_needless(w, head.id)))
            level_push(w, &head, &listing, rest, link);
    }
    buf_free(&listing);
}

/* ---- the walk ---- */

struct walk *walk_open(const char *folder, struct report *report, struct inputs_facts *facts)
{
    struct walk *w = memory_new(sizeof *w);
    *w = (struct walk){ .report = report, .facts = facts };
    path_set(w, 0, folder);
    struct folder_head head;
    struct buf listing = { 0 };
    folder_read(w, &listing);
    struct slice rest = buf_view(&listing);
    folder_list_head(&rest, &head);
    errno = head.fault;
    char *real = errno ? NULL : realpath(folder, NULL);
    if (!real) {
        walk_complain(w);
    } else {
        base_add(w, real, head.id);
        level_push(w, &head, &listing, rest, true);
    }
    buf_free(&listing);
    return w;
}

/* The real path (real_path.h) of the entry at path. */
static const char *real_of(struct walk *w)
{
    const struct level *level = &w->levels[w->depth - 1];
    const char *base = w->bases[level->base].real, *rest = w->path.p + level->base_n;
    buf_reset(&w->real);
    real_path_write(slice_of(base[1] ? base : ""), &w->real);
    buf_char(&w->real, '/');
    real_path_write(slice_of(rest + (*rest == '/')), &w->real);
    buf_char(&w->real, '\0');
    return w->real.p;
}

/* What stat(2) says of the entry at path, which may have been asked for it before. */
static struct folder_stat stat_of(const struct walk *w, const struct folder_entry *entry)
{
    struct folder_stat st = entry->stat;
    if (!entry->asked && entry->name[0] != '.' && (entry->log || entry->type != DT_REG))
        folder_stat_at(AT_FDCWD, w->path.p, &st);
    return st;
}

/* Looks at the entry at path; true when it is a log. */
static bool entry_taken(struct walk *w, const struct folder_entry *entry, struct input *input)
{
    bool hidden = entry->name[0] == '.';
    struct folder_stat st = { .mode = !hidden && entry->type == DT_DIR ? S_IFDIR : 0 };
    if (!st.mode)
        st = stat_of(w, entry);
    errno = st.fault;
    if (errno && errno != ENOENT && errno != ELOOP) {
        walk_complain(w); /* not a link to nothing or itself, nor a file gone meanwhile */
        return false;
    }
    if (S_ISDIR(st.mode)) {
        folder_enter(w, entry->type);
        return false;
    }
    bool log = entry->log && S_ISREG(st.mode) && !rotated_belongs(w->path.p);
    w->facts->skipped += !log;
    if (log)
        *input = (struct input){ .path = w->path.p, .real = real_of(w), .size = st.size, .mtime = st.mtime };
    return log;
}

bool walk_next(struct walk *w, struct input *input)
{
    struct folder_entry entry;
    while (w->depth) {
        struct level *level = &w->levels[w->depth - 1];
        if (!level->left) {
            level_pop(w);
            continue;
        }
        level->left--;
        level->at = level->rest;
        folder_list_next(&level->rest, &entry);
        path_set(w, level->path_n, entry.name);
        if (entry_taken(w, &entry, input))
            return true;
    }
    return false;
}

void walk_close(struct walk **walk)
{
    struct walk *w = *walk;
    if (!w)
        return;
    while (w->depth)
        level_pop(w);
    for (size_t i = 0; i < w->n_bases; i++)
        free(w->bases[i].real);
    free(w->bases);
    free(w->levels);
    folder_ahead_close(&w->ahead);
    buf_free(&w->paths);
    buf_free(&w->path);
    buf_free(&w->real);
    free(w);
    *walk = NULL;
}
