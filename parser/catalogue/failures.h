/* failures.h - the lists by which the failure of an attempt is named (failures.def). */
#ifndef DAGSIEVE_FAILURES_H
#define DAGSIEVE_FAILURES_H

#include "parser/text/slice.h"

/* Who prints a line: the task, a child of its through an operator of Airflow's, or Airflow itself. */
enum speaker { SPEAKER_task, SPEAKER_child, SPEAKER_airflow };

/* Words and what they mean; named: what becomes of the sample, NULL where it is only found. */
struct failure_words {
    struct slice words;
    const char *sample, *named;
};

enum carrier_from { CARRIER_OUTPUT, CARRIER_COMMAND, CARRIER_AIRFLOW, CARRIER_MESSAGE, CARRIER_RAISED };
struct failure_carrier {
    struct slice words;
    const char *type; /* "": of Airflow's own errors alone; "*": of all */
    struct slice code;
    const char *title;
    enum carrier_from from;
    const char *sample, *named;
};
struct failure_alias {
    struct slice words;
    const char *type, *title, *sample, *named;
};
struct failure_data {
    struct slice words, then; /* then: nearer to the data, behind other words; empty: nothing */
    const char *ends;
    const char *sample, *named;
};

/* A list and its length. */
struct failure_list {
    const struct failure_words *row;
    size_t n;
};
extern const struct failure_list failure_children, failure_silent, failure_noise, failure_unraised, failure_causes, failure_chances, failure_joins, failure_codes_behind,
    failure_codes_before, failure_code_links, failure_codes_http, failure_temporary, failure_units, failure_sizes, failure_says, failure_own_types,
    failure_own_code;
extern const struct failure_carrier failure_carriers[];
extern const size_t failure_carriers_n;
extern const struct failure_alias failure_aliases[];
extern const size_t failure_aliases_n;
extern const struct failure_data failure_data[];
extern const size_t failure_data_n;

/* The row whose words the text has, begins with, ends in or is; NULL: none. */
const struct failure_words *failure_in(const struct failure_list *, struct slice text);
const struct failure_words *failure_begins(const struct failure_list *, struct slice text);
const struct failure_words *failure_ends(const struct failure_list *, struct slice text);
const struct failure_words *failure_is(const struct failure_list *, struct slice text);
/* Whose error a text is: its type; whether Airflow or a provider of its raised it, or a word of Airflow's stands in for an error. */
struct failure_voice {
    struct slice type;
    bool airflows;
};
/* The row whose words stand in the text and whose types may say them; NULL: none. */
const struct failure_carrier *failure_carrier_find(struct slice text, struct failure_voice);
const struct failure_alias *failure_alias_find(struct slice text, struct failure_voice);
/* Who speaks in the lines of a source file of Airflow 1 or 2 (old: names of Airflow 1's files count too); in the records of a logger of Airflow 3. */
enum speaker speaker_of_file(struct slice file, bool old);
enum speaker speaker_of_logger(struct slice logger);

#endif
