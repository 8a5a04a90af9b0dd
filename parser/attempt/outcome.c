/* outcome.c - what Airflow's own lines say of the attempt's outcome: Airflow 1 and 2 (domain §3.4). */
#include "log_inside.h"

#include "parser/text/timestamp.h"

void outcome_state(struct log *log, struct slice state, bool stated)
{
    struct attempt *attempt = &log->attempt;
    if (attempt->stated && !stated)
        return;
    attempt->stated = stated;
    buf_reset(&attempt->state);
    if (!slice_eq_nocase(state, SLICE("none")))
        for (size_t i = 0; i < state.n && i < 64; i++)
            buf_char(&attempt->state, byte_lower(state.p[i]));
    log_why(log, "state %.*s (%s)", SLICE_ARG(buf_view(&attempt->state)), stated ? "stated" : "inferred");
}

const char *signal_name_of(int number)
{
    static const char *const names[] = { NULL, "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL",
                                         "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT",
                                         "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF",
                                         "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS" };
    return number > 0 && number < (int)(sizeof(names) / sizeof(*names)) ? names[number] : NULL;
}

static int signal_number_of(struct slice name)
{
    for (int i = 1; i < 32; i++)
        if (signal_name_of(i) && slice_eq(name, slice_of(signal_name_of(i))))
            return i;
    return 0;
}

void outcome_exit_code(struct log *log, int code)
{
    log->attempt.exit_code = code;
    log->attempt.has_exit_code = true;
    log->attempt.signal = code < 0 ? signal_name_of(-code) : NULL;
    log_why(log, "exit code %d", code);
}

void outcome_segment(struct log *log)
{
    struct attempt *attempt = &log->attempt;
    attempt->segments++;
    attempt->stated = attempt->killed = attempt->has_exit_code = attempt->terminal = attempt->refused_only = attempt->refused = false;
    attempt->pre_execute = attempt->post_execute = false;
    attempt->return_codes = 0;
    attempt->signal = NULL;
    buf_reset(&attempt->state);
    buf_reset(&attempt->error_type);
    buf_reset(&attempt->error_message);
    log_why(log, "segment %d", attempt->segments);
}

static int integer_of(struct slice text)
{
    int value = 0;
    bool negative = text.n && text.p[0] == '-';
    for (size_t i = negative; i < text.n && byte_is_digit(text.p[i]) && value < 100000000; i++)
        value = value * 10 + (text.p[i] - '0');
    return negative ? -value : value;
}

static void return_code_take(struct log *log)
{
    const struct patterns *patterns = log->parser->patterns;
    struct slice signal = pattern_group(patterns, PATTERN_return_code, "signal");
    log->attempt.return_codes++;
    outcome_exit_code(log, signal.n ? -signal_number_of(signal) : integer_of(pattern_group(patterns, PATTERN_return_code, "code")));
}

/* start_date= and end_date= of "Marking task as": UTC, whole seconds. */
static void dates_take(struct log *log, struct slice facts)
{
    struct attempt *attempt = &log->attempt;
    int64_t date;
    if (timestamp_parse_compact(fact_get(facts, "start_date"), &date)) {
        attempt->start_date = date; /* of the last run of the attempt, as the database has it */
        attempt->has_start_date = true;
    }
    if (timestamp_parse_compact(fact_get(facts, "end_date"), &date)) {
        attempt->end_date = attempt->has_end_date && attempt->end_date > date ? attempt->end_date : date;
        attempt->has_end_date = true;
    }
    if (!log->content.has_logical_date && timestamp_parse_compact(fact_get(facts, "execution_date"), &date)) {
        log->content.logical_date = date;
        log->content.has_logical_date = true;
    }
}

