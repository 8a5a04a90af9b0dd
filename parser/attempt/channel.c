/* channel.c - sources of lines, each with its block: which lines open, feed and end it (domain §3.1). */
#include "log_inside.h"

static void complained(void *context, enum complaint complaint, int64_t line, int col, struct slice text)
{
    struct log *log = context;
    if (complaints[complaint].class == CLASS_REJECT)
        log_reject(log, complaint, line, col, text);
    else
        log_note(log, complaint, 1);
}

static void block_close(struct log *log, struct channel *channel, bool clean)
{
    struct cell cells[CORRELATION__N] = { 0 };
    struct record record = { &schemas[RECORD_correlation], cells };
    if (!channel->open)
        return;
    channel->open = false;
    log->n_busy--;
    block_end(channel->block, clean, &record);
    if (!clean) {
        log_note(log, COMPLAINT_block_unclosed, 1);
        block_note(channel->block, COMPLAINT_block_unclosed, &record);
    }
    cell_num(&cells[CORRELATION_seq], channel->seq);
    cell_num(&cells[CORRELATION_line], channel->line);
    if (channel->has_time)
        cell_num(&cells[CORRELATION_time], channel->time);
    log_note(log, COMPLAINT_secret_masked, block_secrets(channel->block));
    block_judge(log, channel, cells);
}

static bool is_busy(const struct channel *channel)
{
    return channel->open || channel->traceback != TRACEBACK_none;
}

/* The one that makes room: an idle one if there is any, and of these the oldest. */
static struct channel *channel_oldest(struct log *log)
{
    struct channel *oldest = &log->channel[0];
    for (int i = 1; i < log->n_channels; i++) {
        struct channel *other = &log->channel[i];
        if (is_busy(other) < is_busy(oldest) || (is_busy(other) == is_busy(oldest) && other->used < oldest->used))
            oldest = other;
    }
    block_close(log, oldest, false);
    traceback_end(log, oldest);
    return oldest;
}

struct channel *channel_find(struct log *log, struct slice key)
{
    struct channel *channel = NULL;
    for (int i = 0; i < log->n_channels && !channel; i++)
        if (slice_eq(buf_view(&log->channel[i].key), key))
            channel = &log->channel[i];
    if (!channel) {
        channel = log->n_channels < CHANNELS_MAX ? &log->channel[log->n_channels++] : channel_oldest(log);
        buf_reset(&channel->key);
        buf_slice(&channel->key, key);
        channel->traceback = TRACEBACK_none;
    }
    channel->used = log->current.number;
    return channel;
}

struct channel *channel_find_headless(struct log *log, uint64_t bits)
{
    struct channel *channel = channel_find(log, buf_view(&log->message.key));
    bool begins = bits & (pattern_bit(PATTERN_block) | pattern_bit(PATTERN_traceback));
    if (begins || is_busy(channel) || log->message.echo)
        return channel;
    for (int i = 0; i < log->n_channels; i++)
        if (log->channel[i].open && log->channel[i].native) {
            log->channel[i].used = log->current.number;
            return &log->channel[i];
        }
    return channel;
}

static void block_start(struct log *log, struct channel *channel, struct slice text, bool headless)
{
    enum level level;
    size_t at = slice_find(text, SLICE("==="));
    block_close(log, channel, false);
    if (!channel->block)
        channel->block = block_new(complained, log);
    channel->prefix_words = at ? prefix_before(text, at, &level) : -1;
    channel->open = true;
    channel->headless = channel->native = headless;
    channel->seq = ++log->n_blocks;
    channel->line = log->current.number;
    channel->has_time = log->message.has_time;
    channel->time = log->message.time;
    log->n_busy++;
    block_begin(channel->block, slice_from(text, at), log->current.number);
    log_why(log, "opens block %d", channel->seq);
}

/* The line without the prefix that the opening line had too. */
static struct slice body_text(const struct channel *channel, struct slice text)
{
    enum level level;
    size_t n = channel->prefix_words >= 0 ? prefix_length(text, channel->prefix_words, &level) : 0;
    return slice_from(text, n);
}

/* The line ends the block, unless it has no head and the block's line before had one: then it is somebody else's. */
static bool end_by(struct log *log, struct channel *channel, bool headless, const char *why)
{
    if (headless && !channel->headless)
        return false;
    log_why(log, "ends block %d: %s", channel->seq, why);
    block_close(log, channel, false);
    return true;
}

static bool body_line(struct log *log, struct channel *channel, struct slice text, bool headless)
{
    switch (block_line(channel->block, body_text(channel, text), log->current.number)) {
    case BLOCK_field:
        log_why(log, "field of block %d", channel->seq);
        channel->headless = headless;
        if (block_is_full(channel->block))
            block_close(log, channel, false);
        return true;
    case BLOCK_neutral:
        channel->headless = headless;
        return true;
    case BLOCK_clean_end:
        log_why(log, "ends block %d", channel->seq);
        block_close(log, channel, true);
        return true;
    case BLOCK_other_end:
        return end_by(log, channel, headless, "another === line");
    case BLOCK_blank:
        if (block_has_field(channel->block))
            end_by(log, channel, headless, "blank line");
        return false;
    case BLOCK_no_field:
        end_by(log, channel, headless, "no field");
        return false;
    case BLOCK_opening:
        break;
    }
    return false;
}

bool channel_line(struct log *log, struct channel *channel, struct slice text, bool headless, uint64_t bits)
{
    if ((bits & pattern_bit(PATTERN_block)) && pattern_match(log->parser->patterns, PATTERN_block, text) && block_is_opening(text)) {
        block_start(log, channel, text, headless);
        return true;
    }
    return channel->open && body_line(log, channel, text, headless);
}

void channels_close(struct log *log)
{
    for (;;) {
        struct channel *first = NULL; /* in order of their opening lines */
        for (int i = 0; i < log->n_channels; i++)
            if (log->channel[i].open && (!first || log->channel[i].seq < first->seq))
                first = &log->channel[i];
        if (!first)
            break;
        block_close(log, first, false);
    }
    for (int i = 0; i < log->n_channels; i++)
        traceback_end(log, &log->channel[i]);
}
