/* stop_signal.h - SIGINT, SIGTERM and SIGHUP as a question that long work asks now and then: the first signal asks for a clean end
 * (what is whole is kept), the second ends the process at once. */
#ifndef DAGSIEVE_STOP_SIGNAL_H
#define DAGSIEVE_STOP_SIGNAL_H

#include <signal.h>

/* From here on the three signals are only noted; SIGHUP stays ignored where it was (nohup). SIGPIPE ends the process, also where the caller had it ignored. */
void stop_catch(void);
/* The signal that came, 0 when none did. It stands at the same place for the life of the process. */
const volatile sig_atomic_t *stop_flag(void);

#endif
