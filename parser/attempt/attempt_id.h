/* attempt_id.h - what an attempt is called: read from a path (attempt_path.c), compared, hashed to log_id (design §5). */
#ifndef DAGSIEVE_ATTEMPT_ID_H
#define DAGSIEVE_ATTEMPT_ID_H

#include <stdint.h>

#include "parser/text/buf.h"

enum role { ROLE_task, ROLE_trigger, ROLE_scheduler, ROLE_other };
const char *role_name(enum role);

enum layout { LAYOUT_none, LAYOUT_dates /* <dag>/<task>/<date>/N.log, 1.10-2.2 */, LAYOUT_runs /* dag_id=../run_id=.., 2.3+ */ };

/* Empty slices and zeros: not known. */
struct attempt_id {
    enum layout layout; /* of the path it was read from */
    struct slice dag_id, run_id, task_id;
    int map_index;  /* -1 = not mapped */
    bool has_map_index;
    int try_number; /* 0 = not known */
    bool has_logical_date;
    int64_t logical_date; /* UTC microseconds */
    enum role role;
    struct slice joined, separator; /* a name whose dag, run and task are one text: what parts them may stand in them too */
    struct slice part; /* what stands behind attempt=N.log, such as .trigger.318.log: tells files of one attempt apart */
};

/* What an envelope tells of each record: labels that Airflow's own handler gives (domain §3.5). Empty: not told. run: a run_id or logical date. */
struct attempt_labels {
    struct slice dag_id, task_id, run, map_index, try_number;
};

/* Reads a path of either layout, and what copies make of it (attempt_name.h); texts are kept in the arena. false when it names no attempt, or
 * does so only together with the content (`joined` is set). */
bool attempt_id_from_path(struct slice path, struct arena *, struct attempt_id *out);
/* Splits a `joined` name by the dag and task that the content gives; false when it does not know them, or they do not fit. */
bool attempt_name_fit(struct attempt_id *name, const struct attempt_id *content, struct arena *);
/* An ISO time at the start of text, ':' replaced or not: its length there, 0 when there is none; appends it restored. */
size_t iso_restore(struct slice text, struct buf *out);
/* Appends a run_id (or date) with ':' restored inside its ISO time where '_', U+F03A, U+F022 or %3A stand for it. */
void run_id_restore(struct slice run_id, struct buf *out);
/* The ISO time inside a (restored) run_id, as UTC microseconds; false when it has none. */
bool run_id_date(struct slice run_id, int64_t *micros);
/* Whether an id from a path and one from content are the same but for substitutes of ':' and masks (***) in the content. */
bool ids_agree(struct slice from_path, struct slice from_content);
/* Whether the content's text was masked somewhere. */
bool id_is_masked(struct slice id);

/* Which task instance a log is known to be of so far; empty slices: not known. */
struct known_attempt {
    struct slice dag_id, task_id;
    bool by_path; /* the path tells: exact */
};
/* Whether a line that names this dag and task (empty: names none) is about another task instance. Without dag_id, task_id is a "dag.task". */
bool attempt_is_other(const struct known_attempt *, struct slice dag_id, struct slice task_id);
/* Appends "dag.task", or the one that there is. */
struct slice dag_task_join(struct slice dag_id, struct slice task_id, struct buf *out);

/* Appends the log_id: a uuid made of the hash of the identity; by_date: the logical date is the run's key (layouts of 1.10-2.2); content_hash: stands
 * in for a try that nothing tells, else empty. */
void attempt_id_hash(const struct attempt_id *, bool by_date, struct slice content_hash, struct buf *out);
/* log_id of a log whose attempt nobody knows: of --source (or the source's own name when that is empty) and the content hash. */
void content_hash_id(struct slice source, struct slice content_hash, struct buf *out);
/* Appends 128 bits as a uuid. */
void uuid_format(uint64_t high, uint64_t low, struct buf *out);

#endif
