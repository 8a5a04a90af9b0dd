/* failpoint.c - for LD_PRELOAD: makes one call of the program to its surroundings go wrong, as the environment says.
 *
 *   FAULT_CALL  name of the call: open read write close fsync rename poll fork pipe2 connect recv send inflate PQconnectdbParams PQexec
 *               PQexecParams PQputCopyData PQputCopyEnd PQgetResult PQgetCopyData, or COMMIT (the PQexec that sends it)
 *   FAULT_AT    which call of that name in a process, from 1
 *   FAULT_HOW   fail: it fails, a connection is lost before it;  lost: a connection is lost after it;  eintr: EINTR;
 *               short: one byte;  die: SIGKILL before it;  dead: SIGKILL after it
 *   FAULT_MARK  a file that is made when the fault strikes; where it is there already nothing strikes: one fault a run
 *   FAULT_WHO   child: only forked processes are struck
 * Nothing else is changed, and nothing strikes without FAULT_CALL. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zlib.h>

enum how { HOW_none, HOW_fail, HOW_lost, HOW_eintr, HOW_short, HOW_die, HOW_dead };

static int calls;
static bool child;

static bool marked(void)
{
    const char *mark = getenv("FAULT_MARK");
    long fd = mark ? syscall(SYS_openat, AT_FDCWD, mark, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644) : -1;
    if (fd >= 0)
        syscall(SYS_close, fd);
    return mark && fd < 0;
}

static void die(void)
{
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
}

/* What is to happen at this call; SIGKILL before it has happened when this returns. */
static enum how strike(const char *name)
{
    static const char *const words[] = { "", "fail", "lost", "eintr", "short", "die", "dead" };
    const char *call = getenv("FAULT_CALL"), *at = getenv("FAULT_AT"), *how = getenv("FAULT_HOW"), *who = getenv("FAULT_WHO");
    if (!call || !at || !how || strcmp(call, name) != 0 || (who && strcmp(who, "child") == 0 && !child) || ++calls != atoi(at) || marked())
        return HOW_none;
    for (int i = HOW_fail; i <= HOW_dead; i++) {
        if (strcmp(words[i], how) != 0)
            continue;
        if (i == HOW_die)
            die();
        return (enum how)i;
    }
    return HOW_none;
}

/* true when the call is not to be made: errno is set. */
static bool refused(enum how how, int error)
{
    errno = how == HOW_eintr ? EINTR : error;
    return how == HOW_fail || how == HOW_eintr;
}

/* --- files and processes ---------------------------------------------------------------------------------------- */

/* call: the function that this one stands before. */
#define REAL(name)                                                                                                                    \
    static __typeof__(name) *call;                                                                                                    \
    if (!call)                                                                                                                        \
    *(void **)&call = dlsym(RTLD_NEXT, #name)
#define AFTER(how)                                                                                                                    \
    if ((how) == HOW_dead)                                                                                                            \
    die()

int open(const char *path, int flags, ...)
{
    REAL(open);
    va_list more;
    va_start(more, flags);
    int mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, int) : 0;
    va_end(more);
    enum how how = strike("open");
    if (refused(how, EACCES))
        return -1;
    int fd = call(path, flags, mode);
    AFTER(how);
    return fd;
}

ssize_t read(int fd, void *into, size_t n)
{
    REAL(read);
    enum how how = strike("read");
    if (refused(how, EIO))
        return -1;
    ssize_t got = call(fd, into, how == HOW_short && n ? 1 : n);
    AFTER(how);
    return got;
}

ssize_t write(int fd, const void *from, size_t n)
{
    REAL(write);
    enum how how = strike("write");
    if (refused(how, ENOSPC))
        return -1;
    ssize_t done = call(fd, from, how == HOW_short && n ? 1 : n);
    AFTER(how);
    return done;
}

/* The descriptor is closed all the same, as Linux does it. */
int close(int fd)
{
    REAL(close);
    enum how how = strike("close");
    int rc = call(fd);
    AFTER(how);
    return refused(how, EIO) ? -1 : rc;
}

int fsync(int fd)
{
    REAL(fsync);
    enum how how = strike("fsync");
    if (refused(how, EIO))
        return -1;
    int rc = call(fd);
    AFTER(how);
    return rc;
}

int rename(const char *from, const char *to)
{
    REAL(rename);
    enum how how = strike("rename");
    if (refused(how, ENOSPC))
        return -1;
    int rc = call(from, to);
    AFTER(how);
    return rc;
}

int poll(struct pollfd *fds, nfds_t n, int timeout)
{
    REAL(poll);
    enum how how = strike("poll");
    if (refused(how, ENOMEM))
        return -1;
    int rc = call(fds, n, timeout);
    AFTER(how);
    return rc;
}

pid_t fork(void)
{
    REAL(fork);
    enum how how = strike("fork");
    if (refused(how, EAGAIN))
        return -1;
    pid_t pid = call();
    if (pid == 0) {
        child = true;
        calls = 0;
    }
    AFTER(how);
    return pid;
}

