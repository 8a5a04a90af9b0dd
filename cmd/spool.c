/* spool.c - see spool.h. NAME.stream is the copy, NAME.path the path that it stands for. Who has a stream open holds its lock. */
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "stop_signal.h"
#include "whole_io.h"

enum { PIECE = 64 * 1024, SYNC_MS = 1000, DRAIN_MOST = 1024 * 1024 };

static const char stream_end[] = ".stream", path_end[] = ".path";

/* What went by the file, once it could take no more; the spooler counts, the reader's side tells. */
struct beside {
    int64_t bytes, lines;
};

struct spool {
    struct report *report;
    struct beside *beside; /* shared by both processes */
    struct buf stream, path; /* names, NUL-terminated; path empty = no such file */
    int fd, to;              /* the copy; the pipe to the reader, -1 = gone */
    pid_t spooler;
    off_t max, size, sent;
    bool over, full, dirty; /* over: stdin has ended */
    char piece[PIECE];      /* beyond the limit: what is on its way */
    size_t piece_at, piece_n;
};

/* --- the spooler: a process of its own --------------------------------------------------------------------------- */

/* The piece is passed on only. */
static void spool_pass(struct spool *s, size_t n)
{
    s->piece_n = n;
    s->beside->bytes += (int64_t)n;
    for (size_t i = 0; i < n; i++)
        s->beside->lines += s->piece[i] == '\n';
}

/* What cannot be written to the file is passed on like what is beyond its limit. */
static void spool_keep(struct spool *s, size_t n)
{
    if (write_whole(s->fd, s->piece, n)) {
        s->size += (off_t)n;
        s->dirty = true;
        return;
    }
    complain(s->report, COMPLAINT_spool_failed, &(struct where){ .path = s->stream.p }, "%s", strerror(errno));
    if (ftruncate(s->fd, s->size) < 0)
        complain(s->report, COMPLAINT_spool_failed, &(struct where){ .path = s->stream.p }, "%s", strerror(errno));
    s->full = true;
    spool_pass(s, n);
}

/* Takes what stands on stdin; beyond the limit only when all before it is passed on. */
static void spool_take(struct spool *s)
{
    size_t room = s->full || s->max - s->size > PIECE ? PIECE : (size_t)(s->max - s->size);
    ssize_t got = read(STDIN_FILENO, s->piece, room);
    if (got <= 0) {
        s->over = got == 0 || (errno != EINTR && errno != EAGAIN);
        return;
    }
    s->piece_at = 0;
    if (s->full) {
        spool_pass(s, (size_t)got);
        return;
    }
    spool_keep(s, (size_t)got);
    if (!s->full && s->size >= s->max) {
        s->full = true;
        complain(s->report, COMPLAINT_spool_full, &(struct where){ .path = s->stream.p }, "%lld bytes are kept", (long long)s->size);
    }
}

static void reader_gone(struct spool *s)
{
    close(s->to);
    s->to = -1;
    s->sent = s->size;
    s->piece_n = 0;
}

/* Passes on a piece, of the file first. */
static void spool_give(struct spool *s)
{
    char piece[PIECE];
    bool from_file = s->sent < s->size;
    ssize_t n = from_file ? pread(s->fd, piece, sizeof(piece), s->sent) : (ssize_t)(s->piece_n - s->piece_at);
    if (n <= 0)
        return;
    ssize_t done = write(s->to, from_file ? piece : s->piece + s->piece_at, (size_t)n);
    if (done < 0 && errno != EAGAIN && errno != EINTR)
        reader_gone(s);
    if (done <= 0)
        return;
    if (from_file)
        s->sent += done;
    else if ((s->piece_at += (size_t)done) == s->piece_n)
        s->piece_n = s->piece_at = 0;
}

static void spool_sync(struct spool *s)
{
    if (s->dirty && fsync(s->fd) < 0)
        complain(s->report, COMPLAINT_spool_failed, &(struct where){ .path = s->stream.p }, "%s", strerror(errno));
    s->dirty = false;
}

/* The end is here: what the writer has written by now is still kept, or counted where there is no room. */
static void spool_last(struct spool *s)
{
    int64_t before = s->beside->bytes;
    while (!s->over && s->beside->bytes - before < DRAIN_MOST && poll(&(struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN }, 1, 0) > 0)
        spool_take(s);
}

static void spool_stream(struct spool *s)
{
    while (!*stop_flag()) {
        bool waiting = s->to >= 0 && (s->sent < s->size || s->piece_n);
        bool room = !s->over && !s->piece_n && (!s->full || (s->to >= 0 && s->sent == s->size));
        struct pollfd polls[] = { { room ? STDIN_FILENO : -1, POLLIN, 0 }, { waiting ? s->to : -1, POLLOUT, 0 } };
        if (!room && !waiting)
            break;
        int ready = poll(polls, 2, SYNC_MS);
        if (ready > 0 && polls[0].revents)
            spool_take(s);
        if (ready > 0 && polls[1].revents)
            spool_give(s);
        if (ready == 0)
            spool_sync(s);
    }
    spool_last(s);
    spool_sync(s);
}

/* --- the reader's side ------------------------------------------------------------------------------------------- */

static void write_name(struct buf *out, const char *folder, const char *end)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    buf_reset(out);
    buf_printf(out, "%s/%lld.%09ld-%d%s", folder, (long long)now.tv_sec, now.tv_nsec, (int)getpid(), end);
    buf_char(out, '\0');
}

