/* taxonomy.h - codes of the user's own in table taxonomy, beside those that the schema seeds. */
#ifndef DAGSIEVE_TAXONOMY_H
#define DAGSIEVE_TAXONOMY_H

#include "sink/connection/pg.h"

/* A signature of --patterns as a row; one that is there is never touched. -1: complained about. */
int taxonomy_add(struct pg *, const char *code, const char *severity, const char *domain, const char *words, const char *meaning);

#endif
