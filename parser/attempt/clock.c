/* clock.c - times and silence; see clock.h. */
#include "clock.h"

#include <inttypes.h>

#include "parser/catalogue/airflow.h"
#include "parser/text/decimal.h"

enum {
    OLD_LOG_S = 24 * 60 * 60, /* a last stamp older than this is no sign of a silent task, but of an old log */
    TELL_AGAIN_S = 60,
};

void clock_wrapper(struct clock *clock, int64_t time)
{
    if (!clock->has_wrapper_time || time < clock->wrapper_first)
        clock->wrapper_first = time;
    if (!clock->has_wrapper_time || time > clock->wrapper_last)
        clock->wrapper_last = time;
    clock->has_wrapper_time = true;
}

static void silence_note(struct clock *clock, int64_t gap, int64_t line)
{
    if (gap > SILENCE_LIMIT && !clock->n_silent++)
        clock->silent_line = line;
    if (!clock->has_silence || gap > clock->silence) {
        clock->has_silence = true;
        clock->silence = gap;
        clock->silence_at = clock->latest;
    }
}

/* Waiting before a start is no silence. */
static bool ends_waiting(struct slice message)
{
    const struct airflow_words *start = airflow_start_find(message);
    return start && start->waits;
}

static void wait_note(struct clock *clock, int64_t gap, int64_t line)
{
    if (gap <= clock->waited)
        return;
    clock->waited = gap;
    clock->waited_at = clock->latest;
    clock->waited_line = line;
}

/* A stamp that falls is no time after the latest. */
void clock_gap(struct clock *clock, int64_t time, struct slice message, int64_t line)
{
    int64_t gap = time > clock->latest ? time - clock->latest : 0;
    if (!clock->has_time) {
        clock->first = clock->latest = time;
        clock->has_time = true;
        return;
    }
    bool longer = !clock->has_silence || gap > clock->silence || gap > SILENCE_LIMIT, waits = longer && ends_waiting(message);
    if (waits)
        wait_note(clock, gap, line);
    else if (longer)
        silence_note(clock, gap, line);
    if (time > clock->latest)
        clock->latest = time;
    if (time < clock->first)
        clock->first = time;
}

void clock_heads(struct clock *clock, const struct clock *heads)
{
    struct clock wrapper = *clock;
    *clock = *heads;
    clock->has_wrapper_time = wrapper.has_wrapper_time;
    clock->wrapper_first = wrapper.wrapper_first;
    clock->wrapper_last = wrapper.wrapper_last;
    clock->told = wrapper.told;
}

/* Start and end: the heads', or what Airflow printed where heads carry no zone, or the wrapper's (domain §3.4). */
void clock_times(const struct clock *clock, struct context *ctx, struct cell *log)
{
    const struct facts *facts = &ctx->facts;
    int64_t shift = context_shift(ctx);
    int64_t start = clock->has_time ? clock->first + shift : clock->wrapper_first, end = clock->has_time ? clock->latest + shift : clock->wrapper_last;
    if (!clock->has_time && !clock->has_wrapper_time)
        return;
    if (clock->has_time && !facts->heads_zoned) {
        if (facts->has_start_date)
            cell_num(&log[LOG_start_printed], true);
        start = facts->has_start_date ? facts->start_date : start;
        end = facts->has_end_date ? facts->end_date : end;
    }
    cell_num(&log[LOG_start_time], start);
    cell_num(&log[LOG_end_time], end);
    cell_text(&log[LOG_duration_s], context_keep_seconds(ctx, end - start));
}

/* The finding of TASK_SILENT, its evidence in words. */
static void silence_describe(struct context *ctx, int64_t silence, int64_t at, struct found *out)
{
    struct buf words = { 0 };
    buf_text(&words, "no line for ");
    decimal_seconds(silence, &words);
    buf_text(&words, " s after ");
    timestamp_format(at, &words);
    if (out->count > 1) /* the finding's line is that of the first */
        buf_printf(&words, ", the longest of %" PRId64, out->count);
    out->signature = SIGNATURE_TASK_SILENT;
    out->evidence = arena_keep(&ctx->arena, buf_view(&words));
    out->field = SLICE("silence_s");
    out->value = context_keep_seconds(ctx, silence);
    out->threshold = context_keep_seconds(ctx, SILENCE_LIMIT);
    buf_free(&words);
}

static void wait_write(const struct clock *clock, struct context *ctx, struct cell *log)
{
    cell_num(&log[LOG_waited_at], clock->waited_at + context_shift(ctx));
    cell_num(&log[LOG_waited_until], clock->waited_at + clock->waited + context_shift(ctx));
    cell_num(&log[LOG_waited_line], clock->waited_line);
}

bool clock_end(const struct clock *clock, struct context *ctx, struct cell *log, struct found *found)
{
    if (clock->waited)
        wait_write(clock, ctx, log);
    if (clock->has_silence) {
        cell_text(&log[LOG_silence_s], context_keep_seconds(ctx, clock->silence));
        cell_num(&log[LOG_silence_at], clock->silence_at + context_shift(ctx));
    }
    if (clock->silence <= SILENCE_LIMIT)
        return false;
    *found = (struct found){ .count = clock->n_silent, .line = clock->silent_line };
    silence_describe(ctx, clock->silence, clock->silence_at + context_shift(ctx), found);
    return true;
}

/* How long the attempt has been silent by now; stamps without a zone are not compared with the clock, nor very old ones. */
static int64_t silence_now(const struct clock *clock, const struct facts *facts, int64_t now, int64_t idle)
{
    int64_t since = now - clock->latest;
    bool zoned = facts->heads_zoned || facts->generation == 3;
    if (!idle || !clock->has_time)
        return 0;
    return zoned && since > idle && since < (int64_t)OLD_LOG_S * 1000000 ? since : idle;
}

bool clock_tell(struct clock *clock, struct context *ctx, int64_t now, int64_t idle, int64_t lines, struct found *found)
{
    int64_t ongoing = silence_now(clock, &ctx->facts, now, idle), silence = clock->silence, at = clock->silence_at;
    if (ongoing > silence) {
        silence = ongoing;
        at = clock->latest;
    }
    if (silence <= SILENCE_LIMIT || (clock->told && silence < clock->told + (int64_t)TELL_AGAIN_S * 1000000))
        return false;
    *found = (struct found){ .count = clock->n_silent + (ongoing > SILENCE_LIMIT), .line = clock->n_silent ? clock->silent_line : lines };
    silence_describe(ctx, silence, at, found);
    clock->told = silence;
    return true;
}
