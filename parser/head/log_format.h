/* log_format.h - heads by the platform's own [logging] log_format (--log-format, domain §3.5): a Python %-format is compiled into a reader. */
#ifndef DAGSIEVE_LOG_FORMAT_H
#define DAGSIEVE_LOG_FORMAT_H

#include "head_plain.h"

struct log_format;

/* NULL: the format is refused; *wrong (of size n) says why. Airflow's stock format is NULL too, with *wrong empty: it needs no reader. In
 * airflow.cfg a '%' is written twice: "%%(message)s" is read as "%(message)s". */
struct log_format *log_format_open(struct slice format, char *wrong, size_t n);
void log_format_close(struct log_format **);
/* A hash of the format: "0123abcd"; lives as long as it. */
const char *log_format_version(const struct log_format *);

/* The parts of a head, slices of the line; empty: not printed. */
struct log_format_parts {
    struct slice time, level, file, name, message;
};

/* Whether the line begins with a head of that format. Not reentrant. */
bool log_format_match(const struct log_format *, struct slice line, struct log_format_parts *out);
/* The level of a word, which the format may have cut ("WARN", "I"). */
enum level log_format_level(struct slice word);

#endif
