/* outcome.h - how the attempt ended, as Airflow's own words tell it (domain §3.4): lines of Airflow 1 and 2 (outcome_text.c), records of Airflow 3
 * (outcome_record.c). */
#ifndef DAGSIEVE_OUTCOME_H
#define DAGSIEVE_OUTCOME_H

#include "context.h"
#include "line.h"

struct outcome {
    struct buf state;          /* lower case; empty = none */
    bool stated;               /* a word states it, else it is inferred */
    bool unread;               /* that word is none of Airflow's, as one that was cut: there is no state, nor is one inferred */
    bool outside;              /* Airflow ends the task, which did not end itself: set externally, or killed */
    bool by_outside;           /* so it was when the state was stated */
    bool run_timed_out;        /* its DAG run ran longer than dagrun_timeout */
    bool refused, refused_only; /* a start was refused; the log does nothing else */
    bool has_exit_code;
    int exit_code, return_codes;
    bool returned;             /* a return code came, and neither state nor segment since */
    const char *signal;
    bool started;              /* Airflow 3's: a record came */
    bool timed_out;            /* execution_timeout ended it */
    const char *terminal_word; /* the last by which Airflow 3 said that it ended badly; NULL: none */
    bool has_system_exit;      /* the task left by sys.exit, which Airflow makes a return code of 1 of */
    int system_exit;
    struct slice exit_text;    /* what sys.exit was given, when it was words; in the arena */
    bool supervisors;          /* exit_code is the supervisor's, not the task's own word */
    bool terminal, waiting;    /* the process ended badly; it ended to be continued */
    bool pre_execute, post_execute, post_executed; /* groups of 3.3's that began; the last one has ended, which only callbacks' output follows */
    bool from_pod;             /* an Airflow 3 pod's stdout: the end of the text says nothing */
};

/* A line that is Airflow's own word (line_is_own). */
void outcome_line(struct outcome *, const struct line *, struct context *);
/* A record of Airflow 3; true when it shows an incident besides its text. */
bool outcome_record(struct outcome *, const struct head *, struct context *, struct found *);
/* A line of Airflow 3 as its web interface shows it, "words key=value": those by which the process ends tell that it failed, never that it did well. True
 * as outcome_record. */
bool outcome_interface(struct outcome *, const struct head *, struct context *, struct found *);
/* Whether the task itself ended with an exit code that tells a fault: what sys.exit was given, else the process's. 0 tells none; nor does what Airflow
 * or Python makes of words, or of an error that has a word of its own. */
bool outcome_exit_code_of_fault(const struct outcome *, int *code);
/* Whether something states or shows how it ended. */
bool outcome_is_known(const struct outcome *);
/* Whether anything was said of how it ended, a return code too. */
bool outcome_has_word(const struct outcome *);
/* 2: a state is stated; 1: one would be inferred, or the log does nothing but refuse; 0: there is none. */
int outcome_rank(const struct outcome *, const struct context *);
/* The end of an attempt's log: infers a state where no word states one; cut: the input ended early. */
void outcome_infer(struct outcome *, struct context *, bool cut);
/* Writes generation, state, exit code, signal, segments, complete. true when there is an outcome. */
bool outcome_end(const struct outcome *, struct context *, bool cut, struct cell *log);
/* Takes back what records said: they were a print of the task's. */
void outcome_forget(struct outcome *, struct facts *);
void outcome_free(struct outcome *);

#endif
