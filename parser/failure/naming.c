/* naming.c - the name of a failure; see naming.h. */
#include "naming.h"

#include <stdio.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "parser/text/ansi.h"
#include "parser/text/decimal.h"
#include "title.h"

/* What stands in the hash besides the title. */
enum place { PLACE_none, PLACE_frame, PLACE_task };

struct naming {
    struct failure_name *name;
    struct mask *mask;
    XXH3_state_t hash;
};

/* A part of the hash. */
static void hash_add(struct naming *naming, struct slice text)
{
    XXH3_64bits_update(&naming->hash, text.p, text.n);
    XXH3_64bits_update(&naming->hash, "", 1);
}

/* The title and, as its key, a part of the hash: the line, masked, with what varies replaced. */
static void title_put(struct naming *naming, struct slice line)
{
    struct buf masked = { 0 }, plain = { 0 };
    mask_text(naming->mask, ansi_strip(line, &plain), &masked);
    title_add(buf_view(&masked), &naming->name->title);
    buf_reset(&plain);
    title_key(buf_view(&naming->name->title), &plain);
    hash_add(naming, buf_view(&plain));
    buf_free(&masked);
    buf_free(&plain);
}

static void task_hash(struct naming *naming, const struct failure_end *end)
{
    hash_add(naming, end->dag_id);
    hash_add(naming, end->task_id);
}

/* "/opt/dags/model.py:88 in fit": the file's name and the function. */
static void frame_hash(struct naming *naming, struct slice frame)
{
    size_t path = error_path_length(frame), from = 0;
    for (size_t i = 0; i < path; i++)
        if (frame.p[i] == '/' || frame.p[i] == '\\')
            from = i + 1;
    hash_add(naming, slice_part(frame, from, path + 1));
    hash_add(naming, slice_from(frame, slice_span(frame, path + 1, byte_is_digit)));
}

/* Lines, each as a title; one that the title says again (a driver's error that SQLAlchemy wraps, a worker's that its pool raises again) tells nothing apart. */
static void causes_hash(struct naming *naming, struct slice causes)
{
    struct buf line = { 0 }, key = { 0 }, named = { 0 };
    struct slice rest = causes, text;
    title_key(buf_view(&naming->name->title), &named);
    while (slice_cut(&rest, '\n', &text)) {
        buf_reset(&line);
        buf_reset(&key);
        title_add(text, &line);
        title_key(buf_view(&line), &key);
        if (!slice_eq(buf_view(&key), buf_view(&named)))
            hash_add(naming, buf_view(&line));
    }
    buf_free(&line);
    buf_free(&key);
    buf_free(&named);
}

/* Each type once, in no order. */
static void members_hash(struct naming *naming, struct slice members)
{
    uint64_t sum = 0;
    struct slice rest = members, type;
    while (slice_cut(&rest, '\n', &type)) {
        struct slice earlier = slice_part(members, 0, (size_t)(type.p - members.p)), other;
        bool again = false;
        while (slice_cut(&earlier, '\n', &other))
            again = again || slice_eq(other, type);
        sum += again ? 0 : XXH3_64bits(type.p, type.n);
    }
    if (members.n)
        XXH3_64bits_update(&naming->hash, &sum, sizeof(sum));
}

static void place_hash(struct naming *naming, enum place place, const struct error *error, const struct failure_end *end)
{
    if (place == PLACE_task)
        task_hash(naming, end);
    else if (place == PLACE_frame)
        frame_hash(naming, buf_view(&error->user));
}

static enum place place_of(const struct error *error, struct slice line)
{
    if (failure_in(&failure_causes, line))
        return PLACE_none;
    if (failure_in(&failure_chances, line) || !error->user.n)
        return PLACE_task;
    return PLACE_frame;
}

/* The integer behind words in text. */
static bool integer_behind(struct slice text, struct slice words, int *out)
{
    size_t at = words.n ? slice_find(text, words) : (size_t)-1;
    struct slice rest = slice_from(text, at == (size_t)-1 ? text.n : at + words.n);
    size_t sign = slice_starts(rest, SLICE("-"));
    return decimal_small(slice_part(rest, 0, slice_span(rest, sign, byte_is_digit)), out);
}

/* The line of the error, else of the end. */
static int64_t line_of(const struct error *error, const struct failure_end *end)
{
    return error && error->line ? error->line : end->line;
}

static void end_put(struct naming *naming, const char *words, struct slice rest, const struct failure_end *in_task)
{
    struct buf line = { 0 };
    buf_text(&line, words);
    buf_slice(&line, rest);
    title_put(naming, buf_view(&line));
    if (in_task)
        task_hash(naming, in_task);
    buf_free(&line);
}

