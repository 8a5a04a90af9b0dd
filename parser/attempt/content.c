/* content.c - which attempt this is, and its operator and host, as the content tells (airflow-log-formats.md §3). */
#include "log_inside.h"

#include "parser/text/python_string.h"
#include "parser/text/timestamp.h"

/* Where the quoted text that begins with its quote ends, as Python prints it. */
static size_t quoted_end(struct slice text)
{
    size_t at = 1;
    while (at < text.n && text.p[at] != text.p[0])
        at += text.p[at] == '\\' ? 2 : 1;
    return at < text.n ? at : text.n;
}

/* The value behind KEY= in "dag_id=d, task_id='t', ..." or a Python repr; empty when it is not there. */
struct slice fact_get(struct slice facts, const char *key)
{
    size_t n = strlen(key);
    for (size_t at = 0; at + n < facts.n; at++) {
        if (facts.p[at] != key[0] || memcmp(facts.p + at, key, n) != 0 || facts.p[at + n] != '=' ||
            (at && facts.p[at - 1] != ' ' && facts.p[at - 1] != ',' && facts.p[at - 1] != '('))
            continue;
        struct slice value = slice_from(facts, at + n + 1);
        if (value.n && (value.p[0] == '\'' || value.p[0] == '"'))
            return slice_part(value, 1, quoted_end(value));
        size_t end = slice_find(value, SLICE(", "));
        if (end == (size_t)-1 && slice_has(facts, SLICE(" run_id=")) && !slice_has(facts, SLICE(", ")))
            end = slice_index(value, ' '); /* "Task Identity": blanks part its facts */
        return slice_trim(slice_part(value, 0, end));
    }
    return SLICE("");
}

/* The same, a quoted value as it was before Python printed it; the view is good until space changes. */
static struct slice fact_text(struct slice facts, const char *key, struct buf *space)
{
    struct slice value = fact_get(facts, key);
    bool quoted = value.n && value.p > facts.p && value.p[-1] != '=';
    if (!quoted || slice_index(value, '\\') == (size_t)-1)
        return value;
    buf_reset(space);
    python_unescape(value, space);
    return buf_view(space);
}

static void id_keep(struct log *log, struct slice *to, struct slice id)
{
    if (id.n && (!to->n || (id_is_masked(*to) && !id_is_masked(id))))
        *to = arena_keep(&log->arena, id);
}

/* The run as a TaskInstance shows it: a date in Airflow 1.10-2.1, a run_id since. */
static void run_keep(struct log *log, struct slice run)
{
    struct timestamp stamp;
    if (!run.n)
        return;
    if (!timestamp_parse(run, &stamp)) {
        id_keep(log, &log->content.run_id, run);
        if (log->attempt.generation == 0)
            log->attempt.generation = 2;
    } else if (!log->content.has_logical_date) {
        log->content.logical_date = stamp.micros;
        log->content.has_logical_date = true;
    }
}

static struct slice known(struct slice from_path, struct slice from_content)
{
    return from_path.n ? from_path : from_content;
}

/* Splits "dag.task": by the dag known already, else at the first dot. */
static void dag_task_split(const struct log *log, struct slice both, struct slice *dag_id, struct slice *task_id)
{
    struct slice dag = known(log->path.dag_id, log->content.dag_id);
    size_t at = dag.n && dag.n < both.n && both.p[dag.n] == '.' && ids_agree(dag, slice_part(both, 0, dag.n)) ? dag.n : slice_index(both, '.');
    if (at == (size_t)-1)
        at = both.n;
    *dag_id = slice_part(both, 0, at);
    *task_id = slice_from(both, at + 1);
}

static struct slice join(struct slice dag_id, struct slice task_id, struct buf *out)
{
    buf_slice(out, dag_id);
    if (dag_id.n && task_id.n)
        buf_char(out, '.');
    buf_slice(out, task_id);
    return buf_view(out);
}

bool content_is_other(const struct log *log, struct slice dag_id, struct slice task_id)
{
    struct slice dag = known(log->path.dag_id, log->content.dag_id), task = known(log->path.task_id, log->content.task_id);
    struct buf ours = { 0 }, theirs = { 0 };
    /* A TaskInstance's "dag.task" is compared whole, and so is what was split by guess. */
    bool whole = task_id.n && (dag_id.n ? !log->path.layout : slice_has(task_id, SLICE(".")));
    if (!whole)
        return (dag.n && dag_id.n && !ids_agree(dag, dag_id)) || (task.n && task_id.n && !ids_agree(task, task_id));
    bool other = dag.n && task.n && !ids_agree(join(dag, task, &ours), join(dag_id, task_id, &theirs));
    buf_free(&ours);
    buf_free(&theirs);
    return other;
}

