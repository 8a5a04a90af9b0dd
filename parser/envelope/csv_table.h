/* csv_table.h - CSV with a header line, as people take it out of Kibana, Grafana, a cloud's console: a row becomes a JSON record of the header's names. */
#ifndef DAGSIEVE_CSV_TABLE_H
#define DAGSIEVE_CSV_TABLE_H

#include "cutter.h"

/* Begins with a header that gives a row of envelopes.def of the flag TABLE all that it needs. */
extern const struct cutter_kind table_kind;

#endif
