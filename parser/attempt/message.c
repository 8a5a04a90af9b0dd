/* message.c - messages and their lines: what an event, a named pattern, a block's or a traceback's line is. */
#include "log_inside.h"

#include "parser/event/event_pair.h"
#include "parser/text/ansi.h"
#include "parser/text/utf8.h"

/* Airflow's echoes of what it runs or got (domain §3.2): their text is nobody's print. */
static bool is_echo(struct slice message)
{
    static const struct slice starts[] = { SLICE_ROW("Running command:"), SLICE_ROW("Running:"), SLICE_ROW("Done. Returned value was:"),
                                           SLICE_ROW("Exporting env vars:"), SLICE_ROW("Exporting the following env vars:") };
    for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
        if (slice_starts(message, starts[i]))
            return true;
    return false;
}

/* Airflow's own word: its source file behind one head; behind two only as 1.10 nested them (domain §3.4). */
static bool is_own(const struct log *log, const struct head *head)
{
    bool old = log->attempt.generation != 2; /* helpers.py, models.py: a user's, once it is known not to be Airflow 1 */
    if (head->family == FAMILY_elastic && head->nesting == 1)
        return file_is_own(head->file, old);
    if (head->family != FAMILY_text && head->family != FAMILY_elastic)
        return false;
    if (head->nesting == 1)
        return head->origin ? head->origin->own : file_is_own(head->file, head->comma && old);
    bool carrier = slice_eq(head->outer_file, SLICE("logging_mixin.py")) || slice_eq(head->outer_file, SLICE("base_task_runner.py"));
    return head->nesting == 2 && head->comma && old && carrier && file_is_own(head->file, true);
}

static void key_set(struct message *message, const struct head *head)
{
    buf_reset(&message->key);
    if (head->family == FAMILY_json) {
        buf_slice(&message->key, head->logger);
        buf_char(&message->key, '\0');
        buf_slice(&message->key, head->object.n && head->nesting == 1 ? head->file : SLICE(""));
        buf_char(&message->key, '\0');
        buf_slice(&message->key, head->channel);
    } else {
        buf_slice(&message->key, head->logger.n ? head->logger : head->file);
        buf_char(&message->key, '\1'); /* never the key of lines without heads */
    }
}

void event_emit(struct log *log, struct slice name, enum level level)
{
    struct cell cells[EVENT__N] = { 0 };
    cell_num(&cells[EVENT_seq], ++log->n_events);
    cell_num(&cells[EVENT_line], log->current.number);
    if (log->message.has_time)
        cell_num(&cells[EVENT_time], log->message.time);
    if (level != LEVEL_none)
        cell_text(&cells[EVENT_level], slice_of(level_name(level)));
    if (log->message.logger.n)
        cell_text(&cells[EVENT_logger], buf_view(&log->message.logger));
    cell_text(&cells[EVENT_name], name);
    if (log->event.has_crypto)
        cell_text(&cells[EVENT_crypto], buf_view(&log->event.crypto));
    cell_text(&cells[EVENT_attrs], log->event.attrs.n ? buf_view(&log->event.attrs) : SLICE("{}"));
    log_note(log, COMPLAINT_secret_masked, log->event.secrets);
    log_emit(log, RECORD_event, cells);
    log->line_matched = true;
    log_why(log, "event %.*s", SLICE_ARG(name));
}

/* Takes the user's prefix off a line that holds `what` at position at; its level word goes to *level. */
static struct slice prefix_take(struct slice text, size_t at, enum level *level)
{
    enum level word;
    for (int words = 0; words <= PREFIX_MAX_WORDS; words++) {
        size_t n = prefix_length(text, words, &word);
        if (!n || n > at)
            continue;
        if (word != LEVEL_none)
            *level = word;
        if (n == at || pair_key(slice_from(text, n)))
            return slice_from(text, n);
    }
    return text;
}

/* Whether text may be a JSON object, behind a user's prefix or not. */
static bool may_be_object(struct slice text)
{
    if (!text.n || text.p[0] == '{')
        return text.n;
    return text.p[text.n - 1] == '}' && (byte_is_digit(text.p[0]) || text.p[0] == '[');
}

/* A record that a renderer of the user's own printed as JSON (structlog's JSONRenderer), alone or behind a prefix. */
struct printed {
    struct slice object;    /* empty: there is none */
    struct json_value said; /* its member event, a string */
    enum level level;       /* its own, else the prefix's */
};

