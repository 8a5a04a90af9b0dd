/* reclassify.h - today's rules and thresholds over the blocks that are stored, without any log. Needs memory for a portion of them only. */
#ifndef DAGSIEVE_RECLASSIFY_H
#define DAGSIEVE_RECLASSIFY_H

#include "parser/rules/rules.h"
#include "sink/connection/pg.h"

enum { RECLASSIFY_EXAMPLES = 3, RECLASSIFY_CHANGES = 128 };

/* Blocks whose main code goes from one to another ("" = none, a run-level block). */
struct reclassify_change {
    char before[64], after[64];
    int64_t blocks;
    char example[RECLASSIFY_EXAMPLES][256]; /* where and why, for people */
};

struct reclassify_outcome {
    int64_t blocks, logs;   /* blocks judged; the logs that they stand in */
    int64_t main, others;   /* blocks with another main code; with the same one and other findings or missing fields */
    struct reclassify_change change[RECLASSIFY_CHANGES]; /* most blocks first; what is beyond is counted in main only */
    int changes;
};

/* Judges every block of logs whose rules_version is another, and changes verdicts, findings of blocks, notes, versions and what the runs say of
 * them in one transaction; dry_run: takes it back. Loads wait meanwhile. stop: as pg_options' (a signal takes everything back).
 * -1: complained about, and nothing has changed. */
int reclassify(struct pg *, const struct rules *, bool dry_run, const volatile sig_atomic_t *stop, struct reclassify_outcome *);

#endif
