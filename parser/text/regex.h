/* regex.h - one PCRE2 pattern: compiled (JIT where there is one), matched with bounded effort, asked for its groups. The only pair of files
 * that knows PCRE2. */
#ifndef DAGSIEVE_REGEX_H
#define DAGSIEVE_REGEX_H

#include "slice.h"

struct regex;

/* NULL when it does not compile: *wrong (of size n) says why, *at is the offset. '$' is the end of the text only, '.' any byte. */
struct regex *regex_open(struct slice pattern, char *wrong, size_t n, size_t *at);
/* A pattern of the program's own, which outlives the regex: compiled when it is first matched or asked, since most logs need few. Does it not
 * compile the program ends: a bug. */
struct regex *regex_own(const char *pattern);
void regex_close(struct regex **);
/* Whether it matches text; what is asked for below is of that match, while the text lives. Not reentrant. A match that would take too long
 * is none. */
bool regex_match(struct regex *, struct slice text);
/* Whether the last match is none because it would have taken too long. */
bool regex_gave_up(const struct regex *);
/* Text of a named group; empty when it took no part. There must be such a group. */
struct slice regex_group(const struct regex *, const char *name);
/* The number of a named group, 0 when there is none such; the text of a group by its number. */
int regex_group_number(struct regex *, const char *name);
struct slice regex_group_at(const struct regex *, int number);
/* The named groups one by one, i from 0, in order of name; false after the last. took_part: whether the group has a text. */
bool regex_named(const struct regex *, int i, const char **name, struct slice *text, bool *took_part);
/* Where the last match ended in its text. */
size_t regex_end(const struct regex *);

#endif
