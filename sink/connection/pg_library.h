/* pg_library.h - the functions of libpq that a connection uses, found when the first connection is opened (library.h). */
#ifndef DAGSIEVE_PG_LIBRARY_H
#define DAGSIEVE_PG_LIBRARY_H

#include <libpq-fe.h>

#include "parser/text/library.h"

#define LIBPQ_FUNCTIONS(row)                                                                                                          \
    row(PQbackendPID) row(PQbinaryTuples) row(PQcancel) row(PQclear) row(PQconnectdbParams) row(PQconninfo) row(PQconninfoFree) row(PQconninfoParse) row(PQconsumeInput)  \
    row(PQerrorMessage) row(PQexec) row(PQexecParams) row(PQfinish) row(PQflush) row(PQfname) row(PQfnumber) row(PQfreemem) row(PQftype)           \
    row(PQfreeCancel) row(PQgetCancel) row(PQgetCopyData) row(PQgetResult) row(PQgetisnull) row(PQgetlength) row(PQgetvalue)          \
    row(PQisnonblocking) row(PQnfields) row(PQntuples) row(PQparameterStatus) row(PQpingParams) row(PQputCopyData) row(PQputCopyEnd)                 \
    row(PQresultErrorField) row(PQresultStatus) row(PQserverVersion) row(PQsetNoticeProcessor) row(PQsetnonblocking) row(PQsocket)    \
    row(PQstatus)

struct libpq {
    LIBPQ_FUNCTIONS(LIBRARY_POINTER)
};

/* Opens the library, once in a process. NULL: it is open; else why it cannot be. */
const char *libpq_open(void);
/* Its functions; libpq_open has returned NULL before. */
const struct libpq *libpq(void);

#endif
