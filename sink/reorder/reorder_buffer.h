/* hold.h - keeps the children of one log until its identity is settled, then passes them on in order of line (records.md §1:
 * children first, in order of line; equal lines in order of arrival). Memory is bounded: beyond it sorted runs
 * go to an unlinked temporary file and are merged at the end. */
#ifndef DAGSIEVE_HOLD_H
#define DAGSIEVE_HOLD_H

#include "sink/sink.h"

struct hold;

enum { HOLD_FAILED = -100 }; /* the temporary file failed: complained about */

/* memory: bytes kept before a run is written to a temporary file in TMPDIR. */
struct hold *hold_open(size_t memory, struct report *);
/* Keeps a copy. -1 when the temporary file cannot be written: complained about. */
int hold_put(struct hold *, const struct record *child);
/* Passes all that is kept to sink->ops->put in order and forgets it. The first negative answer stops and is returned;
 * HOLD_FAILED when it cannot be read back. */
int hold_drain(struct hold *, struct sink *, const struct record *log);
int64_t hold_count(const struct hold *);
/* Forgets all, keeps the memory. */
void hold_reset(struct hold *);
void hold_close(struct hold **);

#endif
