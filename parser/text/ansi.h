/* ansi.h - terminal escapes out of text. */
#ifndef DAGSIEVE_ANSI_H
#define DAGSIEVE_ANSI_H

#include "buf.h"
#include "scan.h"

/* As ansi_strip, from the first escape on. */
struct slice ansi_strip_from(struct slice text, size_t at, struct buf *scratch);

/* text without CSI and OSC sequences; text itself when it has none, else bytes in scratch (valid until its next use). */
static inline struct slice ansi_strip(struct slice text, struct buf *scratch)
{
    size_t at = scan_byte(text, 0, '\x1b');
    return at < text.n ? ansi_strip_from(text, at, scratch) : text;
}

/* Where the colours end that stand at `at`, as a terminal, JSON, Python or cat -v writes them; `at` where there are none. */
size_t ansi_colours_end(struct slice text, size_t at);

#endif
