/* verdict_trace.h - why a block has its verdict, for a person: each rule with its numbers, and what follows from the answers. A sink for
 * explain; takes the records, judges them once more under the same thresholds, and adds the playbook. */
#ifndef DAGSIEVE_VERDICT_TRACE_H
#define DAGSIEVE_VERDICT_TRACE_H

#include "parser/rules/rules.h"
#include "sink/sink.h"

enum { TRACE_WIDTH = 120 };

/* Lines from and to, both of them included. */
struct line_range {
    int64_t from, to;
};

static inline bool line_in(const struct line_range *lines, int64_t line)
{
    return line >= lines->from && line <= lines->to;
}

/* Traces the blocks and incidents that stand in these lines; where they are all lines (from 0), also how the attempt ended. rules must outlive the sink. */
struct sink *verdict_trace_open(FILE *to, bool colour, struct line_range, const struct rules *rules);

#endif
