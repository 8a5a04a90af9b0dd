/* user_patterns.h - patterns of the user's own (--patterns FILE): signatures that become findings of the attempt, named patterns that become events,
 * prefixes of logging libraries.
 * docs/FORMAT.md describes the file. */
#ifndef DAGSIEVE_USER_PATTERNS_H
#define DAGSIEVE_USER_PATTERNS_H

#include "parser/catalogue/complaint.h"
#include "parser/text/regex.h"

/* How many a file may have: each is tried on every line that one of them lets through. */
enum { USER_PATTERNS_MAX = 128 };

struct user_pattern {
    const char *name, *pattern, *sample;
    const char *severity, *domain; /* NULL: a named pattern or a prefix, else a signature */
    bool is_prefix;                /* what a logging library prints before messages */
    const char *meaning;           /* "" where the file gives none */
    const char *literals;          /* "a|b" as in patterns.def; "" = every line is tried, or a prefix */
    struct regex *regex;           /* matching changes it: it is not the pattern that changes, but the place of its last match */
};

struct user_patterns {
    struct user_pattern row[USER_PATTERNS_MAX];
    int n;
    const char *literals; /* of all rows together */
    bool every_line, signatures, events; /* whether there is a row that tries every line, one that is a signature, one that is none */
    char version[12];     /* hash of what matters for records: "0123abcd"; "" = no rows */
    struct arena *arena;  /* owns the texts */
};

/* Reads the file; NULL when a row does not fit: each is complained about (bad_pattern with path:line:col, not_readable). */
struct user_patterns *user_patterns_read(const char *path, struct report *);
void user_patterns_close(struct user_patterns **);

#endif
