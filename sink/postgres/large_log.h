/* large_log.h - a log that outgrows memory: its rows go out in a transaction of its own, which is open until the log has ended. What it
 * displaces is decided then. */
#ifndef DAGSIEVE_LARGE_LOG_H
#define DAGSIEVE_LARGE_LOG_H

#include "store.h"
#include "stored.h"

/* Zero is none. */
struct large_log {
    bool open;            /* its transaction is */
    struct stored stored; /* while open: what the ledger had of the log */
};

/* Sends the rows of the store's batch, whose only log it is, and forgets them; begins the transaction where there is none. SINK_AGAIN: the
 * rows sent before went with the connection; -1: complained about. */
int large_log_send(struct large_log *, struct store *);
/* The log is whole: its transaction is committed, or undone when the stored copy stands. Answers as above. */
int large_log_end(struct large_log *, struct store *);
/* Ends the transaction without a trace. -1: complained about. */
int large_log_undo(struct large_log *, struct store *);

#endif
