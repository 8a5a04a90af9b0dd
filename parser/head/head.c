/* head.c - reads the heads of log lines; see head.h. */
#include "head.h"

#include "console.h"
#include "log_format.h"
#include "parser/catalogue/airflow.h"
#include "parser/text/ansi.h"
#include "parser/text/json.h"
#include "parser/text/python_string.h"

enum { ESC = '\x1b', MAX_HEADS = 4 };

void head_space_free(struct head_space *space)
{
    buf_free(&space->plain);
    buf_free(&space->message);
    buf_free(&space->logger);
    buf_free(&space->file);
    buf_free(&space->literal);
}

static void time_impossible(struct head *head, struct slice stamp)
{
    head->bad_time = true;
    head->stamp = stamp;
}

/* The stamp of a pattern's group "time"; a zone's name that is not UTC leaves it naive. */
static void stamp_take(const struct head_reader *reader, struct slice text, bool naive_is_utc, struct head *head)
{
    struct timestamp stamp;
    head_spelling_take(text, head);
    if (timestamp_read(text, &stamp) > 0)
        head_time_take(reader, &stamp, naive_is_utc, head);
    else
        time_impossible(head, text);
}

/* A head of the platform's own format. Where it names the logger and no file, a logger of Airflow's own stands for its file. */
static bool head_read_format(const struct head_reader *reader, struct slice line, struct head *head)
{
    struct log_format_parts parts;
    if (!reader->format || !log_format_match(reader->format, line, &parts))
        return false;
    if (parts.time.n)
        stamp_take(reader, parts.time, false, head);
    head->logger = parts.file.n ? SLICE("") : parts.name;
    head_take(head, parts.file.n ? parts.file : airflow_logger_file(parts.name), log_format_level(parts.level), parts.message);
    if (head->nesting == 1)
        head->family = FAMILY_text;
    return true;
}

/* The record's logger and call site behind its words. */
static void interface_source_take(const struct patterns *patterns, struct head *head)
{
    static const char *const groups[] = { "quoted", "logger", "captured" };
    if (!slice_has(head->message, SLICE("source=")) || !pattern_match(patterns, PATTERN_interface_source, head->message))
        return;
    for (size_t i = 0; i < sizeof(groups) / sizeof(*groups) && !head->logger.n; i++)
        head->logger = pattern_group(patterns, PATTERN_interface_source, groups[i]);
    head->message = slice_trim_right(pattern_group(patterns, PATTERN_interface_source, "words"));
}

static bool head_read_pattern(const struct head_reader *reader, struct slice line, struct head *head)
{
    const struct patterns *patterns = reader->patterns;
    if (pattern_match(patterns, PATTERN_head, line)) {
        stamp_take(reader, pattern_group(patterns, PATTERN_head, "time"), false, head);
        head_take(head, pattern_group(patterns, PATTERN_head, "file"), level_of(pattern_group(patterns, PATTERN_head, "level")),
                  slice_from(line, pattern_end(patterns, PATTERN_head)));
        if (head->nesting == 1)
            head->family = FAMILY_text;
        return true;
    }
    if (!pattern_match(patterns, PATTERN_head_interface, line))
        return false;
    stamp_take(reader, pattern_group(patterns, PATTERN_head_interface, "time"), true, head);
    head_take(head, SLICE(""), level_of(pattern_group(patterns, PATTERN_head_interface, "level")),
              slice_from(line, pattern_end(patterns, PATTERN_head_interface)));
    if (head->nesting == 1) {
        head->family = FAMILY_interface;
        interface_source_take(patterns, head);
    }
    return true;
}

static bool console_record_take(struct head *head)
{
    struct console_record record;
    if (!console_record_read(head->message, &record))
        return false;
    head->message = record.name;
    head->pairs = record.pairs;
    head->pairs_named = record.logger.n;
    if (record.logger.n)
        head->logger = record.logger;
    return true;
}

/* The end of a console line's message: [logger] and its pairs. */
static void console_tail_take(const struct head_reader *reader, struct head *head)
{
    const struct patterns *patterns = reader->patterns;
    if (!pattern_match(patterns, PATTERN_console_tail, head->message))
        return;
    head->logger = pattern_group(patterns, PATTERN_console_tail, "logger");
    head->tail = pattern_group(patterns, PATTERN_console_tail, "rest");
    size_t tail = head->logger.n + head->tail.n + 2;
    head->message = slice_trim_right(slice_part(head->message, 0, head->message.n - tail));
}