static struct printed printed_read(struct slice text)
{
    struct printed none = { 0 }, found = none;
    struct slice object = slice_from(text, slice_index(text, '{'));
    if (!may_be_object(text) || !slice_has(object, SLICE("\"event\"")) || (object.n < text.n && prefix_before(text, text.n - object.n, &found.level) < 0))
        return none;
    struct json_value whole = json_read(object);
    if (whole.type != JSON_object)
        return none;
    struct json_value level = json_get(whole.raw, SLICE("level"));
    found.object = whole.raw;
    found.said = json_get(whole.raw, SLICE("event"));
    if (level.type == JSON_string && level_of(level.raw))
        found.level = level_of(level.raw);
    return found.said.type == JSON_string ? found : none;
}

/* It is an event: one word with members of the user's own. */
static bool printed_event(struct log *log, const struct printed *printed)
{
    if (!event_name_valid(printed->said.raw) || !event_members(printed->object, &log->event))
        return false;
    event_emit(log, printed->said.raw, printed->level ? printed->level : log->message.level);
    return true;
}

static bool event_line(struct log *log, struct slice text, uint64_t bits)
{
    enum level level = log->message.level;
    if (!(bits & pattern_bit(PATTERN_event)) || !pattern_match(log->parser->patterns, PATTERN_event, text))
        return false;
    size_t at = pattern_end(log->parser->patterns, PATTERN_event) - strlen("event=");
    if (text.p[0] == '{' && json_read(text).type == JSON_object)
        return false; /* text within somebody's JSON */
    event_reset(&log->event);
    if (!event_parse(prefix_take(text, at, &level), &log->event))
        return false;
    event_emit(log, log->event.name, level);
    return true;
}

static bool train_samples_line(struct log *log, struct slice text)
{
    const struct patterns *patterns = log->parser->patterns;
    if (!pattern_match(patterns, PATTERN_train_samples, text))
        return false;
    enum level level = log->message.level;
    prefix_take(text, pattern_end(patterns, PATTERN_train_samples), &level);
    struct slice samples = pattern_group(patterns, PATTERN_train_samples, "samples");
    while (samples.n > 1 && samples.p[0] == '0')
        samples = slice_from(samples, 1);
    event_attrs_begin(&log->event);
    event_attr(&log->event, SLICE("samples"), samples);
    event_attrs_end(&log->event);
    event_emit(log, SLICE("train_samples"), level);
    return true;
}

static bool running_factor_line(struct log *log, struct slice text)
{
    const struct patterns *patterns = log->parser->patterns;
    enum level level = log->message.level;
    size_t at = slice_find(text, SLICE("Running factor="));
    if (at == (size_t)-1)
        return false;
    text = slice_trim_left(prefix_take(text, at, &level));
    if (!pattern_match(patterns, PATTERN_running_factor, text))
        return false;
    event_reset(&log->event);
    event_pairs(pattern_group(patterns, PATTERN_running_factor, "pairs"), &log->event);
    event_emit(log, SLICE("running_factor"), level);
    return true;
}

/* Named patterns of the user's own: their groups are the attributes, typed as bare values are. */
static bool user_pattern_line(struct log *log, struct slice text)
{
    const struct user_patterns *user = log->parser->options.user_patterns;
    enum level level = log->message.level;
    bool found = false;
    prefix_take(text, text.n, &level);
    for (int i = 0; i < user->n; i++) {
        const struct user_pattern *row = &user->row[i];
        const char *name;
        struct slice value;
        bool took_part;
        if (row->severity || !regex_match(row->regex, text))
            continue;
        event_attrs_begin(&log->event);
        for (int k = 0; regex_named(row->regex, k, &name, &value, &took_part); k++)
            if (took_part)
                event_attr_text(&log->event, slice_of(name), slice_trim(value));
        event_attrs_end(&log->event);
        event_emit(log, slice_of(row->name), level);
        found = true;
    }
    return found;
}

/* Events and named patterns; true when the line is one. */
static bool task_line(struct log *log, struct slice text, uint64_t bits, bool found)
{
    found = found || event_line(log, text, bits);
    if (bits & pattern_bit(PATTERN_train_samples))
        found = train_samples_line(log, text) || found;
    if (bits & pattern_bit(PATTERN_running_factor))
        found = running_factor_line(log, text) || found;
    if (bits & log->parser->task_bits & pattern_bit(PATTERN_USER))
        found = user_pattern_line(log, text) || found;
    return found;
}

static void message_line(struct log *log, struct slice text, uint64_t bits, bool headless, bool first);

