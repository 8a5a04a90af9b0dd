/* frames.h - the raw stream of Docker's API (attach, logs without a terminal): a header of 8 bytes before each piece, which says whether it is of
 * stdout or stderr and how long it is. The pieces put together are lines. */
#ifndef DAGSIEVE_FRAMES_H
#define DAGSIEVE_FRAMES_H

#include "cutter.h"

extern const struct cutter_kind frames_kind;

#endif
