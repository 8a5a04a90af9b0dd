/* reorder_buffer.h - keeps the children of one log until its identity is settled, then passes them on in order of line (records.md §1:
 * children first, in order of line; equal lines in order of arrival). Memory is bounded: beyond it sorted runs
 * go to an unlinked temporary file and are merged at the end. */
#ifndef DAGSIEVE_REORDER_BUFFER_H
#define DAGSIEVE_REORDER_BUFFER_H

#include "sink/sink.h"

struct reorder_buffer;

enum { REORDER_FAILED = -100 }; /* the temporary file failed: complained about */

/* memory: bytes kept before a run is written to a temporary file in TMPDIR. */
struct reorder_buffer *reorder_open(size_t memory, struct report *);
/* Keeps the child, encoded for that sink. -1 when the temporary file cannot be written: complained about. */
int reorder_put(struct reorder_buffer *, struct sink *, const struct record *child);
/* From now on, until the next reset, that many microseconds are added to each child's time that says naive, those kept before included. */
void reorder_shift(struct reorder_buffer *, int64_t micros);
/* Passes all that is kept to the sink, for which it was encoded, in order and forgets it. The first negative answer stops and is returned;
 * REORDER_FAILED when it cannot be read back. */
int reorder_drain(struct reorder_buffer *, struct sink *, const struct record *log);
/* From now on, until the next reset, the highest line comes first (a stream whose newest line comes first). */
void reorder_descend(struct reorder_buffer *);
int64_t reorder_count(const struct reorder_buffer *);
/* Forgets all, keeps the memory. */
void reorder_reset(struct reorder_buffer *);
void reorder_close(struct reorder_buffer **);

#endif
