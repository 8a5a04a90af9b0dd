/* folder_walk.c - see folder_walk.h. Only the names of the folders on the way down are held: files may be millions, and at the nightly
 * run nearly each costs nothing but its stat(2). What a folder says of an entry's type is believed, so that a folder costs
 * its reading alone and a file that is no log by its name nothing. */
#include "folder_walk.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "parser/input/rotated.h"
#include "parser/text/buf.h"

struct folder_id {
    dev_t dev;
    ino_t ino;
};

/* A folder being walked; its names lie in one piece of memory. */
struct level {
    struct folder_id id;
    size_t path_n;       /* bytes of its path, without a '/' at its end */
    size_t base, base_n; /* the base that it is below, bytes of that one's path */
    char *names;         /* of each entry its type (DT_...) in a byte, its name and a NUL */
    const char **sorted; /* its type is the byte before a name */
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
    struct buf real; /* the same without links, of a log that is handed out */
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
    if (!level->n)
        return;
    level->sorted = memory_new(level->n * sizeof *level->sorted);
    const char *name = names->p + 1;
    for (size_t i = 0; i < level->n; i++) {
        level->sorted[i] = name;
        name += strlen(name) + 2;
    }
    qsort(level->sorted, level->n, sizeof *level->sorted, name_compare);
}

/* All entries of the folder but "." and "..". One that fails half way keeps what it gave and is complained about. */
static void level_read(struct walk *w, struct level *level, DIR *dir)
{
    struct buf names = { 0 };
    const struct dirent *entry;
    while (errno = 0, (entry = readdir(dir))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        buf_char(&names, (char)entry->d_type);
        buf_add(&names, entry->d_name, strlen(entry->d_name) + 1);
        level->n++;
    }
    if (errno)
        walk_complain(w);
    level_sort(level, &names);
}

/* The folder at path: a base, or below that of the folder it stands in. */
static void level_push(struct walk *w, struct folder_id id, DIR *dir, bool base)
{
    struct level level = { .id = id, .path_n = w->path.n, .base = w->n_bases - 1, .base_n = w->path.n };
    if (!base) {
        level.base = w->levels[w->depth - 1].base;
        level.base_n = w->levels[w->depth - 1].base_n;
    }
    level_read(w, &level, dir);
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

/* The folder at path comes next, unless it is or was walked. type: what the folder above says of it; only a link is asked
 * where it leads to. */
static void folder_enter(struct walk *w, unsigned char type)
{
    struct stat st;
    DIR *dir = opendir(w->path.p);
    if (!dir || fstat(dirfd(dir), &st) < 0) {
        walk_complain(w);
    } else {
        struct folder_id id = { st.st_dev, st.st_ino };
        bool link = type != DT_DIR && lstat(w->path.p, &st) == 0 && S_ISLNK(st.st_mode);
        if (!folder_known(w, id) && !(link && link_needless(w, id)))
            level_push(w, id, dir, link);
    }
    if (dir)
        closedir(dir);
}

/* ---- the walk ---- */

struct walk *walk_open(const char *folder, struct report *report, struct inputs_facts *facts)
{
    struct walk *w = memory_new(sizeof *w);
    *w = (struct walk){ .report = report, .facts = facts };
    path_set(w, 0, folder);
    struct stat st;
    char *real = realpath(folder, NULL);
    DIR *dir = opendir(folder);
    if (!dir || !real || fstat(dirfd(dir), &st) < 0) {
        walk_complain(w);
        free(real);
    } else {
        struct folder_id id = { st.st_dev, st.st_ino };
        base_add(w, real, id);
        level_push(w, id, dir, true);
    }
    if (dir)
        closedir(dir);
    return w;
}

/* The real path (real_path.h) of the entry at path. */
static const char *real_of(struct walk *w)
{
    const struct level *level = &w->levels[w->depth - 1];
    const char *base = w->bases[level->base].real, *rest = w->path.p + level->base_n;
    buf_reset(&w->real);
    buf_text(&w->real, base[1] ? base : "");
    buf_char(&w->real, '/');
    buf_text(&w->real, rest + (*rest == '/'));
    buf_char(&w->real, '\0');
    return w->real.p;
}

/* Looks at the entry at path, of that name and type; true when it is a log. Hidden entries are not even asked what they are. */
static bool entry_taken(struct walk *w, size_t folder_n, const char *name, unsigned char type, struct input *input)
{
    struct stat st = { 0 };
    bool hidden = name[0] == '.';
    if (!hidden && type == DT_DIR) {
        folder_enter(w, type);
        return false;
    }
    w->path.p[folder_n] = '\0';
    bool log = !hidden && input_is_log(w->path.p, name);
    path_set(w, folder_n, name);
    if (!hidden && (log || type != DT_REG) && stat(w->path.p, &st) < 0 && errno != ENOENT && errno != ELOOP) {
        walk_complain(w); /* not a link to nothing or itself, nor a file gone meanwhile */
        return false;
    }
    if (S_ISDIR(st.st_mode)) {
        folder_enter(w, type);
        return false;
    }
    log = log && S_ISREG(st.st_mode) && !rotated_belongs(w->path.p);
    w->facts->skipped += !log;
    if (log)
        *input = (struct input){ .path = w->path.p, .real = real_of(w), .size = st.st_size, .mtime = st.st_mtim };
    return log;
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
        const char *name = level.sorted[level.at];
        path_set(w, level.path_n, name);
        if (entry_taken(w, level.path_n, name, (unsigned char)name[-1], input))
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
    buf_free(&w->real);
    free(w);
    *walk = NULL;
}
