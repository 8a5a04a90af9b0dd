/* verdict_trace.h - why a block has its verdict, for a person: each rule with its numbers, and what follows from the answers. A sink for
 * explain; takes the records, judges them once more under the same thresholds, and adds the playbook. */
#ifndef DAGSIEVE_VERDICT_TRACE_H
#define DAGSIEVE_VERDICT_TRACE_H

#include "parser/rules/rules.h"
#include "sink/sink.h"

enum { TRACE_WIDTH = 120 };

/* Traces blocks and incidents; line: only of what stands there, 0 = of all. rules must outlive the sink. */
struct sink *verdict_trace_open(FILE *to, bool colour, int64_t line, const struct rules *rules);

#endif
