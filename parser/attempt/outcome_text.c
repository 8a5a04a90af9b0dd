/* outcome_text.c - what Airflow 1's and 2's own lines say of the outcome (domain §3.4, airflow-log-formats.md §3). */
#include "outcome_state.h"
#include "parser/failure/error.h"
#include "parser/text/decimal.h"
#include "parser/text/python_repr.h"

/* Microseconds. NOW: what may lie between a printed end and its line; of 632 such lines of real installations 631 show at most 2 s. */
static const int64_t QUARTER = (int64_t)900 * 1000000, NOW = (int64_t)60 * 1000000, ZONES_APART = (int64_t)26 * 3600 * 1000000;

/* "Negsignal.SIGKILL" is -9, as "-9" is. */
static bool return_code_read(struct slice signal, struct slice code, int *out)
{
    *out = -signal_number(signal);
    return signal.n ? *out != 0 : decimal_small(code, out);
}

static void segment_take(struct outcome *outcome, int pattern, struct context *ctx)
{
    (void)pattern;
    outcome_segment(outcome, ctx);
}

/* An end is printed, in UTC, when it is now: its line's stamp is as far off as its zone is. Zones lie whole quarters of an hour apart. */
static void shift_prove(int64_t end_date, struct facts *facts)
{
    int64_t off = end_date - facts->stamp, zone = (off + (off < 0 ? -QUARTER : QUARTER) / 2) / QUARTER * QUARTER, rest = off - zone;
    if (!facts->heads_zoned && rest > -NOW && rest < NOW && zone >= -ZONES_APART && zone <= ZONES_APART)
        facts->shift = zone;
}

/* start_date= and end_date= of "Marking task as": UTC, whole seconds. */
static void dates_take(struct slice printed, struct facts *facts)
{
    int64_t date;
    if (timestamp_parse_compact(python_repr_get(printed, "start_date"), &date)) {
        facts->start_date = date; /* of the last run of the attempt, as the database has it */
        facts->has_start_date = true;
    }
    if (timestamp_parse_compact(python_repr_get(printed, "end_date"), &date)) {
        facts->end_date = facts->has_end_date && facts->end_date > date ? facts->end_date : date;
        facts->has_end_date = true;
        shift_prove(date, facts);
    }
}

static void marking_take(struct outcome *outcome, int pattern, struct context *ctx)
{
    struct slice printed = context_group(ctx, pattern, "facts");
    if (attempt_is_other(&ctx->facts.known, python_repr_get(printed, "dag_id"), python_repr_get(printed, "task_id")))
        return;
    outcome->returned = false;
    outcome_state(outcome, context_group(ctx, pattern, "state"), true, ctx);
    dates_take(printed, &ctx->facts);
}

static void return_code_take(struct outcome *outcome, int pattern, struct context *ctx)
{
    int code;
    outcome->return_codes++;
    outcome->returned = true;
    if (return_code_read(context_group(ctx, pattern, "signal"), context_group(ctx, pattern, "code"), &code))
        outcome_exit_code(outcome, code, ctx);
    else
        outcome_exit_code_unread(outcome, ctx);
}

static void system_exit_take(struct outcome *outcome, int pattern, struct context *ctx)
{
    struct slice given = error_exit_given(context_group(ctx, pattern, "given"));
    outcome->has_system_exit = decimal_small(given, &outcome->system_exit);
    if (outcome->has_system_exit)
        context_why(ctx, "sys.exit(%d)", outcome->system_exit);
    else
        outcome_exit_text(outcome, given, ctx);
}

static void externally_set_take(struct outcome *outcome, int pattern, struct context *ctx)
{
    outcome->outside = true;
    outcome_state(outcome, context_group(ctx, pattern, "state"), true, ctx);
    ctx->facts.airflow_kills = true;
}

/* Before "externally set to skipped": what the scheduler does to tasks of such a run. */
static void run_timed_out_take(struct outcome *outcome, int pattern, struct context *ctx)
{
    (void)pattern;
    outcome->run_timed_out = true;
    context_why(ctx, "DAG run timed out");
}

/* A refused start tells the state that the attempt had by then, when it is a finished one. */
static void refused_take(struct outcome *outcome, int pattern, struct context *ctx)
{
    static const char *const finished[] = { "success", "failed", "skipped" };
    struct slice state = context_group(ctx, pattern, "state");
    if (attempt_is_other(&ctx->facts.known, SLICE(""), context_group(ctx, pattern, "dag_task")))
        return;
    for (size_t i = 0; i < sizeof(finished) / sizeof(*finished); i++)
        if (slice_eq(state, slice_of(finished[i])))
            outcome_state(outcome, state, true, ctx);
}

static void not_able_take(struct outcome *outcome, int pattern, struct context *ctx)
{
    (void)pattern;
    outcome->refused = true;
    context_why(ctx, "refused start");
}

static void killing_take(struct outcome *outcome, int pattern, struct context *ctx)
{
    outcome->timed_out |= context_group(ctx, pattern, "timeout").n > 0;
    outcome->outside |= !context_group(ctx, pattern, "timeout").n; /* execution_timeout is the task's own */
    ctx->facts.airflow_kills = true;
    context_why(ctx, "Airflow kills");
}

static void segmentation_take(struct outcome *outcome, int pattern, struct context *ctx)
{
    (void)pattern, (void)ctx;
    outcome->signal = "SIGSEGV";
}

/* A line says the first of these that it matches. */
static const struct word {
    int pattern;
    void (*take)(struct outcome *, int pattern, struct context *);
} words[] = {
    { PATTERN_starting_attempt, segment_take }, { PATTERN_resuming, segment_take },     { PATTERN_marking, marking_take },
    { PATTERN_pausing, marking_take },          { PATTERN_return_code, return_code_take }, { PATTERN_externally_set, externally_set_take },
    { PATTERN_system_exit, system_exit_take },
    { PATTERN_refused, refused_take },          { PATTERN_not_able, not_able_take },    { PATTERN_killing, killing_take },
    { PATTERN_segmentation, segmentation_take },  { PATTERN_run_timed_out, run_timed_out_take },
};

void outcome_line(struct outcome *outcome, const struct line *line, struct context *ctx)
{
    uint64_t bits = line->bits;
    if (!bits || ctx->facts.not_an_attempt)
        return;
    if (message_only_kills(line->message))
        bits &= pattern_bit(PATTERN_killing);
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (context_match(ctx, words[i].pattern, line->text, bits)) {
            ctx->facts.task_runner |= words[i].pattern != PATTERN_killing; /* a DAG processor kills too */
            words[i].take(outcome, words[i].pattern, ctx);
            return;
        }
}
