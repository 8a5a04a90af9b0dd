/* head_plain.c - what a head holds, and the plain one; see head_plain.h for the contract. */
#include "head_plain.h"

#include "parser/text/timestamp.h"

void head_time_take(const struct head_reader *reader, const struct timestamp *stamp, bool naive_is_utc, struct head *head)
{
    head->time = stamp->zoned || naive_is_utc ? stamp->micros : timezone_to_utc(reader->timezone, stamp->micros);
    head->has_time = true;
    if (head->nesting == 0) {
        head->outer_time = head->time;
        head->outer_has_time = true;
        head->outer_zoned = stamp->zoned || naive_is_utc;
    }
}

void head_spelling_take(struct slice stamp, struct head *head)
{
    if (head->nesting)
        return;
    head->comma = stamp.n > 19 && stamp.p[19] == ',';
    head->zulu = stamp.n && stamp.p[stamp.n - 1] == 'Z';
}

enum pod_file head_pod_file(struct slice file)
{
    static const struct {
        struct slice name;
        enum pod_file is;
    } files[] = {
        { SLICE_ROW("pod_manager.py"), POD_output }, { SLICE_ROW("pod_launcher.py"), POD_output },
        { SLICE_ROW("pod.py"), POD_resumed }, { SLICE_ROW("kubernetes_pod.py"), POD_resumed },
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
        if (slice_eq(file, files[i].name))
            return files[i].is;
    return POD_none;
}

bool head_is_container_output(const struct head *head)
{
    return head_pod_file(head->file) == POD_output || (head->logger.n && slice_has(head->logger, SLICE(".pod_manager.")));
}

void head_take(struct head *head, struct slice file, enum level level, struct slice message)
{
    if (head->nesting == 0)
        head->outer_file = file;
    head->file = file;
    head->level = level;
    head->message = message;
    head->pairs = head->tail = SLICE("");
    head->unsplit = false;
    head->nesting++;
}

size_t head_level(struct slice text, enum level *level)
{
#define LEVEL(word, name) \
    if (slice_starts(text, SLICE(word " - "))) { \
        *level = LEVEL_##name; \
        return sizeof(word " - ") - 1; \
    } \
    if (slice_eq(text, SLICE(word " -"))) { /* of no words; logcli takes blanks off the end */ \
        *level = LEVEL_##name; \
        return text.n; \
    }
    LEVEL("INFO", info) LEVEL("WARNING", warning) LEVEL("ERROR", error) LEVEL("DEBUG", debug) LEVEL("CRITICAL", critical)
#undef LEVEL
    return 0;
}

/* Position after "{file.py:12} " or the double-braced form; 0 when it is not there. */
static size_t file_read(struct slice line, size_t at, struct slice *file)
{
    size_t braces = 0;
    while (braces < 2 && at < line.n && line.p[at] == '{')
        at++, braces++;
    size_t start = at;
    while (at < line.n && line.p[at] != ':' && line.p[at] != '{' && line.p[at] != '}')
        at++;
    *file = slice_part(line, start, at);
    size_t digits = ++at;
    at = slice_span(line, at, byte_is_digit);
    if (!braces || at >= line.n || line.p[digits - 1] != ':' || at == digits)
        return 0;
    for (; braces; braces--, at++)
        if (at >= line.n || line.p[at] != '}')
            return 0;
    return at < line.n && line.p[at] == ' ' ? at + 1 : 0;
}

bool head_read_plain(const struct head_reader *reader, struct slice line, struct head *head)
{
    struct timestamp stamp;
    struct slice file;
    enum level level = LEVEL_none;
    if (line.n < 24 || line.p[0] != '[' || !byte_is_digit(line.p[1]))
        return false;
    int n = timestamp_read(slice_from(line, 1), &stamp);
    size_t at = (size_t)n + 1;
    if (n <= 0 || at + 2 >= line.n || line.p[at] != ']' || line.p[at + 1] != ' ')
        return false;
    size_t message = file_read(line, at + 2, &file);
    if (!message)
        return false;
    size_t word = head_level(slice_from(line, message), &level);
    if (!word)
        return false;
    head_spelling_take(slice_part(line, 1, at), head);
    head_time_take(reader, &stamp, false, head);
    head_take(head, file, level, slice_from(line, message + word));
    if (head->nesting == 1)
        head->family = FAMILY_text;
    return true;
}
