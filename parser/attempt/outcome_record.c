/* outcome_record.c - what Airflow 3's records say of the outcome (domain §3.4, airflow-log-formats.md §3.2 and §7). */
#include "outcome_state.h"
#include "parser/catalogue/airflow.h"
#include "parser/text/decimal.h"
#include "parser/text/json.h"

enum action {
    ACTION_failed,       /* terminal: failed, unless something states more */
    ACTION_exit_code,    /* terminal, with a member exit_code */
    ACTION_signal,       /* terminal, with a member signal */
    ACTION_server,       /* the server wanted it to end */
    ACTION_stated,       /* the row's state */
    ACTION_waiting,      /* the row's state; a further segment follows */
    ACTION_finished,     /* the supervisor's last word, in a pod's stdout only */
    ACTION_pod,          /* stands in a pod's stdout only */
    ACTION_workload,     /* the pod has its task instance */
    ACTION_gone,         /* in a pod's stdout only, with the signal that the supervisor sent */
    ACTION_begin,
    ACTION_pre_execute,
    ACTION_post_execute,
    ACTION_group_end,
    ACTION_timed_out,
};

static const struct word {
    const char *event; /* the whole event, in any case; "..." at its end: more may follow */
    enum action action;
    const char *state;
} words[] = {
    { "Task failed with exception", ACTION_failed, NULL },
    { "Task exited", ACTION_exit_code, NULL },
    { "Process terminated by signal...", ACTION_signal, NULL },
    { "Process exited abnormally", ACTION_exit_code, NULL },
    { "Task killed!", ACTION_failed, NULL },
    { "Top level error", ACTION_failed, NULL },
    { "Ctrl-c hit", ACTION_failed, NULL },
    { "Dag not found during start up", ACTION_failed, NULL },
    { "Task not found in Dag during start up", ACTION_failed, NULL },
    { "Server indicated the task shouldn't be running anymore...", ACTION_server, NULL },
    { "Skipping task.", ACTION_stated, "skipped" },
    { "Rescheduling task, marking task as UP_FOR_RESCHEDULE", ACTION_waiting, "up_for_reschedule" },
    { "Rescheduling task during startup, marking task as UP_FOR_RESCHEDULE", ACTION_waiting, "up_for_reschedule" }, /* 3.1.8: behind "Dag not found .." */
    { "Pausing task as DEFERRED.", ACTION_waiting, "deferred" },
    { "Pausing task as AWAITING_INPUT.", ACTION_waiting, "awaiting_input" }, /* 3.3 */
    { "Dag Run already exists, marking task as failed.", ACTION_stated, "failed" }, /* TriggerDagRunOperator, which raises nothing */
    { "Dag Run already exists, skipping task as skip_when_already_exists is set to True.", ACTION_stated, "skipped" },
    { "DagRun finished with failed state.", ACTION_failed, NULL },
    { "Task finished", ACTION_finished, NULL },
    { "Workload finished", ACTION_finished, NULL },
    { "Executing workload", ACTION_workload, NULL },
    { "Connecting to server:", ACTION_pod, NULL },
    { "Process exited", ACTION_gone, NULL },
    { "Unhandled exception", ACTION_pod, NULL }, /* of the supervisor itself */
    { "DAG bundles loaded...", ACTION_begin, NULL },
    { "::group::Pre Execute", ACTION_pre_execute, NULL },
    { "::group::Post Execute", ACTION_post_execute, NULL },
    { "::endgroup::", ACTION_group_end, NULL },
    { "Process timed out...", ACTION_timed_out, NULL },
};

static bool event_is(struct slice text, const char *event)
{
    if (byte_lower(text.p[0]) != byte_lower(event[0]))
        return false;
    struct slice want = slice_of(event);
    bool more = slice_ends(want, SLICE("..."));
    if (more)
        want.n -= strlen("...");
    return text.n >= want.n && slice_eq_nocase(slice_part(text, 0, more ? want.n : text.n), want);
}

