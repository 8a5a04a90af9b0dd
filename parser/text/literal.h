/* literal.h - Python literals as JSON. */
#ifndef DAGSIEVE_LITERAL_H
#define DAGSIEVE_LITERAL_H

#include "buf.h"
#include "slice.h"

/* Reads text that is wholly a JSON or Python literal (dict, list, tuple, set, str, number, True, None, nested; dict keys of any
 * scalar kind) and appends it as compact JSON (tuples and sets as lists, keys as strings, nan/inf as strings, number
 * wrappers such as np.float64(0.4), Decimal('1') undone). false, out unchanged, when it is none, or more than JSON_DEPTH_MAX deep. */
bool literal_to_json(struct slice text, struct buf *out);
/* The same without the quick look (literal_flat.h) before it. */
bool literal_any(struct slice text, struct buf *out);

#endif
