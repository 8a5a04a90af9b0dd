/* reference.h - the reference tables with their seeds. */
#ifndef DAGSIEVE_SCHEMA_REFERENCE_H
#define DAGSIEVE_SCHEMA_REFERENCE_H

#include "parser/text/buf.h"

/* Appends sql/reference.sql with the rows of taxonomy and the thresholds of the rules put in. */
void schema_reference(struct buf *);

#endif
