/* part_reading.h - two parts of one attempt in a source (parts.h): whether one goes on with the other, which of two readings counts, and what is but a print
 * of another task's (domain §3.5). */
#ifndef DAGSIEVE_PART_READING_H
#define DAGSIEVE_PART_READING_H

#include "parts.h"

/* Whether all of one lies before the other in time. */
bool part_is_before(const struct log_shows *a, const struct log_shows *b);
/* Whether a part may go on with one that is earlier: with one that is over only where it waits; nor does a start go on with records without one. */
bool part_may_go_on(bool tail, const struct part *earlier);
/* Whether a part goes on with one that was before it. Pieces may end and begin within one stamp. */
bool part_is_sequel(const struct part *, const struct log_shows *ours, const struct part *earlier, const struct log_shows *theirs);
/* Whether such lines are of another generation than the part's log, which goes on: a file that was put behind it, or a task's print. */
bool part_is_foreign(const struct part *, enum family);
/* Whether both begin with the same lines, but for what came before the start of one of them: readings of one log. What is not kept may be. */
bool part_begins_alike(const struct part *, const struct part *);
/* Whether the part is the better reading; cut: the input ended early in it. Of two that both came to their end one that began within a log that went on is maybe
 * what that task printed. */
bool part_is_better(const struct part *, const struct log_shows *ours, bool cut, const struct part *other, const struct log_shows *theirs);
/* An attempt begins once, unless it waits to go on or is read again. Of two parts that begin it the one that came within another's log, which goes on, is
 * what that one's task printed; NULL: neither. part: the later one in the stream. */
struct part *part_printed(struct part *, const struct log_shows *ours, struct part *other, const struct log_shows *theirs);
/* Whether the line, by which a process returned whose name it does not say, is of a part that was left for the other one: that one's process has returned
 * before, or begins later; by their stamps they do not follow each other, so that one was what the part's task printed. */
bool part_returns(const struct part *, const struct part *within, const struct begin *);
/* Whether lines of the part are still to come: a start of another attempt is maybe what its task printed. */
bool part_goes_on(const struct part *);

#endif
