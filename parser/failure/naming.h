/* naming.h - from what went wrong to its name: title, hash and place (domain §8.1). Pure: what it is given decides, nothing is remembered. */
#ifndef DAGSIEVE_NAMING_H
#define DAGSIEVE_NAMING_H

#include "error.h"
#include "parser/mask/mask.h"

/* How the attempt ended, as far as it is known. */
struct failure_end {
    struct slice dag_id, task_id, state;
    bool out_of_memory, outside, timed_out;
    struct slice notice; /* a notice's code (records §6b); empty: none */
    struct slice signal; /* its name; empty: none */
    bool has_exit_code;    /* one that tells a fault */
    int exit_code;
    struct slice exit_text; /* sys.exit with words, their first line */
    struct slice terminal;  /* Airflow's last word on it */
    int64_t line;           /* the last one */
};

/* What a child of the task said last. Each may be empty. */
struct failure_child {
    const struct error *error; /* its last traceback; NULL: none, or it was handled */
    struct slice exception;    /* "TYPE: message" of the last exception of a JVM trace */
    struct slice dbt;          /* "Database Error in model NAME: message", "Failure in test NAME: message" */
    struct slice line;         /* its last line */
    int64_t exception_at, dbt_at, line_at; /* where they stand */
    bool has_exit_code;
    int exit_code;             /* where the carrier has none */
};

struct failure_name {
    struct buf title;          /* whole, masked; at most TITLE_SHOWN characters of it are shown */
    struct slice at;           /* a view into the error that was given; empty: none */
    char hash[17];
    int64_t line;              /* that names it */
};
enum { TITLE_SHOWN = 200 };

/* The carrier that the error or, without one, the last word is; NULL: it names itself. */
const struct failure_carrier *failure_carrier_of(const struct error *, const struct failure_end *);
/* error: of Airflow's own failure line; NULL: none. */
void failure_name(const struct error *, const struct failure_child *, const struct failure_end *, struct mask *, struct failure_name *);
void failure_name_free(struct failure_name *);

#endif
