/* outcome_state.c - the state of an attempt and what is made of it at the end; see outcome.h and outcome_state.h. */
#include "outcome_state.h"

#include "parser/catalogue/state.h"

static const char *const signals[] = { NULL, "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL",
                                       "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT",
                                       "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF",
                                       "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS", [34] = "SIGRTMIN", [64] = "SIGRTMAX" };
enum { SIGNALS = sizeof(signals) / sizeof(*signals) };

static const char *signal_name(int number)
{
    return number > 0 && number < SIGNALS ? signals[number] : NULL;
}

int signal_number(struct slice name)
{
    for (int i = 1; i < SIGNALS; i++)
        if (signals[i] && slice_eq(name, slice_of(signals[i])))
            return i;
    return 0;
}

void outcome_state(struct outcome *outcome, struct slice state, bool stated, struct context *ctx)
{
    if (outcome->stated && !stated)
        return;
    outcome->stated = stated;
    outcome->by_outside = outcome->outside;
    buf_reset(&outcome->state);
    if (!slice_eq_nocase(state, SLICE("none")))
        for (size_t i = 0; i < state.n && i < 64; i++)
            buf_char(&outcome->state, byte_lower(state.p[i]));
    outcome->unread = outcome->state.n && !state_find(buf_view(&outcome->state));
    context_why(ctx, "state %.*s (%s)", SLICE_ARG(buf_view(&outcome->state)), outcome->unread ? "a word that is none" : stated ? "stated" : "inferred");
    if (outcome->unread)
        buf_reset(&outcome->state);
}

void outcome_exit_code(struct outcome *outcome, int code, struct context *ctx)
{
    outcome->exit_code = code;
    outcome->supervisors = false;
    outcome->has_exit_code = true;
    outcome->signal = code < 0 ? signal_name(-code) : NULL;
    context_why(ctx, "exit code %d", code);
}

void outcome_exit_code_unread(struct outcome *outcome, struct context *ctx)
{
    outcome->exit_code = -1;
    outcome->has_exit_code = false;
    outcome->signal = NULL;
    context_why(ctx, "exit code that is none of a process");
}

void outcome_segment(struct outcome *outcome, struct context *ctx)
{
    ctx->facts.segments++;
    ctx->facts.segment_line = ctx->line;
    ctx->facts.airflow_kills = false;
    outcome->stated = outcome->unread = outcome->has_exit_code = outcome->terminal = outcome->refused_only = outcome->refused = false;
    outcome->pre_execute = outcome->post_execute = outcome->post_executed = outcome->outside = outcome->run_timed_out = false;
    outcome->return_codes = 0;
    outcome->returned = false;
    outcome->timed_out = outcome->has_system_exit = outcome->supervisors = false;
    outcome->terminal_word = NULL;
    outcome->exit_text = SLICE("");
    outcome->signal = NULL;
    buf_reset(&outcome->state);
    context_why(ctx, "segment %d", ctx->facts.segments);
}

void outcome_exit_text(struct outcome *outcome, struct slice given, struct context *ctx)
{
    struct slice rest = slice_trim(given), line;
    slice_cut(&rest, '\n', &line);
    outcome->exit_text = arena_keep(&ctx->arena, slice_part(slice_trim_right(line), 0, EVIDENCE_MAX));
    context_why(ctx, "sys.exit with words");
}

bool outcome_exit_code_of_fault(const struct outcome *outcome, int *code)
{
    bool explained = outcome->supervisors && outcome->terminal_word;
    *code = outcome->has_system_exit ? outcome->system_exit : outcome->exit_code;
    return outcome->has_system_exit || (outcome->has_exit_code && *code != 0 && !outcome->exit_text.n && !explained);
}

bool outcome_is_known(const struct outcome *outcome)
{
    return outcome->state.n || outcome->terminal;
}

bool outcome_has_word(const struct outcome *outcome)
{
    return outcome->state.n || outcome->terminal || outcome->has_exit_code || outcome->refused;
}

/* Whether a return code tells a state: 0 alone does not where the generation is unknown. */
static bool tells(const struct outcome *outcome, int generation)
{
    return outcome->return_codes && (generation || outcome->exit_code);
}

int outcome_rank(const struct outcome *outcome, const struct context *ctx)
{
    bool whole = outcome->started && !outcome->from_pod && (!outcome->pre_execute || outcome->post_execute);
    bool inferred = ctx->facts.generation == 3 ? outcome->terminal || whole : tells(outcome, ctx->facts.generation) || (outcome->refused && !ctx->facts.segments);
    return outcome->state.n ? 1 + outcome->stated : inferred && !outcome->unread;
}

/* Airflow 3's file states no success: none of its terminal words, and a whole last line (3.3: the last group too). */
static void infer_record(struct outcome *outcome, struct context *ctx, bool cut)
{
    if (outcome->terminal)
        outcome_state(outcome, SLICE("failed"), false, ctx);
    else if (outcome->started && !outcome->from_pod && !cut && (!outcome->pre_execute || outcome->post_execute))
        outcome_state(outcome, SLICE("success"), false, ctx);
}

/* Of Airflow 2, a return code of 0 alone is of a task that left by sys.exit(0), of which Airflow 3 has a word. */
static void infer_return_code(struct outcome *outcome, struct context *ctx)
{
    bool succeeds = outcome->exit_code == 0 && ctx->facts.generation == 1;
    if (outcome->exit_code == 0 && !succeeds)
        outcome->terminal_word = "Task exited";
    outcome_state(outcome, succeeds ? SLICE("success") : SLICE("failed"), false, ctx);
}

void outcome_infer(struct outcome *outcome, struct context *ctx, bool cut)
{
    const struct facts *facts = &ctx->facts;
    if (outcome->state.n || outcome->unread)
        return;
    if (facts->generation == 3)
        infer_record(outcome, ctx, cut);
    else if (tells(outcome, facts->generation))
        infer_return_code(outcome, ctx);
    else
        outcome->refused_only = outcome->refused && !facts->segments; /* one that had begun was told not to begin again */
}

bool outcome_end(const struct outcome *outcome, struct context *ctx, bool cut, struct cell *log)
{
    bool known = outcome->state.n || outcome->refused_only;
    if (ctx->facts.generation)
        cell_num(&log[LOG_generation], ctx->facts.generation);
    if (outcome->state.n) {
        cell_text(&log[LOG_state], context_keep(ctx, buf_view(&outcome->state)));
        cell_num(&log[LOG_state_inferred], !outcome->stated);
        if (outcome->stated)
            cell_text(&log[LOG_state_by], outcome->by_outside ? SLICE("outside") : SLICE("task"));
    }
    if (outcome->run_timed_out)
        cell_num(&log[LOG_run_timed_out], true);
    if (outcome->has_exit_code)
        cell_num(&log[LOG_exit_code], outcome->exit_code);
    if (outcome->signal)
        cell_text(&log[LOG_signal], slice_of(outcome->signal));
    cell_num(&log[LOG_complete], known && !cut);
    cell_num(&log[LOG_segments], ctx->facts.segments);
    return known;
}

void outcome_forget(struct outcome *outcome, struct facts *facts)
{
    outcome_free(outcome);
    *outcome = (struct outcome){ 0 };
    facts->segments = 0;
    facts->airflow_kills = facts->has_start_date = facts->has_end_date = false;
}

void outcome_free(struct outcome *outcome)
{
    buf_free(&outcome->state);
}