int pipe2(int ends[2], int flags)
{
    REAL(pipe2);
    enum how how = strike("pipe2");
    if (refused(how, EMFILE))
        return -1;
    int rc = call(ends, flags);
    AFTER(how);
    return rc;
}

/* --- the network, below libpq ----------------------------------------------------------------------------------- */

int connect(int fd, const struct sockaddr *address, socklen_t n)
{
    REAL(connect);
    enum how how = strike("connect");
    if (refused(how, ECONNREFUSED))
        return -1;
    int rc = call(fd, address, n);
    AFTER(how);
    return rc;
}

ssize_t recv(int fd, void *into, size_t n, int flags)
{
    REAL(recv);
    enum how how = strike("recv");
    if (how == HOW_fail)
        shutdown(fd, SHUT_RDWR);
    if (refused(how, ECONNRESET))
        return -1;
    ssize_t got = call(fd, into, how == HOW_short && n ? 1 : n, flags);
    AFTER(how);
    return got;
}

ssize_t send(int fd, const void *from, size_t n, int flags)
{
    REAL(send);
    enum how how = strike("send");
    if (how == HOW_fail)
        shutdown(fd, SHUT_RDWR);
    if (refused(how, ECONNRESET))
        return -1;
    ssize_t done = call(fd, from, how == HOW_short && n ? 1 : n, flags);
    AFTER(how);
    return done;
}

/* --- inflate ---------------------------------------------------------------------------------------------------- */

int inflate(z_streamp stream, int flush)
{
    REAL(inflate);
    enum how how = strike("inflate");
    int rc = call(stream, flush);
    AFTER(how);
    return rc;
}

int isal_inflate(void *state);
int isal_inflate(void *state)
{
    REAL(isal_inflate);
    enum how how = strike("inflate");
    int rc = call(state);
    AFTER(how);
    return rc;
}

/* --- libpq ------------------------------------------------------------------------------------------------------ */

/* The server is gone from under the connection. */
static void cut(PGconn *conn)
{
    if (PQsocket(conn) >= 0)
        shutdown(PQsocket(conn), SHUT_RDWR);
}

PGconn *PQconnectdbParams(const char *const *names, const char *const *values, int expand)
{
    REAL(PQconnectdbParams);
    enum how how = strike("PQconnectdbParams");
    if (how == HOW_fail)
        return PQconnectdb("host=/nowhere/at/all");
    PGconn *conn = call(names, values, expand);
    if (how == HOW_lost)
        cut(conn);
    AFTER(how);
    return conn;
}

/* After a loss the answer is not to be had, whatever the server did. */
PGresult *PQexec(PGconn *conn, const char *sql)
{
    REAL(PQexec);
    enum how how = strike("PQexec");
    if (how == HOW_none && strcmp(sql, "COMMIT") == 0)
        how = strike("COMMIT");
    if (how == HOW_fail)
        cut(conn);
    PGresult *result = call(conn, sql);
    AFTER(how);
    if (how != HOW_lost)
        return result;
    PQclear(result);
    cut(conn);
    return call(conn, "SELECT 1");
}

PGresult *PQexecParams(PGconn *conn, const char *sql, int n, const Oid *types, const char *const *values, const int *lengths,
                       const int *formats, int format)
{
    REAL(PQexecParams);
    enum how how = strike("PQexecParams");
    if (how == HOW_fail)
        cut(conn);
    PGresult *result = call(conn, sql, n, types, values, lengths, formats, format);
    AFTER(how);
    if (how != HOW_lost)
        return result;
    PQclear(result);
    cut(conn);
    return call(conn, sql, n, types, values, lengths, formats, format);
}

int PQputCopyData(PGconn *conn, const char *rows, int n)
{
    REAL(PQputCopyData);
    enum how how = strike("PQputCopyData");
    if (how == HOW_fail)
        cut(conn);
    int rc = call(conn, rows, n);
    AFTER(how);
    if (how == HOW_lost)
        cut(conn);
    return rc;
}

int PQputCopyEnd(PGconn *conn, const char *why)
{
    REAL(PQputCopyEnd);
    enum how how = strike("PQputCopyEnd");
    if (how == HOW_fail)
        cut(conn);
    int rc = call(conn, why);
    AFTER(how);
    if (how == HOW_lost)
        cut(conn);
    return rc;
}

PGresult *PQgetResult(PGconn *conn)
{
    REAL(PQgetResult);
    enum how how = strike("PQgetResult");
    if (how == HOW_fail)
        cut(conn);
    PGresult *result = call(conn);
    AFTER(how);
    if (how == HOW_lost)
        cut(conn);
    return result;
}

int PQgetCopyData(PGconn *conn, char **row, int async)
{
    REAL(PQgetCopyData);
    enum how how = strike("PQgetCopyData");
    if (how == HOW_fail)
        cut(conn);
    int rc = call(conn, row, async);
    AFTER(how);
    if (how == HOW_lost)
        cut(conn);
    return rc;
}
