/* clock.h - the clock that only goes forward. */
#ifndef DAGSIEVE_CLOCK_H
#define DAGSIEVE_CLOCK_H

#include <stdint.h>

/* Milliseconds since some moment in the past; steps of the system's time do not show. */
int64_t clock_ms(void);

#endif
