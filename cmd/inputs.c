/* inputs.c - named paths and lists of them, one after the other; see inputs.h. What is below a folder is folder_walk.c's. */
#include "inputs.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "parser/input/rotated.h"
#include "parser/input/source.h"
#include "parser/text/buf.h"
#include "folder_walk.h"
#include "only_member.h"
#include "real_path.h"

/* NAMED_BEFORE: how far before a rotated part its file is looked for among the operands. */
enum { NAMED_BEFORE = 64 };

/* A list of paths; its first bytes are looked at before the first path is taken out of it. */
struct list {
    FILE *from;
    const char *name;
    char begin[PATH_MAX];
    size_t begin_n, begin_at;
    int separator;
    struct buf path;
};

struct inputs {
    struct report *report;
    char **named, **operands; /* all of them; those that are left */
    struct list *list; /* NULL = none */
    struct walk *walk; /* NULL = no folder is being walked */
    struct real_path real;
    struct buf text, left_out; /* only_member.h; of the first archive that has such members */
    struct inputs_facts facts;
};

static void unreadable(struct inputs *inputs, const char *path, const char *why)
{
    inputs->facts.unreadable++;
    complain(inputs->report, COMPLAINT_not_readable, &(struct where){ .path = path }, "%s", why);
}

/* ---- lists ---- */

static struct list *list_open(const char *name, bool null)
{
    FILE *from = strcmp(name, "-") == 0 ? stdin : fopen(name, "re");
    if (!from)
        return NULL;
    struct list *list = memory_new(sizeof *list);
    *list = (struct list){ .from = from, .name = name };
    list->begin_n = fread(list->begin, 1, sizeof list->begin, from);
    list->separator = null || memchr(list->begin, '\0', list->begin_n) ? '\0' : '\n';
    return list;
}

static int list_byte(struct list *list)
{
    if (list->begin_at < list->begin_n)
        return (unsigned char)list->begin[list->begin_at++];
    return getc(list->from);
}

/* The next path, NUL-terminated; NULL at the end, also where the list cannot be read any more. Empty ones are left out. */
static const char *list_next(struct list *list)
{
    int byte;
    do {
        buf_reset(&list->path);
        while ((byte = list_byte(list)) != EOF && byte != list->separator)
            buf_char(&list->path, (char)byte);
    } while (!list->path.n && byte != EOF);
    if (!list->path.n)
        return NULL;
    buf_char(&list->path, '\0');
    return list->path.p;
}

static void list_close(struct list *list)
{
    if (list->from != stdin)
        fclose(list->from);
    buf_free(&list->path);
    free(list);
}

/* ---- the inputs ---- */

struct inputs *inputs_open(char **operands, const char *files_from, bool null, struct report *report)
{
    struct list *list = files_from ? list_open(files_from, null) : NULL;
    if (files_from && !list) {
        complain(report, COMPLAINT_not_readable, &(struct where){ .path = files_from }, "%s", strerror(errno));
        return NULL;
    }
    struct inputs *inputs = memory_new(sizeof *inputs);
    *inputs = (struct inputs){ .report = report, .named = operands, .operands = operands, .list = list };
    return inputs;
}

/* The next path that the user named, NULL at the end. A list is given up at its end and where it cannot be read on. */
static const char *named_next(struct inputs *inputs)
{
    if (*inputs->operands)
        return *inputs->operands++;
    if (!inputs->list)
        return NULL;
    const char *path = list_next(inputs->list);
    if (path)
        return path;
    if (ferror(inputs->list->from))
        unreadable(inputs, inputs->list->name, strerror(errno));
    list_close(inputs->list);
    inputs->list = NULL;
    return NULL;
}

static bool stdin_take(struct inputs *inputs, const char *path, struct input *out)
{
    *out = (struct input){ .path = path, .is_stdin = true, .size = -1 };
    if (!inputs->list || inputs->list->from != stdin)
        return true;
    unreadable(inputs, path, "stdin is the list of files");
    return false;
}

/* Of ARCHIVE!MEMBER the archive's. */
static int path_stat(const char *path, struct stat *st)
{
    char *file = strndup(path, source_file_length(path));
    int rc = file ? stat(file, st) : -1;
    free(file);
    return rc;
}

/* Whether the file that a rotated part belongs to is named as well: among the operands a little before it, as shells write folders out; lists name all. */
static bool is_named_too(const struct inputs *inputs, const char *path)
{
    char **operand = inputs->operands - 1;
    size_t n = (size_t)(strstr(strrchr(path, '/'), ".log") - path) + strlen(".log");
    if (operand < inputs->named || *operand != path)
        return true;
    for (int i = 0; i < NAMED_BEFORE && operand > inputs->named; i++)
        if (strncmp(*--operand, path, n) == 0 && !(*operand)[n])
            return true;
    return false;
}

/* True when the path is a file to hand out, false when it is a folder, which is walked then, or cannot be read. */
static bool named_take(struct inputs *inputs, const char *path, struct input *out)
{
    struct stat st;
    if (strcmp(path, "-") == 0)
        return stdin_take(inputs, path, out);
    if (path_stat(path, &st) < 0) {
        unreadable(inputs, path, strerror(errno));
        return false;
    }
    if (S_ISDIR(st.st_mode)) {
        inputs->walk = walk_open(path, inputs->report, &inputs->facts);
        return false;
    }
    if (rotated_belongs(path) && is_named_too(inputs, path))
        return false;
    if (S_ISREG(st.st_mode))
        path = only_member_path(path, &inputs->text, &inputs->left_out);
    *out = (struct input){ .path = path, .real = real_path_of(&inputs->real, path), .size = S_ISREG(st.st_mode) ? st.st_size : -1, .mtime = st.st_mtim };
    return true;
}

bool inputs_next(struct inputs *inputs, struct input *out)
{
    while (!inputs->walk || !walk_next(inputs->walk, out)) {
        walk_close(&inputs->walk);
        const char *path = named_next(inputs);
        if (!path)
            return false;
        if (named_take(inputs, path, out))
            break;
    }
    inputs->facts.files++;
    inputs->facts.bytes += out->size > 0 ? out->size : 0;
    return true;
}

const struct inputs_facts *inputs_facts(const struct inputs *inputs)
{
    return &inputs->facts;
}

void inputs_complain_none(const struct inputs *inputs, bool read, int64_t members, struct report *report)
{
    bool none = inputs->facts.files == 0 || (members && !read);
    if (none && report->status == EXIT_kept)
        complain(report, COMPLAINT_no_logs, NULL, "left out by their names: %lld%s%.*s", (long long)(inputs->facts.skipped + members),
                 inputs->left_out.n ? ", read where they are named: " : "", SLICE_ARG(buf_view(&inputs->left_out)));
}

void inputs_close(struct inputs **at)
{
    struct inputs *inputs = *at;
    if (!inputs)
        return;
    walk_close(&inputs->walk);
    if (inputs->list)
        list_close(inputs->list);
    real_path_free(&inputs->real);
    buf_free(&inputs->text);
    buf_free(&inputs->left_out);
    free(inputs);
    *at = NULL;
}
