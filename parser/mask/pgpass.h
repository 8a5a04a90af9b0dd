/* pgpass.h - lines of PostgreSQL's password file: host:port:database:user:PASSWORD. */
#ifndef DAGSIEVE_MASK_PGPASS_H
#define DAGSIEVE_MASK_PGPASS_H

#include "walk.h"

/* The password of the line in whose first three fields `at` points; any of the first four may be *, colons in them are escaped. */
bool find_in_pgpass(struct slice text, size_t at, struct secret *);

#endif
