/* log_format.c - a Python %-format to a pattern of heads; see log_format.h. */
#include "log_format.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdio.h>
#include <stdlib.h>

#include "parser/catalogue/airflow.h"
#include "parser/text/buf.h"
#include "parser/text/regex.h"

/* What a field of a LogRecord looks like. */
enum shape { SHAPE_time, SHAPE_level, SHAPE_number, SHAPE_word, SHAPE_words, SHAPE_nothing, SHAPE_message };

static const struct {
    struct slice name;
    enum shape shape;
    const char *group; /* "" = read over */
} fields[] = {
    { SLICE_ROW("asctime"), SHAPE_time, "time" },         { SLICE_ROW("levelname"), SHAPE_level, "level" },
    { SLICE_ROW("filename"), SHAPE_word, "file" },        { SLICE_ROW("pathname"), SHAPE_word, "path" },
    { SLICE_ROW("module"), SHAPE_word, "module" },        { SLICE_ROW("lineno"), SHAPE_number, "" },
    { SLICE_ROW("name"), SHAPE_word, "name" },            { SLICE_ROW("process"), SHAPE_number, "" },
    { SLICE_ROW("processName"), SHAPE_words, "" },        { SLICE_ROW("thread"), SHAPE_number, "" },
    { SLICE_ROW("threadName"), SHAPE_words, "" },         { SLICE_ROW("taskName"), SHAPE_words, "" },
    { SLICE_ROW("funcName"), SHAPE_word, "" },            { SLICE_ROW("levelno"), SHAPE_number, "" },
    { SLICE_ROW("created"), SHAPE_number, "" },           { SLICE_ROW("msecs"), SHAPE_number, "" },
    { SLICE_ROW("relativeCreated"), SHAPE_number, "" },   { SLICE_ROW("message"), SHAPE_message, "message" },
    { SLICE_ROW("log_color"), SHAPE_nothing, "" },        { SLICE_ROW("reset"), SHAPE_nothing, "" }, /* colorlog's: taken off before */
    { SLICE_ROW("blue"), SHAPE_nothing, "" },             { SLICE_ROW("green"), SHAPE_nothing, "" },
    { SLICE_ROW("red"), SHAPE_nothing, "" },              { SLICE_ROW("yellow"), SHAPE_nothing, "" },
    { SLICE_ROW("cyan"), SHAPE_nothing, "" },             { SLICE_ROW("purple"), SHAPE_nothing, "" },
    { SLICE_ROW("white"), SHAPE_nothing, "" },            { SLICE_ROW("bold"), SHAPE_nothing, "" },
};
enum { FIELDS = sizeof(fields) / sizeof(*fields), FORMAT_MAX = 1024 };

enum part { PART_time, PART_level, PART_file, PART_path, PART_module, PART_name, PART_message, PART_rest, PART__N };
static const char *const part_names[PART__N] = { "time", "level", "file", "path", "module", "name", "message", "rest" };

struct log_format {
    struct regex *regex;
    int group[PART__N]; /* 0: not printed */
    char version[12];
};

static const struct slice stock = SLICE_ROW("[%(asctime)s] {%(filename)s:%(lineno)d} %(levelname)s - %(message)s");

/* A format on its way to a pattern. */
struct compiler {
    struct slice rest;
    struct buf pattern;
    uint64_t seen;  /* fields, as bits */
    bool milliseconds; /* the format adds them to its stamp */
    bool text;      /* the last piece was a field of text: nothing tells where the next one begins */
    char *wrong;
    size_t n;
};

static bool refuse(struct compiler *compiler, const char *words, struct slice what)
{
    snprintf(compiler->wrong, compiler->n, what.n ? "%s: \"%.*s\"" : "%s", words, SLICE_ARG(what));
    return false;
}

static void literal_add(struct compiler *compiler, char c)
{
    if ((signed char)c > 0 && !byte_is_word(c))
        buf_char(&compiler->pattern, '\\');
    buf_char(&compiler->pattern, c);
    compiler->text = false;
}

/* A conversion such as "%(levelname)-8s": its name, whether blanks pad it, and what follows. */
struct conversion {
    struct slice name;
    bool left, padded;
};

static bool conversion_read(struct compiler *compiler, struct conversion *out)
{
    struct slice text = compiler->rest;
    size_t close = slice_index(text, ')');
    if (!slice_starts(text, SLICE("%(")) || close == (size_t)-1)
        return refuse(compiler, "a field is %(NAME)s", slice_part(text, 0, 16));
    *out = (struct conversion){ .name = slice_part(text, 2, close) };
    size_t at = close + 1;
    for (; at < text.n && text.p[at] && strchr("#0- +", text.p[at]); at++)
        out->left |= text.p[at] == '-';
    size_t width = slice_span(text, at, byte_is_digit);
    out->padded = width > at;
    if (width < text.n && text.p[width] == '.')
        width = slice_span(text, width + 1, byte_is_digit);
    if (width >= text.n || !text.p[width] || !strchr("sdifgrux", text.p[width]))
        return refuse(compiler, "a field is %(NAME)s", slice_part(text, 0, width + 1));
    compiler->rest = slice_from(text, width + 1);
    return true;
}

