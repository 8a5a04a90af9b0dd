/* begins.c - what a line says of whose log it is of; see begins.h. */
#include "begins.h"

#include "attempt_header.h"
#include "parser/catalogue/airflow.h"
#include "parser/text/json.h"

void begins_open(struct begins *begins, const struct parser *parser)
{
    static const struct stream_events nobody = { 0 };
    *begins = (struct begins){ 0 };
    context_open(&begins->ctx, parser, &nobody, SLICE(""));
}

void begins_close(struct begins *begins)
{
    head_space_free(&begins->heads);
    message_free(&begins->message);
    context_close(&begins->ctx);
}

void begin_keep(struct begin *begin, struct arena *arena)
{
    begin->id.dag_id = arena_keep(arena, begin->id.dag_id);
    begin->id.task_id = arena_keep(arena, begin->id.task_id);
    begin->id.run_id = arena_keep(arena, begin->id.run_id);
    begin->label = arena_keep(arena, begin->label);
    begin->workload = arena_keep(arena, begin->workload);
}

void begins_keep(struct begins *begins, struct begin *begin)
{
    begin_keep(begin, &begins->ctx.arena);
}

void begins_forget(struct begins *begins)
{
    arena_reset(&begins->ctx.arena);
}

uint64_t begins_bits(void)
{
    return pattern_bit(PATTERN_task_instance) | pattern_bit(PATTERN_starting_attempt) | pattern_bit(PATTERN_running_task) |
           pattern_bit(PATTERN_environment) | pattern_bit(PATTERN_marking) | pattern_bit(PATTERN_pausing) | pattern_bit(PATTERN_return_code) |
           pattern_bit(PATTERN_not_able);
}

/* Members that hold the id of an attempt: of the records of its process; of the supervisor's last word, since 3.2 and 3.1. */
static const struct slice label_members[] = { SLICE_ROW("\"ti_id\":"), SLICE_ROW("\"workload_id\":"), SLICE_ROW("\"task_instance_id\":") };
enum { LABEL_MEMBERS = sizeof(label_members) / sizeof(*label_members) };

static struct slice member_name(int i)
{
    return slice_part(label_members[i], 1, label_members[i].n - 2);
}

enum labelled begins_record_label(struct slice text, struct slice label, bool ends)
{
    for (int i = 0; i < (ends ? LABEL_MEMBERS : 1); i++) {
        size_t at = slice_find(text, label_members[i]);
        struct slice value = at == (size_t)-1 ? SLICE("") : slice_trim_left(slice_from(text, at + label_members[i].n));
        if (!value.n || value.p[0] != '"')
            continue;
        bool same = slice_starts(slice_from(value, 1), label) && slice_starts(slice_from(value, 1 + label.n), SLICE("\""));
        return same ? LABEL_same : LABEL_other;
    }
    return LABEL_none;
}

void begins_stamp(struct slice text, int64_t *stamp)
{
    static const struct slice member = SLICE_ROW("{\"timestamp\":\"");
    struct timestamp read;
    if (slice_starts(text, member) && timestamp_read(slice_from(text, member.n), &read) > 0)
        *stamp = read.micros;
}

/* Lines that name an attempt in its middle, or tell how it ended, a refused start too: they begin nothing. */
static bool is_outcome(uint64_t bits)
{
    return bits & (pattern_bit(PATTERN_marking) | pattern_bit(PATTERN_pausing) | pattern_bit(PATTERN_return_code) | pattern_bit(PATTERN_not_able));
}

/* The command that comes before the task's runner: it names the attempt, but begins no log. */
static bool is_command(const struct message *message, struct slice text)
{
    return !message->own || slice_has(slice_part(text, 0, 64), SLICE("Running <TaskInstance"));
}

static enum begin_kind kind_of(const struct begins *begins, const struct line *line, const struct attempt_id *id, bool start)
{
    bool names = (id->dag_id.n && id->task_id.n) || id->try_number;
    if (is_outcome(line->bits))
        return begins->message.own ? BEGIN_outcome : BEGIN_none;
    if (start && (!names || is_command(&begins->message, line->text)))
        return BEGIN_before;
    return names && !is_command(&begins->message, line->text) ? BEGIN_names : BEGIN_none;
}

static void start_note(const struct airflow_words *start, struct begin *out)
{
    out->place = start->place < 0 ? -1 : start->place;
    bool often = start->place == AIRFLOW_PRINTED || !start->place || slice_starts(start->words, SLICE("Dependencies "));
    out->once = often ? NULL : start;
    out->printed = start->place == AIRFLOW_PRINTED;
}

