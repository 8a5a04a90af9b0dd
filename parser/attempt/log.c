/* log.c - the life of one log: lines in, records out. */
#include "log_inside.h"

#include <stdlib.h>

#include "parser/text/mask.h"
#include "parser/text/utf8.h"

struct log *log_open(const struct parser *parser, const struct stream_events *events, struct slice source, struct slice path, struct slice pod)
{
    struct log *log = memory_new(sizeof(*log));
    memset(log, 0, sizeof(*log));
    log->parser = parser;
    log->events = events;
    log->source = arena_keep(&log->arena, source);
    log->pod = arena_keep(&log->arena, pod);
    log->content.map_index = -1;
    attempt_id_from_path(path, &log->arena, &log->path);
    if (parser->options.user_patterns)
        log->user_incident = arena_take(&log->arena, sizeof(*log->user_incident) * USER_PATTERNS_MAX);
    log->hash = XXH3_createState();
    XXH3_128bits_reset(log->hash);
    log->event.scratch.limit = 0;
    if (events->opened)
        log->handle = events->opened(events->context);
    return log;
}

void log_bytes(struct log *log, struct slice physical)
{
    log->bytes += (int64_t)physical.n;
    XXH3_128bits_update(log->hash, physical.p, physical.n);
}

void log_note(struct log *log, enum complaint complaint, int64_t times)
{
    log->notes[complaint] += times;
}

void log_why(struct log *log, const char *format, ...)
{
    if (!log->parser->options.explain)
        return;
    char words[512];
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof(words), format, args);
    va_end(args);
    if (log->why.n)
        buf_text(&log->why, "; ");
    buf_text(&log->why, words);
}

void log_emit(struct log *log, enum record_type type, struct cell *cells)
{
    struct record record = { &schemas[type], cells };
    log->events->child(log->events->context, log->handle, &record);
}

/* Text is masked before it is cut, so that no half of a secret stays. */
struct slice log_keep_masked(struct log *log, struct slice text, size_t max)
{
    struct slice near = utf8_cut(text, MASKED_MAX);
    buf_reset(&log->text);
    if (!utf8_clean(near, &log->text))
        near = buf_view(&log->text);
    if (mask_needed(near)) {
        buf_reset(&log->masked);
        log_note(log, COMPLAINT_secret_masked, mask_text_cut(near, max + 4, &log->masked));
        near = buf_view(&log->masked);
    }
    return arena_keep(&log->arena, utf8_cut(near, max));
}

void log_reject(struct log *log, enum complaint complaint, int64_t line, int col, struct slice text)
{
    struct cell cells[REJECT__N] = { 0 };
    cell_num(&cells[REJECT_n], ++log->n_rejects);
    cell_text(&cells[REJECT_code], slice_of(complaints[complaint].name));
    cell_num(&cells[REJECT_line], line);
    cell_num(&cells[REJECT_col], col);
    cell_text(&cells[REJECT_text], log_keep_masked(log, text, EVIDENCE_MAX));
    struct slice bytes = slice_part(text, 0, EVIDENCE_MAX);
    if (utf8_valid(bytes) < bytes.n && !mask_needed(slice_part(text, 0, MASKED_MAX)))
        cell_text(&cells[REJECT_bytes], bytes);
    log_emit(log, RECORD_reject, cells);
    char path[512];
    snprintf(path, sizeof(path), "%.*s", SLICE_ARG(log->source));
    complain(log->parser->options.report, complaint, &(struct where){ path, line, col }, "%.*s", (int)slice_part(cells[REJECT_text].text, 0, 120).n,
             cells[REJECT_text].text.p);
    log_why(log, "rejected: %s", complaints[complaint].name);
}

/* Lines that begin the work again, or begin it at all: waiting before them is no silence (domain §3.4). */
static bool is_start_line(struct slice message)
{
    static const char *const starts[] = { "::group::Pre task execution logs", "Dependencies ", "Running <TaskInstance", "Starting attempt",
                                          "Resuming after deferral", "DAG bundles loaded", "::group::Pre Execute", "Executing workload" };
    message = slice_trim_left(message);
    for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
        if (slice_starts(message, slice_of(starts[i])))
            return true;
    return false;
}

static void silence_note(struct log *log, int64_t gap)
{
    if (gap > SILENCE_LIMIT && !log->n_silent++)
        log->silent_line = log->current.number;
    if (gap > log->silence) {
        log->silence = gap;
        log->silence_at = log->latest_time;
    }
}

static void time_note(struct log *log, int64_t time, struct slice message)
{
    if (!log->has_time) {
        log->first_time = log->last_time = log->latest_time = time;
        log->has_time = true;
        return;
    }
    int64_t gap = time - log->latest_time;
    if ((gap > log->silence || gap > SILENCE_LIMIT) && !is_start_line(message))
        silence_note(log, gap);
    if (time > log->latest_time)
        log->latest_time = time;
    if (time < log->first_time)
        log->first_time = time;
    if (time > log->last_time)
        log->last_time = time;
}

static void wrapper_time_note(struct log *log, const struct log_line *line)
{
    if (!line->has_time)
        return;
    if (!log->has_wrapper_time || line->time < log->wrapper_first)
        log->wrapper_first = line->time;
    if (!log->has_wrapper_time || line->time > log->wrapper_last)
        log->wrapper_last = line->time;
    log->has_wrapper_time = true;
}