void head_console_end(const struct head_reader *reader, struct head *head)
{
    if (!console_record_take(head))
        console_tail_take(reader, head);
}

bool head_read_console(const struct head_reader *reader, struct slice line, struct head *head)
{
    const struct patterns *patterns = reader->patterns;
    if (line.n < 28 || !timestamp_suspects(line) || !pattern_match(patterns, PATTERN_head_console, line))
        return false;
    stamp_take(reader, pattern_group(patterns, PATTERN_head_console, "time"), true, head);
    head_take(head, head->file, level_of(pattern_group(patterns, PATTERN_head_console, "level")),
              slice_from(line, pattern_end(patterns, PATTERN_head_console)));
    if (head->nesting == 1)
        head->family = FAMILY_console;
    head->unsplit = slice_index(head->message, '\n') != (size_t)-1;
    if (!head->unsplit)
        head_console_end(reader, head);
    return true;
}

static const struct slice container_logs = SLICE_ROW("Container logs: ");

/* Bytes of what stands before a line of a container: its name, also where a deferred KubernetesPodOperator reads it when it resumes. Airflow 3.0
 * names neither file nor logger of any pod's output. */
static size_t container_mark(const struct head_reader *reader, const struct head *head, bool output)
{
    struct slice text = head->message;
    bool resumed = head_pod_file(head->file) == POD_resumed;
    if (!output && !resumed) {
        bool airflow_3_0 = head->object.n && !head->file.n && !head->channel.n && slice_eq(head->logger, SLICE("task"));
        return airflow_3_0 && slice_starts(text, SLICE("[base] ")) ? strlen("[base] ") : 0;
    }
    if (resumed && slice_starts(text, container_logs))
        return container_logs.n;
    if (!text.n || text.p[0] != '[' || !pattern_match(reader->patterns, PATTERN_container, text))
        return 0;
    size_t end = pattern_end(reader->patterns, PATTERN_container);
    return output || slice_ends(slice_part(text, 0, end), SLICE("logs: ")) ? end : 0;
}

/* b'...', or b"..." where it holds an apostrophe: the line as Airflow 1.10 printed it. What is in one is none again. */
static void bytes_literal_take(struct head_space *space, struct head *head)
{
    struct slice text = head->message;
    if (space->literal.n || text.n < 3 || text.p[0] != 'b' || (text.p[1] != '\'' && text.p[1] != '"') || text.p[text.n - 1] != text.p[1])
        return;
    python_string_unescape(slice_part(text, 2, text.n - 1), true, &space->literal);
    head->message = slice_trim_right(buf_view(&space->literal));
}

static void container_mark_take(const struct head_reader *reader, struct head_space *space, struct head *head)
{
    char first = head->message.n ? head->message.p[0] : '\0';
    if (first != '[' && first != 'b' && first != 'C')
        return;
    bool output = head_is_container_output(head);
    size_t mark = container_mark(reader, head, output);
    head->message = slice_from(head->message, mark);
    if (mark && !output)
        head->channel = SLICE("container"); /* it does not speak for Airflow */
    else if (!mark && output)
        bytes_literal_take(space, head);
}

/* Takes further heads off the message: nested ones, console lines, container marks. */
static void head_read_nested(const struct head_reader *reader, struct head_space *space, struct head *head)
{
    buf_reset(&space->literal);
    while (head->nesting < MAX_HEADS) {
        container_mark_take(reader, space, head);
        struct slice text = head->message;
        if (text.n && text.p[0] == 'J' && pattern_match(reader->patterns, PATTERN_subtask, text))
            text = slice_from(text, pattern_end(reader->patterns, PATTERN_subtask));
        if (!head_suspects(text))
            return;
        if (!head_read_plain(reader, text, head) && !head_read_pattern(reader, text, head) && !head_read_console(reader, text, head))
            return;
    }
}

/* The event; what is no text stands as the JSON it is (3.1: log.info({..}) of an operator). */
static struct slice event_text(struct json_value value, struct buf *space)
{
    return value.type == JSON_string || value.type == JSON_null ? json_text(value, space) : value.raw;
}

static bool is_airflow3(const struct json_value members[MEMBER__N])
{
    bool time = members[MEMBER_time].type, level = members[MEMBER_level].type;
    if (members[MEMBER_event].type == JSON_string)
        return time || level || members[MEMBER_logger].type || members[MEMBER_channel].type;
    return members[MEMBER_event].type && time && level;
}

