/* rows.h - the rows of secrets.def: which of them a text may have at a position, and their patterns. */
#ifndef DAGSIEVE_MASK_ROWS_H
#define DAGSIEVE_MASK_ROWS_H

#include "name.h"
#include "walk.h"

enum grammar { GRAMMAR_name, GRAMMAR_token, GRAMMAR_inner, GRAMMAR_uri, GRAMMAR_dsn, GRAMMAR_pgpass, GRAMMAR_input_value, GRAMMAR_command, GRAMMAR_private_key, GRAMMAR_escape };

struct secret_row {
    const char *announced; /* "a|b": literals of three bytes or more in small letters; they are found in either case */
    enum grammar grammar;
    const char *how; /* a token's pattern, a command's flags */
};

/* A place where a literal stands. Zero is before all. */
struct announced {
    size_t at, n;                 /* where, and its bytes */
    const struct secret_row *row; /* of names any: they are told apart by the whole name */
    unsigned next;                /* what may stand at the same position */
};

struct rows;

struct rows *rows_open(void);
void rows_close(struct rows **);
/* The first place where a literal may stand; text.n where there is none. */
size_t rows_first(const struct rows *, struct slice text);
/* Whether a literal of three bytes ends the text: nothing in it is a secret by that, what follows may be. */
bool rows_at_end(const struct rows *, struct slice text);
/* The next literal in text, and in order of place; false after the last. */
bool rows_next(const struct rows *, struct slice text, struct announced *);
/* What the name says of its value; WEIGHT_none where no row of names fits. */
enum weight rows_weight(const struct rows *, struct slice name);
/* The secret of a token's row that begins where its literal was found, or of whose word that is a part. */
bool rows_token(struct rows *, const struct announced *, struct slice text, struct secret *);

#endif
