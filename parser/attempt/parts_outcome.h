/* parts_outcome.h - whose a word on an outcome is, of the logs of a source (domain §3.5). */
#ifndef DAGSIEVE_PARTS_OUTCOME_H
#define DAGSIEVE_PARTS_OUTCOME_H

#include "parts.h"

/* A line with a word on an outcome comes, or a record with an id; bits: its hits. The log that it goes to is then the open one. Of another attempt than the
 * open log's: where that is a former one of the source, what lay between was that one's text; one that the source has not shown begins a log where the open one
 * is over: the stream shows ends of logs only (kubectl logs -l). While the open one goes on the line is its text. */
void parts_outcome(struct parts *, const struct begin *, uint64_t bits);

#endif
