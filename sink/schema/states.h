/* states.h - the words of states.def, and the codes of notices.def, as functions of SQL. */
#ifndef DAGSIEVE_SCHEMA_STATES_H
#define DAGSIEVE_SCHEMA_STATES_H

#include "parser/text/buf.h"

/* Appends CREATE OR REPLACE FUNCTION dagsieve.state_is_success(text), state_is_failure(text) and so on: each is one
 * expression `state IN (words)`, immutable, so that the planner puts it in its place. NULL for NULL. */
void schema_states(struct buf *);
/* Appends CREATE OR REPLACE FUNCTION dagsieve.notice_rank(code): 1 for the surest. */
void schema_notices(struct buf *);
/* Appends CREATE OR REPLACE FUNCTION dagsieve.failure_of_end(words): the hash by which C names an attempt of which no more is known (domain §8.1 "Ends"). */
void schema_failures(struct buf *);

#endif
