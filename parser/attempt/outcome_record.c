/* outcome_record.c - what Airflow 3's records say of the attempt (domain §3.4, airflow-log-formats.md §3.2 and §7). */
#include "log_inside.h"

#include "parser/text/decimal.h"

enum action {
    ACTION_failed,       /* terminal: failed, unless something states more */
    ACTION_exit_code,    /* terminal, with a member exit_code */
    ACTION_signal,       /* terminal, with a member signal */
    ACTION_server,       /* the server wanted it to end */
    ACTION_stated,       /* the row's state */
    ACTION_waiting,      /* the row's state; a further segment follows */
    ACTION_finished,     /* the supervisor's last word, in a pod's stdout only */
    ACTION_pod,          /* stands in a pod's stdout only */
    ACTION_workload,
    ACTION_xcom,
    ACTION_begin,
    ACTION_pre_execute,
    ACTION_post_execute,
    ACTION_timed_out,
};

static const struct row {
    const char *event; /* the whole event, in any case; "..." at its end: more may follow */
    enum action action;
    const char *state;
} rows[] = {
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
    { "Pushing xcom", ACTION_xcom, NULL },
    { "DAG bundles loaded...", ACTION_begin, NULL },
    { "::group::Pre Execute", ACTION_pre_execute, NULL },
    { "::group::Post Execute", ACTION_post_execute, NULL },
    { "Process timed out...", ACTION_timed_out, NULL },
};

static bool event_is(struct slice text, const char *event)
{
    if (!text.n || byte_lower(text.p[0]) != byte_lower(event[0]))
        return false;
    struct slice want = slice_of(event);
    bool more = slice_ends(want, SLICE("..."));
    if (more)
        want.n -= strlen("...");
    return text.n >= want.n && slice_eq_nocase(slice_part(text, 0, more ? want.n : text.n), want);
}

/* Airflow's own loggers; captured output and the user's loggers say nothing of the outcome. Airflow 3.0 calls all of them "task", and
 * "supervisor" in a pod's stdout: there the channel tells captured output. A head of another program's is no word of Airflow's either. */
