/* notice.c - the rows of notices.def, compiled as they are needed. */
#include "notice.h"

#include <stdlib.h>

#include "parser/text/buf.h"
#include "parser/text/regex.h"

const struct notice_name notice_names[NOTICE__CODES] = {
#define NOTICE_CODE(code, meaning) { #code, meaning },
#include "notices.def"
};

enum {
    ROWS = 0
#define NOTICE(code, literals, regex, sample) + 1
#include "notices.def"
};

const struct notice_row notice_rows[ROWS] = {
#define NOTICE(code, literals, regex, sample) { NOTICE_##code, literals, regex, sample },
#include "notices.def"
};
const int notice_rows_n = ROWS;

static const char each_literal[] = ""
#define NOTICE(code, literals, regex, sample) "|" literals
#include "notices.def"
    ;
const char *const notice_literals = each_literal + 1;

struct notice_patterns {
    struct regex *row[ROWS]; /* NULL: not tried yet */
    struct regex *last;
};

struct notice_patterns *notice_patterns_open(void)
{
    struct notice_patterns *patterns = memory_zeroed(sizeof(*patterns));
    return patterns;
}

void notice_patterns_close(struct notice_patterns **patterns)
{
    if (!*patterns)
        return;
    for (int i = 0; i < ROWS; i++)
        regex_close(&(*patterns)->row[i]);
    free(*patterns);
    *patterns = NULL;
}

const struct notice_row *notice_match(struct notice_patterns *patterns, struct slice text)
{
    for (int i = 0; i < ROWS; i++) {
        if (!patterns->row[i])
            patterns->row[i] = regex_own(notice_rows[i].regex);
        patterns->last = patterns->row[i];
        if (regex_match(patterns->last, text))
            return &notice_rows[i];
    }
    return NULL;
}

struct slice notice_group(const struct notice_patterns *patterns, const char *name)
{
    int number = regex_group_number(patterns->last, name);
    return number ? regex_group_at(patterns->last, number) : SLICE("");
}