static void text_read(struct begins *begins, const struct line *line, struct identity *identity, struct begin *out)
{
    identity_line(identity, line, &begins->ctx);
    out->id = identity->content;
    out->any_try = line->bits & pattern_bit(PATTERN_environment);
    if (is_outcome(line->bits) && out->id.dag_id.n)
        out->id.has_map_index = true; /* it says the index where there is one */
    const struct airflow_words *start = airflow_start_find(line->text);
    if (start)
        start_note(start, out);
    out->resumes = start && slice_starts(line->text, SLICE("Resuming after deferral"));
    out->again = start && is_command(&begins->message, line->text) && slice_has(line->text, SLICE("[running]>"));
    out->kind = kind_of(begins, line, &out->id, start);
    if (out->any_try && out->kind == BEGIN_none && (out->id.dag_id.n || out->id.task_id.n || out->id.run_id.n))
        out->kind = BEGIN_before; /* one variable a line */
}

/* The user's records may have members of any name: only the supervisor's last word counts without those of the process. */
static struct slice label_read(const struct head *head, bool *closes)
{
    const struct airflow_logger *logger = airflow_logger_find(head->logger);
    int n = logger && logger->only == AIRFLOW_AIRFLOWS && logger->says == AIRFLOW_ALL ? LABEL_MEMBERS : 1;
    for (int i = 0; i < n; i++) {
        struct json_value value = json_get(head->object, member_name(i));
        *closes = i;
        if (value.type == JSON_string && !value.escaped)
            return value.raw;
    }
    *closes = false;
    return SLICE("");
}

/* Whether Airflow says it, as far as a start goes: not what it captured of the task's output. */
static bool starts_own(const struct head *head)
{
    const struct airflow_logger *logger = airflow_logger_find(head->logger);
    return logger ? logger->says != AIRFLOW_NOTHING : !head->logger.n;
}

/* The id of the task instance in the workload's printed form: ti=TaskInstance(id=UUID('..'), .. */
static struct slice workload_id(const struct head *head)
{
    static const struct slice marks[] = { SLICE_ROW("ti=TaskInstance"), SLICE_ROW("id=UUID('") };
    struct json_value value = json_get(head->object, SLICE("workload"));
    struct slice rest = value.type == JSON_string ? value.raw : SLICE("");
    for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
        size_t at = slice_find(rest, marks[i]);
        rest = at == (size_t)-1 ? SLICE("") : slice_from(rest, at + marks[i].n);
    }
    return slice_part(rest, 0, scan_byte(rest, 0, '\''));
}

static void record_read(struct begins *begins, const struct head *head, struct identity *identity, struct begin *out)
{
    identity_record(identity, head, &begins->ctx);
    const struct airflow_words *start = airflow_start_find(head->message);
    out->id = identity->content;
    if (head->nesting > 1)
        return;
    out->label = arena_keep(&begins->ctx.arena, label_read(head, &out->closes));
    out->kind = out->label.n ? BEGIN_label : BEGIN_none;
    bool own = starts_own(head);
    if (!start || start->place == AIRFLOW_ANYWHERE || head->channel.n || (start->place && !own))
        return;
    start_note(start, out);
    out->printed |= !own;
    out->process = slice_starts(head->message, SLICE("DAG bundles loaded"));
    bool names = slice_starts(head->message, SLICE("Executing workload")) && out->id.dag_id.n;
    out->kind = names ? BEGIN_names : BEGIN_before;
    out->workload = names ? arena_keep(&begins->ctx.arena, workload_id(head)) : SLICE("");
}

size_t begins_glued(struct slice text)
{
    static const struct slice record = SLICE_ROW("}{\"timestamp\":\""), console = SLICE_ROW("}20");
    size_t at = slice_find(text, slice_ends(text, SLICE("}")) ? record : console);
    return at != (size_t)-1 && json_read(slice_part(text, 0, at + 1)).type == JSON_object ? at + 1 : 0;
}

/* The message up to a head in its middle, as where a file without a newline at its end stands before another one: what follows may be a task's print. */
static struct slice before_glued(struct slice message)
{
    static const struct slice mark = SLICE_ROW("[20");
    size_t at = slice_find(message, mark);
    struct timestamp read;
    while (at != (size_t)-1 && timestamp_read(slice_from(message, at + 1), &read) <= 0) {
        size_t next = slice_find(slice_from(message, at + 1), mark);
        at = next == (size_t)-1 ? next : at + 1 + next;
    }
    return slice_part(message, 0, at);
}

bool begins_heading(struct begins *begins, struct slice text, struct begin *out)
{
    *out = (struct begin){ .id.map_index = -1, .place = -1 };
    if (!header_begins(text))
        return false;
    out->kind = attempt_id_from_header(text, &begins->ctx.arena, &out->id) ? BEGIN_names : BEGIN_before;
    return true;
}

