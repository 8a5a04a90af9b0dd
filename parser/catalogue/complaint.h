/* complaint.h - the catalogue of complaints (complaints.def) and the one way to say them.
 * Voice: error: what, detail: the facts, hint: what to do; for input, path:line:col first. */
#ifndef DAGSIEVE_COMPLAINT_H
#define DAGSIEVE_COMPLAINT_H

#include <stdint.h>
#include <stdio.h>

#include "parser/text/buf.h"
#include "parser/text/slice.h"

enum complaint {
#define COMPLAINT(class, name, text, hint) COMPLAINT_##name,
#include "complaints.def"
    COMPLAINT__N
};

enum complaint_class { CLASS_NOTE, CLASS_REJECT, CLASS_USAGE, CLASS_INPUT, CLASS_DATABASE, CLASS_LOCKED, CLASS_WARNING };

struct complaint_row {
    const char *name, *text, *hint;
    enum complaint_class class;
};
extern const struct complaint_row complaints[COMPLAINT__N];

/* Exit statuses, frozen: CronJobs and podFailurePolicy read them (design §1). */
enum exit_status {
    EXIT_kept = 0,
    EXIT_rejected = 1,
    EXIT_usage = 2,
    EXIT_input = 3,
    EXIT_database = 4,
    EXIT_locked = 5,
};

/* Where in the input: path "-" is stdin; line and col from 1, 0 = unknown; a NULL path = not about input. */
struct where {
    const char *path;
    int64_t line;
    int col;
};

/* What the user gave, for the words CONNINFO, COMMAND and DIR of hints, so that they can be typed as they stand. NULL: not given; then an option
 * in front of the word is left out with it. Texts outlive the report. */
struct hint_words {
    const char *conninfo, *command, *spool;
};

/* Collects what was complained about; zero with `to` set (stderr) is a fresh one. */
struct report {
    FILE *to;
    int64_t count[COMPLAINT__N];
    int status;           /* worst exit status so far */
    int64_t max_rejects;  /* rejects printed before "further ones are only counted"; 0 = none printed */
    int64_t n_printed;
    struct hint_words given;
    const char *reading;  /* the input that is being read, for faults met deep below that are of it; NULL: none */
    /* Who is told the words in place of `to`, of rejects one more an input than are printed; NULL: nobody. */
    void (*said)(void *context, enum complaint_class, struct slice words);
    void *said_context;
    void (*mask)(struct slice words, struct buf *out); /* appends the words without their secrets; NULL: they have none */
};

/* Counts the complaint and, unless it is a note, prints it: text and hint from the list, detail from the
 * format (may be NULL). Remembers the worst exit status. where may be NULL. */
void complain(struct report *, enum complaint, const struct where *, const char *detail_format, ...)
    __attribute__((format(printf, 4, 5)));
/* Prints the words of a complaint that another process counted; max_rejects holds. */
void complaint_say(struct report *, enum complaint_class, struct slice words);

#endif