bool head_begins_record(struct slice line)
{
    static const char *const keys[] = { "{\"timestamp\"", "{\"asctime\"", "{\"event\"", "{\"level\"", "{\"logger\"", "{\"chan\"" };
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
        if (slice_starts(line, slice_of(keys[i])))
            return true;
    return false;
}

/* A stamp of the minute that the last one had is not read again. */
static void record_stamp_take(const struct head_reader *reader, struct slice text, bool naive_is_utc, struct head *head)
{
    struct timestamp stamp = { .zoned = true };
    struct stamp_cache *cache = &reader->cache->stamp;
    if (!stamp_cache_read(cache, text, &stamp.micros)) {
        stamp_take(reader, text, naive_is_utc, head);
        if (head->has_time)
            stamp_cache_learn(cache, text, head->time);
        return;
    }
    head_spelling_take(text, head);
    head_time_take(reader, &stamp, naive_is_utc, head);
}

/* A record that repeats another; false: it does not. */
static bool record_repeats(const struct head_reader *reader, struct slice line, struct head_space *space, struct head *head)
{
    struct record_parts parts;
    const struct known_record *known = record_cache_find(&reader->cache->records, line, &parts);
    if (!known)
        return false;
    record_stamp_take(reader, parts.stamp, true, head);
    record_cache_take(known, line, ansi_strip(parts.text, &space->plain), head);
    return true;
}

static void record_read(const struct head_reader *reader, struct slice line, struct head_space *space, struct head *head)
{
    struct json_value members[MEMBER__N] = { 0 };
    bool escaped = false;
    struct slice object = record_members_read(line, &reader->cache->keys, members, &escaped);
    if (!object.n) {
        head->family = head_begins_record(line) ? FAMILY_bad_json : FAMILY_none;
        return;
    }
    bool airflow3 = is_airflow3(members);
    bool elastic = members[MEMBER_message].type == JSON_string && (members[MEMBER_time].type || members[MEMBER_file].type) && members[MEMBER_level].type;
    if (!airflow3 && !elastic)
        return;
    struct slice stamp = json_text(members[MEMBER_time], &space->file);
    if (stamp.n)
        record_stamp_take(reader, stamp, airflow3, head);
    head->family = airflow3 ? FAMILY_json : FAMILY_elastic;
    head->object = object;
    head->nul = escaped && json_has_nul(object);
    head_take(head, json_text(members[MEMBER_file], &space->file), level_of(json_text(members[MEMBER_level], &space->logger)),
              event_text(members[airflow3 ? MEMBER_event : MEMBER_message], &space->message));
    head->message = ansi_strip(head->message, &space->plain);
    head->logger = json_text(members[MEMBER_logger], &space->logger);
    head->channel = members[MEMBER_channel].raw;
    head->error = members[members[MEMBER_detail].type == JSON_none ? MEMBER_exception : MEMBER_detail];
    head->ti_id = members[MEMBER_ti_id];
    if (airflow3)
        record_cache_learn(&reader->cache->records, line, &members[MEMBER_time], &members[MEMBER_event], head);
}

/* Airflow 3 hands out an Airflow 2 log as records of nothing but a time and a line: the line is what counts, with a head or without. */
static void carried_read(const struct head_reader *reader, struct head_space *space, struct head *head)
{
    if (!head->object.n || head->level != LEVEL_none || head->logger.n || head->file.n || head->channel.n)
        return;
    struct head carried = { .message = head->message };
    bool has_head = carried.message.n && carried.message.p[0] == '[' &&
                    (head_cache_read(reader, carried.message, &carried) || head_read_pattern(reader, carried.message, &carried));
    space->carrying |= has_head;
    if (space->carrying)
        *head = carried;
}

void head_read_any(const struct head_reader *reader, struct slice line, struct head_space *space, struct head *head)
{
    *head = (struct head){ .message = line };
    if (!line.n)
        return;
    if (head_read_format(reader, reader->format ? ansi_strip(line, &space->plain) : line, head)) {
        ;
    } else if (line.p[0] == '{') {
        if (!record_repeats(reader, line, space, head))
            record_read(reader, line, space, head);
        carried_read(reader, space, head);
    } else {
        line = ansi_strip(line, &space->plain);
        head->message = line;
        if (!head_suspects(line))
            return;
        if (!head_cache_read(reader, line, head) && !head_read_pattern(reader, line, head) && !head_read_console(reader, line, head))
            return;
    }
    if (head->nesting)
        head_read_nested(reader, space, head);
}
