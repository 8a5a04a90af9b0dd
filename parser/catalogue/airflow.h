/* airflow.h - what is Airflow's own in a log: source files, loggers, first words of messages (airflow.def). */
#ifndef DAGSIEVE_AIRFLOW_H
#define DAGSIEVE_AIRFLOW_H

#include "parser/text/slice.h"

enum airflow_era { AIRFLOW_ANY, AIRFLOW_OLD };
/* What lines of a file or logger are heard for. */
enum airflow_says { AIRFLOW_NOTHING, AIRFLOW_ALL, AIRFLOW_KILLS, AIRFLOW_SCHEDULES, AIRFLOW_STARTS };
enum airflow_place { AIRFLOW_PRINTED = -2, AIRFLOW_ANYWHERE }; /* of starts that have none */
enum airflow_only { AIRFLOW_SHARED, AIRFLOW_AIRFLOWS };

struct airflow_file {
    struct slice name;
    enum airflow_era era;
    enum airflow_says says;
    const char *reason, *sample;
};
extern const struct airflow_file airflow_files[];
extern const size_t airflow_files_n;

struct airflow_logger {
    struct slice name;
    enum airflow_only only;
    enum airflow_says says;
    const char *reason, *sample;
};
extern const struct airflow_logger airflow_loggers[];
extern const size_t airflow_loggers_n;

/* A logger that stands for a file where heads name none. */
struct airflow_logger_file {
    struct slice name, file;
    const char *reason, *sample;
};
extern const struct airflow_logger_file airflow_logger_files[];
extern const size_t airflow_logger_files_n;

/* What may come before the first start of a source, besides what is Airflow's own. */
struct airflow_lead_in {
    struct slice name, words;
    const char *reason, *sample;
};
extern const struct airflow_lead_in airflow_lead_ins[];
extern const size_t airflow_lead_ins_n;

/* The first words of a message. Of a start: waits, the time before it is no silence; place, as airflow.def has it. */
struct airflow_words {
    struct slice words;
    bool waits;
    int place;
    const char *reason, *sample;
};
extern const struct airflow_words airflow_starts[], airflow_echoes[], airflow_carriers[], airflow_overseers[];
extern const size_t airflow_starts_n, airflow_echoes_n, airflow_carriers_n, airflow_overseers_n;

/* NULL when the file is none of Airflow's own; old: names of Airflow 1's files count too. */
const struct airflow_file *airflow_file_find(struct slice name, bool old);
/* Whether the file prints lines of the task's process. */
bool airflow_file_carries(struct slice name);
/* Whether a scheduler, executor or triggerer speaks there; the logger is asked where a head names no file. */
bool airflow_oversees(struct slice file, struct slice logger);
/* Whether such a message of a file or logger that is none of Airflow's own may come before the first start of its source. */
bool airflow_leads_in(struct slice name, struct slice message);
/* The file whose module it is: one of Airflow's own, else the module's own name. */
struct slice airflow_module_file(struct slice module);
/* The file of Airflow 1's and 2's own for which the logger stands; empty: none. */
struct slice airflow_logger_file(struct slice name);
/* Whether the message begins with the words of a row. */
static inline bool airflow_begins(struct slice message, const struct airflow_words *row, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slice_starts(message, row[i].words))
            return true;
    return false;
}
/* The first bytes of starts, echoes and loggers, as byte_among has them: few begin so. */
#define LOW(words) | (words[0] < 64 ? UINT64_C(1) << (words[0] & 63) : 0)
#define HIGH(words) | (words[0] < 64 ? 0 : UINT64_C(1) << (words[0] & 63))
static const uint64_t airflow_starts_low = 0
#define START(words, gap, place, reason, sample) LOW(words)
#include "airflow.def"
    ;
static const uint64_t airflow_starts_high = 0
#define START(words, gap, place, reason, sample) HIGH(words)
#include "airflow.def"
    ;
static const uint64_t airflow_echoes_low = 0
#define ECHO(words, reason, sample) LOW(words)
#include "airflow.def"
    ;
static const uint64_t airflow_echoes_high = 0
#define ECHO(words, reason, sample) HIGH(words)
#include "airflow.def"
    ;
static const uint64_t airflow_loggers_low = 0
#define OWN_LOGGER(name, only, says, reason, sample) LOW(name)
#include "airflow.def"
    ;
static const uint64_t airflow_loggers_high = 0
#define OWN_LOGGER(name, only, says, reason, sample) HIGH(name)
#include "airflow.def"
    ;
#undef LOW
#undef HIGH
const struct airflow_logger *airflow_logger_search(struct slice name);
/* NULL when the logger is none of Airflow's. */
static inline const struct airflow_logger *airflow_logger_find(struct slice name)
{
    return name.n && byte_among(name.p[0], airflow_loggers_low, airflow_loggers_high) ? airflow_logger_search(name) : NULL;
}
/* The row by which the message begins the work, or begins it again; NULL: it does not. */
static inline const struct airflow_words *airflow_start_find(struct slice message)
{
    message = slice_trim_left(message);
    if (!message.n || !byte_among(message.p[0], airflow_starts_low, airflow_starts_high))
        return NULL;
    for (size_t i = 0; i < airflow_starts_n; i++)
        if (slice_starts(message, airflow_starts[i].words))
            return &airflow_starts[i];
    return NULL;
}
/* Whether the message repeats what Airflow runs or got. */
static inline bool airflow_is_echo(struct slice message)
{
    return message.n && byte_among(message.p[0], airflow_echoes_low, airflow_echoes_high) && airflow_begins(message, airflow_echoes, airflow_echoes_n);
}

#endif
