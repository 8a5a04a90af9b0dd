/* precedence.h - which of two copies of a log stands: the one that was just read or the one that the database has. Knows no database.
 *
 * Copies of one log are put in one order, so that the same copy wins whichever way and order they come in: the stronger identity
 * (domain §3.5: a name before a start line), then complete before incomplete (by an inferred success only where the other is not the
 * longer reading), then a complete file before the streams that reach no further, then more lines, then more bytes, then a stated state
 * before an inferred one, at last the greater hash (of equal bytes: the path that comes first). The order is the list at the head of
 * precedence.c.
 * Strength comes first so that no text can displace what a name vouches for. A copy whose strength is not known (stored before there was
 * such a column) is neither stronger nor weaker.
 * Lines come before bytes because wrappers (CRI, docker) swell bytes and not lines; a stated state comes after both
 * because rows that are lost weigh more than a word - and because the word is not lost: where a complete copy states a final
 * state and the longer copy only infers one (a pod's stdout of Airflow 3 beside the task file), state, exit code and signal of the
 * first override those of the second. Column state_source then names the copy that states it. A weaker copy has that word too if
 * it is a pod's own stream (strength 2) and the other's state is inferred, never where that one has none, or if it is a later line of another log (strength 1).
 * A success that is inferred only because no line says otherwise (Airflow 3) gives way to the failure that another piece shows, inferred
 * as it may be: of equal or greater strength. The failure's name comes along where the copy that stands has none. */
#ifndef DAGSIEVE_PRECEDENCE_H
#define DAGSIEVE_PRECEDENCE_H

#include "parser/catalogue/record.h"

enum decision {
    DECISION_insert,  /* the ledger does not know the log */
    DECISION_replace, /* the stored rows give way */
    DECISION_same,    /* the same bytes, judged by the same versions: nothing to do */
    DECISION_keep,    /* the stored copy stays */
    DECISION_merge,   /* of a file: what is stored came of streams, each may have what the other lacks */
};

/* Whether the rows that were just read are stored. */
static inline bool decision_accepts(enum decision decision)
{
    return decision == DECISION_insert || decision == DECISION_replace;
}

/* stored NULL = the database does not have the log. Both are records of type log. */
enum decision precedence_decide(const struct record *fresh, const struct record *stored);
/* Whether each may hold what the other lacks, and their rows are merged: what is stored came of streams, or one of the two goes on where the other
 * waits (domain §3.5: parts that do not overlap in time are one log). */
bool precedence_merges(const struct record *fresh, const struct record *stored);
/* Below 0: the identity of a is the weaker one; 0: neither is, or it is not known. */
int precedence_compare_strength(const struct record *a, const struct record *b);
/* Whether the state that one copy states or shows is to override the state of the other. */
bool precedence_overrides_state(const struct record *stating, const struct record *other);
/* Whether both were read from one file, by whatever name; of streams whether their source is one. */
bool precedence_same_file(const struct record *a, const struct record *b);
/* Copies state, exit code and signal, the failure where to has none, and names their source in state_source. An exit code that `to` alone tells of that state stays. */
void precedence_override_state(const struct record *stating, struct record *to);

#endif
