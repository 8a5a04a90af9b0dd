/* sorted_runs.h - sorted runs of packed records in an unlinked temporary file of TMPDIR, merged into one order: by line,
 * then by age of the run. For reorder_buffer.h; knows no schema. Memory: a small window a run, at most MERGE_FAN of them, and
 * the largest record. */
#ifndef DAGSIEVE_SORTED_RUNS_H
#define DAGSIEVE_SORTED_RUNS_H

#include "parser/text/buf.h"
#include "parser/catalogue/complaint.h"

enum { MERGE_FAN = 64 }; /* runs merged at once; more are merged in passes */

struct sorted_runs;

/* What stands before each packed record. */
struct frame {
    int64_t line;
    uint32_t n; /* bytes of the record */
    uint32_t type;
};

struct sorted_runs *sorted_runs_new(struct report *);
/* Starts a new run; the file is made with the first one. All three: -1 when the file fails (spill_failed). */
int sorted_runs_begin(struct sorted_runs *);
/* Adds to the run begun last; lines must not fall within a run. */
int sorted_runs_add(struct sorted_runs *, const struct frame *, struct slice packed);
/* Ends adding: merges until at most MERGE_FAN runs are left and stands before the first record. */
int sorted_runs_rewind(struct sorted_runs *);
/* The next record of all runs: 1, 0 when there is none, -1 when the file fails. *packed lives until the next call. */
int sorted_runs_next(struct sorted_runs *, struct frame *, struct slice *packed);
/* How many runs there are. */
size_t sorted_runs_count(const struct sorted_runs *);
/* Forgets all runs and gives their disk space back. */
void sorted_runs_reset(struct sorted_runs *);
void sorted_runs_close(struct sorted_runs **);

#endif
