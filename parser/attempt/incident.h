/* incident.h - known incidents of an attempt (domain §6.1): signatures over every line, the user's own, and what other parts found. */
#ifndef DAGSIEVE_INCIDENT_H
#define DAGSIEVE_INCIDENT_H

#include "context.h"
#include "line.h"

/* One code: how often, where first. */
struct incident {
    int64_t count, line;
    int64_t last;          /* line of the last one */
    int64_t told;          /* count that the owner was told of */
    struct slice evidence; /* in the log's arena, as are the rest */
    struct slice field, value, threshold;
};

struct incidents {
    struct incident known[SIGNATURE__N];
    struct incident *user; /* by row of the user's patterns; in the arena, NULL = none */
};

void incidents_open(struct incidents *, struct context *);
/* Looks at a line, and at the members where it is a record as JSON: what both show counts once. */
void incidents_line(struct incidents *, const struct line *, struct context *);
/* Looks at text of a line that was looked at, the rest of it included: what is shown again counts once. */
void incidents_rest(struct incidents *, struct slice text, uint64_t bits, struct context *);
/* Looks at the members of a record (its text was looked at), read as one line of key=value; name: its event where that is one word, else empty. */
void incidents_members(struct incidents *, struct slice name, struct slice object, uint64_t bits, struct context *);
/* Looks at an event of structlog's console, read as text. */
void incidents_pairs(struct incidents *, struct slice name, struct slice pairs, uint64_t bits, struct context *);
/* Counts what another part found. */
void incidents_add(struct incidents *, const struct found *, struct context *);
/* The same where the line at hand has not shown it already. */
void incidents_add_once(struct incidents *, const struct found *, struct context *);
/* Emits the findings. */
void incidents_end(const struct incidents *, struct context *);
/* Tells the owner of an open log of those that have grown since it was told last. */
void incidents_tell(struct incidents *, struct context *);
/* Tells it of one that may not be the last word. */
void incident_tell(const struct found *, struct context *);

#endif
