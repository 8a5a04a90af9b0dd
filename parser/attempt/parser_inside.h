/* parser_inside.h - what parser.h hides. For the reading of logs and streams; not for others. */
#ifndef DAGSIEVE_PARSER_INSIDE_H
#define DAGSIEVE_PARSER_INSIDE_H

#include "parser/catalogue/notice.h"
#include "parser/catalogue/prefilter.h"
#include "parser/envelope/envelope.h"
#include "parser/head/head.h"
#include "parser/head/log_format.h"
#include "parser/mask/mask.h"
#include "parser/parser.h"

struct parser {
    struct parser_options options;
    struct patterns *patterns;
    struct notice_patterns *notices;
    struct prefixes *prefixes;
    struct log_format *format; /* NULL: none of the platform's own */
    struct prefilter *prefilter;
    struct envelopes *envelopes;
    struct mask *mask;
    struct known_keys *known_keys; /* of events */
    struct timezone_rule *timezone;
    struct head_reader heads;
    struct rules rules;    /* the limits in force */
    uint64_t signature_bits, task_bits; /* hits that the incidents, that events and blocks look at */
    uint64_t failure_bits; /* hits by which a child names its error */
    uint64_t airflow_bits; /* hits by which Airflow speaks of the attempt */
    uint64_t every_line;   /* hits that each line has: a pattern of the user's own that no literal announces */
    char version[48];
};

#endif
