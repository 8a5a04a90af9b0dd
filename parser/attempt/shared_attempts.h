/* shared_attempts.h - attempts that have logs in several sources of a stream: a launch done again, a deferred task's second pod (domain §3.5). */
#ifndef DAGSIEVE_SHARED_ATTEMPTS_H
#define DAGSIEVE_SHARED_ATTEMPTS_H

#include "parts.h"

/* The sources have ended: of each attempt's logs one is left, as of one source's (parts_meet, which has `through`). */
void shared_attempts_settle(const struct stream_sources *, bool through);

#endif
