/* parts_inside.h - what the files of parts.h share: parts_rows.c has the parts and their lines, parts_settle.c says which of two of one attempt stays,
 * parts.c above both where the lines go. */
#ifndef DAGSIEVE_PARTS_INSIDE_H
#define DAGSIEVE_PARTS_INSIDE_H

#include "parts.h"

/* Lines of a part that stand together in the recording. */
struct piece {
    int64_t from, to; /* places */
};

/* One without lines; parts_close frees it. */
struct part *part_add(struct parts *);
/* Its log is closed. */
void part_remove(struct parts *, struct part *);
/* Of its log nothing is told. */
void part_drop(struct parts *, struct part *);
/* Whether all lines of the part are there. */
bool part_is_recorded(const struct parts *, const struct part *);
/* Adds the lines of a part to a log. number: that the first one gets; 0 = its own. */
void part_give(struct parts *, const struct part *, struct log *, int64_t number);
/* Adds the lines of one part to another of the source. */
void part_play(struct parts *, const struct part *, struct part *to);
/* Whether the begin's label is the part's. */
bool part_is_labelled(const struct part *, const struct begin *);
/* Whether the part is of the attempt that is named. */
bool part_is_named(const struct part *, const struct begin *);
/* The newest part of that attempt but for one; by its label, else its names. */
struct part *parts_find_but(const struct parts *, const struct part *but, const struct begin *);
/* Whether it is one of them still. */
bool parts_have(const struct parts *, const struct part *);

/* The part is over: it came before or after the other one of its attempt in time, or is another reading of it. cut: the input ended early in it. Returns
 * where its text is now; NULL: gone. */
struct part *part_settle(struct parts *, struct part *, bool cut);

#endif
