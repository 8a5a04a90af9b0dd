/* pieces.h - what two pieces of one log tell together (domain §3.5): the record of the whole, as far as two records can tell it, and the same
 * whichever came first. Each column has its rule: what only one piece knows, the reach of both, the word of the one that ends later, a number
 * that pieces apart from each other make together and of pieces that overlap the larger. What the one that covers the other says stands. Knows
 * no database. */
#ifndef DAGSIEVE_PIECES_H
#define DAGSIEVE_PIECES_H

#include "parser/catalogue/complaint.h"
#include "parser/catalogue/record.h"

/* Zero is none. */
struct pieces {
    struct cell cell[LOG__N];
    struct buf text;      /* of cells that neither piece has */
    bool failure_of_other; /* the failure, and with it its line, is the other one's */
};

/* standing: the one whose source, bytes and versions stay (precedence.h). Texts of the result live as long as those of both pieces. */
void pieces_join(const struct record *standing, const struct record *other, struct pieces *out);
void pieces_free(struct pieces *);
/* Whether the log begins at its start: one that is printed (heads without a zone) is that of the last segment of several, where a resume prints a new one
 * (Airflow before 2.3). */
bool pieces_tells_start(const struct record *log);
/* Whether the log begins behind the end of an earlier part, which waits (deferred, rescheduled). */
bool pieces_go_on(const struct record *log, const struct record *earlier);
/* Whether the log, which waits, lasts within the longest wait between two segments of the other. */
bool pieces_fills_gap(const struct record *log, const struct record *other);
/* Whether the two are parts that do not overlap: one goes on where the other waits, or lasts within its wait. */
bool pieces_are_parts(const struct record *, const struct record *);
/* Whether a reaches from no later to no earlier than b, and has no fewer lines: where it lacks a word that b has, it was not said. */
bool pieces_covers(const struct record *a, const struct record *b);
/* Whether the log is a complete file beside a stream's, and reaches as far: all lines that Airflow wrote, once. */
bool pieces_is_whole_file(const struct record *log, const struct record *other);
/* Whether no word of Airflow states the success: of Airflow 3 it is inferred where nothing says otherwise, so of any piece. */
bool pieces_infers_success(const struct record *log);
/* How often the log has this note. */
int64_t pieces_note(const struct record *log, enum complaint);

/* The columns that may come out otherwise than the standing piece has them, but run_id. */
extern const enum log_field pieces_columns[];
extern const int pieces_columns_n;

#endif
