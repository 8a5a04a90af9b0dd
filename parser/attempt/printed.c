/* printed.c - the errors that tracebacks ended in; see printed.h. */
#include "printed.h"

#include "parser/failure/naming.h"

enum { LAUNCHER_MOST = 16 }; /* lines before it gives up: a word for each rank that it stops */

const struct printed_error *printed_find(const struct printed_error printed[static PRINTED__N], enum printed which, const struct context *ctx)
{
    const struct printed_error *found = &printed[which];
    return found->error.type.n && found->segment == ctx->facts.segments ? found : NULL;
}

bool printed_carries(const struct printed_error printed[static PRINTED__N], const struct context *ctx)
{
    const struct printed_error *other = printed_find(printed, PRINTED_other, ctx), *before = printed_find(printed, PRINTED_before, ctx);
    if (!other || !before || other->began < before->line)
        return false;
    const struct failure_carrier *carrier = failure_carrier_of(&other->error, NULL);
    int64_t between = other->began - before->line - 1;
    return carrier && ((carrier->from == CARRIER_COMMAND && between <= ORDINARY_MOST) || (carrier->from == CARRIER_OUTPUT && between <= LAUNCHER_MOST));
}

/* Of one that carries what it carries is kept. */
static void before_keep(struct printed_error printed[static PRINTED__N], const struct context *ctx)
{
    struct printed_error *other = &printed[PRINTED_other], *before = &printed[PRINTED_before];
    if (printed_carries(printed, ctx)) {
        before->line = other->line;
    } else if (printed_find(printed, PRINTED_other, ctx)) {
        error_copy(&before->error, &other->error);
        before->segment = other->segment;
        before->line = other->line;
        before->speaker = other->speaker;
    }
}

void printed_begin(struct printed_error printed[static PRINTED__N], enum printed into, bool chained, const struct context *ctx)
{
    if (!chained && into == PRINTED_other)
        before_keep(printed, ctx);
    if (!chained)
        printed[into].began = ctx->line;
    error_begin(&printed[into].error, chained);
}
