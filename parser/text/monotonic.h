/* monotonic.h - the clock that only goes forward. */
#ifndef DAGSIEVE_MONOTONIC_H
#define DAGSIEVE_MONOTONIC_H

#include <stdint.h>

/* Milliseconds since some moment in the past; steps of the system's time do not show. */
int64_t monotonic_ms(void);

#endif
