/* real_path.c - see real_path.h. */
#include "real_path.h"

#include <limits.h>
#include <stdlib.h>

#include "parser/text/utf8.h"

/* The path's folder; of a member of an archive that of the archive. */
static struct slice folder_of(struct slice path)
{
    const char *end = memchr(path.p, '!', path.n);
    const char *slash = memrchr(path.p, '/', end ? (size_t)(end - path.p) : path.n);
    return slash ? slice_part(path, 0, (size_t)(slash - path.p) + 1) : SLICE("");
}

static void folder_resolve(struct real_path *at, struct slice folder)
{
    char real[PATH_MAX];
    if (at->folder.n && slice_eq(slice_part(buf_view(&at->folder), 0, at->folder.n - 1), folder))
        return;
    buf_reset(&at->folder);
    buf_slice(&at->folder, folder);
    buf_char(&at->folder, '\0');
    buf_reset(&at->real);
    if (!realpath(folder.n ? at->folder.p : ".", real)) {
        buf_slice(&at->real, folder);
        return;
    }
    buf_text(&at->real, real);
    if (real[1])
        buf_char(&at->real, '/');
}

void real_path_write(struct slice path, struct buf *out)
{
    size_t valid;
    for (; (valid = utf8_valid(path)) < path.n; path = slice_from(path, valid + 1)) {
        buf_slice(out, slice_part(path, 0, valid));
        buf_printf(out, "\\x%02x", (unsigned char)path.p[valid]);
    }
    buf_slice(out, path);
}

const char *real_path_of(struct real_path *at, const char *path)
{
    struct slice folder = folder_of(slice_of(path));
    folder_resolve(at, folder);
    buf_reset(&at->path);
    real_path_write(buf_view(&at->real), &at->path);
    real_path_write(slice_of(path + folder.n), &at->path);
    buf_char(&at->path, '\0');
    return at->path.p;
}

void real_path_free(struct real_path *at)
{
    buf_free(&at->folder);
    buf_free(&at->real);
    buf_free(&at->path);
}
