/* whole_io.c - see whole_io.h. */
#include "whole_io.h"

#include <errno.h>
#include <unistd.h>

bool read_whole(int fd, void *into, size_t n)
{
    for (size_t got = 0; got < n;) {
        ssize_t step = read(fd, (char *)into + got, n - got);
        if (step == 0 || (step < 0 && errno != EINTR))
            return false;
        got += step > 0 ? (size_t)step : 0;
    }
    return true;
}

bool write_whole(int fd, const void *from, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t step = write(fd, (const char *)from + done, n - done);
        if (step < 0 && errno != EINTR)
            return false;
        done += step > 0 ? (size_t)step : 0;
    }
    return true;
}
