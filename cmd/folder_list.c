/* folder_list.c - see folder_list.h. A listing: the head; of each entry its type, its marks, maybe a folder_stat, its name and a NUL. */
#include "folder_list.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "inputs.h"

enum { LOG = 1, ASKED = 2 }; /* marks */
enum { MOST_ASKED = 4096 }; /* of one folder: what a listing may hold beside names */

static int name_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in order: of each the byte before it is its type. The caller's to free. */
static const char **sorted(const struct buf *names, size_t n)
{
    const char **name = memory_new((n + 1) * sizeof(*name)), *at = names->p + 1;
    for (size_t i = 0; i < n; i++) {
        name[i] = at;
        at += strlen(at) + 2;
    }
    qsort(name, n, sizeof(*name), name_compare);
    return name;
}

void folder_stat_at(int fd, const char *name, struct folder_stat *out)
{
    struct stat st;
    *out = (struct folder_stat){ .fault = fstatat(fd, name, &st, 0) < 0 ? errno : 0 };
    if (out->fault)
        return;
    out->mode = st.st_mode;
    out->size = st.st_size;
    out->mtime = st.st_mtim;
}

static void entry_add(int fd, const char *path, const char *name, int *left, struct buf *out)
{
    char type = name[-1];
    bool log = name[0] != '.' && type != DT_DIR && input_is_log(path, name);
    bool ask = *left && name[0] != '.' && type != DT_DIR && (type != DT_REG || log);
    struct folder_stat st;
    buf_char(out, type);
    buf_char(out, (char)((log ? LOG : 0) | (ask ? ASKED : 0)));
    if (ask) {
        folder_stat_at(fd, name, &st);
        buf_add(out, &st, sizeof(st));
        --*left;
    }
    buf_add(out, name, strlen(name) + 1);
}

/* All entries but "." and "..", each its type, its name and a NUL. */
static void names_read(DIR *dir, struct buf *names, struct folder_head *head)
{
    const struct dirent *entry;
    while (errno = 0, (entry = readdir(dir))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        buf_char(names, (char)entry->d_type);
        buf_add(names, entry->d_name, strlen(entry->d_name) + 1);
        head->n++;
    }
    head->read_fault = errno;
}

void folder_list(const char *path, struct buf *out)
{
    struct folder_head head = { 0 };
    struct stat st;
    struct buf names = { 0 };
    DIR *dir = opendir(path);
    if (dir && fstat(dirfd(dir), &st) == 0) {
        head.id = (struct folder_id){ st.st_dev, st.st_ino };
        names_read(dir, &names, &head);
    } else {
        head.fault = errno;
    }
    buf_add(out, &head, sizeof(head));
    const char **name = head.n ? sorted(&names, head.n) : NULL;
    int left = MOST_ASKED;
    for (size_t i = 0; i < head.n; i++)
        entry_add(dirfd(dir), path, name[i], &left, out);
    free(name);
    buf_free(&names);
    if (dir)
        closedir(dir);
}

static void take(struct slice *listing, void *into, size_t n)
{
    memcpy(into, listing->p, n);
    *listing = slice_from(*listing, n);
}

void folder_list_head(struct slice *listing, struct folder_head *out)
{
    take(listing, out, sizeof(*out));
}

void folder_list_next(struct slice *listing, struct folder_entry *out)
{
    unsigned char marks[2];
    take(listing, marks, sizeof(marks));
    *out = (struct folder_entry){ .type = marks[0], .log = marks[1] & LOG, .asked = marks[1] & ASKED };
    if (out->asked)
        take(listing, &out->stat, sizeof(out->stat));
    out->name = listing->p;
    *listing = slice_from(*listing, strlen(out->name) + 1);
}
