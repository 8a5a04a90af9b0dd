/* identity.h - which attempt a log is of, and where it ran: its path, its own lines and records (domain §3.5, airflow-log-formats.md §3). This is the
 * part to ask whether a line names another attempt: every line that names one is read here (identity_text.c, identity_record.c). */
#ifndef DAGSIEVE_IDENTITY_H
#define DAGSIEVE_IDENTITY_H

#include "context.h"
#include "line.h"

/* How surely an attempt is known (domain §3.5). */
enum strength { STRENGTH_none, STRENGTH_later /* a later line, or an outcome's */, STRENGTH_start /* the first own start line, or labels */, STRENGTH_name };

/* What may stand before the first line of a log that the web interface or the API hands out. */
struct heading {
    bool over;         /* the log itself has begun */
    bool named;        /* a line of it named the attempt */
    bool begun;
    struct slice host; /* the first line, where it is one word */
};

struct identity {
    struct heading heading;
    struct attempt_id path, content; /* as the path, as the content tells */
    enum strength strength, at_hand; /* of what the content has told; of the line or record that is read */
    bool later;                      /* start lines are no longer the first of their source */
    bool printed;                    /* a task may have printed what names the source */
    bool shared;                     /* some of its lines came behind another attempt's start in its source: that one's task may have printed them */
    bool other_start;                /* in a log that a name gives to an attempt, another one's start: text */
    bool schedules;                  /* the log speaks for a scheduler or DAG processor */
    bool enveloped;                  /* the envelope's labels have told */
    bool labelled;                   /* Elasticsearch's records have told */
    int label_try_number;            /* theirs; counts where no line tells */
    bool printed_try_number;         /* the environment has it: Airflow 2.3 or later */
    bool printed_date;               /* it has the logical date */
    bool mapped;                     /* its operator is a mapped one: without an index nothing is known */
    bool disputed;                   /* it had another one later: a start of another attempt */
    bool told;                       /* the owner of an open log was told */
    struct slice operator, hostname; /* in the arena */
    struct buf space[3];
};

/* path: what the identity is read from, empty = nothing. */
void identity_open(struct identity *, struct slice path, struct context *);
/* A physical line while the heading is not over: whether it is a line of the heading. An attempt that it names is a name as good as a path. */
bool identity_heading(struct identity *, struct slice line, struct context *);
/* A line of a message: what it names is learned, unless it is about another attempt. */
void identity_line(struct identity *, const struct line *, struct context *);
/* The members of a record of Airflow 3. */
void identity_record(struct identity *, const struct head *, struct context *);
/* The members that Airflow gives each record for Elasticsearch. */
void identity_labels(struct identity *, struct slice object, struct context *);
/* What an envelope tells of each record of an attempt: Airflow's own labels, exact. */
void identity_envelope(struct identity *, const struct attempt_labels *, struct context *);

/* The identity as a whole. */
struct settled {
    struct attempt_id id;
    enum strength strength;
    bool known;
    bool try_unknown; /* the content stands in for the try in log_id */
    bool by_date;  /* the logical date is the run's key */
    bool conflict; /* path and content name different attempts */
};
/* What path and content give together, so far. */
struct settled identity_settle(const struct identity *, const struct facts *);
/* explain: whose the log is, and how surely that is known. */
void identity_words(const struct settled *, struct buf *out);
/* Writes log_id, the identity's columns, source and role; content_hash stands in for what is not known. */
void identity_write(const struct settled *, struct slice content_hash, struct context *, struct cell *log);
/* The end of the log: the same, and operator and hostname. Returns the role. */
enum role identity_end(const struct identity *, struct slice content_hash, struct context *, struct cell *log);
/* Takes back what records told: they were a print of the task's. */
void identity_forget(struct identity *, struct context *);
void identity_free(struct identity *);

#endif