/* What Airflow says there, by its own loggers; captured output and the user's loggers say nothing of the outcome. Airflow 3.0 calls all of them "task",
 * and "supervisor" in a pod's stdout: there the channel tells captured output. A head of another program's is no word of Airflow's either. */
static enum airflow_says says_of(const struct head *head)
{
    if (head->nesting > 1 || head->channel.n)
        return AIRFLOW_NOTHING;
    const struct airflow_logger *logger = airflow_logger_find(head->logger);
    return logger ? logger->says : head->logger.n ? AIRFLOW_NOTHING : AIRFLOW_STARTS;
}

/* Words that each module of Airflow's says, not only the task's process and its supervisor. */
static bool is_of_start(enum action action)
{
    return action == ACTION_begin || action == ACTION_timed_out || action == ACTION_workload;
}

static bool member_integer(const struct head *head, struct slice key, int *out)
{
    struct json_value value = json_get(head->object, key);
    int64_t number;
    if (value.type != JSON_number || !decimal_integer(value.raw, &number) || number > INT32_MAX || number < INT32_MIN)
        return false;
    *out = (int)number;
    return true;
}

static void terminal(struct outcome *outcome, struct context *ctx)
{
    outcome->terminal = true;
    context_why(ctx, "terminal");
}

/* What sys.exit was given, where it is words. */
static void exit_text_take(struct outcome *outcome, struct json_value given, struct context *ctx)
{
    struct buf text = { 0 };
    if (given.type == JSON_string)
        outcome_exit_text(outcome, json_text(given, &text), ctx);
    else if (given.type != JSON_none && given.type != JSON_null)
        outcome_exit_text(outcome, given.raw, ctx);
    buf_free(&text);
}

static void exit_code_take(struct outcome *outcome, const struct head *head, struct context *ctx)
{
    int code;
    if (member_integer(head, SLICE("exit_code"), &code))
        outcome_exit_code(outcome, code, ctx);
    else
        exit_text_take(outcome, json_get(head->object, SLICE("exit_code")), ctx);
}

/* The supervisor's exit code: the task's own word stands, a signal too (domain §3.4). */
static void exit_code_fill(struct outcome *outcome, int code, struct context *ctx)
{
    const char *signal = outcome->signal;
    if (outcome->has_exit_code)
        return;
    outcome_exit_code(outcome, code, ctx);
    outcome->supervisors = true;
    if (signal)
        outcome->signal = signal;
}

/* A death by signal 9 that Airflow did not send; where the text says so itself ("Likely out of memory error"), it is counted with it. */
static bool out_of_memory(const char *member, int code, const struct head *head, struct context *ctx, struct found *found)
{
    char evidence[32];
    if (code != -9 || ctx->facts.airflow_kills || slice_has(head->message, SLICE("ikely out of memory")))
        return false;
    snprintf(evidence, sizeof(evidence), "%s=%d", member, code);
    *found = (struct found){ .signature = SIGNATURE_OOM_KILLED, .line = ctx->line, .count = 1, .evidence = context_keep(ctx, slice_of(evidence)) };
    return true;
}

/* Its number is told with a sign and without. */
static bool signal_number_take(struct outcome *outcome, int number, const struct head *head, struct context *ctx, struct found *found)
{
    number = number > 0 ? -number : number;
    outcome_exit_code(outcome, number, ctx);
    return out_of_memory("signal", number, head, ctx, found);
}

static bool signal_take(struct outcome *outcome, const struct head *head, struct context *ctx, struct found *found)
{
    int number;
    terminal(outcome, ctx);
    return member_integer(head, SLICE("signal"), &number) && signal_number_take(outcome, number, head, ctx, found);
}

/* SIGSEGV's banner. */
static bool is_segmentation(const struct head *head)
{
    return head->level == LEVEL_critical && slice_has(head->message, SLICE("Received SIGSEGV"));
}

static void segmentation_take(struct outcome *outcome, struct context *ctx)
{
    terminal(outcome, ctx);
    outcome->has_exit_code = false; /* of a process before this one */
    outcome->signal = "SIGSEGV";
}