static int field_find(struct slice name)
{
    int i = 0;
    while (i < FIELDS && !slice_eq(name, fields[i].name))
        i++;
    return i;
}

/* Whether the byte that follows a word in the format tells its end: then nothing is tried twice. */
static bool ends_word(struct slice rest)
{
    return rest.n && (byte_is_blank(rest.p[0]) || strchr("|:]})>,\"", rest.p[0]));
}

static void word_add(struct compiler *compiler, bool words)
{
    struct slice rest = compiler->rest;
    if (!rest.n)
        buf_text(&compiler->pattern, words ? ".{1,100}+" : "\\S{1,200}+");
    else if (rest.p[0] == '.' && !words)
        buf_text(&compiler->pattern, "\\S{1,200}"); /* names have dots themselves */
    else if (!ends_word(rest) || (words && byte_is_blank(rest.p[0])))
        buf_text(&compiler->pattern, words ? ".{1,100}?" : "\\S{1,200}?");
    else if (byte_is_blank(rest.p[0]))
        buf_text(&compiler->pattern, "\\S{1,200}+");
    else
        buf_printf(&compiler->pattern, words ? "[^\\%c]{1,100}+" : "[^\\s\\%c]{1,200}+", rest.p[0]);
    compiler->text = true;
}

/* The stamp; the milliseconds that a format adds to one of whole seconds are its own, those it adds to one that has them (Airflow's) are read over. */
static void time_add(struct compiler *compiler)
{
    static const char day[] = "\\d{4}-\\d\\d-\\d\\d(?:T|,? )\\d\\d:\\d\\d:\\d\\d", zone[] = "(?: ?(?:Z|[+-]\\d\\d(?::?\\d\\d)?+| UTC)|)";
    struct slice rest = compiler->rest;
    struct compiler ahead = *compiler;
    struct conversion milliseconds;
    ahead.rest = slice_from(rest, 1);
    bool added = rest.n && (rest.p[0] == '.' || rest.p[0] == ',') && slice_starts(ahead.rest, SLICE("%(msecs)")) && conversion_read(&ahead, &milliseconds);
    if (added)
        compiler->rest = ahead.rest;
    compiler->milliseconds = added;
    buf_printf(&compiler->pattern, "%s(?:[.,]\\d{1,9})?%s", day, zone);
}

static void shape_add(struct compiler *compiler, enum shape shape)
{
    if (shape == SHAPE_time)
        time_add(compiler);
    else if (shape == SHAPE_level)
        buf_text(&compiler->pattern, "(?:[A-Z]{1,8}|Level \\S{1,20})");
    else if (shape == SHAPE_number)
        buf_text(&compiler->pattern, "(?:-?\\d++(?:\\.\\d++)?+|None)");
    else
        word_add(compiler, shape == SHAPE_words);
}

static bool field_add(struct compiler *compiler)
{
    struct conversion conversion;
    struct slice before = compiler->rest;
    if (!conversion_read(compiler, &conversion))
        return false;
    int field = field_find(conversion.name);
    enum shape shape = field < FIELDS ? fields[field].shape : SHAPE_word;
    bool named = field < FIELDS && fields[field].group[0] && !(compiler->seen >> field & 1);
    if (shape == SHAPE_nothing)
        return true;
    if (compiler->text && (shape == SHAPE_word || shape == SHAPE_words))
        return refuse(compiler, "nothing tells where this field begins", before);
    compiler->seen |= field < FIELDS ? UINT64_C(1) << field : 0;
    if (conversion.padded && !conversion.left)
        buf_text(&compiler->pattern, " *+");
    buf_printf(&compiler->pattern, named ? "(?<%s>" : "(?:", named ? fields[field].group : "");
    shape_add(compiler, shape);
    buf_text(&compiler->pattern, ")");
    if (compiler->milliseconds)
        buf_text(&compiler->pattern, "(?:[.,]\\d{1,9})?+");
    compiler->milliseconds = false;
    if (conversion.padded && conversion.left)
        buf_text(&compiler->pattern, " *");
    return true;
}

