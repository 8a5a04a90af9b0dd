/* tar.h - archives for tests, made in memory. */
#ifndef DAGSIEVE_TESTS_TAR_H
#define DAGSIEVE_TESTS_TAR_H

#include "parser/text/buf.h"

/* The time of each member. */
#define TAR_TIME 1777462502

/* Adds a member; type: '0' a file, '2' a link, '5' a folder. */
void tar_add(struct buf *tar, const char *name, char type, struct slice text);
/* The end that every archive has. */
void tar_end(struct buf *tar);

#endif