static void marking_take(struct log *log, int pattern)
{
    const struct patterns *patterns = log->parser->patterns;
    struct slice facts = pattern_group(patterns, pattern, "facts");
    struct slice state = pattern_group(patterns, pattern, "state");
    if (content_is_other(log, fact_get(facts, "dag_id"), fact_get(facts, "task_id")))
        return;
    outcome_state(log, state, true);
    if (facts.n) {
        content_facts(log, facts);
        dates_take(log, facts);
        if (log->attempt.generation == 0 && slice_has(facts, SLICE("run_id=")))
            log->attempt.generation = 2;
    }
}

/* A refused start tells the state that the attempt had by then, when it is a finished one. */
static void refused_take(struct log *log)
{
    static const char *const finished[] = { "success", "failed", "skipped" };
    const struct patterns *patterns = log->parser->patterns;
    struct slice state = pattern_group(patterns, PATTERN_refused, "state"), both = pattern_group(patterns, PATTERN_refused, "dag_task");
    content_ids(log, SLICE(""), both, pattern_group(patterns, PATTERN_refused, "run"));
    if (content_is_other(log, SLICE(""), both))
        return;
    for (size_t i = 0; i < sizeof(finished) / sizeof(*finished); i++)
        if (slice_eq(state, slice_of(finished[i])))
            outcome_state(log, state, true);
}

void outcome_line(struct log *log, struct slice text, uint64_t bits)
{
    const struct patterns *patterns = log->parser->patterns;
    struct attempt *attempt = &log->attempt;
#define MATCHES(pattern) ((bits & pattern_bit(pattern)) && pattern_match(patterns, pattern, text))
    if (slice_eq(buf_view(&log->message.file), SLICE("process_utils.py")))
        bits &= pattern_bit(PATTERN_killing); /* the rest is what a task in a virtual environment prints */
    if (!bits || log_is_nobodys(log))
        return;
    if (MATCHES(PATTERN_starting_attempt)) {
        outcome_segment(log);
        if (!log->content.try_number)
            log->content.try_number = integer_of(pattern_group(patterns, PATTERN_starting_attempt, "try_number"));
    } else if (MATCHES(PATTERN_resuming)) {
        outcome_segment(log);
    } else if (MATCHES(PATTERN_marking)) {
        marking_take(log, PATTERN_marking);
    } else if (MATCHES(PATTERN_pausing)) {
        marking_take(log, PATTERN_pausing);
    } else if (MATCHES(PATTERN_return_code)) {
        return_code_take(log);
    } else if (MATCHES(PATTERN_externally_set)) {
        outcome_state(log, pattern_group(patterns, PATTERN_externally_set, "state"), true);
        attempt->killed = true;
    } else if (MATCHES(PATTERN_refused)) {
        refused_take(log);
    } else if (MATCHES(PATTERN_not_able)) {
        attempt->refused = true;
        log_why(log, "refused start");
    } else if (MATCHES(PATTERN_killing)) {
        attempt->killed = true;
        log_why(log, "Airflow kills");
    } else if (MATCHES(PATTERN_segmentation)) {
        attempt->signal = "SIGSEGV";
    }
#undef MATCHES
}

/* Airflow 3's file states no success: none of its terminal words, and a whole last line (3.3: the last group too). */
static void infer_record(struct log *log)
{
    struct attempt *attempt = &log->attempt;
    if (attempt->terminal)
        outcome_state(log, SLICE("failed"), false);
    else if (attempt->started && !attempt->from_pod && !log->cut && (!attempt->pre_execute || attempt->post_execute))
        outcome_state(log, SLICE("success"), false);
}

void outcome_end(struct log *log)
{
    struct attempt *attempt = &log->attempt;
    if (attempt->state.n)
        return;
    if (attempt->generation == 3)
        infer_record(log);
    else if (attempt->return_codes)
        outcome_state(log, attempt->generation != 2 && attempt->exit_code == 0 ? SLICE("success") : SLICE("failed"), false);
    else
        attempt->refused_only = attempt->refused && !attempt->segments; /* one that had begun was told not to begin again */
}
