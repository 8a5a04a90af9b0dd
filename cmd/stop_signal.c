/* stop_signal.c - the only global that changes: a signal handler has nowhere else to write. */
#include "stop_signal.h"

#include <stddef.h>

static volatile sig_atomic_t stopped;

static void note(int signal_number)
{
    stopped = signal_number;
}

void stop_catch(void)
{
    struct sigaction action = { .sa_handler = note, .sa_flags = (int)SA_RESETHAND };
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    struct sigaction hangup;
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_IGN); /* beyond ulimit -f a write fails as on a full disk */
}

const volatile sig_atomic_t *stop_flag(void)
{
    return &stopped;
}
