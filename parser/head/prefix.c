/* prefix.c - reads the prefix of a user's log handler; see prefix.h. */
#include "prefix.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "parser/text/buf.h"
#include "parser/text/regex.h"

enum { FORM_BITS = 8, FORMS_MAX = (1 << FORM_BITS) - 1 };

static const struct {
    struct slice word;
    enum level level;
} level_words[] = {
    { SLICE_ROW("INFO"), LEVEL_info },     { SLICE_ROW("WARNING"), LEVEL_warning },   { SLICE_ROW("ERROR"), LEVEL_error },    { SLICE_ROW("DEBUG"), LEVEL_debug },
    { SLICE_ROW("WARN"), LEVEL_warning },  { SLICE_ROW("CRITICAL"), LEVEL_critical }, { SLICE_ROW("FATAL"), LEVEL_critical }, { SLICE_ROW("EXCEPTION"), LEVEL_error },
    { SLICE_ROW("SUCCESS"), LEVEL_info },  { SLICE_ROW("NOTICE"), LEVEL_info },       { SLICE_ROW("TRACE"), LEVEL_debug },
    { SLICE_ROW("TRC"), LEVEL_debug },     { SLICE_ROW("DBG"), LEVEL_debug },         { SLICE_ROW("INF"), LEVEL_info },       { SLICE_ROW("WRN"), LEVEL_warning }, /* zerolog */
    { SLICE_ROW("ERR"), LEVEL_error },     { SLICE_ROW("FTL"), LEVEL_critical },      { SLICE_ROW("PNC"), LEVEL_critical },
};

enum level level_of(struct slice word)
{
    for (size_t i = 0; i < sizeof(level_words) / sizeof(*level_words); i++)
        if (slice_eq_nocase(word, level_words[i].word))
            return level_words[i].level;
    return LEVEL_none;
}

