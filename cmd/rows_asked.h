/* rows_asked.h - which rows of the catalogues explain prints: all, or those of one name. */
#ifndef DAGSIEVE_ROWS_ASKED_H
#define DAGSIEVE_ROWS_ASKED_H

#include <strings.h>

#include "parser/text/buf.h"

/* The names of rows, texts of the catalogues; freed with free(name). */
struct row_names {
    const char **name;
    int n, cap;
};

struct rows_asked {
    const char *only;        /* whatever its case; NULL: all */
    struct row_names *names; /* not NULL: nothing is printed, the names are gathered */
    bool begun;              /* a row was printed */
};

/* Whether the row of that name is to be printed. */
static inline bool row_asked(const struct rows_asked *asked, const char *name)
{
    struct row_names *names = asked->names;
    if (!names)
        return !asked->only || strcasecmp(asked->only, name) == 0;
    if (names->n == names->cap) {
        names->cap = names->cap ? 2 * names->cap : 256;
        names->name = memory_resize(names->name, (size_t)names->cap * sizeof(*names->name));
    }
    names->name[names->n++] = name;
    return false;
}

#endif
