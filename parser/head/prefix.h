/* prefix.h - what a logging library of the user's own writes before a message (domain §3.2): the forms of prefixes.def, and the user's own
 * of --patterns. A form is a number, or two: what a wrapper prints (Ray's "(pid=17) ") stands before another. */
#ifndef DAGSIEVE_PREFIX_H
#define DAGSIEVE_PREFIX_H

#include "parser/event/event_pair.h"

enum level { LEVEL_none, LEVEL_debug, LEVEL_info, LEVEL_warning, LEVEL_error, LEVEL_critical, LEVEL__N };

/* The level of a word in any case (WARN, FATAL, EXCEPTION too); LEVEL_none when it is none. */
enum level level_of(struct slice word);
/* Airflow's word, upper case; "" for none. */
extern const char *const level_names[LEVEL__N];
static inline const char *level_name(enum level level)
{
    return level_names[level];
}

struct prefix_row {
    const char *name, *first;
    bool carries;
    const char *tail, *regex, *sample;
    enum level level;
    const char *message;
};
extern const struct prefix_row prefix_rows[];
extern const int prefix_rows_n;

struct form;
struct regex;

struct prefixes {
    struct form *form;
    int n;
    bool own; /* some are the user's */
};

/* Never NULL: a row that does not compile is a bug. */
struct prefixes *prefixes_open(void);
/* A form of the user's own, tried before the others: matches from the line's beginning; its group `level` is its level. The regex must outlive it. */
void prefixes_add(struct prefixes *, struct regex *);
void prefixes_close(struct prefixes **);

/* No form. */
enum { PREFIX_none = 0 };

/* The form of the prefix that ends just before position `at`, PREFIX_none when what stands before is no prefix. *level: of its level word,
 * LEVEL_none when it has none. Not reentrant. */
int prefix_before(const struct prefixes *, struct slice line, size_t at, enum level *level);
/* Takes a prefix of that form, and what the form prints behind the message, off the line; false: the line has none such. */
bool prefix_take(const struct prefixes *, int form, struct slice line, struct slice *message);
/* What stands before the first line of something, and may before its others. Zero is nothing. */
struct prefix_kept {
    int form;        /* PREFIX_none: text that is no prefix of a form */
    struct buf text; /* empty: no more than blanks */
};
/* Keeps what stands before position `at`. */
void prefix_keep(const struct prefixes *, struct slice line, size_t at, struct prefix_kept *);
/* Takes it off another line: a prefix of the same form, or exactly the same text; false: neither stands there. */
bool prefix_kept_take(const struct prefixes *, const struct prefix_kept *, struct slice line, struct slice *message);
/* Whether it is what a wrapper alone prints (Ray's "(pid=17) "): another text of the form is another process's. */
bool prefix_kept_names(const struct prefixes *, const struct prefix_kept *);
/* No form of ours begins with key=value. */
static inline bool prefix_is_pair(const struct prefixes *prefixes, struct slice line)
{
    return !prefixes->own && pair_key(line);
}
bool prefix_any_begins(const struct prefixes *, struct slice line);
/* Whether the line begins with a prefix of any form. */
static inline bool prefix_begins(const struct prefixes *prefixes, struct slice line)
{
    return !prefix_is_pair(prefixes, line) && prefix_any_begins(prefixes, line);
}
/* The line without its prefix, if one ends at position `at`, or before it where key=value begins. *level: of the first form that ends no later
 * and has one, else unchanged. */
struct slice prefix_cut(const struct prefixes *, struct slice line, size_t at, enum level *level);

#endif
