/* inputs.c - walks folders with a stack of opened ones; memory is that of the names of the folders on the way. */
#include "inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../parser/buf.h"

/* Names of logs: Airflow's (attempt=1.log and what stands behind .log), kubelet's rotated ones, exports. */
static const char *const log_endings[] = { ".txt", ".json", ".jsonl", ".ndjson", ".out" };

/* A folder on the way: its entries in order, and how far it is read. */
struct folder {
    size_t path_n; /* length of its path in `path` */
    struct dirent **entry;
    int n, at;
};

/* A folder that a link led to. */
struct seen {
    dev_t device;
    ino_t inode;
};

struct inputs {
    struct report *report;
    char **operands;
    const char *files_from;
    FILE *list;
    struct buf line;
    int separator; /* '\n' or '\0'; -1 = not known yet */
    char *root;    /* real path of the named folder that is walked */
    struct buf path;
    struct folder *stack;
    int depth, cap;
    struct seen *seen;
    size_t n_seen, seen_cap;
    struct inputs_facts facts;
};

static bool ends_with(const char *name, size_t n, const char *ending)
{
    size_t length = strlen(ending);
    return n > length && memcmp(name + n - length, ending, length) == 0;
}

bool input_name_is_log(const char *name)
{
    size_t n = strlen(name);
    if (!n || name[0] == '.')
        return false;
    if (ends_with(name, n, ".gz"))
        n -= 3;
    for (size_t i = 0; i < sizeof(log_endings) / sizeof(*log_endings); i++)
        if (ends_with(name, n, log_endings[i]))
            return true;
    const char *log = strstr(name, ".log");
    return log && (log[4] == '\0' || log[4] == '.');
}

struct inputs *inputs_open(char **operands, const char *files_from, struct report *report)
{
    FILE *list = NULL;
    if (files_from) {
        list = strcmp(files_from, "-") == 0 ? stdin : fopen(files_from, "re");
        if (!list) {
            complain(report, COMPLAINT_not_readable, NULL, "%s: %s", files_from, strerror(errno));
            return NULL;
        }
    }
    struct inputs *inputs = memory_new(sizeof(*inputs));
    *inputs = (struct inputs){ .report = report, .operands = operands, .files_from = files_from, .list = list, .separator = -1 };
    return inputs;
}

static const char *path_text(struct inputs *inputs)
{
    buf_char(&inputs->path, '\0');
    inputs->path.n--;
    return inputs->path.p;
}

