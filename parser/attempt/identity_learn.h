/* identity_learn.h - how what a line or record names is taken over: the first word stands, an exact one corrects what was guessed. Shared by
 * identity_text.c and identity_record.c. */
#ifndef DAGSIEVE_IDENTITY_LEARN_H
#define DAGSIEVE_IDENTITY_LEARN_H

#include "identity.h"

/* The attempt's name, as good as a path's. */
void learn_name(struct identity *, const struct attempt_id *, struct context *);
/* How surely a line or its labels tell the attempt, that would do it with that strength in the source's first log. */
static inline enum strength naming_strength(const struct identity *identity, enum strength strength)
{
    return identity->later && strength == STRENGTH_start ? STRENGTH_later : strength;
}
/* What a start line prints of its task instance; empty: it does not. is_other: the line has been found to name another dag or task. */
struct start_ids {
    struct slice dag_id, task_id, run, map_index;
    bool is_other;
};
/* In a log that a name gives to an attempt, another one's start is text, and is noted (domain §3.5). */
void learn_start(struct identity *, const struct start_ids *);
/* A dag, a task and a run that are named together; empty slices: not named. Without dag_id, task_id is a "dag.task". */
void learn_ids(struct identity *, struct slice dag_id, struct slice task_id, struct slice run, struct context *);
/* Ids that are known exactly: where a "dag.task" was split by guess, they tell where. */
void learn_dag_id(struct identity *, struct slice, struct context *);
void learn_task_id(struct identity *, struct slice, struct context *);
void learn_exactly(struct identity *, struct slice dag_id, struct slice task_id, struct context *);
/* The dag or the task alone: tells where a "dag.task" is to be split. */
void learn_split(struct identity *, struct slice dag_id, struct slice task_id, struct context *);
/* The run as a TaskInstance shows it: a date in Airflow 1.10-2.1, a run_id since. */
void learn_run(struct identity *, struct slice run, struct context *);
void learn_run_id(struct identity *, struct slice run_id, struct context *);
void learn_map_index(struct identity *, struct slice number);
void learn_try_number(struct identity *, struct slice number);
/* The logical date as a stamp, which wins over others; what is none is left. */
void learn_date(struct identity *, struct slice stamp);
/* The environment's: the first one stands, another one disputes it. */
void learn_printed_date(struct identity *, struct slice stamp);
/* The same as YYYYMMDDTHHMMSS, without its fraction: any other wins. */
void learn_compact_date(struct identity *, struct slice compact);
/* Members of a printed TaskInstance: dag_id=.., task_id='..', ... */
void learn_printed(struct identity *, struct slice printed, struct context *);
/* The first one stands. */
void learn_operator(struct identity *, struct slice, struct context *);
void learn_hostname(struct identity *, struct slice, struct context *);

#endif
