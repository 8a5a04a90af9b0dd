/* ansi.h - terminal escapes out of text. */
#ifndef DAGSIEVE_ANSI_H
#define DAGSIEVE_ANSI_H

#include "buf.h"

/* text without CSI and OSC sequences; text itself when it has none, else bytes in scratch (valid until its next use). */
struct slice ansi_strip(struct slice text, struct buf *scratch);

#endif
