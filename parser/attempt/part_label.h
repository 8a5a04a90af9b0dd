/* part_label.h - the label of a record of Airflow 3.2 or later (struct begin) and the parts of its source. */
#ifndef DAGSIEVE_PART_LABEL_H
#define DAGSIEVE_PART_LABEL_H

#include "parts.h"

/* What the record's label seems to be beside that of the open log; LABEL_none where it is no record. */
static inline enum labelled part_label_of(const struct parts *parts, struct slice text)
{
    return begins_label(text, buf_view(&parts->open->label), parts->n > 1);
}
/* Labels are in order, which lines without one are not: what stands between them may be another attempt's. */
static inline void part_label_note(struct parts *parts, struct slice text)
{
    struct part *open = parts->open;
    if (open->label.n && part_label_of(parts, text) == LABEL_same)
        begins_stamp(text, &open->labelled);
}
/* The open log is of the attempt by whose label the line goes. */
void part_label_take(struct parts *, const struct begin *);
/* Whether records of the open log are labelled, or might be; else another label is a user's, unless the source has a log of it, or the open one's process
 * has ended, or another one begins.
 * Once an attempt's log is closed, its label is a user's too. */
bool part_label_counts(const struct parts *, const struct begin *);
/* A record without names, by the label of another log of the source. */
bool part_label_is_known(const struct parts *, const struct begin *);
/* The label of another attempt than the open log's; one whose names are that log's is a member of the user's own. */
bool part_label_is_other(const struct parts *, const struct begin *);

#endif
