/* log_record.c - the end of a log: what is still open ends, and the parts make the log record; and what an open log's owner is told. */
#include "log_inside.h"

#include <inttypes.h>

#include "parser/catalogue/state.h"

/* A JSON object of complaint codes and counts, by name. */
static void notes_write(struct context *ctx, struct cell *cells)
{
    int order[COMPLAINT__N], n = 0;
    for (int i = 0; i < COMPLAINT__N; i++) {
        if (!ctx->notes[i])
            continue;
        int at = n++;
        for (; at > 0 && strcmp(complaints[order[at - 1]].name, complaints[i].name) > 0; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    buf_reset(&ctx->clean);
    buf_char(&ctx->clean, '{');
    for (int i = 0; i < n; i++)
        buf_printf(&ctx->clean, "%s\"%s\":%lld", i ? "," : "", complaints[order[i]].name, (long long)ctx->notes[order[i]]);
    buf_char(&ctx->clean, '}');
    cell_text(&cells[LOG_notes], arena_keep(&ctx->arena, buf_view(&ctx->clean)));
}

/* The log's last line, masked where the one above it names a secret that stands on it. */
static struct slice last_line_shown(struct log *log)
{
    struct last_line *last = &log->at_hand.last;
    for (int i = 0; i < 2; i++) {
        const struct line_tail *tail = &last->tails[i];
        bool above = tail->n && tail->said == last->before && tail->said != last->said;
        if (above && context_mask_below(&log->ctx, (struct slice){ tail->text, tail->n }, buf_view(&last->kept), &log->at_hand.heads)) {
            buf_reset(&last->kept);
            buf_slice(&last->kept, buf_view(&log->ctx.clean));
            break;
        }
    }
    return buf_view(&last->kept);
}

/* How it ended; a task's log that does not say so is an incident, shown by its last line that is not blank. */
static void outcome_write(struct log *log, enum role role, bool cut, struct cell *cells)
{
    if (role == ROLE_task)
        outcome_infer(&log->outcome, &log->ctx, cut);
    if (!outcome_end(&log->outcome, &log->ctx, cut, cells) && role == ROLE_task) {
        struct found none = { .signature = SIGNATURE_NO_OUTCOME, .line = log->at_hand.last.said, .count = 1, .evidence = last_line_shown(log) };
        incidents_add(&log->incidents, &none, &log->ctx);
    }
    if (!slice_eq(buf_view(&log->outcome.state), SLICE("success")))
        traceback_end(&log->traceback, role != ROLE_task, &log->ctx, cells);
}

/* Whether the attempt failed: a state that says so, or none; not where it only refuses (domain §8.1). */
static bool has_failed(const struct log *log)
{
    const struct outcome *outcome = &log->outcome;
    const struct state_row *state = state_find(buf_view(&outcome->state));
    bool refuses = outcome->refused && !log->ctx.facts.segments;
    return !refuses && (!outcome->state.n || (state && (state->counts == COUNTS_FAILURE || state->counts == COUNTS_RETRY)));
}

/* In the last segment, or as a notice says. */
static bool ran_out_of_memory(const struct log *log)
{
    const struct incident *killed = &log->incidents.known[SIGNATURE_OOM_KILLED];
    bool noticed = log->notices.has_own && log->notices.own == NOTICE_OOM_KILLED;
    return noticed || (killed->count && context_is_since(&log->ctx, killed->last, log->ctx.facts.segment_line));
}

/* cells: with the state. */
static void failure_end(struct log *log, struct cell *cells)
{
    const struct outcome *outcome = &log->outcome;
    struct failure_facts facts = { .own = traceback_own(&log->traceback, &log->ctx) };
    facts.other = traceback_other(&log->traceback, &log->ctx, &facts.other_line, &facts.other_speaker);
    facts.end = (struct failure_end){
        .dag_id = cells[LOG_dag_id].present ? cells[LOG_dag_id].text : SLICE(""),
        .task_id = cells[LOG_task_id].present ? cells[LOG_task_id].text : SLICE(""),
        .state = cells[LOG_state].present ? cells[LOG_state].text : SLICE(""),
        .out_of_memory = ran_out_of_memory(log),
        .outside = outcome->outside,
        .line = log->at_hand.last.number,
        .timed_out = outcome->timed_out,
        .notice = log->notices.has_own ? slice_of(notice_names[log->notices.own].code) : SLICE(""),
        .signal = outcome->signal ? slice_of(outcome->signal) : SLICE(""),
        .exit_text = outcome->exit_text,
        .terminal = outcome->terminal_word ? slice_part(slice_of(outcome->terminal_word), 0, strcspn(outcome->terminal_word, ".")) : SLICE(""),
    };
    facts.end.has_exit_code = outcome_exit_code_of_fault(outcome, &facts.end.exit_code);
    failure_write(&log->failure, &facts, &log->ctx, cells);
}

static void times_write(struct log *log, enum role role, struct cell *cells)
{
    struct found silent;
    clock_times(&log->clock, &log->ctx, cells);
    if (role == ROLE_task && clock_end(&log->clock, &log->ctx, cells, &silent))
        incidents_add(&log->incidents, &silent, &log->ctx);
}

/* What a log says of its own attempt names it in part only. */
static void notices_write(struct log *log)
{
    struct settled settled = identity_settle(&log->identity, &log->ctx.facts);
    notices_end(&log->notices, settled.known ? &settled.id : NULL, &log->ctx);
}

static void whose_explain(struct log *log)
{
    struct settled settled = identity_settle(&log->identity, &log->ctx.facts);
    struct buf words = { 0 };
    identity_words(&settled, &words);
    context_explain_whose(&log->ctx, buf_view(&words));
    buf_free(&words);
}

/* Times that were handed out are moved by their owner. */
static void shift_tell(struct context *ctx)
{
    if (!context_shift(ctx))
        return;
    context_note(ctx, COMPLAINT_offset_proved, 1);
    if (ctx->events->shifted)
        ctx->events->shifted(ctx->events->context, ctx->handle, context_shift(ctx));
}

static void versions_write(const struct parser *parser, struct cell *cells)
{
    cell_text(&cells[LOG_parser_version], slice_of(parser->version));
    cell_text(&cells[LOG_rules_version], slice_of(parser->rules.version));
}

void log_end(struct log *log, bool cut)
{
    struct context *ctx = &log->ctx;
    struct cell cells[LOG__N] = { 0 };
    if (log->ctx.asked.n)
        whose_explain(log);
    if (cut)
        context_note(ctx, COMPLAINT_log_cut, 1);
    blocks_end(&log->blocks, ctx);
    struct slice hash = counts_hash(&log->counts, ctx);
    enum role role = identity_end(&log->identity, hash, ctx, cells);
    outcome_write(log, role, cut, cells);
    times_write(log, role, cells);
    if (log->pod.n)
        cell_text(&cells[LOG_pod], context_keep_masked(ctx, log->pod, EVIDENCE_MAX));
    notices_write(log);
    if (role == ROLE_task && has_failed(log))
        failure_end(log, cells); /* after all who know how it ended */
    incidents_end(&log->incidents, ctx); /* after all who find one */
    counts_end(&log->counts, cells);
    shift_tell(ctx);
    notes_write(ctx, cells); /* after all who note something */
    cell_text(&cells[LOG_content_hash], hash);
    versions_write(ctx->parser, cells);
    ctx->events->finished(ctx->events->context, ctx->handle, &(struct record){ &schemas[RECORD_log], cells });
}

/* A log that nothing names is named by its content, which is not known before its end: until then its first stamp and its source stand for it. */
static void known_tell(struct log *log, const struct settled *settled)
{
    struct context *ctx = &log->ctx;
    struct cell cells[LOG__N] = { 0 };
    struct buf begin = { 0 };
    log->identity.told = true;
    buf_printf(&begin, "%" PRId64 " %.*s", log->clock.first, SLICE_ARG(ctx->source));
    identity_write(settled, buf_view(&begin), ctx, cells);
    buf_free(&begin);
    clock_times(&log->clock, ctx, cells);
    ctx->events->known(ctx->events->context, ctx->handle, &(struct record){ &schemas[RECORD_log], cells });
}

/* How the attempt ended, as far as it has been said: Airflow 3 says in a terminal word that it failed. */
static void ended_write(struct log *log, struct cell *cells)
{
    outcome_end(&log->outcome, &log->ctx, true, cells);
    if (!log->outcome.state.n) {
        cell_text(&cells[LOG_state], SLICE("failed"));
        cell_num(&cells[LOG_state_inferred], true);
    }
    const struct state_row *state = state_find(cells[LOG_state].text);
    if (!state || (state->counts != COUNTS_FAILURE && state->counts != COUNTS_RETRY))
        return;
    traceback_end(&log->traceback, false, &log->ctx, cells);
    failure_end(log, cells);
}

/* A log that is being written is told again every GROWN_MICROS of its own time; that its attempt has ended at once, and what little is said after that
 * ENDS_MOST times at most: a task that prints for ever keeps no memory. */
enum { GROWN_MICROS = 15 * 1000000, ENDS_MOST = 16 };

static void grown_tell(struct log *log)
{
    struct context *ctx = &log->ctx;
    struct cell cells[LOG__N] = { 0 };
    bool ended = (log->outcome.state.n || log->outcome.terminal) && !state_waits(buf_view(&log->outcome.state));
    bool end_new = ended && log->told.lines != log->counts.lines && log->told.ends < ENDS_MOST;
    if (!end_new && !(log->clock.has_time && log->clock.latest - log->told.time >= GROWN_MICROS))
        return;
    clock_times(&log->clock, ctx, cells);
    if (end_new) {
        ended_write(log, cells);
        log->told.lines = log->counts.lines;
        log->told.ends++;
    }
    log->told.time = log->clock.latest;
    ctx->events->grown(ctx->events->context, ctx->handle, &(struct record){ &schemas[RECORD_log], cells });
}

/* The log of a scheduler, executor or triggerer that has said something: whole days may pass before it ends. */
static bool says_of_others(const struct log *log, enum role role)
{
    return role == ROLE_other && log->clock.has_time && (log->identity.told || notices_wait(&log->notices));
}

void log_tell(struct log *log, int64_t now, int64_t idle)
{
    struct context *ctx = &log->ctx;
    struct settled settled;
    struct found silent;
    if (!ctx->events->known || log->told.reading)
        return;
    settled = identity_settle(&log->identity, &ctx->facts);
    if (settled.known ? settled.try_unknown : !says_of_others(log, settled.id.role))
        return;
    if (!log->identity.told)
        known_tell(log, &settled);
    if (ctx->events->grown && settled.id.role == ROLE_task)
        grown_tell(log);
    if (!ctx->events->early)
        return;
    incidents_tell(&log->incidents, ctx);
    notices_tell(&log->notices, ctx);
    idle = outcome_is_known(&log->outcome) ? 0 : idle; /* the silence of one that has ended is not judged */
    if (settled.id.role == ROLE_task && clock_tell(&log->clock, ctx, now, idle, log->at_hand.last.number, &silent))
        incident_tell(&silent, ctx);
}

struct log_shows log_shows(const struct log *log)
{
    const struct clock *clock = &log->clock;
    const struct identity *identity = &log->identity;
    const struct outcome *outcome = &log->outcome;
    bool headed = identity->heading.named, over = outcome_has_word(outcome);
    bool process = log->ctx.facts.generation == 3 && log->ctx.facts.segments;
    bool waits = outcome->waiting || state_waits(buf_view(&outcome->state)), ended = outcome->from_pod ? outcome->state.n : process || over;
    bool last = outcome->from_pod ? outcome->stated : process && outcome->post_executed;
    struct log_shows shows = { .id = headed ? identity->path : identity->content, .named = identity->path.layout, .headed = headed,
                               .heading = !identity->heading.over, .other_start = identity->other_start, .over = over, .exited = outcome->return_codes,
                               .returned = outcome->returned, .pod = outcome->from_pod, .closed = last && !waits, .process = process, .waits = waits, .ends = ended && !waits,
                               .busy = log_busy(log), .block = log->blocks.open, .has_time = clock->has_time, .has_wrapper_time = clock->has_wrapper_time,
                               .first = clock->first, .last = clock->latest, .wrapper_last = clock->wrapper_last, .number = log->at_hand.last.number, .lines = log->counts.lines };
    shows.id.try_number = shows.id.try_number ? shows.id.try_number : identity->label_try_number;
    return shows;
}

bool log_is_done(const struct log *log)
{
    const struct outcome *outcome = &log->outcome;
    bool done = outcome->return_codes || outcome->terminal || outcome->post_executed || (outcome->from_pod && outcome->stated);
    return done && !outcome->waiting && !state_waits(buf_view(&outcome->state));
}

void log_attempt(const struct log *log, struct buf *out)
{
    struct settled settled = identity_settle(&log->identity, &log->ctx.facts);
    if (settled.known && !settled.try_unknown && !log->identity.told)
        attempt_id_hash(&settled.id, settled.by_date, SLICE(""), out);
}

void log_is_later(struct log *log)
{
    log->identity.later = true;
}

void log_is_shared(struct log *log)
{
    log->identity.shared = true;
}

void log_takes(struct log *log, struct log *from)
{
    context_explain_take(&log->ctx, &from->ctx);
}

void log_is_printed(struct log *log)
{
    log->identity.printed = true;
}

void log_goes_back(struct log *log)
{
    log->ctx.facts.segment_line = 0;
}

void log_is_reading(struct log *log, bool reading)
{
    log->told.reading = reading;
}

/* It has come to its end: a deferred or rescheduled attempt goes on. */
static bool is_over(const struct log *log)
{
    return outcome_rank(&log->outcome, &log->ctx) > 0 && !state_waits(buf_view(&log->outcome.state));
}

int log_strength(const struct log *log)
{
    return (int)identity_settle(&log->identity, &log->ctx.facts).strength;
}

/* The same by what its own first lines name: of two readings one is not worse because others' text may be in it. */
static int own_strength(const struct log *log)
{
    struct identity own = log->identity;
    own.shared = false;
    return (int)identity_settle(&own, &log->ctx.facts).strength;
}

/* A success that is inferred because no line says otherwise is no more than none where the other has more lines, all that it has in them, and infers none. */
static bool is_more_than(const struct log *log, const struct log *other)
{
    bool inferred = !log->outcome.state.n && !log->outcome.terminal && log->ctx.facts.generation == 3;
    bool longer = other->counts.lines > log->counts.lines && other->clock.has_time && log->clock.has_time && other->clock.first <= log->clock.first &&
                  other->clock.latest >= log->clock.latest;
    return is_over(log) && !(inferred && longer && !is_over(other));
}

bool log_is_better(const struct log *a, bool cut, const struct log *b)
{
    int sure = own_strength(a), other = own_strength(b);
    bool over = is_more_than(a, b) && !cut, theirs_over = is_more_than(b, a);
    if (over != theirs_over)
        return over;
    if (sure != other)
        return sure > other;
    int ours = outcome_rank(&a->outcome, &a->ctx), theirs = outcome_rank(&b->outcome, &b->ctx);
    return ours / 2 != theirs / 2 ? ours > theirs : a->counts.lines > b->counts.lines;
}