/* A line that names the dag or the task alone tells where a "dag.task" is to be split. */
static void split_settle(struct log *log, struct slice dag_id, struct slice task_id)
{
    struct attempt_id *content = &log->content;
    struct buf joined = { 0 };
    struct slice both = join(content->dag_id, content->task_id, &joined);
    size_t at = both.n;
    if (dag_id.n && dag_id.n < both.n && slice_starts(both, dag_id))
        at = dag_id.n;
    else if (task_id.n && task_id.n < both.n && slice_ends(both, task_id))
        at = both.n - task_id.n - 1;
    if (content->dag_id.n && content->task_id.n && at && at < both.n && both.p[at] == '.') {
        content->dag_id = arena_keep(&log->arena, slice_part(both, 0, at));
        content->task_id = arena_keep(&log->arena, slice_from(both, at + 1));
    }
    buf_free(&joined);
}

void content_ids(struct log *log, struct slice dag_id, struct slice task_id, struct slice run)
{
    bool guessed = !dag_id.n && task_id.n;
    if (guessed)
        dag_task_split(log, task_id, &dag_id, &task_id);
    if (log->content.dag_id.n && log->content.task_id.n && content_is_other(log, dag_id, task_id) && !log->path.layout)
        return; /* about another task instance */
    if (!guessed)
        split_settle(log, dag_id, task_id);
    id_keep(log, &log->content.dag_id, dag_id);
    id_keep(log, &log->content.task_id, task_id);
    run_keep(log, run);
}

static bool number_of(struct slice text, int *out)
{
    bool negative = text.n && text.p[0] == '-';
    int value = 0;
    if (text.n == negative || text.n > 8)
        return false;
    for (size_t i = negative; i < text.n; i++) {
        if (!byte_is_digit(text.p[i]))
            return false;
        value = value * 10 + (text.p[i] - '0');
    }
    *out = negative ? -value : value;
    return true;
}

static void map_index_keep(struct log *log, struct slice text)
{
    int number;
    if (log->content.has_map_index || !number_of(text, &number))
        return;
    log->content.map_index = number;
    log->content.has_map_index = true;
}

void content_facts(struct log *log, struct slice facts)
{
    int number;
    content_ids(log, fact_text(facts, "dag_id", &log->scratch), fact_text(facts, "task_id", &log->text), fact_text(facts, "run_id", &log->masked));
    map_index_keep(log, fact_get(facts, "map_index"));
    if (!log->content.try_number && number_of(fact_get(facts, "try_number"), &number))
        log->content.try_number = number;
    struct slice hostname = fact_get(facts, "hostname"), task = fact_get(facts, "task");
    if (!log->attempt.hostname.n && hostname.n)
        log->attempt.hostname = log_keep_masked(log, hostname, EVIDENCE_MAX);
    size_t from = slice_index(task, '('), to = slice_index(task, ')');
    if (!log->attempt.operator.n && slice_starts(task, SLICE("<")) && from < to && to != (size_t)-1)
        log->attempt.operator = log_keep_masked(log, slice_part(task, from + 1, to), EVIDENCE_MAX);
}

static void date_keep(struct log *log, struct slice text)
{
    struct timestamp stamp;
    if (timestamp_read(text, &stamp) <= 0)
        return;
    log->content.logical_date = stamp.micros;
    log->content.has_logical_date = true;
}

/* As Elasticsearch's records have it: 2020_07_14T00_00_00_000000, UTC. */
static void underscored_date_keep(struct log *log, struct slice text)
{
    char iso[] = "0000-00-00T00:00:00.000000";
    if (text.n != sizeof(iso) - 1)
        return;
    for (size_t i = 0; i < text.n; i++)
        if (iso[i] == '0' || iso[i] == 'T')
            iso[i] = text.p[i];
    date_keep(log, slice_of(iso));
}

void content_stamps(struct log *log, struct slice object)
{
    static const char *const keys[] = { "dag_id", "task_id", "execution_date", "try_number" };
    struct slice text[4];
    if (log->content_stamped)
        return;
    for (int i = 0; i < 4; i++) {
        struct json_value value = json_get(object, slice_of(keys[i]));
        if (value.type != JSON_string || value.escaped)
            return;
        text[i] = value.raw;
    }
    log->content_stamped = true;
    content_ids(log, text[0], text[1], SLICE(""));
    if (!log->content.has_logical_date)
        underscored_date_keep(log, text[2]);
    if (!number_of(text[3], &log->stamped_try_number))
        log->stamped_try_number = 0;
}

static void variable_take(struct log *log, struct slice name, struct slice value)
{
    int number;
    if (slice_eq(name, SLICE("DAG_ID"))) {
        split_settle(log, value, SLICE(""));
        id_keep(log, &log->content.dag_id, value);
    } else if (slice_eq(name, SLICE("TASK_ID")))
        id_keep(log, &log->content.task_id, value);
    else if (slice_eq(name, SLICE("DAG_RUN_ID")))
        id_keep(log, &log->content.run_id, value);
    else if (slice_eq(name, SLICE("TRY_NUMBER")) && number_of(value, &number)) {
        log->content.try_number = number;
        log->attempt.printed_try_number = true;
    } else if (slice_eq(name, SLICE("EXECUTION_DATE")) || slice_eq(name, SLICE("LOGICAL_DATE")))
        date_keep(log, value);
}

