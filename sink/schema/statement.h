/* statement.h - the statements of the schema's script that make something, and the columns that they list. The SQL is our own: a statement begins
 * a line and ends with one; a column of a table has a line of its own, its type in small letters and what follows in capitals. */
#ifndef DAGSIEVE_STATEMENT_H
#define DAGSIEVE_STATEMENT_H

#include "parser/text/buf.h"

struct statement {
    char kind; /* t a table, v a view, f a function, i an index: as in catalog.h */
    struct slice name;
    struct slice text;
};

struct column {
    struct slice name;       /* without quotes */
    struct slice type;       /* "timestamptz"; empty for a view's */
    struct slice definition; /* "state text NOT NULL" */
};

/* What is left of a list of columns. */
struct columns {
    struct slice rest;
    char between; /* two of them: a line's end in a table, a comma in a view */
};

/* Moves *script past the next statement that makes something; false: there is none. Slices of the script. */
bool statement_next(struct slice *script, struct statement *);
/* "table" for t and so on. */
const char *statement_word(char kind);
/* Its columns, for column_next: those of a table or a view. */
struct columns statement_columns(const struct statement *);
/* Takes the next column off; false: there is none. Constraints of a table are passed over. */
bool column_next(struct columns *, struct column *);
/* Appends 32 hex digits that no other text has. */
void statement_hash(struct buf *, const struct statement *);

#endif