/* The word behind current_state in what the server answered; empty when there is none. */
static struct slice current_state(struct slice detail)
{
    size_t at = slice_find(detail, SLICE("current_state")), from = 0, to;
    if (at == (size_t)-1)
        return SLICE("");
    struct slice rest = slice_from(detail, at + strlen("current_state"));
    while (from < rest.n && !byte_is_letter(rest.p[from]))
        from++;
    for (to = from; to < rest.n && (byte_is_letter(rest.p[to]) || rest.p[to] == '_'); to++)
        ;
    return slice_part(rest, from, to);
}

/* {"detail":{"reason":"not_running","message":"..","current_state":"success"}}: what the server has. */
static void server_take(struct outcome *outcome, const struct head *head, struct context *ctx)
{
    struct slice state = current_state(json_get(head->object, SLICE("detail")).raw);
    ctx->facts.airflow_kills = outcome->outside = true;
    terminal(outcome, ctx);
    if (state.n && !slice_eq(state, SLICE("null")) && !slice_eq(state, SLICE("None")))
        outcome_state(outcome, state, true, ctx);
}

static bool finished_take(struct outcome *outcome, const struct head *head, struct context *ctx, struct found *found)
{
    struct json_value state = json_get(head->object, SLICE("final_state"));
    int code = 0;
    if (state.type == JSON_none)
        return false; /* a print of the user's own, whose logger Airflow 3.0 calls "task" too */
    outcome->from_pod = true;
    if (member_integer(head, SLICE("exit_code"), &code))
        exit_code_fill(outcome, code, ctx);
    if (state.type == JSON_string && !slice_eq(state.raw, SLICE("SERVER_TERMINATED")))
        outcome_state(outcome, state.raw, true, ctx);
    return out_of_memory("exit_code", code, head, ctx, found);
}

/* A task process begins: after a pause, or the end of another (a run deleted and run again appends), it is another segment of the file. */
static void begin_take(struct outcome *outcome, struct context *ctx)
{
    if (ctx->facts.segments == 0 || outcome->waiting || outcome->terminal || outcome->state.n)
        outcome_segment(outcome, ctx);
    outcome->waiting = false;
}

/* What stands and falls with the segment of a process. */
static void process_take(struct outcome *outcome, enum action action, struct context *ctx)
{
    if (action != ACTION_post_execute)
        begin_take(outcome, ctx);
    if (action == ACTION_pre_execute) { /* 3.3's first line of a segment */
        outcome->pre_execute = true;
        outcome->post_execute = outcome->post_executed = false;
    } else if (action == ACTION_post_execute) {
        outcome->post_execute = true;
    }
}

static void state_take(struct outcome *outcome, const struct word *word, struct context *ctx)
{
    outcome->waiting |= word->action == ACTION_waiting;
    outcome_state(outcome, slice_of(word->state), true, ctx);
}

static bool is_terminal(enum action action)
{
    return action == ACTION_failed || action == ACTION_exit_code || action == ACTION_signal || action == ACTION_server;
}

static bool is_of_pod(const struct head *head, enum action action)
{
    const char *member = action == ACTION_workload ? "workload" : action == ACTION_gone ? "signal_sent" : NULL;
    return !member || json_get(head->object, slice_of(member)).type != JSON_none;
}

static bool act(struct outcome *outcome, const struct head *head, const struct word *word, struct context *ctx, struct found *found)
{
    if (is_terminal(word->action))
        outcome->terminal_word = word->event;
    switch (word->action) {
    case ACTION_exit_code:
        terminal(outcome, ctx);
        exit_code_take(outcome, head, ctx);
        break;
    case ACTION_failed:
        terminal(outcome, ctx);
        break;
    case ACTION_signal:
        return signal_take(outcome, head, ctx, found);
    case ACTION_server:
        server_take(outcome, head, ctx);
        break;
    case ACTION_waiting:
    case ACTION_stated:
        state_take(outcome, word, ctx);
        break;
    case ACTION_finished:
        return finished_take(outcome, head, ctx, found);
    case ACTION_workload:
    case ACTION_gone:
    case ACTION_pod:
        outcome->from_pod |= is_of_pod(head, word->action);
        break;
    case ACTION_begin:
    case ACTION_pre_execute:
    case ACTION_post_execute:
        process_take(outcome, word->action, ctx);
        break;
    case ACTION_group_end:
        outcome->post_executed = outcome->post_execute;
        break;
    case ACTION_timed_out:
        ctx->facts.airflow_kills = outcome->timed_out = true;
        break;
    }
    return false;
}

