/* parser.h - what all logs share: compiled patterns, prefilter, rules, thresholds. Built once a process, read-only after. */
#ifndef DAGSIEVE_PARSER_H
#define DAGSIEVE_PARSER_H

#include "parser/catalogue/complaint.h"
#include "parser/rules/rules.h"
#include "parser/text/timestamp.h"
#include "parser/rules/user_patterns.h"

struct parser_options {
    const char *timezone;   /* zone of naive stamps of Airflow 1.10-2.3.3; NULL = UTC */
    const char *log_format; /* the platform's own [logging] log_format; NULL = none */
    const char *source;     /* --source: stands for the attempt where neither path nor content gives one; NULL = none */
    const char *trace;      /* unused by parsing; explain sets a callback below */
    /* explain: told about each physical line, masked; NULL = nobody listens. Parts are joined by "; ". */
    void (*explain)(void *context, int64_t line, struct slice text, const char *what);
    void *explain_context;
    int64_t explain_from, explain_to; /* lines that are told about only when their log is over, with whose it is; 0, 0 = none */
    size_t max_line;        /* bytes kept of a line that an envelope hands over in pieces; 0 = as source_default_limits */
    struct user_patterns *user_patterns; /* patterns of the user's own, the parser's from parser_open on, whatever comes of it; NULL = none */
    struct report *report;  /* rejects and environment complaints go here too; may not be NULL */
};

struct parser;

/* NULL when an option does not fit (unknown time zone, log format): complained about. */
struct parser *parser_open(const struct parser_options *);
void parser_close(struct parser **);

/* Versions stored with each log: a change of either makes a known file be read again. */
extern const char parser_version[];
/* parser_version, and of which patterns of the user's own and log format: "0.2.0+0123abcd+f0123abcd". */
const char *parser_whole_version(const struct parser *);
const char *parser_rules_version(const struct parser *);
/* NULL when there are none. */
const struct user_patterns *parser_user_patterns(const struct parser *);
const struct rules *parser_rules(const struct parser *);
/* Other thresholds from now on; before the first log is read. */
void parser_rules_use(struct parser *, const struct rules *);

#endif
