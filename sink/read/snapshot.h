/* snapshot.h - what commands that only ask share: one snapshot of one moment, and how times are written. */
#ifndef DAGSIEVE_SNAPSHOT_H
#define DAGSIEVE_SNAPSHOT_H

#include "sink/connection/pg.h"

/* SQL: a timestamptz as records write it, 2026-04-29T11:35:02.123000Z. */
#define UTC(time) "to_char(" time " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"

/* Begins a read-only transaction in which dagsieve.now() is at; NULL = the clock, which stands still in it. -1: not complained about. */
int snapshot_begin(struct pg *, const char *at);

#endif
