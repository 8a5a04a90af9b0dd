/* walk.h - what the finders of secrets share: the text that is walked over, and what was found in it. */
#ifndef DAGSIEVE_MASK_WALK_H
#define DAGSIEVE_MASK_WALK_H

#include "name.h"

/* How far a finder looks back for a name, and ahead before it knows that there is a secret. What is found is masked and not walked over
 * again, so that a scan is linear in its text. */
enum { NAME_MOST = 64, AHEAD_MOST = 128 };

/* One walk over one text. Zero with text set is a fresh one. */
struct scan {
    struct slice text;
    size_t names_done;    /* up to here names were found */
    bool asked, is_event; /* whether the text is an event's line was asked; whether it is */
    const char *flags;    /* of the row that was looked for last on a command line; up to flags_done none of them stands */
    size_t flags_done;
    size_t row, column;   /* where the next row of an INSERT may begin, and the column of it that is a secret; row 0 = none */
    enum weight column_weight; /* what its name says of it */
    bool open;            /* a name was met whose value may stand, or go on, behind the text */
};

/* Where a secret stands. quote: the bytes that go before and after *** for a list, a dict or JSON to stay one; empty = none. */
struct secret {
    size_t from, to;
    struct slice quote;
};

static inline bool byte_may_quote(char c)
{
    return byte_is_quote(c) || c == '`';
}

#endif
