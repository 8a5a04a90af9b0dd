/* temporary_file.c - see temporary_file.h. */
#include "temporary_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static bool fail(struct temporary_file *self, const char *what)
{
    if (!self->failed)
        complain(self->report, COMPLAINT_spill_failed, &(struct where){ .path = self->report->reading }, "%s: %s", what, strerror(errno));
    self->failed = true;
    return false;
}

static bool file_make(struct temporary_file *self)
{
    const char *folder = getenv("TMPDIR");
    char path[4096];
    snprintf(path, sizeof(path), "%s/dagsieve-XXXXXX", folder && *folder ? folder : "/tmp");
    self->fd = mkostemp(path, O_CLOEXEC);
    if (self->fd <= 0) {
        self->fd = 0;
        return fail(self, path);
    }
    unlink(path);
    return true;
}

bool temporary_file_put(struct temporary_file *self, int64_t at, struct slice bytes)
{
    if (self->failed || (!self->fd && !file_make(self)))
        return false;
    while (bytes.n) {
        ssize_t n = pwrite(self->fd, bytes.p, bytes.n, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(self, "write");
        bytes = slice_from(bytes, (size_t)n);
        at += n;
    }
    if (at > self->size)
        self->size = at;
    return true;
}

bool temporary_file_add(struct temporary_file *self, struct slice bytes)
{
    return temporary_file_put(self, self->size, bytes);
}

bool temporary_file_get(struct temporary_file *self, int64_t at, char *to, size_t n)
{
    while (n && !self->failed) {
        ssize_t got = pread(self->fd, to, n, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(self, "read");
        to += got;
        at += got;
        n -= (size_t)got;
    }
    return !self->failed;
}

void temporary_file_close(struct temporary_file *self)
{
    if (self->fd > 0)
        close(self->fd);
    self->fd = 0;
    self->size = 0;
}
