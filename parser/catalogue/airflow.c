/* airflow.c - looks up what is Airflow's own; see airflow.h. */
#include "airflow.h"

#define ROWS(table) (sizeof(table) / sizeof(*(table)))

const struct airflow_file airflow_files[] = {
#define OWN_FILE(name, era, says, reason, sample) { SLICE_ROW(name), AIRFLOW_##era, AIRFLOW_##says, reason, sample },
#include "airflow.def"
};
const size_t airflow_files_n = ROWS(airflow_files);

const struct airflow_logger airflow_loggers[] = {
#define OWN_LOGGER(name, only, says, reason, sample) { SLICE_ROW(name), AIRFLOW_##only, AIRFLOW_##says, reason, sample },
#include "airflow.def"
};
const size_t airflow_loggers_n = ROWS(airflow_loggers);

const struct airflow_logger_file airflow_logger_files[] = {
#define LOGGER_FILE(name, file, reason, sample) { SLICE_ROW(name), SLICE_ROW(file), reason, sample },
#include "airflow.def"
};
const size_t airflow_logger_files_n = ROWS(airflow_logger_files);

enum { WAITS = true, COUNTS = false, PRINTED = AIRFLOW_PRINTED };
const struct airflow_words airflow_starts[] = {
#define START(words, gap, place, reason, sample) { SLICE_ROW(words), gap, place, reason, sample },
#include "airflow.def"
};
const size_t airflow_starts_n = ROWS(airflow_starts);

const struct airflow_lead_in airflow_lead_ins[] = {
#define LEAD_IN(name, words, reason, sample) { SLICE_ROW(name), SLICE_ROW(words), reason, sample },
#include "airflow.def"
};
const size_t airflow_lead_ins_n = ROWS(airflow_lead_ins);

const struct airflow_words airflow_echoes[] = {
#define ECHO(words, reason, sample) { SLICE_ROW(words), false, -1, reason, sample },
#include "airflow.def"
};
const size_t airflow_echoes_n = ROWS(airflow_echoes);

const struct airflow_words airflow_carriers[] = {
#define CARRIER(name, reason, sample) { SLICE_ROW(name), false, -1, reason, sample },
#include "airflow.def"
};
const size_t airflow_carriers_n = ROWS(airflow_carriers);

const struct airflow_words airflow_overseers[] = {
#define OVERSEER(name, reason, sample) { SLICE_ROW(name), false, -1, reason, sample },
#include "airflow.def"
};
const size_t airflow_overseers_n = ROWS(airflow_overseers);

const struct airflow_file *airflow_file_find(struct slice name, bool old)
{
    for (size_t i = 0; i < airflow_files_n; i++)
        if (slice_eq(name, airflow_files[i].name) && (old || airflow_files[i].era == AIRFLOW_ANY))
            return &airflow_files[i];
    return NULL;
}

struct slice airflow_module_file(struct slice module)
{
    for (size_t i = 0; i < airflow_files_n; i++) {
        struct slice file = airflow_files[i].name;
        if (slice_starts(file, module) && slice_eq(slice_from(file, module.n), SLICE(".py")))
            return file;
    }
    return module;
}

bool airflow_leads_in(struct slice name, struct slice message)
{
    for (size_t i = 0; i < airflow_lead_ins_n; i++)
        if (slice_eq(name, airflow_lead_ins[i].name) && slice_starts(message, airflow_lead_ins[i].words))
            return true;
    return false;
}

bool airflow_file_carries(struct slice name)
{
    for (size_t i = 0; i < airflow_carriers_n; i++)
        if (slice_eq(name, airflow_carriers[i].words))
            return true;
    return false;
}

bool airflow_oversees(struct slice file, struct slice logger)
{
    bool named = slice_ends(file, SLICE(".py"));
    for (size_t i = 0; i < airflow_overseers_n; i++)
        if (named ? slice_eq(file, airflow_overseers[i].words) : slice_starts(logger, airflow_overseers[i].words))
            return true;
    return false;
}

const struct airflow_logger *airflow_logger_search(struct slice name)
{
    for (size_t i = 0; i < airflow_loggers_n; i++) {
        struct slice own = airflow_loggers[i].name;
        if (slice_ends(own, SLICE(".")) ? slice_starts(name, own) : slice_eq(name, own))
            return &airflow_loggers[i];
    }
    return NULL;
}

struct slice airflow_logger_file(struct slice name)
{
    for (size_t i = 0; i < airflow_logger_files_n; i++)
        if (slice_starts(name, airflow_logger_files[i].name))
            return airflow_logger_files[i].file;
    return SLICE("");
}
