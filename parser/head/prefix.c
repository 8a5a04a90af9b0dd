/* prefix.c - reads the prefix of a user's log handler. */
#include "prefix.h"

static const struct {
    const char *word;
    enum level level;
} level_words[] = {
    { "DEBUG", LEVEL_debug },     { "INFO", LEVEL_info },   { "WARNING", LEVEL_warning },   { "WARN", LEVEL_warning },
    { "ERROR", LEVEL_error },     { "CRITICAL", LEVEL_critical }, { "FATAL", LEVEL_critical }, { "EXCEPTION", LEVEL_error },
};

enum level level_of(struct slice word)
{
    for (size_t i = 0; i < sizeof(level_words) / sizeof(*level_words); i++)
        if (slice_eq_nocase(word, slice_of(level_words[i].word)))
            return level_words[i].level;
    return LEVEL_none;
}

const char *level_name(enum level level)
{
    static const char *const names[LEVEL__N] = { "", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL" };
    return names[level];
}

/* Length of digits in the layout of `shape` ('d' = digit, others themselves), 0 when text is not so. */
static size_t shape_length(struct slice text, const char *shape)
{
    size_t i = 0;
    for (; shape[i]; i++)
        if (i >= text.n || (shape[i] == 'd' ? !byte_is_digit(text.p[i]) : text.p[i] != shape[i]))
            return 0;
    return i;
}

static size_t first_shape(struct slice text, const char *const *shapes)
{
    for (; *shapes; shapes++) {
        size_t n = shape_length(text, *shapes);
        if (n)
            return n;
    }
    return 0;
}

/* Length of a zone's name, with the blank before it; in brackets any will do. */
static size_t zone_name_length(struct slice text, bool in_brackets)
{
    size_t at = 1;
    if (!text.n || text.p[0] != ' ')
        return 0;
    while (at < text.n && (byte_is_letter(text.p[at]) || (in_brackets && (byte_is_digit(text.p[at]) || strchr("+-/_", text.p[at])))))
        at++;
    struct slice name = slice_part(text, 1, at);
    return in_brackets || slice_eq(name, SLICE("UTC")) || slice_eq(name, SLICE("GMT")) ? at : 0;
}

/* Length of a time stamp: an optional date, a time of day, an optional fraction and zone. */
static size_t stamp_length(struct slice text, bool in_brackets)
{
    static const char *const dates[] = { "dddd-dd-ddT", "dddd-dd-dd ", "dddd-dd-dd, ", "dddd/dd/dd ", "dd/dd/dd ", "dd/dd/dddd ", "dd.dd.dddd ", "dd-dd-dddd ", NULL };
    static const char *const zones[] = { "+dd:dd", "-dd:dd", "+dddd", "-dddd", " +dddd", " -dddd", "Z", NULL };
    size_t at = first_shape(text, dates);
    size_t clock = shape_length(slice_from(text, at), "dd:dd:dd");
    if (!clock)
        return 0;
    at += clock;
    if (at + 1 < text.n && (text.p[at] == '.' || text.p[at] == ',') && byte_is_digit(text.p[at + 1]))
        at = slice_span(text, at + 1, byte_is_digit);
    size_t zone = first_shape(slice_from(text, at), zones);
    return at + (zone ? zone : zone_name_length(slice_from(text, at), in_brackets));
}

static size_t separator_length(struct slice text)
{
    size_t n = 0;
    bool mark = false;
    while (n < text.n && (byte_is_space(text.p[n]) || (!mark && strchr("-|:", text.p[n]) && text.p[n]))) {
        mark = mark || !byte_is_space(text.p[n]);
        n++;
    }
    return n;
}

static bool name_byte(char c)
{
    return byte_is_word(c) || c == '.' || c == '-' || c == '$';
}

/* Length of a name, bare or in brackets; *name without them. */
static size_t word_length(struct slice text, struct slice *name)
{
    size_t from = text.n && text.p[0] == '[' ? 1 : 0, at = from;
    while (from && at < text.n && text.p[at] == ' ')
        at++;
    if (at >= text.n || !(byte_is_letter(text.p[at]) || text.p[at] == '_'))
        return 0;
    size_t start = at;
    at = slice_span(text, at, name_byte);
    *name = slice_part(text, start, at);
    while (from && at < text.n && text.p[at] == ' ')
        at++;
    if (from && (at >= text.n || text.p[at] != ']'))
        return 0;
    return at + from;
}

size_t prefix_length(struct slice line, int words, enum level *level)
{
    size_t at = line.n && line.p[0] == '[' ? 1 : 0;
    *level = LEVEL_none;
    size_t stamp = at < line.n && byte_is_digit(line.p[at]) ? stamp_length(slice_from(line, at), at > 0) : 0;
    if (!stamp)
        return 0;
    at += stamp;
    if (line.p[0] == '[' && (at >= line.n || line.p[at++] != ']'))
        return 0;
    size_t gap = separator_length(slice_from(line, at));
    for (int i = 0; i < words; i++) {
        struct slice word;
        size_t n = gap ? word_length(slice_from(line, at + gap), &word) : 0;
        if (!n)
            return 0;
        at += gap + n;
        if (*level == LEVEL_none)
            *level = level_of(word);
        gap = separator_length(slice_from(line, at));
    }
    return gap || at == line.n ? at + gap : 0;
}

int prefix_before(struct slice line, size_t at, enum level *level)
{
    for (int words = 0; words <= PREFIX_MAX_WORDS; words++)
        if (prefix_length(line, words, level) == at)
            return words;
    return -1;
}
