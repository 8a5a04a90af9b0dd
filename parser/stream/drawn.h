/* drawn.h - tables that a tool drew for people, and records written one field a line: what to type so that the log in them can be read. */
#ifndef DAGSIEVE_DRAWN_H
#define DAGSIEVE_DRAWN_H

#include "choice.h"

/* Whether the first lines are such a table (psql, mysql, ClickHouse, az, bat) or such records (psql -x, mysql \G, journalctl -o verbose) and one field is a log:
 * appends the command that leaves it alone. */
bool drawn_find(struct choice *, struct slice text, struct buf *recipe);

#endif