static void outside_put(struct naming *naming, const struct failure_end *end)
{
    end_put(naming, "externally set to ", end->state.n ? end->state : SLICE("failed"), NULL);
}

/* Words name what went wrong wherever they are said; a number does in its task alone. */
static void exit_put(struct naming *naming, struct slice given, const struct failure_end *end)
{
    int code;
    if (decimal_small(given, &code))
        end_put(naming, "exit code ", given, end);
    else
        end_put(naming, "exit: ", given, NULL);
}

static void alias_name(struct naming *naming, const struct failure_alias *alias, const struct error *error, struct slice text, const struct failure_end *end)
{
    size_t behind = slice_find(text, alias->words) + alias->words.n;
    if (strstr(alias->title, "%d"))
        exit_put(naming, error_exit_given(slice_from(text, behind)), end);
    else if (strstr(alias->title, "%s"))
        outside_put(naming, end);
    else
        end_put(naming, alias->title, SLICE(""), end);
    naming->name->at = error ? error_at(error) : SLICE("");
    naming->name->line = line_of(error, end);
}

static void error_name(struct naming *naming, const struct error *error, const struct failure_end *end)
{
    struct buf line = { 0 };
    title_line(buf_view(&error->type), buf_view(&error->message), &line);
    title_put(naming, buf_view(&line));
    place_hash(naming, place_of(error, buf_view(&line)), error, end);
    causes_hash(naming, buf_view(&error->causes));
    members_hash(naming, buf_view(&error->members));
    naming->name->at = error_at(error);
    naming->name->line = line_of(error, end);
    buf_free(&line);
}

/* The last line of the error's own text that is not empty. */
static struct slice message_end(struct slice message)
{
    struct slice text = slice_trim_right(message);
    size_t from = text.n;
    while (from > 0 && text.p[from - 1] != '\n')
        from--;
    return slice_trim(slice_from(text, from));
}

/* What stands behind the words, of which "%d" is a number; empty: they do not stand in the text, or end it. */
static struct slice text_behind(struct slice text, struct slice words)
{
    struct slice first, behind = words;
    bool number = slice_cut(&behind, '%', &first) && behind.n;
    size_t at = slice_find(text, first);
    struct slice rest = slice_from(text, at == (size_t)-1 ? text.n : at + first.n);
    if (!number)
        return rest;
    slice_take(&rest, '-');
    rest = slice_from(rest, slice_span(rest, 0, byte_is_digit));
    behind = slice_from(behind, 1);
    return slice_starts(rest, behind) ? slice_from(rest, behind.n) : SLICE("");
}

/* What the carrier's own text tells of what the child said; empty: nothing. */
static struct slice message_says(const struct error *error)
{
    struct slice rest = SLICE(""), line = SLICE("");
    for (size_t i = 0; error && i < failure_says.n && !rest.n; i++)
        rest = text_behind(buf_view(&error->message), failure_says.row[i].words);
    slice_cut(&rest, '\n', &line);
    return slice_trim(line);
}

/* The exit code that the carrier or, without one, the child's operator tells; false: none. */
static bool carrier_code(const struct failure_carrier *carrier, struct slice text, const struct failure_child *child, int *code)
{
    *code = child->exit_code;
    return integer_behind(text, carrier->code, code) || child->has_exit_code;
}

/* Without a word of the child's: the carrier, in this task alone. */
static void carrier_line(const struct failure_carrier *carrier, struct slice text, const struct failure_child *child, struct slice line, struct buf *out)
{
    int code;
    buf_text(out, carrier->title);
    if (carrier_code(carrier, text, child, &code))
        buf_printf(out, ", exit code %d", code);
    if (line.n) {
        buf_text(out, ": ");
        buf_slice(out, line);
    }
}

static void silent_name(struct naming *naming, const struct failure_carrier *carrier, const struct error *error, struct slice text, const struct failure_child *child,
                        const struct failure_end *end)
{
    struct slice below = carrier->from == CARRIER_MESSAGE && error ? buf_view(&error->message) : SLICE(""), first;
    slice_cut(&below, '\n', &first);
    struct slice end_of_text = message_end(below), said = end_of_text.n ? end_of_text : child->line.n ? child->line : message_says(error);
    struct buf line = { 0 };
    if (carrier->from == CARRIER_COMMAND && !said.n)
        buf_slice(&line, text);
    else
        carrier_line(carrier, text, child, said, &line);
    title_put(naming, buf_view(&line));
    task_hash(naming, end);
    buf_free(&line);
}

