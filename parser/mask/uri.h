/* uri.h - passwords and tokens before the host of a URI. */
#ifndef DAGSIEVE_MASK_URI_H
#define DAGSIEVE_MASK_URI_H

#include "walk.h"

/* user:PASSWORD@ or TOKEN@ after "://", where at points to. */
bool find_in_uri(struct slice text, size_t at, struct secret *);
/* user:PASSWORD before the "@tcp(" that at points to, as drivers of Go have it. */
bool find_before_host(struct slice text, size_t at, struct secret *);

#endif
