/* patterns.c - compiles the pattern lists with PCRE2 (JIT where there is one) and answers for groups by name. */
#include "patterns.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "buf.h"

const struct pattern_row pattern_rows[PATTERN__N] = {
#define PATTERN(name, literals, regex, sample) { #name, literals, regex, sample, NULL, NULL },
#include "patterns.def"
#define SIGNATURE(code, severity, domain, literals, regex, sample, words, meaning) { #code, literals, regex, sample, severity, domain },
#include "signatures.def"
};

enum { MATCH_LIMIT = 1000 * 1000, DEPTH_LIMIT = 1000 };

struct compiled {
    pcre2_code *code; /* NULL: the row has no pattern */
    pcre2_match_data *match;
    struct slice text; /* of the last match */
};

struct patterns {
    struct compiled row[PATTERN__N];
    pcre2_match_context *context;
};

static void compile(struct compiled *to, const struct pattern_row *row)
{
    int error;
    PCRE2_SIZE at;
    to->code = pcre2_compile((PCRE2_SPTR)row->regex, PCRE2_ZERO_TERMINATED, PCRE2_DOLLAR_ENDONLY | PCRE2_DOTALL, &error, &at, NULL);
    if (!to->code) {
        fprintf(stderr, "dagsieve: error: pattern %s does not compile at %zu\n", row->name, (size_t)at);
        abort();
    }
#ifndef JIT_OFF /* valgrind cannot follow the code that is made: it reads whole words past a text's end */
    pcre2_jit_compile(to->code, PCRE2_JIT_COMPLETE);
#endif
    to->match = pcre2_match_data_create_from_pattern(to->code, NULL);
}

struct patterns *patterns_open(void)
{
    struct patterns *patterns = memory_new(sizeof(*patterns));
    *patterns = (struct patterns){ .context = pcre2_match_context_create(NULL) };
    pcre2_set_match_limit(patterns->context, MATCH_LIMIT);
    pcre2_set_depth_limit(patterns->context, DEPTH_LIMIT);
    for (int i = 0; i < PATTERN__N; i++)
        if (pattern_rows[i].regex[0])
            compile(&patterns->row[i], &pattern_rows[i]);
    return patterns;
}

void patterns_close(struct patterns **patterns)
{
    if (!*patterns)
        return;
    for (int i = 0; i < PATTERN__N; i++) {
        pcre2_match_data_free((*patterns)->row[i].match);
        pcre2_code_free((*patterns)->row[i].code);
    }
    pcre2_match_context_free((*patterns)->context);
    free(*patterns);
    *patterns = NULL;
}

bool pattern_match(const struct patterns *patterns, int pattern, struct slice text)
{
    /* The match data is scratch space of the compiled row, not a change of the pattern. */
    struct compiled *row = (struct compiled *)(uintptr_t)&patterns->row[pattern];
    assert(row->code);
    row->text = text;
    return pcre2_match(row->code, (PCRE2_SPTR)(text.p ? text.p : ""), text.n, 0, 0, row->match, patterns->context) > 0;
}

struct slice pattern_group(const struct patterns *patterns, int pattern, const char *name)
{
    const struct compiled *row = &patterns->row[pattern];
    int number = pcre2_substring_number_from_name(row->code, (PCRE2_SPTR)name);
    assert(number > 0);
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(row->match) + 2 * number;
    if (at[0] == PCRE2_UNSET)
        return SLICE("");
    return slice_part(row->text, at[0], at[1]);
}

size_t pattern_end(const struct patterns *patterns, int pattern)
{
    return pcre2_get_ovector_pointer(patterns->row[pattern].match)[1];
}
