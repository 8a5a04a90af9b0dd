/* align.h - two readings of one log laid side by side: which rows of the one are rows of the other, and where the others belong.
 * A row is known by what it says and when, not by its number or line: these depend on where its reading began. Knows no database. */
#ifndef DAGSIEVE_ALIGN_H
#define DAGSIEVE_ALIGN_H

#include <stdbool.h>
#include <stdint.h>

/* A row of one table, as it is compared. */
struct align_row {
    int64_t seq, line;
    int64_t time;    /* microseconds; 0 = not known, as of the first lines of a part */
    int64_t content; /* hash of what it says */
    int64_t subject; /* of what it speaks: a block's crypto; 0 = not known */
    int64_t weight;  /* of two forms of one row the greater says more */
    bool cut;        /* the reading may have ended in the middle of it */

    int match;       /* a fresh row: the stored row that it is, by index; -1 = none */
    int before;      /* a fresh row that is none: the stored row in front of which it belongs; their number = behind all */
    bool better;     /* a fresh row that is one: it says more */
};

struct align_rows {
    struct align_row *row;
    int n;
};

/* The clock of one way shows whole seconds where that of another shows microseconds. */
enum { ALIGN_TOLERANCE = 1000000 };

/* Fills match, before and better of the fresh rows. Both are in order of seq. by: what is to be added to a fresh line to give the stored
 * one, where known: NULL else. later: the fresh reading began after the stored one. Linear but for rows of one second. */
void align_rows(struct align_rows fresh, struct align_rows stored, const int64_t *by, bool later);

#endif
