/* notice.h - what schedulers, executors and triggerers say of an attempt (notices.def): the codes, and the rows that find them. */
#ifndef DAGSIEVE_NOTICE_H
#define DAGSIEVE_NOTICE_H

#include "parser/text/slice.h"

/* The surest first. */
enum notice_code {
#define NOTICE_CODE(code, meaning) NOTICE_##code,
#include "notices.def"
    NOTICE__CODES,
    NOTICE_LIST = NOTICE__CODES, /* lines that each name an attempt follow */
    NOTICE_KEY                   /* no notice: names an attempt exactly */
};

struct notice_name {
    const char *code, *meaning;
};
extern const struct notice_name notice_names[NOTICE__CODES];

struct notice_row {
    enum notice_code code;
    const char *literals, *regex, *sample;
};
extern const struct notice_row notice_rows[];
extern const int notice_rows_n;
/* The literals of all rows, joined by '|'. */
extern const char *const notice_literals;

struct notice_patterns;

/* Never NULL; a row is compiled when it is first tried. */
struct notice_patterns *notice_patterns_open(void);
void notice_patterns_close(struct notice_patterns **);
/* The first row that matches, NULL: none; the groups of that match can be asked for until the next one, while the text lives. Not reentrant. */
const struct notice_row *notice_match(struct notice_patterns *, struct slice text);
/* Text of a named group of the last match; empty where the row has none such, or it took no part. */
struct slice notice_group(const struct notice_patterns *, const char *name);

#endif
