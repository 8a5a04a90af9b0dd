/* error.h - one exception with its place and what caused it, as a traceback shows it line by line or a record's error_detail as a list. */
#ifndef DAGSIEVE_ERROR_H
#define DAGSIEVE_ERROR_H

#include "parser/catalogue/failures.h"
#include "parser/text/buf.h"
#include "parser/text/json.h"

/* Zero is no error; kept from one to the next, so that its memory is. */
struct error {
    struct buf type, message; /* the last component of the dotted name; what follows it, lines and notes too, at most ERROR_KEPT bytes */
    struct buf user, any;     /* "path:line in function": the innermost frame of the user's own code, of any; empty: none */
    struct buf causes;        /* "TYPE: line" of each explicit cause, the nearest last, a line each */
    int64_t line;             /* where the exception stands; 0: not known */
    struct buf members;       /* types of an exception group's members, a line each */
};
enum { ERROR_KEPT = 8192 };

/* Begins a traceback: frames and members are forgotten, causes too unless it is a link of a chain (error_chain). */
void error_begin(struct error *, bool chained);
/* A line of a traceback's frames that names one: File "path", line N, in function (quotes may be missing), or File "path", line N of a SyntaxError, which is
 * in <module>, and not the user's where the path is <string>; false: it names none. */
bool error_frame(struct error *, struct slice text);
/* The exception that ends the frames, and its line; type may be dotted. */
void error_set(struct error *, struct slice type, struct slice message, int64_t line);
/* One more line of its message. */
void error_text(struct error *, struct slice line);
/* Whether the line is what Python prints after an explicit cause; after any link of a chain. */
static inline bool error_is_cause(struct slice line)
{
    return slice_starts(line, SLICE("The above exception was the direct cause"));
}
static inline bool error_is_link(struct slice line)
{
    return error_is_cause(line) || slice_starts(line, SLICE("During handling of the above exception"));
}
/* One more link of a chain follows: the exception so far is its explicit cause, or was only being handled. */
void error_chain(struct error *, bool is_cause);
/* A member of the group. */
void error_member(struct error *, struct slice type);
/* The list of a record's error_detail: its first entry, causes and members; false: it holds none. */
bool error_detail_read(struct error *, struct slice list, int64_t line);
/* What sys.exit was given, of what stands behind Airflow's "Task failed due to SystemExit(": to the bracket that closes it, else to the end of the line, where the
 * words go on on the next. */
struct slice error_exit_given(struct slice behind);
/* Where it was raised: the innermost frame of the user's own code, else of any; empty: no frame is known. */
static inline struct slice error_at(const struct error *error)
{
    return error->user.n ? buf_view(&error->user) : buf_view(&error->any);
}
/* The length of the path in "path:line in function"; of all of it where it is no such place. */
size_t error_path_length(struct slice at);
/* Takes over all of another, which stays valid. */
void error_copy(struct error *, const struct error *from);
void error_reset(struct error *);
void error_free(struct error *);

#endif
