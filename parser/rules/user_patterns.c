/* user_patterns.c - reads patterns of the user's own: "[NAME]", then lines "key = value"; every fault with its line and column. See user_patterns.h. */
#include "user_patterns.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "parser/text/buf.h"
#include "parser/text/utf8.h"
#include "parser/catalogue/literals.h"
#include "parser/catalogue/patterns.h"
#include "rules.h"

enum key { KEY_pattern, KEY_prefix, KEY_sample, KEY_severity, KEY_domain, KEY_meaning, KEY__N };
static const char *const key_names[KEY__N] = { "pattern", "prefix", "sample", "severity", "domain", "meaning" };

/* A text of the file and where it begins. */
struct entry {
    struct slice text;
    int64_t line;
    int col;
};

struct reader {
    struct user_patterns *user;
    struct report *report;
    const char *path;
    struct entry name, value[KEY__N]; /* of the open section; a text of NULL = not given */
    bool open, ok;
    struct buf literals;
};

static void refuse(struct reader *reader, struct entry at, size_t ahead, const char *format, ...) __attribute__((format(printf, 4, 5)));

static void refuse(struct reader *reader, struct entry at, size_t ahead, const char *format, ...)
{
    char words[512];
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof(words), format, args);
    va_end(args);
    complain(reader->report, COMPLAINT_bad_pattern, &(struct where){ reader->path, at.line, at.col + (int)ahead }, "%s", words);
    reader->ok = false;
}

static const char *keep(struct reader *reader, struct slice text)
{
    struct buf whole = { 0 };
    buf_slice(&whole, text);
    buf_char(&whole, '\0');
    const char *kept = arena_keep(reader->user->arena, buf_view(&whole)).p;
    buf_free(&whole);
    return kept;
}

static bool name_is_valid(struct slice name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!byte_is_letter(c) && c != '_' && (i == 0 || (!byte_is_digit(c) && c != '.' && c != '-')))
            return false;
    }
    return name.n > 0 && name.n <= 64;
}

static bool name_is_taken(const struct reader *reader, struct slice name)
{
    bool taken = rule_code_known(name);
    for (int i = 0; i < MARK__N; i++)
        taken = taken || slice_eq(name, slice_of(mark_rows[i].code));
    for (int i = 0; i < PATTERN__N; i++)
        taken = taken || slice_eq(name, slice_of(pattern_rows[i].name));
    for (int i = 0; i < reader->user->n; i++)
        taken = taken || slice_eq(name, slice_of(reader->user->row[i].name));
    return taken;
}

static bool is_one_of(struct slice text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slice_eq(text, slice_of(words[i])))
            return true;
    return false;
}

static bool is_severity(struct slice text)
{
    for (int i = 0; i < SEVERITY__N; i++)
        if (slice_eq(text, slice_of(severity_rows[i].name)))
            return true;
    return false;
}

/* A signature has both, a named pattern none. */
static void class_check(struct reader *reader)
{
    static const char *const domains[] = { "ml", "execution", "pipeline", "infra" };
    const struct entry *severity = &reader->value[KEY_severity], *domain = &reader->value[KEY_domain];
    if (!severity->text.p != !domain->text.p)
        refuse(reader, reader->name, 0, "a signature has severity and domain, a named pattern has neither");
    if (severity->text.p && reader->value[KEY_prefix].text.p)
        refuse(reader, *severity, 0, "a prefix has no severity and no domain");
    if (severity->text.p && !is_severity(severity->text))
        refuse(reader, *severity, 0, "severity is P0, P1, P2 or P3");
    if (domain->text.p && !is_one_of(domain->text, domains, 4))
        refuse(reader, *domain, 0, "domain is ml, execution, pipeline or infra");
}

/* A prefix stands at the line's beginning, whether its pattern says so or not. */
static struct regex *regex_make(struct reader *reader, const struct entry *pattern, bool prefix)
{
    struct buf text = { 0 };
    char wrong[256];
    size_t at = 0, ahead = prefix ? strlen("^(?:") : 0;
    buf_text(&text, prefix ? "^(?:" : "");
    buf_slice(&text, pattern->text);
    buf_text(&text, prefix ? ")" : "");
    struct regex *regex = regex_open(buf_view(&text), wrong, sizeof(wrong), &at);
    if (!regex)
        refuse(reader, *pattern, at < ahead ? 0 : at - ahead < pattern->text.n ? at - ahead : pattern->text.n, "%s", wrong);
    buf_free(&text);
    return regex;
}

