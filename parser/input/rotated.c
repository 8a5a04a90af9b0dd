/* rotated.c - which files kubelet or Docker has rotated; see rotated.h. */
#include "rotated.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "parser/text/buf.h"

/* "N.log" of kubelet's; 0: it begins otherwise. */
static size_t kubelet_log(struct slice name)
{
    size_t digits = slice_span(name, 0, byte_is_digit);
    return digits && slice_starts(slice_from(name, digits), SLICE(".log")) ? digits + strlen(".log") : 0;
}

/* "ID-json.log" of Docker's. */
static size_t docker_log(struct slice name)
{
    size_t at = slice_find(name, SLICE("-json.log"));
    return at && at != (size_t)-1 ? at + strlen("-json.log") : 0;
}

/* YYYYMMDD-HHMMSS */
static bool is_stamp(struct slice rest)
{
    static const char shape[] = "00000000-000000";
    size_t n = sizeof(shape) - 1;
    for (size_t i = 0; i < n; i++)
        if (i >= rest.n || (shape[i] == '0' ? !byte_is_digit(rest.p[i]) : rest.p[i] != shape[i]))
            return false;
    return rest.n == n;
}

static bool is_number(struct slice rest)
{
    return rest.n && rest.n < 6 && slice_span(rest, 0, byte_is_digit) == rest.n;
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
static bool is_pods(struct slice folder, struct slice log)
{
    int marks = 0;
    (void)log;
    last_component(&folder);
    struct slice pod = last_component(&folder);
    for (size_t i = 0; i < pod.n; i++)
        marks += pod.p[i] == '_';
    return marks == 2;
}

/* Whether the folder has the container's ID, as its log does. */
static bool is_containers(struct slice folder, struct slice log)
{
    return slice_eq(last_component(&folder), slice_part(log, 0, log.n - strlen("-json.log")));
}

/* In an archive folders may be left out: 0.log is of a container that was never restarted, an attempt of Airflow's is 1 or more. */
static bool may_be_pods(struct slice folder, struct slice log)
{
    return is_pods(folder, log) || slice_eq(log, SLICE("0.log"));
}

static bool is_any(struct slice folder, struct slice log)
{
    (void)folder, (void)log;
    return true;
}

static int number_of(struct slice rest)
{
    int number = 0;
    for (size_t i = 1; i < rest.n && byte_is_digit(rest.p[i]); i++)
        number = number * 10 + (rest.p[i] - '0');
    return number;
}

/* The oldest has the highest number. */
static int number_compare(struct slice a, struct slice b)
{
    return number_of(b) - number_of(a);
}

/* Who rotates logs of containers, and how they name a part: LOG.PART, or LOG.PART.gz. */
static const struct rotation {
    size_t (*log)(struct slice name);                         /* bytes of the log's own name; 0: none */
    bool (*is_part)(struct slice rest);
    bool (*is_theirs)(struct slice folder, struct slice log); /* whether their logs lie in such a folder */
    bool (*may_be_theirs)(struct slice folder, struct slice log); /* the same in an archive */
    int (*compare)(struct slice a, struct slice b);           /* what follows the log's name in that of a part, the older one first */
} rotations[] = {
    { kubelet_log, is_stamp, is_pods, may_be_pods, slice_compare },          /* air_pod-1_0a1b/base/0.log.20261124-000001.gz */
    { docker_log, is_number, is_containers, is_any, number_compare },       /* 0a1b/0a1b-json.log.1 */
};

/* A path of a log of theirs or of a part, taken apart. */
struct named {
    const struct rotation *rotation;
    struct slice folder, log, rest; /* rest: what stands behind the log's own name */
};

static bool path_read(struct slice path, bool in_archive, struct named *out)
{
    struct slice folder = path, name = last_component(&folder);
    for (size_t i = 0; i < sizeof(rotations) / sizeof(*rotations); i++) {
        const struct rotation *rotation = &rotations[i];
        size_t n = rotation->log(name);
        *out = (struct named){ rotation, folder, slice_part(name, 0, n), slice_from(name, n) };
        if (n && (in_archive ? rotation->may_be_theirs(folder, out->log) : rotation->is_theirs(folder, out->log)))
            return true;
    }
    return false;
}

static bool is_part(const struct named *named, struct slice rest)
{
    if (slice_ends(rest, SLICE(".gz")))
        rest.n -= strlen(".gz");
    return slice_starts(rest, SLICE(".")) && named->rotation->is_part(slice_from(rest, 1));
}

static bool is_packed(struct slice path)
{
    return slice_ends(path, SLICE(".gz"));
}

int rotated_compare(struct slice a, struct slice b)
{
    struct named x = { 0 }, y = { 0 };
    bool both = path_read(a, true, &x) && path_read(b, true, &y) && x.rest.n && y.rest.n;
    return both ? x.rotation->compare(x.rest, y.rest) : (y.rest.n > 0) - (x.rest.n > 0);
}

static int path_compare(const void *a, const void *b)
{
    return rotated_compare(slice_of(*(char *const *)a), slice_of(*(char *const *)b));
}

size_t rotated_readable(const struct slice *member, size_t n)
{
    bool packed = false;
    while (n && (is_packed(member[n - 1]) || !packed))
        packed |= is_packed(member[--n]);
    return n;
}

/* Drops those before a plain part that are plain where later ones are packed: their bytes could not be read on. */
static void order_keep(char **part, size_t n)
{
    struct slice *path = memory_new(n * sizeof(*path));
    for (size_t i = 0; i < n; i++)
        path[i] = slice_of(part[i]);
    size_t from = rotated_readable(path, n);
    free(path);
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
    struct named named;
    if (!path_read(slice_of(path), false, &named) || named.rest.n)
        return NULL;
    char *where = strndup(named.folder.p, named.folder.n), **part = NULL;
    DIR *dir = where ? opendir(where) : NULL;
    size_t n = 0;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        struct slice name = slice_of(entry->d_name);
        if (!slice_starts(name, named.log) || !is_part(&named, slice_from(name, named.log.n)))
            continue;
        part = memory_resize(part, (n + 2) * sizeof(*part));
        part[n++] = joined(named.folder, entry->d_name);
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
    struct named named;
    if (!path_read(slice_of(path), false, &named) || !is_part(&named, named.rest))
        return false;
    char *owner = strndup(path, (size_t)(named.rest.p - path));
    bool there = owner && access(owner, R_OK) == 0;
    free(owner);
    return there;
}

bool rotated_member(struct slice path, struct slice *log)
{
    struct named named;
    if (!path_read(path, true, &named) || (named.rest.n && !is_part(&named, named.rest)))
        return false;
    *log = slice_part(path, 0, path.n - named.rest.n);
    return true;
}
