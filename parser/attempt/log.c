/* log.c - the life of one log: lines in, records out; see log.h. */
#include "attempt_header.h"
#include "log_inside.h"

#include <stdlib.h>

#include "parser/catalogue/airflow.h"
#include "parser/text/json.h"
#include "parser/text/utf8.h"

/* How much of the last line is kept. */
enum { LAST_LINE_MAX = 64 * 1024 };

struct log *log_open(const struct parser *parser, const struct stream_events *events, struct slice source, struct slice path, struct slice pod)
{
    struct log *log = memory_zeroed(sizeof(*log));
    context_open(&log->ctx, parser, events, source);
    log->pod = arena_keep(&log->ctx.arena, pod);
    counts_open(&log->counts);
    identity_open(&log->identity, path, &log->ctx);
    log->identity.heading.over = pod.n; /* a pod's own output has none */
    incidents_open(&log->incidents, &log->ctx);
    events_open(&log->events, parser->mask);
    log->events.event.known = parser->known_keys;
    return log;
}

void log_labels(struct log *log, const struct attempt_labels *labels)
{
    identity_envelope(&log->identity, labels, &log->ctx);
}

void log_bytes(struct log *log, struct slice physical)
{
    counts_bytes(&log->counts, physical);
}

void log_note(struct log *log, enum complaint complaint, int64_t times)
{
    context_note(&log->ctx, complaint, times);
}

void log_unread(struct log *log)
{
    log->ctx.facts.unread = true;
}

void log_reject(struct log *log, enum complaint complaint, int64_t line, int col, struct slice text)
{
    context_reject(&log->ctx, complaint, line, col, text);
}

void log_why(struct log *log, const char *format, ...)
{
    va_list args;
    if (!context_explains(&log->ctx))
        return;
    va_start(args, format);
    context_why_list(&log->ctx, format, args);
    va_end(args);
}

/* What a DAG file prints while it is loaded comes raw into a pod's stdout, and may look like Airflow 3 before Airflow 2 says a word. */
static bool is_own_of_2(const struct facts *facts, const struct head *head)
{
    return facts->generation == 3 && head->nesting == 1 && (head->origin ? head->origin == ORIGIN_own : airflow_file_find(head->file, false) != NULL);
}

/* A head of Airflow 1's or 2's by which the task's own process or its job speaks. */
static bool is_own_text(const struct head *head)
{
    if (head->family != FAMILY_text || head->zulu || head->origin == ORIGIN_foreign)
        return false;
    const struct airflow_file *file = airflow_file_find(head->file, head->comma);
    return file && file->says == AIRFLOW_ALL && (head->nesting == 1 || (head->nesting == 2 && head->comma && airflow_file_carries(head->outer_file)));
}

/* A record by which Airflow 3's task process or its supervisor speaks, or Airflow 2 through Elasticsearch's. */
static bool is_own_record(const struct head *head)
{
    if (head->nesting != 1 || !head->object.n || head->channel.n)
        return false;
    if (head->family == FAMILY_elastic)
        return airflow_file_find(head->file, true) != NULL;
    const struct airflow_logger *logger = airflow_logger_find(head->logger);
    bool starts = slice_starts(head->logger, SLICE("airflow.")) && airflow_start_find(head->message);
    return (logger && logger->says == AIRFLOW_ALL) || starts || head->ti_id.type == JSON_string;
}

/* Airflow's own lines are text: what records said before the first of them is taken back. */
static void text_speaks(struct log *log)
{
    log->ctx.facts.own_lines = FAMILY_text;
    clock_heads(&log->clock, &log->text_clock);
    if (!log->counts.has_records)
        return;
    outcome_forget(&log->outcome, &log->ctx.facts);
    identity_forget(&log->identity, &log->ctx);
}

/* What Airflow's own lines are, once it has spoken. */
static void own_lines_note(struct log *log, const struct head *head)
{
    struct facts *facts = &log->ctx.facts;
    log->counts.has_records |= head->object.n > 0;
    if (head->family == FAMILY_text && head->outer_has_time)
        clock_line(&log->text_clock, head->outer_time, head->message, &log->ctx);
    if (is_own_text(head))
        text_speaks(log);
    else if (is_own_record(head))
        facts->own_lines = head->family;
}

bool log_family_is_piece(const struct facts *facts, enum family family)
{
    switch (facts->own_lines) {
    case FAMILY_text:
        return family != FAMILY_text;
    case FAMILY_json:
        return family == FAMILY_text || family == FAMILY_elastic;
    case FAMILY_elastic:
        return family != FAMILY_elastic && family != FAMILY_bad_json;
    default:
        return false;
    }
}

