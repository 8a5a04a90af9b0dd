/* job.h - what the user asked for, ready to use: the values of options.def, and what commands make of them. After options_read
 * no command looks at an argument again. */
#ifndef DAGSIEVE_JOB_H
#define DAGSIEVE_JOB_H

#include "parser/catalogue/complaint.h"
#include "parser/parser.h"
#include "parser/catalogue/record.h"
#include "parser/input/source.h"

enum command {
#define COMMAND(name, operands, least, most, summary, text) COMMAND_##name,
#include "options.def"
    COMMAND__N
};

/* In the order of the words in options.def. */
enum format { FORMAT_table, FORMAT_csv, FORMAT_jsonl, FORMAT_null };
enum page { PAGE_text, PAGE_json };
enum list_format { LIST_table, LIST_json, LIST_csv };
enum reading { READING_csv, READING_prometheus };
enum colour { COLOUR_auto, COLOUR_always, COLOUR_never };
enum progress_mode { PROGRESS_auto, PROGRESS_json, PROGRESS_none };

/* Part index (from 0) of count parts; count 0 = the whole. */
struct shard {
    int64_t index, count;
};

/* What each kind of option is kept as. NULL: a text that is not given and has no default. A choice: which of its words, in the
 * order of the enums above. */
typedef bool option_flag;
typedef const char *option_text;
typedef int64_t option_count, option_size, option_choice, option_days;
typedef struct shard option_shard;

/* Options made ready, checked and with their defaults. Texts are those of argv and the environment. */
struct job {
    enum command command;
    char **operands; /* NULL-terminated */
    int n_operands;

#define OPTION(member, name, letter, kind, argument, environment, default, commands, help) option_##kind member;
#include "options.def"
};

/* The limits of sources that the options ask for. */
struct source_limits job_limits(const struct job *);
/* What the options ask of the parser, which complains to report. */
struct parser_options job_parser_options(const struct job *, struct report *);
bool job_reads_stdin(const struct job *);
/* Whether there is but one input, stdin or a file. Several are better read by a worker process, be it the only one: an input over which its
 * reader dies (out of memory, say) costs no other then. */
bool job_reads_one(const struct job *);
/* How many processes read: as many as asked for, 0 = one a core; one where job_reads_one. */
int job_workers(const struct job *, int64_t asked);
/* Whether standard output is coloured: --colour, NO_COLOR, a terminal. */
bool job_colour(const struct job *);
/* The thresholds that option --thresholds gives, or the defaults; false: complained about. */
bool job_rules(const struct job *, struct rules *, struct report *);
/* The parser that the options ask for, with --thresholds and --patterns; NULL: complained about. */
struct parser *job_parser(const struct job *, const struct parser_options *);

#endif
