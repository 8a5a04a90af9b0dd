/* thresholds.h - the thresholds of the rules as the owner of the platform set them: rows rule.* of table threshold. */
#ifndef DAGSIEVE_THRESHOLDS_H
#define DAGSIEVE_THRESHOLDS_H

#include "parser/rules/rules.h"
#include "sink/connection/pg.h"

/* Moves the thresholds to what the database says; one without a row keeps its default. -1: complained about. */
int thresholds_read(struct pg *, struct rules *);

#endif