/* AIRFLOW_CTX_*: one on a line, or all on one, quoted. They name the dag and task exactly. */
static void environment_take(struct log *log, struct slice text)
{
    const struct patterns *patterns = log->parser->patterns;
    while (pattern_match(patterns, PATTERN_environment, text)) {
        struct slice quoted = pattern_group(patterns, PATTERN_environment, "quoted"), bare = pattern_group(patterns, PATTERN_environment, "bare");
        struct slice name = pattern_group(patterns, PATTERN_environment, "name");
        size_t end = pattern_end(patterns, PATTERN_environment);
        log->line_matched = true;
        variable_take(log, name, quoted.p && quoted.n ? quoted : bare);
        text = slice_from(text, end);
    }
}

static void executing_take(struct log *log)
{
    const struct patterns *patterns = log->parser->patterns;
    struct slice date = pattern_group(patterns, PATTERN_executing, "date");
    if (!log->attempt.operator.n)
        log->attempt.operator = log_keep_masked(log, pattern_group(patterns, PATTERN_executing, "operator"), EVIDENCE_MAX);
    if (date.n > 10 && date.p[10] == ' ' && !log->attempt.generation)
        log->attempt.generation = 2; /* 1.10-2.1 print a T */
    split_settle(log, SLICE(""), pattern_group(patterns, PATTERN_executing, "task_id"));
    if (!log->content.has_logical_date)
        date_keep(log, date);
}

static void running_task_take(struct log *log)
{
    const struct patterns *patterns = log->parser->patterns;
    struct slice dag = pattern_group(patterns, PATTERN_running_task, "dag_id"), task = pattern_group(patterns, PATTERN_running_task, "task_id");
    if (!log->attempt.generation)
        log->attempt.generation = pattern_group(patterns, PATTERN_running_task, "tasks").n ? 2 : 1;
    if (content_is_other(log, dag, task) && log->path.layout)
        return;
    /* Exact where a TaskInstance's "dag.task" was split by guess. */
    if (!id_is_masked(dag) && !id_is_masked(task)) {
        log->content.dag_id = arena_keep(&log->arena, dag);
        log->content.task_id = arena_keep(&log->arena, task);
    }
    run_keep(log, pattern_group(patterns, PATTERN_running_task, "run"));
}

static void task_instance_take(struct log *log)
{
    const struct patterns *patterns = log->parser->patterns;
    struct slice index = pattern_group(patterns, PATTERN_task_instance, "map_index"), run = pattern_group(patterns, PATTERN_task_instance, "run");
    struct slice both = pattern_group(patterns, PATTERN_task_instance, "dag_task");
    if (content_is_other(log, SLICE(""), both))
        return;
    map_index_keep(log, index);
    content_ids(log, SLICE(""), both, run);
}

/* Lines by which a process says which task instance it runs: Airflow's own, the print of 1.10-2.2, a pod's raw stdout. */
static bool may_identify(const struct log *log)
{
    const struct message *message = &log->message;
    return message->own || message->family == FAMILY_none || slice_eq(buf_view(&message->file), SLICE("logging_mixin.py"));
}

/* A scheduler speaks of many task instances before any runs; a DAG processor calls back for some. */
static bool may_be_anothers(struct log *log)
{
    bool schedulers = slice_starts(buf_view(&log->message.file), SLICE("scheduler_job"));
    if (schedulers && !log->content.dag_id.n)
        log->schedulers = true;
    return !log->path.layout && (schedulers || log->schedulers);
}

/* 1.10 printed its template unfilled: "Running %s on host %s <TaskInstance..> HOST". */
static void on_host_take(struct log *log)
{
    const struct patterns *patterns = log->parser->patterns;
    if (pattern_group(patterns, PATTERN_on_host, "unfilled").n && !log->attempt.generation)
        log->attempt.generation = 1;
    if (!log->attempt.hostname.n)
        log->attempt.hostname = log_keep_masked(log, pattern_group(patterns, PATTERN_on_host, "hostname"), EVIDENCE_MAX);
}

void content_line(struct log *log, struct slice text, uint64_t bits)
{
    const struct patterns *patterns = log->parser->patterns;
#define MATCHES(pattern) ((bits & pattern_bit(pattern)) && pattern_match(patterns, pattern, text))
    if (!bits)
        return;
    if (log->message.family == FAMILY_text && !log->content.dag_id.n && MATCHES(PATTERN_dag_processor))
        log->schedulers = true;
    if (log_is_nobodys(log))
        return;
    if (log->message.family == FAMILY_interface && MATCHES(PATTERN_task_identity))
        content_facts(log, pattern_group(patterns, PATTERN_task_identity, "facts"));
    if (!may_identify(log))
        return;
    bool on_host = MATCHES(PATTERN_on_host);
    if (on_host)
        on_host_take(log);
    if ((log->message.own || on_host) && MATCHES(PATTERN_task_instance) && !may_be_anothers(log))
        task_instance_take(log);
    if (!log->message.own)
        return;
    if (MATCHES(PATTERN_executing))
        executing_take(log);
    if (MATCHES(PATTERN_running_task))
        running_task_take(log);
    if (bits & pattern_bit(PATTERN_environment))
        environment_take(log, text);
#undef MATCHES
}
