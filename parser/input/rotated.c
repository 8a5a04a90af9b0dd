/* rotated.c - which files kubelet has rotated; see rotated.h. */
#include "rotated.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "parser/text/buf.h"

/* N.log, and the bytes behind it. */
static bool name_split(struct slice name, struct slice *log, struct slice *rest)
{
    size_t digits = slice_span(name, 0, byte_is_digit);
    *log = slice_part(name, 0, digits + strlen(".log"));
    *rest = slice_from(name, log->n);
    return digits && slice_eq(slice_from(*log, digits), SLICE(".log"));
}

/* .YYYYMMDD-HHMMSS, maybe .gz */
static bool is_stamp(struct slice rest)
{
    static const char shape[] = ".00000000-000000";
    size_t n = sizeof(shape) - 1;
    for (size_t i = 0; i < n; i++)
        if (i >= rest.n || (shape[i] == '0' ? !byte_is_digit(rest.p[i]) : rest.p[i] != shape[i]))
            return false;
    return rest.n == n || slice_eq(slice_from(rest, n), SLICE(".gz"));
}

static struct slice last_component(struct slice *path)
{
    size_t at = path->n;
    while (at && path->p[at - 1] != '/')
        at--;
    struct slice name = slice_from(*path, at);
    path->n = at ? at - 1 : 0;
    return name;
}

/* Whether the folder is a pod's container's: names of Kubernetes have no '_'. */
static bool is_container(struct slice folder)
{
    int marks = 0;
    last_component(&folder);
    struct slice pod = last_component(&folder);
    for (size_t i = 0; i < pod.n; i++)
        marks += pod.p[i] == '_';
    return marks == 2;
}

static bool is_packed(const char *path)
{
    return slice_ends(slice_of(path), SLICE(".gz"));
}

static int path_compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Drops those before a plain part that are plain where later ones are packed: their bytes could not be read on. */
static void order_keep(char **part, size_t n)
{
    size_t from = n;
    bool packed = false;
    while (from && (is_packed(part[from - 1]) || !packed))
        packed |= is_packed(part[--from]);
    for (size_t i = 0; i < from; i++)
        free(part[i]);
    memmove(part, part + from, (n - from + 1) * sizeof(*part));
}

static char *joined(struct slice folder, const char *name)
{
    struct buf path = { 0 };
    buf_printf(&path, "%.*s/%s%c", SLICE_ARG(folder), name, 0);
    return path.p;
}

char **rotated_before(const char *path)
{
    struct slice folder = slice_of(path), name = last_component(&folder), log, rest, of;
    if (!name_split(name, &log, &rest) || rest.n || !is_container(folder))
        return NULL;
    char *where = strndup(folder.p, folder.n), **part = NULL;
    DIR *dir = where ? opendir(where) : NULL;
    size_t n = 0;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (!name_split(slice_of(entry->d_name), &of, &rest) || !slice_eq(of, log) || !is_stamp(rest))
            continue;
        part = memory_resize(part, (n + 2) * sizeof(*part));
        part[n++] = joined(folder, entry->d_name);
        part[n] = NULL;
    }
    if (dir)
        closedir(dir);
    free(where);
    if (n) {
        qsort(part, n, sizeof(*part), path_compare);
        order_keep(part, n);
    }
    return part;
}

void rotated_free(char **parts)
{
    for (size_t i = 0; parts && parts[i]; i++)
        free(parts[i]);
    free(parts);
}

bool rotated_belongs(const char *path)
{
    struct slice folder = slice_of(path), name = last_component(&folder), log, rest;
    if (!name_split(name, &log, &rest) || !is_stamp(rest) || !is_container(folder))
        return false;
    char *owner = strndup(path, (size_t)(log.p + log.n - path));
    bool there = owner && access(owner, R_OK) == 0;
    free(owner);
    return there;
}
