/* pg_library.c - see pg_library.h. */
#include "pg_library.h"

static struct libpq functions;

const char *libpq_open(void)
{
    static const char *const names[] = { LIBPQ_FUNCTIONS(LIBRARY_NAME) };
    /* The last of the list: all were found. */
    return functions.PQstatus ? NULL : library_open("libpq.so.5", names, sizeof(names) / sizeof(*names), &functions);
}

const struct libpq *libpq(void)
{
    return &functions;
}