/* What a DAG file prints while it is loaded comes raw into a pod's stdout, and may look like Airflow 3 before Airflow 2 says a word. */
static bool is_own_of_2(const struct attempt *attempt, const struct head *head)
{
    return attempt->generation == 3 && head->nesting == 1 && (head->origin ? head->origin->own : file_is_own(head->file, false));
}

static void generation_note(struct log *log, const struct head *head)
{
    struct attempt *attempt = &log->attempt;
    if (head->family == FAMILY_json || head->family == FAMILY_interface || head->family == FAMILY_console || (head->family == FAMILY_text && head->zulu))
        attempt->generation = attempt->generation ? attempt->generation : 3;
    else if (head->family == FAMILY_text && !head->comma && head->outer_has_time && (!attempt->generation || is_own_of_2(attempt, head)))
        attempt->generation = 2;
    if (head->outer_has_time && head->outer_zoned)
        attempt->heads_zoned = true;
}

static void head_count(struct log *log, const struct head *head)
{
    log->has_heads = true;
    log->line_matched = true;
    log->n_level[head->level]++;
    if (head->bad_time)
        log_reject(log, COMPLAINT_bad_time, log->current.number, 1, head->stamp);
    if (head->outer_has_time)
        time_note(log, head->outer_time, head->message);
    generation_note(log, head);
}

bool log_line_plain(struct log *log, struct slice text, int64_t number)
{
    if (log->n_busy || !text.n || log->parser->options.explain)
        return false;
    log->current.number = number;
    if (text.p[0] != '[') {
        /* A line without a head that holds nothing to look at. */
        if (text.p[0] == '{' || byte_is_digit(text.p[0]))
            return false;
        log->lines++;
        log->last = text;
        return true;
    }
    struct head head = { .message = text };
    if (!head_cache_read(&log->space.cache, &log->parser->heads, text, &head))
        return false;
    if (head_may_nest(head.message) || (head.message.n && head.message.p[0] == '{'))
        return false;
    log->lines++;
    log->matched++;
    head_count(log, &head);
    log->plain = head;
    log->last = text;
    return true;
}

static void line_finish(struct log *log, const struct log_line *line)
{
    log->lines += line->pieces;
    if (log->line_rejected)
        log->rejected += line->pieces;
    else if (log->line_matched)
        log->matched += line->pieces;
    if (log->parser->options.explain) {
        buf_char(&log->why, '\0');
        log->parser->options.explain(log->parser->options.explain_context, line->number, line->text, log->why.n > 1 ? log->why.p : "ignored");
        buf_reset(&log->why);
    }
}

static void broken_record(struct log *log, const struct log_line *line)
{
    log->line_matched = false;
    if (line->unended)
        return; /* a cut line is log_cut only */
    log->line_rejected = true;
    log_reject(log, COMPLAINT_bad_json, line->number, 1, line->text);
}

/* Google's Composer ends each message in a label: @-@{"workflow": "d", "task-id": "t", ...}, maybe on a line of its own. */
static struct slice label_cut(struct slice text)
{
    static const struct slice mark = SLICE_ROW("@-@{\"workflow\": ");
    bool may_have = text.n && text.p[text.n - 1] == '}' && text.p[0] != '{';
    return may_have ? slice_part(text, 0, slice_find(text, mark)) : text;
}

void log_line(struct log *log, const struct log_line *line)
{
    struct head head;
    struct slice text = label_cut(line->text);
    log->current = *line;
    log->last = line->text;
    log->line_matched = log->line_rejected = false;
    wrapper_time_note(log, line);
    if (line->cut) {
        log->line_rejected = true;
        log_reject(log, COMPLAINT_line_too_long, line->number, 1, line->text);
    }
    if (line->text.n && !text.n) { /* a label alone: the message above ended before it */
        line_finish(log, line);
        return;
    }
    head_read(&log->parser->heads, text, &log->space, &head);
    if (head.family == FAMILY_bad_json && !line->cut) {
        broken_record(log, line);
    } else if (head.family == FAMILY_none || head.family == FAMILY_bad_json) {
        message_continue(log, head.message, line->bits);
    } else {
        head_count(log, &head);
        message_head(log, &head, line->bits);
    }
    line_finish(log, line);
}

void log_keep_last(struct log *log)
{
    message_settle(log);
    if (!log->last.n)
        return;
    buf_reset(&log->last_line);
    buf_slice(&log->last_line, utf8_cut(log->last, MASKED_MAX));
    log->last = SLICE("");
}

static void log_free(struct log *log)
{
    for (int i = 0; i < CHANNELS_MAX; i++) {
        block_free(&log->channel[i].block);
        buf_free(&log->channel[i].key);
    }
    struct buf *const bufs[] = { &log->message.key, &log->message.logger, &log->message.file, &log->attempt.state, &log->attempt.error_type,
                                 &log->attempt.error_message, &log->scratch, &log->text, &log->masked, &log->last_line, &log->why };
    for (size_t i = 0; i < sizeof(bufs) / sizeof(*bufs); i++)
        buf_free(bufs[i]);
    head_space_free(&log->space);
    event_free(&log->event);
    XXH3_freeState(log->hash);
    arena_free(&log->arena);
    free(log);
}

void log_close(struct log **log, bool cut)
{
    log_keep_last(*log);
    (*log)->cut = cut;
    if (cut)
        log_note(*log, COMPLAINT_log_cut, 1);
    channels_close(*log);
    summary_emit(*log);
    log_free(*log);
    *log = NULL;
}
