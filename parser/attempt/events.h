/* events.h - the event records of a log (records.md §4): event= lines, named patterns, structlog's records in each form, patterns of the user's own. All go
 * out one way. The grammar of names and values: parser/event. */
#ifndef DAGSIEVE_EVENTS_H
#define DAGSIEVE_EVENTS_H

#include "context.h"
#include "line.h"
#include "parser/event/event.h"

struct events {
    struct event event; /* the one at hand */
    int n;              /* so far */
    struct buf logger, shown; /* the suspect logger that was named last, and as it may leave the program */
    int logger_secrets;
};

/* The mask must outlive them. */
void events_open(struct events *, struct mask *);
/* What the logger's renderer put beside the text of the next line: the members of its record, or the console's pairs. Of a logger of the user's own they
 * are attributes of an event= line, as structlog prints them behind it where it renders text. Empty: nothing. */
void events_beside(struct events *, struct slice logger, struct slice beside);
/* An event= line or one that a named pattern matches; true when the line is one. */
bool events_line(struct events *, const struct line *, struct context *);
/* A record rendered as JSON inside a message that is an event: one word with members of the user's own. */
bool events_rendered(struct events *, const struct line *, struct context *);
/* A record of native structlog that is one, from a logger that is not Airflow's. */
bool events_record(struct events *, const struct head *, const struct message *, struct context *);
/* The same as structlog's console prints it, behind whichever head. */
bool events_console(struct events *, const struct head *, const struct message *, struct context *);
void events_free(struct events *);

#endif
