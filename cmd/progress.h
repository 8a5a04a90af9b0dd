/* progress.h - how far the work is: a line on a terminal's stderr that is drawn over, or JSON lines. */
#ifndef DAGSIEVE_PROGRESS_H
#define DAGSIEVE_PROGRESS_H

#include "job.h"
#include "pipeline.h"

/* Zero shows nothing. What is known of the work before it is done stands in the last three members. */
struct progress {
    enum progress_mode mode;
    bool on;
    int64_t started, shown; /* milliseconds */
    int64_t inputs_total;   /* found so far */
    int64_t size_total;     /* bytes of the files found so far */
    int64_t size_done;      /* bytes of the files that are passed over */
};

/* auto: shown when stderr is a terminal that can draw over a line, and results do not go to the same terminal. */
void progress_begin(struct progress *, enum progress_mode, bool results_on_stdout);
/* true when at least so many milliseconds have passed since it was true the last time. */
bool progress_due(struct progress *, int64_t milliseconds);
/* To be called as often as one likes: shows five times a second on a terminal, once a second as JSON. */
void progress_show(struct progress *, const struct counts *);
/* Takes the line away; as JSON, shows the last figures. */
void progress_end(struct progress *, const struct counts *);
/* Seconds since progress_begin. */
double progress_seconds(const struct progress *);

#endif
