/* message.c - who speaks in a message, from its head; see line.h. */
#include "line.h"
#include "parser/catalogue/airflow.h"
#include "parser/catalogue/failures.h"
#include "parser/mask/mask.h"
#include "parser/text/utf8.h"

/* 2.0's job, whose lines its own process prints: one moment, two heads. */
static bool is_nested_job(const struct head *head)
{
    int64_t apart = head->time - head->outer_time;
    return slice_eq(head->file, SLICE("local_task_job.py")) && head->has_time && head->outer_has_time && apart > -1000000 && apart < 1000000;
}

/* Of a head whose file is not known yet, or one of several. */
static bool is_own_file(const struct head *head, int generation)
{
    bool old = generation != 2; /* helpers.py, models.py: a user's, once it is known not to be Airflow 1 */
    if (head->family == FAMILY_elastic && head->nesting == 1)
        return airflow_file_find(head->file, old);
    if (head->family != FAMILY_text && head->family != FAMILY_elastic)
        return false;
    if (head->nesting == 1)
        return airflow_file_find(head->file, head->comma && old) != NULL;
    return head->nesting == 2 && head->comma && (old || is_nested_job(head)) && airflow_file_carries(head->outer_file) && airflow_file_find(head->file, true);
}

bool message_is_own(const struct head *head, int generation)
{
    return head_is_known(head) ? head->origin == ORIGIN_own : is_own_file(head, generation);
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

/* Whether one of eight bytes is a sign of those from ':' to '?', as = is: no letter, digit or point of a name. */
static inline bool has_sign(uint64_t bytes)
{
    const uint64_t ones = UINT64_MAX / 255, low = bytes & 0x7f * ones;
    return (low + (0x80 - ':') * ones) & ~(low + (0x80 - '@') * ones) & ~bytes & 0x80 * ones;
}

/* Whether the logger may hold a pair of a name and a secret, or be one by its length. */
static void logger_look(struct message *message)
{
    struct slice logger = buf_view(&message->logger);
    message->logger_suspect = logger.n >= MASK_NAME_LEAST || has_sign(slice_head(logger)) || has_sign(slice_tail(logger));
}

static void logger_set(struct message *message, const struct head *head)
{
    struct slice said = head->logger.n ? head->logger : head->file;
    buf_reset(&message->logger);
    if (head_is_known(head))
        buf_slice(&message->logger, said); /* known to be UTF-8 */
    else
        utf8_clean(said, &message->logger);
    logger_look(message);
}

static enum speaker speaker_of(const struct head *head, bool own)
{
    if (own && !(head->origin && head->nesting == 1))
        return speaker_of_file(head->file, true);
    if (head->origin)
        return head->speaker;
    return head->family == FAMILY_json ? speaker_of_logger(head->logger) : speaker_of_file(head->file, head->comma);
}

static enum named named_by(const struct head *head)
{
    if (head->channel.n || head->nesting != 1)
        return NAMED_otherwise;
    return head_is_known(head) && !head->logger.n ? NAMED_by_file : head->family == FAMILY_json && head->object.n ? NAMED_by_record : NAMED_otherwise;
}

/* Whether the head names the logger that the one before named; most do. */
static bool logger_stays(const struct message *message, const struct head *head, enum named by)
{
    struct slice key = buf_view(&message->key), logger = by == NAMED_by_file ? head->file : head->logger;
    return by != NAMED_otherwise && by == message->named && logger.n && slice_starts(key, logger) && (key.p[logger.n] == '\0' || key.p[logger.n] == '\1');
}

static void names_set(struct message *message, const struct head *head)
{
    enum named by = named_by(head);
    bool logger = logger_stays(message, head, by), file = slice_eq(buf_view(&message->file), head->file);
    if (!logger || by != NAMED_by_record) /* what a file is may be learned later */
        message->speaker = speaker_of(head, message->own);
    if (logger && file)
        return;
    message->named = by;
    key_set(message, head);
    if (!logger)
        logger_set(message, head);
    buf_reset(&message->file);
    buf_slice(&message->file, head->file);
}

/* The message of a task instance's error, as Airflow's own line begins it. */
static bool is_stated(struct slice text)
{
    return slice_starts(text, SLICE("Task failed with exception"));
}

/* Records and lines of Airflow 3. */
static enum failing failing_record(const struct head *head)
{
    bool own = head->nesting == 1 && !head->channel.n && (!head->logger.n || slice_eq(head->logger, SLICE("task")));
    return own && is_stated(head->message) ? FAILING_stated : FAILING_no;
}

/* Airflow's own lines of text (1 and 2). */
static enum failing failing_text(const struct head *head)
{
    static const struct slice files[] = { SLICE_ROW("taskinstance.py"), SLICE_ROW("models.py"), SLICE_ROW("__init__.py") };
    bool instance = false;
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
        instance = instance || slice_eq(head->file, files[i]);
    if (!instance)
        return FAILING_no;
    return is_stated(head->message) ? FAILING_stated : FAILING_words;
}

static void failing_set(struct message *message, const struct head *head)
{
    message->failing = FAILING_no;
    if (head->level < LEVEL_error)
        return;
    bool record = head->family == FAMILY_json || head->family == FAMILY_interface || head->family == FAMILY_console;
    struct slice rest = head->message, first;
    message->failing = record ? failing_record(head) : message->own ? failing_text(head) : FAILING_no;
    buf_reset(&message->words);
    slice_cut(&rest, '\n', &first);
    if (message->failing == FAILING_words)
        buf_slice(&message->words, slice_trim(first));
}

/* What the first line of its text says. */
static void text_set(struct message *message, struct slice text)
{
    message->blank = !slice_trim_left(text).n;
    message->exports = slice_starts(text, SLICE("Exporting ")) && !slice_ends(slice_trim_right(text), SLICE("'"));
    message->echo = airflow_is_echo(text);
}

void message_begin(struct message *message, const struct head *head, int generation)
{
    message->family = head->family;
    message->level = head->level;
    message->has_time = head->has_time;
    message->time = head->time;
    message->naive = !head->outer_zoned;
    message->own = message_is_own(head, generation);
    message->single = head->nesting == 1 && !head->channel.n;
    names_set(message, head);
    failing_set(message, head);
    text_set(message, head->message);
}

bool message_repeat(struct message *message, const struct head_repeat *repeat, struct slice file, struct slice text)
{
    bool same = message->named == NAMED_by_file && message->family == FAMILY_text && slice_eq(buf_view(&message->file), file);
    if (!same || repeat->origin.level >= LEVEL_error)
        return false;
    message->level = (enum level)repeat->origin.level;
    message->has_time = true;
    message->time = repeat->time;
    message->naive = false;
    message->own = repeat->origin.own;
    message->speaker = (enum speaker)repeat->origin.speaker;
    message->failing = FAILING_no;
    text_set(message, text);
    return true;
}

void message_outline(struct message *message, int64_t time, struct slice logger)
{
    message->has_time = true;
    message->time = time;
    message->naive = false;
    if (slice_eq(buf_view(&message->logger), logger))
        return;
    buf_reset(&message->logger);
    buf_slice(&message->logger, logger);
    logger_look(message);
    message->named = NAMED_otherwise; /* the key is another's */
}

void message_leave(struct message *message)
{
    buf_reset(&message->key);
    buf_reset(&message->logger);
    buf_reset(&message->file);
    message->named = NAMED_otherwise;
    message->family = FAMILY_none;
    message->level = LEVEL_none;
    message->own = message->single = message->echo = message->exports = false;
    message->speaker = SPEAKER_task;
    message->failing = FAILING_no;
}

bool message_only_kills(const struct message *message)
{
    const struct airflow_file *file = airflow_file_find(buf_view(&message->file), true);
    return file && file->says == AIRFLOW_KILLS;
}

bool message_oversees(const struct message *message)
{
    return message->single && airflow_oversees(buf_view(&message->file), buf_view(&message->logger));
}

void message_free(struct message *message)
{
    buf_free(&message->key);
    buf_free(&message->logger);
    buf_free(&message->file);
    buf_free(&message->words);
}
