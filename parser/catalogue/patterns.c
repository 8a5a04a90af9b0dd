/* patterns.c - the pattern lists, each row compiled when it is first matched. */
#include "patterns.h"

#include <assert.h>
#include <stdlib.h>

#include "parser/text/buf.h"
#include "parser/text/regex.h"

const struct pattern_row pattern_rows[PATTERN__N] = {
#define PATTERN(name, literals, regex, sample) { #name, literals, regex, sample, NULL, NULL },
#include "patterns.def"
#define SIGNATURE(code, severity, domain, literals, regex, sample, words, meaning) { #code, literals, regex, sample, severity, domain },
#include "signatures.def"
};

struct patterns {
    struct regex *row[PATTERN__N]; /* NULL: the row has no pattern */
};

struct patterns *patterns_open(void)
{
    struct patterns *patterns = memory_zeroed(sizeof(*patterns));
    for (int i = 0; i < PATTERN__N; i++)
        if (pattern_rows[i].regex[0])
            patterns->row[i] = regex_own(pattern_rows[i].regex);
    return patterns;
}

void patterns_close(struct patterns **patterns)
{
    if (!*patterns)
        return;
    for (int i = 0; i < PATTERN__N; i++)
        regex_close(&(*patterns)->row[i]);
    free(*patterns);
    *patterns = NULL;
}

bool pattern_match(const struct patterns *patterns, int pattern, struct slice text)
{
    assert(patterns->row[pattern]);
    return regex_match(patterns->row[pattern], text);
}

struct slice pattern_group(const struct patterns *patterns, int pattern, const char *name)
{
    return regex_group(patterns->row[pattern], name);
}

size_t pattern_end(const struct patterns *patterns, int pattern)
{
    return regex_end(patterns->row[pattern]);
}
