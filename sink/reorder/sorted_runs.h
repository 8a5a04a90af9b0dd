/* runs.h - sorted runs of packed records in an unlinked temporary file of TMPDIR, merged into one order: by line,
 * then by age of the run. For hold.h; knows no schema. Memory: a small window a run, at most RUNS_FAN of them, and
 * the largest record. */
#ifndef DAGSIEVE_RUNS_H
#define DAGSIEVE_RUNS_H

#include "parser/text/buf.h"
#include "parser/catalogue/complaint.h"

enum { RUNS_FAN = 64 }; /* runs merged at once; more are merged in passes */

struct runs;

/* What stands before each packed record. */
struct frame {
    int64_t line;
    uint32_t n; /* bytes of the record */
    uint32_t type;
};

struct runs *runs_new(struct report *);
/* Starts a new run; the file is made with the first one. All three: -1 when the file fails (spill_failed). */
int runs_begin(struct runs *);
/* Adds to the run begun last; lines must not fall within a run. */
int runs_add(struct runs *, const struct frame *, struct slice packed);
/* Ends adding: merges until at most RUNS_FAN runs are left and stands before the first record. */
int runs_rewind(struct runs *);
/* The next record of all runs: 1, 0 when there is none, -1 when the file fails. *packed lives until the next call. */
int runs_next(struct runs *, struct frame *, struct slice *packed);
/* How many runs there are. */
size_t runs_count(const struct runs *);
/* Forgets all runs and gives their disk space back. */
void runs_reset(struct runs *);
void runs_close(struct runs **);

#endif