static void unreadable(struct inputs *inputs, const char *path)
{
    complain(inputs->report, COMPLAINT_not_readable, NULL, "%s: %s", path, strerror(errno));
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Reads the folder whose path is in `path` and makes it the one that is walked. */
static void folder_enter(struct inputs *inputs)
{
    struct folder folder = { .path_n = inputs->path.n };
    folder.n = scandir(path_text(inputs), &folder.entry, NULL, by_name);
    if (folder.n < 0) {
        unreadable(inputs, path_text(inputs));
        return;
    }
    if (inputs->depth == inputs->cap) {
        inputs->cap = inputs->cap ? 2 * inputs->cap : 16;
        inputs->stack = memory_resize(inputs->stack, (size_t)inputs->cap * sizeof(*inputs->stack));
    }
    inputs->stack[inputs->depth++] = folder;
}

static void folder_leave(struct inputs *inputs)
{
    struct folder *folder = &inputs->stack[--inputs->depth];
    for (int i = folder->at; i < folder->n; i++)
        free(folder->entry[i]);
    free(folder->entry);
}

/* A link leads to a folder: not again into what the walk of the named folder sees anyway, nor twice to the same one. */
static bool link_is_new(struct inputs *inputs, const char *path, const struct stat *to)
{
    char *real = realpath(path, NULL);
    size_t n = inputs->root ? strlen(inputs->root) : 0;
    bool inside = real && n && strncmp(real, inputs->root, n) == 0 && (real[n] == '/' || real[n] == '\0');
    bool above = real && n && strncmp(real, inputs->root, strlen(real)) == 0 && inputs->root[strlen(real)] == '/';
    free(real);
    if (inside || above)
        return false;
    for (size_t i = 0; i < inputs->n_seen; i++)
        if (inputs->seen[i].device == to->st_dev && inputs->seen[i].inode == to->st_ino)
            return false;
    if (inputs->n_seen == inputs->seen_cap) {
        inputs->seen_cap = inputs->seen_cap ? 2 * inputs->seen_cap : 16;
        inputs->seen = memory_resize(inputs->seen, inputs->seen_cap * sizeof(*inputs->seen));
    }
    inputs->seen[inputs->n_seen++] = (struct seen){ to->st_dev, to->st_ino };
    return true;
}

static bool hand_out(struct inputs *inputs, const char *path, const struct stat *facts, struct input *out)
{
    bool regular = S_ISREG(facts->st_mode);
    *out = (struct input){ .path = path, .size = regular ? facts->st_size : -1, .mtime = facts->st_mtim };
    inputs->facts.files++;
    inputs->facts.bytes += regular ? facts->st_size : 0;
    return true;
}

/* One entry of the folder on top: true when it is a file to hand out. */
static bool entry_take(struct inputs *inputs, const char *name, struct input *out)
{
    struct stat facts, itself;
    const char *path = path_text(inputs);
    if (name[0] == '.') {
        inputs->facts.skipped++;
        return false;
    }
    if (lstat(path, &itself) < 0 || stat(path, &facts) < 0) {
        if (errno != ENOENT && errno != ELOOP) /* vanished meanwhile, or a link to nowhere */
            unreadable(inputs, path);
        inputs->facts.skipped++;
        return false;
    }
    if (S_ISDIR(facts.st_mode)) {
        if (!S_ISLNK(itself.st_mode) || link_is_new(inputs, path, &facts))
            folder_enter(inputs);
        else
            inputs->facts.skipped++;
        return false;
    }
    if (S_ISREG(facts.st_mode) && input_name_is_log(name))
        return hand_out(inputs, path, &facts, out);
    inputs->facts.skipped++;
    return false;
}

static bool walk_next(struct inputs *inputs, struct input *out)
{
    while (inputs->depth) {
        struct folder *folder = &inputs->stack[inputs->depth - 1];
        if (folder->at == folder->n) {
            folder_leave(inputs);
            continue;
        }
        struct dirent *entry = folder->entry[folder->at++];
        inputs->path.n = folder->path_n;
        if (inputs->path.p[inputs->path.n - 1] != '/')
            buf_char(&inputs->path, '/');
        buf_text(&inputs->path, entry->d_name);
        bool dots = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        bool found = !dots && entry_take(inputs, entry->d_name, out);
        free(entry);
        if (found)
            return true;
    }
    return false;
}

/* A path that was named: true when it is a file to hand out, false when it is a folder (entered) or cannot be read. */
static bool named_take(struct inputs *inputs, const char *path, struct input *out)
{
    struct stat facts;
    if (strcmp(path, "-") == 0) {
        *out = (struct input){ .path = path, .is_stdin = true, .size = -1 };
        inputs->facts.files++;
        return true;
    }
    if (stat(path, &facts) < 0) {
        unreadable(inputs, path);
        return false;
    }
    buf_reset(&inputs->path);
    buf_text(&inputs->path, path);
    if (!S_ISDIR(facts.st_mode))
        return hand_out(inputs, path_text(inputs), &facts, out);
    free(inputs->root);
    inputs->root = realpath(path, NULL);
    folder_enter(inputs);
    return false;
}

/* The next path of the list; NULL at its end. The first '\n' or NUL that comes is what parts them. */
static const char *list_next(struct inputs *inputs)
{
    int c;
    do {
        buf_reset(&inputs->line);
        while ((c = getc(inputs->list)) != EOF && c != inputs->separator && !(inputs->separator < 0 && (c == '\n' || c == '\0')))
            buf_char(&inputs->line, (char)c);
        if (inputs->separator < 0)
            inputs->separator = c;
        if (c == EOF && !inputs->line.n)
            return NULL;
    } while (!inputs->line.n);
    buf_char(&inputs->line, '\0');
    return inputs->line.p;
}

static const char *named_next(struct inputs *inputs)
{
    if (*inputs->operands)
        return *inputs->operands++;
    return inputs->list ? list_next(inputs) : NULL;
}

bool inputs_next(struct inputs *inputs, struct input *out)
{
    const char *path;
    for (;;) {
        if (walk_next(inputs, out))
            return true;
        path = named_next(inputs);
        if (!path)
            return false;
        if (named_take(inputs, path, out))
            return true;
    }
}

const struct inputs_facts *inputs_facts(const struct inputs *inputs)
{
    return &inputs->facts;
}

void inputs_close(struct inputs **at)
{
    struct inputs *inputs = *at;
    if (!inputs)
        return;
    while (inputs->depth)
        folder_leave(inputs);
    if (inputs->list && inputs->list != stdin)
        fclose(inputs->list);
    buf_free(&inputs->line);
    free(inputs->root);
    free(inputs->stack);
    free(inputs->seen);
    buf_free(&inputs->path);
    free(inputs);
    *at = NULL;
}
