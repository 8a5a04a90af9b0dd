/* log_plain.c - the short way of lines with nothing to look at but an event; see log.h.
 *
 * Of most lines a log wants to know that they came, when, and how loud they were. The prefilter has looked for all words that any part of a log asks for; a line
 * without one is plain where besides nothing is open that wants to see each line (takes_plain, which is asked after each line of the long way), and where its head
 * and its text are not what a part looks at without such a word: a further head, a record, a start (each such question is a few bytes' comparison here). Three
 * kinds of lines are: those without a head, those behind a plain head of Airflow 2's, and Airflow 3's records that repeat one which tells nothing but its text
 * (record_cache.h). An event behind a head that repeats another goes out at once, too. While a block is open, lines behind such a head are all that is plain: of
 * each a message is made, for the block to take or to end by.
 *
 * No message is made of such a line until a later one needs it (log_settle). log_line reads the same without this; tests/test_stream.c holds the two together
 * on random lines and records. */
#include "attempt_header.h"
#include "log_inside.h"

#include "parser/catalogue/airflow.h"

/* Whether text heads tell nothing new of the log: it is known that they speak in it, and which Airflow it is. */
static bool heads_told_all(const struct facts *facts)
{
    return facts->own_lines == FAMILY_text && facts->generation && facts->generation != 3 && facts->heads_zoned;
}

/* Whether the message may hold more than what a plain line has: another head, a record, the beginning of another log. */
static inline bool message_may_tell(const struct log *log, struct slice message, bool pod)
{
    return rendered_suspects(message) || head_may_nest(message, pod) || (!log->identity.path.layout && airflow_start_find(message));
}

/* What a plain line is to all that count lines; text: its words. */
static inline void plain_note(struct log *log, struct slice line, struct slice text, int64_t number)
{
    log->counts.lines++;
    last_line_note(&log->at_hand.last, line, number);
    failure_said(&log->failure, log->at_hand.speaker, text, number);
}

/* A line without a head that holds nothing to look at. */
static bool bare_plain(struct log *log, struct slice text, int64_t number)
{
    if (head_suspects(text) || rendered_suspects(text) || (log->identity.heading.named && header_begins(text)))
        return false;
    enum family family = log->at_hand.message.family;
    if (log->at_hand.plain.waits == PLAIN_record || family == FAMILY_json || family == FAMILY_elastic) {
        log_leave_record(log);
        log->at_hand.speaker = log->at_hand.message.speaker;
    }
    log_number(log, number);
    plain_note(log, text, text, number);
    return true;
}

static bool plain_read(struct log *log, struct slice text, int64_t number)
{
    struct head head = { .message = text };
    if (log_family_is_piece(&log->ctx.facts, FAMILY_text) || !head_cache_read(&log->ctx.parser->heads, text, &head) ||
        message_may_tell(log, head.message, head_pod_file(head.file) != POD_none))
        return false;
    log_number(log, number);
    log_head_note(log, &head);
    log->counts.matched++;
    log->at_hand.plain.waits = PLAIN_head;
    log->at_hand.plain.head = head;
    log->at_hand.speaker = head.origin ? head.speaker : speaker_of_file(head.file, head.comma);
    plain_note(log, text, head.message, number);
    return true;
}

/* An event behind a head that repeats another. It needs of its message when it came and what logged it. Terminal escapes have a bit of their own, and what
 * Composer's label or a record ends in rendered_suspects sees, so that nothing stands in the line but the event. */
static __attribute__((noinline)) void plain_event(struct log *log, struct slice message, const struct head_repeat *repeat, uint64_t bits)
{
    struct slice file = slice_part(log->at_hand.plain.line, ORIGIN_AT, ORIGIN_AT + (size_t)repeat->origin.file_n);
    message_outline(&log->at_hand.message, repeat->time, file);
    struct line line = { .text = slice_trim_right(message), .bits = bits, .message = &log->at_hand.message, .level = (enum level)repeat->origin.level,
                         .first = true, .source = -1 };
    events_line(&log->events, &line, &log->ctx);
}

