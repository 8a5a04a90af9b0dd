/* verdict_trace.h - why a block has its verdict, told to a person: each rule with its numbers, and what follows from the answers. A sink for
 * explain; takes the records, judges them once more under the same limits, and adds the playbook. */
#ifndef DAGSIEVE_VERDICT_TRACE_H
#define DAGSIEVE_VERDICT_TRACE_H

#include "parser/rules/rules.h"
#include "sink/sink.h"

enum { STORY_WIDTH = 120 };

/* Tells of blocks and incidents; line: only of what stands there, 0 = of all. rules must outlive the sink. */
struct sink *story_open(FILE *to, bool colour, int64_t line, const struct rules *rules);
/* The rules themselves, with their limits, the manual's section and the playbook. */
void story_rules(FILE *to, bool colour, const struct rules *rules);

#endif
