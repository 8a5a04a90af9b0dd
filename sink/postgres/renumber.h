/* renumber.h - a stream numbers its rows and lines from 1, wherever in its log it began. Here the staged rows of a transaction get the
 * numbers that they have among what is stored of their logs: a row that is stored already is known again (align.h), one that says more
 * than its stored form takes its place, others are put where they belong, what comes after them moving up. So any overlap of
 * streams, in any order, gives the same rows.
 * Lines count from the reading that began first; where a file is stored, they are its lines. */
#ifndef DAGSIEVE_RENUMBER_H
#define DAGSIEVE_RENUMBER_H

#include "store.h"

/* What is stored of the log before anything of fresh, its reading, is merged; NULL = nothing is. */
void renumber_known(struct batch_log *, const struct record *fresh, const struct record *stored);
/* Renumbers the staged rows of the batch's logs from..to, and stored ones where they have to make room. For the transaction under way.
 * -1: ask pg_fault, nothing is said yet. */
int renumber_staged(struct store *, int from, int to);
/* The transaction is committed: the next one goes on behind its rows. */
void renumber_settle(struct batch_log *);

#endif
