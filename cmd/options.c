/* options.c - argv -> struct job, by the rows of options.def: default, then environment, then command line, all three
 * through the same reading of values. Runs nothing and prints nothing but complaints. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>

#include "nearest_word.h"

#define COMMAND(name, operands, least, most, summary, text) { #name, operands, least, most, summary, text },
const struct command_row command_rows[COMMAND__N] = {
#include "options.def"
};

#define IN(name) (1u << COMMAND_##name)
#define IN_ALL ((1u << COMMAND__N) - 1)
#define OPTION(member, name, letter, kind, argument, environment, default, commands, help) \
    { name, letter, OPTION_##kind, argument, environment, default, help, commands, offsetof(struct job, member) },
const struct option_row option_rows[] = {
#include "options.def"
};
enum { ROWS = sizeof(option_rows) / sizeof(option_rows[0]) };
const int option_rows_n = ROWS;

bool option_in(const struct option_row *row, enum command command)
{
    return (row->commands >> command) & 1;
}

static bool read_count(const char *text, int64_t *out)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (!byte_is_digit(text[0]) || *end || errno)
        return false;
    *out = value;
    return true;
}

/* A count of days with its d: a bare number could mean anything. */
static bool read_days(const char *text, int64_t *out)
{
    size_t digits = strspn(text, "0123456789");
    char number[7];
    if (digits == 0 || digits >= sizeof(number) || strcmp(text + digits, "d") != 0)
        return false;
    memcpy(number, text, digits);
    number[digits] = '\0';
    return read_count(number, out);
}

/* A count with an optional K, M or G (powers of 1024). */
static bool read_size(const char *text, int64_t *out)
{
    static const char units[] = "KMG";
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (!byte_is_digit(text[0]) || errno)
        return false;
    const char *unit = *end ? strchr(units, *end >= 'a' ? *end - 'a' + 'A' : *end) : NULL;
    if (*end && (!unit || end[1]))
        return false;
    int shift = unit ? 10 * ((int)(unit - units) + 1) : 0;
    if (value > LLONG_MAX >> shift)
        return false;
    *out = value << shift;
    return true;
}

