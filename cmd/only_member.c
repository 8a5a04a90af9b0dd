/* only_member.c - see only_member.h. */
#include "only_member.h"

#include <string.h>

#include "parser/catalogue/packing.h"
#include "parser/input/source.h"
#include "inputs.h"

enum { OTHERS_MOST = 8 };

/* An archive known by its name, or any file whose name is no log's: few are looked at twice. */
static bool may_hold(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    return !path[source_file_length(path)] && (packing_names_archive(slice_of(name)) || !input_is_log("", name));
}

/* Members whose names are no log's, at most OTHERS_MOST: ARCHIVE!MEMBER of the last in *path, of all in *names, each in quotes for a shell. 0 where a log is among them. */
static int others_count(struct source *source, const char *archive, struct buf *path, struct buf *names)
{
    struct slice text;
    enum source_step step;
    int others = 0;
    while (others < OTHERS_MOST && (step = source_next(source, -1, &text)) != SOURCE_END) {
        if (step != SOURCE_MEMBER)
            return 0;
        if (member_is_log(source_facts(source)->member)) /* its text comes next; of an archive its first member */
            continue;
        if (!member_is_hidden(source_facts(source)->member)) {
            buf_reset(path);
            buf_printf(path, "%s!%.*s", archive, SLICE_ARG(text));
            buf_printf(names, "%s'%.*s'", others++ ? " " : "", SLICE_ARG(buf_view(path)));
        }
        source_skip(source);
    }
    return others;
}

const char *only_member_path(const char *path, struct buf *out, struct buf *left_out)
{
    struct report silent = { 0 };
    struct buf names = { 0 };
    struct source *source = may_hold(path) ? source_open(path, NULL, &silent) : NULL;
    buf_reset(out);
    int others = source ? others_count(source, path, out, &names) : 0;
    source_close(&source);
    if (others > 1 && !left_out->n)
        buf_slice(left_out, buf_view(&names));
    buf_free(&names);
    buf_char(out, '\0');
    return others == 1 ? out->p : path;
}