/* A child's word that names what went wrong, wherever it ran. */
static struct slice child_word(const struct failure_carrier *carrier, const struct error *error, const struct failure_child *child)
{
    if (carrier->from == CARRIER_RAISED)
        return error ? message_end(buf_view(&error->message)) : SLICE("");
    return child->exception.n ? child->exception : child->dbt;
}

static int64_t word_line(const struct failure_carrier *carrier, const struct failure_child *child, int64_t other)
{
    if (carrier->from == CARRIER_RAISED)
        return other;
    return child->exception.n ? child->exception_at : child->dbt_at;
}

static void carrier_name(struct naming *naming, const struct failure_carrier *carrier, const struct error *error, struct slice text, const struct failure_child *child,
                         const struct failure_end *end)
{
    struct slice word = child_word(carrier, error, child);
    if (child->error) {
        error_name(naming, child->error, end);
    } else if (word.n) {
        title_put(naming, word);
        naming->name->line = word_line(carrier, child, line_of(error, end));
        if (carrier->from == CARRIER_RAISED)
            task_hash(naming, end);
    } else {
        silent_name(naming, carrier, error, text, child, end);
        naming->name->at = error ? error_at(error) : SLICE("");
        naming->name->line = child->line.n ? child->line_at : line_of(error, end);
    }
}

/* Without an error: the first of these that holds (domain §8.1 "Ends"). */
static void end_name(struct naming *naming, const struct failure_end *end)
{
    char code[16];
    snprintf(code, sizeof(code), "%d", end->exit_code);
    if (end->out_of_memory)
        end_put(naming, "OOM_KILLED", SLICE(""), NULL);
    else if (end->outside)
        outside_put(naming, end);
    else if (end->timed_out)
        end_put(naming, "timeout", SLICE(""), end);
    else if (end->notice.n)
        end_put(naming, "", end->notice, NULL);
    else if (end->signal.n)
        end_put(naming, "signal ", end->signal, end);
    else if (end->has_exit_code)
        exit_put(naming, slice_of(code), end);
    else if (end->exit_text.n)
        exit_put(naming, end->exit_text, end);
    else
        end_put(naming, "", end->terminal.n ? end->terminal : SLICE("no outcome"), NULL);
}

static void title_of_end(const struct error *error, const struct failure_end *end, struct buf *out)
{
    if (error)
        title_line(buf_view(&error->type), buf_view(&error->message), out);
    else
        buf_slice(out, end->terminal);
}

/* Words of the user's own error that resemble Airflow's are not Airflow's. */
static struct failure_voice voice_of(const struct error *error)
{
    struct slice type = error ? buf_view(&error->type) : SLICE("");
    bool own = !type.n || failure_begins(&failure_own_types, type) || failure_in(&failure_own_code, buf_view(&error->any));
    return (struct failure_voice){ .type = type, .airflows = own };
}

const struct failure_carrier *failure_carrier_of(const struct error *error, const struct failure_end *end)
{
    struct buf line = { 0 };
    title_of_end(error, end, &line);
    const struct failure_carrier *carrier = failure_carrier_find(buf_view(&line), voice_of(error));
    buf_free(&line);
    return carrier;
}

static void any_name(struct naming *naming, const struct error *error, const struct failure_child *child, const struct failure_end *end)
{
    struct buf line = { 0 };
    title_of_end(error, end, &line);
    struct slice text = buf_view(&line);
    const struct failure_alias *alias = failure_alias_find(text, voice_of(error));
    const struct failure_carrier *carrier = failure_carrier_find(text, voice_of(error));
    bool killed = end->outside && (!error || (alias && slice_eq(slice_of(alias->title), SLICE("SIGTERM"))));
    if (killed || (!error && end->out_of_memory))
        end_name(naming, end);
    else if (alias)
        alias_name(naming, alias, error, text, end);
    else if (carrier)
        carrier_name(naming, carrier, error, text, child, end);
    else if (error)
        error_name(naming, error, end);
    else
        end_name(naming, end);
    buf_free(&line);
}

void failure_name(const struct error *error, const struct failure_child *child, const struct failure_end *end, struct mask *mask, struct failure_name *name)
{
    struct naming naming = { .name = name, .mask = mask };
    buf_reset(&name->title);
    name->at = SLICE("");
    name->line = end->line;
    XXH3_INITSTATE(&naming.hash);
    XXH3_64bits_reset(&naming.hash);
    any_name(&naming, error, child, end);
    snprintf(name->hash, sizeof(name->hash), "%016llx", (unsigned long long)XXH3_64bits_digest(&naming.hash));
}

void failure_name_free(struct failure_name *name)
{
    buf_free(&name->title);
}
