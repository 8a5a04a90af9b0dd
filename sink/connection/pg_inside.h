/* pg_inside.h - what the files of a connection share: pg_open.c, pg_conninfo.c, pg.c, pg_copy.c. They alone include libpq-fe.h, by pg_library.h. */
#ifndef DAGSIEVE_PG_INSIDE_H
#define DAGSIEVE_PG_INSIDE_H

#include "pg_library.h"
#include "pg.h"

struct pg {
    PGconn *conn;
    struct pg_options options;
    struct buf conninfo; /* the options', as libpq takes it */
    enum pg_fault fault;
    char sqlstate[6];
    char words[1024];
    bool pooled;
    bool binary; /* the COPY under way: in FORMAT binary */
    struct {
        char pid[16], begun[48];
    } session; /* the server's process, and since when; empty: none yet, or a pooler's */
};

/* Appends what the user gave as libpq takes it, NUL-terminated; -1: complained about (bad_conninfo). */
int pg_conninfo(const char *given, struct buf *, struct report *);
/* Keeps a message as one line of at most the size of words. */
void pg_keep_words(struct pg *, const char *message);
/* The field of what the server said, "" where it said none. */
const char *pg_error_field(const PGresult *, int field);
/* A command ended: keeps what went wrong, of no result what libpq says, and returns -1; forgets it, and returns 0. */
int pg_failed(struct pg *, const PGresult *);
int pg_succeeded(struct pg *);

#endif