const char *const level_names[LEVEL__N] = { "", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL" };

/* Of the letter that glog and its kin print. */
static enum level level_of_letter(char letter)
{
    static const char letters[] = "DIWEFC";
    static const enum level levels[] = { LEVEL_debug, LEVEL_info, LEVEL_warning, LEVEL_error, LEVEL_critical, LEVEL_critical };
    const char *found = strchr(letters, letter);
    return found && letter ? levels[found - letters] : LEVEL_none;
}

static enum level level_read(struct slice text)
{
    text = slice_trim(text);
    return text.n == 1 ? level_of_letter(text.p[0]) : level_of(text);
}

const struct prefix_row prefix_rows[] = {
#define carries true
#define alone false
#define PREFIX(name, first, carries, tail, regex, sample, level, message) { #name, first, carries, tail, regex, sample, LEVEL_##level, message },
#include "parser/catalogue/prefixes.def"
#undef carries
#undef alone
};
const int prefix_rows_n = sizeof(prefix_rows) / sizeof(*prefix_rows);

/* A form, compiled when a line first begins as it may: most logs need few. */
struct form {
    const struct prefix_row *row; /* NULL: the user's own */
    struct regex *regex, *tail; /* tail NULL: it prints nothing behind a message */
    int level;                  /* the number of the regex's group; 0: it has none */
    bool carries;
    bool first[256];            /* the bytes that it may begin with */
};

static bool is_first(const char *first, char byte)
{
    for (; *first; first++) {
        bool lower = byte_is_letter(byte) && byte >= 'a', upper = byte_is_letter(byte) && byte < 'a';
        if (*first == '0' ? byte_is_digit(byte) : *first == 'A' ? upper : *first == 'a' ? lower : *first == ' ' ? byte_is_space(byte) : *first == byte)
            return true;
    }
    return false;
}

static void form_compile(struct form *form)
{
    form->regex = regex_own(form->row->regex);
    form->tail = form->row->tail[0] ? regex_own(form->row->tail) : NULL;
    form->level = regex_group_number(form->regex, "level");
}

struct prefixes *prefixes_open(void)
{
    struct prefixes *prefixes = memory_new(sizeof(*prefixes));
    *prefixes = (struct prefixes){ .form = memory_new(FORMS_MAX * sizeof(struct form)), .n = prefix_rows_n };
    for (int i = 0; i < prefix_rows_n; i++) {
        struct form *form = &prefixes->form[i];
        *form = (struct form){ .row = &prefix_rows[i], .carries = prefix_rows[i].carries };
        for (int byte = 0; byte < 128; byte++)
            form->first[byte] = is_first(form->row->first, (char)byte);
    }
    return prefixes;
}

void prefixes_add(struct prefixes *prefixes, struct regex *regex)
{
    assert(prefixes->n < FORMS_MAX);
    memmove(prefixes->form + 1, prefixes->form, (size_t)prefixes->n * sizeof(*prefixes->form));
    prefixes->form[0] = (struct form){ .regex = regex, .level = regex_group_number(regex, "level") };
    memset(prefixes->form[0].first, true, sizeof(prefixes->form[0].first));
    prefixes->n++;
    prefixes->own = true;
}

void prefixes_close(struct prefixes **prefixes)
{
    if (!*prefixes)
        return;
    for (int i = 0; i < (*prefixes)->n; i++) {
        struct form *form = &(*prefixes)->form[i];
        if (form->row)
            regex_close(&form->regex);
        regex_close(&form->tail);
    }
    free((*prefixes)->form);
    free(*prefixes);
    *prefixes = NULL;
}

static bool name_byte(char c)
{
    return byte_is_word(c) || c == '.' || c == '-' || c == '$';
}

/* The first level word of a prefix. */
static enum level first_level(struct slice text)
{
    for (size_t at = 0, end; at < text.n; at = end + 1) {
        end = slice_span(text, at, name_byte);
        enum level level = level_of(slice_part(text, at, end));
        if (level != LEVEL_none)
            return level;
    }
    return LEVEL_none;
}

/* The length of the form's prefix, 0 when the line has none such. */
static size_t form_length(struct form *form, struct slice line)
{
    if (!line.n || !form->first[(unsigned char)line.p[0]])
        return 0;
    if (!form->regex)
        form_compile(form);
    return regex_match(form->regex, line) ? regex_end(form->regex) : 0;
}

/* Of the last match, which was n bytes of the line long. */
static enum level form_level(const struct form *form, struct slice line, size_t n)
{
    return form->level ? level_read(regex_group_at(form->regex, form->level)) : first_level(slice_part(line, 0, n));
}

static struct slice tail_off(const struct form *form, struct slice message)
{
    if (!form->tail || !regex_match(form->tail, message))
        return message;
    return slice_trim_right(slice_part(message, 0, message.n - regex_group_at(form->tail, 0).n));
}

/* Whether a form of n bytes ends at position `at`: a message may be indented. */
static bool ends_at(struct slice line, size_t n, size_t at)
{
    return n && n <= at && !slice_trim_left(slice_part(line, n, at)).n;
}

/* As prefix_before, for one form's number alone. */
static int single_before(const struct prefixes *prefixes, struct slice line, size_t at, enum level *level)
{
    for (int i = 0; i < prefixes->n; i++) {
        size_t n = form_length(&prefixes->form[i], line);
        if (ends_at(line, n, at)) {
            *level = form_level(&prefixes->form[i], line, n);
            return i + 1;
        }
    }
    return PREFIX_none;
}

int prefix_before(const struct prefixes *prefixes, struct slice line, size_t at, enum level *level)
{
    *level = LEVEL_none;
    int found = at ? single_before(prefixes, line, at, level) : PREFIX_none;
    for (int i = 0; i < prefixes->n && at && !found; i++) {
        struct form *form = &prefixes->form[i];
        size_t n = form->carries ? form_length(form, line) : 0;
        int inner = n && n < at ? single_before(prefixes, slice_from(line, n), at - n, level) : PREFIX_none;
        found = inner ? (i + 1) << FORM_BITS | inner : PREFIX_none;
    }
    return found;
}

bool prefix_take(const struct prefixes *prefixes, int form, struct slice line, struct slice *message)
{
    *message = line;
    for (int shift = FORM_BITS; shift >= 0; shift -= FORM_BITS) {
        int number = form >> shift & FORMS_MAX;
        size_t n = number ? form_length(&prefixes->form[number - 1], *message) : 0;
        if (number && !n)
            return false;
        if (number)
            *message = tail_off(&prefixes->form[number - 1], slice_from(*message, n));
    }
    return form != PREFIX_none;
}

void prefix_keep(const struct prefixes *prefixes, struct slice line, size_t at, struct prefix_kept *kept)
{
    enum level level;
    struct slice before = slice_part(line, 0, at);
    kept->form = prefix_before(prefixes, line, at, &level);
    buf_reset(&kept->text);
    if (slice_trim(before).n)
        buf_slice(&kept->text, before);
}

/* A form takes all blanks behind it; those that the first line had none of are the message's. */
static struct slice indentation_back(const struct prefix_kept *kept, struct slice line, struct slice message)
{
    size_t blanks = kept->text.n - slice_trim_right(buf_view(&kept->text)).n;
    for (; message.p > line.p && byte_is_blank(message.p[-1]); message.n++)
        message.p--;
    for (; blanks && message.n && byte_is_blank(message.p[0]); blanks--)
        message = slice_from(message, 1);
    return message;
}

bool prefix_kept_take(const struct prefixes *prefixes, const struct prefix_kept *kept, struct slice line, struct slice *message)
{
    struct slice text = buf_view(&kept->text);
    if (kept->form != PREFIX_none && prefix_take(prefixes, kept->form, line, message)) {
        *message = indentation_back(kept, line, *message);
        return true;
    }
    *message = line;
    if (!text.n || !(slice_starts(line, text) || slice_eq(line, slice_trim_right(text)))) /* a line's blanks at its end are gone */
        return false;
    *message = slice_from(line, text.n);
    return true;
}

bool prefix_kept_names(const struct prefixes *prefixes, const struct prefix_kept *kept)
{
    return kept->form != PREFIX_none && kept->form <= FORMS_MAX && prefixes->form[kept->form - 1].carries;
}

bool prefix_any_begins(const struct prefixes *prefixes, struct slice line)
{
    for (int i = 0; i < prefixes->n; i++)
        if (form_length(&prefixes->form[i], line))
            return true;
    return false;
}

/* As prefix_cut; carried: behind a wrapper's. */
static bool cut(const struct prefixes *prefixes, struct slice line, size_t at, bool carried, enum level *level, struct slice *message)
{
    for (int i = 0; i < prefixes->n; i++) {
        struct form *form = &prefixes->form[i];
        size_t n = form_length(form, line);
        struct slice rest = slice_from(line, n);
        if (!n || n > at)
            continue;
        if (*level == LEVEL_none)
            *level = form_level(form, line, n);
        *message = rest;
        if (ends_at(line, n, at) || pair_key(slice_trim_left(rest)) || (form->carries && !carried && cut(prefixes, rest, at - n, true, level, message))) {
            *message = tail_off(form, *message);
            return true;
        }
    }
    return false;
}

struct slice prefix_cut(const struct prefixes *prefixes, struct slice line, size_t at, enum level *level)
{
    enum level found = LEVEL_none;
    struct slice message;
    if (!at || prefix_is_pair(prefixes, line) || !cut(prefixes, line, at, false, &found, &message))
        message = line;
    if (found != LEVEL_none)
        *level = found;
    return message;
}
