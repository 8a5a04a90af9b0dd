/* summary.c - the end of a log: identity settled, silence and outcome judged, the log record made. */
#include "log_inside.h"

#include <inttypes.h>

#include "parser/text/decimal.h"
#include "parser/text/mask.h"
#include "parser/text/timestamp.h"
#include "parser/text/utf8.h"

enum {
    OLD_LOG_S = 24 * 60 * 60, /* a last stamp older than this is no sign of a silent task, but of an old log */
    TELL_AGAIN_S = 60,
};

struct whole { /* the settled identity */
    struct attempt_id id;
    bool known, by_date, conflict;
};

static struct slice text_keep(struct log *log, struct slice text)
{
    buf_reset(&log->text);
    utf8_clean(text, &log->text);
    return arena_keep(&log->arena, buf_view(&log->text));
}

/* Differences that are no conflict: substitutes of ':', masks, another try_number. */
static bool conflicts(const struct log *log)
{
    const struct attempt_id *path = &log->path, *content = &log->content;
    if (content->dag_id.n && !ids_agree(path->dag_id, content->dag_id))
        return true;
    if (content->task_id.n && !ids_agree(path->task_id, content->task_id))
        return true;
    if (path->run_id.n && content->run_id.n && !ids_agree(path->run_id, content->run_id))
        return true;
    return path->layout == LAYOUT_dates && content->has_logical_date && path->logical_date / 1000000 != content->logical_date / 1000000;
}

static void path_settle(const struct log *log, struct whole *whole)
{
    const struct attempt_id *content = &log->content;
    whole->id = log->path;
    whole->known = true;
    whole->by_date = log->path.layout == LAYOUT_dates;
    whole->conflict = conflicts(log);
    if (whole->conflict)
        return;
    if (content->run_id.n && !id_is_masked(content->run_id))
        whole->id.run_id = content->run_id; /* whole: ':' as it was */
    if (content->dag_id.n && !id_is_masked(content->dag_id) && content->dag_id.n == log->path.dag_id.n)
        whole->id.dag_id = content->dag_id;
    if (!whole->id.has_logical_date && content->has_logical_date) {
        whole->id.logical_date = content->logical_date;
        whole->id.has_logical_date = true;
    }
}

static void content_settle(const struct log *log, struct whole *whole)
{
    whole->id = log->content;
    whole->id.try_number = whole->id.try_number ? whole->id.try_number : log->stamped_try_number;
    whole->known = whole->id.dag_id.n && whole->id.task_id.n && (whole->id.run_id.n || whole->id.has_logical_date);
    /* 2.3 names its files by run_id and prints its try number; what came before, by date. */
    whole->by_date = whole->id.has_logical_date && (!whole->id.run_id.n || (log->attempt.generation != 3 && !log->attempt.heads_zoned &&
                                                                            !log->attempt.printed_try_number));
    if (!whole->known)
        whole->id = (struct attempt_id){ .map_index = -1, .role = ROLE_other };
}

static void date_settle(const struct log *log, struct whole *whole)
{
    int64_t date;
    bool old = log->attempt.generation == 1 || log->attempt.generation == 2;
    if (log->attempt.generation == 3)
        whole->id.has_logical_date = whole->by_date && whole->id.has_logical_date;
    else if (old && !whole->id.has_logical_date && run_id_date(whole->id.run_id, &date)) {
        whole->id.logical_date = date;
        whole->id.has_logical_date = true;
    }
}

static void settle(const struct log *log, struct whole *whole)
{
    *whole = (struct whole){ 0 };
    if (log->path.layout)
        path_settle(log, whole);
    else
        content_settle(log, whole);
    date_settle(log, whole);
}

static void identity_write(struct log *log, const struct whole *whole, struct slice content_hash, struct cell *cells)
{
    struct slice source = log->parser->options.source ? slice_of(log->parser->options.source) : SLICE("");
    buf_reset(&log->scratch);
    if (whole->known)
        attempt_id_hash(&whole->id, whole->by_date, &log->scratch);
    else
        content_hash_id(source, content_hash, &log->scratch);
    cell_text(&cells[LOG_log_id], arena_keep(&log->arena, buf_view(&log->scratch)));
    cell_text(&cells[LOG_source], text_keep(log, log->source));
    cell_text(&cells[LOG_role], slice_of(role_name(whole->id.role)));
    if (!whole->known)
        return;
    cell_text(&cells[LOG_dag_id], text_keep(log, whole->id.dag_id));
    cell_text(&cells[LOG_task_id], text_keep(log, whole->id.task_id));
    if (whole->id.run_id.n)
        cell_text(&cells[LOG_run_id], text_keep(log, whole->id.run_id));
    cell_num(&cells[LOG_map_index], whole->id.map_index);
    if (whole->id.try_number)
        cell_num(&cells[LOG_try_number], whole->id.try_number);
    if (whole->id.has_logical_date)
        cell_num(&cells[LOG_logical_date], whole->id.logical_date);
}