/* The number of the word among those of "a|b|c". */
static bool read_choice(const char *text, const char *words, int64_t *out)
{
    struct slice rest = slice_of(words), word;
    bool more = true;
    for (int64_t i = 0; more; i++) {
        more = slice_cut(&rest, '|', &word);
        if (slice_eq(word, slice_of(text))) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* "I/N", or "N" alone in a Kubernetes Indexed Job, whose index stands in JOB_COMPLETION_INDEX. */
static bool read_shard(const char *text, struct shard *out)
{
    const char *slash = strchr(text, '/');
    const char *index = slash ? text : getenv("JOB_COMPLETION_INDEX");
    char digits[24];
    if (!index || (slash && (size_t)(slash - text) >= sizeof(digits)))
        return false;
    if (slash) {
        memcpy(digits, text, (size_t)(slash - text));
        digits[slash - text] = '\0';
        index = digits;
    }
    return read_count(index, &out->index) && read_count(slash ? slash + 1 : text, &out->count) && out->count > 0 &&
           out->index < out->count;
}

static bool set_value(struct job *job, const struct option_row *row, const char *value)
{
    void *member = (char *)job + row->member;
    switch (row->kind) {
    case OPTION_flag:
        *(bool *)member = true;
        return true;
    case OPTION_text:
        *(const char **)member = value;
        return true;
    case OPTION_count:
        return read_count(value, member);
    case OPTION_size:
        return read_size(value, member);
    case OPTION_choice:
        return read_choice(value, row->argument, member);
    case OPTION_shard:
        return read_shard(value, member);
    case OPTION_days:
        return read_days(value, member);
    }
    return false;
}

/* What each kind of value looks like. */
static const char *example_of(const struct option_row *row)
{
    static const char *const examples[] = {
        [OPTION_flag] = "", [OPTION_text] = "", [OPTION_choice] = "", [OPTION_count] = "4", [OPTION_size] = "64M", [OPTION_shard] = "0/4", [OPTION_days] = "400d",
    };
    return examples[row->kind];
}

static bool set_option(struct job *job, const struct option_row *row, const char *value, struct report *report)
{
    if (set_value(job, row, value))
        return true;
    const char *example = example_of(row);
    complain(report, COMPLAINT_option_value, NULL, "--%s takes %s, not \"%s\"%s%s%s%s", row->name, row->argument, value, example[0] ? "; for example --" : "",
             example[0] ? row->name : "", example[0] ? " " : "", example);
    return false;
}

/* The value of the first variable that is set and not empty; NULL: none is. */
static const char *environment_value(const struct option_row *row)
{
    char name[64];
    for (const char *p = row->environment; *p; p += *p == '|') {
        size_t n = strcspn(p, "|");
        snprintf(name, sizeof(name), "%.*s", (int)n, p);
        const char *value = getenv(name);
        if (value && value[0])
            return value;
        p += n;
    }
    return NULL;
}

static bool set_presets(struct job *job, struct report *report)
{
    for (int i = 0; i < ROWS; i++) {
        const struct option_row *row = &option_rows[i];
        if (!option_in(row, job->command))
            continue;
        const char *value = environment_value(row);
        if (!value)
            value = row->preset;
        if (value[0] && !set_option(job, row, value, report))
            return false;
    }
    return true;
}

static bool complain_unknown(const struct job *job, const char *typed, struct report *report)
{
    const char *names[ROWS];
    int n = 0;
    for (int i = 0; i < ROWS; i++)
        if (option_in(&option_rows[i], job->command))
            names[n++] = option_rows[i].name;
    char word[64] = "";
    if (typed[0] == '-' && typed[1] == '-')
        memcpy(word, typed + 2, strnlen(typed + 2, sizeof(word) - 1));
    word[strcspn(word, "=")] = '\0';
    int said = (int)strcspn(typed, "="); /* what follows may be a secret */
    const char *nearest = word[0] ? nearest_word(word, names, n) : NULL;
    complain(report, COMPLAINT_unknown_option, NULL, "%s knows no %.*s%s%s%s", command_rows[job->command].name, said, typed,
             nearest ? "; did you mean --" : "", nearest ? nearest : "", nearest ? "?" : "");
    return false;
}

/* getopt's answers: row number + 1 for long options, their letter for short ones. */
struct getopt_tables {
    struct option longs[ROWS + 1];
    char shorts[2 * ROWS + 2];
};

static void make_tables(enum command command, struct getopt_tables *out)
{
    int n = 0, letters = 0;
    *out = (struct getopt_tables){ 0 };
    out->shorts[letters++] = ':';
    for (int i = 0; i < ROWS; i++) {
        const struct option_row *row = &option_rows[i];
        if (!option_in(row, command))
            continue;
        bool valued = row->kind != OPTION_flag;
        out->longs[n++] = (struct option){ row->name, valued ? required_argument : no_argument, NULL, 256 + i };
        if (row->letter) {
            out->shorts[letters++] = (char)row->letter;
            if (valued)
                out->shorts[letters++] = ':';
        }
    }
}

static const struct option_row *row_of(int answer, enum command command)
{
    if (answer >= 256)
        return &option_rows[answer - 256];
    for (int i = 0; i < ROWS; i++)
        if (option_rows[i].letter == answer && option_in(&option_rows[i], command))
            return &option_rows[i];
    return NULL;
}

static bool read_arguments(int argc, char **argv, struct job *job, struct report *report)
{
    struct getopt_tables tables;
    make_tables(job->command, &tables);
    opterr = 0;
    for (int answer; (answer = getopt_long(argc, argv, tables.shorts, tables.longs, NULL)) != -1;) {
        char letter[3] = { '-', (char)optopt, '\0' };
        const char *typed = optopt > 0 && optopt < 256 ? letter : argv[optind - 1];
        const struct option_row *row = answer == '?' || answer == ':' ? NULL : row_of(answer, job->command);
        if (answer == ':') {
            complain(report, COMPLAINT_option_value, NULL, "%s needs a value", typed);
            return false;
        }
        if (!row)
            return complain_unknown(job, typed, report);
        if (!set_option(job, row, optarg, report))
            return false;
    }
    job->operands = argv + optind;
    job->n_operands = argc - optind;
    return true;
}

static bool check_operands(const struct job *job, struct report *report)
{
    const struct command_row *row = &command_rows[job->command];
    bool none = job->n_operands == 0 && !job->files_from && !job->airflow && row->most < 0;
    if (job->help || (job->n_operands >= row->least && (row->most < 0 || job->n_operands <= row->most) && !none))
        return true;
    complain(report, COMPLAINT_operands, NULL, "usage: dagsieve %s [OPTION...] %s", row->name, row->operands);
    return false;
}

bool command_find(const char *typed, enum command *out, struct report *report)
{
    const char *names[COMMAND__N];
    for (int i = 0; i < COMMAND__N; i++) {
        names[i] = command_rows[i].name;
        if (strcmp(typed, names[i]) == 0) {
            *out = (enum command)i;
            return true;
        }
    }
    const char *nearest = nearest_word(typed, names, COMMAND__N);
    complain(report, COMPLAINT_unknown_command, NULL, "%s%s%s%s", typed, nearest ? "; did you mean " : "",
             nearest ? nearest : "", nearest ? "?" : "");
    return false;
}

/* A connection string with a password in it is not said again. */
static bool set_given(const struct job *job, struct report *report)
{
    const char *authority = job->conninfo ? strstr(job->conninfo, "://") : NULL;
    const char *at = authority ? strchr(authority, '@') : NULL, *colon = authority ? strchr(authority + 3, ':') : NULL;
    bool secret = job->conninfo && (strcasestr(job->conninfo, "pass") || (at && colon && colon < at));
    report->given.conninfo = secret ? "CONNINFO" : job->conninfo;
    report->given.spool = job->spool;
    return true;
}

bool options_read(int argc, char **argv, struct job *job, struct report *report)
{
    const char *typed = argc > 1 ? argv[1] : "help";
    *job = (struct job){ 0 };
    if (strcmp(typed, "--help") == 0 || strcmp(typed, "-h") == 0)
        typed = "help";
    if (strcmp(typed, "--version") == 0)
        typed = "version";
    int skip = argc > 1;
    if (!command_find(typed, &job->command, report))
        return false;
    report->given.command = command_rows[job->command].name;
    return set_presets(job, report) &&
           read_arguments(argc - skip, argv + skip, job, report) && check_operands(job, report) && set_given(job, report);
}
