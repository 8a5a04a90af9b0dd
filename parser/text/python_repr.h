/* python_repr.h - values out of what Python prints of an object: "dag_id=d, task_id='t', ...", with or without the class around it. */
#ifndef DAGSIEVE_PYTHON_REPR_H
#define DAGSIEVE_PYTHON_REPR_H

#include "buf.h"
#include "slice.h"

/* The value after KEY=, a quoted one without its quotes, still escaped; a slice of text, empty when it is not there. */
struct slice python_repr_get(struct slice text, const char *key);
/* The same, escapes undone; the view is good until space changes. Empty also where the text ends in the value, and nothing but a cut does so: dates stand last
 * in what Airflow 2 prints. */
struct slice python_repr_text(struct slice text, const char *key, struct buf *space);

#endif
