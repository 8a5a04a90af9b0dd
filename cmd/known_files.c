/* known_files.c - see known_files.h. */
#include "known_files.h"

#include <limits.h>
#include <stdlib.h>

static void real_path_of(const char *path, struct buf *out)
{
    char real[PATH_MAX];
    buf_reset(out);
    if (realpath(path, real))
        buf_text(out, real);
}

/* The path's folder; of a member of an archive that of the archive. */
static struct slice folder_of(struct slice path)
{
    const char *end = memchr(path.p, '!', path.n);
    const char *slash = memrchr(path.p, '/', end ? (size_t)(end - path.p) : path.n);
    return slash ? slice_part(path, 0, (size_t)(slash - path.p) + 1) : SLICE("");
}

static void folder_resolve(struct known_files *known, struct slice folder)
{
    if (known->folder.n && slice_eq(slice_part(buf_view(&known->folder), 0, known->folder.n - 1), folder))
        return;
    buf_reset(&known->folder);
    buf_slice(&known->folder, folder);
    buf_char(&known->folder, '\0');
    real_path_of(folder.n ? known->folder.p : ".", &known->real);
    if (!known->current.n)
        real_path_of(".", &known->current);
}

static bool has_name(struct known_files *known, size_t from, int64_t size, struct timespec mtime)
{
    return ledger_knows(known->ledger, known->name.p + from, size, mtime);
}

bool known_files_has(struct known_files *known, const char *path, int64_t size, struct timespec mtime)
{
    if (!known->ledger || size < 0 || !ledger_files(known->ledger))
        return false;
    if (ledger_knows(known->ledger, path, size, mtime))
        return true;
    struct slice whole = slice_of(path), folder = folder_of(whole);
    folder_resolve(known, folder);
    if (!known->real.n)
        return false;
    buf_reset(&known->name);
    buf_slice(&known->name, buf_view(&known->real));
    buf_text(&known->name, known->real.p[known->real.n - 1] == '/' ? "" : "/");
    buf_slice(&known->name, slice_from(whole, folder.n));
    buf_char(&known->name, '\0');
    bool below = slice_starts(buf_view(&known->name), buf_view(&known->current)) && known->name.p[known->current.n] == '/';
    return has_name(known, 0, size, mtime) || (below && has_name(known, known->current.n + 1, size, mtime));
}

void known_files_free(struct known_files *known)
{
    buf_free(&known->folder);
    buf_free(&known->real);
    buf_free(&known->current);
    buf_free(&known->name);
}