static struct regex *regex_check(struct reader *reader)
{
    bool prefix = reader->value[KEY_prefix].text.p != NULL;
    const struct entry *pattern = &reader->value[prefix ? KEY_prefix : KEY_pattern], *sample = &reader->value[KEY_sample];
    struct regex *regex = pattern->text.p ? regex_make(reader, pattern, prefix) : NULL;
    if (!pattern->text.p)
        refuse(reader, reader->name, 0, "no pattern");
    else if (prefix && reader->value[KEY_pattern].text.p)
        refuse(reader, reader->value[KEY_pattern], 0, "a section has a pattern or a prefix");
    else if (!regex)
        return NULL;
    else if (regex_match(regex, SLICE("")))
        refuse(reader, *pattern, 0, "the pattern matches an empty line, so it would match every line");
    if (!sample->text.p)
        refuse(reader, reader->name, 0, "no sample: a line that the pattern must match");
    else if (regex && !regex_match(regex, sample->text))
        refuse(reader, *sample, 0, "the pattern does not match its sample");
    return regex;
}

static void row_add(struct reader *reader, struct regex *regex)
{
    struct user_patterns *user = reader->user;
    const struct entry *value = reader->value;
    struct buf literals = { 0 };
    bool prefix = value[KEY_prefix].text.p != NULL;
    struct slice pattern = value[prefix ? KEY_prefix : KEY_pattern].text;
    bool found = !prefix && literals_find(pattern, &literals);
    user->row[user->n++] = (struct user_pattern){
        .name = keep(reader, reader->name.text),
        .pattern = keep(reader, pattern),
        .sample = keep(reader, value[KEY_sample].text),
        .severity = value[KEY_severity].text.p ? keep(reader, value[KEY_severity].text) : NULL,
        .domain = value[KEY_domain].text.p ? keep(reader, value[KEY_domain].text) : NULL,
        .meaning = keep(reader, value[KEY_meaning].text),
        .literals = keep(reader, buf_view(&literals)),
        .is_prefix = prefix,
        .regex = regex,
    };
    user->every_line = user->every_line || (!found && !prefix);
    user->signatures = user->signatures || value[KEY_severity].text.p;
    user->events = user->events || (!value[KEY_severity].text.p && !prefix);
    if (found)
        buf_printf(&reader->literals, "%s%.*s", reader->literals.n ? "|" : "", SLICE_ARG(buf_view(&literals)));
    buf_free(&literals);
}

static void section_end(struct reader *reader)
{
    bool before = reader->ok;
    if (!reader->open)
        return;
    reader->open = false;
    reader->ok = true;
    if (!name_is_valid(reader->name.text))
        refuse(reader, reader->name, 0, "a name is letters, digits, '_', '.' and '-', at most 64, and begins with a letter or '_'");
    else if (name_is_taken(reader, reader->name.text))
        refuse(reader, reader->name, 0, "%.*s is the name of another pattern or code", SLICE_ARG(reader->name.text));
    class_check(reader);
    struct regex *regex = regex_check(reader);
    if (reader->ok && reader->user->n == USER_PATTERNS_MAX)
        refuse(reader, reader->name, 0, "more than %d patterns", USER_PATTERNS_MAX);
    if (reader->ok)
        row_add(reader, regex);
    else
        regex_close(&regex);
    reader->ok = reader->ok && before;
}

static int column_of(struct slice line, struct slice part)
{
    return (int)(part.p - line.p) + 1;
}

static void section_begin(struct reader *reader, struct slice line, struct slice text, int64_t number)
{
    section_end(reader);
    memset(reader->value, 0, sizeof(reader->value));
    bool closed = text.n > 1 && text.p[text.n - 1] == ']';
    struct slice name = slice_trim(slice_part(text, 1, text.n - closed));
    reader->name = (struct entry){ name, number, column_of(line, slice_from(text, 1)) };
    reader->open = true;
    if (!closed)
        refuse(reader, reader->name, 0, "a section begins with a line [NAME]");
}