struct begin begins_read(struct begins *begins, struct slice text, uint64_t bits)
{
    struct head head;
    struct begin out = { .id.map_index = -1, .place = -1 };
    struct identity identity = { .content.map_index = -1 };
    begins->ctx.facts = (struct facts){ 0 };
    head_read(&begins->ctx.parser->heads, text, &begins->heads, &head);
    bool headless = head.family == FAMILY_none || head.family == FAMILY_bad_json;
    if (!headless)
        message_begin(&begins->message, &head, 0);
    out.family = head.family;
    out.has_time = head.outer_has_time;
    out.time = head.outer_time;
    struct line line = { .text = slice_trim_right(before_glued(head.message)), .bits = bits, .message = &begins->message, .headless = headless };
    if (head.family == FAMILY_json && head.object.n)
        record_read(begins, &head, &identity, &out);
    else
        text_read(begins, &line, &identity, &out);
    identity_free(&identity);
    return out;
}

/* Whether Airflow says it itself; heads that name neither file nor logger do not tell. */
static bool is_own(const struct head *head)
{
    const struct airflow_logger *logger = airflow_logger_find(head->logger);
    bool closes;
    if (head->family == FAMILY_json && head->object.n)
        return label_read(head, &closes).n || (logger ? logger->only == AIRFLOW_AIRFLOWS && logger->says != AIRFLOW_NOTHING : !head->logger.n);
    if (head->file.n)
        return airflow_file_find(head->file, true);
    return !head->logger.n || logger || airflow_logger_file(head->logger).n;
}

static bool leads_in(const struct head *head)
{
    if (head->nesting > 1)
        return false;
    return is_own(head) || airflow_start_find(head->message) || airflow_leads_in(head->file, head->message) || airflow_leads_in(head->logger, head->message);
}

bool begins_source(const struct parser *parser, struct slice text)
{
    struct head head;
    struct head_space space = { 0 };
    head_read(&parser->heads, text, &space, &head);
    bool headless = head.family == FAMILY_none || head.family == FAMILY_bad_json, begins = headless || leads_in(&head);
    head_space_free(&space);
    return begins;
}

static bool ids_differ(struct slice a, struct slice b)
{
    return a.n && b.n && !ids_agree(a, b) && !ids_agree(b, a);
}

static bool names_differ(const struct attempt_id *a, const struct attempt_id *b)
{
    struct buf ours = { 0 }, theirs = { 0 };
    bool whole = a->dag_id.n && a->task_id.n && b->dag_id.n && b->task_id.n; /* "dag.task" may be split by guess */
    bool differ = whole ? ids_differ(dag_task_join(a->dag_id, a->task_id, &ours), dag_task_join(b->dag_id, b->task_id, &theirs))
                        : ids_differ(a->dag_id, b->dag_id) || ids_differ(a->task_id, b->task_id);
    buf_free(&ours);
    buf_free(&theirs);
    return differ;
}

bool begin_is_other(const struct attempt_id *ours, const struct begin *begin)
{
    const struct attempt_id *id = &begin->id;
    bool dates = ours->has_logical_date && id->has_logical_date && !(ours->run_id.n && id->run_id.n);
    if (names_differ(ours, id) || ids_differ(ours->run_id, id->run_id) || (dates && ours->logical_date / 1000000 != id->logical_date / 1000000))
        return true;
    if (ours->has_map_index && id->has_map_index && ours->map_index != id->map_index)
        return true;
    return !begin->any_try && ours->try_number && id->try_number && ours->try_number != id->try_number;
}

bool begin_is_another(const struct begin *held, const struct begin *begin)
{
    bool twice = begin->once && (begin->once == held->once || begin->place == held->place), earlier = begin->place >= 0 && begin->place < held->place;
    return twice || earlier || begin_is_other(&held->id, begin);
}

void begin_complete(struct begin *to, const struct begin *more)
{
    struct attempt_id *id = &to->id;
    const struct attempt_id *from = &more->id;
    id->dag_id = id->dag_id.n ? id->dag_id : from->dag_id;
    id->task_id = id->task_id.n ? id->task_id : from->task_id;
    id->run_id = id->run_id.n ? id->run_id : from->run_id;
    if (!id->has_map_index && from->has_map_index) {
        id->map_index = from->map_index;
        id->has_map_index = true;
    }
    if (!id->try_number && from->try_number) {
        id->try_number = from->try_number;
        to->any_try = more->any_try;
    }
    if (!id->has_logical_date && from->has_logical_date) {
        id->logical_date = from->logical_date;
        id->has_logical_date = true;
    }
    to->process |= more->process;
    to->resumes |= more->resumes;
    to->label = to->label.n ? to->label : more->label;
    to->workload = to->workload.n ? to->workload : more->workload;
    if (more->place > to->place)
        to->place = more->place;
    if (!to->has_time && more->has_time) {
        to->has_time = true;
        to->time = more->time;
    }
}
