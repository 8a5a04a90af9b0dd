/* limits.h - the borders of the rules as the owner of the platform set them: rows rule.* of table threshold. */
#ifndef DAGSIEVE_LIMITS_H
#define DAGSIEVE_LIMITS_H

#include "parser/rules/rules.h"
#include "sink/connection/pg.h"

/* Moves the borders to what the database says; one without a row keeps its default. -1: complained about. */
int limits_read(struct pg *, struct rules *);

#endif
