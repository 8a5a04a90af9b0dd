/* lake_file.c - see lake_file.h. A file that is not whole has a name that begins with a dot: Hive, Spark and DuckDB pass it over. */
#include "lake_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

struct lake_file {
    struct buf folder, path, temporary; /* NUL-terminated */
    gzFile to;
    pid_t packer; /* DuckDB's; 0 = none */
    bool failed;  /* complained about */
    struct report *report;
};

static int fail(struct report *report, const char *path, const char *why)
{
    complain(report, COMPLAINT_output_failed, &(struct where){ .path = path }, "%s", why);
    return -1;
}

static struct lake_file *fresh(const char *folder, struct report *report)
{
    struct lake_file *file = memory_new(sizeof(*file));
    *file = (struct lake_file){ .report = report };
    buf_text(&file->folder, folder);
    return file;
}

static void name(struct lake_file *file, const char *base, const char *suffix)
{
    buf_char(&file->folder, '\0');
    buf_printf(&file->path, "%s/%s%s", file->folder.p, base, suffix);
    buf_char(&file->path, '\0');
    buf_printf(&file->temporary, "%s/.%s%s", file->folder.p, base, suffix);
    buf_char(&file->temporary, '\0');
}

/* Adds a folder to the path and makes it where it is not there. */
static void enter(struct lake_file *file, const char *key, struct slice value)
{
    buf_printf(&file->folder, "/%s=%.*s", key, SLICE_ARG(value));
    buf_char(&file->folder, '\0');
    if (mkdir(file->folder.p, 0777) < 0 && errno != EEXIST)
        file->failed = true;
    file->folder.n--;
}

/* Rows go to the descriptor, packed by gzip or as they are. */
static void write_to(struct lake_file *file, int fd, const char *mode)
{
    file->to = fd < 0 ? NULL : gzdopen(fd, mode);
    if (file->to)
        gzbuffer(file->to, 1 << 17);
    else if (fd >= 0)
        close(fd);
    file->failed = file->failed || !file->to;
}

