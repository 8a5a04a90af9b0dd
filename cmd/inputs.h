/* inputs.h - from what the user named (files, folders, -, lists of paths) to one file after the other. Opens no log.
 * Memory is that of the names of the folders on the way down, however many files there are. */
#ifndef DAGSIEVE_INPUTS_H
#define DAGSIEVE_INPUTS_H

#include <time.h>

#include "parser/catalogue/complaint.h"

struct inputs;

struct input {
    const char *path; /* "-" is stdin; lives until the next call */
    const char *real; /* by which the ledger knows it (real_path.h); lives as long; NULL for stdin */
    bool is_stdin;
    int64_t size; /* bytes; -1 for stdin and other pipes */
    struct timespec mtime;
};

struct inputs_facts {
    int64_t files, bytes; /* handed out, as far as sizes are known */
    int64_t skipped;      /* in folders: names that are no log's, hidden ones, pipes and the like, links to nothing */
    int64_t unreadable;   /* complained about */
};

/* operands: NULL-terminated, may be empty; files_from: a file of further paths, "-" = stdin, NULL = none: NUL-separated with null or
 * when there is a NUL in its first 4096 bytes (no path is longer), else one a line. Both must outlive the inputs. NULL when
 * files_from cannot be opened: complained about. */
struct inputs *inputs_open(char **operands, const char *files_from, bool null, struct report *);
/* The next file: named ones whatever their names (only_member.h), folders walked in the order of names. Links are followed, each real folder
 * of a walk once. What cannot be read is complained about (not_readable) and left out. false at the end. */
bool inputs_next(struct inputs *, struct input *);
const struct inputs_facts *inputs_facts(const struct inputs *);
/* Says so (no_logs) when nothing was read and nothing else was wrong: a mistyped path looks like success. read: whether a text was, of what was handed out;
 * members: of archives, left out by their names. */
void inputs_complain_none(const struct inputs *, bool read, int64_t members, struct report *);
void inputs_close(struct inputs **);
/* Whether a file found in a folder is taken for a log: the rules are a list in log_file_names.c. folder: its path. */
bool input_is_log(const char *folder, const char *name);
/* The same of a member of an archive, by its path in there: none that a walk would not come to is one. */
bool member_is_log(struct slice member);
/* Whether a part of its path is hidden. */
bool member_is_hidden(struct slice member);

#endif