/* Start and end: the heads', or what Airflow printed where heads carry no zone, or the wrapper's (domain §3.4). */
static void times_write(struct log *log, struct cell *cells)
{
    const struct attempt *attempt = &log->attempt;
    int64_t start = log->has_time ? log->first_time : log->wrapper_first, end = log->has_time ? log->last_time : log->wrapper_last;
    if (!log->has_time && !log->has_wrapper_time)
        return;
    if (log->has_time && !attempt->heads_zoned) {
        start = attempt->has_start_date ? attempt->start_date : start;
        end = attempt->has_end_date ? attempt->end_date : end;
    }
    cell_num(&cells[LOG_start_time], start);
    cell_num(&cells[LOG_end_time], end);
    buf_reset(&log->scratch);
    decimal_seconds(end - start, &log->scratch);
    cell_text(&cells[LOG_duration_s], arena_keep(&log->arena, buf_view(&log->scratch)));
}

static struct slice seconds_keep(struct log *log, int64_t micros)
{
    buf_reset(&log->scratch);
    decimal_seconds(micros, &log->scratch);
    return arena_keep(&log->arena, buf_view(&log->scratch));
}

static void silence_write(struct log *log, struct cell *cells)
{
    if (!log->silence)
        return;
    cell_text(&cells[LOG_silence_s], seconds_keep(log, log->silence));
    cell_num(&cells[LOG_silence_at], log->silence_at);
}

static void incident_at(struct log *log, enum signature signature, int64_t line, struct slice evidence)
{
    log->current.number = line;
    incident_add(log, signature, evidence);
}

/* The words and figures of TASK_SILENT, seen out->count times; evidence is text, good until that changes. */
static void silence_describe(struct log *log, int64_t silence, int64_t at, struct incident *out, struct buf *text)
{
    buf_text(text, "no line for ");
    decimal_seconds(silence, text);
    buf_text(text, " s after ");
    timestamp_format(at, text);
    if (out->count > 1) /* the finding's line is that of the first */
        buf_printf(text, ", the longest of %" PRId64, out->count);
    out->evidence = buf_view(text);
    out->field = SLICE("silence_s");
    out->value = seconds_keep(log, silence);
    out->threshold = seconds_keep(log, SILENCE_LIMIT);
}

static void silence_judge(struct log *log)
{
    struct incident said = { .count = log->n_silent }, *incident = &log->incident[SIGNATURE_TASK_SILENT];
    struct buf words = { 0 };
    if (log->silence <= SILENCE_LIMIT)
        return;
    silence_describe(log, log->silence, log->silence_at, &said, &words);
    incident_at(log, SIGNATURE_TASK_SILENT, log->silent_line, said.evidence);
    incident->count = said.count;
    incident->field = said.field;
    incident->value = said.value;
    incident->threshold = said.threshold;
    buf_free(&words);
}

/* How long the attempt has been silent by now; stamps without a zone are not compared with the clock, nor very old ones. */
static int64_t silence_now(const struct log *log, int64_t now, int64_t idle)
{
    int64_t since = now - log->latest_time;
    bool zoned = log->attempt.heads_zoned || log->attempt.generation == 3;
    if (!idle || !log->has_time || log->attempt.state.n || log->attempt.terminal)
        return 0;
    return zoned && since > idle && since < (int64_t)OLD_LOG_S * 1000000 ? since : idle;
}

/* TASK_SILENT of a log that goes on (domain §6.1): told once, and again when it has grown by a minute. */
static void silence_tell(struct log *log, int64_t now, int64_t idle)
{
    int64_t ongoing = silence_now(log, now, idle), silence = log->silence, at = log->silence_at;
    int64_t count = log->n_silent + (ongoing > SILENCE_LIMIT), line = log->n_silent ? log->silent_line : log->lines;
    if (ongoing > silence) {
        silence = ongoing;
        at = log->latest_time;
    }
    if (silence <= SILENCE_LIMIT || (log->silence_told && silence < log->silence_told + (int64_t)TELL_AGAIN_S * 1000000))
        return;
    struct buf words = { 0 };
    struct incident incident = { .count = count, .line = line };
    silence_describe(log, silence, at, &incident, &words);
    incident_tell(log, SIGNATURE_TASK_SILENT, &incident);
    log->silence_told = silence;
    buf_free(&words);
}

static void outcome_write(struct log *log, const struct whole *whole, struct cell *cells)
{
    const struct attempt *attempt = &log->attempt;
    bool known = attempt->state.n || attempt->refused_only;
    if (attempt->generation)
        cell_num(&cells[LOG_generation], attempt->generation);
    if (attempt->state.n) {
        cell_text(&cells[LOG_state], text_keep(log, buf_view(&attempt->state)));
        cell_num(&cells[LOG_state_inferred], !attempt->stated);
    }
    if (attempt->has_exit_code)
        cell_num(&cells[LOG_exit_code], attempt->exit_code);
    if (attempt->signal)
        cell_text(&cells[LOG_signal], slice_of(attempt->signal));
    cell_num(&cells[LOG_complete], known && !log->cut);
    cell_num(&cells[LOG_segments], attempt->segments);
    if (whole->id.role == ROLE_task && !known)
        incident_at(log, SIGNATURE_NO_OUTCOME, log->lines, buf_view(&log->last_line));
}

