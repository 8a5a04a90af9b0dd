/* parser.c - what all logs share, built once a process. */
#include "parser_inside.h"

#include <stdlib.h>

#include "parser/event/known_keys.h"

/* Raised when records of the same bytes change: known files are then read again. */
const char parser_version[] = "0.2.0";

static void prefilter_make(struct parser *parser)
{
    const struct user_patterns *user = parser->options.user_patterns;
    const char *literals[PATTERN__BITS];
    for (int i = 0; i < PATTERN__N; i++) {
        literals[i] = pattern_rows[i].literals;
        if (i >= PATTERN__SIGNATURES && literals[i][0])
            parser->signature_bits |= pattern_bit(i);
    }
    parser->failure_bits = pattern_bit(PATTERN_jvm) | pattern_bit(PATTERN_dbt_error);
    parser->task_bits = pattern_bit(PATTERN_event) | pattern_bit(PATTERN_block) | pattern_bit(PATTERN_train_samples) |
                        pattern_bit(PATTERN_running_factor) | pattern_bit(PATTERN_traceback);
    for (int i = PATTERN_task_instance; i < PATTERN__SIGNATURES; i++)
        parser->airflow_bits |= pattern_bit(i);
    literals[PATTERN_USER] = user ? user->literals : "";
    literals[PATTERN_NOTICE] = notice_literals;
    if (user && user->signatures)
        parser->signature_bits |= pattern_bit(PATTERN_USER);
    if (user && user->events)
        parser->task_bits |= pattern_bit(PATTERN_USER);
    if (user && user->every_line)
        parser->every_line = pattern_bit(PATTERN_USER);
    parser->prefilter = prefilter_open(literals, PATTERN__BITS, PREFILTER_best);
}

static void prefixes_make(struct parser *parser)
{
    const struct user_patterns *user = parser->options.user_patterns;
    parser->prefixes = prefixes_open();
    for (int i = user ? user->n - 1 : -1; i >= 0; i--)
        if (user->row[i].is_prefix)
            prefixes_add(parser->prefixes, user->row[i].regex);
}

static void version_make(struct parser *parser)
{
    const struct user_patterns *user = parser->options.user_patterns;
    bool any = user && user->version[0];
    snprintf(parser->version, sizeof(parser->version), "%s%s%s%s%s", parser_version, any ? "+" : "", any ? user->version : "", parser->format ? "+f" : "",
             parser->format ? log_format_version(parser->format) : "");
}

/* false: refused, and complained about. */
static bool format_open(const struct parser_options *options, struct log_format **format)
{
    char wrong[256] = "";
    *format = options->log_format ? log_format_open(slice_of(options->log_format), wrong, sizeof(wrong)) : NULL;
    if (wrong[0])
        complain(options->report, COMPLAINT_bad_log_format, NULL, "%s", wrong);
    return !wrong[0];
}

struct parser *parser_open(const struct parser_options *options)
{
    struct timezone_rule *zone = timezone_open(options->timezone ? options->timezone : "UTC");
    if (!zone) {
        struct user_patterns *user = options->user_patterns;
        user_patterns_close(&user);
        complain(options->report, COMPLAINT_unknown_timezone, NULL, "\"%s\" is not known here", options->timezone);
        return NULL;
    }
    struct log_format *format;
    if (!format_open(options, &format)) {
        struct user_patterns *user = options->user_patterns;
        user_patterns_close(&user);
        timezone_close(&zone);
        return NULL;
    }
    struct parser *parser = memory_zeroed(sizeof(*parser));
    parser->options = *options;
    parser->format = format;
    version_make(parser);
    parser->timezone = zone;
    parser->patterns = patterns_open();
    parser->notices = notice_patterns_open();
    parser->envelopes = envelopes_open();
    parser->mask = mask_open();
    prefixes_make(parser);
    struct head_cache *cache = memory_zeroed(sizeof(*cache));
    parser->heads = (struct head_reader){ parser->patterns, zone, parser->prefixes, parser->format, cache };
    parser->known_keys = memory_zeroed(sizeof(*parser->known_keys));
    prefilter_make(parser);
    rules_default(&parser->rules);
    return parser;
}

void parser_close(struct parser **parser)
{
    if (!*parser)
        return;
    patterns_close(&(*parser)->patterns);
    notice_patterns_close(&(*parser)->notices);
    prefixes_close(&(*parser)->prefixes);
    log_format_close(&(*parser)->format);
    free((*parser)->heads.cache);
    mask_close(&(*parser)->mask);
    free((*parser)->known_keys);
    prefilter_close(&(*parser)->prefilter);
    envelopes_close(&(*parser)->envelopes);
    timezone_close(&(*parser)->timezone);
    user_patterns_close(&(*parser)->options.user_patterns);
    free(*parser);
    *parser = NULL;
}

const char *parser_whole_version(const struct parser *parser)
{
    return parser->version;
}

const char *parser_rules_version(const struct parser *parser)
{
    return parser->rules.version;
}

const struct user_patterns *parser_user_patterns(const struct parser *parser)
{
    return parser->options.user_patterns;
}

const struct rules *parser_rules(const struct parser *parser)
{
    return &parser->rules;
}

void parser_rules_use(struct parser *parser, const struct rules *rules)
{
    parser->rules = *rules;
}