/* All up to the message, or behind it. */
static bool side_add(struct compiler *compiler, bool before)
{
    static const struct slice message = SLICE_ROW("%(message)");
    while (compiler->rest.n) {
        if (before && slice_starts(compiler->rest, message))
            return true;
        bool percent = slice_starts(compiler->rest, SLICE("%%"));
        if (compiler->rest.p[0] == '%' && !percent) {
            if (!field_add(compiler))
                return false;
            continue;
        }
        literal_add(compiler, compiler->rest.p[0]);
        compiler->rest = slice_from(compiler->rest, percent ? 2 : 1);
    }
    return !before || refuse(compiler, "the format has no %(message)s", SLICE(""));
}

static bool has_field(const struct compiler *compiler, const char *name)
{
    return compiler->seen >> field_find(slice_of(name)) & 1;
}

/* A message of several lines has what stands behind it on the last one: the first is read without. */
static bool pattern_make(struct compiler *compiler)
{
    struct conversion message;
    buf_text(&compiler->pattern, "^");
    if (!side_add(compiler, true) || !conversion_read(compiler, &message))
        return false;
    if (!has_field(compiler, "asctime") && !has_field(compiler, "levelname"))
        return refuse(compiler, "a head has %(asctime)s or %(levelname)s before %(message)s", SLICE(""));
    if (compiler->rest.n) {
        buf_text(&compiler->pattern, "(?:(?<message>.*?)");
        compiler->text = false;
        if (!side_add(compiler, false))
            return false;
        buf_text(&compiler->pattern, "$|(?<rest>.*+))");
    } else {
        buf_text(&compiler->pattern, "(?<message>.*+)");
    }
    return true;
}

static struct log_format *format_make(struct compiler *compiler, struct slice format)
{
    size_t at;
    struct regex *regex = pattern_make(compiler) ? regex_open(buf_view(&compiler->pattern), compiler->wrong, compiler->n, &at) : NULL;
    if (!regex)
        return NULL;
    struct log_format *made = memory_new(sizeof(*made));
    *made = (struct log_format){ .regex = regex };
    for (int part = 0; part < PART__N; part++)
        made->group[part] = regex_group_number(regex, part_names[part]);
    snprintf(made->version, sizeof(made->version), "%08llx", (unsigned long long)XXH3_64bits(format.p, format.n) & 0xffffffffu);
    return made;
}

struct log_format *log_format_open(struct slice format, char *wrong, size_t n)
{
    struct buf once = { 0 };
    struct compiler compiler = { .wrong = wrong, .n = n };
    wrong[0] = '\0';
    bool doubled = slice_has(format, SLICE("%%("));
    for (size_t i = 0; i < format.n; i++)
        if (!doubled || !slice_starts(slice_from(format, i), SLICE("%%(")))
            buf_char(&once, format.p[i]);
    compiler.rest = buf_view(&once);
    struct log_format *made = NULL;
    if (format.n > FORMAT_MAX)
        refuse(&compiler, "the format is too long", slice_part(format, 0, 16));
    else if (!slice_eq(compiler.rest, stock))
        made = format_make(&compiler, compiler.rest);
    buf_free(&compiler.pattern);
    buf_free(&once);
    return made;
}

void log_format_close(struct log_format **format)
{
    if (!*format)
        return;
    regex_close(&(*format)->regex);
    free(*format);
    *format = NULL;
}

const char *log_format_version(const struct log_format *format)
{
    return format->version;
}

static struct slice part_of(const struct log_format *format, enum part part)
{
    return format->group[part] ? regex_group_at(format->regex, format->group[part]) : SLICE("");
}

static struct slice last_component(struct slice path)
{
    const char *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;
    return slash ? slice_from(path, (size_t)(slash - path.p) + 1) : path;
}

bool log_format_match(const struct log_format *format, struct slice line, struct log_format_parts *out)
{
    if (!regex_match(format->regex, line))
        return false;
    *out = (struct log_format_parts){ .time = part_of(format, PART_time), .level = part_of(format, PART_level), .file = part_of(format, PART_file),
                                      .name = part_of(format, PART_name), .message = part_of(format, PART_message) };
    if (!out->file.n)
        out->file = last_component(part_of(format, PART_path));
    if (!out->file.n && !out->name.n && part_of(format, PART_module).n)
        out->file = airflow_module_file(part_of(format, PART_module));
    if (!out->message.p || (!out->message.n && part_of(format, PART_rest).n))
        out->message = part_of(format, PART_rest);
    return !out->level.n || log_format_level(out->level) != LEVEL_none || slice_starts(out->level, SLICE("Level "));
}

enum level log_format_level(struct slice word)
{
    for (enum level level = LEVEL_debug; level < LEVEL__N; level++)
        if (word.n && slice_starts(slice_of(level_name(level)), word))
            return level;
    return LEVEL_none;
}
