/* row_arrays.h - rows of a table, each an array of JSON on a line (ClickHouse's JSONCompactEachRow): the first line may be the columns' names, the next their types. */
#ifndef DAGSIEVE_ROW_ARRAYS_H
#define DAGSIEVE_ROW_ARRAYS_H

#include "cutter.h"

extern const struct cutter_kind row_arrays_kind;

#endif