bool log_is_piece(const struct log *log, enum family family)
{
    bool records = family == FAMILY_json || family == FAMILY_console || family == FAMILY_interface;
    int generation = log->ctx.facts.generation;
    return family != FAMILY_none && (log_family_is_piece(&log->ctx.facts, family) || (generation && records != (generation == 3)));
}

/* What the shape of a head shows of Airflow's version. */
static void version_note(struct facts *facts, const struct head *head)
{
    if (facts->generation && facts->generation != 3 && facts->heads_zoned)
        return; /* nothing more */
    if (head->family == FAMILY_json || head->family == FAMILY_interface || head->family == FAMILY_console || (head->family == FAMILY_text && head->zulu))
        facts->generation = facts->generation ? facts->generation : 3;
    else if (head->family == FAMILY_text && !head->comma && head->outer_has_time && (!facts->generation || is_own_of_2(facts, head)))
        facts->generation = 2;
    else if (!facts->generation && head->family == FAMILY_elastic && head->outer_zoned && json_get(head->object, SLICE("asctime")).type == JSON_string)
        facts->generation = 2;
    if (!facts->generation)
        facts->generation = generation_shown(head);
    if (head->outer_has_time && head->outer_zoned)
        facts->heads_zoned = true;
}

void log_head_note(struct log *log, const struct head *head)
{
    struct context *ctx = &log->ctx;
    ctx->matched = true;
    ctx->facts.unread = false;
    counts_head(&log->counts, head->level);
    if (head->bad_time)
        context_reject(ctx, COMPLAINT_bad_time, ctx->line, 1, head->stamp);
    if (head->outer_has_time) {
        ctx->facts.stamp = head->outer_time;
        clock_line(&log->clock, head->outer_time, head->message, ctx);
    }
    if (!ctx->facts.own_lines)
        own_lines_note(log, head);
    version_note(&ctx->facts, head);
}

/* Whether nothing that is open wants to see each line the long way: a block takes plain ones, but where output channels tell its lines apart. */
static bool takes_plain(const struct log *log)
{
    const struct context *ctx = &log->ctx;
    bool block = log->blocks.open && log->at_hand.channel;
    bool open = block || log->traceback.open || log->failure.dbt_next || log->notices.listing || ctx->key_open || ctx->in_key || !log->identity.heading.over;
    return !open && !ctx->parser->heads.format && !context_explains(ctx);
}

static void line_finish(struct log *log, const struct log_line *line)
{
    counts_line(&log->counts, line->pieces, &log->ctx);
    if (context_explains(&log->ctx))
        context_explain(&log->ctx, line->text, &log->at_hand.heads);
}

static void broken_record(struct context *ctx, const struct log_line *line)
{
    ctx->matched = false;
    if (line->unended)
        return; /* a cut line is log_cut only */
    ctx->rejected = true;
    context_reject(ctx, COMPLAINT_bad_json, line->number, 1, line->text);
}

/* Google's Composer ends each message in a label: @-@{"workflow": "d", "task-id": "t", ...}, maybe on a line of its own. */
static struct slice label_cut(struct slice text)
{
    static const struct slice mark = SLICE_ROW("@-@{\"workflow\": ");
    bool may_have = text.n && text.p[text.n - 1] == '}' && text.p[0] != '{' && slice_index(text, '@') != (size_t)-1;
    return may_have ? slice_part(text, 0, slice_find(text, mark)) : text;
}

/* A new physical line is at hand. */
static void line_begin(struct log *log, const struct log_line *line)
{
    struct context *ctx = &log->ctx;
    log_number(log, line->number);
    ctx->matched = ctx->rejected = false;
    context_follow_key(ctx, line->text, line->bits);
    last_line_note(&log->at_hand.last, line->text, line->number + (line->pieces > 1 ? line->pieces - 1 : 0));
    if (line->has_time)
        clock_wrapper(&log->clock, line->time);
    if (line->cut) {
        ctx->rejected = true;
        context_reject(ctx, COMPLAINT_line_too_long, line->number, 1, line->text);
    }
}

/* A head without a stamp of its own (CloudWatch takes it off) has the envelope's. */
static void stamp_lend(const struct log_line *line, struct head *head)
{
    if (!line->has_time || head->has_time || head->bad_time || !head->nesting)
        return;
    head->time = head->outer_time = line->time;
    head->has_time = head->outer_has_time = head->outer_zoned = true;
}

/* A piece has no say in time, version and outcome; its level counts. */
static void piece_note(struct log *log, const struct head *head)
{
    if (head->family == FAMILY_bad_json)
        return;
    log->ctx.matched = true;
    counts_head(&log->counts, head->level);
}

static struct slice last_line_of(struct slice text)
{
    struct slice rest = slice_trim_right(text), line;
    while (slice_cut(&rest, '\n', &line))
        ;
    return line;
}

