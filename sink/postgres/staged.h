/* staged.h - the staged rows of one log and table beside the stored ones: read to be compared, and given their numbers. What renumber.c
 * asks of the database. All functions: -1 = ask pg_fault, nothing is said yet. */
#ifndef DAGSIEVE_STAGED_H
#define DAGSIEVE_STAGED_H

#include "align.h"
#include "batch.h"
#include "sink/connection/pg.h"

/* Zero is none. */
struct staged_rows {
    int64_t staged;      /* how many are */
    int64_t last_given;  /* the highest number among them */
    int64_t last_stored; /* and among the stored ones, 0 = none */
    int64_t floor;       /* the last stored one that is before all of those that are staged */
    char last_time[40];  /* of the staged row with the highest number, as the server writes it */
    bool behind;         /* nothing is stored that the stream has not stored itself: its rows go on behind */
    struct align_rows fresh, stored; /* those that may be the same, unless behind */
};

/* Reads the rows behind the log's cursor; stored ones only about the time of the staged ones. */
int staged_read(struct pg *, enum record_type, const struct batch_log *, struct staged_rows *out);
void staged_free(struct staged_rows *);
/* Numbers the staged rows by what align_rows has found, with those that hang on them, and sets the log's next cursor. */
int staged_apply(struct pg *, enum record_type, struct batch_log *, const struct staged_rows *);
/* Lines of the incidents of the attempt: the staged ones, and the stored ones where these are moved. */
int staged_move_incidents(struct pg *, const struct batch_log *);

#endif
