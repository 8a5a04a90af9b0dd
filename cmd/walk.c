/* walk.c - see walk.h. Only the names of the folders on the way down are held: files may be millions, and at the nightly
 * run nearly each costs nothing but its stat(2). */
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../parser/buf.h"

struct folder_id {
    dev_t dev;
    ino_t ino;
};

/* A folder being walked; its names lie in one piece of memory. */
struct level {
    struct folder_id id;
    size_t path_n; /* bytes of its path, without a '/' behind it */
    char *names;   /* each ended by a NUL */
    const char **sorted;
    size_t n, at;
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
    struct level *levels;
    size_t depth, levels_cap;
    struct base *bases;
    size_t n_bases, bases_cap;
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

/* ---- reading one folder ---- */

static int name_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void level_sort(struct level *level, struct buf *names)
{
    level->names = names->p;
    level->sorted = memory_new(level->n * sizeof *level->sorted);
    const char *name = names->p;
    for (size_t i = 0; i < level->n; i++) {
        level->sorted[i] = name;
        name += strlen(name) + 1;
    }
    if (level->n)
        qsort(level->sorted, level->n, sizeof *level->sorted, name_compare);
}

/* All names of the folder at path but "." and ".."; false when it cannot be opened. One that fails half way keeps what it
 * gave. Both are complained about. */
static bool level_read(struct walk *w, struct level *level)
{
    DIR *dir = opendir(w->path.p);
    if (!dir) {
        walk_complain(w);
        return false;
    }
    struct buf names = { 0 };
    const struct dirent *entry;
    while (errno = 0, (entry = readdir(dir))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        buf_add(&names, entry->d_name, strlen(entry->d_name) + 1);
        level->n++;
    }
    if (errno)
        walk_complain(w);
    closedir(dir);
    level_sort(level, &names);
    return true;
}

static void level_push(struct walk *w, struct folder_id id)
{
    struct level level = { .id = id, .path_n = w->path.n };
    if (!level_read(w, &level))
        return;
    w->levels = array_room(w->levels, w->depth, &w->levels_cap, sizeof *w->levels);
    w->levels[w->depth++] = level;
}

static void level_pop(struct walk *w)
{
    struct level *level = &w->levels[--w->depth];
    free(level->names);
    free(level->sorted);
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

static void folder_enter(struct walk *w, const struct stat *st)
{
    struct stat link;
    struct folder_id id = { st->st_dev, st->st_ino };
    if (folder_known(w, id))
        return;
    if (lstat(w->path.p, &link) == 0 && S_ISLNK(link.st_mode) && link_needless(w, id))
        return;
    level_push(w, id);
}

/* ---- the walk ---- */

struct walk *walk_open(const char *folder, struct report *report, struct inputs_facts *facts)
{
    struct walk *w = memory_new(sizeof *w);
    *w = (struct walk){ .report = report, .facts = facts };
    path_set(w, 0, folder);
    struct stat st;
    char *real = realpath(folder, NULL);
    if (!real || stat(folder, &st) < 0) {
        walk_complain(w);
        free(real);
        return w;
    }
    struct folder_id id = { st.st_dev, st.st_ino };
    base_add(w, real, id);
    level_push(w, id);
    return w;
}

/* Looks at the entry at path; true when it is a log. Hidden entries are not even asked what they are. */
static bool entry_taken(struct walk *w, const struct level *level, const char *name, struct input *input)
{
    struct stat st;
    bool hidden = name[0] == '.';
    if (!hidden && stat(w->path.p, &st) < 0) {
        if (errno != ENOENT && errno != ELOOP) /* a link to nothing or itself; a file gone meanwhile */
            walk_complain(w);
        else
            w->facts->skipped++;
        return false;
    }
    if (!hidden && S_ISDIR(st.st_mode)) {
        folder_enter(w, &st);
        return false;
    }
    w->path.p[level->path_n] = '\0';
    bool taken = !hidden && S_ISREG(st.st_mode) && input_is_log(w->path.p, name);
    path_set(w, level->path_n, name);
    if (!taken)
        w->facts->skipped++;
    else
        *input = (struct input){ .path = w->path.p, .size = st.st_size, .mtime = st.st_mtim };
    return taken;
}

bool walk_next(struct walk *w, struct input *input)
{
    while (w->depth) {
        struct level level = w->levels[w->depth - 1];
        if (level.at == level.n) {
            level_pop(w);
            continue;
        }
        w->levels[w->depth - 1].at++;
        path_set(w, level.path_n, level.sorted[level.at]);
        if (entry_taken(w, &level, level.sorted[level.at], input))
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
    buf_free(&w->path);
    free(w);
    *walk = NULL;
}