/* DuckDB reads rows of CSV from a pipe. It is started in the file's folder: no name of the user's stands in its statement. */
static int spawn(struct lake_file *file, char *sql, int from)
{
    char *arguments[] = { "duckdb", "-init", "/dev/null", "-batch", "-c", sql, NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t broken_pipe;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigdefault(&attributes, &broken_pipe);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, from, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addchdir_np(&actions, file->folder.p);
    int rc = posix_spawnp(&file->packer, arguments[0], &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (rc)
        file->packer = 0;
    return rc;
}

static void pack_with_duckdb(struct lake_file *file, enum record_type type)
{
    struct buf sql = { 0 };
    int ends[2];
    lake_to_parquet(&sql, type, strrchr(file->temporary.p, '/') + 1);
    buf_char(&sql, '\0');
    if (pipe2(ends, O_CLOEXEC) == 0) {
        int rc = spawn(file, sql.p, ends[0]);
        close(ends[0]);
        if (rc) {
            complain(file->report, COMPLAINT_no_duckdb, NULL, "duckdb: %s", strerror(rc));
            close(ends[1]);
        } else {
            write_to(file, ends[1], "wT");
        }
    }
    buf_free(&sql);
}

/* Why rows could not be put, by errno; one that reads no more has ended before it read all. */
static const char *put_failure(const struct lake_file *file)
{
    return file->packer && errno == EPIPE ? "duckdb failed" : strerror(errno);
}

static void put(struct lake_file *file, struct slice text)
{
    if (!file->failed && text.n && gzwrite(file->to, text.p, (unsigned)text.n) <= 0) {
        fail(file->report, file->temporary.p, put_failure(file));
        file->failed = true;
    }
}

/* Whether rows can be put; else it has complained, and *file is closed and NULL. */
static bool is_ready(struct lake_file **file)
{
    if ((*file)->to && !(*file)->failed)
        return true;
    if (!(*file)->report->count[COMPLAINT_no_duckdb])
        fail((*file)->report, (*file)->temporary.p, strerror(errno));
    lake_file_end(file, false);
    return false;
}

struct lake_file *lake_file_begin(const char *folder, enum record_type type, enum lake_format format, struct slice month, struct report *report)
{
    struct lake_file *file = fresh(folder, report);
    enter(file, "table", slice_of(schemas[type].name));
    enter(file, "month", month);
    name(file, schemas[type].name, lake_suffix(format));
    if (format == LAKE_parquet)
        pack_with_duckdb(file, type);
    else
        write_to(file, open(file->temporary.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), "wb6");
    if (!is_ready(&file))
        return NULL;
    struct buf header = { 0 };
    lake_header(&header, type);
    put(file, buf_view(&header));
    buf_free(&header);
    return file;
}

int lake_file_row(struct lake_file *file, struct slice row)
{
    put(file, row);
    put(file, SLICE("\n"));
    return file->failed ? -1 : 0;
}

/* All rows are in the file, or why not has been told. */
static int close_rows(struct lake_file *file)
{
    int status = 0;
    bool flushed = !file->to || gzclose(file->to) == Z_OK;
    if (!flushed && !file->failed)
        fail(file->report, file->temporary.p, put_failure(file));
    file->failed = file->failed || !flushed;
    pid_t ended = 0;
    while (file->packer && (ended = waitpid(file->packer, &status, 0)) < 0 && errno == EINTR) /* asked to stop: it still writes */
        continue;
    if ((ended < 0 || status) && !file->failed) {
        fail(file->report, file->temporary.p, "duckdb failed");
        file->failed = true;
    }
    return file->failed ? -1 : 0;
}

/* Whether two files, both read from their begin, have the same bytes. */
static bool are_alike(int one, int other)
{
    char bytes[2][1 << 14];
    ssize_t n;
    do {
        n = read(one, bytes[0], sizeof(*bytes));
        if (n < 0 || read(other, bytes[1], sizeof(*bytes)) != n || memcmp(bytes[0], bytes[1], (size_t)n))
            return false;
    } while (n);
    return true;
}

/* A file that is there as it would be made again stays, with its time: what copies a lake copies what has changed. */
static bool is_there_already(const struct lake_file *file, int fd)
{
    int there = open(file->path.p, O_RDONLY | O_CLOEXEC);
    bool alike = there >= 0 && are_alike(fd, there);
    if (there >= 0)
        close(there);
    return alike && unlink(file->temporary.p) == 0;
}

/* On the disk before it has its name: a crash leaves the old file or the new one. */
static int take_place(struct lake_file *file)
{
    int fd = open(file->temporary.p, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && (is_there_already(file, fd) || (fsync(fd) == 0 && rename(file->temporary.p, file->path.p) == 0));
    if (!ok)
        fail(file->report, file->path.p, strerror(errno));
    if (fd >= 0)
        close(fd);
    return ok ? 0 : -1;
}

int lake_file_end(struct lake_file **at, bool whole)
{
    struct lake_file *file = *at;
    file->failed = file->failed || !whole;
    int rc = close_rows(file) || take_place(file) ? -1 : 0;
    if (rc)
        unlink(file->temporary.p);
    buf_free(&file->folder);
    buf_free(&file->path);
    buf_free(&file->temporary);
    free(file);
    *at = NULL;
    return rc;
}

bool lake_file_is_there(const char *folder, enum record_type type, enum lake_format format, struct buf *path)
{
    struct stat there;
    const struct dirent *month;
    bool found = false;
    buf_printf(path, "%s/table=%s", folder, schemas[type].name);
    buf_char(path, '\0');
    DIR *table = opendir(path->p);
    size_t n = path->n - 1;
    while (table && !found && (month = readdir(table))) {
        path->n = n;
        buf_printf(path, "/%s/%s%s", month->d_name, schemas[type].name, lake_suffix(format));
        buf_char(path, '\0');
        found = slice_starts(slice_of(month->d_name), SLICE("month=")) && stat(path->p, &there) == 0;
    }
    if (table)
        closedir(table);
    return found;
}

int lake_file_text(const char *folder, const char *base, struct slice text, struct report *report)
{
    struct lake_file *file = fresh(folder, report);
    name(file, base, "");
    write_to(file, open(file->temporary.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), "wT");
    if (!is_ready(&file))
        return -1;
    put(file, text);
    return lake_file_end(&file, true);
}