/* What was read the long way may live no longer than its line. */
static void said_note(struct log *log, struct slice message)
{
    log->at_hand.speaker = log->at_hand.message.speaker;
    if (log->at_hand.speaker != SPEAKER_child || log->failure.unsaid_line == log->ctx.line || (log->ctx.in_key && mask_key_has(message)))
        return;
    failure_keep(&log->failure);
    failure_said(&log->failure, log->at_hand.speaker, last_line_of(message), log->ctx.line);
    failure_keep(&log->failure);
}

void log_owns_within(struct log *log, int64_t from, int64_t to)
{
    log->owned = (struct owned){ true, from, to };
}

void log_owns(struct log *log)
{
    log->owned.within = false;
}

/* Whether a line with that head is a piece of the message before it. */
static bool is_piece(const struct log *log, const struct head *head)
{
    const struct owned *owned = &log->owned;
    bool outside = owned->within && head->outer_has_time && (head->outer_time < owned->from || head->outer_time > owned->to);
    return head->family != FAMILY_none && (outside || log_family_is_piece(&log->ctx.facts, head->family));
}

static void line_read(struct log *log, const struct log_line *line, struct slice text)
{
    struct head head;
    head_read(&log->ctx.parser->heads, text, &log->at_hand.heads, &head);
    stamp_lend(line, &head);
    context_note(&log->ctx, COMPLAINT_nul_byte, head.nul);
    if (is_piece(log, &head)) {
        piece_note(log, &head);
        log_piece(log, line, &head);
    } else if (head.family == FAMILY_bad_json && !line->cut) {
        broken_record(&log->ctx, line);
    } else if (head.family == FAMILY_none || head.family == FAMILY_bad_json) {
        log_headless(log, line, head.message);
    } else {
        log->at_hand.channel = line->channel;
        log_head_note(log, &head);
        log_head(log, &head, line->bits);
    }
    said_note(log, head.message);
}

bool log_line(struct log *log, const struct log_line *line)
{
    struct slice text = label_cut(line->text);
    line_begin(log, line);
    if (!log->identity.heading.over && identity_heading(&log->identity, line->text, &log->ctx))
        text = SLICE(""); /* nobody's print */
    if (text.n || !line->text.n) /* else a label alone: the message above ended before it */
        line_read(log, line, text);
    line_finish(log, line);
    return takes_plain(log);
}

void log_passes(struct log *log, const struct log_line *line)
{
    log->ctx.line = line->number;
    if (!context_explains(&log->ctx))
        return;
    context_why(&log->ctx, "came before: passed over");
    context_explain(&log->ctx, line->text, &log->at_hand.heads);
}

void log_uncount(struct log *log, int64_t lines)
{
    int64_t ignored = log->counts.lines - log->counts.matched - log->counts.rejected;
    log->counts.lines -= lines < ignored ? lines : ignored;
}

void log_breaks(struct log *log)
{
    log_settle(log);
    blocks_end(&log->blocks, &log->ctx);
}

void last_line_keep_tail(struct last_line *last)
{
    struct slice tail = slice_from(last->here, last->here.n > TAIL_MOST ? last->here.n - TAIL_MOST : 0);
    last->tails[0] = last->tails[1];
    last->tails[1] = (struct line_tail){ .said = last->said, .n = tail.n };
    memcpy(last->tails[1].text, tail.p, tail.n);
}

void log_keep_last(struct log *log)
{
    struct last_line *last = &log->at_hand.last;
    log_settle(log);
    failure_keep(&log->failure);
    if (!last->here.n)
        return;
    buf_reset(&last->kept);
    buf_slice(&last->kept, utf8_cut(last->here, LAST_LINE_MAX));
    last->here = SLICE("");
}

static void log_free(struct log *log)
{
    head_space_free(&log->at_hand.heads);
    message_free(&log->at_hand.message);
    line_sources_free(&log->at_hand.sources);
    buf_free(&log->at_hand.last.kept);
    counts_free(&log->counts);
    identity_free(&log->identity);
    outcome_free(&log->outcome);
    traceback_free(&log->traceback);
    notices_free(&log->notices);
    failure_free(&log->failure);
    events_free(&log->events);
    blocks_free(&log->blocks);
    context_close(&log->ctx);
    free(log);
}

void log_drop(struct log **log)
{
    struct context *ctx = &(*log)->ctx;
    context_explain_whose(ctx, SLICE("of a reading that does not count: another log of the attempt has it"));
    if (ctx->events->dropped)
        ctx->events->dropped(ctx->events->context, ctx->handle);
    log_free(*log);
    *log = NULL;
}

void log_close(struct log **log, bool cut)
{
    log_keep_last(*log);
    log_end(*log, cut);
    log_free(*log);
    *log = NULL;
}
