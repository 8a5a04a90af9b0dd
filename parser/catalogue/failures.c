/* failures.c - looks up how a failure is named; see failures.h. */
#include "failures.h"

#include "airflow.h"

#define ROWS(table) (sizeof(table) / sizeof(*(table)))
#define LIST(table) { table, ROWS(table) }

static const struct failure_words children[] = {
#define CHILD(name, sample) { SLICE_ROW(name), sample, NULL },
#include "failures.def"
};
static const struct failure_words silent[] = {
#define CHILD_SILENT(words, sample) { SLICE_ROW(words), sample, NULL },
#include "failures.def"
};
static const struct failure_words noise[] = {
#define CHILD_NOISE(words, sample) { SLICE_ROW(words), sample, NULL },
#include "failures.def"
};
static const struct failure_words unraised[] = {
#define UNRAISED(words, sample) { SLICE_ROW(words), sample, NULL },
#include "failures.def"
};
static const struct failure_words own_types[] = {
#define OWN_TYPE(words, sample) { SLICE_ROW(words), sample, NULL },
#include "failures.def"
};
static const struct failure_words own_code[] = {
#define OWN_CODE(path, sample) { SLICE_ROW(path), sample, NULL },
#include "failures.def"
};
static const struct failure_words causes[] = {
#define CAUSE(words, sample) { SLICE_ROW(words), sample, NULL },
#include "failures.def"
};
static const struct failure_words chances[] = {
#define CHANCE(words, sample) { SLICE_ROW(words), sample, NULL },
#include "failures.def"
};
static const struct failure_words joins[] = {
#define JOIN(words, sample, named) { SLICE_ROW(words), sample, named },
#include "failures.def"
};
static const struct failure_words codes_behind[] = {
#define CODE_BEHIND(words, sample) { SLICE_ROW(words), sample, NULL },
#include "failures.def"
};
static const struct failure_words code_links[] = {
#define CODE_LINK(words, sample) { SLICE_ROW(words), sample, NULL },
#include "failures.def"
};
static const struct failure_words codes_http[] = {
#define CODE_HTTP(words, sample) { SLICE_ROW(words), sample, NULL },
#include "failures.def"
};
static const struct failure_words codes_before[] = {
#define CODE_BEFORE(words, sample) { SLICE_ROW(words), sample, NULL },
#include "failures.def"
};
static const struct failure_words temporary[] = {
#define TEMPORARY(folder, sample) { SLICE_ROW(folder), sample, NULL },
#include "failures.def"
};
static const struct failure_words sizes[] = {
#define SIZE(letters) { SLICE_ROW(letters), letters, NULL },
#include "failures.def"
};
static const struct failure_words units[] = {
#define UNIT(letters) { SLICE_ROW(letters), letters, NULL },
#define SIZE(letters) UNIT(letters)
#include "failures.def"
};
static const struct failure_words says[] = {
#define SAYS(words, sample, named) { SLICE_ROW(words), sample, named },
#include "failures.def"
};
const struct failure_list failure_children = LIST(children), failure_silent = LIST(silent), failure_noise = LIST(noise), failure_unraised = LIST(unraised);
const struct failure_list failure_causes = LIST(causes), failure_chances = LIST(chances), failure_joins = LIST(joins), failure_temporary = LIST(temporary);
const struct failure_list failure_codes_behind = LIST(codes_behind), failure_codes_before = LIST(codes_before), failure_code_links = LIST(code_links);
const struct failure_list failure_codes_http = LIST(codes_http), failure_units = LIST(units), failure_sizes = LIST(sizes);
const struct failure_list failure_says = LIST(says), failure_own_types = LIST(own_types), failure_own_code = LIST(own_code);

const struct failure_carrier failure_carriers[] = {
#define CARRIER(words, type, title, code, from, sample, named) { SLICE_ROW(words), type, SLICE_ROW(code), title, CARRIER_##from, sample, named },
#include "failures.def"
};
const size_t failure_carriers_n = ROWS(failure_carriers);