static bool is_own(const struct head *head, enum action action)
{
    if (head->nesting > 1 || head->channel.n || slice_eq(head->logger, SLICE("task.stdout")) || slice_eq(head->logger, SLICE("task.stderr")))
        return false;
    if (slice_eq(head->logger, SLICE("task")) || slice_eq(head->logger, SLICE("supervisor")) || slice_eq(head->logger, SLICE("__main__")))
        return true;
    return (action == ACTION_begin || action == ACTION_timed_out || action == ACTION_workload || action == ACTION_xcom) &&
           (!head->logger.n || slice_starts(head->logger, SLICE("airflow")));
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

static void terminal(struct log *log)
{
    log->attempt.terminal = true;
    log_why(log, "terminal");
}

static void exit_code_take(struct log *log, const struct head *head)
{
    int code;
    if (member_integer(head, SLICE("exit_code"), &code))
        outcome_exit_code(log, code);
}

static void out_of_memory(struct log *log, const struct head *head)
{
    if (log->attempt.killed)
        return;
    /* The text itself ("Likely out of memory error") has been counted as this line's. */
    if (log->incident[SIGNATURE_OOM_KILLED].count && log->incident[SIGNATURE_OOM_KILLED].last == log->current.number)
        return;
    if (slice_has(head->message, SLICE("ikely out of memory")))
        return;
    incident_add(log, SIGNATURE_OOM_KILLED, head->object);
}

static void signal_take(struct log *log, const struct head *head)
{
    int number;
    terminal(log);
    if (!member_integer(head, SLICE("signal"), &number))
        return;
    outcome_exit_code(log, number > 0 ? -number : number);
    if (log->attempt.exit_code == -9)
        out_of_memory(log, head);
}

/* SIGSEGV's banner. */
static void segmentation_take(struct log *log)
{
    terminal(log);
    log->attempt.has_exit_code = false; /* of a process before this one */
    log->attempt.signal = "SIGSEGV";
}

/* {"detail":{"reason":"not_running","message":"..","current_state":"success"}}: what the server has. */
static void server_take(struct log *log, const struct head *head)
{
    struct json_value detail = json_get(head->object, SLICE("detail"));
    size_t at = slice_find(detail.raw, SLICE("current_state"));
    log->attempt.killed = true;
    terminal(log);
    if (at == (size_t)-1)
        return;
    struct slice rest = slice_from(detail.raw, at + strlen("current_state"));
    size_t from = 0, to;
    while (from < rest.n && !byte_is_letter(rest.p[from]))
        from++;
    for (to = from; to < rest.n && (byte_is_letter(rest.p[to]) || rest.p[to] == '_'); to++)
        ;
    struct slice state = slice_part(rest, from, to);
    if (state.n && !slice_eq(state, SLICE("null")) && !slice_eq(state, SLICE("None")))
        outcome_state(log, state, true);
}

static void finished_take(struct log *log, const struct head *head)
{
    struct json_value state = json_get(head->object, SLICE("final_state"));
    if (state.type == JSON_none)
        return; /* a print of the user's own, whose logger Airflow 3.0 calls "task" too */
    log->attempt.from_pod = true;
    exit_code_take(log, head);
    if (log->attempt.has_exit_code && log->attempt.exit_code == -9)
        out_of_memory(log, head);
    if (state.type == JSON_string && !slice_eq(state.raw, SLICE("SERVER_TERMINATED")))
        outcome_state(log, state.raw, true);
}

static void workload_take(struct log *log, const struct head *head)
{
    struct json_value workload = json_get(head->object, SLICE("workload"));
    if (workload.type == JSON_none)
        return;
    log->attempt.from_pod = true;
    struct buf text = { 0 };
    json_unescape(workload.raw, &text);
    if (workload.type == JSON_string && pattern_match(log->parser->patterns, PATTERN_workload, buf_view(&text)))
        content_facts(log, pattern_group(log->parser->patterns, PATTERN_workload, "facts"));
    buf_free(&text);
}

static void xcom_take(struct log *log, const struct head *head)
{
    struct json_value instance = json_get(head->object, SLICE("ti"));
    struct buf text = { 0 };
    json_unescape(instance.raw, &text);
    if (instance.type == JSON_string && pattern_match(log->parser->patterns, PATTERN_runtime_instance, buf_view(&text)))
        content_facts(log, pattern_group(log->parser->patterns, PATTERN_runtime_instance, "facts"));
    buf_free(&text);
}

/* A task process begins: after a pause, or the end of another (a run deleted and run anew appends), it is another segment of the file. */
static void begin_take(struct log *log)
{
    if (log->attempt.segments == 0 || log->attempt.waiting || log->attempt.terminal || log->attempt.state.n)
        outcome_segment(log);
    log->attempt.waiting = false;
}

static void act(struct log *log, const struct head *head, const struct row *row)
{
    switch (row->action) {
    case ACTION_failed:
        terminal(log);
        break;
    case ACTION_exit_code:
        terminal(log);
        exit_code_take(log, head);
        break;
    case ACTION_signal:
        signal_take(log, head);
        break;
    case ACTION_server:
        server_take(log, head);
        break;
    case ACTION_waiting:
        log->attempt.waiting = true;
        outcome_state(log, slice_of(row->state), true);
        break;
    case ACTION_stated:
        outcome_state(log, slice_of(row->state), true);
        break;
    case ACTION_finished:
        finished_take(log, head);
        break;
    case ACTION_pod:
        log->attempt.from_pod = true;
        break;
    case ACTION_workload:
        workload_take(log, head);
        break;
    case ACTION_xcom:
        xcom_take(log, head);
        break;
    case ACTION_begin:
        begin_take(log);
        break;
    case ACTION_pre_execute: /* 3.3's first line of a segment */
        begin_take(log);
        log->attempt.pre_execute = true;
        log->attempt.post_execute = false;
        break;
    case ACTION_post_execute:
        log->attempt.post_execute = true;
        break;
    case ACTION_timed_out:
        log->attempt.killed = true;
        break;
    }
}

/* Class of the operator from its logger: airflow.task.operators.<module>.<Class>. */
static void operator_take(struct log *log, struct slice logger)
{
    if (log->attempt.operator.n || !slice_starts(logger, SLICE("airflow.task.operators.")))
        return;
    size_t at = logger.n;
    while (at && logger.p[at - 1] != '.')
        at--;
    log->attempt.operator = log_keep_masked(log, slice_from(logger, at), EVIDENCE_MAX);
}

static void members_take(struct log *log, const struct head *head)
{
    static const char *const keys[] = { "dag_id", "task_id", "run_id" };
    struct json_value values[3];
    for (int i = 0; i < 3; i++)
        values[i] = json_get(head->object, slice_of(keys[i]));
    /* 3.3 stamps its own records with all of them; a user's record may have one or the other. */
    if (values[0].type != JSON_string || values[1].type != JSON_string || values[2].type != JSON_string ||
        json_get(head->object, SLICE("ti_id")).type == JSON_none)
        return;
    content_ids(log, json_text(values[0], &log->scratch), json_text(values[1], &log->text), json_text(values[2], &log->masked));
    int number;
    if (!log->content.try_number && member_integer(head, SLICE("try_number"), &number))
        log->content.try_number = number;
    if (!log->content.has_map_index && member_integer(head, SLICE("map_index"), &number)) {
        log->content.map_index = number;
        log->content.has_map_index = true;
    }
}

void outcome_record(struct log *log, const struct head *head)
{
    struct slice event = slice_trim_right(head->message);
    log->attempt.started = true;
    operator_take(log, head->logger);
    members_take(log, head);
    if (slice_has(head->message, SLICE("Received SIGSEGV")) && head->level == LEVEL_critical && is_own(head, ACTION_signal)) {
        segmentation_take(log);
        return;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (event_is(event, rows[i].event)) {
            if (is_own(head, rows[i].action))
                act(log, head, &rows[i]);
            return;
        }
}