/* Whether a JSON object is a record: what was said, and when, how loud or by whom; or nothing but that. */
static bool object_is_record(struct slice object)
{
    static const struct slice keys[] = { SLICE_ROW("level"), SLICE_ROW("timestamp"), SLICE_ROW("logger") };
    struct slice key;
    struct json_value value;
    size_t at = 0;
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
        if (json_get(object, keys[i]).type == JSON_string)
            return true;
    return json_member(object, &at, &key, &value) && !json_member(object, &at, &key, &value);
}

/* The lines of its text are looked at in its place, save for what is looked for in any text. */
static bool printed_lines(struct log *log, const struct printed *printed, uint64_t bits, bool headless)
{
    struct message *message = &log->message;
    enum level outer = message->level;
    if (message->printed || !printed->object.n || !object_is_record(printed->object))
        return false;
    struct buf words = { 0 }, plain = { 0 };
    struct slice rest, line;
    json_unescape(printed->said.raw, &words);
    rest = ansi_strip(buf_view(&words), &plain);
    message->level = printed->level ? printed->level : outer;
    message->printed = true;
    for (bool more = true, first = true; more; first = false) {
        more = slice_cut(&rest, '\n', &line);
        message_line(log, slice_trim_right(line), bits, headless, first);
    }
    message->printed = false;
    message->level = outer;
    buf_free(&words);
    buf_free(&plain);
    return true;
}

/* Incidents of a line, and of the members where it is a record as JSON. */
static void line_incidents(struct log *log, struct slice text, const struct printed *printed, uint64_t bits, bool code_line)
{
    incident_look(log, text, bits, code_line);
    if (printed->object.n)
        incident_look_members(log, event_name_valid(printed->said.raw) ? printed->said.raw : SLICE(""), printed->object, bits);
}

static void message_line(struct log *log, struct slice text, uint64_t bits, bool headless, bool first)
{
    struct message *message = &log->message;
    struct printed printed = printed_read(text);
    struct channel *channel = NULL;
    if (log->n_busy || (bits & log->parser->task_bits))
        channel = headless ? channel_find_headless(log, bits) : channel_find(log, buf_view(&message->key));
    if ((bits & log->parser->signature_bits) && !message->printed)
        line_incidents(log, text, &printed, bits, channel && channel->traceback == TRACEBACK_frames && text.n && byte_is_blank(text.p[0]));
    if (message->own && (!headless || message->blank)) /* else what a child process wrote between two heads */
        outcome_line(log, text, bits);
    content_line(log, text, bits);
    if (!channel && !printed.object.n)
        return;
    bool was_open = channel && channel->traceback != TRACEBACK_none;
    if (channel && traceback_line(log, channel, text, bits, first)) {
        if (!was_open)
            channel_line(log, channel, text, headless, 0);
        return;
    }
    if (message->echo) {
        if (channel)
            channel_line(log, channel, SLICE("echo"), headless, 0);
        return;
    }
    bool event = printed_event(log, &printed);
    if (!event && channel && printed_lines(log, &printed, bits, headless))
        return;
    if (task_line(log, text, bits, event))
        return;
    if (channel && channel_line(log, channel, text, headless, bits))
        log->line_matched = true;
}

static bool logger_is_airflows(struct slice logger)
{
    static const char *const names[] = { "task.stdout", "task.stderr", "supervisor", "__main__", "py.warnings", "airflow" };
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (slice_eq(logger, slice_of(names[i])))
            return true;
    return slice_starts(logger, SLICE("airflow."));
}

/* A record of native structlog (records.md §4): one word with members of the user's own. */
static bool record_event(struct log *log, const struct head *head)
{
    struct slice name = head->message;
    if (head->family != FAMILY_json || !event_name_valid(name) || logger_is_airflows(head->logger))
        return false;
    if (!event_members(head->object, &log->event))
        return false;
    event_emit(log, name, head->level);
    return true;
}

/* The same as structlog's console prints it, behind whichever head. */
static bool console_event(struct log *log, const struct head *head, uint64_t bits)
{
    if (!head->pairs.n || (head->pairs_named && logger_is_airflows(head->logger)))
        return false;
    event_reset(&log->event);
    if (!event_pairs_console(head->pairs, &log->event))
        return false;
    event_emit(log, head->message, head->level);
    if (bits & log->parser->signature_bits) {
        struct buf line = { 0 };
        buf_printf(&line, "event=%.*s %.*s", SLICE_ARG(head->message), SLICE_ARG(head->pairs));
        incident_look(log, buf_view(&line), bits, false);
        buf_free(&line);
    }
    return true;
}

