/* load.h - one run of the loader: the lock of its shard, and its row in table load. */
#ifndef DAGSIEVE_LOAD_H
#define DAGSIEVE_LOAD_H

#include "sink/connection/pg.h"

/* Takes the lock of part `shard` of `shards` for the life of the connection, in a transaction that stays open: the connection is good for
 * nothing else. -1: another load has it (already_running), or the database failed: complained about. */
int load_lock(struct pg *, int shard, int shards);
/* Takes the lock again where the connection that had it has gone, and opens it again: 0, or -1 as above. Right after a loss
 * the lost session may still have the lock: that is waited for. */
int load_lock_again(struct pg *, int shard, int shards);
/* Adds the row; its load_id, -1: complained about. options: words of the command line, without the connection. */
int64_t load_begin(struct pg *, const char *options, int shard, int shards);

/* Columns of table load that are set at its end. */
struct load_figures {
    int64_t status, files, skipped, failed, logs, replaced, kept, lines, bytes, blocks, events, findings, rejects;
};
/* -1: complained about. */
int load_end(struct pg *, int64_t load_id, const struct load_figures *);

#endif