/* The number behind "NAME=" in a line of the web interface. */
static bool pair_integer(struct slice text, struct slice name, int *out)
{
    size_t at = slice_find(text, name);
    int64_t number;
    if (at == (size_t)-1)
        return false;
    struct slice value = slice_from(text, at + name.n);
    size_t n = value.n && value.p[0] == '-';
    while (n < value.n && byte_is_digit(value.p[n]))
        n++;
    if (!decimal_integer(slice_part(value, 0, n), &number) || number > INT32_MAX || number < INT32_MIN)
        return false;
    *out = (int)number;
    return true;
}

/* The words end there, or pairs follow, or, copied from a browser, the error at once. */
static bool interface_is(struct slice text, const char *event)
{
    struct slice want = slice_of(event);
    want.n -= slice_ends(want, SLICE("...")) ? strlen("...") : 0;
    if (text.n < want.n || !slice_eq_nocase(slice_part(text, 0, want.n), want))
        return false;
    struct slice rest = slice_from(text, want.n);
    bool glued = rest.n && rest.p[0] >= 'A' && rest.p[0] <= 'Z';
    if (slice_starts(rest, SLICE(":")))
        rest = slice_from(rest, 1);
    rest = slice_trim(rest);
    return !rest.n || glued || want.n < strlen(event) || slice_index(rest, '=') < slice_index(rest, ' '); /* none: the largest number */
}

bool outcome_interface(struct outcome *outcome, const struct head *head, struct context *ctx, struct found *found)
{
    const struct word *word = NULL;
    struct slice text = head->message;
    int code;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words) && !word; i++)
        if (is_terminal(words[i].action) && interface_is(text, words[i].event))
            word = &words[i];
    if (!word)
        return false;
    terminal(outcome, ctx);
    outcome->terminal_word = word->event;
    ctx->facts.airflow_kills |= word->action == ACTION_server;
    if (word->action == ACTION_signal && pair_integer(text, SLICE("signal="), &code))
        return signal_number_take(outcome, code, head, ctx, found);
    if (word->action == ACTION_exit_code && pair_integer(text, SLICE("exit_code="), &code))
        outcome_exit_code(outcome, code, ctx);
    return false;
}

static const struct word *word_find(const struct head *head)
{
    struct slice event = slice_trim_right(head->message);
    char first = event.n ? event.p[0] | ' ' : '\0'; /* nearly each event is none of them, and shows it at once */
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if ((words[i].event[0] | ' ') == first && event_is(event, words[i].event))
            return &words[i];
    return NULL;
}

bool outcome_record(struct outcome *outcome, const struct head *head, struct context *ctx, struct found *found)
{
    enum airflow_says says = says_of(head);
    outcome->started = true;
    if (says != AIRFLOW_ALL && says != AIRFLOW_STARTS)
        return false;
    if (says == AIRFLOW_ALL && is_segmentation(head)) {
        segmentation_take(outcome, ctx);
        return false;
    }
    const struct word *word = word_find(head);
    if (!word || (says == AIRFLOW_STARTS && !is_of_start(word->action)))
        return false;
    /* A DAG processor loads bundles and has timeouts too; a group is anyone's. */
    ctx->facts.task_runner |= word->action != ACTION_begin && word->action != ACTION_timed_out && word->action != ACTION_group_end;
    return act(outcome, head, word, ctx, found);
}