/* A line of a message, which may have a console head of its own. */
static void head_line(struct log *log, const struct head *head, uint64_t bits, bool first)
{
    enum level outer = log->message.level;
    struct slice behind = head->pairs.n ? head->pairs : head->tail;
    log->message.level = head->level;
    if (!console_event(log, head, bits))
        message_line(log, slice_trim_right(head->message), bits, false, first);
    if (behind.n)
        incident_look_tail(log, (struct slice){ head->message.p, (size_t)(behind.p - head->message.p) + behind.n }, bits);
    log->message.level = outer;
}

static void head_lines(struct log *log, const struct head *head, uint64_t bits)
{
    const struct head_reader *reader = &log->parser->heads;
    struct slice rest = head->message, line;
    bool more = slice_cut(&rest, '\n', &line);
    if (!more) {
        head_line(log, head, bits, true);
        return;
    }
    struct head part = *head;
    part.message = line;
    if (head->unsplit)
        head_console_end(reader, &part);
    head_line(log, &part, bits, true);
    while (more) {
        more = slice_cut(&rest, '\n', &line);
        part = (struct head){ .level = head->level, .message = line };
        if (head->family == FAMILY_json)
            head_read_console(reader, line, &part);
        head_line(log, &part, bits, false);
    }
}

static void record_head(struct log *log, const struct head *head, uint64_t bits)
{
    if (head->pairs.n || !record_event(log, head))
        head_lines(log, head, bits);
    bool named = head->family == FAMILY_json && event_name_valid(head->message);
    incident_look_members(log, named ? head->message : SLICE(""), head->object, bits);
    struct json_value detail = json_get(head->object, SLICE("error_detail"));
    if (detail.type == JSON_none)
        detail = json_get(head->object, SLICE("exception"));
    if (detail.type != JSON_none)
        error_detail_take(log, detail);
    if (head->family == FAMILY_json)
        outcome_record(log, head);
    else
        content_stamps(log, head->object);
}

static void head_explain(struct log *log, const struct head *head)
{
    static const char *const families[] = {
        [FAMILY_none] = "", [FAMILY_text] = "head", [FAMILY_interface] = "head of the web interface", [FAMILY_console] = "console head",
        [FAMILY_json] = "JSON record", [FAMILY_elastic] = "Elasticsearch record", [FAMILY_bad_json] = "",
    };
    log_why(log, "%s%s%s%s%s", log->message.own ? "Airflow's " : "", families[head->family], head->nesting > 1 ? ", nested" : "",
            head->level == LEVEL_none ? "" : " ", head->level == LEVEL_none ? "" : level_name(head->level));
    if (log->message.echo)
        log_why(log, "echo, not looked at");
}

void message_settle(struct log *log)
{
    if (log->plain.nesting) {
        struct head head = log->plain;
        message_head(log, &head, 0);
    }
}

void message_head(struct log *log, const struct head *head, uint64_t bits)
{
    struct message *message = &log->message;
    log->plain.nesting = 0;
    message->family = head->family;
    message->level = head->level;
    message->has_time = head->has_time;
    message->time = head->time;
    message->own = is_own(log, head);
    if (message->own && head->nesting == 2 && !log->attempt.generation)
        log->attempt.generation = 1; /* nobody else nests its own heads */
    message->blank = !slice_trim(head->message).n;
    message->echo = is_echo(head->message);
    key_set(message, head);
    buf_reset(&message->logger);
    struct slice said = head->logger.n ? head->logger : head->file;
    if (head->origin && head->nesting == 1)
        buf_slice(&message->logger, said); /* known to be UTF-8 */
    else
        utf8_clean(said, &message->logger);
    buf_reset(&message->file);
    buf_slice(&message->file, head->file);
    if (log->parser->options.explain)
        head_explain(log, head);
    if (head->object.n)
        record_head(log, head, bits);
    else if (bits || log->n_busy || head->pairs.n || may_be_object(head->message))
        head_line(log, head, bits, true);
}

/* A line behind a record is none of its message: it has neither source nor level (domain §3.1), and came when the record did. */
static void record_leave(struct message *message)
{
    buf_reset(&message->key);
    buf_reset(&message->logger);
    buf_reset(&message->file);
    message->family = FAMILY_none;
    message->level = LEVEL_none;
    message->own = message->echo = false;
}

void message_continue(struct log *log, struct slice text, uint64_t bits)
{
    struct message *message = &log->message;
    message_settle(log);
    bool behind = message->family == FAMILY_json || message->family == FAMILY_elastic;
    if (behind)
        record_leave(message);
    if (!log->has_heads) {
        message->has_time = log->current.has_time;
        message->time = log->current.time;
    }
    message_line(log, slice_trim_right(text), bits, true, behind || !log->has_heads);
}