/* The path is there whole or not at all. */
static int write_path(const struct spool *s, const char *identity)
{
    struct buf draft = { 0 };
    buf_printf(&draft, "%s.new", s->path.p);
    buf_char(&draft, '\0');
    int fd = open(draft.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool whole = fd >= 0 && write_whole(fd, identity, strlen(identity)) && fsync(fd) == 0;
    if (fd >= 0 && close(fd) < 0)
        whole = false;
    if (!whole || rename(draft.p, s->path.p) < 0)
        whole = false;
    buf_free(&draft);
    return whole ? 0 : -1;
}

static int make_files(struct spool *s, const char *folder, const char *identity)
{
    write_name(&s->stream, folder, stream_end);
    if (identity) {
        buf_add(&s->path, s->stream.p, s->stream.n - sizeof(stream_end));
        buf_add(&s->path, path_end, sizeof(path_end));
        if (write_path(s, identity))
            return -1;
    }
    s->fd = open(s->stream.p, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return s->fd < 0 ? -1 : flock(s->fd, LOCK_EX);
}

/* Forks the spooler and reads from it what was stdin. */
static int start_spooler(struct spool *s)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    s->spooler = fork();
    if (s->spooler == 0) {
        close(ends[0]);
        s->to = ends[1];
        fcntl(s->to, F_SETFL, O_NONBLOCK);
        signal(SIGPIPE, SIG_IGN);
        spool_stream(s);
        _exit(0);
    }
    if (s->spooler > 0)
        dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
    return s->spooler < 0 ? -1 : 0;
}

static void spool_free(struct spool **at)
{
    struct spool *s = *at;
    if (s->fd >= 0)
        close(s->fd);
    if (s->beside != MAP_FAILED)
        munmap(s->beside, sizeof(*s->beside));
    buf_free(&s->stream);
    buf_free(&s->path);
    free(s);
    *at = NULL;
}

struct spool *spool_open(const char *folder, int64_t max, const char *identity, struct report *report)
{
    struct spool *s = memory_new(sizeof(*s));
    *s = (struct spool){ .report = report, .fd = -1, .to = -1, .max = max };
    s->beside = mmap(NULL, sizeof(*s->beside), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (s->beside != MAP_FAILED && make_files(s, folder, identity) == 0 && start_spooler(s) == 0)
        return s;
    complain(report, COMPLAINT_spool_failed, &(struct where){ .path = folder }, "%s", strerror(errno));
    if (s->fd >= 0)
        unlink(s->stream.p);
    spool_free(&s);
    return NULL;
}

/* What is in no file, and in the database only as far as it was stored. */
static void tell_beside(const struct spool *s)
{
    if (s->beside->bytes)
        complain(s->report, COMPLAINT_spool_lacks, &(struct where){ .path = s->stream.p }, "%lld bytes, %lld lines", (long long)s->beside->bytes,
                 (long long)s->beside->lines);
}

void spool_close(struct spool **at, bool kept)
{
    struct spool *s = *at;
    struct stat st;
    if (!s)
        return;
    if (!kept)
        kill(s->spooler, SIGTERM);
    while (waitpid(s->spooler, NULL, 0) < 0 && errno == EINTR)
        continue;
    if (!kept && fstat(s->fd, &st) == 0 && st.st_size > 0) {
        complain(s->report, COMPLAINT_spool_kept, &(struct where){ .path = s->stream.p }, "%lld bytes", (long long)st.st_size);
        tell_beside(s);
    } else {
        unlink(s->stream.p);
        if (s->path.n)
            unlink(s->path.p);
    }
    spool_free(at);
}

/* --- what is left ------------------------------------------------------------------------------------------------- */

static void read_path(struct spool_left *left)
{
    struct buf name = { 0 };
    char piece[PIECE];
    buf_add(&name, left->path.p, left->path.n - sizeof(stream_end));
    buf_add(&name, path_end, sizeof(path_end));
    int fd = open(name.p, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, piece, sizeof(piece) - 1) : 0;
    buf_reset(&left->identity);
    if (n > 0) {
        buf_add(&left->identity, piece, (size_t)n);
        buf_char(&left->identity, '\0');
    }
    if (fd >= 0)
        close(fd);
    buf_free(&name);
}

static void unlock(struct spool_left *left)
{
    if (left->lock > 0)
        close(left->lock);
    left->lock = 0;
}

/* Takes the lock of the stream at path; false when a living load has it, or it is gone meanwhile. */
static bool lock_stream(struct spool_left *left)
{
    left->lock = open(left->path.p, O_RDONLY | O_CLOEXEC);
    if (left->lock >= 0 && flock(left->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    unlock(left);
    return false;
}

bool spool_next(struct spool_left *left, const char *folder)
{
    const struct dirent *entry;
    unlock(left);
    if (!left->dir)
        left->dir = opendir(folder);
    while (left->dir && (entry = readdir(left->dir))) {
        size_t n = strlen(entry->d_name), end = sizeof(stream_end) - 1;
        if (n <= end || strcmp(entry->d_name + n - end, stream_end) != 0)
            continue;
        buf_reset(&left->path);
        buf_printf(&left->path, "%s/%s", folder, entry->d_name);
        buf_char(&left->path, '\0');
        if (!lock_stream(left))
            continue;
        read_path(left);
        return true;
    }
    if (left->dir)
        closedir(left->dir);
    buf_free(&left->path);
    buf_free(&left->identity);
    *left = (struct spool_left){ 0 };
    return false;
}

void spool_done(struct spool_left *left)
{
    struct buf name = { 0 };
    buf_add(&name, left->path.p, left->path.n - sizeof(stream_end));
    buf_add(&name, path_end, sizeof(path_end));
    unlink(left->path.p);
    unlink(name.p);
    buf_free(&name);
}
