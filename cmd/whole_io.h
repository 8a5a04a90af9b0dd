/* whole_io.h - read(2) and write(2) of all that was asked for; signals do not cut them short. */
#ifndef DAGSIEVE_WHOLE_IO_H
#define DAGSIEVE_WHOLE_IO_H

#include <stdbool.h>
#include <stddef.h>

/* false at the end of the file or pipe, or when it fails (errno). */
bool read_whole(int fd, void *into, size_t n);
/* false when it fails (errno). */
bool write_whole(int fd, const void *from, size_t n);

#endif