const struct failure_alias failure_aliases[] = {
#define ALIAS(words, type, title, sample, named) { SLICE_ROW(words), type, title, sample, named },
#include "failures.def"
};
const size_t failure_aliases_n = ROWS(failure_aliases);

const struct failure_data failure_data[] = {
#define DATA(words, then, ends, sample, named) { SLICE_ROW(words), SLICE_ROW(then), ends, sample, named },
#include "failures.def"
};
const size_t failure_data_n = ROWS(failure_data);

static const struct failure_words *find(const struct failure_list *list, struct slice text, bool (*holds)(struct slice, struct slice))
{
    for (size_t i = 0; i < list->n; i++)
        if (holds(text, list->row[i].words))
            return &list->row[i];
    return NULL;
}

/* Whether a word may begin at `at`: behind no letter, or where camel case begins one ("httpStatusCode", "HTTPStatus"). */
static bool word_begins(struct slice text, size_t at)
{
    char before = at ? text.p[at - 1] : ' ', next = at + 1 < text.n ? text.p[at + 1] : ' ';
    bool letter = byte_is_letter(before), upper = at < text.n && text.p[at] != byte_lower(text.p[at]);
    return !letter || (upper && (before == byte_lower(before) || next == byte_lower(next)));
}

/* In any case; a blank of the words is a blank, '_', '-' or nothing in the text. */
static bool ends_spelled(struct slice text, struct slice words)
{
    size_t at = text.n;
    for (size_t i = words.n; i-- > 0;) {
        if (words.p[i] == ' ')
            at -= at && memchr(" _-", text.p[at - 1], 3);
        else if (!at || byte_lower(text.p[--at]) != byte_lower(words.p[i]))
            return false;
    }
    return word_begins(text, at);
}

const struct failure_words *failure_in(const struct failure_list *list, struct slice text)
{
    return find(list, text, slice_has);
}

const struct failure_words *failure_begins(const struct failure_list *list, struct slice text)
{
    return find(list, text, slice_starts);
}

const struct failure_words *failure_ends(const struct failure_list *list, struct slice text)
{
    return find(list, text, ends_spelled);
}

const struct failure_words *failure_is(const struct failure_list *list, struct slice text)
{
    return find(list, text, slice_eq);
}

/* Whether an error of that type may say what a row of that type says. */
static bool may_say(const char *rows, struct failure_voice voice)
{
    return voice.airflows || *rows == '*' || (*rows && slice_starts(voice.type, slice_of(rows)));
}

const struct failure_carrier *failure_carrier_find(struct slice text, struct failure_voice voice)
{
    for (size_t i = 0; i < failure_carriers_n; i++)
        if (slice_has(text, failure_carriers[i].words) && may_say(failure_carriers[i].type, voice))
            return &failure_carriers[i];
    return NULL;
}

const struct failure_alias *failure_alias_find(struct slice text, struct failure_voice voice)
{
    for (size_t i = 0; i < failure_aliases_n; i++)
        if (slice_has(text, failure_aliases[i].words) && may_say(failure_aliases[i].type, voice))
            return &failure_aliases[i];
    return NULL;
}

enum speaker speaker_of_file(struct slice file, bool old)
{
    const struct airflow_file *own = airflow_file_find(file, old);
    if (own && own->says != AIRFLOW_KILLS)
        return SPEAKER_airflow;
    return failure_is(&failure_children, file) ? SPEAKER_child : SPEAKER_task;
}

enum speaker speaker_of_logger(struct slice logger)
{
    const struct airflow_logger *own = airflow_logger_find(logger);
    size_t n = logger.n;
    if (!own)
        return SPEAKER_task;
    while (n > 0 && logger.p[n - 1] != '.')
        n--;
    if (slice_eq(logger, SLICE("py.warnings")))
        return SPEAKER_task;
    return own->says == AIRFLOW_NOTHING || failure_is(&failure_children, slice_from(logger, n)) ? SPEAKER_child : SPEAKER_airflow;
}
