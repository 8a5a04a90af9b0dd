/* in_flight.h - a full batch whose events, which are nearly all of its rows, travel while the next logs are read. Whatever fails on that
 * way goes back to the synchronous one, replace_logs. */
#ifndef DAGSIEVE_IN_FLIGHT_H
#define DAGSIEVE_IN_FLIGHT_H

#include "store.h"

/* Zero with batch.text.version set is an idle one. */
struct in_flight {
    struct batch batch;
    bool under_way;      /* the COPY of its events is */
    struct slice events; /* these, in batch.rows or in accepted */
    struct buf accepted;
    size_t pushed;       /* bytes of them */
};

/* Sends the store's full batch off, the one before it having ended; the store has the idle one then. -1: rows were lost, complained
 * about. */
int in_flight_begin(struct in_flight *, struct store *);
/* Sends what the server takes without waiting. To be called now and then. */
void in_flight_push(struct in_flight *, struct store *);
/* Waits for the end of the batch's transaction. -1: rows were lost, complained about. */
int in_flight_end(struct in_flight *, struct store *);
void in_flight_free(struct in_flight *);

#endif
