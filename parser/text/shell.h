/* shell.h - text for a command that people type. */
#ifndef DAGSIEVE_SHELL_H
#define DAGSIEVE_SHELL_H

#include "buf.h"

/* Appends a byte of what stands between single quotes. */
static inline void shell_byte_write(char c, struct buf *out)
{
    if (c == '\'')
        buf_text(out, "'\\''");
    else
        buf_char(out, c);
}

#endif