/* The head is one of a log of which it is not known yet what heads tell. */
static __attribute__((noinline)) void plain_untold(struct log *log, struct slice text, const struct head_repeat *repeat)
{
    struct head head = { 0 };
    head_repeat_take(repeat, text, &head);
    log_head_note(log, &head);
}

/* The same of a head that repeats another. Most lines go this way: what few of them need is not inlined, as it would cost each the registers that it takes. */
static inline __attribute__((always_inline)) bool plain_repeat(struct log *log, struct slice text, const struct head_repeat *repeat, int64_t number, uint64_t bits)
{
    struct context *ctx = &log->ctx;
    struct slice message = slice_from(text, repeat->origin.message_at);
    bool told = heads_told_all(&ctx->facts), block = log->blocks.open;
    if ((!told && log_family_is_piece(&ctx->facts, FAMILY_text)) || message_may_tell(log, message, repeat->origin.pod) ||
        (bits && !(told && !block && slice_starts(message, SLICE("event=")))))
        return false;
    log_number(log, number);
    if (told) {
        ctx->matched = true;
        counts_head(&log->counts, (enum level)repeat->origin.level);
        clock_line(&log->clock, repeat->time, message, ctx);
    } else {
        plain_untold(log, text, repeat);
    }
    log->counts.matched++;
    log->at_hand.plain.waits = PLAIN_repeat;
    log->at_hand.plain.repeat = *repeat;
    log->at_hand.plain.line = text;
    log->at_hand.speaker = (enum speaker)repeat->origin.speaker;
    plain_note(log, text, message, number);
    if (bits)
        plain_event(log, message, repeat, bits);
    else if (block)
        log_settle_block(log);
    return true;
}

/* Whether the text of a plain record may hold more: an event's name, another head, a record. */
static bool words_may_tell(struct slice text)
{
    return head_may_nest(text, false) || rendered_suspects(text) || event_name_valid(text);
}

/* The same of a record that repeats a plain one, in a log of records: nobody asks for its members. Not inlined: each line of text would save the registers
 * that it needs. */
static __attribute__((noinline)) bool plain_record(struct log *log, struct slice line, int64_t number)
{
    struct context *ctx = &log->ctx;
    const struct head_cache *cache = ctx->parser->heads.cache;
    const struct facts *facts = &ctx->facts;
    struct record_parts parts;
    int64_t time;
    if (facts->own_lines != FAMILY_json || facts->generation != 3 || !facts->heads_zoned)
        return false;
    const struct known_record *known = record_cache_find(&cache->records, line, &parts);
    if (!known || !known->plain || !stamp_cache_read(&cache->stamp, parts.stamp, &time) || words_may_tell(parts.text))
        return false;
    log_number(log, number);
    ctx->matched = true;
    counts_head(&log->counts, known->level);
    clock_line(&log->clock, time, parts.text, ctx);
    log->counts.matched++;
    log->at_hand.plain.waits = PLAIN_record;
    log->at_hand.plain.line = line;
    log->at_hand.speaker = known->speaker;
    plain_note(log, line, parts.text, number);
    return true;
}

/* A line of text whose head repeats none. */
static __attribute__((noinline)) bool plain_text(struct log *log, struct slice text, int64_t number)
{
    return (text.p[0] == '[' && plain_read(log, text, number)) || bare_plain(log, text, number);
}

bool log_line_plain(struct log *log, struct slice text, int64_t number, uint64_t bits)
{
    struct head_repeat repeat;
    char first = text.n ? text.p[0] : '\0';
    if (first == '{')
        return !bits && !log->blocks.open && plain_record(log, text, number);
    if (first == '[' && head_cache_repeats(log->ctx.parser->heads.cache, text, &repeat))
        return plain_repeat(log, text, &repeat, number, bits);
    return first && !bits && !log->blocks.open && plain_text(log, text, number);
}