static void error_write(struct log *log, struct cell *cells)
{
    struct attempt *attempt = &log->attempt;
    if (!attempt->error_type.n || slice_eq(buf_view(&attempt->state), SLICE("success")))
        return;
    cell_text(&cells[LOG_error_type], text_keep(log, buf_view(&attempt->error_type)));
    cell_text(&cells[LOG_error_message], log_keep_masked(log, slice_trim_right(buf_view(&attempt->error_message)), ERROR_MAX));
}

static void counts_write(struct log *log, struct cell *cells)
{
    cell_num(&cells[LOG_n_debug], log->n_level[LEVEL_debug]);
    cell_num(&cells[LOG_n_info], log->n_level[LEVEL_info]);
    cell_num(&cells[LOG_n_warning], log->n_level[LEVEL_warning]);
    cell_num(&cells[LOG_n_error], log->n_level[LEVEL_error]);
    cell_num(&cells[LOG_n_critical], log->n_level[LEVEL_critical]);
    cell_num(&cells[LOG_lines], log->lines);
    cell_num(&cells[LOG_bytes], log->bytes);
    cell_num(&cells[LOG_lines_matched], log->matched);
    cell_num(&cells[LOG_lines_rejected], log->rejected);
    cell_num(&cells[LOG_lines_ignored], log->lines - log->matched - log->rejected);
}

/* A JSON object of complaint codes and counts, by name. */
static void notes_write(struct log *log, struct cell *cells)
{
    int order[COMPLAINT__N], n = 0;
    for (int i = 0; i < COMPLAINT__N; i++) {
        if (!log->notes[i])
            continue;
        int at = n++;
        for (; at > 0 && strcmp(complaints[order[at - 1]].name, complaints[i].name) > 0; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    buf_reset(&log->scratch);
    buf_char(&log->scratch, '{');
    for (int i = 0; i < n; i++)
        buf_printf(&log->scratch, "%s\"%s\":%lld", i ? "," : "", complaints[order[i]].name, (long long)log->notes[order[i]]);
    buf_char(&log->scratch, '}');
    cell_text(&cells[LOG_notes], arena_keep(&log->arena, buf_view(&log->scratch)));
}

static struct slice hash_keep(struct log *log)
{
    XXH128_hash_t hash = XXH3_128bits_digest(log->hash);
    char text[40];
    int n = snprintf(text, sizeof(text), "%016llx%016llx", (unsigned long long)hash.high64, (unsigned long long)hash.low64);
    return arena_keep(&log->arena, (struct slice){ text, (size_t)n });
}

void summary_emit(struct log *log)
{
    struct cell cells[LOG__N] = { 0 };
    struct record record = { &schemas[RECORD_log], cells };
    struct whole whole;
    struct slice hash = hash_keep(log);
    settle(log, &whole);
    if (whole.conflict)
        log_note(log, COMPLAINT_identity_conflict, 1);
    if (!whole.known)
        log_note(log, COMPLAINT_identity_unknown, 1);
    identity_write(log, &whole, hash, cells);
    if (whole.id.role == ROLE_task)
        outcome_end(log);
    outcome_write(log, &whole, cells);
    error_write(log, cells);
    times_write(log, cells);
    if (whole.id.role == ROLE_task) {
        silence_write(log, cells);
        silence_judge(log);
    }
    if (log->attempt.operator.n)
        cell_text(&cells[LOG_operator], log->attempt.operator);
    if (log->attempt.hostname.n)
        cell_text(&cells[LOG_hostname], log->attempt.hostname);
    if (log->pod.n)
        cell_text(&cells[LOG_pod], text_keep(log, log->pod));
    incidents_emit(log);
    counts_write(log, cells);
    notes_write(log, cells);
    cell_text(&cells[LOG_content_hash], hash);
    cell_text(&cells[LOG_parser_version], slice_of(log->parser->version));
    cell_text(&cells[LOG_rules_version], slice_of(log->parser->rules.version));
    log->events->finished(log->events->context, log->handle, &record);
}

void log_tell(struct log *log, int64_t now, int64_t idle)
{
    struct cell cells[LOG__N] = { 0 };
    struct record record = { &schemas[RECORD_log], cells };
    struct whole whole;
    if (!log->events->known)
        return;
    settle(log, &whole);
    if (!whole.known)
        return;
    if (!log->told) {
        log->told = true;
        identity_write(log, &whole, SLICE(""), cells);
        times_write(log, cells);
        log->events->known(log->events->context, log->handle, &record);
    }
    if (!log->events->early)
        return;
    incidents_tell(log);
    if (whole.id.role == ROLE_task)
        silence_tell(log, now, idle);
}