static void pair_take(struct reader *reader, struct slice line, struct slice text, int64_t number)
{
    struct slice rest = text, word;
    struct entry here = { text, number, column_of(line, text) };
    bool pair = slice_cut(&rest, '=', &word);
    int key = 0;
    word = slice_trim_right(word);
    rest = slice_trim_left(rest);
    while (key < KEY__N && !slice_eq(word, slice_of(key_names[key])))
        key++;
    if (!pair || key == KEY__N)
        refuse(reader, here, 0, "a line is [NAME], or pattern, prefix, sample, severity, domain or meaning, = and a value; # begins a comment");
    else if (!reader->open)
        refuse(reader, here, 0, "no [NAME] before it");
    else if (reader->value[key].text.p)
        refuse(reader, here, 0, "%s stands on line %lld already", key_names[key], (long long)reader->value[key].line);
    else if (!rest.n)
        refuse(reader, here, text.n, "%s has no value", key_names[key]);
    else
        reader->value[key] = (struct entry){ rest, number, column_of(line, rest) };
}

static void text_read(struct reader *reader, struct slice rest)
{
    struct slice line;
    int64_t number = 0;
    if (slice_starts(rest, (struct slice){ "\xef\xbb\xbf", 3 }))
        rest = slice_from(rest, 3);
    while (rest.n) {
        slice_cut(&rest, '\n', &line);
        number++;
        struct slice text = slice_trim(line);
        size_t sound = utf8_valid(line);
        if (sound < line.n)
            refuse(reader, (struct entry){ line, number, (int)sound + 1 }, 0, "is not UTF-8, or a NUL byte");
        else if (text.n && text.p[0] == '[')
            section_begin(reader, line, text, number);
        else if (text.n && text.p[0] != '#')
            pair_take(reader, line, text, number);
    }
    section_end(reader);
}

static void version_make(struct user_patterns *user)
{
    XXH3_state_t state;
    XXH3_INITSTATE(&state);
    XXH3_64bits_reset(&state);
    for (int i = 0; i < user->n; i++) {
        const struct user_pattern *row = &user->row[i];
        const char *const texts[] = { row->name, row->pattern, row->severity ? row->severity : "", row->domain ? row->domain : "", row->is_prefix ? "prefix" : "" };
        for (size_t k = 0; k < sizeof(texts) / sizeof(*texts); k++)
            XXH3_64bits_update(&state, texts[k], strlen(texts[k]) + 1);
    }
    if (user->n)
        snprintf(user->version, sizeof(user->version), "%08llx", (unsigned long long)XXH3_64bits_digest(&state) & 0xffffffffu);
}

static bool file_take(const char *path, struct buf *out, struct report *report)
{
    FILE *file = fopen(path, "re");
    char bytes[4096];
    size_t n;
    while (file && (n = fread(bytes, 1, sizeof(bytes), file)) > 0)
        buf_add(out, bytes, n);
    bool ok = file && !ferror(file);
    if (!ok)
        complain(report, COMPLAINT_not_readable, &(struct where){ .path = path }, "%s", strerror(errno));
    if (file)
        fclose(file);
    return ok;
}

struct user_patterns *user_patterns_read(const char *path, struct report *report)
{
    struct user_patterns *user = memory_zeroed(sizeof(*user));
    struct reader reader = { .user = user, .report = report, .path = path };
    struct buf text = { 0 };
    user->arena = memory_zeroed(sizeof(*user->arena));
    reader.ok = file_take(path, &text, report);
    if (reader.ok)
        text_read(&reader, buf_view(&text));
    user->literals = keep(&reader, buf_view(&reader.literals));
    version_make(user);
    buf_free(&reader.literals);
    buf_free(&text);
    if (!reader.ok)
        user_patterns_close(&user);
    return user;
}

void user_patterns_close(struct user_patterns **user)
{
    if (!*user)
        return;
    for (int i = 0; i < (*user)->n; i++)
        regex_close(&(*user)->row[i].regex);
    arena_free((*user)->arena);
    free((*user)->arena);
    free(*user);
    *user = NULL;
}
